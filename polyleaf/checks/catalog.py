"""Checks of a translation against its source, message by message."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polyleaf.checks.registry import Problem, check
from polyleaf.content import markup
from polyleaf.content.brochure import Value
from polyleaf.content.listed_names import ListedNames
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.language.clauses import ClauseReader
from polyleaf.language.glossary import LanguageGlossary
from polyleaf.language.languages import Language
from polyleaf.language.statement_reader import StatementReader
from polyleaf.language.word_patterns import fold
from polyleaf.translation.source_messages import SourceMessage
from polyleaf.translation.words import FOREIGN_HINT, SourceWords, Words, foreign_problem, is_foreign

_DIGIT = re.compile(r"\d+")  # every script's digits
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{\{|\{%|\{#")
_PATH = re.compile(r"\w+://\S*|(?<!\w)(?:\.{1,2}/|~/|/\w[\w.-]*/)\S*|\b[A-Za-z]:\\\S*|\\\\\w\S*")
_CONTROL_CATEGORIES = {"Cc", "Co", "Cn", "Cs", "Zl", "Zp"}  # control, private, unassigned, surrogate, separators
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")  # embeddings and overrides; the program itself sets isolates
_LOST = "\ufffd"  # used for a character that was not understood
_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&[a-zA-Z]+;|&#\w+;")


@dataclass(frozen=True)
class Translated:
    """A message, its translation, and where the translation is: in the catalogue, or in the source itself."""

    message: SourceMessage
    text: str
    origin: Origin

    @property
    def named(self) -> str:
        return _named(self.message)

    def problem(self, what: str, *, unsure: bool = False) -> Problem:
        """What is wrong with this translation; `unsure` if the check may be mistaken."""
        return Problem(self.origin, what, self.message.critical, self.message.msgid, unsure)


@dataclass(frozen=True)
class CatalogContext:
    """The messages of a brochure and of the templates, the catalogues for both, and the languages with a font.

    A wording is None for a language without a lexicon. Checks that read its words or marks are then skipped.
    """

    language: Language
    messages: tuple[SourceMessage, ...]
    words: Words
    labels: tuple[SourceMessage, ...]
    interface: Words
    font_languages: frozenset[str]
    glossary: LanguageGlossary | None
    source_glossary: LanguageGlossary | None
    wording: StatementReader | None
    source_wording: StatementReader | None
    values: Mapping[str, Value]
    names: ListedNames

    @property
    def source_clauses(self) -> ClauseReader | None:
        return self.source_wording.clauses if self.source_wording else None

    @property
    def clauses(self) -> ClauseReader | None:
        return self.wording.clauses if self.wording else None

    def pairs(self) -> Iterator[tuple[SourceMessage, Words]]:
        """Every message, with the catalogue that translates it."""
        yield from ((message, self.words) for message in self.messages)
        yield from ((message, self.interface) for message in self.labels)

    def foreign(self) -> list[Words]:
        """The catalogues that belong to another source."""
        both = ((self.words, self.messages), (self.interface, self.labels))
        return [words for words, messages in both if is_foreign(words.messages, {m.msgid for m in messages})]

    def translated(self) -> Iterator[tuple[SourceMessage, Words, str]]:
        for message, words in self.pairs():
            translation = words.get(message.msgid)
            if translation is not None:
                yield message, words, translation

    def translations(self) -> Iterator[Translated]:
        """Every message that has a translation. In the source language and its variants that is every message."""
        for message, words, text in self.translated():
            origin = words.origin(message.msgid) if message.msgid in words.messages else message.origin
            yield Translated(message, text, origin)


def _named(message: SourceMessage) -> str:
    """The message as findings name it: safety text is named as such, and long texts are shortened."""
    text = message.msgid if len(message.msgid) <= 60 else f"{message.msgid[:57]}..."
    return f"safety text {text!r}" if message.critical else f"{text!r}"


def _problem(message: SourceMessage, words: Words, what: str) -> Problem:
    """What is wrong with a message in its catalogue."""
    return Problem(words.origin(message.msgid), what, safety=message.critical, msgid=message.msgid)


@check(
    "catalog-foreign",
    Stage.CATALOG,
    FOREIGN_HINT,
    concern=Concern.CONTENT,
)
def catalog_foreign(context: CatalogContext) -> Iterator[Problem]:
    """The catalogue of another brochure translates nothing here. Otherwise each text would be reported as missing."""
    for words in context.foreign():
        yield Problem(Origin(words.path, 1), foreign_problem(len(words.messages)))


@check("message-missing", Stage.CATALOG, "Translate it. No language falls back to another.", concern=Concern.CONTENT)
def message_missing(context: CatalogContext) -> Iterator[Problem]:
    """A text without translation would be printed in a language that the patient may not read."""
    foreign = {words.path for words in context.foreign()}
    for message, words in context.pairs():
        entry = words.messages.get(message.msgid)
        if (
            words.get(message.msgid) is None
            and words.path not in foreign
            and not (entry and entry.fuzzy and entry.string)
        ):
            where = f" (section {', '.join(message.sections)})" if message.sections else ""
            yield _problem(message, words, f"not translated: {_named(message)}{where}")


@check(
    "message-untranslated",
    Stage.CATALOG,
    "Translate it, or name it under 'same_as_source' in the language's glossary.",
    concern=Concern.CONTENT,
)
def message_untranslated(context: CatalogContext) -> Iterator[Problem]:
    """Readers of the language cannot read a translation that repeats the source, or is in the wrong script."""
    allowed = context.glossary.same_as_source if context.glossary else ()
    for message, words, translation in context.translated():
        if isinstance(words, SourceWords):
            continue
        said, says = (markup.PLACEHOLDER.sub("", context.names.without(text)) for text in (message.msgid, translation))
        letters = [char for char in says if char.isalpha()]
        wanted = any(map(str.isalpha, said))
        if translation == message.msgid and wanted and message.msgid not in allowed:
            yield _problem(message, words, f"the translation repeats the source: {_named(message)}")
        elif wanted and not any(_in_script(char, context.language.script) for char in letters):
            yield _problem(
                message, words, f"no letter of the {context.language.english_name} script in {_named(message)}"
            )


_SCRIPT_NAMES = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Arab": ("ARABIC",),
    "Deva": ("DEVANAGARI",),
    "Thai": ("THAI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"),
}


def _in_script(char: str, script: str) -> bool:
    """Whether a letter is of that script, by its Unicode name. Every letter is, if the script is not listed here."""
    return script not in _SCRIPT_NAMES or unicodedata.name(char, "").startswith(_SCRIPT_NAMES[script])


@check(
    "message-fuzzy",
    Stage.CATALOG,
    "Compare it with the source, fix it, and remove the fuzzy flag.",
    concern=Concern.CONTENT,
)
def message_fuzzy(context: CatalogContext) -> Iterator[Problem]:
    """A fuzzy translation belongs to an older or a similar text. If it were printed, an outdated
    fact would be printed.
    """
    for message, words in context.pairs():
        entry = words.messages.get(message.msgid)
        if entry and entry.fuzzy and entry.string:
            yield _problem(message, words, f"fuzzy: {_named(message)}")


@check(
    "placeholder-differs",
    Stage.CATALOG,
    "Use the placeholders of the source, each as often as it does.",
    concern=Concern.CONTENT,
)
def placeholder_differs(context: CatalogContext) -> Iterator[Problem]:
    """A lost, doubled or swapped placeholder prints no number, or the wrong one."""
    for message, words, translation in context.translated():
        plain = _TEMPLATE.sub("", translation)  # it has a check of its own
        source, target = _values_named(message.msgid), _values_named(plain)
        for name in sorted((source - target).elements()):
            yield _problem(message, words, f"{{{name}}} is missing in the translation of {_named(message)}")
        for name in sorted((target - source).elements()):
            yield _problem(message, words, f"{{{name}}} is not in the source: {_named(message)}")
        if re.search(r"[{}]", markup.PLACEHOLDER.sub("", plain)):
            yield _problem(message, words, f"a brace without a value in the translation of {_named(message)}")


def _values_named(text: str) -> Counter[str]:
    """The values that a text prints. A range counts once, as `{x}` or as both `{x.from}` and `{x.to}`."""
    names = Counter(markup.placeholders(text))
    for name in [name for name in names if name.endswith(".from")]:
        whole = name.removesuffix(".from")
        both = min(names[name], names[f"{whole}.to"])
        names[name] -= both
        names[f"{whole}.to"] -= both
        names[whole] += both
    return +names


@check(
    "number-in-translation",
    Stage.CATALOG,
    "Use the placeholder; a number is never typed into a sentence.",
    concern=Concern.CONTENT,
)
def number_in_translation(context: CatalogContext) -> Iterator[Problem]:
    """A number typed into a translation stays as it is when the fact changes."""
    for message, words, translation in context.translated():
        free = _DIGIT.findall(markup.PLACEHOLDER.sub("", context.names.without(translation)))
        if free:
            problem = f"free number {', '.join(free)} in the translation of {_named(message)}"
            yield _problem(message, words, problem)


@check("name-differs", Stage.CATALOG, "Write the names of the source, exactly as they are.", concern=Concern.CONTENT)
def name_differs(context: CatalogContext) -> Iterator[Problem]:
    """A name with digits is looked up or dialled as it is written: L4/L5 is another place than L3/L4."""
    for translation in context.translations():
        source, own = (set(context.names.found(text)) for text in (translation.message.msgid, translation.text))
        for name in sorted(source - own):
            yield translation.problem(f"the name {name!r} is missing in the translation of {translation.named}")
        for name in sorted(own - source):
            yield translation.problem(f"the name {name!r} is not in the source of {translation.named}")


@check("markup-differs", Stage.CATALOG, "Keep the source's links and emphasis, and pair the asterisks.")
def markup_differs(context: CatalogContext) -> Iterator[Problem]:
    """A link to elsewhere misleads, a warning without its emphasis is overlooked, and stray markup
    signs are printed.
    """
    for message, words, translation in context.translated():
        if markup.links(message.msgid) != markup.links(translation):
            yield _problem(message, words, f"the links differ from those of {_named(message)}")
        if markup.emphasis(message.msgid) != markup.emphasis(translation):
            yield _problem(message, words, f"what is emphasized differs from {_named(message)}")
        for sign in markup.leftovers(translation):
            yield _problem(message, words, f"{sign!r} is printed as it is in the translation of {_named(message)}")


@check("html-in-translation", Stage.CATALOG, "Write plain words; bold is **so**.")
def html_in_translation(context: CatalogContext) -> Iterator[Problem]:
    """HTML in a translation is never markup: it is escaped, and a patient would read the tags."""
    for message, words, translation in context.translated():
        tags = _HTML.findall(translation)
        if tags:
            yield _problem(message, words, f"HTML {tags[0]!r} in the translation of {_named(message)}")


@check(
    "template-in-translation", Stage.CATALOG, "Write plain words; a value is {so}, with the name that the source has."
)
def template_in_translation(context: CatalogContext) -> Iterator[Problem]:
    """A translation is never run as a template. A patient would read the signs, and perhaps no value."""
    for message, words, translation in context.translated():
        for found in _TEMPLATE.findall(translation)[:1]:
            yield _problem(message, words, f"template syntax {found!r} in the translation of {_named(message)}")


@check("control-in-translation", Stage.CATALOG, "Remove it, or type the letter that was meant.")
def control_in_translation(context: CatalogContext) -> Iterator[Problem]:
    """A character that is not a letter is printed as a box, or reverses the words after it. Often a letter was lost."""
    for message, words, translation in context.translated():
        for char in dict.fromkeys(filter(_is_control, translation)):
            problem = f"the character U+{ord(char):04X} in the translation of {_named(message)}"
            yield _problem(message, words, problem)


def _is_control(char: str) -> bool:
    return char in _TURNING or char == _LOST or unicodedata.category(char) in _CONTROL_CATEGORIES


@check("path-in-translation", Stage.CATALOG, "Leave it out; addresses come from the source and the clinic's profile.")
def path_in_translation(context: CatalogContext) -> Iterator[Problem]:
    """A file or an address that the source does not name was pasted by mistake, or leads the
    patient to the wrong place.
    """
    for message, words, translation in context.translated():
        for found in _PATH.findall(translation):
            if found not in message.msgid:
                yield _problem(message, words, f"{found!r} in the translation of {_named(message)}")


@check("language-without-font", Stage.CATALOG, "Give the language a family in styles/fonts.yaml.")
def language_without_font(context: CatalogContext) -> Iterator[Problem]:
    """A language whose script no locked font covers would be printed as boxes, or in a font that nobody chose."""
    if context.language.code not in context.font_languages:
        yield Problem(context.words.origin(""), f"no family of the font lock is for {context.language.english_name}")


@check("term-differs", Stage.CATALOG, "Use the glossary's word, or add the stem to the glossary.")
def term_differs(context: CatalogContext) -> Iterator[Problem]:
    """A thing with two names in one leaflet looks like two things to a patient."""
    for message, words, translation in context.translated():
        source, target = fold(markup.PLACEHOLDER.sub("", message.msgid)), fold(translation)
        for term in context.glossary.terms if context.glossary else ():
            if fold(term.source) in source and not any(fold(stem) in target for stem in term.use):
                expected = " or ".join(repr(stem) for stem in term.use)
                problem = f"{term.source!r} is not translated by {expected} in {_named(message)}"
                yield _problem(message, words, problem)


@check("term-forbidden", Stage.CATALOG, "Say it in other words; the glossary tells why.")
def term_forbidden(context: CatalogContext) -> Iterator[Problem]:
    """Some words mislead: they promise or frighten, or they name another condition or a brand."""
    for message, words, translation in context.translated():
        for entry in context.glossary.forbidden if context.glossary else ():
            for word in entry.words:
                if fold(word) in fold(translation):
                    problem = f"{word!r} in the translation of {_named(message)}: {entry.reason}"
                    yield _problem(message, words, problem)
