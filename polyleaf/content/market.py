"""What may be shown to the public: the rules on naming a prescription-only medicine, by market.

The tool warns, and gives no legal advice. The context decides whether a document is information or advertising.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Market = Literal["us", "uk", "eu", "au", "ca", "other"]
Distribution = Literal["waiting-room", "consultation"]


@dataclass(frozen=True)
class MarketRule:
    """Whether a leaflet that names a prescription-only medicine may be on display, and which rule says so.

    `emergency_numbers` are those that reach an ambulance; empty if countries have their own beside 112. `country` is
    the ISO code of a market that is a single country; empty for the others.
    """

    may_display: bool
    rule: str
    source: str
    emergency_numbers: frozenset[str] = frozenset()
    country: str = ""


# fmt: off
EUROPEAN_ECONOMIC_AREA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
"""The countries in which Directive 2001/83/EC applies, as ISO codes: the EU, Iceland, Liechtenstein and Norway."""
US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})


RULES: dict[Market, MarketRule] = {
    "us": MarketRule(
        True,
        "promotion to the public is allowed when balanced, off-label uses marked as such",
        "FDA",
        frozenset({"911"}),
        "US",
    ),
    "uk": MarketRule(
        False,
        "prescription-only medicines must not be advertised to the public, leaflets and posters included",
        "Human Medicines Regulations 2012, reg. 284; CAP Code 12.12",
        frozenset({"999", "112"}),
        "GB",
    ),
    "eu": MarketRule(
        False,
        "prescription-only medicines must not be advertised to the public",
        "Directive 2001/83/EC, art. 88",
    ),
    "au": MarketRule(
        False,
        "prescription-only products, fillers included, must not be advertised, indirect names included",
        "TGA",
        frozenset({"000", "112"}),
        "AU",
    ),
    "ca": MarketRule(
        False,
        "only name, price and quantity may be advertised",
        "Food and Drug Regulations, C.01.044",
        frozenset({"911"}),
        "CA",
    ),
    "other": MarketRule(False, "the rules of this market have not been checked", "none"),
}
