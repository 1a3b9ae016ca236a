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

_END_MARKS = ".:;?!"
_KEPT = re.compile(r"(\{[^{}]*\}|\]\([^()]*\))")  # placeholders, and the targets of links
# Set off by a dash, as a part of its own: the same words of two messages stay the same.
_FILLER = " – lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"


def disguised(text: str, code: str) -> str:
    """A text in the letters of a pseudo-language. Raises KeyError for a code that is no pseudo-language's."""
    return text.translate(_LETTERS[code])


def pseudo_translation(msgid: str, code: str) -> str:
    """A message in a pseudo-language, in brackets; its placeholders, markup, links and last mark are the source's.

    Raises KeyError for a code that is no pseudo-language's.
    """
    body = msgid.rstrip(_END_MARKS)
    parts = _KEPT.split(body)
    words = "".join(parts[::2])
    if re.search("[A-Za-z]", words):
        parts[-1] += "".join(islice(cycle(_FILLER), round(len(words) * _GROWTH[code]))).rstrip()
    parts[::2] = [disguised(text, code) for text in parts[::2]]
    return f"[{''.join(parts)}]{disguised(msgid[len(body) :], code)}"
