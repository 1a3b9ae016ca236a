"""The header of a PO file: its fields, which are kept as they are, and the faults that matter.

Like GNU gettext, this module checks few fields. Blank or unusual dates and fields of other programs are no fault.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from babel.core import get_global

from polyleaf.core.errors import UsageError
from polyleaf.language.languages import Language, language
from polyleaf.translation.po_grammar import ParsedEntry
from polyleaf.translation.po_lines import PoProblem

_ORDER = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language",
    "Language-Team",
    "Plural-Forms",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Generated-By",
)  # as Babel writes them
_NAMES = {name.casefold(): name for name in _ORDER}
_NUMBERS = range(1001)  # the numbers with which GNU gettext tries a plural rule


@dataclass(frozen=True)
class PoHeader:
    """The fields of a header in the order of the file, and the line in which it begins."""

    line: int
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, entry: ParsedEntry | None) -> PoHeader:
        if entry is None:
            return cls(0, ())
        pairs = (line.partition(":") for line in entry.msgstr.split("\n"))
        return cls(entry.line, tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon))

    def values(self, name: str) -> list[str]:
        """The values of a field: more than one if the field is repeated."""
        return [value for field, value in self.fields if field.casefold() == name.casefold()]

    def with_fields(self, **values: str) -> PoHeader:
        """The header in the order of the files in git, with fields of other programs last, and with these fields set.

        Names are given with underscores instead of hyphens. Of a repeated field the first counts, as in GNU gettext.
        """
        kept: dict[str, str] = {}
        for name, value in self.fields:
            kept.setdefault(_NAMES.get(name.casefold(), name), value)
        kept |= {_NAMES[name.replace("_", "-").casefold()]: value for name, value in values.items()}
        place = {name: number for number, name in enumerate(_NAMES.values())}
        return replace(self, fields=tuple(sorted(kept.items(), key=lambda field: place.get(field[0], len(place)))))


def header_problems(header: PoHeader, lang: Language, text: str) -> Iterator[PoProblem]:
    """Faults: a language other than the folder's, a charset other than UTF-8, an invalid plural rule."""
    stated = header.values("Language") or [""]
    for other in (code for code in stated if not _is_same(code, lang)):
        message = f"the header says Language: {other or 'nothing'}, the folder {lang.code}"
        hint = f"Write Language: {lang.code}, or put the file where it belongs."
        yield PoProblem(_line(header, "Language", text), message, hint)
    for charset in re.findall(r"charset=([^\s;]+)", " ".join(header.values("Content-Type"))):
        if charset.casefold().replace("-", "") != "utf8":
            hint = "Save the catalogue as UTF-8 and say so in its header."
            yield PoProblem(_line(header, "Content-Type", text), f"the charset is {charset}, not UTF-8", hint)
    for rule in header.values("Plural-Forms"):
        if wrong := _plural_problem(rule):
            hint = f"Copy the line from another catalogue in {lang.english_name}, or remove it: no message has plurals."
            yield PoProblem(_line(header, "Plural-Forms", text), f"Plural-Forms {wrong}: {rule}", hint)


def _line(header: PoHeader, name: str, text: str) -> int:
    """The line of a field, or of the header if the field is missing."""
    lines = enumerate(text.split("\n")[header.line :], start=header.line + 1)
    return next((number for number, line in lines if f'"{name}:' in line), header.line or 1)


def _is_same(code: str, lang: Language) -> bool:
    """Whether a code names that language: `pt-BR` is `pt_BR`, and `zh_CN` and `de_DE` are `zh_Hans` and `de`."""
    try:
        return _in_full(language(code.replace("-", "_"))) == _in_full(lang)
    except UsageError:
        return False


def _in_full(lang: Language) -> str:
    """A language with its script and its region, from CLDR's likely subtags if its code does not name them."""
    locale, likely = lang.locale, get_global("likely_subtags")
    region = locale.territory
    if not region:
        code = "_".join(filter(None, (locale.language, locale.script)))
        region = str(likely.get(code) or likely.get(locale.language) or "").rpartition("_")[2]
    return "_".join((locale.language, lang.script, region))


def _plural_problem(rule: str) -> str:
    """What GNU gettext reports about a plural rule. Empty if it accepts the rule. The results of
    the rule do not matter here.
    """
    counts, expressions = re.findall(r"\bnplurals\s*=\s*([^;]*)", rule), re.findall(r"\bplural\s*=\s*([^;]*)", rule)
    if not counts or not expressions:
        return ""
    if not re.fullmatch(r"\d+\s*", counts[0]):
        return "has no number"
    try:
        form = gettext.c2py(expressions[0])
        forms = {form(number) for number in _NUMBERS}
    except (ValueError, ZeroDivisionError):
        return "has an expression that cannot be worked out"
    return "" if forms <= set(range(int(counts[0]))) else "has an expression that gives more forms than it counts"
