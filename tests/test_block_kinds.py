"""Every kind of block in the union of the model: its template, a sample of it on paper and screen, and its tags."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import groupby
from typing import Any, get_args

import pikepdf
import pytest
import yaml
from PIL import Image

from polyleaf.content.brochure import Block, texts
from polyleaf.core.workspace import Workspace
from polyleaf.pdf.tag_reader import read_tags
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render.page import parse
from polyleaf.typeset.structure import Node, TextNode
from tests.conftest import ROOT, SLUG, edition
from tests.store import build

KINDS = sorted(get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Block)[0]))
BY_MARKET = "by-market"
"""A list of the clinic's market, and printed as a list: it has no template of its own."""
SAMPLES_FILE = ROOT / "tests" / "samples" / "blocks.yaml"
SAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(SAMPLES_FILE.read_text(encoding="utf-8"))


def test_every_kind_has_a_template_and_a_sample() -> None:
    assert KINDS, "the union is empty"
    templates = {path.stem for path in (ROOT / "templates" / "blocks").glob("*.html")}
    assert sorted(templates | {BY_MARKET}) == KINDS
    assert BY_MARKET not in templates
    assert sorted(SAMPLES) == KINDS
    assert {kind: sample["block"]["kind"] for kind, sample in SAMPLES.items()} == {kind: kind for kind in KINDS}


@pytest.fixture
def sampled(project: Workspace) -> Workspace:
    """The project with a brochure that has one section for each sample, titled with the kind, in one flow."""
    path = project.root / "brochures" / SLUG / "brochure.yaml"
    brochure = yaml.safe_load(path.read_text(encoding="utf-8"))
    brochure["sources"] = {"nhs": {"name": "NHS", "title": "Face and lip fillers"}}
    brochure["sections"] = [
        {"id": kind, "title": kind, "critical": sample.get("critical", False)}
        | {"sources": "nhs", "blocks": [sample["block"]]}
        for kind, sample in SAMPLES.items()
    ]
    used = set(re.findall(r"\w+", yaml.safe_dump([SAMPLES["timeline"], SAMPLES["frequencies"]])))
    brochure["values"] = {name: value | {"source": "nhs"} for name, value in brochure["values"].items() if name in used}
    flow = {"flow": ["cover", *SAMPLES, "contact", "imprint"]}
    brochure["layouts"] = {"large-print": flow, "web": flow}
    path.write_text(yaml.safe_dump(brochure, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (path.parent / "photographs").mkdir()
    Image.radial_gradient("L").convert("RGB").save(path.parent / "photographs" / "arm.png")
    return project


def test_every_kind_is_printed_with_its_tags(sampled: Workspace) -> None:
    result = build(edition(form="large-print"), sampled)
    assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []  # it is a sample
    assert result.pdf is not None
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        found = sections(read_tags(pdf).structure)
    assert found == {kind: sample["tags"] for kind, sample in SAMPLES.items()}


def test_every_kind_says_its_texts_on_the_screen(sampled: Workspace) -> None:
    on_screen = edition(form="web", paper="")
    result = build(on_screen, sampled)
    assert [finding.message for finding in result.findings if finding.check_id != "page-thin"] == []  # it is a sample
    page = parse(result.files[0].content.decode())
    for section in Inputs(on_screen, sampled).localized().brochure.sections:
        (part,) = page.iterfind(f".//section[@id='{section.id}']")
        said = "".join(part.itertext()) + " ".join(image.get("alt", "") for image in part.iter("img"))
        for text in texts(section.blocks):
            assert text.text in said.replace("\xa0", " "), section.id


def sections(document: Node) -> dict[str, list[str]]:
    """The parts of each sample's section below its heading, by the words of the heading."""
    found = {}
    for part in document.kids:
        if isinstance(part, Node) and part.role == "Sect":
            heading, *rest = part.kids
            if isinstance(heading, Node) and heading.text in SAMPLES:
                found[heading.text] = [outline(each) for each in rest]
    return found


def outline(part: Node | TextNode) -> str:
    """A part on one line: `L(LI(Lbl(1), LBody(the words)))`; a figure with its alternative."""
    if isinstance(part, TextNode):
        return part.text
    runs = groupby(part.kids, key=lambda kid: isinstance(kid, TextNode))  # the lines of a text are one
    inside = [("" if are_words else ", ").join(map(outline, kids)).strip() for are_words, kids in runs]
    return f"{part.role}({part.alternative or ', '.join(inside)})".replace("\xa0", " ")
