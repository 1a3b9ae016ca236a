"""Checks of how a translation is written: spaces, marks, quotation marks, letters of other scripts, direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from polyleaf.checks.catalog import CatalogContext, Translated
from polyleaf.checks.registry import Problem, check
from polyleaf.content import markup
from polyleaf.content.text import letters
from polyleaf.core.findings import Severity, Stage
from polyleaf.language import values
from polyleaf.language.languages import Language
from polyleaf.language.lexicon import Lexicon

_LATIN_MARKS = ".,;:?!"
_OTHER_MARKS = "،؛؟۔।。、，；：？！։።၊။។"
_END_MARKS = frozenset(_LATIN_MARKS + _OTHER_MARKS) - frozenset(",،、，၊")
_BRACKETS = ("()", "[]", "（）", "【】")
_QUOTES = frozenset('"“”„‟«»‹›‘‚‛「」『』《》〈〉')
_AFTER_NO_SPACE = frozenset(f"{_LATIN_MARKS}{_OTHER_MARKS})）]")
_UNSPACED = "[\u3040-\u30ff\u3400-\u9fff]"  # kana and Han
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
# Letters that look like one of another alphabet (after Unicode's confusables.txt): Latin, Cyrillic, Greek.
_LOOKALIKES = frozenset("aceiopxysjABCEHIJKMOPSTXY\u0430\u0441\u0435\u0456\u043e\u0440\u0445\u0443\u0455\u0458")
_LOOKALIKES |= frozenset("\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423")
_LOOKALIKES |= frozenset("\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7")
_SCRIPT_ALPHABETS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK"}
_WIDE_SCRIPTS = frozenset({"Hans", "Hant", "Jpan"})  # their marks are full-width, their letters and digits are not
_FORMS = ("<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>")
# A character that is not a letter or digit, or the end of a value, and what follows it directly.
_STRAY_SIGN = re.compile(
    r"(?P<before>^|[\s{}()\[\].,;:!?،؛؟।。、，；：？！\"'“”„«»‘’…/*_–—-])(?P<sign>[^\x00-\u02ff\w\s])"
)
_ISOLATES, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"


def _written(context: CatalogContext) -> Iterator[tuple[Translated, Lexicon]]:
    """Every translation with the marks of its language."""
    if context.wording:
        for translation in context.translations():
            yield translation, context.wording.lexicon


@check(
    "space-wrong",
    Stage.CATALOG,
    "One space between words, none at the ends and before marks; no-break spaces where the language sets them.",
    Severity.WARNING,
)
def space_wrong(context: CatalogContext) -> Iterator[Problem]:
    """An additional space shows as a gap. A space that may break leaves a mark alone at the beginning of a line."""
    for translation, lexicon in _written(context):
        for what in dict.fromkeys((*_spaces(translation.text, lexicon), *_no_break_spaces(translation.text, lexicon))):
            yield translation.problem(f"{what} in the translation of {translation.named}")


def _spaces(text: str, lexicon: Lexicon) -> Iterator[str]:
    if text != text.strip():
        yield "a space at an end"
    if re.search(r"\s\s", text.strip()):
        yield "two spaces"
    closing = {pair[1] for pair in lexicon.pairs} - {pair[0] for pair in lexicon.pairs} - {"’"}
    for mark in re.findall(r"\s(\S)(?!\w)", text):
        if mark in _AFTER_NO_SPACE | closing and mark not in lexicon.no_break_before:
            yield f"a space before {mark!r}"
    if re.search(r"[(（]\s", text):
        yield "a space after a bracket"
    if re.search(f"{_UNSPACED}\\s{_UNSPACED}", text):
        yield "a space between words of a script without spaces"


def _no_break_spaces(text: str, lexicon: Lexicon) -> Iterator[str]:
    for mark in lexicon.no_break_before:
        # Not in 10:30, and not between the marks of "?!".
        if re.search(rf"[^\s\d{re.escape(lexicon.no_break_before)}]{re.escape(mark)}(?!\S)| {re.escape(mark)}", text):
            yield f"no no-break space before {mark!r}"
    for mark in lexicon.no_break_after:
        if re.search(rf"{re.escape(mark)}[^\u00a0\u202f]", text):
            yield f"no no-break space after {mark!r}"


@check(
    "ending-differs",
    Stage.CATALOG,
    "End it with the mark that the source ends with, in the language's form.",
    Severity.WARNING,
)
def ending_differs(context: CatalogContext) -> Iterator[Problem]:
    """After a colon without a list, or a question without its mark, something seems to be missing."""
    for translation, lexicon in _written(context):
        said, says = _ending(translation.message.msgid), _ending(translation.text)
        wanted = lexicon.marks.get(said, said)
        # A heading may become a question, and some marks are left out in some languages.
        allowed = (not said and lexicon.marks.get("?", "?") == says) or (not says and said in lexicon.unmarked)
        if not allowed and (says not in wanted or bool(says) != bool(wanted)):
            problem = f"ends with {says!r}" if says else "ends without a mark"
            expected = f" instead of {wanted[0]!r}" if wanted else ""
            yield translation.problem(f"the translation of {translation.named} {problem}{expected}")


def _ending(text: str) -> str:
    """The mark at the end of a text, ignoring quotation marks and markup. Empty if there is none."""
    bare = text.rstrip("*_ \u00a0\u202f’" + "".join(_QUOTES))
    return bare[-1] if bare and bare[-1] in _END_MARKS else ""


@check("mark-foreign", Stage.CATALOG, "Write the language's own mark.", Severity.WARNING)
def mark_foreign(context: CatalogContext) -> Iterator[Problem]:
    """A comma or question mark of another script looks wrong, and is read aloud wrong or not at all."""
    for translation, lexicon in _written(context):
        others = set(_OTHER_MARKS) - set("".join(lexicon.marks.values()))
        latin = re.findall(
            f"[^\x00-\u024f]([{re.escape(_LATIN_MARKS)}()])", markup.PLACEHOLDER.sub("x", translation.text)
        )
        wrong = [*filter(lexicon.marks.get, latin), *(char for char in translation.text if char in others)]
        for mark in dict.fromkeys(wrong):
            own = f" for {lexicon.marks[mark][0]!r}" if mark in lexicon.marks else ""
            yield translation.problem(f"{mark!r}{own} in the translation of {translation.named}")


@check("pair-broken", Stage.CATALOG, "Close what is opened, in the order in which it was opened.", Severity.WARNING)
def pair_broken(context: CatalogContext) -> Iterator[Problem]:
    """A bracket or quotation mark without its partner leaves open what belongs to it."""
    for translation, lexicon in _written(context):
        for mark in _unpaired(translation.text, (*_BRACKETS, *lexicon.pairs)):
            yield translation.problem(f"{mark!r} has no partner in the translation of {translation.named}")


def _unpaired(text: str, pairs: tuple[str, ...]) -> list[str]:
    """The marks without a partner, in order. A ’ that closes nothing is an apostrophe."""
    openers, closers = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    opened: list[str] = []
    stray: list[str] = []
    for char in text:
        if opened and opened[-1] + char in pairs:
            opened.pop()
        elif char in openers and char != "’":
            opened.append(char)
        elif char in closers and char != "’":
            stray.append(char)
    return [*stray, *opened]


@check(
    "quote-foreign", Stage.CATALOG, "Write the quotation marks and the apostrophe of the language.", Severity.WARNING
)
def quote_foreign(context: CatalogContext) -> Iterator[Problem]:
    """Straight quotation marks are for typewriters, and those of another language open where these close."""
    for translation, lexicon in _written(context):
        own = set("".join(lexicon.pairs))
        for mark in dict.fromkeys(char for char in translation.text if char in (_QUOTES | {"'"}) - own):
            wanted = "’" if mark == "'" else lexicon.pairs[0] if lexicon.pairs else ""
            yield translation.problem(f"{mark!r} for {wanted!r} in the translation of {translation.named}")


@check("letter-foreign", Stage.CATALOG, "Type the word again in the language's own letters.")
def letter_foreign(context: CatalogContext) -> Iterator[Problem]:
    """A letter that only looks right is not found by a search, is read aloud wrong, and may print in another font."""
    for translation, lexicon in _written(context):
        for what in dict.fromkeys(_foreign(translation, lexicon, context.language)):
            yield translation.problem(f"{what} in the translation of {translation.named}")


def _foreign(translation: Translated, lexicon: Lexicon, language: Language) -> Iterator[str]:
    alphabet, wide_marks = _SCRIPT_ALPHABETS.get(language.script), language.script in _WIDE_SCRIPTS
    # Names are in the source too. Its article "a" does not excuse a Latin a.
    names = {word for word in _WORD.findall(translation.message.msgid) if len(word) > 1 or word.isupper()}
    for word in _WORD.findall(markup.PLACEHOLDER.sub(" ", translation.text)):
        if word in names:
            continue
        alphabets = {name for char in word for name in _ALPHABETS if unicodedata.name(char, "").startswith(name)}
        if len(alphabets) > 1:
            yield f"{word!r} has letters of {' and '.join(sorted(name.title() for name in alphabets))}"
        elif alphabet and alphabets and alphabet not in alphabets and _looks_native(word):
            yield f"{word!r} is written in {alphabets.pop().title()}"
    for char in translation.text:
        if char in lexicon.foreign_letters:
            yield f"{char!r} (U+{ord(char):04X}) for {lexicon.foreign_letters[char]!r}"
        elif unicodedata.decomposition(char).startswith(_FORMS) and (char.isalnum() or not wide_marks):
            yield f"{char!r} (U+{ord(char):04X}) for {unicodedata.normalize('NFKC', char)!r}"


def _looks_native(word: str) -> bool:
    """Whether each letter looks like one of another alphabet. Capitals are more likely an abbreviation."""
    return set(word) <= _LOOKALIKES and (len(word) == 1 or not word.isupper())


@check("sign-without-letter", Stage.CATALOG, "Write a letter before it, or take it out; a number cannot carry it.")
def sign_without_letter(context: CatalogContext) -> Iterator[Problem]:
    """An accent or vowel sign needs a letter. After a number, a space or a mark it prints on a dotted circle."""
    for translation in context.translations():
        for match in _STRAY_SIGN.finditer(translation.text):
            before, sign = match["before"] or "the beginning", match["sign"]
            if before == "}" and _carries(translation.text[: match.start("sign")], sign, context):
                continue
            if unicodedata.category(sign).startswith("M") and not _is_selector(sign):
                problem = f"U+{ord(sign):04X} after {before!r} in the translation of {translation.named}"
                yield translation.problem(problem)


def _carries(text: str, sign: str, context: CatalogContext) -> bool:
    """Whether the value with which a text ends is printed with a letter of the sign's script at its end."""
    *_, name = markup.placeholders(text) or ("",)
    head, _, part = name.partition(".")
    value = context.values.get(head)
    if value is None or (part and value.value is not None):
        return False  # another check reports a value that the brochure does not have
    last = values.form(value, part, context.language)[-1]
    return last.isalpha() and unicodedata.name(last).split()[0] == unicodedata.name(sign, "").split()[0]


def _is_selector(char: str) -> bool:
    """Whether a character only selects the form of the one before it, such as that of an emoji."""
    return unicodedata.name(char, "").startswith("VARIATION SELECTOR")


@check("bidi-broken", Stage.CATALOG, "Close each isolate where it is opened, or better take them out.")
def bidi_broken(context: CatalogContext) -> Iterator[Problem]:
    """An isolate without an end sets the following text in the wrong direction. Other direction
    controls are refused.
    """
    for translation in context.translations():
        opened = 0
        for char in translation.text:
            opened += (char in _ISOLATES) - (char == _POP_ISOLATE)
            if opened < 0:
                break
        if opened:
            what = "stays open" if opened > 0 else "is closed that was not opened"
            yield translation.problem(f"an isolate {what} in the translation of {translation.named}")


@check(
    "length-over",
    Stage.CATALOG,
    "Say it in fewer letters; where the place holds more, raise the limit in the source and measure it.",
    Severity.WARNING,
)
def length_over(context: CatalogContext) -> Iterator[Problem]:
    """A column heading or label that is too long for its place takes another line, or the room of other text."""
    for translation in context.translations():
        length, limit = letters(translation.text), translation.message.max_length
        if limit and length > limit:
            problem = f"{length} letters where {limit} have room (full-width ones count twice): {translation.named}"
            yield translation.problem(problem)
