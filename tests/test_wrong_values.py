"""Whatever stands in place of a value of any model, what is said of it is for the person who wrote the file."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from polyleaf.cli.schema import SCHEMAS
from polyleaf.content.wrong_values import WrongValue, explain
from tests.conftest import ROOT, SLUG

FILES = {
    "brochure": f"brochures/{SLUG}/brochure.yaml",
    "clinic": "tests/clinics/london.yaml",
    "fonts": "styles/fonts.yaml",
    "formats": "styles/formats.yaml",
    "glossary": "locales/de/glossary.yaml",
    "press": "styles/press.yaml",
    "waivers": "tests/samples/waivers.yaml",
}
JUNK: tuple[object, ...] = (None, True, 7, -1, 2.5, "", "a b!", [], {}, ["a b!"], {"surprise": 1})
PROGRAMMERS = re.compile(
    r"[\^$\\]|\b(pattern|regex|tuple|dict|dictionary|mapping|instance|str|int|float|bool|none|NoneType|parse|parsing|"
    r"type|Input should|Fix)\b|''|\[type="
)
EVERY = {"brochure": 29}
"""Of a long file, so many values are left as they are for each that is replaced; 29 meets every kind of block."""


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, child in items:
        yield (*path, step)
        yield from places(child, (*path, step))


def with_junk(data: Any, path: tuple[Any, ...], junk: object) -> Any:
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = junk
    return changed


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_the_programs_own_words_is_passed_on(name: str) -> None:
    data = yaml.safe_load((ROOT / FILES[name]).read_text(encoding="utf-8"))
    SCHEMAS[name].model_validate(data)
    told = 0
    for path in list(places(data))[:: EVERY.get(name, 1)]:
        for junk in JUNK:
            try:
                SCHEMAS[name].model_validate(with_junk(data, path, junk), context={"path": name})
            except ValidationError as error:
                for each in error.errors():
                    written = str(each["input"]) if isinstance(each["input"], (str, int, float)) else ""
                    said = explain(WrongValue(str(path[-1]), each, written, []))
                    told += 1
                    assert not PROGRAMMERS.search(f"{said.message} {said.hint}"), (path, junk, each["type"], said)
                    assert said.hint
    assert told > 20
