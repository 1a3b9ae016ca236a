"""Checks of what is to be released. A build does not run them; its imprint says what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.checks.registry import Problem, check
from polyleaf.core.findings import Concern, Origin, Stage
from polyleaf.core.work_tree import WorkTree
from polyleaf.translation.approval_status import ApprovalStatus, CompositionStatus, State

_FILES_SHOWN = 5
_PROJECT = Origin(".")


@dataclass(frozen=True)
class PrintedText:
    """What a release prints of a brochure in one language, message by message, and its catalogue."""

    origin: Origin
    statuses: tuple[ApprovalStatus, ...]
    compositions: tuple[CompositionStatus, ...] = ()


@dataclass(frozen=True)
class SameVersion:
    """A brochure whose safety text differs from the previous release under the same version."""

    origin: Origin
    version: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseContext:
    """What a release is made from: its texts, the templates and catalogues that are behind their source, and the work
    tree.

    `tree` is None outside version control.
    """

    texts: tuple[PrintedText, ...]
    behind: tuple[str, ...]
    tree: WorkTree | None
    same_versions: tuple[SameVersion, ...] = ()


@check(
    "approval-missing",
    Stage.RELEASE,
    "Have a clinician read it: `review` makes the sheet, `approve` records it.",
    concern=Concern.CONTENT,
)
def approval_missing(context: ReleaseContext) -> Iterator[Problem]:
    """A text that no clinician has approved in this wording may be wrong in a way that only a clinician sees."""
    for text in context.texts:
        lacking = [status for status in text.statuses if status.state is not State.APPROVED]
        if lacking:
            safety = sum(status.message.critical for status in lacking)
            void = sum(status.state is State.VOID for status in lacking)
            counts = f"{safety} of them safety text, {void} approved in another wording"
            message = f"{len(lacking)} of {len(text.statuses)} messages are not approved, {counts}"
            yield Problem(text.origin, message, safety > 0)


@check(
    "composition-unapproved",
    Stage.RELEASE,
    "Have a clinician read the section again: `review` shows what was removed, `approve` records it.",
    concern=Concern.SAFETY,
)
def composition_unapproved(context: ReleaseContext) -> Iterator[Problem]:
    """A warning that was removed, or is under another heading, changes the meaning although no word has changed."""
    for text in context.texts:
        for composition in text.compositions:
            if composition.state is State.VOID:
                message = f"the section {composition.section!r} is not as it was approved: {composition.difference}"
                yield Problem(text.origin, message, safety=True)
            elif composition.state is State.NEVER:
                message = f"nobody has approved how the section {composition.section!r} is put together"
                yield Problem(text.origin, message, safety=True)


@check(
    "version-unchanged",
    Stage.RELEASE,
    "Raise `version` in the imprint of the brochure.",
    concern=Concern.SAFETY,
)
def version_unchanged(context: ReleaseContext) -> Iterator[Problem]:
    """Two leaflets of one version must say the same about safety. Otherwise nobody could tell which one is outdated."""
    for same in context.same_versions:
        sections = ", ".join(map(repr, same.sections))
        message = f"version {same.version} was released with other safety text; changed are {sections}"
        yield Problem(same.origin, message, safety=True)


@check(
    "catalog-behind",
    Stage.RELEASE,
    "Run `update`, have what is new translated, and commit the files.",
    concern=Concern.CONTENT,
)
def catalog_behind(context: ReleaseContext) -> Iterator[Problem]:
    """A catalogue that was not updated after the last edit of its source may translate what is no longer printed."""
    for path in context.behind:
        yield Problem(Origin(path), "is behind its source")


@check("tree-dirty", Stage.RELEASE, "Commit what belongs to the release, and put the rest aside.")
def tree_dirty(context: ReleaseContext) -> Iterator[Problem]:
    """What is not committed cannot be looked up later, when somebody asks what a leaflet was made from."""
    if context.tree is None:
        yield Problem(_PROJECT, "the project is not under version control by git")
    elif context.tree.changed:
        shown = ", ".join(context.tree.changed[:_FILES_SHOWN])
        more = f" and {len(context.tree.changed) - _FILES_SHOWN} more" * (len(context.tree.changed) > _FILES_SHOWN)
        yield Problem(_PROJECT, f"the work tree has changes that are in no commit: {shown}{more}")
