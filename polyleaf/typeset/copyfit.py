"""Copyfitting: for each page or panel, the first fit step of a format's ladder on which it fits.

Each page or panel breaks where the layout says, so each is fitted alone: one that is full does not squeeze the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polyleaf.design.formats import Format
from polyleaf.design.style_sources import StyleSources
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset

Frames = frozenset[str]
FitSteps = Mapping[str, int]
"""The fit step of each page or panel that is not on the first, by its name."""


def fit(
    html_of: Callable[[Frames | None], str], sources: StyleSources, form: Format, properties: dict[str, str]
) -> tuple[LaidOut, FitSteps]:
    """The layout in which every page or panel fits if it can, and the fit step of each that is not on the first.

    The first pass measures how far each runs over. Its fit step is estimated from that, and proven with the page laid
    out alone. One that fits on no step stays on the last. `html_of` gives the document with the pages or panels named,
    or with all. `properties` are custom properties for the style sheets, whatever the fit step.
    """
    spec = form.spec

    def lay_out(steps: FitSteps, frames: Frames | None = None) -> LaidOut:
        return typeset(html_of(frames), sources, page_css(form, steps, properties))

    layout, last = lay_out({}), len(spec.fit) - 1
    if spec.pages is None or len(layout.sheets) == spec.pages or not last:
        return layout, {}

    def fits(frame: str, step: int) -> bool:
        return len(lay_out({frame: step}, frozenset({frame})).sheets) == 1

    def step_of(frame: str, times: float) -> int:
        guess = next((step for step in range(1, last) if spec.fit[step].scale * times <= 1), last)
        if guess > 1 and fits(frame, guess - 1):
            while guess > 2 and fits(frame, guess - 2):
                guess -= 1
            return guess - 1
        return next((step for step in range(guess, last) if fits(frame, step)), last)

    frames = dict.fromkeys(run.frame for run in layout.runs if run.frame)
    steps = {over.frame: step_of(over.frame, over.times) for over in layout.overlong}
    layout = lay_out(steps)
    if len(layout.sheets) != spec.pages:  # of some, only figures or white space run over: nothing to estimate from
        steps |= {frame: step_of(frame, 1.0) for frame in frames if frame not in steps and not fits(frame, 0)}
        layout = lay_out(steps)
    return layout, steps


def page_css(form: Format, steps: FitSteps, properties: Mapping[str, str]) -> str:
    """The size and bleed of the pages, and the custom properties: those given, and those of each page's fit step."""
    page = f"size: {form.width_mm:g}mm {form.height_mm:g}mm; bleed: {form.bleed_mm:g}mm"
    rules = [f"@page {{ {page} }}", f":root {{ {_declared(dict(properties) | form.spec.settings(0))} }}"]
    rules += [f'[data-frame="{frame}"] {{ {_declared(form.spec.settings(step))} }}' for frame, step in steps.items()]
    return " ".join(rules)


def _declared(settings: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in settings.items())
