"""What the manifest of a release says: its editions, its texts, and what both were made from."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import requires, version
from itertools import groupby
from pathlib import Path

import pikepdf

from polyleaf.checks.pdf import fonts_of
from polyleaf.checks.release import PrintedText as TextToRelease
from polyleaf.checks.release import SameVersion
from polyleaf.checks.waivers import load_waivers
from polyleaf.content.clinic import load_clinic
from polyleaf.content.composition import safety_compositions
from polyleaf.content.market import Market
from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.atomic_files import sha256
from polyleaf.core.clock import day_asked_for, stated_date
from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.names import INTERFACE
from polyleaf.core.tools import libraries
from polyleaf.core.version import __version__
from polyleaf.core.work_tree import WorkTree
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.language.languages import language
from polyleaf.pipeline.inputs import Inputs
from polyleaf.pipeline.plan import Request
from polyleaf.pipeline.reports.report import Outcome, lines_of
from polyleaf.release.manifest import (
    Manifest,
    ReleasedBrochure,
    ReleasedEdition,
    ReleasedFile,
    ReleasedSignOff,
    ReleasedText,
    ReleasedWaiver,
    StillCurrent,
    Superseded,
    Terms,
    differing,
)
from polyleaf.translation.approval_records import wording
from polyleaf.translation.approval_status import ApprovalStatus, Counts, Translation, load_translation


def released_texts(workspace: Workspace, editions: Iterable[Edition]) -> Iterator[TextToRelease]:
    """The texts of each brochure in each language that the editions print. Raises InputError."""
    workspace.refresh()
    printed: dict[tuple[str, str], set[tuple[str, Market]]] = {}
    for edition in editions:
        clinic, _ = workspace.load(load_clinic, edition.clinic)
        printed.setdefault((edition.brochure, edition.language), set()).add((edition.format, clinic.market))
    for (slug, code), formats in sorted(printed.items()):
        whole = load_translation(workspace, slug, code)
        place = whole.words.path or workspace.relative(workspace.brochure_file(slug))
        statuses = {status.message.msgid: status for status in _printed(whole, formats)}
        yield TextToRelease(Origin(place), tuple(statuses.values()), whole.compositions)


def _printed(whole: Translation, formats: Iterable[tuple[str, Market]]) -> Iterator[ApprovalStatus]:
    """The approval status of each message that one of these formats prints in its market, if it has a layout."""
    for name, market in sorted(formats):
        if layout := whole.brochure.layouts.get(name):
            brochure = whole.brochure.as_laid_out(layout, market)
            yield from Translation(whole.slug, brochure, whole.language, whole.words, whole.approvals).statuses


@dataclass(frozen=True)
class Made:
    """What was built: on which request, from which work tree, what it lacks, and the manifest of
    the previous release.
    """

    request: Request
    version: str
    outcomes: tuple[Outcome, ...]
    tree: WorkTree | None
    lacks: tuple[Finding, ...]
    previous: Manifest | None


def describe(workspace: Workspace, made: Made) -> Manifest:
    """The manifest of the files in the project's `dist/`. Raises InputError, and UsageError for a wrong date."""
    workspace.refresh()
    request = made.request
    editions = tuple(_edition(workspace, outcome) for outcome in made.outcomes)
    brochures = tuple(_brochure(workspace, slug) for slug in sorted({edition.brochure for edition in editions}))
    carried = () if request.preliminary else tuple(_still_current(request, editions, made.previous))
    return Manifest(
        version=made.version or "+".join(dict.fromkeys(brochure.version for brochure in brochures)),
        date=stated_date(max(brochure.published for brochure in brochures)),
        stated=day_asked_for(),
        preliminary=request.preliminary,
        lacks=tuple(line for line in lines_of(made.lacks) if not line.startswith(" ")),
        revision=made.tree.revision if made.tree else "",
        terms=Terms(
            brochures=request.brochures,
            languages=request.languages,
            formats=request.formats,
            papers=request.papers,
            clinics=request.clinics,
            finishes=request.finishes,
        ),
        tools=_tools(),
        fonts={
            face.place: face.sha256 for family in font_lock.prepare(workspace).lock.families for face in family.faces
        },
        brochures=brochures,
        texts=tuple(_text(workspace, *key) for key in sorted({(e.brochure, e.language) for e in editions})),
        editions=editions,
        superseded=() if request.preliminary else _superseded((*editions, *carried), made.previous),
        still_current=carried,
        other_files=(),
    )


def _edition(workspace: Workspace, outcome: Outcome) -> ReleasedEdition:
    edition = outcome.edition
    inputs = Inputs(edition, workspace)
    localized, imprint = inputs.localized(), inputs.brochure.imprint
    own = {name for name in inputs.clinic.visits if inputs.brochure.values[name].clinic_may_set}
    return ReleasedEdition(
        name=edition.name,
        code=localized.code,
        brochure=edition.brochure,
        language=edition.language,
        format=edition.format,
        paper=edition.paper,
        clinic=edition.clinic,
        finish=edition.finish,
        version=imprint.version,
        review_by=imprint.review_by,
        fit_step=outcome.fit_step,
        approval=localized.approval.scope,
        clinic_values={name: localized.value(name).quantity for name in sorted(own)},
        files=tuple(_file(workspace.dist / Path(path).name) for path in outcome.paths),
    )


def _file(path: Path) -> ReleasedFile:
    content = path.read_bytes()
    if path.suffix != ".pdf":
        return ReleasedFile(name=path.name, sha256=sha256(content), bytes=len(content))
    with closing(pikepdf.open(path)) as pdf:
        names = sorted({name for name, _ in fonts_of(pdf)})
        return ReleasedFile(
            name=path.name, sha256=sha256(content), bytes=len(content), pages=len(pdf.pages), fonts=tuple(names)
        )


def _brochure(workspace: Workspace, slug: str) -> ReleasedBrochure:
    brochure, _ = workspace.load(load_brochure, slug)
    imprint = brochure.imprint
    return ReleasedBrochure(
        slug=slug,
        title=brochure.cover.title.text,
        version=imprint.version,
        published=imprint.published,
        evidence=imprint.evidence,
        review_by=imprint.review_by,
        values={name: value.quantity for name, value in brochure.values.items()},
        safety=safety_compositions(brochure),
    )


def _text(workspace: Workspace, slug: str, code: str) -> ReleasedText:
    whole = load_translation(workspace, slug, code)
    counts = Counts.of(whole.statuses)
    waivers, _ = load_waivers(workspace, language(code))
    return ReleasedText(
        brochure=slug,
        language=code,
        source_sha256=sha256(workspace.brochure_file(slug).read_bytes()),
        catalogue_sha256=_digest_of(workspace.catalog_file(code, slug)),
        interface_sha256=_digest_of(workspace.readable_catalog(code, INTERFACE)),
        sections=_sections(whole),
        approved=counts.approved,
        void=counts.void,
        never_approved=counts.never,
        sign_offs=tuple(
            ReleasedSignOff(reviewer=s.reviewer, role=s.role, date=s.date, version=s.version) for s in whole.sign_offs
        ),
        waivers=tuple(ReleasedWaiver(check=w.check, message=w.message, reason=w.reason) for w in waivers.waivers),
    )


def _sections(whole: Translation) -> dict[str, str]:
    """The digest of each part of a brochure: of its words in the language, and of the values that they name."""
    digests: dict[str, list[str]] = {}
    for part, text in whole.brochure.texts_by_part():
        said = wording(text.text, whole.words.get(text.text) or "", whole.brochure)
        digests.setdefault(part if isinstance(part, str) else part.id, []).append(said.digest)
    return {name: sha256("".join(parts).encode()) for name, parts in digests.items()}


def _digest_of(path: Path) -> str | None:
    return sha256(path.read_bytes()) if path.is_file() else None


def _tools() -> dict[str, str]:
    """Python, the packages that the engine requires, and the layout libraries, with their versions."""
    asked = [line for line in requires("polyleaf") or () if "extra ==" not in line]
    packages = sorted(re.split(r"[^A-Za-z0-9._-]", line)[0] for line in asked)
    found = {"python": platform.python_version(), "polyleaf": __version__, **{name: version(name) for name in packages}}
    return found | {name: found_version for name, _, found_version in (lib.partition(".so.") for lib in libraries())}


def _still_current(
    request: Request, editions: Sequence[ReleasedEdition], previous: Manifest | None
) -> Iterator[StillCurrent]:
    """The leaflets of earlier releases that this release was not asked to make. They are still current."""
    if previous is None or previous.preliminary:
        return
    names = {edition.name for edition in editions}
    formers: list[ReleasedEdition | StillCurrent] = [*previous.editions, *previous.still_current]
    for former in formers:
        if former.name not in names and not _is_asked_for(former, request):
            yield StillCurrent(**{name: getattr(former, name) for name in StillCurrent.model_fields})


def _is_asked_for(former: ReleasedEdition | StillCurrent, request: Request) -> bool:
    """Whether a release with these options would make the edition, if the project still planned it."""
    return (
        (not request.brochures or former.brochure in request.brochures)
        and (not request.languages or former.language in request.languages)
        and (not request.formats or former.format in request.formats)
        and (not request.papers or former.paper in (*request.papers, ""))
        and (not request.clinics or former.clinic in request.clinics)
        and former.finish in request.finishes
    )


def same_versions(
    workspace: Workspace, editions: Iterable[Edition], previous: Manifest | None
) -> Iterator[SameVersion]:
    """The brochures whose safety text has changed since the previous release, although their version has not.

    Raises InputError.
    """
    if previous is None or previous.preliminary:
        return
    former = {brochure.slug: brochure for brochure in previous.brochures}
    before = {(text.brochure, text.language): text.sections for text in previous.texts}
    for slug, group in groupby(sorted({(e.brochure, e.language) for e in editions}), key=lambda key: key[0]):
        brochure, source_map = workspace.load(load_brochure, slug)
        if slug not in former or former[slug].version != brochure.imprint.version:
            continue
        changed: set[str] = set()
        for key in group:
            now = _sections(load_translation(workspace, *key))
            changed |= set(differing(before.get(key, now), now))
        safety = changed & {*safety_compositions(brochure), *former[slug].safety}
        if safety:
            yield SameVersion(source_map.origin("imprint", "version"), brochure.imprint.version, tuple(sorted(safety)))


def _superseded(
    editions: Sequence[ReleasedEdition | StillCurrent], previous: Manifest | None
) -> tuple[Superseded, ...]:
    """The leaflets of earlier releases whose code no leaflet has any longer, in the order of their codes."""
    if previous is None:
        return ()
    current = {edition.code for edition in editions}
    released = () if previous.preliminary else previous.editions
    last = (Superseded(code=e.code, language=e.language, clinic=e.clinic, version=e.version) for e in released)
    known = {former.code: former for former in (*previous.superseded, *last) if former.code not in current}
    return tuple(known[code] for code in sorted(known))
