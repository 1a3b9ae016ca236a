"""All commands, and the function that runs them."""

from polyleaf.cli import approval, builds, catalogs, lists, releases
from polyleaf.cli.group import cli, main

__all__ = ["approval", "builds", "catalogs", "cli", "lists", "main", "releases"]
