"""The project's own rules: what is documented, where private names may stand, what must not be in the tree."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import weasyprint
from weasyprint.html import UA

from polyleaf.checks.listing import all_checks
from polyleaf.core.reader_findings import READER_FINDINGS
from tests.conftest import ROOT

ENGINE = sorted((ROOT / "polyleaf").rglob("*.py"))


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_every_check_says_why_and_how_to_fix() -> None:
    for check in all_checks():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id)
        assert len(check.rationale) > 40, check.id
        assert len(check.hint) > 10, check.id


def test_a_finding_has_the_hint_that_is_registered_for_it() -> None:
    """Findings are made by checks and by `reader_finding`; a hint that is typed again where one is made goes stale."""
    of_other_checks = {  # these find before a translation has a context what two checks find later
        "polyleaf/translation/merge.py",
        "polyleaf/translation/new_face.py",
    }
    makers = {"polyleaf/checks/registry.py", "polyleaf/core/reader_findings.py"}
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ENGINE}
    assert {name for name, text in sources.items() if re.search(r"(?<!class )\bFinding\(", text)} == (
        makers | of_other_checks
    )
    made = {found for text in sources.values() for found in re.findall(r'reader_finding\(\s*"([a-z-]+)"', text)}
    assert made <= {reader.id for reader in READER_FINDINGS}
    assert len(made) > 10


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_a_class_name_means_one_thing_in_the_whole_engine() -> None:
    places: dict[str, list[str]] = {}
    for path in ENGINE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_weasyprint_is_pinned_and_its_private_names_stand_in_one_module() -> None:
    assert '"weasyprint==70.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert weasyprint.__version__ == "70.0"
    private = re.compile(
        r"_page_box|weasyprint\.formatting_structure|weasyprint\.pdf\.(fonts|stream)|add_tags|_ua_stylesheets|SVGImage|_etree_node|weasyprint\.text"
    )
    users = [path.name for path in ENGINE if private.search(path.read_text(encoding="utf-8"))]
    assert users == ["internals.py"]


def test_weasyprint_still_has_the_names_that_are_not_public() -> None:
    page = weasyprint.HTML(string="<p>word</p>").render().pages[0]
    from weasyprint.formatting_structure import boxes

    def texts(box: object) -> list[boxes.TextBox]:
        if isinstance(box, boxes.TextBox):
            return [box]
        return [text for child in box.all_children() for text in texts(child)]  # type: ignore[attr-defined]

    (text,) = texts(page._page_box)
    assert text.text == "word"
    for name in ("position_x", "position_y", "width", "height", "element", "element_tag", "style"):
        assert hasattr(text, name), name
    assert page._page_box.content_box_x() > 0


def test_weasyprint_still_marks_and_links_as_the_tags_need_it() -> None:
    style = "@page { @top-center { content: 'head' } }"
    html = '<html lang="en"><title>t</title><body><a href="https://example.org">word</a><table><thead><tr><th>x</table>'
    document = weasyprint.HTML(string=html).render(stylesheets=[weasyprint.CSS(string=style)])
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf import add_tags
    from weasyprint.pdf.stream import Stream

    assert add_tags.__module__ == "polyleaf.typeset.internals", "the tags are not WeasyPrint's own"
    assert Stream.marked.__module__ == "polyleaf.typeset.internals"
    found = list(document.pages[0]._page_box.descendants())
    assert {box.at_keyword for box in found if isinstance(box, boxes.MarginBox)} == {"@top-center"}
    assert [box.is_header for box in found if isinstance(box, boxes.TableRowGroupBox)] == [True]
    assert all(hasattr(box, "link_annotation") for box in found)


def test_weasyprint_still_has_the_rules_that_are_left_out() -> None:
    assert len(re.findall(r"^::(?:foot)?note-\w+ \{", UA, re.MULTILINE)) == 5
    assert UA.count("\n::marker {") == 1


def test_weasyprint_still_draws_as_the_memory_of_drawings_needs_it() -> None:
    from weasyprint.images import SVGImage
    from weasyprint.pdf.stream import Stream

    assert SVGImage.draw.__module__ == "polyleaf.typeset.internals"
    names = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke", "_resources")
    assert set(names) <= set(Stream.__init__.__code__.co_names)


def test_the_tree_names_no_machine_and_no_package_host() -> None:
    forbidden = re.compile(r"(?<![\w.])/(?:work|farm|root)/|pypi\.org|pythonhosted|npmjs")
    for path in tracked():
        if path.suffix not in {".png", ".pdf", ".icc", ".jpg", ".jpeg", ".ttf"} and path != Path(__file__):
            assert not forbidden.search(path.read_text(encoding="utf-8")), path


def test_no_catalogue_is_fuzzy() -> None:
    for path in (ROOT / "locales").rglob("*.po"):
        assert "#, fuzzy" not in path.read_text(encoding="utf-8"), path


def test_the_engine_is_packages_and_a_front_door() -> None:
    assert [path.name for path in (ROOT / "polyleaf").glob("*.py")] == ["__init__.py"]
    for path in (ROOT / "polyleaf").glob("*/**/__init__.py"):
        (docstring,) = ast.parse(path.read_text(encoding="utf-8")).body
        assert isinstance(docstring, ast.Expr), path


@pytest.mark.parametrize(
    ("module", "imported", "kept"),
    [
        ("checks/pdf.py", "polyleaf.pdf.press", True),
        ("content/text.py", "polyleaf.checks.registry", False),  # upwards
        ("render/qr.py", "polyleaf.pdf.press", False),  # on the same layer
    ],
)
def test_the_contract_of_the_layers_fails_by_a_wrong_import(
    module: str, imported: str, kept: bool, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "polyleaf", tmp_path / "polyleaf", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "polyleaf" / module).open("a", encoding="utf-8") as file:
        file.write(f"import {imported}\n")
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [program, "--no-cache"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is kept, done.stdout
    assert ("is not allowed to import" in done.stdout) is not kept
