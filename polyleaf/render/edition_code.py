"""The short code printed on every leaflet, by which staff and patients find out which one they hold.

It is a digest of what is printed: two leaflets of one code say the same, and one whose text, values, approval, figures
or marks change has another. A mark says something too: a cross stands before what rules a treatment out. A change of a
style sheet alone changes no code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from polyleaf.content.brochure import Brochure, drawn_file, walk
from polyleaf.design.addresses import AddressError
from polyleaf.design.style_sources import StyleSources

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U, which are misread
_WRITTEN = re.compile(r"[0-9A-Z-]{9}")
_BITS = 5
_LENGTH = 8  # 40 bits: two of 10,000 editions share one with a chance of 1 in 20,000


def edition_code(name: str, html: str, pictures: Iterable[bytes]) -> str:
    """The code of an edition by its name, its HTML without a code, and its pictures; such as `K7Q2-M9XA`.

    Of the HTML the body counts: its head states the day on which the file was made.
    """
    digest = hashlib.sha256()
    for part in (name.encode(), html.partition("<body")[2].encode(), *pictures):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    number = int.from_bytes(digest.digest(), "big")
    letters = "".join(_ALPHABET[number >> _BITS * place & 31] for place in range(_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def pictures_of(brochure: Brochure, sources: StyleSources) -> Iterator[bytes]:
    """The files of the figures that a brochure prints, and of the marks that its style sheets draw, by their addresses.

    As they lie in their folders, so that no other version of the engine gives another code. What is not there is left
    out here; the page that names it is refused.
    """
    figures = {f"brochure:{quote(file)}" for _, part in walk(brochure) if (file := drawn_file(part)[1])}
    for address in sorted(figures.union(sources.marks())):
        try:
            yield sources.files.find(address).read_bytes()
        except (AddressError, OSError):
            continue


def without_code(text: str, code: str) -> str:
    """A text without the code of its edition; in a line that runs from the right readers mix up its signs."""
    return _WRITTEN.sub(lambda found: "" if code and sorted(found[0]) == sorted(code) else found[0], text)
