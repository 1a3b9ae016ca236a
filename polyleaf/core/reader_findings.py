"""The findings that readers of files make, each with its reason and its hint. All packages use this one registry.

They are made before there is a context for a check. `checks.listing` lists them with the checks.
"""

from __future__ import annotations

from dataclasses import dataclass

from polyleaf.core.findings import Concern, Finding, Origin, Severity, Stage


@dataclass(frozen=True)
class ReaderFinding:
    """A kind of finding by its permanent id: why it is an error, how to fix it, and what is at stake."""

    id: str
    stage: Stage
    rationale: str
    hint: str
    concern: Concern = Concern.FORM


READER_FINDINGS = (
    ReaderFinding(
        "source-invalid",
        Stage.SOURCE,
        "A YAML file that the model refuses is not read in part: what was skipped could be a warning.",
        "Fix what is named; an editor with the JSON Schema shows it as you type.",
        Concern.CONTENT,
    ),
    ReaderFinding(
        "name-refused",
        Stage.SOURCE,
        "The names of printed files are made of these names, and two editions must never have the same file.",
        "Rename the file or the folder. Until then, nothing is built for it.",
    ),
    ReaderFinding(
        "font-missing",
        Stage.SOURCE,
        "A font that is not the locked one could lack a sign or break a line elsewhere.",
        "Run `make setup` to install what the lock asks for.",
    ),
    ReaderFinding(
        "catalog-invalid",
        Stage.CATALOG,
        "A catalogue that is not strict PO, in UTF-8 and with its language's plural rule, is not read at all.",
        "Fix the line named; `msgfmt --check` shows the same.",
        Concern.CONTENT,
    ),
    ReaderFinding(
        "not-carried-over",
        Stage.CATALOG,
        "A translation is kept over an edit of its source only when the older source is known, and was its source.",
        "Compare the translation with the source, fix it, and remove the fuzzy flag.",
    ),
    ReaderFinding(
        "language-without-style",
        Stage.CATALOG,
        "A language that no rule of the style sheet names is set in a face that nobody chose for its script.",
        "Add a :lang() rule with a family of the font lock to styles/languages.css.",
    ),
    ReaderFinding(
        "language-without-digits",
        Stage.CATALOG,
        "A number in digits that nobody can print would be missing, or would be in the digits of another script.",
        "Ask the developers for its digits and for a counter of pages in them.",
    ),
    ReaderFinding(
        "approvals-invalid",
        Stage.CATALOG,
        "Approvals that are malformed or were edited by hand approve nothing, and no edition claims them.",
        "Restore the file from version control, and record what is missing with `approve`; nothing else writes it.",
        Concern.CONTENT,
    ),
    ReaderFinding(
        "sheet-stale",
        Stage.CATALOG,
        "An approval is for the exact text that was read. A text that has changed must be read again.",
        "Make a new sheet; this text must be read again.",
    ),
    ReaderFinding(
        "waiver-unused",
        Stage.CATALOG,
        "A waiver without a finding would remove the next one, which nobody has judged.",
        "Remove it. It must name a check of translations and the exact message; a missing text cannot be waived.",
    ),
    ReaderFinding(
        "waiver-refused",
        Stage.CATALOG,
        "Safety text must be corrected if it is wrong. A good reason does not make it right for a patient.",
        "Correct the translation; on safety text only warnings and checks of wording can be waived.",
        Concern.SAFETY,
    ),
    ReaderFinding(
        "internal-error",
        Stage.LAYOUT,
        "A fault of the engine ends one edition, and the others are built.",
        "This is a fault of Polyleaf. Report it with the traceback above.",
    ),
    ReaderFinding(
        "worker-lost",
        Stage.LAYOUT,
        "If the system kills a process, for example because it has no memory left, its edition is not proven.",
        "Build it again with fewer processes: --jobs 1.",
    ),
    ReaderFinding(
        "bundle-refused",
        Stage.SOURCE,
        "Another machine must get the same files as are here; what cannot be sent whole could be outdated there.",
        "Put an ordinary file in its place, or build without a cluster.",
    ),
    ReaderFinding(
        "render-failed",
        Stage.LAYOUT,
        "A template that fails would leave a page half finished. The edition is refused and the others are built.",
        "Fix the template at the line named.",
    ),
    ReaderFinding(
        "template-refused",
        Stage.LAYOUT,
        "Anybody may send in a template; one that runs a program or reads a file would be a way into the machine.",
        "Take that expression out: a template prints messages, labels, values and the clinic's data.",
    ),
    ReaderFinding(
        "file-refused",
        Stage.LAYOUT,
        "Pages are made of the project's own files: nothing is fetched, and no other file is read.",
        "Templates and style sheets name `brochure:`, `clinic:` and `style:` files only.",
    ),
    ReaderFinding(
        "output-blocked",
        Stage.PDF,
        "A file that cannot be replaced or removed may be an outdated leaflet under the name of the current one.",
        "Move what is in the way, or make it writable, and build again; do not hand out the file that is there.",
    ),
    ReaderFinding(
        "contact-overfull",
        Stage.LAYOUT,
        "A clinic's own words may take white space and be set smaller, but they never replace clinical text.",
        "Shorten it, or leave some of it out; other formats, above all large print and the web, have room for more.",
    ),
    ReaderFinding(
        "part-mismatch",
        Stage.RELEASE,
        "Parts that do not fit together would leave a leaflet out, or mix two versions of a text.",
        "Build all parts again from the commit that you release, with the same options and versions of all packages.",
    ),
    ReaderFinding(
        "manifest-invalid",
        Stage.RELEASE,
        "Without its manifest nobody can tell whether a release is whole.",
        "Name the folder of a release; get its manifest again from where it was published.",
    ),
    ReaderFinding(
        "release-file-missing",
        Stage.RELEASE,
        "A release that lacks a file leaves the readers of a language without their leaflet.",
        "Get the release again from where it was published.",
    ),
    ReaderFinding(
        "release-file-changed",
        Stage.RELEASE,
        "A file that was changed after its release is one that no check has seen.",
        "Do not hand it out; get the release again from where it was published.",
    ),
    ReaderFinding(
        "release-file-unknown",
        Stage.RELEASE,
        "A file that was added to the folder later looks like a part of the release, but nobody has checked it.",
        "Remove it from the folder.",
    ),
    ReaderFinding(
        "release-incomparable",
        Stage.RELEASE,
        "A release can be made again only from its own sources, with the same tools.",
        "Check out that commit, and install what its lock files name.",
    ),
    ReaderFinding(
        "release-differs",
        Stage.RELEASE,
        "A file that comes out differently was made from something that the manifest does not mention.",
        "Do not hand it out before you know why; compare the two with `diff`.",
    ),
    ReaderFinding(
        "verapdf",
        Stage.RELEASE,
        "The reference validator judges what is released too, and not only our own checks.",
        "Look the clause up in the standard; the file is as the engine wrote it.",
    ),
)


def reader_finding(check_id: str, origin: Origin, message: str, hint: str = "") -> Finding:
    """A finding of a reader. It has the registered hint, unless `hint` says more exactly how to fix it."""
    registered = next(reader for reader in READER_FINDINGS if reader.id == check_id)
    return Finding(check_id, Severity.ERROR, origin, message, hint or registered.hint, registered.concern)
