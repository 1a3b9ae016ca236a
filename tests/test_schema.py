"""The JSON Schemas in the repository are those of the models, and the files name and obey them."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
import yaml

from polyleaf.cli.schema import SCHEMAS, schema_text
from polyleaf.core.workspace import Workspace
from polyleaf.translation.approval_records import approvals_file
from tests.conftest import ROOT, SLUG
from tests.sign_offs import approve

FILES = {
    "block-kind": ROOT / "tests" / "projects" / "own-blocks" / "templates" / "blocks" / "dose.yaml",
    "brochure": ROOT / "brochures" / SLUG / "brochure.yaml",
    "clinic": ROOT / "clinics" / "example.yaml",
    "fonts": ROOT / "styles" / "fonts.yaml",
    "formats": ROOT / "styles" / "formats.yaml",
    "glossary": ROOT / "locales" / "de" / "glossary.yaml",
    "marks": ROOT / "styles" / "marks.yaml",
    "press": ROOT / "styles" / "press.yaml",
    "lexicon": ROOT / "polyleaf" / "language" / "lexicons" / "de.yaml",
    "screen-styles": ROOT / "polyleaf" / "checks" / "screen_styles.yaml",
    "waivers": ROOT / "tests" / "samples" / "waivers.yaml",
}


class Loader(yaml.SafeLoader):
    """YAML as JSON knows it: dates stay strings."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def content(name: str) -> dict[str, object]:
    loaded = yaml.load(FILES[name].read_text(encoding="utf-8"), Loader)  # noqa: S506 -- a SafeLoader
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_fresh(name: str) -> None:
    kept = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert kept == schema_text(SCHEMAS[name]), "run: make schemas"


@pytest.mark.parametrize("name", FILES)
def test_the_file_names_its_schema_and_obeys_it(name: str) -> None:
    first = FILES[name].read_text(encoding="utf-8").splitlines()[0]
    named = (FILES[name].parent / first.partition("$schema=")[2]).resolve()
    assert named == ROOT / "schemas" / f"{name}.schema.json"
    jsonschema.validate(content(name), json.loads(named.read_text(encoding="utf-8")))


def test_approvals_name_their_schema_and_obey_it(project: Workspace) -> None:
    assert set(SCHEMAS) - set(FILES) == {"approvals", "manifest", "message-map"}, "no such file is in the repository"
    approve(project, "de")
    content = approvals_file(project, "de").read_text(encoding="utf-8")
    assert content.startswith("# yaml-language-server: $schema=../../schemas/approvals.schema.json\n")
    loaded = yaml.load(content, Loader)  # noqa: S506 -- a SafeLoader
    schema = json.loads(schema_text(SCHEMAS["approvals"]))
    jsonschema.validate(loaded, schema)
    loaded["messages"][0]["digest"] = "none"
    with pytest.raises(jsonschema.ValidationError, match="none"):
        jsonschema.validate(loaded, schema)


def test_the_clinics_use_every_key_of_the_schema() -> None:
    schema = json.loads(schema_text(SCHEMAS["clinic"]))
    paths = [*(ROOT / "clinics").glob("*.yaml"), *(ROOT / "tests" / "clinics").glob("*.yaml")]
    used = {key for path in paths for key in yaml.load(path.read_text(encoding="utf-8"), Loader)}  # noqa: S506
    assert used == set(schema["properties"])


def test_the_schema_of_a_clinic_refuses_what_is_no_day() -> None:
    loaded = yaml.load((ROOT / "clinics" / "example-eu.yaml").read_text(encoding="utf-8"), Loader)  # noqa: S506
    schema = json.loads(schema_text(SCHEMAS["clinic"]))
    jsonschema.validate(loaded, schema)
    loaded["hours"][0]["days"] = ["mon", "wed-fry"]
    with pytest.raises(jsonschema.ValidationError, match="wed-fry"):
        jsonschema.validate(loaded, schema)


def test_the_schema_refuses_what_the_model_refuses() -> None:
    schema = json.loads(schema_text(SCHEMAS["brochure"]))
    broken = copy.deepcopy(content("brochure"))
    broken["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(broken, schema)
