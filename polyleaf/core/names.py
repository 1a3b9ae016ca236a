"""The names of brochures, clinics and languages, which become parts of the names of printed files.

An edition's file is `slug.language.format.paper.clinic.pdf`, so a dot inside a name could give two editions the same
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLINIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|[0-9]{3}))?")

FILE_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
"""A name that a printed file can have: never a path to another folder."""

_PARTS_OF_FILE_NAMES = frozenset({"draft", "preliminary", "press", "sheets"})
INTERFACE = "interface"
"""The domain of the catalogues of the templates, which no brochure can be called."""
_CATALOGUES_OF_THE_PROGRAM = {INTERFACE: "the templates'", "preview": "the preview's"}


def is_file_name(name: str) -> bool:
    """Whether a printed file can have that name."""
    return re.fullmatch(FILE_NAME, name) is not None


def clinic_name_fault(name: str, others: Iterable[str] = ()) -> str | None:
    """Why a clinic's profile cannot have that name, given the other profiles. None if it can."""
    if not _CLINIC.fullmatch(name):
        return "the name of a profile is made of the letters a to z, digits and hyphens, 60 at most"
    if name.lower() in _PARTS_OF_FILE_NAMES:
        return f"{name!r} is a word that the names of printed files use themselves"
    return _case_fault(name, others)


def slug_fault(name: str) -> str | None:
    """Why a brochure's folder cannot have that name. None if it can."""
    if not _SLUG.fullmatch(name):
        return "the name of a brochure is a letter and up to 59 more: lower-case letters a to z, digits and hyphens"
    if name in _CATALOGUES_OF_THE_PROGRAM:
        return f"{name!r} is the name of {_CATALOGUES_OF_THE_PROGRAM[name]} own catalogues"
    return None


def language_fault(name: str) -> str | None:
    """Why a folder in `locales/` cannot have that name. None if it can."""
    return None if _LANGUAGE.fullmatch(name) else "a language is written like de, pt_BR or zh_Hans"


def _case_fault(name: str, others: Iterable[str]) -> str | None:
    """Disks of macOS and Windows treat `Berlin` and `berlin` as the same file."""
    twin = next((other for other in others if other != name and other.lower() == name.lower()), None)
    return (
        f"{name!r} and {twin!r} differ only in capital letters, so some disks would keep one file for both"
        if twin
        else None
    )
