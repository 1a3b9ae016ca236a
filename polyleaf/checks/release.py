"""Checks of what is to be released; a build, which says what it lacks in its imprint, does not run them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polyleaf.checks import Problem, check
from polyleaf.findings import Concern, Origin, Stage
from polyleaf.standing import State, Translation


@dataclass(frozen=True)
class ReleaseContext:
    """What an edition prints, as its layout prints it, with its approvals."""

    translation: Translation
    edition: str

    @property
    def origin(self) -> Origin:
        return Origin(self.edition)


@check(
    "approval-missing",
    Stage.RELEASE,
    "Have a clinician read it: `review` makes the sheet, `approve` records it.",
    concern=Concern.CONTENT,
)
def approval_missing(context: ReleaseContext) -> Iterator[Problem]:
    """A text that no clinician has approved as it stands may be wrong in a way that only a clinician sees."""
    standings = context.translation.standings
    lacking = [standing for standing in standings if standing.state is not State.APPROVED]
    if lacking:
        safety = sum(standing.message.critical for standing in lacking)
        void = sum(standing.state is State.VOID for standing in lacking)
        counts = f"{safety} of them safety text, {void} approved in another wording"
        yield Problem(
            context.origin, f"{len(lacking)} of {len(standings)} messages are not approved, {counts}", safety > 0
        )
