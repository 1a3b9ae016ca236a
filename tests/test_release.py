"""A release: refused when a text is not fit to be handed out, described file by file, and the same every time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import jsonschema
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import build
from polyleaf.release.make import checksums
from polyleaf.release.manifest import read_manifest
from polyleaf.translation.approval_records import approvals_file
from tests.commands import LEAFLET, call, call_apart
from tests.conftest import ROOT, SLUG, edition
from tests.edits import edit_file
from tests.releases import commit, contents, copied, git, release
from tests.tools import needs

BROCHURE = f"brochures/{SLUG}/brochure.yaml"


@pytest.fixture
def copy(house: Workspace, tmp_path: Path) -> Workspace:
    """The same project in another folder, to be broken."""
    return copied(house, tmp_path / "copy")


def refused(project: Workspace, *words: str) -> str:
    """What a release says that is refused; nothing of it is left."""
    before = sorted(project.root.rglob("*"))
    done = call(project, "release", "--lang", "en", *words, *LEAFLET)
    assert done.returncode == 1, done.stdout
    assert "no release is made" in done.stderr
    assert [path for path in project.root.rglob("*") if path not in before and path != project.dist] == []
    return done.stderr


def test_a_release_holds_its_files_and_says_what_they_are(released: Path) -> None:
    manifest = read_manifest(released)
    pdfs = {f"{SLUG}.{code}.leaflet.a4.example.pdf" for code in ("en", "ar", "ja")}
    pages = {f"{SLUG}.{code}.web.example.html" for code in ("en", "ar", "ja")}
    own = {"index.html", "current.html", "desk.html", "NOTES.md", "manifest.json", "SHA256SUMS"}
    assert set(contents(released)) == {*pdfs, *pages, *own, f"{SLUG}.en.index.a4.example.pdf"}
    assert not manifest.preliminary
    assert manifest.lacks == ()
    assert re.fullmatch(r"[0-9a-f]{40}", manifest.revision)
    leaflet = next(edition for edition in manifest.editions if edition.name == f"{SLUG}.ja.leaflet.a4.example")
    assert (leaflet.language, leaflet.version, leaflet.approval, leaflet.files[0].pages) == ("ja", "2.0", "whole", 8)
    assert any(font.startswith("Polyleaf-Japanese") for font in leaflet.files[0].fonts)
    japanese = next(text for text in manifest.texts if text.language == "ja")
    assert (japanese.approved, japanese.void, japanese.never_approved) == (269, 0, 0)
    assert [sign_off.reviewer for sign_off in japanese.sign_offs] == ["Example Reviewer"]
    assert manifest.tools["weasyprint"] == "70.0"
    assert "libpango-1.0" in manifest.tools
    assert manifest.brochures[0].values["toxin_lasts"].to == 4


def test_the_manifest_obeys_its_schema(released: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "manifest.schema.json").read_text(encoding="utf-8"))
    manifest = json.loads((released / "manifest.json").read_text(encoding="utf-8"))
    jsonschema.validate(manifest, schema)
    manifest["editions"][0]["code"] = "ILOU-0000"
    with pytest.raises(jsonschema.ValidationError, match="ILOU-0000"):
        jsonschema.validate(manifest, schema)


def test_the_checksums_are_those_that_other_tools_compute(released: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(command, cwd=released, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK") == len(contents(released)) - 1


@pytest.mark.parametrize("code", ["en", "ar", "ja"])
def test_a_leaflet_carries_its_code_and_leads_to_the_page_that_knows_it(code: str, released: Path) -> None:
    edition = next(e for e in read_manifest(released).editions if e.language == code and e.format == "leaflet")
    content = (released / edition.files[0].name).read_bytes()
    with pikepdf.open(BytesIO(content)) as file:
        assert file.open_metadata()["dc:identifier"] == edition.code
    with pypdfium2.PdfDocument(content) as pdf:
        printed = pdf[7].get_textpage().get_text_range()
        codes = [found.text for found in zxingcpp.read_barcodes(pdf[7].render(scale=3).to_pil())]
    if code != "ar":  # PDFium reorders the digits and letters of a code in a line from the right
        assert edition.code in printed
    assert codes == [f"https://example.org/leaflets/current.html#{edition.code}"]


def test_every_code_is_another(released: Path) -> None:
    codes = [edition.code for edition in read_manifest(released).editions]
    assert len(set(codes)) == len(codes) == 7


@needs("faketime")
def test_the_same_bytes_in_another_folder_on_another_day_by_one_process_elsewhere(
    copy: Workspace, released: Path, tmp_path: Path
) -> None:
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    words = ("--jobs", "1", "--out", str(tmp_path / "again"))
    again = release(copy, *words, how=call_apart, day="2027-06-01 08:00:00", **elsewhere)
    assert contents(again) == contents(released)


def test_it_is_refused_without_approval(copy: Workspace) -> None:
    approvals_file(copy, "en").unlink()
    commit(copy)
    said = refused(copy)
    assert f"{BROCHURE}: error: 263 of 263 messages are not approved, 51 of them safety text" in said
    assert "[approval-missing]" in said


def test_it_is_refused_when_a_catalogue_is_behind_and_when_something_is_in_no_commit(copy: Workspace) -> None:
    edit_file(copy, BROCHURE, "Do not rub the area.", "Please do not rub the area.", -1)
    said = refused(copy)
    assert f"locales/{SLUG}.pot: error: is behind its source [catalog-behind]" in said
    assert f"changes that are in no commit: {BROCHURE} [tree-dirty]" in said
    git(copy, "checkout", "--quiet", BROCHURE)
    shutil.copy(copy.clinic_file("example"), copy.clinic_file("new"))
    assert "changes that are in no commit: clinics/new.yaml [tree-dirty]" in refused(copy)


def test_it_is_refused_while_a_clinic_has_a_name_that_no_file_can_have(copy: Workspace) -> None:
    shutil.copy(copy.clinic_file("example"), copy.clinics_dir / "second.draft.yaml")
    commit(copy)
    said = refused(copy)
    assert "clinics/second.draft.yaml: error: the name of a profile is made of" in said
    assert "[name-refused]" in said


def test_it_is_refused_outside_version_control(copy: Workspace) -> None:
    shutil.rmtree(copy.root / ".git")
    assert "the project is not under version control by git [tree-dirty]" in refused(copy)


def test_it_is_refused_past_the_review_date_and_with_an_unused_waiver(copy: Workspace) -> None:
    edit_file(copy, BROCHURE, "published: 2026-11-30", "published: 2024-11-30")
    edit_file(copy, BROCHURE, "evidence: 2026-11-30", "evidence: 2024-11-30")
    edit_file(copy, BROCHURE, "review_by: 2028-11-30", "review_by: 2026-11-24")
    waiver = "waivers:\n  - {check: glossary-term, message: Do not rub the area., reason: An example}\n"
    (copy.root / "locales" / "ja" / "waivers.yaml").write_text(waiver, encoding="utf-8")
    commit(copy)
    result = build(edition("ja"), copy)
    assert ([finding.check_id for finding in result.findings], result.files) == (["review-overdue"], ())
    lacks = read_manifest(release(copy, "--lang", "ja", "--preliminary", formats=("leaflet",))).lacks
    assert [re.findall(r"\[(.*)\]", line)[-1] for line in lacks] == ["review-overdue", "waiver-unused"]


def test_a_preliminary_one_says_so_on_every_page_and_in_every_name_and_has_the_date_asked_for(copy: Workspace) -> None:
    approvals_file(copy, "ja").unlink()
    words = ("--preliminary", "--lang", "ja")
    folder = release(copy, *words, formats=("leaflet", "web"), SOURCE_DATE_EPOCH="1800000000")
    manifest = read_manifest(folder)
    assert (manifest.preliminary, manifest.date.isoformat()) == (True, "2027-01-15")
    lacks = [re.findall(r"\[(.*)\]", line)[-1] for line in manifest.lacks]
    assert {"approval-missing", "composition-unapproved", "tree-dirty"} <= set(lacks)
    names = [file.name for edition in manifest.editions for file in edition.files]
    assert len(names) == 2
    assert all(".preliminary." in name for name in names)
    with pypdfium2.PdfDocument(folder / next(name for name in names if name.endswith(".pdf"))) as pdf:
        assert pdf.get_metadata_dict()["ModDate"].startswith("D:20270115")
        assert ["暫定版：配布禁止" in page.get_textpage().get_text_range() for page in pdf] == [True] * 8
    assert "暫定版：配布禁止" in (folder / next(n for n in names if n.endswith(".html"))).read_text(encoding="utf-8")
    assert "PRELIMINARY: do not hand out" in (folder / "NOTES.md").read_text(encoding="utf-8")
    assert "PRELIMINARY: do not hand out" in (folder / "index.html").read_text(encoding="utf-8")
    assert 'data-state="current"' not in (folder / "current.html").read_text(encoding="utf-8")


def test_a_date_that_is_none_is_wrong_use(house: Workspace) -> None:
    words = ("build", "--lang", "en", "--preliminary")
    done = call(house, *words, *LEAFLET, SOURCE_DATE_EPOCH="today")
    assert done.returncode == 2
    assert done.stderr.endswith("SOURCE_DATE_EPOCH is 'today', and not a number of seconds\n")


def test_a_folder_that_is_no_release_is_left_alone(copy: Workspace, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear", encoding="utf-8")
    done = call(copy, "release", "--out", str(tmp_path / "letters"))
    assert done.returncode == 2
    assert "is not empty and is not an earlier output" in done.stderr
    assert contents(tmp_path / "letters") == {"letter.txt": b"Dear"}


def test_the_notes_name_the_values_sections_and_approvals_that_changed(changed: Path) -> None:
    notes = (changed / "NOTES.md").read_text(encoding="utf-8")
    assert notes.startswith("# Release 1.1\n")
    assert "- `toxin_bruise` of `botox-and-fillers`: 2 weeks before, 3 weeks now" in notes
    sections = re.findall(r"^- Japanese \(`ja`\) of `botox-and-fillers`: (`.*`)$", notes, flags=re.MULTILINE)
    assert sections == ["`side-by-side`"]
    assert "269 of 269 messages approved, 269 before, signed by Second Example, Another example role, on" in notes
    assert f"`{SLUG}.ja.leaflet.a4.example`: " in notes


def test_what_was_replaced_is_remembered(changed: Path, released: Path) -> None:
    manifest = read_manifest(changed)
    former = {edition.code for edition in read_manifest(released).editions if edition.format != "index"}
    assert {gone.code for gone in manifest.superseded} == former
    assert not former & {edition.code for edition in manifest.editions}


def test_verify_makes_the_release_again_and_finds_the_same(house: Workspace, released: Path) -> None:
    done = call_apart(house, "verify", str(released))
    assert (done.returncode, done.stdout) == (0, f"verified  {released}\n"), done.stderr


def test_verify_makes_a_release_again_with_the_date_that_it_was_asked_to_have(house: Workspace, tmp_path: Path) -> None:
    out = str(tmp_path / "dated")
    folder = release(house, "--lang", "en", "--out", out, formats=("leaflet",), SOURCE_DATE_EPOCH="1798761599")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["date"], manifest["stated"]) == ("2026-12-31", "2026-12-31")
    assert call(house, "verify", out).returncode == 0
    assert call(house, "verify", out, SOURCE_DATE_EPOCH="0").returncode == 0  # the release's own day, not that of now
    del manifest["stated"]  # as releases were before
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "SHA256SUMS").write_bytes(checksums(folder))
    assert call(house, "verify", out).returncode == 0


def test_verify_says_what_is_no_file_and_what_cannot_be_read(house: Workspace, released: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(released, tmp_path / "broken"))
    (broken / "folder").mkdir()
    (broken / "loop").symlink_to("loop")
    (broken / "index.html").unlink()
    (broken / "index.html").mkdir()
    done = call(house, "verify", str(broken), "--no-rebuild")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "folder: error: is in the folder and not in the manifest [release-file-unknown]" in done.stderr
    assert "loop: error: is in the folder and not in the manifest [release-file-unknown]" in done.stderr
    assert "index.html: error: is not the file that was released [release-file-changed]" in done.stderr


def test_verify_finds_files_that_are_changed_missing_and_unknown(
    house: Workspace, released: Path, tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(released, tmp_path / "broken"))
    with (broken / f"{SLUG}.ar.leaflet.a4.example.pdf").open("ab") as file:
        file.write(b"\n")
    (broken / f"{SLUG}.ja.web.example.html").unlink()
    (broken / "more.pdf").write_bytes(b"%PDF")
    done = call(house, "verify", str(broken))
    assert done.returncode == 1
    for wrong in (
        f"{SLUG}.ar.leaflet.a4.example.pdf: error: is not the file that was released [release-file-changed]",
        f"{SLUG}.ja.web.example.html: error: is in the manifest and not in the folder [release-file-missing]",
        "more.pdf: error: is in the folder and not in the manifest [release-file-unknown]",
    ):
        assert wrong in done.stderr
    assert call(house, "verify", str(tmp_path)).returncode == 1


def test_verify_needs_the_commit_that_the_release_was_made_from(copy: Workspace, released: Path) -> None:
    edit_file(copy, "clinics/example.yaml", "Example Clinic", "Another Example Clinic", -1)
    commit(copy)
    done = call(copy, "verify", str(released))
    assert done.returncode == 1
    assert "[release-incomparable]" in done.stderr
    assert call(copy, "verify", str(released), "--no-rebuild").returncode == 0
