"""Commands for clinics: new-clinic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyleaf.cli.group import cli
from polyleaf.cli.options import PROJECT, reported
from polyleaf.core.errors import InterruptError, UsageError
from polyleaf.core.program import command
from polyleaf.core.project import Project

if TYPE_CHECKING:
    from polyleaf.content.new_profile import Question

_SCHEMA = "# yaml-language-server: $schema=../schemas/clinic.schema.json\n"
_MORE_KEYS = (
    "# docs/clinics.md lists all keys: more telephones, sites, e-mail, names by language, logo, colour, languages.\n"
)


@cli.command("new-clinic")
@click.argument("name", required=False)
@PROJECT
@reported
def new_clinic(name: str | None, project: Path | None) -> None:
    """Ask eight questions and write a clinic's profile, clinics/NAME.yaml; without NAME, one made of the clinic's."""
    from polyleaf.content.clinic import Clinic
    from polyleaf.content.new_profile import QUESTIONS, as_yaml, file_name
    from polyleaf.core.atomic_files import write_atomically
    from polyleaf.language.languages import language
    from polyleaf.render.clinic_words import panel_text

    home = Project.find(project)
    if name:
        _refuse_existing(home, name)
    try:
        profile: dict[str, Any] = {}
        for number, question in enumerate(QUESTIONS, start=1):
            profile = _ask(f"{number}/{len(QUESTIONS)} {question.words}", question, profile)
        name = name or file_name(profile["name"])
        _refuse_existing(home, name)
        for line in ("", *panel_text(Clinic.model_validate(profile), language("en")), ""):
            click.echo(line, err=True)
        if not click.confirm(f"Write clinics/{name}.yaml?", default=True, err=True):
            raise UsageError("nothing is written")
    except click.Abort:
        raise InterruptError("interrupted; nothing is written") from None
    heading = _SCHEMA * (home.root / "schemas" / "clinic.schema.json").is_file() + _MORE_KEYS
    write_atomically(home.clinic_file(name), as_yaml(profile, heading))
    click.echo(f"written   {home.relative(home.clinic_file(name))}")
    click.echo(f"Build its leaflets: {command(f'build --clinic {name}')}", err=True)


def _ask(words: str, question: Question, profile: dict[str, Any]) -> dict[str, Any]:
    """The profile with the answer to a question. The question is repeated until the answer is valid."""
    from polyleaf.content.new_profile import answer

    while True:
        usual = question.usual(profile) if profile else ""
        default = usual or ("" if question.optional else None)
        text = click.prompt(words, default=default, show_default=bool(usual), err=True)
        try:
            return answer(question, text.strip(), profile)
        except ValueError as error:
            click.echo(f"  {error}", err=True)


def _refuse_existing(home: Project, name: str) -> None:
    if home.clinic_file(name).exists():
        raise UsageError(f"{home.relative(home.clinic_file(name))} is there already; name another: new-clinic NAME")
