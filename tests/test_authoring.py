"""docs/authoring.md: every block kind is in it, its YAML builds, and each picture is small and shows something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from PIL import Image

from polyleaf.content.brochure import texts
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from scripts import authoring
from tests.conftest import SLUG
from tests.store import build

LARGEST = 40_000  # bytes of a picture
_PART = re.compile(r"^### (\S+)\n.*?^```yaml\n(.*?)^```$(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def printed() -> dict[str, tuple[str, str]]:
    """The YAML of each kind on the page, and what follows it."""
    text = authoring.PAGE.read_text(encoding="utf-8").partition(authoring.START)[2].partition(authoring.END)[0]
    return {kind: (block, rest) for kind, block, rest in _PART.findall(text)}


def test_every_block_kind_is_on_the_page_as_the_script_writes_it() -> None:
    assert list(printed()) == list(authoring.kinds())
    written = authoring.page_with(authoring.section_of_page(authoring.blocks()))
    assert authoring.PAGE.read_text(encoding="utf-8") == written, "run: make authoring"


def test_each_kind_has_a_small_picture_that_shows_something() -> None:
    named = {kind: _IMAGE.findall(rest) for kind, (_, rest) in printed().items()}
    assert named == {kind: [f"authoring/{kind}.png"] for kind in authoring.kinds()}
    assert {path.stem for path in authoring.PICTURES.iterdir()} == set(authoring.kinds())
    for path in authoring.PICTURES.iterdir():
        assert path.stat().st_size < LARGEST, path.name
        with Image.open(path) as picture:
            assert len(picture.convert("RGB").getcolors(1 << 16) or ()) > 2, path.name


@pytest.mark.slow
def test_the_yaml_on_the_page_builds(repository: Workspace, tmp_path: Path) -> None:
    blocks = {kind: block for kind, (block, _) in printed().items()}
    assert [entry["kind"] for block in blocks.values() for entry in yaml.safe_load(block)] == list(blocks)
    project = authoring.project_of(blocks, tmp_path / "project")
    (project.root / ".cache").mkdir()
    (project.root / ".cache" / "fonts").symlink_to(repository.cache / "fonts")
    for edition in (authoring.EDITION, Edition(SLUG, "en", "web", "", "example")):
        result = build(edition, project)
        assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []
        assert result.files
    assert all(
        list(texts(section.blocks)) or section.id == "sources" for section in load_brochure(project, SLUG)[0].sections
    )


def test_the_yaml_of_the_prose_is_yaml() -> None:
    head = authoring.PAGE.read_text(encoding="utf-8").partition(authoring.START)[0]
    examples = re.findall(r"(?:^    .+\n|^\n(?=    ))+", head, re.MULTILINE)
    written = [example for example in examples if "polyleaf " not in example]
    assert len(written) >= 4
    for example in written:
        for part in re.split(r"\n\s*\n(?=    - )", example):
            assert yaml.safe_load(part), part
