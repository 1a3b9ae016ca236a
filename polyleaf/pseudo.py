"""Pseudo-languages: the source's own words, disguised and lengthened, so that a page shows its faults early.

What keeps plain letters there was never given to the translators; a message without its closing bracket was cut; a page
that does not hold them will not hold German. Standard library only: every run asks which codes there are.
"""

from __future__ import annotations

import re
from itertools import cycle, islice

LOCALES = {"qps": "en", "qpr": "ar"}
"""The codes of the pseudo-languages, from those that ISO 639-2 leaves to users (qaa to qtz), and for each the language
whose numbers, dates and direction it has: accented Latin letters, and Arabic ones from right to left."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = "åḃçďéḟĝĥîĵķļṁñöṗqŕšţûṿŵxýž"  # no locked font has an accented q or x
_ARABIC = "ابچديفگهعجكلمنوپقرستثحشخطز"
_LETTERS = {
    "qps": str.maketrans(_LATIN + _LATIN.upper(), _ACCENTED + _ACCENTED.upper()),
    "qpr": str.maketrans(_LATIN + _LATIN.upper() + ",;?%", _ARABIC * 2 + "،؛؟٪"),
}

# How much longer a text becomes: with its brackets the leaflet takes 35 % and 25 % more, short texts above that. Over
# 70 characters 30 % is what IBM found (W3C, "Text size in translation"). Right to left takes less: Arabic and Persian
# have as many characters as the English leaflet, where German has 23 % more.
_GROWTH = {"qps": 0.3, "qpr": 0.2}

_KEPT = re.compile(r"(\{[^{}]*\}|\]\([^()]*\))")  # placeholders, and the targets of links
_FILLER = " lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"


def pseudo_translation(msgid: str, code: str) -> str:
    """A message in a pseudo-language, in brackets; its placeholders, its markup and its links are those of the source.

    Raises KeyError for a code that is no pseudo-language's.
    """
    parts = _KEPT.split(msgid)
    words = "".join(parts[::2])
    if re.search("[A-Za-z]", words):
        parts[-1] += "".join(islice(cycle(_FILLER), round(len(words) * _GROWTH[code]))).rstrip()
    parts[::2] = [text.translate(_LETTERS[code]) for text in parts[::2]]
    return f"[{''.join(parts)}]"
