"""Commands that start something to write in: init and new-brochure."""

from __future__ import annotations

from pathlib import Path

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import PROJECT, reported
from polyleaf.core.program import command
from polyleaf.core.project import Project


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@reported
def init(folder: Path) -> None:
    """Start a project in FOLDER, or here: an example brochure of one page, and an example clinic."""
    from polyleaf.content.starter import start_project

    for path in start_project(folder):
        click.echo(f"written   {path.relative_to(folder.resolve()).as_posix()}")
    there = "" if folder == Path() else f" --project {folder}"
    click.echo(f"Build it: {command(f'build{there}')}", err=True)


@cli.command("new-brochure")
@click.argument("slug")
@PROJECT
@reported
def new_brochure(slug: str, project: Path | None) -> None:
    """Start a further brochure, brochures/SLUG/brochure.yaml, with the example of `init`."""
    from polyleaf.content.starter import start_brochure

    home = Project.find(project)
    click.echo(f"written   {home.relative(start_brochure(home, slug))}")
    click.echo(f"Write its text, and start its catalogues: {command('update')}", err=True)
