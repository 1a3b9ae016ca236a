"""The command line: commands, progress on stderr, results on stdout, exit codes."""

from polyleaf.cli import approval, builds, catalogs, lists, releases
from polyleaf.cli.group import cli, main

__all__ = ["approval", "builds", "catalogs", "cli", "lists", "main", "releases"]
