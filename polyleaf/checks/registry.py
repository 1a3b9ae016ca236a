"""The checks: a registry by stage, and the runner.

A check is a generator function under `@check(...)`. Its id is permanent, its docstring is its rationale; it yields the
problems it finds. The modules of a stage register their checks when they are imported; layout and PDF are imported
where they run, as they need WeasyPrint and pikepdf.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from polyleaf.core.findings import Concern, Finding, Origin, Severity, Stage


@dataclass(frozen=True)
class Problem:
    """What a check found: where, what is wrong, whether it is wrong in safety text, and in which text (its msgid).

    An `unsure` problem is a warning, even where the check makes errors.
    """

    origin: Origin
    message: str
    safety: bool = False
    msgid: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Check:
    """A check, with why it is made and how to fix what it finds.

    A `judged` check reads language by rules that a sentence can escape: a person may waive its errors on safety text.
    """

    id: str
    stage: Stage
    severity: Severity
    rationale: str
    hint: str
    run: Callable[[Any], Iterator[Problem]]
    concern: Concern = Concern.FORM
    judged: bool = False

    def findings(self, context: object) -> Iterator[Finding]:
        for problem in self.run(context):
            concern = Concern.SAFETY if problem.safety else self.concern
            severity = Severity.WARNING if problem.unsure else self.severity
            yield Finding(self.id, severity, problem.origin, problem.message, self.hint, concern, problem.msgid)


_REGISTRY: dict[str, Check] = {}


def check(
    check_id: str,
    stage: Stage,
    hint: str,
    severity: Severity = Severity.ERROR,
    concern: Concern = Concern.FORM,
    *,
    judged: bool = False,
) -> Callable[[Callable[[Any], Iterator[Problem]]], Callable[[Any], Iterator[Problem]]]:
    """Register a function as the check of that id.

    `concern` is what is at stake where it is not safety text; `judged`, see `Check`.
    """

    def register(function: Callable[[Any], Iterator[Problem]]) -> Callable[[Any], Iterator[Problem]]:
        if check_id in _REGISTRY:
            raise ValueError(f"two checks have the id {check_id!r}")
        rationale = inspect.cleandoc(function.__doc__ or "").replace("\n", " ")
        _REGISTRY[check_id] = Check(check_id, stage, severity, rationale, hint, function, concern, judged)
        return function

    return register


def _reader(check_id: str, stage: Stage, rationale: str, hint: str) -> Check:
    """A finding that the reader of a file makes: it comes with the file or not at all."""
    return Check(check_id, stage, Severity.ERROR, rationale, hint, lambda _: iter(()))


READER_FINDINGS = (
    _reader(
        "source-invalid",
        Stage.SOURCE,
        "A YAML file that the model refuses is not read in part: what was skipped could be a warning.",
        "Fix what is named; an editor with the JSON Schema shows it as you type.",
    ),
    _reader(
        "name-refused",
        Stage.SOURCE,
        "The names of printed files are made of these names, and two editions must never have one file.",
        "Rename the file or the folder; nothing is built for it before.",
    ),
    _reader(
        "font-missing",
        Stage.SOURCE,
        "A font that is not the locked one could lack a sign or break a line elsewhere.",
        "Run `make setup` to install what the lock asks for.",
    ),
    _reader(
        "catalog-invalid",
        Stage.CATALOG,
        "A catalogue that is not strict PO, in UTF-8 and with its language's plural rule, is not read at all.",
        "Fix the line named; `msgfmt --check` shows the same.",
    ),
    _reader(
        "not-carried-over",
        Stage.CATALOG,
        "A translation is kept over an edit of its source only when the older source is known, and was its source.",
        "Compare the translation with the source, fix it, and remove the fuzzy flag.",
    ),
    _reader(
        "language-without-style",
        Stage.CATALOG,
        "A language that no rule of the style sheet names is set in a face that nobody chose for its script.",
        "Add a :lang() rule with a family of the font lock to styles/languages.css.",
    ),
    _reader(
        "approvals-invalid",
        Stage.CATALOG,
        "Approvals that are malformed, or were edited by hand, approve nothing: no edition claims them.",
        "Take the file back from version control, and record what is missing with `approve`; nothing else writes it.",
    ),
    _reader(
        "sheet-stale",
        Stage.CATALOG,
        "An approval is for the exact text that was read; a text that is another by now has to be read again.",
        "Make a new sheet; this text is to be read again.",
    ),
    _reader(
        "waiver-unused",
        Stage.CATALOG,
        "A waiver without a finding would silence the next one, which nobody has judged.",
        "Remove it; it names the id of a check of translations, and the message to the letter.",
    ),
    _reader(
        "waiver-refused",
        Stage.CATALOG,
        "What is wrong in safety text is corrected: a good reason does not make it right for a patient.",
        "Correct the translation; on safety text only warnings and checks of wording can be waived.",
    ),
    _reader(
        "internal-error",
        Stage.LAYOUT,
        "A fault of the engine ends one edition, and the others are built.",
        "This is a fault of Polyleaf. Report it with the traceback above.",
    ),
    _reader(
        "worker-lost",
        Stage.LAYOUT,
        "A process that the system ends, for want of memory for example, has not proven its edition.",
        "Build it again with fewer processes: --jobs 1.",
    ),
    _reader(
        "render-failed",
        Stage.LAYOUT,
        "A template that fails would leave a page half made; the edition is refused and the others are built.",
        "Fix the template at the line named.",
    ),
    _reader(
        "template-refused",
        Stage.LAYOUT,
        "Anybody may send in a template; one that runs a program or reads a file would be a way into the machine.",
        "Take that expression out: a template prints messages, labels, values and the clinic's data.",
    ),
    _reader(
        "file-refused",
        Stage.LAYOUT,
        "Pages are made of the project's own files: nothing is fetched, and no other file is read.",
        "Templates and style sheets name `brochure:`, `clinic:` and `style:` files only.",
    ),
    _reader(
        "output-blocked",
        Stage.PDF,
        "A file that cannot be replaced or removed may be an outdated leaflet under the name of the current one.",
        "Move what is in the way, or make it writable, and build again; do not hand out the file that is there.",
    ),
    _reader(
        "contact-overfull",
        Stage.LAYOUT,
        "What a clinic says of itself takes white space, and is set smaller, but it never takes clinical text away.",
        "Shorten it, or leave some of it out; other formats, above all large print and the web, have room for more.",
    ),
    _reader(
        "part-mismatch",
        Stage.RELEASE,
        "Parts that do not fit together would leave a leaflet out, or mix two versions of a text.",
        "Build all parts anew from the commit that you release, with the same options and versions of all packages.",
    ),
    _reader(
        "manifest-invalid",
        Stage.RELEASE,
        "Without its manifest nobody can tell whether a release is whole.",
        "Name the folder of a release; take its manifest back from where it was published.",
    ),
    _reader(
        "release-file-missing",
        Stage.RELEASE,
        "A release that lacks a file leaves the readers of a language without their leaflet.",
        "Take the release back from where it was published.",
    ),
    _reader(
        "release-file-changed",
        Stage.RELEASE,
        "A file that was changed after its release is one that no check has seen.",
        "Do not hand it out; take the release back from where it was published.",
    ),
    _reader(
        "release-file-unknown",
        Stage.RELEASE,
        "A file that came into the folder later is taken for a part of the release, and nobody has checked it.",
        "Remove it from the folder.",
    ),
    _reader(
        "release-incomparable",
        Stage.RELEASE,
        "A release can be made again only from its own sources, by the same tools.",
        "Check out that commit, and install what its lock files name.",
    ),
    _reader(
        "release-differs",
        Stage.RELEASE,
        "A file that comes out differently was made from something that the manifest does not tell.",
        "Do not hand it out before you know why; compare the two with `diff`.",
    ),
    _reader(
        "verapdf",
        Stage.RELEASE,
        "What is released was judged by the reference validator too, and by none of ours alone.",
        "Look the clause up in the standard; the file is as the engine wrote it.",
    ),
)
"""Findings that are made while files are read; the registry lists them with the checks."""


def reader_finding(check_id: str, origin: Origin, message: str) -> Finding:
    """A finding of a reader, with the hint that is registered for it."""
    reader = next(reader for reader in READER_FINDINGS if reader.id == check_id)
    return Finding(check_id, reader.severity, origin, message, reader.hint, reader.concern)


_MORE_MODULES = {
    Stage.CATALOG: ("meaning", "concepts", "completeness", "address", "families", "typography"),
    Stage.LAYOUT: ("safety", "marks"),
    Stage.PDF: ("tags", "ink"),
    Stage.WEB: ("screen",),
}
"""Modules of a stage beside the one of its name."""


def checks_of(stage: Stage) -> list[Check]:
    """The checks of a stage, in the order in which they are written."""
    for name in (stage.value, *_MORE_MODULES.get(stage, ())):
        import_module(f"polyleaf.checks.{name}")
    return [registered for registered in _REGISTRY.values() if registered.stage is stage]


def run_checks(stage: Stage, context: object) -> list[Finding]:
    """All findings of a stage; `context` is the one that the stage's module defines."""
    return [finding for registered in checks_of(stage) for finding in registered.findings(context)]
