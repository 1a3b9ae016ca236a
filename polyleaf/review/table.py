"""Tables of plain text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table_lines(rows: Sequence[Sequence[str]], right_from: int | None = None) -> Iterator[str]:
    """The rows as lines, with each column as wide as its widest cell and two spaces between columns.

    Cells are aligned to the left. From the column number `right_from` on, they are aligned to the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = len(widths) if right_from is None else right_from
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width) for column, (cell, width) in enumerate(cells)
        ).rstrip()
