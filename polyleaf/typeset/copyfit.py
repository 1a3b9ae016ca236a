"""Copyfitting: for each page or panel, the first fit step of a format's ladder on which it fits.

Each page or panel breaks where the layout says, so each is fitted alone: one that is full does not squeeze the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polyleaf.design.formats import Format, FormatSpec
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import Typesetter

FitSteps = Mapping[str, int]
"""The fit step of each page or panel that is not on the first, by its name."""
_Try = Callable[[FitSteps], LaidOut]
"""Lays out the pages or panels named on these steps, without the others."""

# What is less full may be set too tight: where a figure moved to the next side, the page looked fuller than it is.
_MUCH = 0.9


def fit(typesetter: Typesetter, form: Format, properties: Mapping[str, str]) -> tuple[LaidOut, FitSteps]:
    """The layout in which every page or panel fits if it can, and the fit step of each that is not on the first.

    The first pass measures how far each runs over, and its fit step is estimated from that. Those that run over are
    then laid out without the others: on the next steps while they still run over, to the last, and on lower steps where
    much white space is left. Their pages take the place of the first ones; panels are laid out once more with the side
    on which they are. `properties` are custom properties for the style sheets, whatever the fit step.
    """
    spec = form.spec
    last = len(spec.fit) - 1

    def lay_out(steps: FitSteps, frames: frozenset[str] | None = None) -> LaidOut:
        return typesetter.lay_out(page_css(form, steps, properties), frames)

    steps: dict[str, int] = {}
    layout = lay_out(steps)
    while spec.pages is not None and len(layout.sheets) != spec.pages:
        over = {frame: times for frame, times in _running_over(layout).items() if steps.get(frame, 0) < last}
        if not over:
            break
        tried = {frame: steps[frame] + 1 if frame in steps else _estimate(spec, times) for frame, times in over.items()}
        settled = _settled(lambda tried: lay_out(tried, frozenset(tried)), tried, last)
        steps |= {frame: step for frame, (step, _) in settled.items()}
        parts = {frame: part for frame, (_, part) in settled.items()}
        layout = lay_out(steps) if spec.sides else typesetter.join(layout, parts)
    return layout, steps


def _estimate(spec: FormatSpec, times: float) -> int:
    """The first fit step on which what takes so many times the height of a page should fit."""
    last = len(spec.fit) - 1
    return next((step for step in range(1, last) if spec.fit[step].scale * times <= 1), last)


def _settled(lay_out: _Try, steps: FitSteps, last: int) -> dict[str, tuple[int, LaidOut]]:
    """The steps from those given on which these pages fit, and the layouts that show it; the last if none does."""
    settled: dict[str, tuple[int, LaidOut]] = {}
    loose: dict[str, tuple[int, LaidOut]] = {}
    while steps:
        layout = lay_out(steps)
        over = _running_over(layout)
        done = {frame: (step, layout) for frame, step in steps.items() if frame not in over or step == last}
        loose |= {frame: found for frame, found in done.items() if frame not in over and _is_loose(layout, frame)}
        settled |= done
        steps = {frame: step + 1 for frame, step in steps.items() if frame not in done}
    return settled | _eased(lay_out, loose)


def _eased(lay_out: _Try, fits: Mapping[str, tuple[int, LaidOut]]) -> dict[str, tuple[int, LaidOut]]:
    """The lowest steps on which these pages fit, found by halving, and the layouts that show it."""
    fits = dict(fits)
    too_low = dict.fromkeys(fits, 0)
    while tried := {frame: (low + fits[frame][0]) // 2 for frame, low in too_low.items() if fits[frame][0] - low > 1}:
        layout = lay_out(tried)
        over = _running_over(layout)
        too_low |= {frame: step for frame, step in tried.items() if frame in over}
        fits |= {frame: (step, layout) for frame, step in tried.items() if frame not in over}
    return fits


def _is_loose(layout: LaidOut, frame: str) -> bool:
    """Whether a page or panel has so much white space at its foot that a lower fit step may do."""
    return layout.fill(layout.pages_by_frame()[frame][0], frame) < _MUCH


def _running_over(layout: LaidOut) -> dict[str, float]:
    """The pages or panels that take more than one side, and how many times its height; 1 if only figures run over."""
    over = {overrun.frame: overrun.times for overrun in layout.overlong}
    pages = layout.pages_by_frame()
    explained = {pages[frame] for frame in over}
    return dict.fromkeys((f for f, of in pages.items() if len(of) > 1 and of not in explained), 1.0) | over


def page_css(form: Format, steps: FitSteps, properties: Mapping[str, str]) -> str:
    """The size and bleed of the pages, and the custom properties: those given, and those of each page's fit step."""
    page = f"size: {form.width_mm:g}mm {form.height_mm:g}mm; bleed: {form.bleed_mm:g}mm"
    rules = [f"@page {{ {page} }}", f":root {{ {_declared(dict(properties) | form.spec.settings(0))} }}"]
    rules += [f'[data-frame="{frame}"] {{ {_declared(form.spec.settings(step))} }}' for frame, step in steps.items()]
    return " ".join(rules)


def _declared(settings: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in settings.items())
