"""All commands, and the function that runs them."""

from polyleaf.cli import approval, builds, catalogs, clinics, lists, preview, releases, starts
from polyleaf.cli.group import cli, main

__all__ = ["approval", "builds", "catalogs", "cli", "clinics", "lists", "main", "preview", "releases", "starts"]
