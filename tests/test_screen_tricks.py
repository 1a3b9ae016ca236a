"""Every way to hide or turn round safety text on the screen is refused, by the list or by a browser."""

from __future__ import annotations

import pytest

from polyleaf.checks.web import WebContext
from polyleaf.core.workspace import Workspace
from tests.test_checks_web import CHECKS, context_of
from tests.tricks import TRICKS

JUDGES = ("web-style-refused", "web-markup-unknown", "web-hidden", "web-words-unknown")


@pytest.fixture(scope="module")
def context(repository: Workspace) -> WebContext:
    return context_of("en", repository)


def test_there_are_enough_tricks() -> None:
    assert len(TRICKS) >= 40


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_is_refused_without_a_browser(name: str, context: WebContext) -> None:
    page = TRICKS[name].played(context)
    assert next(finding for check_id in JUDGES for finding in CHECKS[check_id].findings(page))
