"""What is approved or void, and why, message by message: as text for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from polyleaf.translation.approval_status import ApprovalStatus, Counts, State, Translation


def approvals_as_text(translations: Iterable[Translation]) -> str:
    return "\n".join(line for translation in translations for line in _lines(translation))


def _lines(translation: Translation) -> Iterator[str]:
    statuses = translation.statuses
    safety = Counts.of(status for status in statuses if status.message.critical)
    yield f"{translation.name}: {_counted(Counts.of(statuses))}"
    yield f"  safety text: {_counted(safety)}"
    for sign_off in translation.sign_offs:
        texts = sum(sign_off.id in {other.id for other in status.sign_offs} for status in statuses)
        yield f"  {sign_off.date}: {sign_off.reviewer}, {sign_off.role}: version {sign_off.version}, {texts} messages"
    for composition in translation.compositions:
        difference = f": {composition.difference}" if composition.state is State.VOID else ""
        yield f"  {composition.state:<14}  composition of {composition.section!r}{difference}"
    for status in statuses:
        yield f"  {status.state:<14}  {status.origin}: {status.message.msgid!r}{_reasons(status)}"


def _counted(counts: Counts) -> str:
    return f"{counts.approved} of {counts.total} approved, {counts.void} void, {counts.never} never approved"


def _reasons(status: ApprovalStatus) -> str:
    """Why an approval is void, and over which edits it was carried."""
    edits = status.approved.carried_over if status.approved and status.state is State.APPROVED else ()
    reasons = [str(change) for change in status.changes]
    reasons += [f"carried over an edit by {edit.reviewer}, {edit.role}, {edit.date}" for edit in edits]
    return ": " + "; ".join(reasons) if reasons else ""


def approvals_as_json(translations: Sequence[Translation]) -> str:
    return json.dumps({"translations": [_as_dict(t) for t in translations]}, ensure_ascii=False, indent=2)


def _as_dict(translation: Translation) -> dict[str, object]:
    counts = Counts.of(translation.statuses)
    return {
        "brochure": translation.slug,
        "language": translation.language.code,
        "approved": counts.approved,
        "void": counts.void,
        "never_approved": counts.never,
        "sign_offs": [sign_off.model_dump(mode="json", exclude={"checksum"}) for sign_off in translation.sign_offs],
        "compositions": [
            {"section": c.section, "state": c.state.value, "removed": list(c.removed), "added": list(c.added)}
            for c in translation.compositions
        ],
        "messages": [_message(status) for status in translation.statuses],
    }


def _message(status: ApprovalStatus) -> dict[str, object]:
    edits = status.approved.carried_over if status.approved else ()
    return {
        "msgid": status.message.msgid,
        "critical": status.message.critical,
        "sections": list(status.message.sections),
        "path": status.origin.path,
        "line": status.origin.line,
        "state": status.state.value,
        "changes": [{"kind": c.kind, "name": c.name, "was": c.was, "now": c.now} for c in status.changes],
        "sign_offs": [sign_off.id for sign_off in status.sign_offs],
        "carried_over": [edit.model_dump(mode="json") for edit in edits],
    }


FORMS: Mapping[str, Callable[[Sequence[Translation]], str]] = {"text": approvals_as_text, "json": approvals_as_json}
"""What `approvals --report` offers."""
