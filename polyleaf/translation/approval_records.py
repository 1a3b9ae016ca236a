"""`locales/<language>/approvals.yaml`: who approved which exact text.

Commands write the file, and nobody edits it by hand. Its checksums detect accidents and casual edits. Anybody who can
run this program can compute them, so they are not signatures in the sense of cryptography.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from polyleaf.content.brochure import Brochure, Day, Identifier, Line, Quantity, StrictModel
from polyleaf.content.markup import placeholders
from polyleaf.content.spelling import Spelling
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.content.yaml_text import to_yaml
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding

Checksum = Annotated[str, Spelling(r"[0-9a-f]{64}", "a SHA-256, as 64 hexadecimal digits")]

_HEADING = """\
# yaml-language-server: $schema=../../schemas/approvals.schema.json
# Who approved which exact text. Written by the command `approve`: an edit by hand makes the file an error.
"""


class SignOff(StrictModel):
    """One act of approval: who approved texts of which version of a brochure, and when."""

    id: int = Field(ge=1)
    reviewer: Line
    role: Line
    date: Day
    brochure: Identifier
    version: Line
    checksum: Checksum = Field("", description="SHA-256 of the rest of the sign-off.")


class CarriedOver(StrictModel):
    """An edit that changed no meaning: who said so, when, and the text before the edit."""

    reviewer: Line
    role: Line
    date: Day
    msgid: Line
    msgstr: Line


class ApprovedMessage(StrictModel):
    """A message as it was approved, with the values that its source or its translation names."""

    msgid: Line
    msgstr: Line
    values: dict[Identifier, Quantity] = Field({}, description="The values that either of them names.")
    digest: Checksum = Field(description="SHA-256 of msgid, msgstr and values.")
    sign_offs: Annotated[tuple[int, ...], Field(min_length=1)] = Field(description="The ids of the sign-offs.")
    carried_over: tuple[CarriedOver, ...] = Field((), description="Edits since then that changed no meaning.")

    @property
    def wording(self) -> ApprovedWording:
        return ApprovedWording(self.msgid, self.msgstr, self.values)


class ApprovedComposition(StrictModel):
    """A section of safety text as it was approved: its texts in order, each with its heading and treatment."""

    section: Identifier
    texts: Annotated[tuple[Line, ...], Field(min_length=1)]
    digest: Checksum = Field(description="SHA-256 of the section and its texts.")
    sign_off: int = Field(description="The id of the sign-off.")


class Approvals(StrictModel):
    """All approvals of one language."""

    checksum: Checksum = Field(description="SHA-256 of the rest of the file.")
    sign_offs: tuple[SignOff, ...]
    messages: tuple[ApprovedMessage, ...]
    compositions: tuple[ApprovedComposition, ...] = Field((), description="How the safety text was composed.")

    def sign_off(self, number: int) -> SignOff:
        return next(sign_off for sign_off in self.sign_offs if sign_off.id == number)

    def brochure_of(self, message: ApprovedMessage) -> str:
        """The slug of the brochure to which an approved message belongs."""
        return self.sign_off(message.sign_offs[0]).brochure

    def compositions_of(self, brochure: str) -> dict[str, ApprovedComposition]:
        """The approved composition of each section of safety text of a brochure."""
        return {c.section: c for c in self.compositions if self.sign_off(c.sign_off).brochure == brochure}


def nfc(text: str) -> str:
    """The text in Unicode's form NFC, in which two ways to write an accent are the same."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class ApprovedWording:
    """What is approved of a message: its source, its translation, and the values that either of them names.

    The texts are in NFC. The values are those of the brochure; a clinic's own length of a visit is not included. No
    message has a context (`msgctxt`), because the reader of catalogues refuses contexts.
    """

    msgid: str
    msgstr: str
    values: dict[str, Quantity]

    @property
    def digest(self) -> str:
        quantities = {
            name: value.model_dump(mode="json", by_alias=True, exclude_none=True) for name, value in self.values.items()
        }
        return _checksum([self.msgid, self.msgstr, quantities])


def wording(msgid: str, msgstr: str, brochure: Brochure) -> ApprovedWording:
    """The wording of a message with the brochure's values as they are now."""
    source, target = nfc(msgid), nfc(msgstr)
    heads = {name.partition(".")[0] for text in (source, target) for name in placeholders(text)}
    values = {name: brochure.values[name].quantity for name in sorted(heads & set(brochure.values))}
    return ApprovedWording(source, target, values)


def _checksum(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def approvals_file(project: Project, code: str) -> Path:
    return project.locales / code / "approvals.yaml"


def load_approvals(project: Project, code: str) -> Approvals:
    """The approvals of a language; none if there is no file.

    Raises InputError with `approvals-invalid` for a file that is malformed, or that was not written by `approve`.
    """
    path = approvals_file(project, code)
    if not project.has(path):
        return sealed((), ())
    try:
        approvals, source_map = load_model(Approvals, path, project)
    except InputError as error:
        raise InputError([_invalid(finding.origin, finding.message) for finding in error.findings]) from None
    findings = list(_tampering(approvals, source_map))
    if findings:
        raise InputError(findings)
    return approvals


def _tampering(approvals: Approvals, source_map: SourceMap) -> Iterator[Finding]:
    """What is inconsistent. The checksum of the whole file is checked last, because it cannot say where."""
    parts = [
        *_wrong_sign_offs(approvals, source_map),
        *_wrong_messages(approvals, source_map),
        *_wrong_compositions(approvals, source_map),
    ]
    yield from parts
    whole = _whole_checksum(approvals.sign_offs, approvals.messages, approvals.compositions)
    if not parts and approvals.checksum != whole:
        message = "the content is not what its checksum says: something was changed, added or taken out"
        yield _invalid(source_map.origin("checksum"), message)


def _wrong_sign_offs(approvals: Approvals, source_map: SourceMap) -> Iterator[Finding]:
    seen: set[int] = set()
    for index, sign_off in enumerate(approvals.sign_offs):
        if sign_off.id in seen:
            yield _invalid(source_map.origin("sign_offs", index, "id"), f"the sign-off {sign_off.id} occurs twice")
        seen.add(sign_off.id)
        if sign_off.checksum != _sign_off_checksum(sign_off):
            message = f"the sign-off {sign_off.id} is not what its checksum says: it was edited"
            yield _invalid(source_map.origin("sign_offs", index), message)


def _wrong_messages(approvals: Approvals, source_map: SourceMap) -> Iterator[Finding]:
    brochures = {sign_off.id: sign_off.brochure for sign_off in approvals.sign_offs}
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(approvals.messages):
        named = {brochures.get(number, "") for number in entry.sign_offs}
        if "" in named or len(named) > 1:
            origin = source_map.origin("messages", index, "sign_offs")
            yield _invalid(origin, f"no sign-off, or those of several brochures, for {entry.msgid!r}")
            continue
        if (key := (named.pop(), entry.msgid)) in seen:
            yield _invalid(source_map.origin("messages", index), f"the message occurs twice: {entry.msgid!r}")
        seen.add(key)
        if entry.digest != entry.wording.digest:
            origin = source_map.origin("messages", index, "digest")
            yield _invalid(origin, f"the digest is not that of the text beside it: {entry.msgid!r}")


def _wrong_compositions(approvals: Approvals, source_map: SourceMap) -> Iterator[Finding]:
    known = {sign_off.id for sign_off in approvals.sign_offs}
    for index, entry in enumerate(approvals.compositions):
        if entry.sign_off not in known:
            origin = source_map.origin("compositions", index, "sign_off")
            yield _invalid(origin, f"no sign-off for the composition of {entry.section!r}")
        if entry.digest != composition_digest(entry.section, entry.texts):
            origin = source_map.origin("compositions", index, "digest")
            yield _invalid(origin, f"the digest is not that of the texts beside it: {entry.section!r}")


def _invalid(origin: Origin, message: str) -> Finding:
    return reader_finding("approvals-invalid", origin, message)


def signed(sign_off: SignOff) -> SignOff:
    """The sign-off with its checksum."""
    return sign_off.model_copy(update={"checksum": _sign_off_checksum(sign_off)})


def approved_message(
    text: ApprovedWording, sign_offs: tuple[int, ...], carried_over: tuple[CarriedOver, ...] = ()
) -> ApprovedMessage:
    """A wording as approved, with its digest."""
    return ApprovedMessage(
        msgid=text.msgid,
        msgstr=text.msgstr,
        values=text.values,
        digest=text.digest,
        sign_offs=sign_offs,
        carried_over=carried_over,
    )


def composition_digest(section: str, texts: tuple[str, ...]) -> str:
    """The digest of how a section of safety text is composed."""
    return _checksum([section, [nfc(text) for text in texts]])


def approved_composition(section: str, texts: tuple[str, ...], sign_off: int) -> ApprovedComposition:
    """A composition as approved, with its digest."""
    in_nfc = tuple(nfc(text) for text in texts)
    digest = composition_digest(section, in_nfc)
    return ApprovedComposition(section=section, texts=in_nfc, digest=digest, sign_off=sign_off)


def sealed(
    sign_offs: tuple[SignOff, ...],
    messages: tuple[ApprovedMessage, ...],
    compositions: tuple[ApprovedComposition, ...] = (),
) -> Approvals:
    """Approvals with the checksum of the whole."""
    return Approvals(
        checksum=_whole_checksum(sign_offs, messages, compositions),
        sign_offs=sign_offs,
        messages=messages,
        compositions=compositions,
    )


def _sign_off_checksum(sign_off: SignOff) -> str:
    return _checksum(sign_off.model_dump(mode="json", exclude={"checksum"}, exclude_defaults=True))


def _whole_checksum(
    sign_offs: tuple[SignOff, ...],
    messages: tuple[ApprovedMessage, ...],
    compositions: tuple[ApprovedComposition, ...],
) -> str:
    # Without default values, so that a key that is new in the model does not change older files.
    parts = (*sign_offs, *messages, *compositions)
    return _checksum([part.model_dump(mode="json", by_alias=True, exclude_defaults=True) for part in parts])


def store_approvals(project: Project, code: str, approvals: Approvals) -> Path:
    """Write the approvals of a language, and return the path of the file."""
    path = approvals_file(project, code)
    project.write(path, to_yaml(approvals, _HEADING))
    return path
