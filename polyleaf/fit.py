"""Copyfitting: the first rung of a format's ladder on which an edition has the pages that the format asks for."""

from __future__ import annotations

from collections.abc import Callable

from polyleaf.formats import FormatSpec, PaperSize, Rung
from polyleaf.typeset import Layout, StyleSources, typeset

Pages = frozenset[int]


def fit(
    html_of: Callable[[Pages | None], str],
    sources: StyleSources,
    paper: PaperSize,
    spec: FormatSpec,
    properties: dict[str, str],
) -> tuple[Layout, int]:
    """The layout on the first rung that fits, and that rung's number from 0; where none fits, the last rung's.

    The first pass measures how far pages run over, and the rung is estimated from that; then the estimate is proven.
    `html_of` gives the document with the pages named, or with all: pages break where the layout says, so each can be
    laid out alone. Type never shrinks; the rungs set lines and spaces closer. `properties` are custom properties for
    the style sheets, whatever the rung.
    """

    def lay_out(number: int, pages: Pages | None = None) -> Layout:
        return typeset(html_of(pages), sources, page_css(paper, spec.fit[number], properties))

    def fits(layout: Layout) -> bool:
        return len(layout.sheets) == spec.pages

    layout, last = lay_out(0), len(spec.fit) - 1
    if fits(layout) or not last:
        return layout, 0
    worst_first = sorted(layout.overlong, key=lambda over: over.times, reverse=True)
    times = worst_first[0].times if worst_first else 1.0  # only a figure runs over: nothing to estimate from
    rung = guess = next((n for n in range(1, last) if spec.fit[n].scale * times <= 1), last)
    layout = lay_out(rung)
    while not fits(layout) and rung < last:
        rung += 1
        layout = lay_out(rung)
    looser = rung
    while (
        worst_first
        and looser > 1
        and rung == guess
        and _all_alone(lay_out, looser - 1, [over.page for over in worst_first])
    ):
        looser -= 1
    return (layout, rung) if looser == rung else (lay_out(looser), looser)


def _all_alone(lay_out: Callable[[int, Pages], Layout], rung: int, pages: list[int]) -> bool:
    """Whether each of these pages, laid out alone on that rung, takes one side of paper."""
    return all(len(lay_out(rung, frozenset({page})).sheets) == 1 for page in pages)


def page_css(paper: PaperSize, rung: Rung, properties: dict[str, str]) -> str:
    settings = " ".join(f"--{name}: {value};" for name, value in (properties | rung.set).items())
    return f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm }} :root {{ {settings} }}"
