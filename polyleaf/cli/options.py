"""Options that commands share, and the decorator that turns errors into messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from polyleaf.core.edition import Finish
from polyleaf.core.errors import InputError, InterruptError, PolyleafError, UsageError
from polyleaf.core.findings import Severity
from polyleaf.core.shard import Shard
from polyleaf.pipeline.front_door import Choice
from polyleaf.pipeline.plan import Request
from polyleaf.pipeline.reports.forms import FORMS
from polyleaf.pipeline.reports.report import lines_of

Name = TypeVar("Name", bound=str)
FAIL_ON = {severity.label: severity for severity in Severity}


def _all(*options: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that gives a command these options, in this order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def report_option(*forms: str) -> Callable[..., Any]:
    choice = click.Choice(forms)
    return click.option(
        "--report", "report_format", type=choice, default="text", show_default=True, help="The form of the report."
    )


PROJECT = click.option(
    "--project", type=click.Path(path_type=Path), help="The project folder; else found from here upwards."
)
BROCHURES = click.option(
    "--brochure", "brochures", multiple=True, help="A brochure's folder name. Repeatable; else all."
)
LANGUAGES = click.option(
    "--lang", "languages", multiple=True, help="A language code such as de or zh_Hans. Repeatable; else all."
)
JOBS = click.option("--jobs", type=click.IntRange(1), help="Processes; else one for each processor.")
CLUSTER = click.option(
    "--cluster", metavar="ADDRESS", help="Build on the workers of the Dask scheduler at this address."
)
PSEUDO = click.option(
    "--pseudo", is_flag=True, help="Instead of the translations, two made-up ones: accents, longer, right to left."
)

TEXTS = _all(PROJECT, BROCHURES, LANGUAGES)
"""The options that choose texts."""

EDITIONS = _all(
    PROJECT,
    BROCHURES,
    LANGUAGES,
    click.option("--format", "formats", multiple=True, help="A print format. Repeatable; else all."),
    click.option("--paper", "papers", multiple=True, help="A paper, such as a4. Repeatable; else the clinic's own."),
    click.option("--clinic", "clinics", multiple=True, help="A clinic's profile, or all. Repeatable; else all."),
    click.option(
        "--finish",
        "finishes",
        type=click.Choice(("office", "press")),
        multiple=True,
        default=("office",),
        show_default=True,
        help="For an office printer, or a print shop: PDF/X-4 with bleed and marks. Repeatable.",
    ),
    JOBS,
    click.option(
        "--preliminary", is_flag=True, help="Build what is not fit for release yet, with PRELIMINARY on every page."
    ),
    report_option(*FORMS),
)
"""The options that choose editions, and how to report on them."""

BUILDS = _all(
    EDITIONS,
    click.option("--draft", is_flag=True, help="Build in spite of findings, with DRAFT on every page."),
    click.option(
        "--fail-on",
        type=click.Choice(list(FAIL_ON)),
        default="error",
        show_default=True,
        help="Exit with 1 from this severity on.",
    ),
)


def chosen(
    *,
    brochures: tuple[str, ...],
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    papers: tuple[str, ...],
    clinics: tuple[str, ...],
    finishes: tuple[Finish, ...],
    preliminary: bool,
    draft: bool = False,
    shard: str | None = None,
    pseudo: bool = False,
    **_: object,
) -> Choice:
    """The editions asked for. Raises UsageError for options that exclude each other."""
    if draft and preliminary:
        raise UsageError("--draft builds what is unfinished, --preliminary what is unapproved: choose one")
    return Choice(
        brochures=_once(brochures),
        languages=_once(languages),
        formats=_once(formats),
        papers=_once(papers),
        clinics=() if "all" in clinics else _once(clinics),
        finishes=_once(finishes),
        draft=draft,
        preliminary=preliminary,
        pseudo=pseudo,
        shard=Shard.parse(shard) if shard else None,
    )


def _once(choice: tuple[Name, ...]) -> tuple[Name, ...]:
    """The choice without repetitions."""
    return tuple(dict.fromkeys(choice))


def request(**options: Any) -> Request:
    """The editions asked for, in the form that the engine's other packages need. Raises UsageError."""
    return Request(**chosen(**options))


def processes(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1


def reported(function: Callable[..., None]) -> Callable[..., None]:
    """Turn Polyleaf's errors into messages on stderr and exit codes."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except KeyboardInterrupt:
            _stop(InterruptError("interrupted; nothing half-written is left"))
        except PolyleafError as error:
            _stop(error)

    return wrapper


def _stop(error: PolyleafError) -> NoReturn:
    lines = lines_of(error.findings) if isinstance(error, InputError) else [str(error)]
    for line in lines:
        click.echo(line, err=True)
    sys.exit(error.exit_code)
