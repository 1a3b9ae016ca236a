"""The command that opens the local page: preview."""

from __future__ import annotations

from pathlib import Path

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import PROJECT, reported
from polyleaf.core.errors import UsageError
from polyleaf.core.workspace import Workspace

_INSTALL = "install it with `pip install polyleaf[preview]`, or in a checkout with `make setup-dev`"


@cli.command()
@PROJECT
@click.option("--port", type=click.IntRange(0, 65535), default=8300, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address asks each visitor for a token.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@reported
def preview(*, project: Path | None, port: int, host: str, no_open: bool) -> None:
    """Open a page to see and edit the leaflets as they print, and the desk that prints them. Ctrl-C ends it."""
    try:
        from polyleaf.preview.server import run
    except ImportError as error:
        raise UsageError(f"preview needs {error.name}, which is not installed: {_INSTALL}") from None

    def say(address: str) -> None:
        click.echo(f"preview   {address}  (Ctrl-C ends it)")

    run(Workspace.find(project), host, port, open_browser=not no_open, say=say)
