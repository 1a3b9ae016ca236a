"""Commands for reviewers: review, approve, approvals, parity."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import BROCHURES, PROJECT, TEXTS, report_option, reported
from polyleaf.core.errors import InterruptError, UsageError
from polyleaf.core.project import choose
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.reports.report import lines_of

if TYPE_CHECKING:
    from polyleaf.translation.approval_status import Translation


@cli.command()
@click.option("--brochure", "slug", help="A brochure's folder name; needed where there are several.")
@click.option("--lang", "code", required=True, help="A language code such as de or zh_Hans.")
@click.option("--reviewer", required=True, metavar="NAME", help="Who approves, as the imprint names them.")
@click.option("--role", required=True, help="What they are by profession; printed in the imprint too.")
@click.option(
    "--section", "sections", multiple=True, help="A section's id, or critical: all safety text. Repeatable; else all."
)
@click.option(
    "--from-sheet",
    "form",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.yaml",
    help="The filled-in form of a review sheet: approve what it says yes to.",
)
@click.option("--meaning-unchanged", is_flag=True, help="Carry the approval of each MSGID over an edit.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("msgids", nargs=-1, metavar="[MSGID]...")
@PROJECT
@reported
def approve(
    *,
    slug: str | None,
    code: str,
    reviewer: str,
    role: str,
    sections: tuple[str, ...],
    form: Path | None,
    meaning_unchanged: bool,
    yes: bool,
    msgids: tuple[str, ...],
    project: Path | None,
) -> None:
    """Record that a clinician has approved a translation in its present form."""
    from polyleaf.review import sign_off

    home, signer = Workspace.find(project), sign_off.Signer.of(reviewer, role)
    proposal = sign_off.propose(
        home, sign_off.SignOffRequest(slug, code, sections, form, meaning_unchanged, msgids), signer
    )
    for line in (*proposal.summary, *lines_of(proposal.refused)):
        click.echo(line, err=True)
    if not yes:
        _ask(f"Record this as said by {signer.reviewer}, {signer.role}, on {signer.date}?")
    click.echo(f"recorded  {sign_off.record(home, proposal)}")
    sys.exit(1 if proposal.refused else 0)


def _ask(question: str) -> None:
    """Continue only if a person says yes. Raises UsageError and InterruptError."""
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to say yes: call it from a terminal, or with --yes")
    try:
        if not click.confirm(question, err=True):
            raise UsageError("nothing is recorded")
    except click.Abort:
        raise InterruptError("interrupted; nothing is recorded") from None


@cli.command()
@TEXTS
@report_option("text", "json")
@reported
def approvals(*, report_format: str, **choice: Any) -> None:
    """Show what is approved or void, and why, message by message."""
    from polyleaf.review.approval_report import FORMS

    click.echo(FORMS[report_format](_texts(**choice)))


@cli.command()
@TEXTS
@click.option("--paper", type=click.Choice(("a4", "letter")), default="a4", show_default=True, help="To print it on.")
@reported
def review(*, paper: str, **choice: Any) -> None:
    """Make review sheets for clinicians in dist/reviews/, each with the form that `approve --from-sheet` reads."""
    from polyleaf.review.sheet import make_sheet, write_sheet

    home = Workspace.find(choice["project"])
    for text in _texts(**choice):
        for path in write_sheet(make_sheet(text, home, paper), home):
            click.echo(f"written   {path}")


@cli.command()
@BROCHURES
@report_option("text", "json", "html")
@PROJECT
@reported
def parity(*, project: Path | None, brochures: tuple[str, ...], report_format: str) -> None:
    """Compare all languages on one page: sections, warnings, values, approvals."""
    from polyleaf.review import parity as reports

    home = Workspace.find(project)
    parities = [reports.parity(home, slug) for slug in choose("brochure", brochures, home.brochures())]
    click.echo(reports.FORMS[report_format](parities, home))
    sys.exit(0 if all(each.holds for each in parities) else 1)


def _texts(*, project: Path | None, brochures: tuple[str, ...], languages: tuple[str, ...]) -> list[Translation]:
    from polyleaf.translation.approval_status import load_translations

    return load_translations(Workspace.find(project), brochures, languages)
