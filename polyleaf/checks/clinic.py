"""Checks of a clinic's profile against the brochure that it hands out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from polyleaf.checks.pictures import proven_picture
from polyleaf.checks.registry import Problem, check
from polyleaf.content.brochure import Brochure
from polyleaf.content.clinic import Clinic, Logo
from polyleaf.content.logo import height_fault, resolution_fault
from polyleaf.content.market import RULES
from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.yaml_loader import SourceMap, suggestion
from polyleaf.core.findings import Concern, Stage
from polyleaf.core.project import Project
from polyleaf.design import colours
from polyleaf.translation.extraction import INTERFACE

_ALARM = re.compile(r"--alarm:\s*(#[0-9a-fA-F]{6})\b")
_UNLIKE_ALARM = 0.1  # OKLab: five times what can just be seen; browns and plums pass, what a patient calls red does not


@dataclass(frozen=True)
class ClinicContext:
    """A clinic, the lines of its profile, the brochure, and the project that both belong to."""

    clinic: Clinic
    source_map: SourceMap
    brochure: Brochure
    project: Project


@check(
    "display-unlawful",
    Stage.CLINIC,
    "Set 'distribution: consultation', and hand the leaflet out at the consultation only.",
)
def display_unlawful(context: ClinicContext) -> Iterator[Problem]:
    """In most markets a leaflet that names a prescription-only medicine may not be on display for the public."""
    rule = RULES[context.clinic.market]
    shown = context.clinic.distribution == "waiting-room"
    if shown and context.brochure.prescription_only and not rule.may_display:
        problem = f"not for display in the market {context.clinic.market!r}: {rule.rule} ({rule.source})"
        yield Problem(context.source_map.origin("distribution"), problem)


@check("appointment-refused", Stage.CLINIC, "Set only the values that the brochure marks with 'clinic_may_set: true'.")
def appointment_refused(context: ClinicContext) -> Iterator[Problem]:
    """A clinic says how long its visits are; it can never change a clinical fact."""
    settable = [name for name, value in context.brochure.values.items() if value.clinic_may_set]
    for name in context.clinic.appointments:
        if name not in settable:
            origin = context.source_map.origin("appointments", name)
            yield Problem(origin, f"a clinic cannot set {name!r}{suggestion(name, settable)}")


@check(
    "emergency-number",
    Stage.CLINIC,
    "Write the number that reaches an ambulance where the clinic is.",
    concern=Concern.CONTENT,
)
def emergency_number(context: ClinicContext) -> Iterator[Problem]:
    """A patient who is going blind calls the number on the leaflet; one of another country reaches nobody."""
    number, market = context.clinic.emergency_number, context.clinic.market
    own = RULES[market].emergency_numbers
    elsewhere = {other for rule in RULES.values() for other in rule.emergency_numbers} - {"112"}
    if (own and number not in own) or (market == "eu" and number in elsewhere):
        expected = " or ".join(sorted(own)) or "112 or the country's own"
        origin = context.source_map.origin("emergency_number")
        yield Problem(origin, f"{number} is not the emergency number in the market {market!r}: {expected}")


@check("hours-overlap", Stage.CLINIC, "Let the spans of a day follow each other, such as 08:30-12:30 and 13:30-17:00.")
def hours_overlap(context: ClinicContext) -> Iterator[Problem]:
    """Two spans of one day that overlap are a slip: a patient would stand before a closed door."""
    for (_, one), (number, other) in combinations(enumerate(context.clinic.hours), 2):
        days = [day for day in one.days if day in other.days]
        if days and one.open < other.close and other.open < one.close:
            times = " and ".join(f"{part.open:%H:%M}-{part.close:%H:%M}" for part in (one, other))
            yield Problem(context.source_map.origin("hours", number), f"{times} overlap on {', '.join(days)}")


@check(
    "logo-refused",
    Stage.CLINIC,
    "Keep it beside the profile as SVG, PNG or JPEG, with words turned into paths; docs/clinics-logos.md says more.",
)
def logo_refused(context: ClinicContext) -> Iterator[Problem]:
    """A logo that prints blank, cut off or unlike itself is worse than none, and nobody sees it before print."""
    logo = context.clinic.logo
    if logo:
        try:
            fault = height_fault(logo, _picture(context, logo))
        except PictureError as error:
            fault = str(error)
        if fault:
            yield Problem(context.source_map.origin("logo", "file"), f"the logo {logo.file!r} {fault}")


@check("logo-resolution", Stage.CLINIC, "Ask for the logo as SVG or with more pixels, or print it narrower.")
def logo_resolution(context: ClinicContext) -> Iterator[Problem]:
    """A picture of fewer than 300 pixels an inch is blurred in print."""
    logo = context.clinic.logo
    if logo:
        try:
            fault = resolution_fault(logo, _picture(context, logo))
        except PictureError:
            return  # logo-refused says so
        if fault:
            yield Problem(context.source_map.origin("logo", "width_mm"), f"the logo {logo.file!r} {fault}")


def _picture(context: ClinicContext, logo: Logo) -> Picture:
    return proven_picture(context.project.clinics_dir, logo.file, context.project.cache / "drawings")


@check("accent-pale", Stage.CLINIC, "Take the colour named, or a darker one.")
def accent_pale(context: ClinicContext) -> Iterator[Problem]:
    """The clinic's name and the title are text: 7:1 to the paper, for old eyes, grey printers and photocopies."""
    accent = context.clinic.accent
    if accent is None:
        return
    contrast = colours.contrast_ratio(colours.parse_hex(accent), colours.WHITE)
    if contrast < colours.BODY_CONTRAST:
        nearest = colours.darkened(colours.parse_hex(accent), colours.BODY_CONTRAST)
        said = f"{accent} has a contrast of {contrast:.2f}:1 to white, text needs {colours.BODY_CONTRAST:g}:1"
        yield Problem(context.source_map.origin("accent"), f"{said}; the nearest colour that passes is {nearest}")


@check("accent-alarm", Stage.CLINIC, "Take another colour: blue, green, violet or brown.")
def accent_alarm(context: ClinicContext) -> Iterator[Problem]:
    """Red is for urgent help and nothing else; a title in it would make a patient overlook the one that matters."""
    accent = context.clinic.accent
    alarm = _ALARM.search(context.project.style("base.css").read_text(encoding="utf-8"))
    if accent and alarm:
        printable = colours.darkened(colours.parse_hex(accent), colours.BODY_CONTRAST)
        apart = colours.difference(colours.parse_hex(printable), colours.parse_hex(alarm[1]))
        if apart < _UNLIKE_ALARM:
            problem = f"{accent} is too near the red of urgent help ({alarm[1]})"
            yield Problem(context.source_map.origin("accent"), problem)


@check("clinic-language", Stage.CLINIC, "Name the languages by their codes, such as de, pt_BR or zh_Hans.")
def clinic_language(context: ClinicContext) -> Iterator[Problem]:
    """A language that is misspelt is one in which the clinic's patients get no leaflet, and nobody notices."""
    known = sorted({context.brochure.language, *context.project.languages(INTERFACE)})
    for number, code in enumerate(context.clinic.languages or ()):
        if code not in known:
            problem = f"there is no language {code!r}{suggestion(code, known)}"
            yield Problem(context.source_map.origin("languages", number), problem)
