"""Wrong YAML: every error at once, each with its line and how to fix it."""

from __future__ import annotations

from pathlib import Path

import pytest

from polyleaf.content.brochure import Brochure, texts
from polyleaf.content.clinic import load_clinic
from polyleaf.content.text import Text
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace
from tests.conftest import SLUG

FILE = f"brochures/{SLUG}/brochure.yaml"


def refusals(project: Workspace, content: str | bytes) -> list[Finding]:
    data = content if isinstance(content, bytes) else content.encode()
    (project.root / FILE).write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_brochure(project, SLUG)
    assert caught.value.exit_code == 1
    return caught.value.findings


def source(project: Workspace) -> str:
    return (project.root / FILE).read_text(encoding="utf-8")


def line_of(content: str, text: str) -> int:
    return content[: content.index(text)].count("\n") + 1


def test_the_real_brochure_is_read_with_the_line_of_every_text(repository: Workspace) -> None:
    brochure, _ = load_brochure(repository, SLUG)
    lines = (repository.root / FILE).read_text(encoding="utf-8").splitlines()
    for text in texts(brochure):
        assert text.text.split()[0] in lines[text.origin.line - 1]


def test_broken_yaml_is_named_with_its_line(project: Workspace) -> None:
    content = source(project).replace("  title:\n    text: Botox", "  title: [\n    text: Botox")
    (finding,) = refusals(project, content)
    assert "broken YAML" in finding.message
    assert finding.origin.path == FILE
    assert finding.origin.line > 0


def test_all_errors_come_at_once_each_with_its_line(project: Workspace) -> None:
    content = (
        source(project)
        .replace("    critical: true\n", "    critcal: true\n", 1)
        .replace("kind: comparison", "kind: comparisson")
        .replace("{from: 3, to: 5, unit: day,", "{from: 5, to: 3, unit: day,")
        .replace("  version: '2.0'\n", "")
    )
    findings = {finding.message: finding for finding in refusals(project, content)}
    assert set(findings) == {
        "unknown key 'critcal' in section 'who-should-avoid'; did you mean 'critical'?",
        "unknown kind 'comparisson' in section 'side-by-side'; did you mean 'comparison'?",
        "unknown kind 'comparisson' in section 'what-matters'; did you mean 'comparison'?",
        "'toxin_onset' is neither a number nor a range in 'values'",
        "missing key 'version' in 'imprint'",
    }
    assert findings["unknown key 'critcal' in section 'who-should-avoid'; did you mean 'critical'?"].origin.line == (
        line_of(content, "critcal")
    )
    assert all(finding.hint for finding in findings.values())


def test_a_duplicate_key_is_refused(project: Workspace) -> None:
    content = source(project) + "\nlanguage: de\n"
    (finding,) = refusals(project, content)
    assert "duplicate key 'language'" in finding.message
    assert finding.origin.line == len(content.splitlines())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("remark: it wears off", "remark: true", "true is read as a number or as yes and no"),
        ("remark: it wears off", "remark: 3", "3 is read as a number or as yes and no"),
        ("remark: it wears off", "remark: ''", "the text is empty"),
        (
            "review_by: 2028-11-30",
            "review_by: 2030-01-01",
            "'review_by' is not a date in the three years after 'published'",
        ),
        ("review_by: 2028-11-30", "review_by: soon", "'soon' is not a date"),
        ("unit: month, source: labels}", "unit: fortnight, source: labels}", "'unit' cannot be 'fortnight'"),
        ("    note: Heading and column title.", "    remark: Heading.", "has other keys than a text with a note"),
        (
            "      max_length: 24\n",
            "      max_length: two\n",
            "'max_length' is not a number that the text keeps to",
        ),
        (
            "      max_length: 24\n",
            "      max_length: 14\n",
            "'max_length' is not a number that the text keeps to",
        ),
        (
            "toxin: '{toxin_visit}'",
            "toxin: {text: '{toxin_visit}', note: x, max_length: 30}",
            "a text with a value cannot have a 'max_length'",
        ),
    ],
)
def test_a_wrong_value_says_what_is_wrong(project: Workspace, old: str, new: str, message: str) -> None:
    findings = refusals(project, source(project).replace(old, new, 1))
    assert [f for f in findings if message in f.message], [f.message for f in findings]


def test_a_file_that_is_not_utf_8_names_the_line(project: Workspace) -> None:
    content = source(project).encode().replace(b"cow\xe2\x80\x99s", b"cow\x92s")
    (finding,) = refusals(project, content)
    assert finding.message == "not UTF-8"
    assert b"\x92" in content.splitlines()[finding.origin.line - 1]


def test_a_file_that_is_missing_is_named(project: Workspace) -> None:
    (project.root / "clinics" / "example.yaml").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        load_clinic(project, "example")


def test_a_clinic_is_refused_what_is_not_its_own(project: Workspace) -> None:
    path = project.root / "clinics" / "example.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "contraindications: none\n", encoding="utf-8")
    with pytest.raises(InputError, match="unknown key 'contraindications'"):
        load_clinic(project, "example")


def test_texts_are_folded_and_frozen(repository: Workspace) -> None:
    brochure, _ = load_brochure(repository, SLUG)
    assert isinstance(brochure, Brochure)
    assert isinstance(brochure.cover.title, Text)
    assert all("\n" not in text.text and "  " not in text.text for text in texts(brochure))


def test_a_folder_without_brochures_is_no_project(tmp_path: Path) -> None:
    from polyleaf.core.errors import UsageError

    with pytest.raises(UsageError, match="no project"):
        Workspace.find(tmp_path)
