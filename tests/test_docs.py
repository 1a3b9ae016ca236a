"""The documentation: every page can be found, every link leads somewhere, every command is described."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from polyleaf.checks.source import spoken_texts
from polyleaf.cli.main import cli
from polyleaf.content.brochure import Brochure, Quantity
from polyleaf.content.reading import reading_grades
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.values import phrase
from polyleaf.pipeline.reports.forms import FORMS
from tests.conftest import ROOT, SLUG

DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
LONGEST_LINE = 200
LONGEST_README = 120
LONGEST_ARCHITECTURE = 2600  # words

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def pages() -> list[Path]:
    """Every Markdown page that git knows, or would take in."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return sorted(ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file())


PAGES = pages()


def page_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links(path: Path) -> list[str]:
    text = _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))
    return [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def anchors(path: Path) -> set[str]:
    """The fragments of the headings of a page, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> list[str]:
    broken = []
    for link in links(path):
        name, _, fragment = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (fragment and fragment not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_no_line_is_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    assert broken_links(path) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading\n[a](#a-heading) [b](#none) [c](gone.md) `[d](gone.md)` [e](https://example.org)\n")
    assert broken_links(page) == ["#none", "gone.md"]


def test_every_page_is_in_the_index() -> None:
    listed = {(DOCS / link).resolve() for link in links(INDEX)}
    assert [page_id(path) for path in PAGES if DOCS in path.parents and path not in {INDEX, *listed}] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README


def test_the_page_on_architecture_is_short_and_names_every_package() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert len(text.split()) <= LONGEST_ARCHITECTURE
    for package in (ROOT / "polyleaf").glob("*/__init__.py"):
        assert f"\n### {package.parent.name}\n" in text


def test_every_command_is_described() -> None:
    described = (DOCS / "commands.md").read_text(encoding="utf-8")
    for name in cli.commands:
        assert f"`make_brochure.py {name}" in described, name


def test_every_form_of_a_report_is_described() -> None:
    described = (DOCS / "commands.md").read_text(encoding="utf-8")
    row = next(line for line in described.splitlines() if line.startswith("| `--report` "))
    assert set(re.findall(r"`(\w+)`", row)) == set(FORMS)


@pytest.fixture(scope="module")
def brochure(repository: Workspace) -> Brochure:
    return load_brochure(repository, SLUG)[0]


def test_the_table_of_values_is_what_each_language_prints() -> None:
    rows = re.findall(
        r"^\| `([\d.]+)`(?: to `([\d.]+)`)? `([\w-]+)` \| (.+) \|$",
        (DOCS / "values.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == 6
    for low, high, unit, cells in rows:
        amounts = {"from": float(low), "to": float(high)} if high else {"value": float(low)}
        value = Quantity.model_validate({**amounts, "unit": unit})
        printed = [phrase(value, language(code)) for code in ("en", "de", "ar", "fa", "ja")]
        plain = [re.sub("[\u200e\u200f]", "", text).replace("\xa0", " ").replace("\u202f", " ") for text in printed]
        assert cells.split(" | ") == plain


def test_the_table_of_numbers_has_every_value_as_it_is_printed_and_its_sources(brochure: Brochure) -> None:
    table = (DOCS / "numbers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \| (V|V2|K|V, V2|V, K|–) \|$", table, re.MULTILINE)
    printed = {name: (words, tuple(re.findall(r"`([\w-]+)`", sources))) for name, words, sources, _ in rows}
    assert printed == {
        name: (" ".join(phrase(value, language("en")).replace("\u2060", "").split()), tuple(value.source))
        for name, value in brochure.values.items()
    }


def test_the_reading_grades_are_those_of_the_text(brochure: Brochure) -> None:
    found = reading_grades(spoken_texts(brochure))
    said = (DOCS / "numbers.md").read_text(encoding="utf-8")
    assert f"US grade {found.flesch_kincaid}, Gunning fog {found.gunning_fog}:" in said


def test_both_hosts_have_the_same_templates_for_issues_and_changes() -> None:
    on_github = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))
    on_gitlab = sorted((ROOT / ".gitlab" / "issue_templates").glob("*.md"))
    assert [path.stem for path in on_github] == [path.stem.lower() for path in on_gitlab]
    for one, other in zip(on_github, on_gitlab, strict=True):
        assert one.read_text(encoding="utf-8").partition("---\n\n")[2] == other.read_text(encoding="utf-8")
    change = ROOT / ".gitlab" / "merge_request_templates" / "Default.md"
    assert (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_bytes() == change.read_bytes()
