"""Commands that list what the engine knows: checks, schema."""

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
