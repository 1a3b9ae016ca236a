"""The pictures of the page as SVG: growth as curves, ratios as bars, profiles as flame graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.speed.flames import Bar, Profile, tree
from benchmarks.speed.results import RowResult

_LARGEST_PLOT, _LARGEST_FLAME = 60_000, 100_000  # bytes
_NOW, _BEFORE, _OTHER, _LINE = "#0b6e6e", "#b23a6f", "#8a8f98", "#444444"
_PACKAGES = {"polyleaf": "#0b6e6e", "weasyprint": "#b8661b", "pydyf": "#7d7420", "pikepdf": "#7a6fb0"}
_DEEPEST = 40
_CHARACTERS = 190  # that fit on the width of a flame graph
_SHARES = (0.003, 0.005, 0.01, 0.02, 0.04)  # of all the time: the least that is drawn

mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "polyleaf", "font.size": 9, "font.family": "sans-serif"})


class PictureTooLargeError(Exception):
    """A picture is larger than the repository should hold."""


@dataclass(frozen=True)
class _Placed:
    """A bar of a flame graph: where it begins and how long it is, as shares of the whole, and how deep it is."""

    name: str
    start: float
    share: float
    depth: int


def growth_plot(measured: RowResult, unit: str) -> bytes:
    """Wall-clock and processor time over the size, beside the line on which cost grows in proportion."""
    figure = Figure(figsize=(5.2, 3.2), layout="constrained")
    axes = figure.subplots()
    series = sorted(measured.series, key=lambda one: one.size)
    sizes = [one.size for one in series]
    proportional = [series[0].median("cpu") * size / sizes[0] for size in sizes]
    axes.plot(sizes, proportional, color=_OTHER, linestyle="--", label="in proportion")
    axes.plot(sizes, [one.median("cpu") for one in series], color=_NOW, marker="o", label="processor time")
    axes.plot(sizes, [one.median("wall") for one in series], color=_BEFORE, marker="s", label="wall clock")
    axes.set(xlabel=unit, ylabel="s", xscale="log", yscale="log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return _svg(figure, _LARGEST_PLOT)


def ratio_plot(ratios: Mapping[str, tuple[float, float | None]]) -> bytes:
    """The ratio of each measure as a bar, and a mark where it should at least be. Shorter is better."""
    figure = Figure(figsize=(9, 0.6 + 0.32 * len(ratios)), layout="constrained")
    axes = figure.subplots()
    labels, values = list(ratios), [value for value, _ in ratios.values()]
    colours = [_OTHER if least is None else _NOW if value <= least else _BEFORE for value, least in ratios.values()]
    axes.barh(labels, values, color=colours, height=0.6)
    for number, (_, least) in enumerate(ratios.values()):
        if least is not None:
            axes.plot([least, least], [number - 0.4, number + 0.4], color=_LINE, linewidth=1.5)
    axes.set(xlabel="ours / theirs, wall clock", xscale="log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    return _svg(figure, _LARGEST_PLOT)


def flame_graph(profile: Profile, title: str) -> bytes:
    """A profile as bars on bars: the width is the time, and each bar is on the one that called it.

    The least bars are left out, so many that the file is not too large.
    """
    root = tree(profile.stacks)
    for least in _SHARES:
        try:
            return _svg(_flames(list(_placed(root, root.seconds, least)), title), _LARGEST_FLAME)
        except PictureTooLargeError:
            continue
    raise PictureTooLargeError(title)


def _placed(bar: Bar, total: float, least: float, start: float = 0.0, depth: int = 0) -> Iterator[_Placed]:
    share = bar.seconds / total
    if share < least or depth > _DEEPEST:
        return
    yield _Placed(bar.name, start, share, depth)
    for inner in sorted(bar.inside.values(), key=lambda one: -one.seconds):
        yield from _placed(inner, total, least, start, depth + 1)
        start += inner.seconds / total


def _flames(bars: Sequence[_Placed], title: str) -> Figure:
    deepest = max(bar.depth for bar in bars)
    figure = Figure(figsize=(11, 0.6 + 0.19 * (deepest + 1)), layout="constrained")
    axes = figure.subplots()
    for colour in {*_PACKAGES.values(), _OTHER}:
        own = [bar for bar in bars if _colour(bar.name) == colour]
        axes.bar(
            [bar.start for bar in own], 0.9, [bar.share for bar in own], [bar.depth for bar in own],
            align="edge", color=colour, linewidth=0,
        )  # fmt: skip
    for bar in bars:
        room = int(bar.share * _CHARACTERS)
        name = bar.name.rpartition(":")[2]
        if room >= 4:
            text = name if len(name) <= room else f"{name[: room - 1]}…"
            axes.text(bar.start + 0.001, bar.depth + 0.42, text, fontsize=6, color="white", va="center", clip_on=True)
    axes.set(xlim=(0, 1), ylim=(0, deepest + 1), title=title)
    axes.axis("off")
    return figure


def _colour(name: str) -> str:
    return _PACKAGES.get(name.partition(":")[0].partition(".")[0], _OTHER)


def _svg(figure: Figure, largest: int) -> bytes:
    """The figure as a file. Raises PictureTooLargeError."""
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    content = b"\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + b"\n"
    if len(content) > largest:
        raise PictureTooLargeError(f"{len(content)} bytes")
    return content


def write(pictures: Mapping[str, bytes], folder: Path) -> None:
    """Write pictures in place of those that a former run wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.svg"):
        path.unlink()
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
