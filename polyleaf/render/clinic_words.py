"""The words of a clinic as HTML: names, numbers and addresses, each in its own direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from polyleaf.content.by_language import ByLanguage
from polyleaf.content.clinic import Clinic
from polyleaf.content.listed_names import ListedNames
from polyleaf.content.phone import DialledNumber
from polyleaf.content.web_address import email_uri, web_uri
from polyleaf.language.hours import HoursLine, hours_lines
from polyleaf.language.languages import Language
from polyleaf.language.thai_breaks import with_breaks

LONGEST_UNBROKEN = 34
"""The number of letters, in small print or body type, that fit on one line in every column. A longer run may break."""
_ONE_LINE_ADDRESS = 40
"""An address with at most this many letters is printed on one line, with commas. A longer one has its own lines."""


def isolated(text: str, language: str = "") -> Markup:
    """A foreign run (a name, a phone number, an address) that keeps its own direction, whatever is around it.

    `language` is the tag of its language, if that is known and is not the page's.
    """
    lang = Markup(' lang="{}"').format(language) if language else ""
    words = with_breaks(text)  # nothing else says where lines of Thai may break
    return Markup('<span class="{}"{} dir="{}">{}</span>').format(_classes(text), lang, first_direction(text), words)


def with_names(html: Markup, names: ListedNames) -> Markup:
    """HTML with the names of a brochure in place of their marks (`ListedNames.marked`), each on one line."""
    return Markup(names.unmarked(html, isolated)) if names.names else html  # noqa: S704 -- both are escaped


def in_own_direction(text: str, language: Language) -> Markup:
    """A text of the page, such as `8:30 AM–5:00 PM` in Urdu. It is isolated if its letters run against the page's."""
    runs_on = language.direction == "ltr" or first_direction(text) == "rtl" or not any(map(str.isalpha, text))
    return escape(text) if runs_on else isolated(text)


def own_words(text: ByLanguage[str], language: Language) -> Markup:
    """A text of the clinic in a language: the one for that language, or else another, which is
    marked with its language.
    """
    return isolated(text.within(language.code), _other_language(text.language_for(language.code), language))


@dataclass(frozen=True)
class AddressBlock:
    """An address: the direction in which its lines follow one another, and the lines. A short one is a single line."""

    direction: str
    lines: tuple[Markup, ...]


def address_block(address: ByLanguage[tuple[str, ...]], language: Language) -> AddressBlock:
    """An address as it is printed in a language."""
    lines, tag = address.within(language.code), _other_language(address.language_for(language.code), language)
    joined = _comma(lines).join(lines)
    printed = (joined,) if len(joined) <= _ONE_LINE_ADDRESS else lines
    return AddressBlock(first_direction(joined), tuple(isolated(line, tag) for line in printed))


def _comma(lines: Sequence[str]) -> str:
    """What stands between the parts of an address on one line, in the script of the address."""
    text = "".join(lines)
    if any(unicodedata.east_asian_width(char) == "W" for char in text):
        return " "
    return "، " if first_direction(text) == "rtl" else ", "


def phone_link(number: DialledNumber) -> Markup:
    """A phone number, as a link that dials it."""
    return _link(number.uri, number.printed)


def web_link(address: str) -> Markup:
    """A web address as it was typed, as a link."""
    return _link(web_uri(address), address)


def email_link(address: str) -> Markup:
    """An e-mail address, as a link."""
    return _link(email_uri(address), address)


def _link(uri: str, text: str) -> Markup:
    """A link that is an isolated run. It is one element, because each element would become a link
    of its own in the PDF.
    """
    return Markup('<a class="{}" dir="{}" href="{}">{}</a>').format(_classes(text), first_direction(text), uri, text)


def _classes(text: str) -> str:
    return "isolate long" if len(text) > LONGEST_UNBROKEN else "isolate"


def _other_language(code: str, page: Language) -> str:
    return code.replace("_", "-") if code and code != page.code else ""


def first_direction(text: str) -> str:
    """The direction of the first letter, by Unicode's bidirectional algorithm. Left to right if there is none."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next(("rtl" if kind in {"R", "AL"} else "ltr" for kind in strong if kind in {"L", "R", "AL"}), "ltr")


def panel_text(clinic: Clinic, language: Language) -> list[str]:
    """The contact as plain lines, for the person who writes the profile."""
    code = language.code
    phones = [f"{phone.label.within(code)}: {phone.number}" if phone.label else phone.number for phone in clinic.phones]
    address = ", ".join(clinic.address.within(code)) if clinic.address else ""
    reach = " · ".join(filter(None, (*phones, clinic.email, clinic.web)))
    hours = [f"{line.days:<12} {'  '.join(_times(line))}" for line in hours_lines(clinic.hours, language)]
    return [clinic.name.within(code), *filter(None, (address, reach)), *hours]


def _times(line: HoursLine) -> tuple[str, ...]:
    return (*line.times, *["closed"] * line.closed, *["by appointment"] * line.by_appointment)


_EM = {"Lu": 0.62, "Zs": 0.22, "Mn": 0.0, "Po": 0.27, "Nd": 0.5}
"""The width of a character by its category, in ems of the printed fonts, with a margin. 0.52 for all others."""
_MM_PER_PT = 25.4 / 72


def what_fits(parts: Sequence[str], room_mm: float, size_pt: float) -> Sequence[str]:
    """As many parts of a running line as fit.

    The last parts are left out first, and then the first ones. A clinic with a very long name still has its number
    there.
    """
    whole = [parts[:count] for count in range(len(parts), 1, -1)]
    for chosen in (*whole, parts[1:], parts[1:2]):
        if sum(map(_em, " · ".join(chosen))) * size_pt * _MM_PER_PT <= room_mm:
            return chosen
    return ()


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return _EM.get(unicodedata.category(char), 0.52)
