"""`check --browser`: look at a run's pages for the screen in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from polyleaf.checks.browser import BrowserContext
from polyleaf.checks.registry import run_checks
from polyleaf.core.edition import Edition
from polyleaf.core.errors import UsageError
from polyleaf.core.findings import Severity, Stage
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.edition_build import web_page
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.progress import Progress
from polyleaf.pipeline.reports.report import Outcome
from polyleaf.render.browser import View, chromium, look


def look_at(workspace: Workspace, outcomes: Sequence[Outcome], progress: Progress) -> list[Outcome]:
    """The outcomes. Those of pages for the screen include what a browser shows of them.

    A page that is refused already is not looked at. Raises UsageError when no page is for the screen, and when there is
    no browser.
    """
    screens = [outcome for outcome in outcomes if not outcome.edition.paper]
    if not screens:
        raise UsageError("--browser looks at pages for the screen, and none of these editions is one")
    fit = [outcome for outcome in screens if outcome.status != "refused"]
    looked: dict[Edition, Outcome] = {}
    for outcome, views in _views(workspace, fit):
        looked[outcome.edition] = _with_browser_findings(outcome, views)
        progress(len(looked), len(fit), looked[outcome.edition])
    return [looked.get(outcome.edition, outcome) for outcome in outcomes]


def _views(workspace: Workspace, outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, list[View]]]:
    """What the windows show of each edition."""
    with chromium() as browser:
        for outcome in outcomes:
            inputs = Inputs(outcome.edition, workspace)
            localized = inputs.localized()
            critical = [section.id for section in localized.brochure.sections if section.critical]
            yield outcome, look(browser, web_page(localized, inputs), critical)


def _with_browser_findings(outcome: Outcome, views: Sequence[View]) -> Outcome:
    found = run_checks(Stage.BROWSER, BrowserContext(outcome.edition.name, tuple(views)))
    refused = not outcome.edition.draft and any(finding.severity is Severity.ERROR for finding in found)
    return replace(outcome, findings=(*outcome.findings, *found), status="refused" if refused else outcome.status)
