"""Pages that are laid out once and kept: the same bytes as from nothing, for whatever changes between two builds."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from polyleaf.core.kept_results import KeptResults
from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.html import to_html
from polyleaf.typeset.copyfit import fit, page_css
from polyleaf.typeset.kept_pages import FittedUnit, KeptPages
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.typesetter import Typesetter, write_pdf
from tests.conftest import SLUG, edition
from tests.edits import edit_file

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


def kept_in(folder: Path) -> KeptPages:
    """A memory of its own, over a folder."""
    return KeptPages(KeptResults(folder, 64 * MEGABYTE), "tools")


class Laid:
    """An edition, laid out from a set of kept pages. `passes` counts the layouts that were made for it."""

    def __init__(self, inputs: Inputs, kept: KeptPages) -> None:
        localized = inputs.localized()
        typesetter = Typesetter(to_html(localized, inputs.form, inputs.workspace), inputs.style_sources)
        self.passes: list[frozenset[str] | None] = []
        lay_out = typesetter.lay_out

        def counted(css: str, frames: frozenset[str] | None = None, *, without_feet: bool = False) -> object:
            self.passes.append(frames)
            return lay_out(css, frames, without_feet=without_feet)

        typesetter.lay_out = counted  # type: ignore[method-assign, assignment]
        properties = localized.clinic.style_properties
        self.layout, self.steps = fit(typesetter, inputs.form, properties, kept)
        self.pdf = write_pdf(self.layout)
        self._lay_out = partial(lay_out, page_css(inputs.form, self.steps, properties))

    @cached_property
    def whole(self) -> LaidOut:
        """All its pages, laid out together."""
        return self._lay_out()


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("de", "leaflet"),
        ("ar", "leaflet"),
        ("ar", "trifold"),
        ("de", "booklet"),
        ("ja", "booklet"),
        ("hi", "large-print"),
    ],
)
def test_kept_pages_give_the_file_of_the_whole(code: str, form: str, repository: Workspace, tmp_path: Path) -> None:
    inputs = Inputs(edition(code, form=form), repository)
    fresh = Laid(inputs, kept_in(tmp_path))
    again = Laid(inputs, kept_in(tmp_path))
    assert len(fresh.passes) > 1 or form == "large-print"
    assert again.passes == []
    assert again.pdf == fresh.pdf
    assert again.steps == fresh.steps
    for kind in ("runs", "pictures", "places", "structure", "areas"):
        assert _counted(getattr(again.layout, kind)) == _counted(getattr(fresh.whole, kind)), kind
    if form in {"trifold", "large-print"}:
        assert again.pdf == write_pdf(fresh.whole)
    else:  # their running feet are drawn after the rest of their pages
        assert _seen(again.pdf) == _seen(write_pdf(fresh.whole))


def _counted(found: object) -> Counter[object]:
    return Counter(found) if isinstance(found, tuple) else Counter([repr(found)])


def _seen(written: tuple[bytes, tuple[str, ...]]) -> list[bytes]:
    return [page.render(scale=1).to_pil().tobytes() for page in pypdfium2.PdfDocument(written[0])]


def test_another_clinic_takes_the_pages_that_do_not_name_it(repository: Workspace, tmp_path: Path) -> None:
    kept = kept_in(tmp_path / "kept")
    inputs = Inputs(replace(edition("de"), clinic="example-eu"), repository)
    Laid(Inputs(edition("de"), repository), kept)
    other = Laid(inputs, kept)
    laid_out = frozenset[str]().union(*(frames or {"all"} for frames in other.passes))
    assert laid_out == {"page 1", "page 5", "page 7", "page 8"}, (
        "its name, its accent, its emergency number, its contact"
    )
    assert other.pdf == Laid(inputs, kept_in(tmp_path / "empty")).pdf
    feet = [run.text for run in other.layout.runs if run.page == 3 and inputs.clinic.phone.printed in run.text]
    assert feet, "the foot of each page is its own"


def test_a_foot_of_more_parts_does_not_give_the_words_of_a_page_other_numbers(
    project: Workspace, tmp_path: Path
) -> None:
    kept = kept_in(tmp_path / "kept")
    Laid(Inputs(edition("en"), project), kept)
    edit_file(
        project,
        "clinics/example.yaml",
        "web: example.org\n",
        "web: a-longer-name-of-a-clinic-in-springfield.example.org\n",
    )
    other = Laid(Inputs(edition("en"), project), kept)
    assert _counted(other.layout.runs) == _counted(other.whole.runs)


@pytest.mark.parametrize(
    "css",
    [
        ".page { background: #eef } .running-foot { color: #004 }",
        ".running-foot { position: static; padding-top: 2mm }",
        ".page::after { content: ''; position: absolute; left: 0; top: 0; width: 9mm; height: 9mm; background: #047 }",
        ".running-foot { color: var(--accent) } .page > * { border-color: var(--accent) }",
    ],
)
def test_a_foot_that_cannot_be_laid_out_apart_stays_with_its_page(css: str, project: Workspace, tmp_path: Path) -> None:
    _append("styles/formats/pages.css", css)(project)
    _append("clinics/example.yaml", "accent: '#1d4f7c'")(project)
    laid = Laid(Inputs(edition("en"), project), kept_in(tmp_path))
    assert _seen(laid.pdf) == _seen(write_pdf(laid.whole))


def test_another_process_writes_the_same_file_from_kept_pages(project: Workspace, tmp_path: Path) -> None:
    """It has no face in memory, so each comes from its file."""
    script = (
        "import sys; from pathlib import Path; from polyleaf.core.workspace import Workspace\n"
        "from polyleaf.core.edition import Edition; from polyleaf.pipeline import edition_build\n"
        f"edition = Edition({SLUG!r}, 'ar', 'trifold', 'a4', 'example', draft=True)\n"
        "result = edition_build.build(edition, Workspace(Path(sys.argv[1])))\n"
        "Path(sys.argv[2]).write_bytes(result.files[0].content)\n"
    )
    for name in ("first.pdf", "second.pdf"):
        arguments = [sys.executable, "-c", script, str(project.root), str(tmp_path / name)]
        subprocess.run(arguments, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()


BROCHURE = f"brochures/{SLUG}/brochure.yaml"
FIGURES = f"brochures/{SLUG}/figures"


def _replace(name: str, old: str, new: str) -> Callable[[Workspace], None]:
    return lambda project: edit_file(project, name, old, new)


def _append(name: str, text: str) -> Callable[[Workspace], None]:
    def append(project: Workspace) -> None:
        path = project.root / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")

    return append


def _with_logo(project: Workspace) -> None:
    Image.new("RGBA", (600, 200), (20, 80, 120, 200)).save(project.root / "clinics" / "logo.png")
    _append("clinics/example.yaml", "logo: {file: logo.png, width_mm: 30}")(project)


# What is edited, and whether pages that it does not concern are still known.
EDITS: dict[str, tuple[Callable[[Workspace], None], bool]] = {
    "text": (_replace(BROCHURE, "They are sometimes used together.", "They are sometimes used together, too."), True),
    "further item": (
        _replace(BROCHURE, "- They are sometimes", "- They differ.\n          - They are sometimes"),
        True,
    ),
    "figure": (_replace(f"{FIGURES}/cover.svg", "<path ", '<path opacity="0.9" '), True),
    "mark": (_replace("styles/marks/item-1.svg", "<svg ", '<svg opacity="0.9" '), True),
    "style": (_append("styles/base.css", "h2 { letter-spacing: 0.01em }"), False),
    "import": (_append("styles/formats/pages.css", ".page p { color: #111111 }"), False),
    "format": (_replace("styles/formats.yaml", "set: {}", "set: {half: 6.5pt}"), False),
    "accent": (_append("clinics/example.yaml", "accent: '#1d4f7c'"), True),
    "logo": (_with_logo, True),
}


@pytest.fixture(scope="module")
def english_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kept pages of the English leaflet as it is before an edit."""
    return tmp_path_factory.mktemp("english") / "kept"


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_edited_is_laid_out_again_and_nothing_else(
    edit: str, project: Workspace, english_pages: Path, tmp_path: Path
) -> None:
    change, keeps_others = EDITS[edit]
    before = Laid(Inputs(edition("en"), project), kept_in(english_pages))
    shutil.copytree(english_pages, tmp_path / "kept")
    change(project)
    after = Laid(Inputs(edition("en"), project), kept_in(tmp_path / "kept"))
    assert after.pdf == Laid(Inputs(edition("en"), project), kept_in(tmp_path / "empty")).pdf
    assert after.pdf != before.pdf
    assert after.passes
    assert (None not in after.passes) == keeps_others


def test_a_result_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    results = KeptResults(tmp_path, MEGABYTE)
    results.keep("ab" * 32, b"content")
    assert results.get("ab" * 32) == b"content"
    (path,) = tmp_path.glob("*/*")
    for damaged in (path.read_bytes()[:-1], b"", bytes(50)):
        path.write_bytes(damaged)
        assert results.get("ab" * 32) is None
    assert results.get("cd" * 32) is None


def test_the_results_that_were_not_used_are_removed_first(tmp_path: Path) -> None:
    results = KeptResults(tmp_path, 5000)
    for number in range(10):
        results.keep(f"{number:02d}" * 32, os.urandom(1000))
        os.utime(next(tmp_path.glob(f"{number:02d}/*")), (number, number))
    assert results.get("00" * 32) is not None
    KeptResults(tmp_path, 5000).keep("ff" * 32, os.urandom(1000))
    assert {path.parent.name for path in tmp_path.glob("*/*")} == {"00", "08", "09", "ff"}


def test_a_full_disk_is_reported_and_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "ab").write_text("a file where a folder should be")
    KeptResults(tmp_path, MEGABYTE).keep("ab" * 32, b"content")
    assert "cannot write to" in caplog.text


def test_a_kept_file_that_names_anything_else_is_refused(tmp_path: Path) -> None:
    results = KeptResults(tmp_path, MEGABYTE)
    results.keep("ab" * 32, pickle.dumps(FittedUnit(0, {}, (print,))))  # type: ignore[arg-type]
    with pytest.raises(pickle.UnpicklingError, match="is not a record"):
        KeptPages(results, "").get("ab" * 32)


PICTURES = (
    "<linearGradient id='g'><stop offset='0' stop-color='#7b1e50'/><stop offset='1' stop-color='#0b5a5c'/>"
    "</linearGradient><rect width='30' height='8' fill='url(#g)'/>",
    "<g opacity='0.5'><rect width='30' height='8'/><g opacity='0.4'><rect x='3' width='20' height='8'/></g></g>",
    "<mask id='m'><rect width='15' height='8' fill='white'/></mask><rect width='30' height='8' mask='url(#m)'/>",
    "<pattern id='p' width='4' height='4' patternUnits='userSpaceOnUse'><rect width='2' height='2'/></pattern>"
    "<rect width='30' height='8' fill='url(#p)'/>",
)


def test_resources_of_every_kind_are_drawn_again_under_their_new_names(repository: Workspace, tmp_path: Path) -> None:
    """Each page has one of its own, so all but the first are counted anew."""
    for number, content in enumerate(PICTURES):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 8">{content}</svg>'
        (tmp_path / f"{number}.svg").write_text(svg)
    Image.new("RGBA", (30, 8), (20, 80, 120, 100)).save(tmp_path / "photo.png")
    names = [*(f"{number}.svg" for number in range(len(PICTURES))), "photo.png"] * 2
    images = "".join(f'<p style="break-before: page"><img alt="a" width="100" src="brochure:{name}">' for name in names)
    background = "<style>h1 { background: repeating-linear-gradient(#fff, #ccc 9px) }</style>"
    html = f'<html lang="en"><title>t</title>{background}<body><h1>words</h1>{images}'
    layout = Typesetter(html, StyleSources(repository, (), tmp_path, tmp_path)).lay_out("@page { size: 50mm 50mm }")
    pdf, said = write_pdf(layout)
    assert said == ()
    pages = [page.render(scale=1).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]
    assert len(set(pages[1:6])) == 5
    assert pages[1:6] == pages[6:11], "a page is what it was, whatever was drawn before it"
