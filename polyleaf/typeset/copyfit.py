"""Copyfitting: for each page or panel, the first fit step of a format's ladder on which it fits.

Each page or panel breaks where the layout says, so each is fitted alone: one that is full does not squeeze the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from polyleaf.design.formats import Format, FormatSpec
from polyleaf.typeset.kept_pages import FittedUnit, KeptPages
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.page_record import PageRecord, SetPage, with_foot
from polyleaf.typeset.typesetter import Typesetter, Unit

FitSteps = Mapping[str, int]
"""The fit step of each page or panel that is not on the first, by its name."""
_Try = Callable[[FitSteps], LaidOut]
"""Lays out the pages or panels named on these steps, without the others."""

# What is less full may be set too tight: where a figure moved to the next side, the page looked fuller than it is.
_MUCH = 0.9


def fit(
    typesetter: Typesetter, form: Format, properties: Mapping[str, str], kept: KeptPages | None = None
) -> tuple[LaidOut, FitSteps]:
    """The layout in which every page or panel fits if it can, and the fit step of each that is not on the first.

    Units that were fitted before are taken from `kept`; the others are fitted together and kept. `properties` are
    custom properties for the style sheets, whatever the fit step.
    """
    if kept is None:
        return _fitted(_Fitter(typesetter, form, properties), typesetter.units(), None)
    feet = _feet(typesetter, page_css(form, {}, properties), kept)
    fitter = _Fitter(typesetter, form, properties, without_feet=bool(feet))
    units = typesetter.units(without_feet=bool(feet))
    keys = {unit: _key(fitter, unit, kept) for unit in units}
    found = {unit: fitted for unit in units if (fitted := _known(typesetter, unit, kept.get(keys[unit])))}
    missing = tuple(unit for unit in units if unit not in found)
    warnings: tuple[str, ...] = ()
    if missing:
        frames = frozenset[str]().union(*(unit.frames for unit in missing)) if found else None
        layout, steps = _fitted(fitter, missing, frames)
        warnings = layout.warnings
        for unit in missing:
            found[unit] = _part(layout, steps, unit)
            if not warnings and not any(drawing.said for page in found[unit].pages for drawing in page.drawings):
                kept.keep(keys[unit], found[unit])
    pages = [page for unit in units for page in _with_feet(unit, found[unit].pages, feet)]
    return typesetter.joined(pages, warnings), {f: step for unit in units for f, step in found[unit].steps.items()}


def _feet(typesetter: Typesetter, css: str, kept: KeptPages) -> dict[str, SetPage]:
    """The running feet by the names of their pages; none if they cannot be laid out apart.

    They name the clinic. Without them, pages are the same for all clinics.
    """
    if not typesetter.has_feet:
        return {}
    key = kept.key("feet", _fonts(), css, typesetter.styles_digest, typesetter.feet_digest)
    known = kept.get(key)
    if known is None:
        pages = tuple(PageRecord(page.measured, page.drawings) for page in typesetter.feet(css))
        known = FittedUnit(0, {}, pages)
        if not any(drawing.said for page in pages for drawing in page.drawings):
            kept.keep(key, known)
    return typesetter.by_frame(known.pages)


def _fonts() -> str:
    """What names the fonts in use."""
    return os.environ.get("FONTCONFIG_FILE", "")


@dataclass(frozen=True)
class _Fitter:
    """Lays out a document in a format on any fit steps."""

    typesetter: Typesetter
    form: Format
    properties: Mapping[str, str]
    without_feet: bool = False

    def lay_out(self, steps: FitSteps, frames: frozenset[str] | None) -> LaidOut:
        css = page_css(self.form, steps, self.properties)
        return self.typesetter.lay_out(css, frames, without_feet=self.without_feet)


def _key(fitter: _Fitter, unit: Unit, kept: KeptPages) -> str:
    """The key of a unit: the digest of all from which it is made, but for the files of its pictures."""
    typesetter, form = fitter.typesetter, fitter.form
    css = page_css(form, {}, typesetter.needed_by(unit, fitter.properties))
    return kept.key(_fonts(), css, form.spec.model_dump_json(), typesetter.styles_digest, unit.digest)


def _with_feet(unit: Unit, pages: Sequence[SetPage], feet: Mapping[str, SetPage]) -> Sequence[SetPage]:
    """The pages of a unit. The first one has the running foot."""
    foot = next((feet[frame] for frame in unit.frames if frame in feet), None)
    return pages if foot is None else (with_foot(pages[0], foot), *pages[1:])


def _known(typesetter: Typesetter, unit: Unit, fitted: FittedUnit | None) -> FittedUnit | None:
    """A unit that was fitted before, unless the file of a picture in it is another one now."""
    same = fitted is not None and typesetter.has_pictures_of(fitted.pages)
    return fitted.starting_at(unit.first) if fitted is not None and same else None


def _part(layout: LaidOut, steps: FitSteps, unit: Unit) -> FittedUnit:
    """The pages of one unit of a layout, drawn."""
    by_frame = layout.pages_by_frame()
    numbers = sorted({number for frame in unit.frames for number in by_frame.get(frame, ())})
    pages = [layout.pages[number - 1] for number in numbers] if unit.frames else layout.pages
    records = tuple(PageRecord(page.measured, page.drawings) for page in pages)
    return FittedUnit(unit.first, {frame: steps[frame] for frame in unit.frames & steps.keys()}, records)


def _fitted(fitter: _Fitter, units: Sequence[Unit], frames: frozenset[str] | None) -> tuple[LaidOut, FitSteps]:
    """These units of a document on the fit steps on which they fit; `frames` are theirs, None for all.

    The first pass measures how far each page or panel runs over, and its fit step is estimated from that. Those that
    run over are then laid out without the others: on the next steps while they still run over, to the last, and on
    lower steps where much white space is left. Their pages take the place of the first ones; panels are laid out once
    more with the side on which they are.
    """
    spec = fitter.form.spec
    last = len(spec.fit) - 1
    steps: dict[str, int] = {}
    layout = fitter.lay_out(steps, frames)
    while spec.has_pages and len(layout.sheets) != len(units):
        over = {frame: times for frame, times in _running_over(layout).items() if steps.get(frame, 0) < last}
        if not over:
            break
        tried = {frame: steps[frame] + 1 if frame in steps else _estimate(spec, times) for frame, times in over.items()}
        settled = _settled(lambda tried: fitter.lay_out(tried, frozenset(tried)), tried, last)
        steps |= {frame: step for frame, (step, _) in settled.items()}
        parts = {frame: part for frame, (_, part) in settled.items()}
        layout = fitter.lay_out(steps, frames) if spec.sides else fitter.typesetter.join(layout, parts)
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
