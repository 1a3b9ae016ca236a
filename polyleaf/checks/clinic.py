"""Checks of a clinic's profile against the brochure that the clinic hands out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import PurePosixPath

from polyleaf.checks.pictures import proven_picture
from polyleaf.checks.registry import Problem, check
from polyleaf.content.brochure import Brochure, Value
from polyleaf.content.clinic import Clinic, Logo, Phone, Steps, printed_texts, texts_by_language
from polyleaf.content.logo import height_fault
from polyleaf.content.market import RULES
from polyleaf.content.opening import DAY_MINUTES, WEEKDAYS, Opening
from polyleaf.content.phone import country_fault, is_emergency_number, is_unknown_short_number
from polyleaf.content.picture import Picture, PictureError
from polyleaf.content.resolution import PRINT_DPI, resolution_fault
from polyleaf.content.web_address import is_example, web_uri
from polyleaf.content.wrong_values import suggestion
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Concern, Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design import colours
from polyleaf.design.font_lock import FontSet
from polyleaf.design.style_sources import style_sheet
from polyleaf.render.localized import code_leads_to
from polyleaf.render.qr import module_size

_ALARM = re.compile(r"--alarm:\s*(#[0-9a-fA-F]{6})\b")
_QR_WIDTH = re.compile(r"--qr:\s*([0-9.]+)mm\b")
_FINEST_MM = 0.4  # a module that telephones read from a photocopy
_SOME_CODE = "ABCD-EFGH"  # as long as any edition code
_UNLIKE_ALARM = 0.1  # OKLab: five times what can just be seen; browns and plums pass, what a patient calls red does not


@dataclass(frozen=True)
class ClinicContext:
    """A clinic, the lines of its profile, the brochure, their project, and its fonts."""

    clinic: Clinic
    source_map: SourceMap
    brochure: Brochure
    project: Workspace
    fonts: FontSet


@check(
    "display-unlawful",
    Stage.CLINIC,
    "Set 'distribution: consultation', and hand the leaflet out at the consultation only.",
)
def display_unlawful(context: ClinicContext) -> Iterator[Problem]:
    """In most markets, a leaflet that names a prescription-only medicine may not be on public display."""
    rule = RULES[context.clinic.market]
    shown = context.clinic.distribution == "waiting-room"
    if shown and context.brochure.prescription_only and not rule.may_display:
        problem = f"not for display in the market {context.clinic.market!r}: {rule.rule} ({rule.source})"
        yield Problem(context.source_map.origin("distribution"), problem)


@check("appointment-refused", Stage.CLINIC, "Set only the values that the brochure marks with 'clinic_may_set: true'.")
def appointment_refused(context: ClinicContext) -> Iterator[Problem]:
    """A clinic may set the length of its visits, but never change a clinical fact."""
    if not context.clinic.appointments:
        return
    settable = _settable(context)
    everywhere = sorted(frozenset().union(*settable.values()))
    for name in context.clinic.visits:
        known = name in context.brochure.values and not context.brochure.values[name].clinic_may_set
        if known or name not in everywhere:
            origin = context.source_map.origin("appointments", name)
            yield Problem(origin, f"a clinic cannot set {name!r}{suggestion(name, everywhere)}")
    for slug, names in settable.items():
        for name in sorted(context.clinic.visits_in(slug).keys() - names):
            origin = context.source_map.origin("appointments", slug, name)
            yield Problem(origin, f"a clinic cannot set {name!r} of {slug!r}{suggestion(name, sorted(names))}")


@check("clinic-brochure", Stage.CLINIC, "Name the brochures by their folders in brochures/.")
def clinic_brochure(context: ClinicContext) -> Iterator[Problem]:
    """If a brochure is misspelt, the clinic has no leaflets of it, or its visits have another length in them."""
    known = context.project.brochures()
    named: list[tuple[Steps, str]] = [(("brochures", n), slug) for n, slug in enumerate(context.clinic.brochures or ())]
    named += [(("appointments", slug), slug) for slug in context.clinic.appointments.keys() - context.clinic.visits]
    for steps, slug in named:
        if slug not in known:
            yield Problem(context.source_map.origin(*steps), f"there is no brochure {slug!r}{suggestion(slug, known)}")


def _settable(context: ClinicContext) -> dict[str, frozenset[str]]:
    """The values that a clinic may set, by brochure."""
    return {
        slug: frozenset(name for name, value in values.items() if value.clinic_may_set)
        for slug, values in _values(context).items()
    }


def _values(context: ClinicContext) -> dict[str, dict[str, Value]]:
    """The values of each brochure. One that cannot be read reports that in its own editions."""
    found: dict[str, dict[str, Value]] = {}
    for slug in context.project.brochures():
        with suppress(InputError):
            found[slug] = context.project.load(load_brochure, slug)[0].values
    return found


@check(
    "appointment-unfit",
    Stage.CLINIC,
    "Write whole numbers for what has no parts, and a day such as 2026-11-30 for a date.",
    concern=Concern.CONTENT,
)
def appointment_unfit(context: ClinicContext) -> Iterator[Problem]:
    """A clinic's own amount is printed with the unit of the brochure: a date is no number of minutes."""
    unfit: dict[Steps, str] = {}  # an amount for all brochures is reported once
    for slug, values in _values(context).items():
        own = context.clinic.visits_in(slug)
        for name, span in {**context.clinic.visits, **own}.items():
            if name in values and not values[name].fits(span):
                steps: Steps = ("appointments", slug, name) if name in own else ("appointments", name)
                unfit[steps] = f"the clinic's own {name!r} is no amount of the unit {values[name].unit!r}"
    for steps, message in unfit.items():
        yield Problem(context.source_map.origin(*steps), message)


@check(
    "emergency-number",
    Stage.CLINIC,
    "Write the number that reaches an ambulance where the clinic is.",
    concern=Concern.CONTENT,
)
def emergency_number(context: ClinicContext) -> Iterator[Problem]:
    """A patient who loses sight calls the number on the leaflet. The number of another country reaches nobody."""
    clinic = context.clinic
    number, market, country = clinic.emergency_number, clinic.market, clinic.country
    own = RULES[market].emergency_numbers
    elsewhere = {other for rule in RULES.values() for other in rule.emergency_numbers} - {"112"}
    origin = context.source_map.origin("emergency_number")
    if (own and number not in own) or (market == "eu" and number in elsewhere):
        expected = " or ".join(sorted(own)) or "112 or the country's own"
        yield Problem(origin, f"{number} is not the emergency number in the market {market!r}: {expected}")
    elif country and not own and not is_emergency_number(number, country):
        yield Problem(origin, f"{number} is not an emergency number in the country {country!r}")


@check(
    "phone-number",
    Stage.CLINIC,
    "Write it as a mobile telephone dials it, or with + and the code of its country; 'country' says which that is.",
    concern=Concern.CONTENT,
)
def phone_number(context: ClinicContext) -> Iterator[Problem]:
    """A patient who needs help at once calls the number on the leaflet. A wrong number reaches nobody."""
    clinic = context.clinic
    lists: list[tuple[Steps, tuple[Phone, ...]]] = [(("phones",), clinic.phones)]
    lists += [(("sites", number, "phones"), site.phones) for number, site in enumerate(clinic.sites)]
    for steps, phones in lists:
        for number, phone in enumerate(phones):
            origin = context.source_map.origin(*steps, number, "number")
            if fault := country_fault(phone.number, clinic.region):
                yield Problem(origin, fault)
            elif is_unknown_short_number(phone.number, clinic.region):
                yield Problem(
                    origin, f"{phone.number!r} is not known as a short number in {clinic.region}", unsure=True
                )


@check(
    "clinic-letter-missing",
    Stage.CLINIC,
    "Write it without them, or add a font that has them to styles/fonts.yaml.",
)
def clinic_letter_missing(context: ClinicContext) -> Iterator[Problem]:
    """A character that no font of the leaflets has, such as an emoji, would be printed as an empty box."""
    for steps, text in printed_texts(context.clinic):
        if missing := context.fonts.without_glyph(text):
            signs = ", ".join(f"{sign!r} ({unicodedata.name(sign, 'no name')})" for sign in missing)
            problem = f"{str(steps[0])!r} has signs that no font of the leaflets has: {signs}"
            yield Problem(context.source_map.origin(*steps), problem)


@check(
    "example-left",
    Stage.CLINIC,
    "Write the clinic's own; a profile whose name begins with 'example' may keep it.",
    Severity.WARNING,
    concern=Concern.CONTENT,
)
def example_left(context: ClinicContext) -> Iterator[Problem]:
    """Data that was copied from the example and not changed sends patients to nobody."""
    if PurePosixPath(context.source_map.path).stem.startswith("example"):
        return
    for key in ("web", "downloads", "email"):
        address = getattr(context.clinic, key)
        if address and is_example(address):
            yield Problem(context.source_map.origin(key), f"{key!r} is still that of an example: {address}")


@check(
    "qr-fine",
    Stage.CLINIC,
    "Write a shorter address, such as one that leads on to the long one; 'ü' counts as six letters, '東' as nine.",
    Severity.WARNING,
    concern=Concern.CONTENT,
)
def qr_fine(context: ClinicContext) -> Iterator[Problem]:
    """The longer its address, the smaller are the squares of a QR code; telephones do not read very small ones."""
    width = _QR_WIDTH.search(style_sheet(context.project, "base.css"))
    if width is None:
        return
    address = web_uri(code_leads_to(context.clinic, _SOME_CODE))
    module = module_size(address, float(width[1]))
    if module < _FINEST_MM:
        fit = bisect_left(
            range(1, len(address)), True, key=lambda n: module_size("a" * n, float(width[1])) < _FINEST_MM
        )
        key = "downloads" if context.clinic.downloads else "web"
        problem = f"the QR code of {key!r} has squares of {module:.2f} mm, and telephones need {_FINEST_MM:g} mm"
        yield Problem(context.source_map.origin(key), f"{problem}: it holds {len(address)} letters, and {fit} fit")


@check("hours-overlap", Stage.CLINIC, "Let the times of a day follow each other, such as 08:30-12:30 and 13:30-17:00.")
def hours_overlap(context: ClinicContext) -> Iterator[Problem]:
    """Two times of one day that overlap are a mistake, and a patient could find a closed door."""
    lists = [("hours",), *(("sites", number, "hours") for number in range(len(context.clinic.sites)))]
    for steps, hours in zip(lists, (context.clinic.hours, *(site.hours for site in context.clinic.sites)), strict=True):
        for (_, one), (number, other) in combinations(enumerate(hours), 2):
            if days := _shared_days(one, other):
                spans = " and ".join(map(_span, (one, other)))
                yield Problem(context.source_map.origin(*steps, number), f"{spans} overlap on {', '.join(days)}")


def _shared_days(one: Opening, other: Opening) -> list[str]:
    """The days on which the second opening overlaps with the first, including after midnight."""
    week = len(WEEKDAYS) * DAY_MINUTES
    shared: dict[str, None] = {}
    for (day, start, end), (own, own_start, own_end) in product(_in_the_week(other), _in_the_week(one)):
        for later in (-week, 0, week):  # from Sunday to Monday
            closed = (one.closed or other.closed) and day == own
            if closed or (start < own_end + later and own_start + later < end):
                shared[day] = None
    return list(shared)


def _in_the_week(opening: Opening) -> Iterator[tuple[str, int, int]]:
    """Each day of an opening, with its beginning and end in minutes of the week."""
    for day in opening.days:
        start, end = opening.minutes if opening.has_times else (0, 0)
        midnight = WEEKDAYS.index(day) * DAY_MINUTES
        yield day, midnight + start, midnight + end


def _span(opening: Opening) -> str:
    if not (opening.open and opening.close):
        return "'closed'" if opening.closed else "'by_appointment'"
    return f"{opening.open:%H:%M}-{'24:00' if opening.ends_at_midnight else f'{opening.close:%H:%M}'}"


@check(
    "logo-refused",
    Stage.CLINIC,
    "Keep it beside the profile as SVG, PNG or JPEG, with words turned into paths; docs/clinics-logos.md says more.",
)
def logo_refused(context: ClinicContext) -> Iterator[Problem]:
    """A logo that prints blank, cut off or changed is worse than none, and nobody sees it before it is printed."""
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
    """A picture with fewer than 300 pixels per inch is blurred in print."""
    logo = context.clinic.logo
    if logo:
        try:
            fault = resolution_fault(_picture(context, logo), logo.width_mm, PRINT_DPI)
        except PictureError:
            return  # `logo-refused` reports it
        if fault:
            yield Problem(context.source_map.origin("logo", "width_mm"), f"the logo {logo.file!r} {fault}")


def _picture(context: ClinicContext, logo: Logo) -> Picture:
    return proven_picture(context.project.clinics_dir, logo.file, context.project.cache / "drawings")


@check("accent-pale", Stage.CLINIC, "Take the colour named, or a darker one.")
def accent_pale(context: ClinicContext) -> Iterator[Problem]:
    """The clinic's name and the title are text. They need 7:1 to the paper, for old eyes, grey
    printers and photocopies.
    """
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
    """Only urgent help is red. With a red title, a patient could overlook the heading that matters."""
    accent = context.clinic.accent
    alarm = _ALARM.search(style_sheet(context.project, "base.css"))
    if accent and alarm:
        printable = colours.darkened(colours.parse_hex(accent), colours.BODY_CONTRAST)
        apart = colours.difference(colours.parse_hex(printable), colours.parse_hex(alarm[1]))
        if apart < _UNLIKE_ALARM:
            problem = f"{accent} is too near the red of urgent help ({alarm[1]})"
            yield Problem(context.source_map.origin("accent"), problem)


@check("clinic-language", Stage.CLINIC, "Name the languages by their codes, such as de, pt_BR or zh_Hans.")
def clinic_language(context: ClinicContext) -> Iterator[Problem]:
    """If a language is misspelt, the clinic's patients get no leaflet in it, and nobody notices."""
    known = _languages(context)
    named: list[tuple[Steps, str]] = [(("languages", n), code) for n, code in enumerate(context.clinic.languages or ())]
    named += [((*steps, code), code) for steps, text in texts_by_language(context.clinic) for code in text.codes]
    for steps, code in named:
        if code not in known:
            yield Problem(context.source_map.origin(*steps), f"there is no language {code!r}{suggestion(code, known)}")


@check(
    "clinic-text-language",
    Stage.CLINIC,
    "Write it in each language, as in 'holidays: {de: ..., ar: ...}'.",
    Severity.WARNING,
)
def clinic_text_language(context: ClinicContext) -> Iterator[Problem]:
    """Readers of a leaflet cannot read a sentence in another language."""
    text, printed = context.clinic.holidays, context.clinic.languages or _languages(context)
    lacking = [code for code in printed if text and text.language_for(code).partition("_")[0] != code.partition("_")[0]]
    if lacking and len(printed) > 1:
        problem = f"'holidays' has no text in {', '.join(lacking)}: another language is printed there"
        yield Problem(context.source_map.origin("holidays"), problem)


def _languages(context: ClinicContext) -> list[str]:
    return sorted({context.brochure.language, *context.project.choose_languages(())})
