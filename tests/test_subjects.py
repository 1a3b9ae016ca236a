"""Brochures about no treatment, one, three or four: every format, the colours on the page, marks in black and white."""

from __future__ import annotations

import datetime
from io import BytesIO
from itertools import chain, combinations

import pypdfium2
import pytest
import yaml
from PIL import Image, ImageChops
from resvg_py import svg_to_bytes

from polyleaf.checks.registry import checks_of
from polyleaf.content.brochure import Contraindications
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.findings import Finding, Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import load_formats
from polyleaf.design.palette import TreatmentLook, load_looks
from polyleaf.design.style_sources import StyleSources
from polyleaf.pipeline.inputs import source_context
from polyleaf.render.page import parse
from tests.conftest import ROOT
from tests.store import build
from tests.subjects import PROJECTS, copied, edition_of

SUBJECTS = PROJECTS / "subjects" / "brochures"
LAYOUTS = [
    (path.parent.name, form)
    for path in sorted(SUBJECTS.glob("*/brochure.yaml"))
    for form in yaml.safe_load(path.read_text(encoding="utf-8"))["layouts"]
    if path.parent.name != "long"
]
CHECKS = {check.id: check for check in checks_of(Stage.SOURCE)}


@pytest.fixture
def subjects(repository: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return copied("subjects", tmp_path_factory.mktemp("subjects") / "project", repository)


def found(check_id: str, slug: str, project: Workspace) -> list[Finding]:
    return list(CHECKS[check_id].findings(source_context(project, slug, datetime.date(2026, 11, 30))))


def looks(project: Workspace, form: str) -> tuple[TreatmentLook, ...]:
    return load_looks(project, load_formats(project).formats[form].stylesheets)


@pytest.mark.parametrize(("slug", "form"), LAYOUTS)
def test_it_is_built_without_an_error(slug: str, form: str, subjects: Workspace) -> None:
    result = build(edition_of(slug, form), subjects)
    assert [finding.message for finding in result.findings if finding.severity is Severity.ERROR] == []
    assert result.files


@pytest.mark.parametrize("slug", ["three", "four"])
def test_a_press_prints_it(slug: str, subjects: Workspace) -> None:
    result = build(edition_of(slug, "sheet", finish="press"), subjects)
    assert [finding.message for finding in result.findings if finding.severity is Severity.ERROR] == []
    assert result.files


@pytest.mark.parametrize(("slug", "count"), [("one", 1), ("three", 3), ("four", 4)])
def test_every_treatment_is_printed_in_its_own_colours(slug: str, count: int, subjects: Workspace) -> None:
    """On the page of the contraindications stand the colours of as many treatments as there are, and no other's."""
    result = build(edition_of(slug, "sheet"), subjects)
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        (page,) = (page for page, text in zip(document, texts, strict=True) if "Who should avoid" in text)
        picture = page.render(scale=2).to_pil().convert("RGB")
    colours = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in picture.getcolors(1 << 24)}
    shown = [look.colour in colours and look.tint in colours for look in looks(subjects, "sheet")]
    assert shown == [True] * count + [False] * (4 - count)


@pytest.mark.parametrize("slug", ["three", "four"])
def test_the_bars_of_the_time_line_are_below_their_names(slug: str, subjects: Workspace) -> None:
    page = parse(build(edition_of(slug, "web"), subjects).files[0].content.decode())
    tracks = [part for part in page.iter("div") if (part.get("class") or "").startswith("track ")]
    names = ["".join(next(part.iterfind("p/span[@class='name']")).itertext()) for part in tracks]
    drawn = [next(part.iter("img")).get("src", "").replace("%23", "#") for part in tracks]
    brochure, _ = subjects.load(load_brochure, slug)
    assert names == [treatment.name.text for treatment in brochure.treatments.values()]
    for number, (own, drawing) in enumerate(zip(looks(subjects, "web"), drawn, strict=False)):
        others = looks(subjects, "web")[:number] + looks(subjects, "web")[number + 1 :]
        assert own.colour in drawing
        assert own.fading in drawing
        assert not any(other.colour in drawing for other in others)


@pytest.mark.parametrize("form", ["leaflet", "trifold", "booklet", "large-print", "sheet", "web"])
def test_four_treatments_have_a_look_in_every_format(form: str, repository: Workspace) -> None:
    assert len(looks(repository, form)) == 4
    assert looks(repository, form) == looks(repository, "web"), "paper and screen have the same colours and marks"


@pytest.mark.parametrize("kind", ["item_mark", "name_mark"])
def test_a_photocopier_leaves_the_marks_apart(kind: str, repository: Workspace) -> None:
    """In black and white without greys, as the worst copier has it, no two treatments have the same mark."""
    marks = [_in_black(repository, getattr(look, kind)) for look in looks(repository, "leaflet")]
    for one, other in combinations(marks, 2):
        apart, together = _inked(ImageChops.logical_xor(one, other)), _inked(ImageChops.logical_or(one, other))
        assert apart > 0.25 * together


def _in_black(project: Workspace, address: str) -> Image.Image:
    """What a mark covers, in one bit for each spot: ink is what is not see-through, also of a white mark on a bar."""
    files = StyleSources(project, (), project.root, project.root).files
    png = svg_to_bytes(svg_string=files.read(address).content.decode(), width=132)
    drawn = Image.open(BytesIO(bytes(png))).convert("RGBA").getchannel("A")
    whole = Image.new("L", (132, 80))
    whole.paste(drawn, (0, 0))
    return whole.point(lambda alpha: 255 if alpha > 127 else 0).convert("1")


def _inked(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[255]


def test_a_style_sheet_without_a_third_look_refuses_three(subjects: Workspace) -> None:
    """A project with sheets of its own is judged by those, and not by the engine's."""
    css = (ROOT / "styles" / "base.css").read_text(encoding="utf-8")
    (subjects.root / "styles").mkdir()
    (subjects.root / "styles" / "base.css").write_text(css.replace("var(--third-tint)", "none"), encoding="utf-8")
    subjects.refresh()
    messages = [finding.message for finding in found("treatment-look", "three", subjects)]
    assert messages == [
        f"the brochure has 3 treatments, and in the layout {form!r} styles/base.css shows 2"
        for form in ("sheet", "booklet", "trifold", "large-print")
    ]
    assert found("treatment-look", "one", subjects) == []
    assert not build(edition_of("three", "sheet"), subjects).files


def test_without_treatments_there_is_a_written_reason(subjects: Workspace) -> None:
    assert found("contraindications-reason", "none", subjects) == []
    _edit(subjects, "none", "no_contraindications: It names habits only, and no treatment.\n", "")
    (finding,) = found("contraindications-reason", "none", subjects)
    assert finding.message == "the brochure has no treatments, and no reason why it has no contraindications"
    assert finding.origin.line > 1


def test_with_a_treatment_no_reason_is_good_enough(subjects: Workspace) -> None:
    brochure, _ = subjects.load(load_brochure, "one")
    assert any(isinstance(block, Contraindications) for section in brochure.sections for block in section.blocks)
    _edit(subjects, "one", "sources:\n", "no_contraindications: It is harmless.\nsources:\n")
    (finding,) = found("contraindications-reason", "one", subjects)
    assert finding.message == "the brochure has treatments, so that it must have contraindications"


def test_urgent_help_is_in_every_brochure(subjects: Workspace) -> None:
    assert found("safety-missing", "none", subjects) == []
    path = subjects.brochure_file("none")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["sections"][1]["blocks"] = [{"kind": "paragraph", "sentences": ["Call us."]}]
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    subjects.refresh()
    assert [finding.message for finding in found("safety-missing", "none", subjects)] == [
        "the brochure has no block of kind 'urgent-help'"
    ]


def test_a_block_for_treatments_needs_them(subjects: Workspace) -> None:
    _edit(subjects, "none", "- kind: steps\n", "- {kind: pair, sides: {}}\n  - kind: steps\n")
    (finding,) = found("treatment-mismatch", "none", subjects)
    assert finding.message == "the block is for treatments, and has none"


def _edit(project: Workspace, slug: str, old: str, new: str) -> None:
    path = project.brochure_file(slug)
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    project.refresh()


def test_a_booklet_of_24_pages_is_imposed_on_six_sheets(subjects: Workspace) -> None:
    """Its inner pages move by five sheets of paper towards the spine, and the check of the sheets expects that."""
    result = build(edition_of("long", "booklet"), subjects)
    assert [finding.message for finding in result.findings if finding.severity is Severity.ERROR] == []
    pages, sheets = (pypdfium2.PdfDocument(file.content) for file in result.files)
    with pages, sheets:
        assert (len(pages), len(sheets)) == (24, 12)
        left, right = (_left_edge(pages[number - 1]) for number in (12, 13))
        middle = sheets[11].get_width() / 2
        assert _left_edge(sheets[11]) - left == pytest.approx(5 * 0.1 * 72 / 25.4, abs=0.8)
        beyond = _left_edge(sheets[11], middle) - middle
        assert right - beyond == pytest.approx(5 * 0.1 * 72 / 25.4, abs=0.8)


def _left_edge(page: pypdfium2.PdfPage, beyond: float = 0) -> float:
    """Where the leftmost line of text begins beyond a place, in pt."""
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    return float(min(left for left, *_ in boxes if left > beyond))


@pytest.mark.parametrize(("pages", "is_right"), [(20, True), (22, False)])
def test_a_booklet_has_a_multiple_of_four_pages(pages: int, is_right: bool, subjects: Workspace) -> None:
    path = subjects.brochure_file("long")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    layout = content["layouts"]["booklet"]["pages"]
    content["layouts"]["booklet"]["pages"] = [*layout[: pages - 1], list(chain(*layout[pages - 1 :]))]
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    subjects.refresh()
    messages = [finding.message for finding in found("layout-pages", "long", subjects)]
    assert messages == ([] if is_right else ["the layout 'booklet' has 22 pages, which is not a multiple of 4"])
