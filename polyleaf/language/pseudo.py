"""Pseudo-languages: the source's own words, disguised and lengthened, so that faults of a page are seen early.

Plain letters were never given to the translators. A message without its closing bracket was cut. A page that has no
room for these texts has none for German. Only the standard library is used, because every run asks for the codes.
"""

from __future__ import annotations

import re
from itertools import cycle, islice

LOCALES = {"qps": "en", "qpr": "ar"}
"""The codes of the pseudo-languages, from those that ISO 639-2 reserves for users (qaa to qtz). Each has the numbers,
dates and direction of a language: accented Latin letters, and Arabic letters from right to left.
"""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = "åḃçďéḟĝĥîĵķļṁñöṗqŕšţûṿŵxýž"  # no locked font has an accented q or x
_ARABIC = "ابچديفگهعجكلمنوپقرستثحشخطز"
_LETTERS = {
    "qps": str.maketrans(_LATIN + _LATIN.upper(), _ACCENTED + _ACCENTED.upper()),
    "qpr": str.maketrans(_LATIN + _LATIN.upper() + ",;?%", _ARABIC * 2 + "،؛؟٪"),
}

# How much longer a text becomes: with its brackets the brochure takes 29 % and 7 % more, short texts above that. The
# longest translation, French, takes 26 % more. Over 70 characters 30 % is what IBM found (W3C, "Text size in
# translation"). Right to left takes less: Persian has 1 % more characters than the English brochure, and Arabic fewer.
_GROWTH = {"qps": 0.25, "qpr": 0.02}

_END_MARKS = ".:;?!"
_KEPT = re.compile(r"(\{[^{}]*\}|\]\([^()]*\))")  # placeholders, and the targets of links
# Separated by a dash, as a part of its own, so that the same words in two messages stay the same.
_FILLER = " – lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"


def disguised(text: str, code: str) -> str:
    """A text in the letters of a pseudo-language. Raises KeyError for a code that is not a pseudo-language's."""
    return text.translate(_LETTERS[code])


def pseudo_translation(msgid: str, code: str) -> str:
    """A message in a pseudo-language, in brackets, with its placeholders, markup, links and last mark unchanged.

    Raises KeyError for a code that is not a pseudo-language's.
    """
    body = msgid.rstrip(_END_MARKS)
    parts = _KEPT.split(body)
    words = "".join(parts[::2])
    if re.search("[A-Za-z]", words):
        letters = round(len(words) * _GROWTH[code])
        letters = max(letters, len(" – lo")) if letters > 2 else 0  # no word is one letter long
        parts[-1] += "".join(islice(cycle(_FILLER), letters)).rstrip(" –")
    parts[::2] = [disguised(text, code) for text in parts[::2]]
    return f"[{''.join(parts)}]{disguised(msgid[len(body) :], code)}"
