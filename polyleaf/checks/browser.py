"""Checks of what a real browser shows of a page's safety text, for `check --browser`.

They look at the page, so they see what the closed list of styles may have missed. They do not see what only another
browser shows, what happens only while the reader does something, or what only a screen reader gets. The list is checked
in every build.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.render.browser import SeenText, View

_LEAST_INK = 0.95  # of the letters of a word; on plain pages in 18 languages, it is all of it
_LEAST_CONTRAST = 4.5  # of ink as it is drawn: strokes thinner than a pixel are paler than their colour
_SHOWN = 60


@dataclass(frozen=True)
class BrowserContext:
    """What the windows show of an edition."""

    edition: str
    views: tuple[View, ...]

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)


@check(
    "browser-unseen",
    Stage.BROWSER,
    "Look at the page in that window; take out what lies over the text, moves it or hides it.",
    concern=Concern.SAFETY,
)
def browser_unseen(context: BrowserContext) -> Iterator[Problem]:
    """Each line of safety text must be visible where it is, and each word must show the ink of all its letters."""
    for view in context.views:
        if not view.texts:
            yield Problem(context.origin, f"{view.window.name}: there is no safety text")
        problems = [(text, text.problem or _lost_ink(text)) for text in view.texts]
        for said in dict.fromkeys(problem for _, problem in problems if problem):
            yield Problem(
                context.origin, _described(view, [text for text, problem in problems if problem == said], said)
            )


def _lost_ink(text: SeenText) -> str:
    """What is reported about a text with words that are only partly visible, or not at all."""
    least = min((word.ink for word in text.words), default=1.0)
    return "a part of its letters is not seen" if least < _LEAST_INK else ""


def _described(view: View, texts: Sequence[SeenText], said: str) -> str:
    """The text of a finding about one or more texts: the first of them, and how many others."""
    first = texts[0].text if len(texts[0].text) <= _SHOWN else f"{texts[0].text[:_SHOWN]}…"
    others = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    return f"{view.window.name}: {first!r}{others}: {said}"


@check(
    "browser-faint",
    Stage.BROWSER,
    "Give the text a darker colour, or its ground a lighter one.",
    concern=Concern.SAFETY,
)
def browser_faint(context: BrowserContext) -> Iterator[Problem]:
    """Old eyes, and readers in the sun, cannot read text that is drawn with a contrast below 4.5 to 1."""
    for view in context.views:
        seen = [text for text in view.texts if not text.problem and not _lost_ink(text) and text.words]
        faint = [text for text in seen if min(word.contrast for word in text.words) < _LEAST_CONTRAST]
        if faint:
            least = min(word.contrast for text in faint for word in text.words)
            yield Problem(context.origin, _described(view, faint, f"its contrast is {least:.1f} to 1"))


@check("browser-small", Stage.BROWSER, "Set the text larger, and scale nothing.", concern=Concern.SAFETY)
def browser_small(context: BrowserContext) -> Iterator[Problem]:
    """Safety text is at least as large as running text, because smaller text looks like small print and is not read."""
    for view in context.views:
        small = [text for text in view.texts if not text.problem and text.size_px < view.window.least_px]
        if small:
            said = f"its type is {min(text.size_px for text in small):.1f} px high, not {view.window.least_px:g} px"
            yield Problem(context.origin, _described(view, small, said))


@check(
    "browser-changed",
    Stage.BROWSER,
    "Take out the style named: safety text is set in the locked fonts, in its own direction, as it was written.",
    concern=Concern.SAFETY,
)
def browser_changed(context: BrowserContext) -> Iterator[Problem]:
    """Letters that are reversed, struck through or replaced by others say something that nobody approved."""
    for view in context.views:
        for said in dict.fromkeys(text.changed for text in view.texts if text.changed):
            changed = [text for text in view.texts if text.changed == said]
            yield Problem(context.origin, _described(view, changed, f"it is changed by {said}"))


@check(
    "browser-order",
    Stage.BROWSER,
    "Take out what moves the text: an order, a float, a direction, a place in a grid.",
    concern=Concern.SAFETY,
)
def browser_order(context: BrowserContext) -> Iterator[Problem]:
    """An item under the wrong heading has the opposite meaning. Each text is below the text that it
    follows, or beside it.
    """
    for view in context.views:
        for text in dict.fromkeys(view.out_of_order):
            yield Problem(context.origin, f"{view.window.name}: {text!r} is not where it is read")


@check(
    "browser-added",
    Stage.BROWSER,
    "Remove the text from the style sheet; words belong in the brochure.",
    concern=Concern.SAFETY,
)
def browser_added(context: BrowserContext) -> Iterator[Problem]:
    """A few words that a style sheet adds before an item can reverse its meaning, and they are not a message."""
    for view in context.views:
        for text in view.added:
            yield Problem(context.origin, f"{view.window.name}: a style sheet adds {text} to safety text")


@check(
    "browser-moves",
    Stage.BROWSER,
    "Take out the animation or transition.",
    concern=Concern.SAFETY,
)
def browser_moves(context: BrowserContext) -> Iterator[Problem]:
    """What changes with time may be visible during a check, and invisible to the reader."""
    for view in context.views:
        if view.moving:
            yield Problem(context.origin, f"{view.window.name}: safety text changes with time")
