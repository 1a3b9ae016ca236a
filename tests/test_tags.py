"""The tags that are written: HTML read as a structure, and real files opened again."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import page
import pikepdf
import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.design.style_sources import StyleSources
from polyleaf.pdf.tag_reader import read_tags
from polyleaf.typeset.laid_out import LaidOut
from polyleaf.typeset.metadata import Metadata, xmp
from polyleaf.typeset.structure import Node, TextNode, structure_of
from polyleaf.typeset.typesetter import typeset, write_pdf
from tests.conftest import edition
from tests.test_checks_pdf import context_of
from tests.test_checks_tags import elements

POINTS_PER_MM = 72 / 25.4


def outline(node: Node) -> str:
    """A structure on one line: `P(en: words)`."""
    inside = ", ".join(kid.text.strip() if isinstance(kid, TextNode) else outline(kid) for kid in node.kids)
    language = f"{node.language}: " if node.language else ""
    return f"{node.role}({language}{inside})"


def structure(body: str) -> str:
    root = fromstring(f'<html lang="de"><head><title>t</title></head><body>{body}</body></html>')  # noqa: S314 -- ours
    return outline(structure_of(root, {element: number for number, element in enumerate(root.iter())}))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>a</h1><h2>b</h2><h4>c</h4><h3>d</h3><h2>e</h2>", "H1(a), H2(b), H3(c), H3(d), H2(e)"),
        ("<section><div><p>a <b>b</b> c</p></div></section>", "Sect(P(a, b, c))"),
        ("<ul><li>a</li><li><i data-tag='Lbl'>1</i> b</li></ul>", "L(LI(LBody(a)), LI(Lbl(1), LBody(b)))"),
        ("<p>a <span lang='en'>b</span></p><div lang='fr'><p>c</p></div>", "P(a, Span(en: b)), Div(fr: P(c))"),
        ("<p>a<span lang='de'>b</span></p>", "P(a, b)"),
        ("<p data-artifact='Header'>a</p><p>b<i aria-hidden='true'>c</i>d</p>", "P(b, d)"),
        ("<table><tr><th scope='row'>a</th><td/></tr></table>", "Table(TR(TH(a), TD()))"),
        ("<div>a</div><p/><img alt='' src='x'/><img alt='y' src='x'/>", "P(a), Figure()"),
        ("<p><a href='x'>a</a></p>", "P(Link(a))"),
        ("<section><div> <p>a</p> <p>b</p> </div> </section>", "Sect(P(a), P(b))"),
        ("<div>a <p>b</p> c</div>", "P(a, P(b), c)"),
    ],
)
def test_html_is_read_as_roles_languages_and_words(body: str, expected: str) -> None:
    assert structure(body) == f"Document({expected})"


def laid_out(body: str, project: Workspace, css: str = "") -> LaidOut:
    head = '<title>T &amp; t</title><meta name="author" content="A"><meta name="dcterms.created" content="2026-11-23">'
    html = f'<html lang="de"><head>{head}<meta name="dcterms.modified" content="2026-11-23"></head>{body}</html>'
    sources = StyleSources(project, ("base.css", "languages.css"), Path(), Path())
    return typeset(html, sources, "@page { size: 100mm 60mm; margin: 10mm }" + css)


def opened(layout: LaidOut) -> pikepdf.Pdf:
    content, said = write_pdf(layout)
    assert not said
    for profile in ("ua1", "2a"):
        assert [failure.message for failure in page.validate_pdf_bytes(content, profile=profile).failures] == []
    return pikepdf.open(BytesIO(content))


def test_a_paragraph_and_a_list_over_two_pages_are_one_each(repository: Workspace) -> None:
    items = "".join(f"<li>Punkt {number}</li>" for number in range(12))
    layout = laid_out(f"<h1>Titel</h1><p>{'Ein Wort noch. ' * 40}</p><ul>{items}</ul>", repository)
    assert len(layout.sheets) > 2
    with opened(layout) as pdf:
        (paragraph,) = elements(pdf, "P")
        assert {str(kid.Type) for kid in paragraph.K if isinstance(kid, pikepdf.Dictionary)} == {"/MCR"}
        assert len([*elements(pdf, "L")]) == 1
        assert [str(label.ActualText) for label in elements(pdf, "Lbl")] == ["\u2022"] * 12


def test_the_head_of_a_table_is_read_once_and_is_an_artifact_on_further_pages(repository: Workspace) -> None:
    rows = "".join(f"<tr><th scope='row'>Zeile {number}</th><td>Wert</td></tr>" for number in range(20))
    head = "<thead><tr><th scope='col'>Kopf</th><th scope='col'>Spalte</th></tr></thead>"
    with opened(laid_out(f"<h1>T</h1><table>{head}<tbody>{rows}</tbody></table>", repository)) as pdf:
        tags = read_tags(pdf)
        assert tags.structure.text.count("Kopf") == 1
        assert [page.artifacts for page in tags.pages[1:]] == ["KopfSpalte"] * (len(pdf.pages) - 1)
        assert {str(cell.A.Scope) for cell in elements(pdf, "TH")} == {"/Row", "/Column"}


def test_a_hyphenated_word_is_whole_in_the_tags(repository: Workspace) -> None:
    layout = laid_out(
        "<h1>T</h1><p>Donaudampfschifffahrtsgesellschaft</p>", repository, "p { width: 25mm; hyphens: auto }"
    )
    with opened(layout) as pdf:
        (span,) = elements(pdf, "Span")
        assert str(span.ActualText) == "Donaudampfschifffahrtsgesellschaft"
        assert len(span.K) > 1


def test_a_hyphen_of_the_text_reads_as_one_where_words_are_hyphenated_too(repository: Workspace) -> None:
    body = "<h1>T</h1><p>Donaudampfschifffahrtsgesellschaft</p><p>555-0100</p>"
    with opened(laid_out(body, repository, "p { width: 25mm; hyphens: auto }")) as pdf:
        assert read_tags(pdf).structure.text.endswith("555-0100")


def test_brackets_that_run_from_right_to_left_read_as_they_are_written(repository: Workspace) -> None:
    body = '<h1 lang="ar">ا</h1><p lang="ar">(<strong>12</strong> ا)</p>'
    with opened(laid_out(body, repository, "html { direction: rtl }")) as pdf:
        assert read_tags(pdf).structure.text == "ا(12 ا)"


def test_margins_marks_and_drawn_content_are_artifacts(repository: Workspace) -> None:
    css = "@page { @bottom-left { content: 'unten' } @top-left { content: 'oben' } } p::before { content: 'davor ' }"
    with opened(laid_out("<h1>T</h1><p>Text</p>", repository, css)) as pdf:
        tags = read_tags(pdf)
        assert tags.structure.text == "TText"
        assert sorted(tags.pages[0].artifacts) == sorted("obendavor unten")
        begun = [one.operands[1] for one in pikepdf.parse_content_stream(pdf.pages[0], "BDC")]
        kinds = [properties for properties in begun if "/Type" in properties]
    assert {str(kind.get("/Subtype", kind.Type)) for kind in kinds} == {"/Header", "/Footer", "/Layout"}


def test_figures_are_where_they_lie_counted_from_the_foot_of_the_page(repository: Workspace) -> None:
    context = context_of("en", repository)
    boxes = [[float(side) for side in figure.A.BBox] for figure in elements(context.pdf, "Figure")]
    expected, said = [], {" ".join(words.split()) for words in context.layout.alternatives if words}
    for picture in context.layout.pictures:
        if picture.name not in said:
            continue  # an icon, dots, or the picture before an item of a list
        height, area = context.layout.sheets[picture.page - 1].height, picture.area
        sides = (area.left, height - area.bottom, area.right, height - area.top)
        expected.append([side * POINTS_PER_MM for side in sides])
    assert len(boxes) > 4
    assert sorted(boxes) == [pytest.approx(box, abs=0.01) for box in sorted(expected)]


def test_links_are_tagged_and_say_where_they_lead(repository: Workspace) -> None:
    body = (
        '<h1>T</h1><p>Rufen Sie <a href="tel:123">eins zwei drei vier fünf sechs sieben acht neun zehn elf</a> an.</p>'
    )
    with opened(laid_out(body, repository)) as pdf:
        (link,) = elements(pdf, "Link")
        annotations = [kid.Obj for kid in link.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"]
        assert len(annotations) == len(pdf.pages[0].Annots) > 1
        assert {str(one.Contents) for one in annotations} == {
            "eins zwei drei vier fünf sechs sieben acht neun zehn elf"
        }
        assert {int(one.F) for one in annotations} == {4}


def test_the_file_says_what_it_is(repository: Workspace) -> None:
    with opened(laid_out("<h1>T</h1>", repository)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == str(pdf.docinfo.Title) == "T & t"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
                "2",
                "A",
                "1",
            )
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.pages[0].label == "1"
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "sRGB IEC61966-2.1"


def test_metadata_escapes_what_xml_would_read() -> None:
    packet = xmp(Metadata("a < b & c", "d", "en", "2026-11-23", "2026-11-23", "", "e"))
    assert "a < b & c" in "".join(fromstring(packet).itertext())  # noqa: S314 -- ours


def test_the_same_layout_gives_the_same_bytes(repository: Workspace) -> None:
    layout = laid_out("<h1>T</h1><p>Text</p>", repository)
    assert write_pdf(layout) == write_pdf(layout)


def texts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for span in elements(pdf, "Span"):
        if "/ActualText" in span:
            yield str(span.ActualText)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_right_to_left_text_stands_on_the_elements_and_on_no_mark(language: str, repository: Workspace) -> None:
    context = context_of(language, repository)
    assert all(not text.actual for text in context.tags.pages)
    assert len([*texts(context.pdf)]) > 150
    assert edition(language).name in context.edition
