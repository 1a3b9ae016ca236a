"""Checks of what is to be released; a build, which says what it lacks in its imprint, does not run them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.core.work_tree import WorkTree
from polyleaf.translation.approval_status import Standing, State

_FILES_SHOWN = 5
_PROJECT = Origin(".")


@dataclass(frozen=True)
class PrintedText:
    """What a release prints of a brochure in one language, message by message, and the catalogue that it is from."""

    origin: Origin
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class ReleaseContext:
    """What a release is made from: its texts, the templates and catalogues behind their source, and the work tree.

    `tree` is None outside version control.
    """

    texts: tuple[PrintedText, ...]
    behind: tuple[str, ...]
    tree: WorkTree | None


@check(
    "approval-missing",
    Stage.RELEASE,
    "Have a clinician read it: `review` makes the sheet, `approve` records it.",
    concern=Concern.CONTENT,
)
def approval_missing(context: ReleaseContext) -> Iterator[Problem]:
    """A text that no clinician has approved as it stands may be wrong in a way that only a clinician sees."""
    for text in context.texts:
        lacking = [standing for standing in text.standings if standing.state is not State.APPROVED]
        if lacking:
            safety = sum(standing.message.critical for standing in lacking)
            void = sum(standing.state is State.VOID for standing in lacking)
            counts = f"{safety} of them safety text, {void} approved in another wording"
            message = f"{len(lacking)} of {len(text.standings)} messages are not approved, {counts}"
            yield Problem(text.origin, message, safety > 0)


@check(
    "catalog-behind",
    Stage.RELEASE,
    "Run `update`, have what is new translated, and commit the files.",
    concern=Concern.CONTENT,
)
def catalog_behind(context: ReleaseContext) -> Iterator[Problem]:
    """A catalogue that has not seen its source's last edit may hold the translation of what is no longer printed."""
    for path in context.behind:
        yield Problem(Origin(path), "is behind its source")


@check("tree-dirty", Stage.RELEASE, "Commit what belongs to the release, and put the rest aside.")
def tree_dirty(context: ReleaseContext) -> Iterator[Problem]:
    """What is in no commit cannot be looked up later, when somebody asks what a leaflet was made from."""
    if context.tree is None:
        yield Problem(_PROJECT, "the project is not under version control by git")
    elif context.tree.changed:
        shown = ", ".join(context.tree.changed[:_FILES_SHOWN])
        more = f" and {len(context.tree.changed) - _FILES_SHOWN} more" * (len(context.tree.changed) > _FILES_SHOWN)
        yield Problem(_PROJECT, f"the work tree has changes that are in no commit: {shown}{more}")
