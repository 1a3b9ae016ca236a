"""Projects to measure with: copies of the content of this repository, edited or enlarged."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import yaml

SLUG = "botox-and-fillers"
CLINIC = "example"
CONTENT = ("brochures", "locales", "templates", "styles", "clinics")

EDITED_LANGUAGE = "de"
_EDITED = "Welche Ausbildung und Erfahrung haben Sie?"
_WHEN = ("bisher", "heute", "schon", "genau", "selbst", "zurzeit", "derzeit", "inzwischen")
_WHERE = ("im Alltag", "im Beruf", "vor Ort", "in der Praxis", "in diesem Fach", "im Einzelnen")
EDITS = tuple(f"Welche Ausbildung und Erfahrung haben Sie {when} {where}?" for when, where in product(_WHEN, _WHERE))
"""New words for one German message, which is in no safety section: none of them has been laid out before."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTS = ("#1d5a8c", "#7a2e5d", "#1c644a", "#3f4f1e", "#4a4a8f", "#33517a", "#285866", "#5b4a1f")
_SECTIONS_THAT_REPEAT = ("how-each-works", "in-common", "the-day", "aftercare", "uses", "medicine", "questions")
Content = dict[str, Any]


class ProjectCopy:
    """A folder with the content of a project, and what was built from it. The fonts are shared with the engine's."""

    def __init__(self, root: Path, engine: Path) -> None:
        """Copy the content beside an engine. `root` must not exist."""
        self.root = root
        for name in CONTENT:
            shutil.copytree(engine / name, root / name)
        fonts = engine / ".cache" / "fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        (root / ".cache").mkdir()
        (root / ".cache" / fonts.name).symlink_to(fonts)

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    def clear(self) -> None:
        """Remove everything that was built and cached, except the fonts."""
        shutil.rmtree(self.dist, ignore_errors=True)
        for path in (self.root / ".cache").iterdir():
            if path.name == "fonts":
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def edit_message(self, number: int) -> str:
        """Give the message that is edited its n-th new words, and return them."""
        path = self.root / "locales" / EDITED_LANGUAGE / "LC_MESSAGES" / f"{SLUG}.po"
        text = path.read_text(encoding="utf-8")
        (former,) = [words for words in (_EDITED, *EDITS) if f'msgstr "{words}"' in text]
        words = EDITS[number % len(EDITS)]
        path.write_text(text.replace(f'msgstr "{former}"', f'msgstr "{words}"'), encoding="utf-8")
        return words

    def add_clinics(self, count: int) -> list[str]:
        """Add clinics that differ in name, telephone number, logo and colour. Returns the names of their profiles."""
        names = [f"{CLINIC}-{_letters(number).lower()}" for number in range(count)]
        for number, name in enumerate(names):
            accent = _ACCENTS[number % len(_ACCENTS)]
            (self.root / "clinics" / f"{name}.svg").write_text(_logo(number, accent), encoding="utf-8")
            profile = yaml.safe_load((self.root / "clinics" / f"{CLINIC}.yaml").read_text(encoding="utf-8"))
            profile |= {
                "name": f"Clinic {_letters(number)}",
                "phones": [f"(555) 555-{100 + number:04d}"],
                "logo": {"file": f"{name}.svg", "width_mm": 30},
                "accent": accent,
                "web": f"{name}.example.org",
                "downloads": f"{name}.example.org/leaflets",
            }
            _write_yaml(self.root / "clinics" / f"{name}.yaml", profile)
        return names

    def add_brochures(self, count: int) -> list[str]:
        """Add brochures in the source language whose titles differ, so that they have no page in common."""
        names = [f"brochure-{_letters(number).lower()}" for number in range(count)]
        for number, name in enumerate(names):
            target = self.root / "brochures" / name
            shutil.copytree(self.root / "brochures" / SLUG, target)
            _change(target / "brochure.yaml", partial(_retitled, letters=_letters(number)))
        return names

    def add_longer_brochure(self, times: int) -> str:
        """Add a brochure in the source language, in large print alone, with about so many times the words.

        Ordinary sections are repeated. Safety sections are there once: to print them twice would be an error.
        """
        name = f"length-{_letters(times).lower()}"
        target = self.root / "brochures" / name
        shutil.copytree(self.root / "brochures" / SLUG, target)
        _change(target / "brochure.yaml", partial(_lengthened, times=times))
        return name


def _letters(number: int) -> str:
    """A number in letters, because a digit in a text would be a clinical value: A to Z, then AA and so on."""
    rest, last = divmod(number, len(_LETTERS))
    return (_letters(rest - 1) if rest else "") + _LETTERS[last]


def _logo(number: int, colour: str) -> str:
    bars = "".join(
        f'<rect x="{15 * bar}" y="{12 - height}" width="10" height="{2 * height}" rx="{1 + number % 5}"/>'
        for bar, height in enumerate(3 + (number * 7 + bar * 3) % 9 for bar in range(5))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 24"><g fill="{colour}">{bars}</g></svg>\n'


def _change(path: Path, change: Callable[[Content], None]) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    _write_yaml(path, content)


def _write_yaml(path: Path, content: Content) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")


def _retitled(brochure: Content, letters: str) -> None:
    _title(brochure["cover"], letters)
    for section in brochure["sections"]:
        _title(section, letters)


def _title(place: Content, letters: str) -> None:
    """Add letters to a title, which may be a text with a note."""
    title = place["title"]
    if isinstance(title, dict):
        title["text"] += f" {letters}"
    else:
        place["title"] = f"{title} {letters}"


def _lengthened(brochure: Content, times: int) -> None:
    for section in brochure["sections"]:
        section.pop("brief", None)  # no layout prints it then
    ordinary = [section for section in brochure["sections"] if section["id"] in _SECTIONS_THAT_REPEAT]
    repeats = round((times - 1) * _word_count(brochure["sections"]) / _word_count(ordinary))
    added = [_again(section, number) for number in range(repeats) for section in ordinary]
    brochure["sections"] += added
    flow: Sequence[str] = brochure["layouts"]["large-print"]["flow"]
    brochure["layouts"] = {"large-print": {"flow": [*flow, *(section["id"] for section in added)]}}


def _word_count(content: Any) -> int:
    """The number of words in a part of a brochure."""
    if isinstance(content, dict):
        return sum(map(_word_count, content.values()))
    if isinstance(content, list):
        return sum(map(_word_count, content))
    return len(content.split()) if isinstance(content, str) else 0


def _again(section: Content, number: int) -> Content:
    """The same section once more, under another title."""
    section = copy.deepcopy(section)
    section["id"] += f"-{_letters(number).lower()}"
    _title(section, _letters(number))
    return section
