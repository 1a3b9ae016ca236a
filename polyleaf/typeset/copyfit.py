"""Copyfitting: find the first fit step on which an edition has the number of pages that its format asks for."""

from __future__ import annotations

from collections.abc import Callable

from polyleaf.design.formats import Format
from polyleaf.design.style_sources import StyleSources
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset

Frames = frozenset[str]


def fit(
    html_of: Callable[[Frames | None], str], sources: StyleSources, form: Format, properties: dict[str, str]
) -> tuple[LaidOut, int]:
    """The layout on the first fit step that fits, and its number from 0. If none fits, the layout on the last step.

    The first pass measures how far pages and panels run over. The fit step is estimated from that, and the estimate is
    proven. `html_of` gives the document with the named pages or panels, or with all. Each breaks where the layout says,
    so each can be laid out alone. `properties` are custom properties for the style sheets on every fit step.
    """
    spec = form.spec

    def lay_out(number: int, frames: Frames | None = None) -> LaidOut:
        return typeset(html_of(frames), sources, page_css(form, number, properties))

    def fits(layout: LaidOut) -> bool:
        return spec.pages is None or len(layout.sheets) == spec.pages

    layout, last = lay_out(0), len(spec.fit) - 1
    if fits(layout) or not last:
        return layout, 0
    worst_first = sorted(layout.overlong, key=lambda over: over.times, reverse=True)
    times = worst_first[0].times if worst_first else 1.0  # only a figure runs over: nothing to estimate from
    fit_step = guess = next((n for n in range(1, last) if spec.fit[n].scale * times <= 1), last)
    layout = lay_out(fit_step)
    while not fits(layout) and fit_step < last:
        fit_step += 1
        layout = lay_out(fit_step)
    looser = fit_step
    while (
        worst_first
        and looser > 1
        and fit_step == guess
        and _all_alone(lay_out, looser - 1, [over.frame for over in worst_first])
    ):
        looser -= 1
    return (layout, fit_step) if looser == fit_step else (lay_out(looser), looser)


def _all_alone(lay_out: Callable[[int, Frames], LaidOut], fit_step: int, frames: list[str]) -> bool:
    """Whether each of these pages or panels, laid out alone on that fit step, needs only one side of paper."""
    return all(len(lay_out(fit_step, frozenset({frame})).sheets) == 1 for frame in frames)


def page_css(form: Format, fit_step: int, properties: dict[str, str]) -> str:
    """The size and bleed of the pages, and the custom properties. `properties` come first, so that
    the fit step wins.
    """
    settings = " ".join(f"--{name}: {value};" for name, value in (properties | form.spec.settings(fit_step)).items())
    page = f"size: {form.width_mm:g}mm {form.height_mm:g}mm; bleed: {form.bleed_mm:g}mm"
    return f"@page {{ {page} }} :root {{ {settings} }}"
