"""Writes editions as plain files for other programs: HTML with style sheets, one HTML file, and Typst. A program.

    python -m benchmarks.speed.plain_files PROJECT FOLDER LANGUAGE.FORMAT...

The HTML and the style sheets are the final ones, after copyfitting, so other programs lay each edition out once. It
prints one line of JSON: the files of each edition.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from benchmarks.speed.projects import CLINIC, SLUG
from benchmarks.speed.typst_source import typst_source
from polyleaf.core.atomic_files import sha256
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.style_sources import style_sheet
from polyleaf.render.html import to_html
from polyleaf.render.web import self_contained
from polyleaf.render.webfonts import font_stacks, stack_of

_ADDRESS = re.compile(r"""(?P<before>url\(\s*['"]?|\ssrc=["'])(?P<scheme>brochure|clinic|style):(?P<name>[^)'"]+)""")


@dataclass(frozen=True)
class PlainEdition:
    """An edition as plain files. `folder` has them all, and `stylesheets` are in the order of the cascade."""

    name: str
    html: str
    stylesheets: tuple[str, ...]
    whole_html: str
    typst: str


@dataclass(frozen=True)
class _Folders:
    """Where the files of each scheme are, with the addresses in style sheets replaced."""

    brochure: Path
    clinic: Path
    style: Path

    def plain(self, text: str) -> str:
        """A text with the addresses of the project's files as those of plain files."""

        def address(match: re.Match[str]) -> str:
            folder: Path = getattr(self, match["scheme"])
            return f"{match['before']}{folder.as_uri()}/{match['name']}"

        return _ADDRESS.sub(address, text)


def main() -> None:
    project, folder = Workspace(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    fonts = project.load(font_lock.prepare)
    fonts.activate()
    style = folder / "styles"
    shutil.copytree(project.style_dirs()[0], style)
    folders = _Folders(project.brochure_file(SLUG).parent, project.clinics_dir, style)
    for path in style.rglob("*.css"):
        path.write_text(folders.plain(path.read_text(encoding="utf-8")), encoding="utf-8")
    editions = [_write(name, project, folder, folders) for name in sys.argv[3:]]
    print(json.dumps({"fonts": str(fonts.folder), "editions": [asdict(edition) for edition in editions]}))


def _write(name: str, project: Workspace, folder: Path, folders: _Folders) -> PlainEdition:
    from polyleaf.pipeline.edition_build import lay_out  # imports WeasyPrint, after the fonts are in use
    from polyleaf.pipeline.inputs import Inputs
    from polyleaf.typeset.copyfit import page_css

    language, _, form = name.partition(".")
    inputs = Inputs(Edition(SLUG, language, form, "a4", CLINIC), project)
    localized, sources = inputs.localized(), inputs.style_sources
    _, fit_steps = lay_out(localized, inputs)
    html = to_html(localized, inputs.form, project, siblings=inputs.siblings)
    pages = page_css(inputs.form, fit_steps, localized.clinic.style_properties)

    target = folder / name
    target.mkdir()
    (target / "page.html").write_text(folders.plain(html), encoding="utf-8")
    (target / "page.css").write_text(pages, encoding="utf-8")
    whole = self_contained(html, sources, inputs.fonts, {}, policy="").decode()
    (target / "whole.html").write_text(whole.replace("</head>", f"<style>{pages}</style></head>"), encoding="utf-8")

    def picture(address: str) -> str:
        """Copies a picture into the folder of the edition, and returns its name there."""
        scheme, _, name = address.partition(":")
        content = unquote(name.partition(",")[2]).encode() if scheme == "data" else sources.files.read(address).content
        copied = target / (f"{sha256(content)}.svg" if scheme == "data" else Path(unquote(name)).name)
        copied.write_bytes(content)
        return copied.name

    families = stack_of(inputs.language.tag, font_stacks(style_sheet(project, "languages.css")))
    (target / "page.typ").write_text(typst_source(html, inputs.form, families, picture), encoding="utf-8")
    sheets = (*(str(folders.style / sheet) for sheet in sources.stylesheets), str(target / "page.css"))
    return PlainEdition(name, str(target / "page.html"), sheets, str(target / "whole.html"), str(target / "page.typ"))


if __name__ == "__main__":
    main()
