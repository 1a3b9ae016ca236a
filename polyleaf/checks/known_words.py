"""The words that pages may contain: messages, labels, values, and the data of the clinic and the imprint.

What a template says by itself is in one language, and no translator, reviewer or clinician has seen it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from polyleaf.content.brochure import Timeline
from polyleaf.content.clinic import printed_texts
from polyleaf.language import values
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.siblings import Sibling
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.typeset.laid_out import squeeze

_PLACEHOLDER = re.compile(r"\{[\w.]+\}")
_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_FREE = {"P", "Z"}  # Unicode categories of punctuation and spaces


class KnownWords:
    """Texts by their first letters, without white space, to divide other texts into them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            if flat := _flat(text):
                self._texts[flat[0]].add(flat)

    def unknown_part(self, text: str) -> str:
        """The rest of a text from the first unknown words on, without white space. Empty if all words are known."""
        flat = _flat(text)
        if not flat or flat in self._texts.get(flat[0], ()):
            return ""
        reached, furthest = {0}, 0
        for start in range(len(flat)):
            if start in reached:
                furthest = start
                reached.update(self._ends(flat, start))
        return "" if len(flat) in reached else flat[furthest:]

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """The ends of the known texts that begin there. A sign is one, and so is a number."""
        char = text[start]
        if unicodedata.category(char)[0] in _FREE:
            yield start + 1
        elif char.isdecimal():
            yield next((at for at in range(start, len(text)) if not text[at].isdecimal()), len(text))
        for known in self._texts.get(char, ()):
            if text.startswith(known, start):
                yield start + len(known)


def _flat(text: str) -> str:
    """A text without white space, break marks and the ends of isolated runs."""
    return squeeze(text).translate(_ISOLATES)


def known_words(
    localized: LocalizedBrochure, labels: Sequence[SourceMessage], siblings: Sequence[Sibling]
) -> KnownWords:
    """Everything that the pages of an edition may say."""
    return KnownWords(
        [
            *(words for _, words in localized.printed()),
            *_labels(localized, labels),
            *_values(localized),
            *_clinic(localized),
            *_imprint(localized),
            *(name for source in localized.brochure.sources.values() for name in (source.name, source.title)),
            *_languages(localized, siblings),
        ]
    )


def _labels(localized: LocalizedBrochure, labels: Sequence[SourceMessage]) -> Iterator[str]:
    """The parts of labels around their placeholders."""
    for label in labels:
        words = localized.interface.get(label.msgid) or (label.msgid if localized.draft else "")
        yield from _PLACEHOLDER.split(words)


def _values(localized: LocalizedBrochure) -> Iterator[str]:
    for name in localized.brochure.values:
        yield values.phrase(localized.value(name), localized.language)
    for section in localized.brochure.sections:
        yield from (localized.months(block.end_month) for block in section.blocks if isinstance(block, Timeline))


def _clinic(localized: LocalizedBrochure) -> Iterator[str]:
    clinic = localized.clinic
    yield from (text for _, text in printed_texts(clinic))
    yield from (clinic.emergency_number, localized.check_page)
    for hours in (clinic.hours, *(site.hours for site in clinic.sites)):
        for line in localized.opening_hours(hours):
            yield from (line.days, *line.times)


def _imprint(localized: LocalizedBrochure) -> Iterator[str]:
    imprint = localized.brochure.imprint
    yield from (imprint.version, imprint.author, localized.code)
    yield from map(localized.date, (imprint.published, imprint.evidence, imprint.review_by))
    for sign_off in localized.approval.sign_offs:
        yield from (sign_off.reviewer, sign_off.role, sign_off.version, localized.date(sign_off.date))


def _languages(localized: LocalizedBrochure, siblings: Sequence[Sibling]) -> Iterator[str]:
    for language in (localized.language, *(sibling.language for sibling in siblings)):
        yield from (language.own_name, language.listed_name, language.english_name)
