"""Example sign-offs in a copied project. Nobody of these names exists, and no real catalogue is approved by a test."""

from __future__ import annotations

import datetime

from polyleaf.core.workspace import Workspace
from polyleaf.review.sign_off import Signer, propose_carrying_over, propose_sections
from polyleaf.translation.approval_records import store_approvals
from polyleaf.translation.approval_status import State, Translation, load_translation
from tests.conftest import SLUG

REVIEWER = Signer("Example Reviewer", "Example role", datetime.date(2026, 11, 24))
SECOND = Signer("Second Example", "Another example role", datetime.date(2026, 11, 25))


def translation(project: Workspace, code: str) -> Translation:
    return load_translation(project, SLUG, code)


def approve(project: Workspace, code: str, *sections: str, signer: Signer = REVIEWER) -> None:
    store_approvals(project, code, propose_sections(translation(project, code), sections, signer).approvals)


def carry_over(project: Workspace, code: str, *msgids: str, signer: Signer = SECOND) -> None:
    store_approvals(project, code, propose_carrying_over(translation(project, code), msgids, signer).approvals)


def not_approved(project: Workspace, code: str) -> set[str]:
    """The sources of the messages that are not approved."""
    statuses = translation(project, code).statuses
    return {status.message.msgid for status in statuses if status.state is not State.APPROVED}
