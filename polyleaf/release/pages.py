"""The pages of a release: `index.html` links to its files, `current.html` says whether a leaflet is current, and at
`desk.html` a receptionist finds the leaflet of a patient's language and prints it.

Each is one file that needs neither a network nor a server. Those for staff are in plain English. `current.html` answers
a patient, in every language of the release.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pypdfium2
from markupsafe import Markup

from polyleaf.content.clinic import Clinic, load_clinic
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.formats import load_formats
from polyleaf.design.style_sources import StyleSources
from polyleaf.language.languages import Language, language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import how_to_print
from polyleaf.release.manifest import Manifest, ReleasedEdition, StillCurrent
from polyleaf.render.html import environment
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.web import POLICY, self_contained

_THUMBNAIL_PX = 96
_THUMBNAIL_QUALITY = 60


@dataclass(frozen=True)
class Entry:
    """An edition on the index page. For a PDF it has a picture of the first page as a `data:` address."""

    edition: ReleasedEdition
    thumbnail: str


@dataclass(frozen=True)
class Shelf:
    """What a clinic has in one language."""

    language: Language
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class DeskShelf:
    """What a desk has in one language, and on how many papers."""

    language: Language
    editions: tuple[ReleasedEdition, ...]
    papers: int


@dataclass(frozen=True)
class Title:
    """The title of a brochure in the language in which it is written, with the language's tag and direction."""

    title: str
    language: str
    direction: str


@dataclass(frozen=True)
class Answer:
    """A code, its leaflet, its status (`current` or `replaced`), and the review date in its language."""

    code: str
    language: Language
    clinic: Clinic
    version: str
    state: str
    review_by: str = ""
    due: str = ""


def index_page(workspace: Workspace, manifest: Manifest) -> bytes:
    """The page that links to every file of a release, by clinic and language. The files are in `dist/`."""
    clinics = [
        (workspace.load(load_clinic, name)[0], tuple(shelves)) for name, shelves in _by_clinic(workspace, manifest)
    ]
    discreet = any(clinic.distribution == "consultation" for clinic, _ in clinics)
    titles = _titles(workspace, manifest)
    html = _render(workspace, "index.html", manifest=manifest, clinics=clinics, discreet=discreet, titles=titles)
    return _one_file(workspace, html, POLICY)


def _titles(workspace: Workspace, manifest: Manifest) -> dict[str, Title]:
    """The titles of the brochures of a release by their slugs. Nothing for a single one, which needs no name."""
    if len(manifest.brochures) < 2:
        return {}
    sources = {each.slug: language(workspace.load(load_brochure, each.slug)[0].language) for each in manifest.brochures}
    return {
        each.slug: Title(each.title, sources[each.slug].tag, sources[each.slug].direction)
        for each in manifest.brochures
    }


def _by_clinic(workspace: Workspace, manifest: Manifest) -> Iterator[tuple[str, Iterator[Shelf]]]:
    in_order = sorted(manifest.editions, key=lambda edition: (edition.clinic, edition.language, edition.name))
    for clinic, editions in groupby(in_order, key=lambda edition: edition.clinic):
        yield clinic, _shelves(workspace, list(editions))


def _shelves(workspace: Workspace, editions: list[ReleasedEdition]) -> Iterator[Shelf]:
    """The languages, sorted by their own names."""
    codes = sorted({edition.language for edition in editions}, key=lambda code: language(code).listed_name)
    for code in codes:
        own = (edition for edition in editions if edition.language == code)
        yield Shelf(language(code), tuple(Entry(edition, _thumbnail(workspace, edition)) for edition in own))


def _thumbnail(workspace: Workspace, edition: ReleasedEdition) -> str:
    path = workspace.dist / edition.files[0].name
    if path.suffix != ".pdf":
        return ""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        picture = pdf[0].render(scale=_THUMBNAIL_PX / pdf[0].get_width()).to_pil()
    buffer = BytesIO()
    picture.save(buffer, format="WEBP", quality=_THUMBNAIL_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def current_page(workspace: Workspace, manifest: Manifest) -> bytes:
    """The page that says whether the leaflet with a code is current, by a script of its own, or by
    its table without scripts.
    """
    samples: dict[str, ReleasedEdition | StillCurrent] = {e.language: e for e in _still_known(workspace, manifest)}
    samples |= {edition.language: edition for edition in manifest.editions}
    texts = [
        _answers(workspace, samples[code]) for code in sorted(samples, key=lambda code: language(code).listed_name)
    ]
    script = _script(workspace, "current.js")
    html = _render(
        workspace,
        "current.html",
        manifest=manifest,
        languages=[localized.language for localized in texts],
        answers=[Markup(_render(workspace, "answers.html", localized=t, language=t.language)) for t in texts],  # noqa: S704
        rows=_rows(workspace, manifest, {localized.language.code: localized for localized in texts}),
        script=Markup(script),  # noqa: S704 -- a file of the templates
    )
    return _one_file(workspace, html, _policy_with(script))


def desk_page(workspace: Workspace, manifest: Manifest) -> bytes:
    """The page on which a receptionist finds and prints a leaflet. What goes to a print shop is not there."""
    office = [edition for edition in manifest.editions if edition.finish == "office"]
    in_order = sorted(office, key=lambda edition: edition.clinic)
    clinics = [
        (workspace.load(load_clinic, name)[0], tuple(_desk_shelves(workspace, list(editions))))
        for name, editions in groupby(in_order, key=lambda edition: edition.clinic)
    ]
    script = _script(workspace, "desk.js")
    html = _render(
        workspace,
        "desk.html",
        manifest=manifest,
        clinics=clinics,
        titles=_titles(workspace, manifest),
        hints=how_to_print(workspace),
        script=Markup(script),  # noqa: S704 -- a file of the templates
    )
    return _one_file(workspace, html, _policy_with(script), ("formats/desk.css",))


def _desk_shelves(workspace: Workspace, editions: list[ReleasedEdition]) -> Iterator[DeskShelf]:
    """The languages of a clinic, and in each its editions by brochure, in the order of the formats."""
    formats = list(workspace.load(load_formats).formats)
    codes = sorted({edition.language for edition in editions}, key=lambda code: language(code).listed_name)
    in_order = sorted(editions, key=lambda each: (each.brochure, formats.index(each.format), each.name))
    for code in codes:
        own = [edition for edition in in_order if edition.language == code]
        yield DeskShelf(language(code), tuple(own), len({edition.paper for edition in own if edition.paper}))


def _script(workspace: Workspace, name: str) -> str:
    return (_template_folder(workspace, name) / name).read_text(encoding="utf-8")


def _policy_with(script: str) -> str:
    """The policy of a page that runs this script and no other."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"{POLICY}; script-src 'sha256-{digest}'"


def _answers(workspace: Workspace, sample: ReleasedEdition | StillCurrent) -> LocalizedBrochure:
    """The labels of a language. The templates ask an edition's words for them."""
    edition = Edition(sample.brochure, sample.language, sample.format, sample.paper, sample.clinic)
    return Inputs(edition, workspace).localized()


def _still_known(workspace: Workspace, manifest: Manifest) -> Iterator[StillCurrent]:
    """What is still current of earlier releases, for the brochures, clinics and languages of the project."""
    brochures, clinics = workspace.brochures(), workspace.clinics()
    for edition in manifest.still_current:
        if edition.brochure in brochures and edition.clinic in clinics:
            source = workspace.load(load_brochure, edition.brochure)[0].language
            if edition.language in (source, *workspace.languages(edition.brochure)):
                yield edition


def _rows(workspace: Workspace, manifest: Manifest, texts: dict[str, LocalizedBrochure]) -> list[Answer]:
    """Every code once: what is current, and what was replaced. A preliminary release makes nothing current."""
    editions: list[ReleasedEdition | StillCurrent] = [*manifest.editions, *_still_known(workspace, manifest)]
    names = {edition.clinic for edition in editions}
    clinics = {name: workspace.load(load_clinic, name)[0] for name in sorted(names)}
    current = {
        edition.code: Answer(
            code=edition.code,
            language=language(edition.language),
            clinic=clinics[edition.clinic],
            version=edition.version,
            state="current",
            review_by=edition.review_by.isoformat(),
            due=texts[edition.language].date(edition.review_by),
        )
        for edition in editions
        if not manifest.preliminary
    }
    replaced = [
        Answer(former.code, language(former.language), clinics[former.clinic], former.version, "replaced")
        for former in manifest.superseded
        if former.clinic in clinics and former.language in texts
    ]
    return [*(current[code] for code in sorted(current)), *replaced]


def _template_folder(workspace: Workspace, name: str) -> Path:
    folders = (folder / "release" for folder in workspace.template_dirs())
    return next(folder for folder in folders if (folder / name).is_file())


def _render(workspace: Workspace, name: str, **context: object) -> str:
    return workspace.load(environment).get_template(f"release/{name}").render(**context)


def _one_file(workspace: Workspace, html: str, policy: str, more_styles: tuple[str, ...] = ()) -> bytes:
    sources = StyleSources(
        workspace=workspace,
        named=("formats/release.css", *more_styles, "languages.css"),
        figures=workspace.root / "brochures",
        clinics=workspace.clinics_dir,
    )
    return self_contained(html, sources, workspace.load(font_lock.prepare), {}, policy)
