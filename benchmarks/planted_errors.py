"""Plants errors in catalogues and asks Polyleaf, GNU msgfmt, pofilter and dennis: who sees them?

    .venv/bin/python benchmarks/planted_errors.py

Each error is planted alone, in a copy of a catalogue of the leaflet, or of a small one with typed numbers, as other
projects write them. A tool catches it when it says something that it does not say of the catalogue without the error.
The same tools are then run on every real catalogue, where whatever they say is a false alarm. The tables are written
between the marks in docs/translation.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from polyleaf.checks.catalog import CatalogContext  # noqa: E402
from polyleaf.checks.registry import run_checks  # noqa: E402
from polyleaf.content.brochure import Value  # noqa: E402
from polyleaf.content.listed_names import ListedNames  # noqa: E402
from polyleaf.content.yaml_loader import load_brochure  # noqa: E402
from polyleaf.core.errors import InputError  # noqa: E402
from polyleaf.core.findings import Finding, Origin, Severity, Stage  # noqa: E402
from polyleaf.core.names import INTERFACE  # noqa: E402
from polyleaf.core.workspace import Workspace  # noqa: E402
from polyleaf.language.glossary import load_glossary  # noqa: E402
from polyleaf.language.languages import language  # noqa: E402
from polyleaf.language.statement_reader import load_wording  # noqa: E402
from polyleaf.translation.extraction import interface_messages  # noqa: E402
from polyleaf.translation.source_messages import SourceMessage, brochure_messages  # noqa: E402
from polyleaf.translation.words import Words, load_words  # noqa: E402

SLUG = "botox-and-fillers"
LANGUAGES = ("de", "fr", "pl", "tr", "ar", "fa", "ja", "zh_Hans")
PROJECT = Workspace(ROOT)
PAGE = ROOT / "docs" / "translation.md"
BEGIN, END = "<!-- planted errors: written by benchmarks/planted_errors.py -->", "<!-- planted errors: end -->"

DATA: Mapping[str, Any] = yaml.safe_load((ROOT / "benchmarks" / "planted_errors.yaml").read_text(encoding="utf-8"))
"""The small catalogue with typed numbers, and the errors."""

REWORDINGS: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    (ROOT / "benchmarks" / "rewordings.yaml").read_text(encoding="utf-8")
)
"""Good translations in other words, by language and message."""

ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
"""Programs speak English."""

Saying = Counter[str]
"""What a tool says of a catalogue: each kind of finding with how often it is made."""


@dataclass(frozen=True)
class Material:
    """Messages of a source, the values they name, and the translation of them that has no error."""

    domain: str
    messages: tuple[SourceMessage, ...]
    values: Mapping[str, Value]
    content: Callable[[str], bytes]


@cache
def leaflet() -> Material:
    brochure, _ = load_brochure(PROJECT, SLUG)
    messages = tuple(brochure_messages(brochure))
    return Material(SLUG, messages, brochure.values, lambda lang: PROJECT.catalog_file(lang, SLUG).read_bytes())


@cache
def interface() -> Material:
    messages = tuple(interface_messages(PROJECT))
    return Material(INTERFACE, messages, {}, lambda lang: PROJECT.catalog_file(lang, INTERFACE).read_bytes())


@cache
def typed() -> Material:
    messages = tuple(SourceMessage(msgid, Origin("typed"), True, (), ()) for msgid in DATA["typed"])
    return Material("typed", messages, {}, _typed_catalogue)


def _typed_catalogue(lang: str) -> bytes:
    catalog = Catalog(locale=lang, domain="typed", charset="utf-8", fuzzy=False)
    for msgid, translations in DATA["typed"].items():
        catalog.add(msgid, translations[lang])
    return _written(catalog)


def _written(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, include_lineno=False)
    return buffer.getvalue()


Plant = Callable[[Catalog, str], None]
"""Makes the error in a catalogue of a language."""

Pairs = Sequence[str] | Mapping[str, Sequence[str]]
"""What is replaced by what, or what changes places with what: in all languages, or in each."""


@dataclass(frozen=True)
class Planted:
    """An error and the catalogue that it is planted in."""

    what: str
    material: Callable[[], Material]
    plant: Plant


def change(msgid: str, words: Pairs) -> Plant:
    """Put other words into the translation of a message."""

    def plant(catalog: Catalog, lang: str) -> None:
        _replace(catalog, msgid, *_pair(words, lang))

    return plant


def exchange(msgid: str, words: Pairs) -> Plant:
    """Let two parts of a translation change places."""

    def plant(catalog: Catalog, lang: str) -> None:
        first, second = _pair(words, lang)
        for old, new in ((second, "\ue000"), (first, second), ("\ue000", first)):
            _replace(catalog, msgid, old, new)

    return plant


def _pair(words: Pairs, lang: str) -> Sequence[str]:
    return words[lang] if isinstance(words, Mapping) else words


def _replace(catalog: Catalog, msgid: str, old: str, new: str) -> None:
    message = _message(catalog, msgid)
    if old not in str(message.string):
        raise ValueError(f"{old!r} is not in the {catalog.locale} translation of {msgid!r}")
    message.string = str(message.string).replace(old, new)


def _message(catalog: Catalog, msgid: str) -> Message:
    message = catalog[msgid]
    if message is None:
        raise ValueError(f"{msgid!r} is not in the {catalog.locale} catalogue")
    return message


def double(msgid: str) -> Plant:
    """Say everything twice."""

    def plant(catalog: Catalog, lang: str) -> None:
        message = _message(catalog, msgid)
        message.string = language(lang).sentence_space.join((str(message.string), str(message.string)))

    return plant


def fuzzy(msgid: str) -> Plant:
    """A translation that was carried over from a similar message and that nobody has read."""

    def plant(catalog: Catalog, lang: str) -> None:  # noqa: ARG001 -- the same error in each language
        _message(catalog, msgid).flags.add("fuzzy")

    return plant


def _planted(entry: Mapping[str, Any]) -> Planted:
    """An error as the file beside this one describes it. Raises KeyError for one that it does not describe."""
    plants: dict[str, Callable[[], Plant]] = {
        "change": lambda: change(entry["message"], entry["change"]),
        "exchange": lambda: exchange(entry["message"], entry["exchange"]),
        "double": lambda: double(entry["message"]),
        "fuzzy": lambda: fuzzy(entry["message"]),
    }
    (kind,) = plants.keys() & entry.keys()
    return Planted(entry["what"], {"typed": typed, "leaflet": leaflet}[entry["in"]], plants[kind]())


PLANTED = tuple(map(_planted, DATA["planted"]))


def polyleaf(content: bytes, lang: str, material: Material) -> Saying:
    """What our checks say, by their ids."""
    return Counter(finding.check_id for finding in findings(content, lang, material))


def findings(content: bytes, lang: str, material: Material) -> Sequence[Finding]:
    """What our checks find in a catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        project = Workspace(Path(folder))
        path = project.catalog_file(lang, material.domain)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        try:
            words = load_words(project, material.domain, language(lang), "en")
        except InputError as error:
            return error.findings
    context = CatalogContext(
        language=language(lang),
        messages=material.messages,
        words=words,
        labels=(),
        interface=Words(""),
        font_languages=frozenset({lang}),
        glossary=PROJECT.load(load_glossary, language(lang)) if material.domain != "typed" else None,
        source_glossary=PROJECT.load(load_glossary, language("en")) if material.domain != "typed" else None,
        names=ListedNames(),
        wording=PROJECT.load(load_wording, language(lang)),
        source_wording=PROJECT.load(load_wording, language("en")),
        values=material.values,
    )
    return run_checks(Stage.CATALOG, context)


def msgfmt(content: bytes, lang: str, material: Material) -> Saying:  # noqa: ARG001 -- called as its peers are
    """GNU msgfmt --check: its messages without their lines."""
    said = _asked(content, lambda path: ["msgfmt", "--check", "--output-file=/dev/null", path]).stderr
    return Counter(re.sub(r"^.*?:\d+:|\d+", "", line) for line in said.splitlines() if line.strip())


def pofilter(content: bytes, lang: str, material: Material) -> Saying:  # noqa: ARG001
    """pofilter of the Translate Toolkit with all its standard tests for the language: their names."""
    command = Path(sys.executable).parent / "pofilter"
    said = _asked(content, lambda path: [command, "--progress=none", f"--language={lang}", path, "/dev/stdout"]).stdout
    return Counter(re.findall(r"^# \(pofilter\) (\w+)", said, re.MULTILINE))


def dennis(content: bytes, lang: str, material: Material) -> Saying:  # noqa: ARG001
    """dennis-cmd lint with all its rules: their codes."""
    command = Path(sys.executable).parent / "dennis-cmd"
    said = _asked(content, lambda path: [command, "lint", path]).stdout
    return Counter(re.findall(r"^([EW]\d+):", said, re.MULTILINE))


def _asked(content: bytes, command: Callable[[Path], list[str | Path]]) -> subprocess.CompletedProcess[str]:
    """What a program says of a catalogue. Raises FileNotFoundError for one that is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.po"
        path.write_bytes(content)
        return subprocess.run(command(path), capture_output=True, text=True, check=False, env=ENVIRONMENT)


Tool = Callable[[bytes, str, Material], Saying]
TOOLS: dict[str, Tool] = {"Polyleaf": polyleaf, "msgfmt --check": msgfmt, "pofilter": pofilter, "dennis": dennis}


def catches(tool: Tool, planted: Planted, lang: str) -> Saying:
    """What a tool says of the error: empty when it sees nothing."""
    catalog = _read(planted.material(), lang)
    planted.plant(catalog, lang)
    return tool(_written(catalog), lang, planted.material()) - _said_before(tool, planted.material, lang)


@cache
def _said_before(tool: Tool, material: Callable[[], Material], lang: str) -> Saying:
    """What a tool says of a catalogue in which nothing is planted."""
    return tool(_written(_read(material(), lang)), lang, material())


def _read(material: Material, lang: str) -> Catalog:
    return read_po(BytesIO(material.content(lang)), locale=lang)


def false_alarms(tool: Tool) -> Saying:
    """What a tool says of all the real catalogues."""
    said: Saying = Counter()
    for material in (leaflet(), interface()):
        for lang in PROJECT.languages(material.domain):
            said += tool(material.content(lang), lang, material)
    return said


def reworded(lang: str) -> Sequence[Finding]:
    """What our checks find in the leaflet's catalogue with all the good rewordings in it."""
    catalog = _read(leaflet(), lang)
    for msgid, translation in REWORDINGS[lang].items():
        _message(catalog, msgid).string = translation
    return findings(_written(catalog), lang, leaflet())


def tables() -> str:
    """The tables as Markdown."""
    rows = [_row(planted) for planted in PLANTED]
    alarms = {name: false_alarms(tool) for name, tool in TOOLS.items()}
    catalogues = sum(len(PROJECT.languages(material.domain)) for material in (leaflet(), interface()))
    head = ["| Planted error | " + " | ".join(TOOLS) + " |", "|---|" + "---|" * len(TOOLS)]
    totals = [str(sum(said.values())) for said in alarms.values()]
    last = [f"| **False alarms** in the {catalogues} real catalogues | {' | '.join(totals)} |"]
    kinds = [f"- {name}: {_kinds(said)}" for name, said in alarms.items() if said]
    alarms_by_kind = ["", "False alarms by kind:", "", *kinds, ""]
    return "\n".join([*head, *rows, *last, *alarms_by_kind, _of_rewordings(), "", _versions()])


def _of_rewordings() -> str:
    """What our checks say of the good rewordings."""
    found = [finding for lang in REWORDINGS for finding in reworded(lang)]
    errors, warnings = (
        Counter(finding.check_id for finding in found if finding.severity is severity)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    count = sum(map(len, REWORDINGS.values()))
    said = f"{errors.total()} errors, {warnings.total()} warnings"
    kinds = f" ({_kinds(errors + warnings)})" if found else ""
    return f"Polyleaf on {count} good rewordings in {len(REWORDINGS)} languages: {said}{kinds}."


def _versions() -> str:
    gettext = re.search(r"[\d.]+$", _asked(b"", lambda _: ["msgfmt", "--version"]).stdout.splitlines()[0])
    packages = f"Translate Toolkit {version('translate-toolkit')}, dennis {version('dennis')}"
    return f"Versions: GNU gettext {gettext[0] if gettext else ''}, {packages}."


def _row(planted: Planted) -> str:
    cells = []
    for tool in TOOLS.values():
        caught = [lang for lang in LANGUAGES if catches(tool, planted, lang)]
        cells.append("all" if len(caught) == len(LANGUAGES) else ", ".join(f"`{lang}`" for lang in caught) or "–")
    return f"| {planted.what} | {' | '.join(cells)} |"


def _kinds(said: Saying) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in said.most_common())


def write(page: str, content: str) -> str:
    """The page with the tables between their marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{content}\n\n{END}{after}"


def main() -> None:
    content = tables()
    PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), content), encoding="utf-8")
    print(content)


if __name__ == "__main__":
    main()
