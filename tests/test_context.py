"""Maps and pictures for translators, as the commands write them: `build --map` and `context`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from PIL import Image, ImageChops

from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.pdf.outlined import as_png, outlined
from polyleaf.pipeline.context_pictures import MANIFEST_NAME, ContextManifest
from polyleaf.pipeline.map_file import MapFile
from polyleaf.typeset.laid_out import Area
from tests.commands import call
from tests.conftest import ROOT, SLUG, edition
from tests.edits import Edit

TRIFOLD = ("--lang", "de", "--format", "trifold", "--clinic", "example")
GERMAN = f"locales/de/LC_MESSAGES/{SLUG}.po"
OUTLINE = (208, 0, 96)


def map_of(project: Workspace, built: Edition) -> Path:
    return project.dist / built.map_name


def test_a_map_is_written_beside_the_pdf_and_obeys_its_schema(project: Workspace) -> None:
    built = edition("de", form="trifold")
    assert call(project, "build", *TRIFOLD).returncode == 0
    assert not map_of(project, built).exists()
    with_map = call(project, "build", "--map", *TRIFOLD)
    assert f"built     dist/{built.map_name}\n" in with_map.stdout
    described = json.loads(map_of(project, built).read_bytes())
    jsonschema.validate(described, json.loads((ROOT / "schemas" / "message-map.schema.json").read_text("utf-8")))
    mapped = MapFile.model_validate(described)
    (title,) = (message for message in mapped.messages if message.msgid == "Botox and fillers")
    assert (mapped.edition, title.domain, title.msgstr) == (built.name, SLUG, "Botox und Filler")
    assert len(mapped.pages) == 2
    for message in mapped.messages:
        for place in message.places:
            page = mapped.pages[place.page - 1]
            assert 0 <= place.box.left < place.box.right <= page.width
            assert 0 <= place.box.top < place.box.bottom <= page.height


def test_an_edition_without_its_map_is_not_up_to_date_where_one_is_asked_for(project: Workspace) -> None:
    path = map_of(project, edition("de", form="trifold"))
    call(project, "build", "--map", *TRIFOLD)
    content = path.read_bytes()
    assert "unchanged" in call(project, "build", "--map", *TRIFOLD).stdout
    path.unlink()
    assert "built" in call(project, "build", "--map", *TRIFOLD).stdout
    assert path.read_bytes() == content
    path.write_bytes(content.replace(b"Botox und Filler", b"Something else"))
    assert "built" in call(project, "build", "--map", *TRIFOLD).stdout
    assert path.read_bytes() == content


def test_no_map_outlives_the_pages_that_it_describes(project: Workspace, edit: Edit) -> None:
    built = edition("de", form="trifold")
    call(project, "build", "--map", *TRIFOLD)
    edit(GERMAN, 'msgstr "Botox und Filler"', 'msgstr "Botox und Filler heute"')
    call(project, "build", *TRIFOLD)
    assert (project.dist / f"{built.name}.pdf").exists()
    assert not map_of(project, built).exists()
    call(project, "build", "--map", *TRIFOLD)
    assert map_of(project, built).exists()
    edit(GERMAN, 'msgstr "Botox und Filler heute"', 'msgstr ""')
    assert call(project, "build", *TRIFOLD).returncode == 1
    assert not map_of(project, built).exists()


def test_the_screen_has_no_map(project: Workspace) -> None:
    done = call(project, "build", "--map", "--lang", "de", "--format", "web", "--clinic", "example")
    assert done.returncode == 0
    assert list(project.dist.glob("*.map.json")) == []
    assert (
        "unchanged" in call(project, "build", "--map", "--lang", "de", "--format", "web", "--clinic", "example").stdout
    )


def test_a_share_for_a_release_has_no_map(project: Workspace) -> None:
    call(project, "build", "--map", "--shard", "1/1", *TRIFOLD)
    (entry,) = json.loads((project.dist / "part-1-of-1.json").read_bytes())["editions"]
    assert list(entry["files"]) == [f"{edition('de', form='trifold').name}.pdf"]


@pytest.fixture
def drawn(project: Workspace) -> Path:
    """The pictures of the German tri-fold."""
    done = call(project, "context", *TRIFOLD)
    assert (done.returncode, done.stdout) == (0, "context   dist/context/de: 111 pictures, 111 written, 0 removed\n")
    return project.dist / "context" / "de"


def test_each_message_has_a_picture_that_the_manifest_names_as_weblate_does(drawn: Path, project: Workspace) -> None:
    manifest = ContextManifest.model_validate_json((drawn / MANIFEST_NAME).read_bytes())
    assert {path.name for path in drawn.iterdir()} == {MANIFEST_NAME, *(each.image for each in manifest.screenshots)}
    draft = replace(edition("de", form="trifold"), draft=True)
    mapped = MapFile.model_validate_json(map_of(project, draft).read_bytes())
    named = {(each.component_slug, unit.source) for each in manifest.screenshots for unit in each.units}
    assert named == {(message.domain, message.msgid) for message in mapped.messages}
    assert {each.language_code for each in manifest.screenshots} == {"de"}
    assert max(len(each.name) for each in manifest.screenshots) <= 200
    for each in manifest.screenshots:
        with Image.open(drawn / each.image) as picture:
            pixels = picture.convert("RGB")
        assert outline_pixels(pixels) > 100


def outline_pixels(picture: Image.Image) -> int:
    """How many pixels have about the colour of the outline."""
    apart = ImageChops.difference(picture, Image.new("RGB", picture.size, OUTLINE)).convert("L")
    return sum(apart.histogram()[:8])


def test_only_pictures_that_have_changed_are_written_again(drawn: Path, project: Workspace, edit: Edit) -> None:
    (drawn / "mine.png").write_bytes(b"of a person")
    assert "111 pictures, 0 written, 0 removed" in call(project, "context", *TRIFOLD).stdout
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr "Reiben Sie die Stelle nicht."')
    before = {path.name: path.stat().st_mtime_ns for path in drawn.iterdir()}
    done = call(project, "context", *TRIFOLD)
    written = {path.name for path in drawn.iterdir() if path.stat().st_mtime_ns != before[path.name]}
    assert f"111 pictures, {len(written)} written, 0 removed" in done.stdout
    assert 0 < len(written) < 40
    assert any("do-not-rub" in name for name in written)
    assert (drawn / "mine.png").read_bytes() == b"of a person"


def test_the_picture_of_a_message_that_is_no_longer_printed_is_removed(drawn: Path, project: Workspace) -> None:
    manifest = ContextManifest.model_validate_json((drawn / MANIFEST_NAME).read_bytes())
    gone = manifest.screenshots[0].model_copy(update={"image": "gone.png"})
    outside = gone.model_copy(update={"image": "../outside.png"})
    listed = manifest.model_copy(update={"screenshots": (*manifest.screenshots, gone, outside)})
    (drawn / MANIFEST_NAME).write_text(listed.model_dump_json(), encoding="utf-8")
    (drawn / "gone.png").write_bytes(b"")
    (drawn.parent / "outside.png").write_bytes(b"")
    assert "0 written, 1 removed" in call(project, "context", *TRIFOLD).stdout
    assert not (drawn / "gone.png").exists()
    assert (drawn.parent / "outside.png").exists()


def test_a_language_with_a_missing_translation_is_drawn_too(project: Workspace, edit: Edit) -> None:
    edit(GERMAN, 'msgstr "Reiben Sie nicht an der Stelle."', 'msgstr ""')
    done = call(project, "context", *TRIFOLD)
    assert (done.returncode, "111 pictures" in done.stdout) == (0, True)


def test_what_cannot_be_drawn_is_named(project: Workspace, edit: Edit) -> None:
    done = call(project, "context", "--lang", "de", "--format", "web")
    assert done.returncode == 2
    assert "there is no format on paper 'web'; there is leaflet" in done.stderr
    edit(GERMAN, 'msgstr "Botox und Filler"', 'msgstr "Botox und Filler')
    done = call(project, "context", *TRIFOLD)
    assert done.returncode == 1
    assert f"{GERMAN}:" in done.stderr
    assert done.stdout == ""


def test_a_picture_shows_the_words_and_what_is_around_them_and_stays_on_the_page() -> None:
    page = Image.new("RGB", (1240, 1754), "white")  # A4 at 150 dpi
    for area in (Area(0, 0, 20, 5), Area(190, 290, 210, 297), Area(20, 100, 200, 105)):
        picture = outlined(page, [area], 150)
        width, height = picture.width * 25.4 / 150, picture.height * 25.4 / 150
        assert min(210, max(110, area.right - area.left + 28)) == pytest.approx(width, abs=0.5)
        assert height == pytest.approx(60, abs=0.5)
        assert as_png(picture) == as_png(outlined(page, [area], 150))
