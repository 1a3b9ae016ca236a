"""The group of all commands; each module beside this one adds its own."""

from __future__ import annotations

import click

from polyleaf.core.version import __version__


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyleaf")
@click.pass_context
def cli(context: click.Context) -> None:
    """Print patient brochures in many languages, as PDF. Without a command: build all."""
    if context.invoked_subcommand is None:
        context.invoke(cli.commands["build"])


def main() -> None:
    cli()
