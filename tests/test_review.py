"""Review sheets opened and read; their forms filled in, recorded, and refused when the text is another by now."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml

from polyleaf.checks.listing import all_checks
from polyleaf.checks.pdf import _found, found_in_any_order
from polyleaf.content import markup
from polyleaf.content.listed_names import ListedNames
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.review.form import load_form
from polyleaf.review.sheet import _CHECKS, ReviewSheet, _printed, make_sheet, write_sheet
from polyleaf.review.sign_off import propose_form
from polyleaf.translation.approval_records import ApprovedWording, store_approvals
from polyleaf.translation.approval_status import State
from tests.commands import Called, call
from tests.conftest import SLUG
from tests.edits import Edit
from tests.sign_offs import REVIEWER, approve, not_approved, translation

pytestmark = pytest.mark.slow

BROCHURE = f"brochures/{SLUG}/brochure.yaml"
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
RUB = "Do not rub the area."


@pytest.fixture(scope="module")
def sheets(repository: Workspace) -> dict[str, ReviewSheet]:
    """The sheets of the real catalogues on A4, by language."""
    return {code: make_sheet(translation(repository, code), repository, "a4") for code in ("de", "ar", "ja")}


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def latin_words(text: str) -> Counter[str]:
    return Counter(re.findall("[A-Za-z0-9]+", text))


def place_of(pdf: bytes, page: int, word: str) -> float:
    """The left edge of the first of these words on a page, as a share of the page's width."""
    document = pypdfium2.PdfDocument(pdf)
    match = document[page].get_textpage().search(word, match_case=True).get_next()
    assert match is not None, word
    left = document[page].get_textpage().get_charbox(match[0])[0] / document[page].get_width()
    document.close()
    return float(left)


# The sheet


@pytest.mark.parametrize("code", ["de", "ar", "ja"])
def test_every_source_and_every_translation_is_in_the_text_of_the_sheet(
    code: str, sheets: dict[str, ReviewSheet], repository: Workspace
) -> None:
    text = "".join(pages_of(sheets[code].pdf))
    found = found_in_any_order if code == "ar" else _found
    text_of = translation(repository, code)
    wordings = [status.wording for status in text_of.statuses if status.wording]
    assert len(wordings) == 269
    sources = []
    for wording in wordings:
        printed = _printed(wording, language("en"), text_of.language, ListedNames())
        sources.append(markup.to_plain(printed.source))
        assert found(markup.to_plain(printed.translation), text), wording.msgid
    if code == "ar":  # on a right-to-left page a reader gives English back word by word, from the right
        assert latin_words(" ".join(sources)) <= latin_words(text)
    else:
        assert [source for source in sources if not _found(source, text)] == []


@pytest.mark.parametrize(("code", "phrase"), [("de", "3–4 Monate"), ("ja", "3～4か月")])
def test_values_stand_in_both_languages(
    code: str, phrase: str, sheets: dict[str, ReviewSheet], repository: Workspace
) -> None:
    text = " ".join("".join(pages_of(sheets[code].pdf)).split())
    saying_it = [s for s in translation(repository, code).statuses if "{toxin_lasts}" in s.message.msgid]
    assert text.count("toxin_lasts: 3–4 months") == len(saying_it) > 0
    assert f"toxin_lasts: {phrase}" in text


@pytest.mark.parametrize("code", ["de", "ar", "ja"])
def test_safety_text_is_marked_in_words(code: str, sheets: dict[str, ReviewSheet], repository: Workspace) -> None:
    critical = sum(status.message.critical for status in translation(repository, code).statuses)
    assert critical == 51
    assert latin_words("".join(pages_of(sheets[code].pdf)))["Safety"] == critical


@pytest.mark.parametrize("code", ["de", "ar", "ja"])
def test_every_page_says_what_it_is_of_and_the_last_one_has_room_for_a_signature(
    code: str, sheets: dict[str, ReviewSheet]
) -> None:
    pages = pages_of(sheets[code].pdf)
    for number, page in enumerate(pages, start=1):
        assert latin_words(f"Page {number} of {len(pages)} {SLUG} 2.0") <= latin_words(page)
        digest = sorted(sheets[code].form.text)  # a reader turns its digits round on a right-to-left page
        assert any(sorted(word) == digest for word in latin_words(page))
        assert "Translation" in page or number == len(pages)
    for word in ("Name", "Role", "Date", "Signature"):
        assert word in pages[-1]


def test_columns_are_mirrored_for_right_to_left(sheets: dict[str, ReviewSheet]) -> None:
    heads = ("No", "Source", "Translation", "Approve", "Notes")
    german = [place_of(sheets["de"].pdf, 1, word) for word in heads]
    arabic = [place_of(sheets["ar"].pdf, 1, word) for word in heads]
    assert german == sorted(german)
    assert arabic == sorted(arabic, reverse=True)
    with pikepdf.open(BytesIO(sheets["ar"].pdf)) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"


@pytest.mark.parametrize(("paper", "size"), [("a4", (841.89, 595.28)), ("letter", (792.0, 612.0))])
@pytest.mark.parametrize("code", ["ar", "th"])
def test_a_sheet_lies_on_either_paper(paper: str, size: tuple[float, float], code: str, repository: Workspace) -> None:
    document = pypdfium2.PdfDocument(make_sheet(translation(repository, code), repository, paper).pdf)
    sizes = {document.get_page_size(number) for number in range(len(document))}
    document.close()
    (found,) = sizes
    assert found == pytest.approx(size, abs=0.1)


def test_the_same_text_gives_the_same_bytes(sheets: dict[str, ReviewSheet], project: Workspace) -> None:
    done = call(project, "review", "--lang", "de")
    name = f"dist/reviews/{SLUG}.de.review.a4"
    assert done.stdout.splitlines() == [f"written   {name}.pdf", f"written   {name}.yaml"]
    assert (project.root / f"{name}.pdf").read_bytes() == sheets["de"].pdf


def test_what_changed_since_the_approval_stands_beside_it(project: Workspace, edit: Edit) -> None:
    approve(project, "de", "critical", "aftercare", "how-long")
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Bitte nicht reiben.")
    edit(BROCHURE, "toxin_lasts: {from: 3, to: 4,", "toxin_lasts: {from: 3, to: 5,")
    text = " ".join("".join(pages_of(make_sheet(translation(project, "de"), project, "a4").pdf)).split())
    assert "Bitte nicht reiben. Approved was: Reiben Sie nicht an der Stelle. Changed since Example Reviewer" in text
    assert "3–5 Monate, manchmal bis zu 6 Monate" in text
    assert "Approved was: 3–4 Monate, manchmal bis zu 6 Monate" in text
    assert text.count("Approved was:") == 3  # one translation; one value, in both languages
    assert text.count("New") == sum(s.state is State.NEVER for s in translation(project, "de").statuses)


def test_a_text_without_translation_says_so_and_has_no_row_in_the_form(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr ""')
    sheet = make_sheet(translation(project, "de"), project, "a4")
    assert "".join(pages_of(sheet.pdf)).count("Not translated yet") == 1
    assert len(sheet.form.rows) == 268


def test_a_placeholder_that_names_no_value_stands_in_a_frame_too(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie {toxin_full.from} {toxin_lasts.middle} {nix} nicht.")
    text = "".join(pages_of(make_sheet(translation(project, "de"), project, "a4").pdf))
    for name in ("toxin_full.from", "toxin_lasts.middle", "nix"):
        assert name in text


def test_the_checks_of_a_sheet_are_checks() -> None:
    assert set(_CHECKS) <= {check.id for check in all_checks()}


def test_what_each_clinic_fills_in_stands_in_a_frame_by_its_name(sheets: dict[str, ReviewSheet]) -> None:
    assert "clinic.emergency_number" in "".join(pages_of(sheets["ja"].pdf))


@pytest.mark.parametrize(
    ("rule", "check_id"),
    [
        (".translation p { height: 3mm; overflow: hidden }", "text-outside"),
        (".translation p { display: none }", "words-lost"),
        (".translation p { color: #eeeeee }", "contrast-low"),
        (".translation p { font-size: 7pt }", "type-too-small"),
        (".translation p { margin-top: -20pt }", "lines-overlap"),
        (".translation p { opacity: 0.5 }", "text-veiled"),
    ],
)
def test_a_sheet_that_loses_a_word_is_refused(rule: str, check_id: str, project: Workspace, edit: Edit) -> None:
    edit("styles/formats/review.css", ".box {", f"{rule}\n.box {{")
    with pytest.raises(InputError) as caught:
        make_sheet(translation(project, "de"), project, "a4")
    assert check_id in {finding.check_id for finding in caught.value.findings}


def test_a_glyph_that_no_font_has_is_refused(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie nicht \U00013000.")
    with pytest.raises(InputError) as caught:
        make_sheet(translation(project, "de"), project, "a4")
    assert "glyph-missing" in {finding.check_id for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("old", "new", "check_id"),
    [
        ("{% endif %}", "{% endiff %}", "render-failed"),
        ('<span class="box"></span>', '<img src="https://example.org/a.svg" alt="">', "file-refused"),
    ],
)
def test_a_template_that_is_wrong_is_a_finding(
    old: str, new: str, check_id: str, project: Workspace, edit: Edit
) -> None:
    edit("templates/review.html", old, new)
    with pytest.raises(InputError) as caught:
        make_sheet(translation(project, "de"), project, "a4")
    assert [finding.check_id for finding in caught.value.findings] == [check_id]


# The form


def form_of(project: Workspace, code: str) -> Path:
    """The blank form of a sheet, without the three seconds that the sheet itself takes."""
    from polyleaf.review.form import blank_form, write_form

    path = project.dist / "reviews" / f"{SLUG}.{code}.review.a4.yaml"
    write_form(blank_form(translation(project, code)), path, project)
    return path


def fill_in(path: Path, *msgids: str, note: str = "") -> None:
    """Write `yes` at these messages, or at all, as a person does in an editor."""
    content = path.read_text(encoding="utf-8")
    rows = content.split("\n- ")
    for index, row in enumerate(rows[1:], start=1):
        if not msgids or any(f"  msgid: {msgid}\n" in row for msgid in msgids):
            rows[index] = row.replace("approve: no", "approve: yes").replace("note: ''", f"note: '{note}'")
    path.write_text("\n- ".join(rows), encoding="utf-8")


@pytest.mark.parametrize("code", ["de", "ar", "ja"])
def test_a_form_lists_every_message_and_comes_back(
    code: str, sheets: dict[str, ReviewSheet], project: Workspace
) -> None:
    write_sheet(sheets[code], project)
    path = project.dist / "reviews" / f"{sheets[code].name}.yaml"
    form, lines = load_form(path, project)
    assert form == sheets[code].form
    assert path.read_text(encoding="utf-8").count("approve: no\n  note: ''\n") == 269
    with pytest.raises(UsageError, match="approves nothing"):
        propose_form(translation(project, code), form, lines, REVIEWER)
    fill_in(path)
    form, lines = load_form(path, project)
    proposal = propose_form(translation(project, code), form, lines, REVIEWER)
    assert proposal.refused == ()
    store_approvals(project, code, proposal.approvals)
    assert not_approved(project, code) == set()


def test_only_what_the_form_says_yes_to_is_approved_and_notes_are_told(project: Workspace) -> None:
    path = form_of(project, "de")
    fill_in(path, RUB, "Bleeding problems", note="Gut so.")
    done = from_sheet(project, path)
    assert (done.returncode, done.stdout) == (0, "recorded  locales/de/approvals.yaml\n")
    assert "note on row 93, 'Do not rub the area.': Gut so." in done.stderr
    assert "2 messages, 1 of them safety text\n  aftercare: 1\n    'Do not rub the area.'\n" in done.stderr
    assert len(not_approved(project, "de")) == 267


def test_a_row_whose_text_is_another_by_now_is_refused_by_name_and_the_others_are_recorded(
    project: Workspace, edit: Edit
) -> None:
    path = form_of(project, "de")
    fill_in(path, RUB, "Bleeding problems")
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Bitte nicht reiben.")
    done = from_sheet(project, path)
    assert done.returncode == 1
    lines = path.read_text(encoding="utf-8").splitlines()
    said = next(line for line in done.stderr.splitlines() if "[sheet-stale]" in line)
    assert "the text has changed since the sheet was made: 'Do not rub the area.'" in said
    assert lines[int(said.split(":")[1]) - 1].startswith("- number: 93")
    assert len(not_approved(project, "de")) == 268


def test_a_changed_value_makes_each_of_its_rows_stale(project: Workspace, edit: Edit) -> None:
    path = form_of(project, "de")
    fill_in(path)
    edit(BROCHURE, "toxin_lasts: {from: 3, to: 4,", "toxin_lasts: {from: 3, to: 5,")
    form, lines = load_form(path, project)
    refused = propose_form(translation(project, "de"), form, lines, REVIEWER).refused
    with_it = [row.msgid for row in form.rows if "{toxin_lasts}" in row.msgid]
    assert len(refused) == len(with_it) == 3
    assert all(repr(msgid) in finding.message for msgid, finding in zip(with_it, refused, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("msgstr: Reiben Sie nicht an der Stelle.", "msgstr: Nicht reiben.", "the text was edited in the form"),
        (f"msgid: {RUB}", "msgid: Do rub the area.", "the brochure no longer has this text"),
    ],
)
def test_a_correction_in_the_form_is_refused(old: str, new: str, said: str, project: Workspace) -> None:
    path = form_of(project, "de")
    fill_in(path, RUB)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = from_sheet(project, path)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (project.locales / "de" / "approvals.yaml").exists()


def test_the_version_on_the_sheet_is_the_one_that_was_read(project: Workspace, edit: Edit) -> None:
    path = form_of(project, "de")
    fill_in(path)
    edit(BROCHURE, "version: '2.0'", "version: '2.1'")
    form, lines = load_form(path, project)
    proposal = propose_form(translation(project, "de"), form, lines, REVIEWER)
    assert [sign_off.version for sign_off in proposal.approvals.sign_offs] == ["2.0"]


def test_the_form_of_another_language_is_refused(project: Workspace) -> None:
    path = form_of(project, "ar")
    fill_in(path)
    form, lines = load_form(path, project)
    with pytest.raises(UsageError, match="is the form of botox-and-fillers in ar"):
        propose_form(translation(project, "de"), form, lines, REVIEWER)


def test_an_answer_that_is_neither_yes_nor_no_is_an_error_with_its_line(project: Workspace) -> None:
    path = form_of(project, "de")
    path.write_text(path.read_text(encoding="utf-8").replace("approve: no", "approve: perhaps", 1), encoding="utf-8")
    done = from_sheet(project, path)
    assert done.returncode == 1
    line = path.read_text(encoding="utf-8").splitlines().index("  approve: perhaps") + 1
    assert f"{SLUG}.de.review.a4.yaml:{line}: error: " in done.stderr


def test_a_form_that_was_filled_in_is_not_written_over(sheets: dict[str, ReviewSheet], project: Workspace) -> None:
    write_sheet(sheets["de"], project)
    write_sheet(sheets["de"], project)
    path = project.dist / "reviews" / f"{sheets['de'].name}.yaml"
    fill_in(path, RUB, note="Too short.")
    with pytest.raises(UsageError, match="has been filled in"):
        write_sheet(sheets["de"], project)
    assert "Too short." in path.read_text(encoding="utf-8")


def test_a_form_is_plain_yaml(project: Workspace) -> None:
    loaded = yaml.safe_load(form_of(project, "ar").read_text(encoding="utf-8"))
    assert loaded["rows"][0]["approve"] is False
    first = loaded["rows"][0]
    assert ApprovedWording(first["msgid"], first["msgstr"], {}).digest == first["digest"]


def from_sheet(project: Workspace, path: Path) -> Called:
    who = ("--reviewer", REVIEWER.reviewer, "--role", REVIEWER.role, "--yes")
    return call(project, "approve", "--lang", "de", *who, "--from-sheet", str(path))
