"""What is approved, void and why, message by message: as text for people, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from polyleaf.translation.approval_status import Counts, Standing, State, Translation


def approvals_as_text(translations: Iterable[Translation]) -> str:
    return "\n".join(line for translation in translations for line in _lines(translation))


def _lines(translation: Translation) -> Iterator[str]:
    standings = translation.standings
    safety = Counts.of(standing for standing in standings if standing.message.critical)
    yield f"{translation.name}: {_counted(Counts.of(standings))}"
    yield f"  safety text: {_counted(safety)}"
    for sign_off in translation.sign_offs:
        texts = sum(sign_off.id in {other.id for other in standing.sign_offs} for standing in standings)
        yield f"  {sign_off.date}: {sign_off.reviewer}, {sign_off.role}: version {sign_off.version}, {texts} messages"
    for composition in translation.compositions:
        difference = f": {composition.difference}" if composition.state is State.VOID else ""
        yield f"  {composition.state:<14}  composition of {composition.section!r}{difference}"
    for standing in standings:
        yield f"  {standing.state:<14}  {standing.origin}: {standing.message.msgid!r}{_reasons(standing)}"


def _counted(counts: Counts) -> str:
    return f"{counts.approved} of {counts.total} approved, {counts.void} void, {counts.never} never approved"


def _reasons(standing: Standing) -> str:
    """Why an approval is void, and which edits it was carried over."""
    edits = standing.approved.carried_over if standing.approved and standing.state is State.APPROVED else ()
    reasons = [str(change) for change in standing.changes]
    reasons += [f"carried over an edit by {edit.reviewer}, {edit.role}, {edit.date}" for edit in edits]
    return ": " + "; ".join(reasons) if reasons else ""


def approvals_as_json(translations: Sequence[Translation]) -> str:
    return json.dumps({"translations": [_as_dict(t) for t in translations]}, ensure_ascii=False, indent=2)


def _as_dict(translation: Translation) -> dict[str, object]:
    counts = Counts.of(translation.standings)
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
        "messages": [_message(standing) for standing in translation.standings],
    }


def _message(standing: Standing) -> dict[str, object]:
    edits = standing.approved.carried_over if standing.approved else ()
    return {
        "msgid": standing.message.msgid,
        "critical": standing.message.critical,
        "sections": list(standing.message.sections),
        "path": standing.origin.path,
        "line": standing.origin.line,
        "state": standing.state.value,
        "changes": [{"kind": c.kind, "name": c.name, "was": c.was, "now": c.now} for c in standing.changes],
        "sign_offs": [sign_off.id for sign_off in standing.sign_offs],
        "carried_over": [edit.model_dump(mode="json") for edit in edits],
    }


FORMS: Mapping[str, Callable[[Sequence[Translation]], str]] = {"text": approvals_as_text, "json": approvals_as_json}
"""What `approvals --report` offers."""
