"""Extract the messages of brochures and templates as POT files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.extract import extract as babel_extract
from babel.messages.pofile import read_po

from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.names import INTERFACE
from polyleaf.core.project import Project, engine_package
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.version import __version__
from polyleaf.core.workspace import Workspace
from polyleaf.translation import po
from polyleaf.translation.source_messages import SourceMessage, brochure_messages, limit_of

PREVIEW = "preview"
INTERFACE_LANGUAGE = "en"
PREVIEW_PAGE = engine_package() / "preview" / "page"
# When the file was made, and by which version of Babel.
_MADE = re.compile(r'^"(?:POT-Creation-Date|Generated-By): .*\\n"$', re.MULTILINE)


def _flags(comments: Iterable[str]) -> list[str]:
    """The flags that Weblate reads."""
    limit = limit_of(comments)
    return [f"max-length:{limit}"] if limit else []


def extract_brochure(
    fileobj: IO[bytes],
    keywords: object,  # noqa: ARG001 -- the last three are Babel's to pass; a brochure has no keywords
    comment_tags: object,  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's extractor for `brochure.yaml` (entry point `polyleaf`), so that stock `pybabel extract` works.

    Raises InputError for a file that the model refuses.
    """
    path = Path(fileobj.name).resolve()
    project = Project.find(path.parents[2])
    brochure, _ = load_brochure(project, path.parent.name)
    for message in brochure_messages(brochure):
        yield message.origin.line, "", message.msgid, list(message.comments)


@dataclass(frozen=True)
class Template:
    """A POT file: its content if it is extracted now, and whether that has changed."""

    domain: str
    source_language: str
    path: Path
    content: bytes
    changed: bool

    @cached_property
    def catalog(self) -> Catalog:
        return read_po(BytesIO(self.content), domain=self.domain)


def templates(workspace: Workspace) -> list[Template]:
    """The template of every brochure, that of the interface, and last that of the preview where a project keeps one.

    Raises InputError for a brochure that is refused.
    """
    brochures = (_brochure_template(workspace, slug) for slug in workspace.brochures())
    keeps_preview = workspace.has(workspace.locales / f"{PREVIEW}.pot")
    return [*brochures, _interface_file(workspace), *([_preview_file(workspace)] if keeps_preview else [])]


def extract(workspace: Workspace, *, write: bool = True) -> list[tuple[Path, bool]]:
    """Write the POT files of every brochure and of the interface. Each path comes with whether it has changed, or
    would.

    Raises InputError for a brochure that the model refuses, and for a template that cannot be read.
    """
    workspace.refresh()
    extracted = templates(workspace)
    for template in extracted:
        if template.changed and write:
            workspace.write(template.path, template.content)
    return [(template.path, template.changed) for template in extracted]


def _brochure_template(workspace: Workspace, slug: str) -> Template:
    brochure, _ = workspace.load(load_brochure, slug)
    catalog = _new_template(slug)
    for message in brochure_messages(brochure):
        catalog.add(
            message.msgid,
            locations=[(message.origin.path, 0)],
            auto_comments=list(message.comments),
            flags=_flags(message.comments),
        )
    return _as_file(workspace, catalog, brochure.language)


def _interface_file(workspace: Workspace) -> Template:
    _refuse_broken_templates(workspace)
    return _as_file(workspace, interface_template(workspace), INTERFACE_LANGUAGE)


def _preview_file(workspace: Workspace) -> Template:
    return _as_file(workspace, preview_template(workspace), INTERFACE_LANGUAGE)


def preview_template(workspace: Workspace) -> Catalog:
    """The words of the preview's own page, which no patient reads. A language need not have them."""
    catalog = _new_template(PREVIEW)
    for path in workspace.glob(PREVIEW_PAGE, "*.js"):
        location = (f"polyleaf/preview/page/{path.name}", 0)
        for msgid, comments in workspace.load(_words_of, path):
            catalog.add(msgid, locations=[location], auto_comments=list(comments))
    return catalog


def _words_of(workspace: Workspace, path: Path) -> tuple[tuple[str | tuple[str, ...], tuple[str, ...]], ...]:
    """The messages of a module of the preview's page, each with its comments."""
    content = BytesIO(workspace.read(path))
    found = babel_extract("javascript", content, {"_": None}, ("Note:",), {"parse_template_string": "true"})
    return tuple((msgid, tuple(comments)) for _, msgid, comments, _ in found)


def interface_template(workspace: Workspace) -> Catalog:
    """The messages of the templates, including those of the engine."""
    catalog = _new_template(INTERFACE)
    for folder in reversed(workspace.template_dirs()):
        for path in _template_files(workspace, folder):
            location = (f"templates/{path.relative_to(folder).as_posix()}", 0)
            for msgid, comments in workspace.load(_labels_of, path):
                catalog.add(msgid, locations=[location], auto_comments=list(comments), flags=_flags(comments))
    return catalog


def _template_files(workspace: Workspace, folder: Path) -> list[Path]:
    return [path for path in workspace.glob(folder, "**/*.html") if not _is_hidden(path.relative_to(folder))]


def _is_hidden(path: Path) -> bool:
    """Whether a file belongs to an editor or a disk, such as `._leaflet.html`."""
    return any(part.startswith(".") for part in path.parts)


def _labels_of(workspace: Workspace, path: Path) -> tuple[tuple[str | tuple[str, ...], tuple[str, ...]], ...]:
    """The messages of a template, each with its comments. None if it cannot be read; its editions are refused."""
    try:
        content = BytesIO(workspace.read(path))
        found = list(babel_extract("jinja2", content, comment_tags=("Note:",), strip_comment_tags=False))
    except (UnreadableError, UnicodeDecodeError):
        return ()
    return tuple((msgid, tuple(comments)) for _, msgid, comments, _ in sorted(found, key=lambda item: item[0]))


def _refuse_broken_templates(workspace: Workspace) -> None:
    """Raise InputError for templates in which no message can be found. Otherwise their translations
    would become obsolete.
    """
    paths = (path for folder in workspace.template_dirs() for path in _template_files(workspace, folder))
    findings = [fault for fault in (workspace.load(_fault_of, path) for path in paths) if fault]
    if findings:
        raise InputError(findings)


def _fault_of(workspace: Workspace, path: Path) -> Finding | None:
    """What is wrong with a template that no message can be found in."""
    name = workspace.relative(path)
    try:
        jinja2.Environment(autoescape=True).parse(workspace.read(path).decode())
    except UnreadableError as error:
        return _broken(Origin(name), f"cannot be read: {error}")
    except UnicodeDecodeError as error:
        return _broken(Origin(name, error.object[: error.start].count(b"\n") + 1), "not UTF-8")
    except jinja2.TemplateSyntaxError as error:
        return _broken(Origin(name, error.lineno), str(error.message))
    except RecursionError:
        return _broken(Origin(name), "is nested too deep")
    return None


def _broken(origin: Origin, message: str) -> Finding:
    return reader_finding("render-failed", origin, message)


def interface_messages(workspace: Workspace) -> tuple[SourceMessage, ...]:
    """The messages of the templates, in the form that checks need."""
    return tuple(
        SourceMessage(
            str(message.id),
            Origin(message.locations[0][0]),
            critical=False,
            sections=(),
            comments=tuple(message.auto_comments),
        )
        for message in interface_template(workspace)
        if message.id
    )


def _new_template(domain: str) -> Catalog:
    return Catalog(
        project="Polyleaf",
        version=__version__,
        domain=domain,
        msgid_bugs_address="the Polyleaf contributors",
        header_comment=f"# {domain}: the words of Polyleaf.\n# Licence: CC BY 4.0.",
        charset="utf-8",
        creation_date=datetime.now(timezone.utc),
        fuzzy=False,
    )


def _as_file(workspace: Workspace, catalog: Catalog, source_language: str) -> Template:
    """A template as a file. The existing file is kept if only its date and the version of Babel would change."""
    domain = str(catalog.domain)
    path = workspace.locales / f"{domain}.pot"
    try:
        old = workspace.read(path)
    except UnreadableError:
        old = b""  # does not exist yet; a file that cannot be read is written again
    new = po.content_of(catalog)
    changed = _MADE.sub("", old.decode(errors="replace")) != _MADE.sub("", new.decode())
    return Template(domain, source_language, path, new if changed else old, changed)
