"""Commands about what the engine knows: checks, schema, fonts."""

from __future__ import annotations

from pathlib import Path

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import PROJECT, report_option, reported
from polyleaf.core.workspace import Workspace


@cli.command()
@report_option("text", "json")
def checks(report_format: str) -> None:
    """List every check: id, stage, severity, the reason for it, and how to fix what it finds."""
    from polyleaf.checks.listing import FORMS

    click.echo(FORMS[report_format]())


@cli.command()
@PROJECT
@reported
def schema(project: Path | None) -> None:
    """Write the JSON Schemas with which editors check the YAML files."""
    from polyleaf.cli.schema import write_schemas

    home = Workspace.find(project)
    for path, changed in write_schemas(home):
        click.echo(f"{'written' if changed else 'unchanged':<9} {home.relative(path)}")


@cli.command()
@click.option(
    "--vendor", is_flag=True, help="Copy them into styles/fonts/, and lock the copies: no wheel is needed then."
)
@PROJECT
@reported
def fonts(project: Path | None, *, vendor: bool) -> None:
    """List the fonts that may be printed, each with the place of its file."""
    from polyleaf.design.font_lock import load_lock
    from polyleaf.design.font_vendor import vendor as copy_fonts

    home = Workspace.find(project)
    if vendor:
        for path in copy_fonts(home):
            click.echo(f"written   {home.relative(path)}")
    for family in load_lock(home)[0].families:
        for face in family.faces:
            place = f"styles/{face.path}" if face.path else f"{face.wheel}: {face.file}"
            click.echo(f"{family.family} {face.weight}  {place}")
