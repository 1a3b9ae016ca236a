"""The parity report: whether every language says as much as the source, measure by measure, on one page.

It compares catalogues. The checks of a build prove that each edition prints its safety text completely and in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from polyleaf.content.brochure import Section, walk
from polyleaf.content.markup import placeholders
from polyleaf.content.text import Text
from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import language
from polyleaf.language.statement_reader import StatementReader, load_wording
from polyleaf.render.html import environment
from polyleaf.review.table import table_lines
from polyleaf.translation.approval_status import Counts, Translation, load_translation, review_languages


@dataclass(frozen=True)
class Measured:
    """The result of a measure in one language: a count, and how it differs from the source."""

    count: int
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A translation, and the readers of its source's language and its own. They are None for a
    language without a lexicon.
    """

    translation: Translation
    source: StatementReader | None
    own: StatementReader | None

    @property
    def safety_texts(self) -> list[str]:
        """The safety texts of the source, in reading order."""
        return [status.message.msgid for status in self.translation.statuses if status.message.critical]


@dataclass(frozen=True)
class Measure:
    """Something of which all languages have as many as the source. `take` measures it in one of them."""

    name: str
    take: Callable[[Subject], Measured]


@dataclass(frozen=True)
class ParityRow:
    """A language with its measures, in order, and how much of it is approved."""

    translation: Translation
    measured: tuple[Measured, ...]
    approved: Counts

    @property
    def differences(self) -> Iterator[tuple[str, str]]:
        """Each difference with the name of its measure."""
        for measure, measured in zip(MEASURES, self.measured, strict=True):
            yield from ((measure.name, difference) for difference in measured.differences)


@dataclass(frozen=True)
class Parity:
    """A brochure in all its languages, the source first."""

    slug: str
    version: str
    rows: tuple[ParityRow, ...]

    @property
    def holds(self) -> bool:
        """Whether no language differs. A missing approval is not a difference of the text."""
        return not any(measured.differences for row in self.rows for measured in row.measured)


def parity(workspace: Workspace, slug: str) -> Parity:
    """The parity of a brochure's languages. Raises InputError."""
    workspace.refresh()
    translations = [load_translation(workspace, slug, code) for code in review_languages(workspace, slug)]
    source_first = sorted(translations, key=lambda t: (t.language.code != t.brochure.language, t.language.code))
    rows = tuple(_row(workspace, translation) for translation in source_first)
    return Parity(slug, source_first[0].brochure.imprint.version, rows)


def _row(workspace: Workspace, translation: Translation) -> ParityRow:
    source = workspace.load(load_wording, language(translation.brochure.language))
    subject = Subject(translation, source, workspace.load(load_wording, translation.language))
    measures = tuple(measure.take(subject) for measure in MEASURES)
    return ParityRow(translation, measures, Counts.of(translation.statuses))


def _sections(subject: Subject) -> Measured:
    """Sections with a title. Two with the same title could not be distinguished."""
    return _distinct(subject.translation, [section.title for section in subject.translation.brochure.sections])


def _warnings(subject: Subject) -> Measured:
    """Items of the lists in safety sections. If two read the same, one is wrong."""
    return _distinct(subject.translation, list(_warning_items(subject.translation)))


def _warning_items(translation: Translation) -> Iterator[Text]:
    for section in translation.brochure.sections:
        if section.critical:
            yield from _items(section)


def _items(section: Section) -> Iterator[Text]:
    return (text for path, text in walk(section) if isinstance(text, Text) and "items" in path[-2:])


def _distinct(translation: Translation, texts: Sequence[Text]) -> Measured:
    """The texts that are translated, each different from the others."""
    differences = []
    said: dict[str, str] = {}
    for msgid in dict.fromkeys(text.text for text in texts):
        words = translation.words.get(msgid)
        if words is None:
            differences.append(f"not translated: {msgid!r}")
        elif words in said:
            differences.append(f"the same words for {said[words]!r} and {msgid!r}")
        else:
            said[words] = msgid
    return Measured(len(said), tuple(differences))


def _values_of_warnings(subject: Subject) -> Measured:
    """The values in safety text, message by message in reading order. A warning in the wrong place moves them."""
    return _compared(subject.translation, subject.safety_texts)


def _values(subject: Subject) -> Measured:
    """The values of all messages."""
    return _compared(subject.translation, [status.message.msgid for status in subject.translation.statuses])


def _negations_of_warnings(subject: Subject) -> Measured:
    """The negations of the source that safety text has too, message by message. Additional ones are not counted."""
    if subject.source is None or subject.own is None:
        return Measured(0, (f"no lexicon for {subject.translation.language.english_name} to find them with",))
    count = 0
    differences = []
    for msgid in subject.safety_texts:
        source = subject.source.negations(msgid)
        own = subject.own.negations(subject.translation.words.get(msgid) or "")
        count += min(source.said, own.said)
        if source.missing_in(own) or source.added_in(own):
            differences.append(f"negates {own.said} instead of {source.said} times: {msgid!r}")
    return Measured(count, tuple(differences))


def _compared(translation: Translation, msgids: Iterable[str]) -> Measured:
    """The names in braces of messages, compared with their sources. The two ends of a range are one value."""
    count = 0
    differences = []
    for msgid in msgids:
        source, target = (_named(text) for text in (msgid, translation.words.get(msgid) or ""))
        count += len(target)
        if source != target:
            expected, found = (", ".join(sorted(names)) or "nothing" for names in (source, target))
            differences.append(f"names {found} instead of {expected}: {msgid!r}")
    return Measured(count, tuple(differences))


def _named(text: str) -> set[str]:
    return {name.removesuffix(".from").removesuffix(".to") for name in placeholders(text)}


MEASURES = (
    Measure("sections", _sections),
    Measure("warnings", _warnings),
    Measure("values in warnings", _values_of_warnings),
    Measure("values", _values),
    Measure("negations in warnings", _negations_of_warnings),
)
"""The measures."""


def parities_as_text(parities: Iterable[Parity]) -> str:
    return "\n".join(line for each in parities for line in _lines(each))


def _lines(each: Parity) -> Iterator[str]:
    heads = ["", *(measure.name for measure in MEASURES), "approved"]
    yield f"{each.slug}, version {each.version}"
    yield from table_lines([heads, *([row.translation.language.code, *_cells(row)] for row in each.rows)])
    for row in each.rows:
        for name, difference in row.differences:
            yield f"{row.translation.language.code}: {name}: {difference}"


def _cells(row: ParityRow) -> list[str]:
    counts = [f"{measured.count}{' !' * bool(measured.differences)}" for measured in row.measured]
    return [*counts, f"{row.approved.approved} of {row.approved.total}"]


def parities_as_json(parities: Iterable[Parity]) -> str:
    return json.dumps({"brochures": [_as_dict(each) for each in parities]}, ensure_ascii=False, indent=2)


def _as_dict(each: Parity) -> dict[str, object]:
    return {
        "brochure": each.slug,
        "version": each.version,
        "holds": each.holds,
        "languages": [
            {
                "language": row.translation.language.code,
                "measures": {m.name: measured.count for m, measured in zip(MEASURES, row.measured, strict=True)},
                "differences": [{"measure": name, "message": message} for name, message in row.differences],
                "approved": row.approved.approved,
                "void": row.approved.void,
                "never_approved": row.approved.never,
            }
            for row in each.rows
        ],
    }


def parities_as_html(parities: Sequence[Parity], workspace: Workspace) -> str:
    """One page of HTML that needs no other file."""
    template = workspace.load(environment).get_template("parity.html")
    return template.render(parities=parities, measures=MEASURES)


FORMS: Mapping[str, Callable[[Sequence[Parity], Workspace], str]] = {
    "text": lambda parities, _: parities_as_text(parities),
    "json": lambda parities, _: parities_as_json(parities),
    "html": parities_as_html,
}
"""What `parity --report` offers."""
