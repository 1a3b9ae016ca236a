"""Whatever stands in place of a value of any model, what is said of it is for the person who wrote the file."""

from __future__ import annotations

import ast
import copy
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from polyleaf.cli.schema import SCHEMAS
from polyleaf.content.clinic import load_clinic
from polyleaf.content.phone import spelling_fault
from polyleaf.content.web_address import email_fault, web_fault
from polyleaf.content.wrong_values import WrongValue, explain
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace
from polyleaf.release.manifest import read_manifest
from tests.conftest import ROOT, SLUG

FILES = {
    "brochure": f"brochures/{SLUG}/brochure.yaml",
    "clinic": "tests/clinics/london.yaml",
    "fonts": "styles/fonts.yaml",
    "formats": "styles/formats.yaml",
    "glossary": "locales/de/glossary.yaml",
    "lexicon": "polyleaf/language/lexicons/de.yaml",
    "marks": "styles/marks.yaml",
    "press": "styles/press.yaml",
    "waivers": "tests/samples/waivers.yaml",
}
JUNK: tuple[object, ...] = (
    *(None, True, 7, -1, 2.5, math.inf, "", "a b!", "x" * 500),
    *([], {}, ["a b!"], ["a b!"] * 3, [[1]], {"surprise": 1}, {"a": {"b": {}}}),
)
PROGRAMMERS = re.compile(
    r"[\^$\\]|\b(pattern|regex|tuple|dict|dictionary|mapping|instance|str|int|float|bool|(?-i:None)|NoneType|parse|parsing|"
    r"type|Input should|items|validation|Fix)\b|''|\[type=|\['|\{'|cannot be read as it is written",
    re.IGNORECASE,
)
NO_WAY_OUT = re.compile(r"Correct '\w+'\.")
EVERY = {"brochure": 29, "lexicon": 41, "fonts": 3, "glossary": 3, "formats": 2}
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
                    own = f"{said.message} {said.hint}".replace(f"'{path[-1]}'", "the key")  # a key may be 'items'
                    assert not PROGRAMMERS.search(own), (path, junk, each["type"], said)
                    assert said.hint
                    assert not NO_WAY_OUT.fullmatch(said.hint), (path, junk, each["type"], said)
    assert told > 20


MODELS = ("content", "design", "language")


def refusals() -> Iterator[tuple[str, str]]:
    """What the validators of the models raise, with `X` for what is put in, and where each is in the code."""
    for path in sorted(path for name in MODELS for path in (ROOT / "polyleaf" / name).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and is_value_error(node.exc):
                yield f"{path.name}:{node.lineno}", "".join(map(words_of, parts_of(node.exc.args[0])))


def is_value_error(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "ValueError"


def parts_of(argument: ast.expr) -> list[ast.expr]:
    return argument.values if isinstance(argument, ast.JoinedStr) else [argument]


def words_of(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "X"


PASSED_ON = {"X", "an answer is needed here", "a single number has no 'from' and 'to'", "the font has no axis X"}
"""Raised with words from elsewhere, to who answers a question, and for faults of the engine itself."""


def test_every_validator_says_the_way_out() -> None:
    told = 0
    for place, said in refusals():
        if said not in PASSED_ON:
            told += 1
            explained = explain(WrongValue("key", value_error(said), "value", []))
            assert not NO_WAY_OUT.fullmatch(explained.hint), (place, said)
            assert not PROGRAMMERS.search(said), (place, said)
    assert told > 15


def value_error(said: str) -> Any:
    return {"type": "value_error", "msg": f"Value error, {said}", "input": "value"}


@pytest.mark.parametrize(
    ("fault", "texts"),
    [
        (spelling_fault, ("call us", "12", "1" * 30, "+", "030 555 0100 or 0101")),
        (web_fault, ("https://clinic.test", "a b", "clinic", "192.0.2.1", "a..b", "-a.test", "a_b.test")),
        (email_fault, ("clinic", "a@b", "a b@clinic.test", "a@192.0.2.1", "a@-b.test")),
    ],
)
def test_what_is_said_of_numbers_and_addresses_has_the_way_out(
    fault: Callable[[str], str], texts: tuple[str, ...]
) -> None:
    for text in texts:
        said = explain(WrongValue("key", value_error(fault(text)), text, []))
        assert fault(text) and not NO_WAY_OUT.fullmatch(said.hint), said


@pytest.mark.parametrize(
    ("added", "message", "hint"),
    [
        ("hours: ['mon-fri 9-17']", "entry 1 of 'hours' has no keys of its own", "Write them there, each with a colon"),
        ("hours: [{days: , closed: true}]", "a day is missing in entry 1 of 'hours'", "Write mon, tue"),
        (f"phones: ['{'1' * 50}']", "entry 1 of 'phones' has more than 40 letters", "Shorten it."),
        ("logo: {file: a.svg, width_mm: .nan}", "'width_mm' is '.nan', not a number in 'logo'", "Write the number"),
        ("address: 12", "12 is read as a number", "Write '12' in quotes."),
        ("paper: [a4]", "'paper' has several values where one text belongs", "Write one text."),
        ("market: [us]", "'market' cannot be a list", "Write us, uk, eu, au, ca or other."),
        ("country: ''", "the code of the country is missing", "Write its two letters by ISO 3166"),
        (
            "appointments: {toxin_visit: {from: 30, to: 20}}",
            "'toxin_visit' is neither a number nor a range in 'appointments'",
            "Write 'value' alone, or 'from' and a larger 'to'.",
        ),
        (
            "sites: [{address: A, hours: [{days: mon, open: 9, close: '10:00'}]}]",
            "9 is read as a number, not as a time of day in entry 1 of 'hours' in entry 1 of 'sites'",
            "Write '09:00' in quotes.",
        ),
    ],
)
def test_a_finding_names_the_place_as_people_count(added: str, message: str, hint: str, tmp_path: Path) -> None:
    key = added.partition(":")[0]
    lines = [line for line in PROFILE.splitlines() if not line.startswith(key)]
    (tmp_path / "clinics").mkdir()
    (tmp_path / "clinics" / "mine.yaml").write_text("\n".join([*lines, added, ""]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_clinic(Workspace(tmp_path.resolve()), "mine")
    finding = caught.value.findings[0]
    assert (finding.origin.line, finding.message[: len(message)]) == (len(lines) + 1, message)
    assert finding.hint.startswith(hint)


@pytest.mark.parametrize("content", ["{", "{}", '{"schema": "x", "files": [{"name": "../x"}]}', "[1]"])
def test_a_file_that_the_program_writes_is_refused_without_its_own_words(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path)
    for finding in caught.value.findings:
        assert finding.message.endswith(" is not as a release writes it")
        assert not PROGRAMMERS.search(finding.message)


PROFILE = """name: Clinic
address: 1 Street
phones: [+49 30 555 0100]
web: clinic.test
emergency_number: '112'
paper: a4
market: eu
distribution: consultation
"""
