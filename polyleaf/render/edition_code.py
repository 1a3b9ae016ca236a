"""The short code on every leaflet, by which staff and patients find out which one they have.

It is a digest of what is printed. Two leaflets with the same code say the same. A leaflet with another text, value,
approval, figure or mark has another code. Marks are included because a cross marks what rules a treatment out.
A change of a style sheet alone does not change the code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from polyleaf.content.brochure import Brochure, drawn_file, walk
from polyleaf.core.errors import InputError
from polyleaf.design.addresses import AddressError
from polyleaf.design.palette import load_looks
from polyleaf.design.style_sources import StyleSources

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32 has no I, L, O and U, which are misread
_WRITTEN = re.compile(r"[0-9A-Z-]{9}")
_BITS = 5
_LENGTH = 8  # 40 bits: the chance that two of 10,000 editions share a code is 1 in 20,000


def edition_code(name: str, html: str, pictures: Iterable[bytes]) -> str:
    """The code of an edition, such as `K7Q2-M9XA`, from its name, its HTML without a code, and its pictures.

    Only the body of the HTML counts, because its head states the day on which the file was made.
    """
    digest = hashlib.sha256()
    for part in (name.encode(), html.partition("<body")[2].encode(), *pictures):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    number = int.from_bytes(digest.digest(), "big")
    letters = "".join(_ALPHABET[number >> _BITS * place & 31] for place in range(_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def pictures_of(brochure: Brochure, sources: StyleSources) -> Iterator[bytes]:
    """The figures that a brochure prints and the marks that its style sheets draw, by their addresses.

    The files are used as they are in their folders, so that another version of the engine gives the same code. A file
    that does not exist is left out here; the page that names it is refused. The marks of treatments that the brochure
    does not have are left out, so that a style sheet may have looks for more of them.
    """
    figures = {f"brochure:{quote(file)}" for _, part in walk(brochure) if (file := drawn_file(part)[1])}
    for address in sorted(figures.union(sources.marks()) - _marks_of_others(len(brochure.treatments), sources)):
        try:
            yield sources.files.find(address).read_bytes()
        except (AddressError, OSError):
            continue


def _marks_of_others(treatments: int, sources: StyleSources) -> set[str]:
    """The marks that the style sheets draw for the treatments after so many."""
    try:
        looks = sources.workspace.load(load_looks, sources.named)
    except InputError:
        return set()
    return {mark for look in looks[treatments:] for mark in (look.item_mark, look.name_mark)}


def without_code(text: str, code: str) -> str:
    """A text without the code of its edition. In a right-to-left line, readers mix up its signs."""
    return _WRITTEN.sub(lambda found: "" if code and sorted(found[0]) == sorted(code) else found[0], text)
