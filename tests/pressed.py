"""Press editions of the real leaflet, and of documents that a test writes, for the tests to judge and to break."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf

from polyleaf.checks.press import PressContext
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.design.inks import Press, load_press
from polyleaf.design.style_sources import StyleSources
from polyleaf.pdf.press import PressPage, press_pages, to_press
from polyleaf.pdf.slug import Slug
from polyleaf.pipeline.edition_build import lay_out
from polyleaf.pipeline.inputs import Inputs
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.conftest import edition


@cache
def press(project: Workspace) -> Press:
    return load_press(project)


def slug(project: Workspace, name: str = "document") -> Slug:
    return Slug(name, font_lock.prepare(project).latin_file)


@cache
def laid_out(job: Edition, project: Workspace) -> tuple[LaidOut, bytes]:
    """An edition laid out for a press, and its PDF as WeasyPrint writes it."""
    inputs = Inputs(job, project)
    layout, _ = lay_out(inputs.localized(), inputs)
    return layout, write_pdf(layout)[0]


@cache
def pressed(job: Edition, project: Workspace) -> PressContext:
    """A press edition and what it is to be."""
    layout, content = laid_out(job, project)
    inputs = Inputs(job, project)
    right_to_left = inputs.language.direction == "rtl"
    pages = press_pages(inputs.form, len(layout.sheets), right_to_left=right_to_left)
    return PressContext(
        to_press(content, pages, press(project), slug(project, job.name)), pages, press(project), job.name
    )


def press_edition(language: str, paper: str = "a4", form: str = "leaflet") -> Edition:
    return replace(edition(language, paper, form), finish="press")


def document(body: str, folder: Path, project: Workspace, css: str = "") -> tuple[bytes, PressContext]:
    """A page of 100 x 100 mm as WeasyPrint writes it, and as a press prints it; its pictures are in the folder."""
    html = f"""<html lang="en" dir="ltr"><head><title>Test</title><meta name="dcterms.created" content="2026-11-23">
        <meta name="dcterms.modified" content="2026-11-23"></head><body>{body}</body></html>"""
    sources = StyleSources(project, ("languages.css",), folder, folder)
    layout = typeset(html, sources, "@page { size: 100mm 100mm; bleed: 3mm }" + css)
    content, said = write_pdf(layout)
    assert not said
    pages = (PressPage(100, 100, 3),)
    return content, PressContext(
        to_press(content, pages, press(project), slug(project)), pages, press(project), "document"
    )


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))
