"""Block kinds of a project's own: described in YAML, printed by a template, and proven on the page like any other."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import jsonschema
import pypdfium2
import pytest
import yaml

from polyleaf.cli.schema import write_schemas
from polyleaf.content.brochure import Brochure
from polyleaf.content.composition import composition
from polyleaf.content.own_blocks import brochure_model
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.edition import Edition, Result
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline import edition_build
from polyleaf.translation.extraction import templates
from polyleaf.translation.source_messages import brochure_messages
from tests.commands import call
from tests.edits import Edit, editing
from tests.store import build
from tests.subjects import copied

DOSE, DOSE_HTML = "templates/blocks/dose.yaml", "templates/blocks/dose.html"
BROCHURE = "brochures/dose/brochure.yaml"
SHEET, WEB = Edition("dose", "en", "sheet", "a4", "example"), Edition("dose", "en", "web", "", "example")
SAID = [
    "How to take it",
    "The ointment",
    "In the morning",
    "A line as long as your finger tip, for {ointment_days}",
    "In the evening",
    "The same again",
    "Do not put it into your eyes.",
    "Do not put it on a wound that bleeds.",
    "Wash your hands afterwards.",
]


@pytest.fixture
def own(repository: Workspace, tmp_path: Path) -> Workspace:
    return copied("own-blocks", tmp_path / "project", repository)


@pytest.fixture
def change(own: Workspace) -> Edit:
    return editing(own)


def faults(result: Result) -> list[str]:
    return [f"{finding.check_id} {finding.origin.path}: {finding.message}" for finding in result.findings]


def refused(own: Workspace) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        load_brochure(own, "dose")
    assert all(finding.hint for finding in caught.value.findings)
    return {str(finding.origin): finding.message for finding in caught.value.findings}


@pytest.mark.parametrize("edition", [SHEET, WEB], ids=["paper", "screen"])
def test_a_brochure_with_own_kinds_is_built(edition: Edition, own: Workspace) -> None:
    result = build(edition, own)
    assert faults(result) == []
    if result.pdf is None:
        text = result.files[0].content.decode()
    else:
        with pypdfium2.PdfDocument(BytesIO(result.pdf)) as document:
            text = document[0].get_textpage().get_text_range()
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    places = [text.index(said) for said in ("The ointment", "In the morning", "The same again", "into your eyes")]
    assert places == sorted(places)
    assert "It did not smell." in text


def test_their_texts_are_messages_and_safety_text_in_the_order_of_the_fields(own: Workspace) -> None:
    brochure, _ = load_brochure(own, "dose")
    critical = [message.msgid for message in brochure_messages(brochure) if message.critical]
    assert critical[: len(SAID)] == SAID
    assert [line.partition(": ")[2] for line in composition(brochure.section("doses"), brochure)] == SAID
    (template,) = [each for each in templates(own) if each.domain == "dose"]
    assert {*SAID, "It was easy.", "It did not smell."} <= {str(message.id) for message in template.catalog}


def test_a_template_that_loses_safety_text_refuses_the_edition(own: Workspace, change: Edit) -> None:
    change(DOSE_HTML, "{% for item in block.never %}", "{% for item in block.never[1:] %}")
    for edition in (SHEET, WEB):
        result = edition_build.build(edition, own)
        assert not result.files
        assert any("Do not put it into your eyes." in message for message in faults(result)), faults(result)


def test_a_template_that_exchanges_safety_text_refuses_the_edition(own: Workspace, change: Edit) -> None:
    change(DOSE_HTML, "{% for take in block.takes %}", "{% for take in block.takes | reverse %}")
    for edition in (SHEET, WEB):
        assert not edition_build.build(edition, own).files


def test_a_word_of_the_template_alone_is_not_printed(own: Workspace, change: Edit) -> None:
    change(
        "templates/blocks/saying.html",
        "{{ block.said | t }}{% endif %}",
        "{{ block.said | t }} {{ block.size }}{% endif %}",
    )
    assert not edition_build.build(SHEET, own).files


def test_a_kind_is_in_safety_text_only_if_it_says_so(own: Workspace, change: Edit) -> None:
    change(DOSE, "critical: true\n", "")
    result = edition_build.build(SHEET, own)
    assert [finding.check_id for finding in result.findings] == ["safety-kind"]


def test_a_description_that_changes_makes_the_edition_outdated(own: Workspace, change: Edit) -> None:
    reads = edition_build.build(WEB, own).reads
    assert own.holds(reads)
    change(DOSE, "  never: texts", "  never: {holds: texts, optional: true}")
    assert not own.holds(reads)


def test_what_a_block_lacks_or_has_too_much_is_said_at_its_line(own: Workspace, change: Edit) -> None:
    change(
        BROCHURE, "          - {when: In the evening, amount: The same again}\n", "          - {when: In the evening}\n"
    )
    change(BROCHURE, "size: small}", "size: tiny}")
    change(BROCHURE, "remark: Wash", "remarks: Wash")
    said = sorted(refused(own).values())
    assert said == [
        "'size' cannot be 'tiny' in section 'sayings'",
        "missing key 'amount' in section 'doses'",
        "unknown key 'remarks' in section 'doses'; did you mean 'remark'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("medicine: text", "medicine: image", "'medicine' cannot be 'image' in 'fields'"),
        ("medicine: text", "copy: text", "'copy' is a name of the program"),
        ("medicine: text", "model_fields: text", "'model_fields' is a name of the program"),
        ("medicine: text", "kind: text", "'kind' is a name of the program"),
        ("      when: text", "      json: text", "'json' is a name of the program"),
        ("medicine: text", "the-medicine: text", "'the-medicine' is not valid"),
        ("never: texts", "never: {holds: word}", "'words' belongs to a field that holds a word"),
        ("never: texts", "never: {holds: text, fields: {a: text}}", "'fields' belongs to a field that holds entries"),
        ("description: A medicine, and how to take it.\n", "", "missing key 'description'"),
    ],
)
def test_what_is_wrong_with_a_description_is_said(old: str, new: str, said: str, own: Workspace, change: Edit) -> None:
    change(DOSE, old, new)
    ((place, message),) = refused(own).items()
    assert place.startswith(f"{DOSE}:")
    assert said in message


def test_a_kind_needs_a_name_of_its_own_and_a_template(own: Workspace) -> None:
    folder = own.root / "templates" / "blocks"
    description = "description: x\nfields: {a: text}\n"
    for name in ("list", "Loud", "alone"):
        (folder / f"{name}.yaml").write_text(description, encoding="utf-8")
    assert refused(own) == {
        "templates/blocks/Loud.yaml": "'Loud' cannot be the name of a block kind",
        "templates/blocks/alone.yaml": "the block kind 'alone' has no template",
        "templates/blocks/list.yaml": "there is a block kind 'list' in the program",
    }


def test_the_schema_of_the_project_knows_its_kinds(own: Workspace, change: Edit) -> None:
    write_schemas(own)
    schema = json.loads((own.root / "schemas" / "brochure.schema.json").read_text(encoding="utf-8"))
    loaded = yaml.load((own.root / BROCHURE).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 -- texts alone
    loaded["sections"] = loaded["sections"][:1]
    parts = {"$defs": schema["$defs"], **schema["properties"]["sections"]}
    loaded["sections"][0]["critical"] = True
    jsonschema.validate(loaded["sections"], parts)
    del loaded["sections"][0]["blocks"][0]["medicine"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(loaded["sections"], parts)


def test_a_project_without_own_kinds_has_the_plain_model(repository: Workspace, own: Workspace) -> None:
    assert brochure_model(repository) is Brochure
    extended = brochure_model(own)
    assert list(extended.model_fields) == list(Brochure.model_fields)
    assert extended.model_json_schema()["$defs"].keys() > Brochure.model_json_schema()["$defs"].keys()


@pytest.mark.slow
def test_several_processes_build_it(own: Workspace) -> None:
    done = call(own, "build", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in own.dist.iterdir()} >= {"dose.en.sheet.a4.example.pdf", "dose.en.web.example.html"}
