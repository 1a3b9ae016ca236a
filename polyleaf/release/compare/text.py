"""What changed between two texts, word by word, and what is at risk: a number, or a negation.

In scripts without spaces between words, texts are compared by letters with their signs, but numbers and Latin words are
kept together. Spaces, line breaks and hyphens at the end of a line make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from polyleaf.core.workspace import Workspace
from polyleaf.language.languages import Language
from polyleaf.language.lexicon import Lexicon
from polyleaf.language.statement_reader import StatementReader, load_wording
from polyleaf.language.word_patterns import UNSPACED

_WORDS_AROUND, _LETTERS_AROUND = 8, 16  # shown on each side of a change
_NEAR = 2  # changes with at most this many words between them are one
_FLOWED = 20  # this many letters that left one page and are on another have moved with the pages; no value is as long
# PDFium gives U+0002 or U+FFFE for any hyphen that ends a line, so one between letters counts for nothing anywhere.
_HYPHEN_AT_END = re.compile("(?<=[^\\W\\d_])[\u00ad\u2010\x02\ufffe]$")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\x02\ufffe]")
_LETTER_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_])")
_WORD = re.compile(r"\S+\s*")
_SIGNS = "\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u3099\u309a\ufe00-\ufe0f"  # of Thai and kana, and variants
_LETTER = re.compile(rf"(?:\d+(?:[.,\u066b\u066c~～–-]\d+)*|[A-Za-z\u00c0-\u024f]+|\S[{_SIGNS}]*)\s*")


@dataclass(frozen=True)
class Token:
    """A word, or a letter with its signs, in the form in which it is compared, and as it is shown
    with the space after it.
    """

    key: str
    shown: str


@dataclass(frozen=True)
class TextChange:
    """Words that replace others, with the words around them. `old` or `new` is empty if there were none.

    `alarms` says what the change may concern: `number`, `negation`. `moved` names the page from which or to which the
    same words moved, if nothing else changed.
    """

    before: str
    old: str
    new: str
    after: str
    alarms: tuple[str, ...] = ()
    moved: str = ""


class TextComparer:
    """Compares texts of one language. The lexicon of the language, if there is one, finds numbers and negations."""

    def __init__(self, workspace: Workspace, language: Language) -> None:
        self._spaced = language.script not in UNSPACED
        self._wording = workspace.load(load_wording, language) or StatementReader(language, Lexicon.model_validate({}))

    def unwrapped(self, lines: Iterable[str]) -> str:
        """One text from the lines of a page."""
        return "".join(self._unbroken(line.rstrip()) for line in lines)

    def _unbroken(self, line: str) -> str:
        whole = _HYPHEN_AT_END.sub("", line)
        return whole if whole != line else line + " " * self._spaced

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words of a text, or its letters if the script has no spaces between words."""
        pieces = (_WORD if self._spaced else _LETTER).findall(_UNSEEN.sub("", unicodedata.normalize("NFC", text)))
        return tuple(Token(_key(piece), " ".join(piece.split()) + " " * piece[-1].isspace()) for piece in pieces)

    def changes(self, old: Sequence[Token], new: Sequence[Token]) -> list[TextChange]:
        """The changes from one text to another, in the order of the new one."""
        return [
            self._change(old, new, *spans)
            for spans in _spans([token.key for token in old], [token.key for token in new])
        ]

    def _change(self, old: Sequence[Token], new: Sequence[Token], was: slice, now: slice) -> TextChange:
        around = _WORDS_AROUND if self._spaced else _LETTERS_AROUND
        before, after = new[max(0, now.start - around) : now.start], new[now.stop : now.stop + around]
        change = TextChange(_shown(before), _shown(old[was]), _shown(new[now]), _shown(after))
        return replace(change, alarms=tuple(self._alarms(change)))

    def _alarms(self, change: TextChange) -> Iterator[str]:
        was, now = (change.before + part + change.after for part in (change.old, change.new))
        if self._wording.quantities(was).stated != self._wording.quantities(now).stated:
            yield "number"
        if self._wording.negations(was).said != self._wording.negations(now).said:
            yield "negation"


def _key(piece: str) -> str:
    return _LETTER_HYPHEN.sub("", piece.strip())


def _shown(tokens: Iterable[Token]) -> str:
    return "".join(token.shown for token in tokens)


def _spans(old: Sequence[str], new: Sequence[str]) -> list[tuple[slice, slice]]:
    """What differs, in old and in new. Differences that are close to each other are one span."""
    spans: list[tuple[slice, slice]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if spans and start - spans[-1][0].stop <= _NEAR:
            was, now = spans.pop()
            start, new_start = was.start, now.start  # noqa: PLW2901 -- it begins where the one before it began
        spans.append((slice(start, end), slice(new_start, new_end)))
    return spans


def with_moves(
    parts: Sequence[Sequence[TextChange]], old_names: Sequence[str], new_names: Sequence[str]
) -> list[tuple[TextChange, ...]]:
    """The changes of each part of an edition. Words that only moved from one part to another are marked as such.

    Only words that were removed once and added once count as moved. If the same words were removed twice, one may be
    lost.
    """
    gone, come = _places(parts, "old"), _places(parts, "new")

    def marked(change: TextChange) -> TextChange:
        text = _squeezed(change.old or change.new)
        sources, targets = gone[text], come[text]
        if (change.old and change.new) or len(sources) != 1 or len(targets) != 1 or sources == targets:
            return change
        moved = f"from {old_names[sources[0]]}" if change.new else f"to {new_names[targets[0]]}"
        return replace(change, alarms=(), moved=moved)

    return [tuple(map(marked, changes)) for changes in parts]


def _places(parts: Sequence[Sequence[TextChange]], side: str) -> dict[str, list[int]]:
    """The longer texts that are on one side only, each with its parts."""
    found: dict[str, list[int]] = defaultdict(list)
    for part, changes in enumerate(parts):
        for change in changes:
            text = _squeezed(getattr(change, side))
            if not (change.old and change.new) and len(text) >= _FLOWED:
                found[text].append(part)
    return found


def _squeezed(shown: str) -> str:
    return "".join(shown.split())
