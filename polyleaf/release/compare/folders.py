"""Compare two folders of editions: which are new, gone, the same or changed, and what changed on which page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import pikepdf
import pypdfium2
from PIL import Image

from polyleaf.core.errors import UsageError
from polyleaf.core.processes import side_by_side
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import Language, language
from polyleaf.release.compare.pages import Page, aligned, changed_regions, framed, read_pages
from polyleaf.release.compare.text import TextChange, TextComparer, with_moves
from polyleaf.release.compare.web import WebPage, read_web_page

PICTURES = "pictures"
"""The folder of the pictures, in the folder of a comparison."""

Status = Literal["changed", "new", "gone", "unreadable", "same"]
Read = TypeVar("Read")

_EDITION = re.compile(r"[^.]+\.(?P<language>[A-Za-z_]+)\.[^.]+\..*(?:pdf|html)")
_SHEETS = ".sheets.pdf"
_WEBP_QUALITY, _WEBP_EFFORT = 60, 2  # text stays sharp; a page takes 85 kB and 40 ms, and with more effort 90 ms


@dataclass(frozen=True)
class PageImage:
    """A picture of a page: its file in `PICTURES`, what it shows, and its size in px."""

    file: str
    shows: str
    width: int
    height: int


@dataclass(frozen=True)
class PartDiff:
    """A page, or a section of a page for the screen, that has changed."""

    name: str
    status: Status
    changes: tuple[TextChange, ...]
    note: str = ""
    pictures: tuple[PageImage, ...] = ()


@dataclass(frozen=True)
class EditionDiff:
    """The status of a file. `note` says in words what its parts do not."""

    name: str
    language: Language
    status: Status
    note: str = ""
    parts: tuple[PartDiff, ...] = ()

    @property
    def numbers(self) -> int:
        """The number of changes that concern a number."""
        return sum("number" in change.alarms for part in self.parts for change in part.changes)


class UnreadableEditionError(Exception):
    """A file that is not a PDF, or not a page in UTF-8."""


def compare_folders(workspace: Workspace, old: Path, new: Path, out: Path, jobs: int) -> list[EditionDiff]:
    """Every edition of two folders, by name. Pictures of what changed are written to a folder in `out`.

    Raises UsageError for a folder that is missing or has no editions.
    """
    names_old, names_new = editions_in(old), editions_in(new)
    (out / PICTURES).mkdir()
    found = [EditionDiff(name, _language(name), "gone") for name in names_old - names_new]
    found += [EditionDiff(name, _language(name), "new") for name in names_new - names_old]
    compare = partial(_compare, workspace=workspace, old=old, new=new, pictures=out / PICTURES)
    found += side_by_side(compare, sorted(names_old & names_new), jobs)
    return sorted(found, key=lambda edition: edition.name)


def editions_in(folder: Path) -> set[str]:
    """The names of the editions in a folder. Raises UsageError when it is missing or has none."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    names = {path.name for path in folder.iterdir() if path.is_file() and _is_edition(path.name)}
    if not names:
        raise UsageError(f"no editions in {folder}; their names are like botox-and-fillers.en.leaflet.a4.example.pdf")
    return names


def _is_edition(name: str) -> bool:
    match = _EDITION.fullmatch(name)
    if match is None:
        return False
    try:
        language(match["language"])
    except UsageError:
        return False
    return True


def _language(name: str) -> Language:
    return language(name.split(".")[1])


def _compare(name: str, workspace: Workspace, old: Path, new: Path, pictures: Path) -> EditionDiff:
    """The comparison of an edition that both folders have."""
    edition = EditionDiff(name, _language(name), "same")
    files = old / name, new / name
    try:
        if _same_bytes(*files):
            return edition
        if name.endswith(_SHEETS):
            return _compare_sheets(edition, old, new)
        comparer = workspace.load(TextComparer, edition.language)
        if name.endswith(".html"):
            return _compare_screens(edition, *files, comparer)
        return _compare_papers(edition, *files, comparer, pictures)
    except UnreadableEditionError as error:
        return replace(edition, status="unreadable", note=str(error))


def _same_bytes(old: Path, new: Path) -> bool:
    return _readable(Path.read_bytes, old) == _readable(Path.read_bytes, new)


def _compare_sheets(edition: EditionDiff, old: Path, new: Path) -> EditionDiff:
    """Imposed sheets are not compared page by page, because another file has the same pages."""
    pages = edition.name.removesuffix(_SHEETS) + ".pdf"
    if (old / pages).is_file() and (new / pages).is_file() and not _same_bytes(old / pages, new / pages):
        return replace(edition, status="changed", note=f"the pages of {pages} on sheets")
    return replace(edition, status="changed", note="imposed in another way, or with other metadata")


def _readable(read: Callable[[Path], Read], path: Path) -> Read:
    try:
        return read(path)
    except (pypdfium2.PdfiumError, pikepdf.PdfError, UnicodeDecodeError, OSError) as error:
        raise UnreadableEditionError(f"{path} cannot be read: {error}") from None


def _compare_screens(edition: EditionDiff, old: Path, new: Path, comparer: TextComparer) -> EditionDiff:
    """Two pages for the screen: the text of each section, and for the rest only whether it is the same."""
    was, now = (_readable(read_web_page, path) for path in (old, new))
    parts = tuple(_section_diffs(was, now, comparer))
    if parts:
        return replace(edition, status="changed", parts=parts)
    if list(was.sections) != list(now.sections):
        return replace(edition, status="changed", note="the sections are in another order")
    if was.dressing != now.dressing:
        return replace(edition, status="changed", note="the text is the same; styles, fonts or figures differ")
    return replace(edition, note="other metadata")


def _section_diffs(old: WebPage, new: WebPage, comparer: TextComparer) -> Iterator[PartDiff]:
    names = list(dict.fromkeys((*new.sections, *old.sections)))
    sides = [[comparer.tokens("\n".join(page.sections.get(name, ()))) for name in names] for page in (old, new)]
    changes = [comparer.changes(*section) for section in zip(*sides, strict=True)]
    titles = [f"section {name}" for name in names]
    for name, title, told in zip(names, titles, with_moves(changes, titles, titles), strict=True):
        if told:
            yield PartDiff(title, _status(name in old.sections, name in new.sections), told)


def _status(in_old: bool, in_new: bool) -> Status:
    if in_old and in_new:
        return "changed"
    return "gone" if in_old else "new"


def _compare_papers(edition: EditionDiff, old: Path, new: Path, comparer: TextComparer, pictures: Path) -> EditionDiff:
    """Two PDFs, page by page."""
    read = partial(read_pages, right_to_left=edition.language.direction == "rtl")
    pairs = aligned(_readable(read, old), _readable(read, new))
    changes = with_moves(
        [_text_changes(*pair, comparer) for pair in pairs],
        [_page_name(old_page or new_page) for old_page, new_page in pairs],
        [_page_name(new_page or old_page) for old_page, new_page in pairs],
    )
    compared = (_page_diff(*pair, told, pictures / edition.name) for pair, told in zip(pairs, changes, strict=True))
    parts = tuple(part for part in compared if part)
    if parts:
        return replace(edition, status="changed", parts=parts)
    return replace(edition, note="same pages, other metadata")


def _page_name(page: Page | None) -> str:
    return f"page {page.number}" if page else ""


def _text_changes(old: Page | None, new: Page | None, comparer: TextComparer) -> list[TextChange]:
    """The changes of a page's text and links."""
    texts = [comparer.tokens(comparer.unwrapped(page.lines)) if page else () for page in (old, new)]
    links = [comparer.tokens(" ".join(page.links)) if page else () for page in (old, new)]
    return [*comparer.changes(*texts), *comparer.changes(*links)]


def _page_diff(old: Page | None, new: Page | None, changes: tuple[TextChange, ...], stem: Path) -> PartDiff | None:
    """How a page differs from the other one. None if it neither reads nor looks different."""
    if old is None or new is None:
        return _lone_page(old, new, changes, stem)
    regions = changed_regions(old, new)
    if not (regions or changes):
        return None
    name = _page_name(new) + (f" (was page {old.number})" if old.number != new.number else "")
    if not regions:
        return PartDiff(name, "changed", changes, "It looks the same; what programs read differs.")
    looks = {"old": old.look, "new": new.look, "new with frames": framed(new.look, regions)}
    note = "" if changes else "The words are the same; the look is not."
    return PartDiff(name, "changed", changes, note, _saved(looks, f"page {new.number}", stem))


def _lone_page(old: Page | None, new: Page | None, changes: tuple[TextChange, ...], stem: Path) -> PartDiff | None:
    page = new or old
    if page is None:
        return None
    side = "new" if new else "old"
    name = _page_name(page) + ("" if new else " of the old file")
    return PartDiff(name, _status(old is not None, new is not None), changes, "", _saved({side: page.look}, name, stem))


def _saved(looks: dict[str, Image.Image], page: str, stem: Path) -> tuple[PageImage, ...]:
    """Write the pictures of a page; their names begin with the edition's."""
    return tuple(_save(look, f"{page}, {side}", stem) for side, look in looks.items())


def _save(look: Image.Image, shows: str, stem: Path) -> PageImage:
    file = f"{stem.name}.{re.sub('[^a-z0-9]+', '-', shows)}.webp"
    look.save(stem.with_name(file), quality=_WEBP_QUALITY, method=_WEBP_EFFORT)
    return PageImage(file, shows, look.width, look.height)
