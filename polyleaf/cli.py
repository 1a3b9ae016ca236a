"""The command line: commands, progress on stderr, results on stdout, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from polyleaf import __version__
from polyleaf.edition import Finish
from polyleaf.errors import InputError, InterruptError, PolyleafError, RefusedError, UsageError
from polyleaf.findings import Severity
from polyleaf.plan import Request, choose
from polyleaf.progress import progress
from polyleaf.project import Project
from polyleaf.report import FORMATS, RunReport, as_json, lines_of, outcome_lines
from polyleaf.shard import Shard

if TYPE_CHECKING:
    from polyleaf.standing import Translation

_FAIL_ON = {severity.label: severity for severity in Severity}


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyleaf")
@click.pass_context
def cli(context: click.Context) -> None:
    """Print patient brochures in many languages, as PDF. Without a command: build all."""
    if context.invoked_subcommand is None:
        context.invoke(build)


def _project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--project", type=click.Path(path_type=Path), help="The project folder; else found from here upwards."
    )
    return option(function)


def _options(*options: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that gives a command these options, in this order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_PRELIMINARY = click.option(
    "--preliminary", is_flag=True, help="Build what is not fit for release yet, with PRELIMINARY on every page."
)
_EDITIONS = _options(
    click.option("--brochure", "brochures", multiple=True, help="A brochure's folder name. Repeatable; else all."),
    click.option(
        "--lang", "languages", multiple=True, help="A language code such as de or zh_Hans. Repeatable; else all."
    ),
    click.option("--format", "formats", multiple=True, help="A print format. Repeatable; else all."),
    click.option("--paper", "papers", multiple=True, help="a4 or letter. Repeatable; else the clinic's own."),
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
    click.option("--jobs", type=click.IntRange(1), help="Processes; else one a processor."),
    _PRELIMINARY,
    click.option(
        "--report",
        "report_format",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="The form of the report.",
    ),
)
"""The options that choose editions, and how to report on them."""

_BUILDS = _options(
    _project_option,
    _EDITIONS,
    click.option("--draft", is_flag=True, help="Build in spite of findings, with DRAFT on every page."),
    click.option(
        "--fail-on",
        type=click.Choice(list(_FAIL_ON)),
        default="error",
        show_default=True,
        help="Exit with 1 from this severity on.",
    ),
)


def _pseudo_option(function: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--pseudo", is_flag=True, help="Instead of the translations, two made-up ones: accents, longer, right to left."
    )
    return option(function)


def _reported(function: Callable[..., None]) -> Callable[..., None]:
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


@cli.command()
@_BUILDS
@click.option("--shard", metavar="I/N", help="Only the I-th of N shares, for `release --from` to join.")
@_reported
def build(**options: Any) -> None:
    """Build the PDFs into dist/; what is current is left as it is."""
    _run(write=True, **options)


@cli.command()
@_BUILDS
@_pseudo_option
@_reported
def check(**options: Any) -> None:
    """Run all checks as `build` does, and write nothing."""
    _run(write=False, **options)


def _run(*, write: bool, **options: Any) -> None:
    _finish(_report(write=write, **options), options["report_format"], options["fail_on"])


def _report(
    *,
    write: bool,
    project: Path | None,
    jobs: int | None,
    **choice: Any,
) -> RunReport:
    from polyleaf.run import run

    request = _request(**choice)
    try:
        with progress() as tell:
            return RunReport(tuple(run(Project.find(project), request, _processes(jobs), write, tell)))
    except InputError as error:  # a file without which nobody knows which editions there are
        return RunReport((), tuple(error.findings))


def _request(
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
) -> Request:
    """The editions asked for. Raises UsageError for options that exclude each other."""
    if draft and preliminary:
        raise UsageError("--draft builds what is unfinished, --preliminary what is unapproved: choose one")
    chosen = () if "all" in clinics else clinics
    share = Shard.parse(shard) if shard else None
    return Request(brochures, languages, formats, papers, chosen, finishes, draft, preliminary, pseudo, share)


def _processes(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1


def _finish(report: RunReport, report_format: str, fail_on: str) -> NoReturn:
    """Print the report and end with its exit code."""
    fails_from = _FAIL_ON[fail_on]
    _print(report, report_format, fails_from)
    sys.exit(1 if report.worst is not None and report.worst >= fails_from else 0)


def _print(report: RunReport, report_format: str, fails_from: Severity) -> None:
    """The report on stdout; its findings on stderr too where stdout does not have them all."""
    if report_format in {"text", "github"}:
        for line in lines_of(report.told_once()):
            click.echo(line, err=True)
    if text := _text_of(report, report_format, fails_from):
        click.echo(text)


def _text_of(report: RunReport, report_format: str, fails_from: Severity) -> str:
    # The forms for CI hosts are imported where they are asked for; SARIF lists every check, whose modules are heavy.
    if report_format == "json":
        return as_json(report)
    if report_format == "github":
        from polyleaf.annotations import as_github

        return as_github(report.told_once())
    if report_format == "sarif":
        from polyleaf.sarif import as_sarif

        return as_sarif(report)
    if report_format == "junit":
        from polyleaf.junit import as_junit

        return as_junit(report, fails_from)
    return "\n".join(outcome_lines(report.outcomes))


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@cli.command()
@_project_option
@_EDITIONS
@click.option("--version", default="", help="The release's own version; else the brochure's.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the release; else dist/release.")
@click.option("--previous", type=_FOLDER, help="The release before it: for the notes, and for what is replaced.")
@click.option(
    "--from", "parts", type=_FOLDER, multiple=True, help="A part that `build --shard` made. Repeatable; all are joined."
)
@_reported
def release(
    *,
    project: Path | None,
    version: str,
    out: Path | None,
    previous: Path | None,
    parts: tuple[Path, ...],
    jobs: int | None,
    report_format: str,
    **choice: Any,
) -> None:
    """Build a release from nothing; refused when a text is not approved, outdated or behind its source."""
    from polyleaf.release import Order, Release
    from polyleaf.release import release as make

    home = Project.find(project)
    order = Order(_request(**choice), out or home.dist / "release", version, previous, parts)
    try:
        with progress() as tell:
            made = make(home, order, _processes(jobs), tell)
    except InputError as error:
        made = Release((), tuple(error.findings), None)
    _print(RunReport(made.outcomes, made.findings), report_format, Severity.WARNING)
    if made.folder is None:
        raise RefusedError("no release is made; --preliminary makes one that is marked as such")
    click.echo(f"released  {home.relative(made.folder)}", err=report_format != "text")


@cli.command()
@click.argument("folder", type=_FOLDER)
@_project_option
@click.option("--no-rebuild", is_flag=True, help="Only compare the files with the manifest.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; else one a processor.")
@_reported
def verify(folder: Path, project: Path | None, jobs: int | None, *, no_rebuild: bool) -> None:
    """Check a release against its manifest, and make it again to compare the files byte by byte."""
    from polyleaf.verify import check_files, compare_rebuilt

    findings = check_files(folder)
    if not findings and not no_rebuild:
        with progress() as tell:
            findings = compare_rebuilt(Project.find(project), folder, _processes(jobs), tell)
    if findings:
        raise InputError(findings)
    click.echo(f"verified  {folder}")


@cli.command()
@_BUILDS
@_pseudo_option
@click.option("--dpi", type=click.IntRange(20, 300), default=72, show_default=True, help="Pixels an inch.")
@click.option("--across", type=click.IntRange(1, 8), default=4, show_default=True, help="Pages in a row.")
@_reported
def proof(*, dpi: int, across: int, **options: Any) -> None:
    """Build, then draw each edition's pages on one picture in dist/proofs/."""
    from polyleaf.proof import write_contact_sheet

    project = Project.find(options["project"])
    report = _report(write=True, **options)
    for outcome in report.outcomes:
        if any(path.endswith(".pdf") for path in outcome.paths):
            sheet = project.relative(write_contact_sheet(project, outcome.edition, dpi, across))
            click.echo(f"proof     {sheet}", err=options["report_format"] != "text")
    _finish(report, options["report_format"], options["fail_on"])


_CHECK = click.option("--check", "check_only", is_flag=True, help="Write nothing; exit with 1 and name what is behind.")
_LANG = click.option("--lang", "languages", multiple=True, help="A language code. Repeatable; else all.")


@cli.command()
@_project_option
@_CHECK
@_reported
def extract(project: Path | None, *, check_only: bool) -> None:
    """Write the POT files from the brochures and the templates."""
    from polyleaf import catalog

    home = Project.find(project)
    _tell_files(home, catalog.extract(home, write=not check_only), check_only=check_only)


@cli.command()
@_project_option
@_LANG
@_CHECK
@click.option(
    "--meaning-unchanged",
    multiple=True,
    metavar="MSGID",
    help="A message, as it reads now, whose older wording meant the same: its translations stay. Repeatable.",
)
@_reported
def update(
    project: Path | None, languages: tuple[str, ...], meaning_unchanged: tuple[str, ...], *, check_only: bool
) -> None:
    """Extract, and merge what changed into the catalogues; a suggestion is fuzzy until a translator confirms it."""
    from polyleaf.catalog_update import update as update_catalogs

    home = Project.find(project)
    files = update_catalogs(home, languages, meaning_unchanged, write=not check_only)
    _tell_files(home, [(file.path, file.changed) for file in files], check_only=check_only)


def _tell_files(home: Project, files: list[tuple[Path, bool]], *, check_only: bool) -> None:
    """A line a file; when only checking, exit with 1 if one is behind its source."""
    for path, changed in files:
        word = ("behind" if check_only else "written") if changed else "unchanged"
        click.echo(f"{word:<9} {home.relative(path)}")
    if check_only and any(changed for _, changed in files):
        sys.exit(1)


@cli.command("add-language")
@click.argument("code")
@_project_option
@_reported
def add_language(code: str, project: Path | None) -> None:
    """Start the catalogues and the glossary of a language, by its code such as sv or pt_PT."""
    from polyleaf.new_language import add_language as start_language

    home = Project.find(project)
    _tell_files(home, [(path, True) for path in start_language(home, code)], check_only=False)


@cli.command()
@_project_option
@_LANG
@click.option(
    "--report",
    "report_format",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="The form of the table.",
)
@_reported
def status(project: Path | None, languages: tuple[str, ...], report_format: str) -> None:
    """Count what each catalogue has and lacks."""
    from polyleaf.status import REPORTS
    from polyleaf.status import status as count

    rows, findings = count(Project.find(project), languages)
    click.echo(REPORTS[report_format](rows))
    if findings:
        raise InputError(findings)


@cli.command()
@click.option(
    "--report",
    "report_format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The form of the list.",
)
def checks(report_format: str) -> None:
    """List every check: id, stage, severity, why it is made and how to mend what it finds."""
    from polyleaf.listing import checks_as_json, checks_as_text

    click.echo(checks_as_json() if report_format == "json" else checks_as_text())


@cli.command()
@_project_option
@_reported
def schema(project: Path | None) -> None:
    """Write the JSON Schemas that editors check the YAML files with."""
    from polyleaf.schema import write_schemas

    home = Project.find(project)
    for path, changed in write_schemas(home):
        click.echo(f"{'written' if changed else 'unchanged':<9} {home.relative(path)}")


def _text_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose texts: brochures and languages."""
    function = click.option("--lang", "languages", multiple=True, help="A language code. Repeatable; else all.")(
        function
    )
    option = click.option("--brochure", "brochures", multiple=True, help="A folder name. Repeatable; else all.")
    return _project_option(option(function))


def _report_option(*forms: str) -> Callable[..., Any]:
    choice = click.Choice(forms)
    return click.option(
        "--report", "report_format", type=choice, default="text", show_default=True, help="The form of the report."
    )


@cli.command()
@click.option("--brochure", "slug", help="A brochure's folder name; needed where there are several.")
@click.option("--lang", "code", required=True, help="A language code such as de or zh_Hans.")
@click.option("--reviewer", required=True, metavar="NAME", help="Who approves, as the imprint names them.")
@click.option("--role", required=True, help="What they are by profession; printed in the imprint too.")
@click.option(
    "--section", "sections", multiple=True, help="A section's id, or critical: all safety text. Repeatable; else all."
)
@click.option(
    "--from-sheet",
    "form",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.yaml",
    help="The filled-in form of a review sheet: approve what it says yes to.",
)
@click.option("--meaning-unchanged", is_flag=True, help="Carry the approval of each MSGID over an edit.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("msgids", nargs=-1, metavar="[MSGID]...")
@_project_option
@_reported
def approve(
    *,
    slug: str | None,
    code: str,
    reviewer: str,
    role: str,
    sections: tuple[str, ...],
    form: Path | None,
    meaning_unchanged: bool,
    yes: bool,
    msgids: tuple[str, ...],
    project: Path | None,
) -> None:
    """Record that a clinician has approved a translation as it stands."""
    from polyleaf import signing

    home, signer = Project.find(project), signing.Signer.of(reviewer, role)
    proposal = signing.propose(home, signing.Request(slug, code, sections, form, meaning_unchanged, msgids), signer)
    for line in (*proposal.summary, *lines_of(proposal.refused)):
        click.echo(line, err=True)
    if not yes:
        _ask(f"Record this as said by {signer.reviewer}, {signer.role}, on {signer.date}?")
    click.echo(f"recorded  {signing.record(home, proposal)}")
    sys.exit(1 if proposal.refused else 0)


def _ask(question: str) -> None:
    """Go on only when a person says yes. Raises UsageError and InterruptError."""
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to say yes: call it from a terminal, or with --yes")
    try:
        if not click.confirm(question, err=True):
            raise UsageError("nothing is recorded")
    except click.Abort:
        raise InterruptError("interrupted; nothing is recorded") from None


@cli.command()
@_text_options
@_report_option("text", "json")
@_reported
def approvals(*, report_format: str, **choice: Any) -> None:
    """Show what is approved, void and why, message by message."""
    from polyleaf.approval_report import approvals_as_json, approvals_as_text

    texts = _texts(**choice)
    click.echo(approvals_as_json(texts) if report_format == "json" else approvals_as_text(texts))


@cli.command()
@_text_options
@click.option("--paper", type=click.Choice(("a4", "letter")), default="a4", show_default=True, help="To print it on.")
@_reported
def review(*, paper: str, **choice: Any) -> None:
    """Make review sheets for clinicians in dist/reviews/, each with the form that `approve --from-sheet` reads."""
    from polyleaf.review_sheet import make_sheet, write_sheet

    home = Project.find(choice["project"])
    for text in _texts(**choice):
        for path in write_sheet(make_sheet(text, home, paper), home):
            click.echo(f"written   {path}")


@cli.command()
@click.option("--brochure", "brochures", multiple=True, help="A brochure's folder name. Repeatable; else all.")
@_report_option("text", "json", "html")
@_project_option
@_reported
def parity(*, project: Path | None, brochures: tuple[str, ...], report_format: str) -> None:
    """Compare all languages on one page: sections, warnings, values, approvals."""
    from polyleaf import parity as reports

    home = Project.find(project)
    parities = [reports.parity(home, slug) for slug in choose("brochure", brochures, home.brochures())]
    if report_format == "html":
        click.echo(reports.parities_as_html(parities, home))
    else:
        click.echo((reports.parities_as_json if report_format == "json" else reports.parities_as_text)(parities))
    sys.exit(0 if all(each.holds for each in parities) else 1)


@cli.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the page of what changed; else dist/diff.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything differs.")
@_report_option("text", "json")
@_project_option
@_reported
def diff(*, project: Path | None, old: Path, new: Path, out: Path | None, exit_code: bool, report_format: str) -> None:
    """Compare the editions in two folders page by page, and make a page of HTML of what changed."""
    from polyleaf import diff_report as reports

    home = Project.find(project)
    target = out or home.dist / "diff"
    comparison = reports.write_comparison(home, old, new, target, os.cpu_count() or 1)
    click.echo((reports.as_json if report_format == "json" else reports.as_text)(comparison))
    click.echo(f"written   {home.relative(target / reports.PAGE)}", err=True)
    for edition in comparison.unreadable:
        click.echo(f"error: {edition.note}", err=True)
    sys.exit(1 if comparison.unreadable or (exit_code and comparison.differs) else 0)


def _texts(*, project: Path | None, brochures: tuple[str, ...], languages: tuple[str, ...]) -> list[Translation]:
    from polyleaf.standing import load_translations

    return load_translations(Project.find(project), brochures, languages)


def main() -> None:
    cli()
