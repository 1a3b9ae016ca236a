"""The group of all commands. Each module in this package adds its own."""

from __future__ import annotations

import signal
from typing import NoReturn

import click

from polyleaf.core.errors import TerminatedError
from polyleaf.core.version import __version__


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyleaf")
@click.pass_context
def cli(context: click.Context) -> None:
    """Print patient brochures in many languages, as PDF. Without a command: build all."""
    if context.invoked_subcommand is None:
        context.invoke(cli.commands["build"])


def main() -> None:
    signal.signal(signal.SIGTERM, _end)
    cli()


def _end(_number: int, _frame: object) -> NoReturn:
    """End as after Ctrl-C: stop the workers, and leave nothing half-written."""
    raise TerminatedError("stopped by the system; nothing half-written is left")
