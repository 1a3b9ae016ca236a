"""Copyfitting: for each page or panel, the first fit step of a format's ladder on which it fits.

Each page or panel breaks where the layout says, so each is fitted alone: one that is full does not squeeze the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from polyleaf.design.formats import Format, FormatSpec
from polyleaf.design.style_sources import StyleSources
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset

Frames = frozenset[str]
FitSteps = Mapping[str, int]
"""The fit step of each page or panel that is not on the first, by its name."""

# What is less full may be set too tight: where a figure moved to the next side, the page looked fuller than it is.
_MUCH = 0.9


def fit(
    html_of: Callable[[Frames | None], str], sources: StyleSources, form: Format, properties: dict[str, str]
) -> tuple[LaidOut, FitSteps]:
    """The layout in which every page or panel fits if it can, and the fit step of each that is not on the first.

    The first pass measures how far each runs over, and its fit step is estimated from that. The pages that run over are
    then tried alone, which is cheaper than all pages: on the next steps while they still run over, to the last, and on
    lower steps where much white space is left. The last pass has all pages. `html_of` gives the document with the pages
    or panels named, or with all. `properties` are custom properties for the style sheets, whatever the fit step.
    """
    spec = form.spec
    last = len(spec.fit) - 1

    def lay_out(steps: FitSteps, frames: Frames | None = None) -> LaidOut:
        return typeset(html_of(frames), sources, page_css(form, steps, properties))

    steps: dict[str, int] = {}
    layout = lay_out(steps)
    while _over(layout, spec):
        over = {frame: times for frame, times in _running_over(layout).items() if steps.get(frame, 0) < last}
        if not over:
            break
        steps |= _settled(
            lay_out,
            {frame: steps[frame] + 1 if frame in steps else _estimate(spec, times) for frame, times in over.items()},
            last,
        )
        layout = lay_out(steps)
    return layout, steps


def _over(layout: LaidOut, spec: FormatSpec) -> bool:
    return spec.pages is not None and len(layout.sheets) != spec.pages


def _estimate(spec: FormatSpec, times: float) -> int:
    """The first fit step on which what takes so many times the height of a page should fit."""
    last = len(spec.fit) - 1
    return next((step for step in range(1, last) if spec.fit[step].scale * times <= 1), last)


def _settled(lay_out: Callable[[FitSteps, Frames], LaidOut], steps: FitSteps, last: int) -> dict[str, int]:
    """The steps on which these pages fit, from those given; the last for those that fit on none."""
    settled: dict[str, int] = {}
    loose: dict[str, int] = {}
    while steps:
        layout = lay_out(steps, frozenset(steps))
        over = _running_over(layout)
        settled |= {frame: step for frame, step in steps.items() if frame not in over or step == last}
        loose |= {frame: step for frame, step in steps.items() if frame not in over and _is_loose(layout, frame)}
        steps = {frame: step + 1 for frame, step in steps.items() if frame not in settled}
    return settled | _eased(lay_out, loose)


def _is_loose(layout: LaidOut, frame: str) -> bool:
    """Whether a page or panel has so much white space at its foot that a lower fit step may do."""
    page = next(run.page for run in layout.runs if run.frame == frame)
    return layout.fill(page, frame) < _MUCH


def _eased(lay_out: Callable[[FitSteps, Frames], LaidOut], steps: Mapping[str, int]) -> dict[str, int]:
    """The lowest steps on which these pages fit, found by halving; each is known to fit on the step given."""
    too_low, fits = dict.fromkeys(steps, 0), dict(steps)
    while tried := {frame: (too_low[frame] + fits[frame]) // 2 for frame in steps if fits[frame] - too_low[frame] > 1}:
        over = _running_over(lay_out(tried, frozenset(tried)))
        for frame, step in tried.items():
            (too_low if frame in over else fits)[frame] = step
    return fits


def _running_over(layout: LaidOut) -> dict[str, float]:
    """The pages or panels that take more than one side, and how many times its height; 1 if only figures run over."""
    over = {frame.frame: frame.times for frame in layout.overlong}
    first: dict[str, int] = {}
    for run in layout.runs:
        if run.frame:
            first[run.frame] = min(run.page, first.get(run.frame, run.page))
    starts = sorted({*first.values(), len(layout.sheets) + 1})
    for start, following in pairwise(starts):
        frames = [frame for frame, page in first.items() if page == start]
        if following > start + 1 and not over.keys() & set(frames):
            over |= dict.fromkeys(frames, 1.0)
    return over


def page_css(form: Format, steps: FitSteps, properties: Mapping[str, str]) -> str:
    """The size and bleed of the pages, and the custom properties: those given, and those of each page's fit step."""
    page = f"size: {form.width_mm:g}mm {form.height_mm:g}mm; bleed: {form.bleed_mm:g}mm"
    rules = [f"@page {{ {page} }}", f":root {{ {_declared(dict(properties) | form.spec.settings(0))} }}"]
    rules += [f'[data-frame="{frame}"] {{ {_declared(form.spec.settings(step))} }}' for frame, step in steps.items()]
    return " ".join(rules)


def _declared(settings: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in settings.items())
