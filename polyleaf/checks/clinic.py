"""Checks of a clinic's profile against the brochure that it hands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.checks import Problem, check
from polyleaf.clinic import Clinic
from polyleaf.findings import Stage
from polyleaf.market import RULES
from polyleaf.model import Brochure
from polyleaf.source import SourceMap, suggestion


@dataclass(frozen=True)
class ClinicContext:
    """A clinic, the lines of its profile, and the brochure."""

    clinic: Clinic
    source_map: SourceMap
    brochure: Brochure


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


@check("emergency-number", Stage.CLINIC, "Write the number that reaches an ambulance where the clinic is.")
def emergency_number(context: ClinicContext) -> Iterator[Problem]:
    """A patient who is going blind calls the number on the leaflet; one of another country reaches nobody."""
    number, market = context.clinic.emergency_number, context.clinic.market
    own = RULES[market].emergency_numbers
    elsewhere = {other for rule in RULES.values() for other in rule.emergency_numbers} - {"112"}
    if (own and number not in own) or (market == "eu" and number in elsewhere):
        expected = " or ".join(sorted(own)) or "112 or the country's own"
        origin = context.source_map.origin("emergency_number")
        yield Problem(origin, f"{number} is not the emergency number in the market {market!r}: {expected}")
