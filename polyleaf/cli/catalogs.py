"""Commands for translators: extract, update, add-language, next, status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import LANGUAGES, PROJECT, report_option, reported
from polyleaf.core.errors import InputError
from polyleaf.core.workspace import Workspace

if TYPE_CHECKING:
    from polyleaf.review.next_step import NextStep

_CHECK = click.option("--check", "check_only", is_flag=True, help="Write nothing; exit with 1 and name what is behind.")


@cli.command()
@PROJECT
@_CHECK
@reported
def extract(project: Path | None, *, check_only: bool) -> None:
    """Write the POT files from the brochures and the templates."""
    from polyleaf.translation import extraction

    home = Workspace.find(project)
    files = extraction.extract(home, write=not check_only)
    for path, changed in files:
        _print_file(home, path, ("behind" if check_only else "written") if changed else "unchanged")
    if check_only and any(changed for _, changed in files):
        sys.exit(1)


@cli.command()
@PROJECT
@LANGUAGES
@_CHECK
@click.option(
    "--meaning-unchanged",
    multiple=True,
    metavar="MSGID",
    help="A message, as it reads now, whose older wording meant the same: its translations stay. Repeatable.",
)
@reported
def update(
    project: Path | None, languages: tuple[str, ...], meaning_unchanged: tuple[str, ...], *, check_only: bool
) -> None:
    """Extract, and merge changes into the catalogues. A suggestion is fuzzy until a translator confirms it."""
    from polyleaf.translation.merge import update as update_catalogs

    home = Workspace.find(project)
    files = update_catalogs(home, languages, meaning_unchanged, write=not check_only)
    for file in files:
        if not check_only:
            _print_file(home, file.path, "written" if file.changed else "unchanged")
        else:
            _print_file(home, file.path, "behind" if file.behind else "untidy" if file.changed else "unchanged")
        for msgid in file.unexplained:
            said = (
                f"note: no older wording is known for the suggestion for {msgid!r}; compare all of it with the source"
            )
            click.echo(f"{home.relative(file.path)}: {said}", err=True)
    if check_only and any(file.behind for file in files):
        sys.exit(1)


def _print_file(home: Workspace, path: Path, word: str) -> None:
    click.echo(f"{word:<9} {home.relative(path)}")


@cli.command("add-language")
@click.argument("code")
@PROJECT
@reported
def add_language(code: str, project: Path | None) -> None:
    """Start a language by its code, such as sv or pt_PT: its face, catalogues, glossary and lexicon."""
    from polyleaf.review.next_step import next_step
    from polyleaf.translation.new_language import add_language as start_language

    home = Workspace.find(project)
    for path in start_language(home, code):
        _print_file(home, path, "written")
    _print_next(next_step(home, code))


@cli.command("next")
@click.option("--lang", "code", required=True, help="The code of a language, such as sv or pt_PT.")
@PROJECT
@reported
def next_command(code: str, project: Path | None) -> None:
    """Name the one next step of a language, from its start to its approval."""
    from polyleaf.review.next_step import next_step

    _print_next(next_step(Workspace.find(project), code))


def _print_next(step: NextStep) -> None:
    click.echo("\n".join(step.lines()))


@cli.command()
@PROJECT
@LANGUAGES
@report_option("text", "json", "markdown")
@reported
def status(project: Path | None, languages: tuple[str, ...], report_format: str) -> None:
    """Count what each catalogue has and lacks."""
    from polyleaf.review.translation_status import FORMS
    from polyleaf.review.translation_status import status as count

    rows, findings = count(Workspace.find(project), languages)
    click.echo(FORMS[report_format](rows))
    if findings:
        raise InputError(findings)
