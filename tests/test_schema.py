"""The JSON Schemas in the repository are those of the models, and the files name and obey them."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
import yaml

from polyleaf.schema import SCHEMAS, schema_text
from tests.conftest import ROOT, SLUG

FILES = {
    "brochure": ROOT / "brochures" / SLUG / "brochure.yaml",
    "clinic": ROOT / "clinics" / "example.yaml",
    "fonts": ROOT / "styles" / "fonts.yaml",
    "formats": ROOT / "styles" / "formats.yaml",
    "glossary": ROOT / "locales" / "de" / "glossary.yaml",
    "lexicon": ROOT / "polyleaf" / "lexicons" / "de.yaml",
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


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_names_its_schema_and_obeys_it(name: str) -> None:
    first = FILES[name].read_text(encoding="utf-8").splitlines()[0]
    named = (FILES[name].parent / first.partition("$schema=")[2]).resolve()
    assert named == ROOT / "schemas" / f"{name}.schema.json"
    jsonschema.validate(content(name), json.loads(named.read_text(encoding="utf-8")))


def test_the_schema_refuses_what_the_model_refuses() -> None:
    schema = json.loads(schema_text(SCHEMAS["brochure"]))
    broken = copy.deepcopy(content("brochure"))
    broken["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(broken, schema)
