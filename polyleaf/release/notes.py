"""`NOTES.md`: what a release changed, for the people who hand out the leaflets. It is derived from two manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from polyleaf.content.brochure import Quantity
from polyleaf.language import values
from polyleaf.language.languages import language
from polyleaf.release.manifest import Manifest, ReleasedBrochure, ReleasedText, differing

_ENGLISH = "en"  # the language of everything outside the leaflets


def release_notes(manifest: Manifest, previous: Manifest | None) -> str:
    """The notes as Markdown. Without a previous release, they list the content of this one."""
    lines = [f"# Release {manifest.version}", ""]
    if manifest.preliminary:
        lines += ["**PRELIMINARY: do not hand out.** It lacks what follows at the end.", ""]
    for title, items in _parts(manifest, previous):
        found = list(items)
        if found:
            lines += [f"## {title}", "", *(f"- {item}" for item in found), ""]
    return "\n".join(lines)


def _parts(manifest: Manifest, previous: Manifest | None) -> Iterator[tuple[str, Iterable[str]]]:
    if previous is not None:
        yield f"Safety text removed since {previous.version}", _only_in(previous, manifest)
        yield f"Safety text added since {previous.version}", _only_in(manifest, previous)
    yield "Brochures", (_dates(brochure) for brochure in manifest.brochures)
    if previous is None:
        yield "Languages", (_text_line(text) for text in manifest.texts)
    else:
        before = {text.brochure + text.language: text for text in previous.texts}
        yield f"Changed values since {previous.version}", _changed_values(manifest, previous)
        yield f"Changed texts since {previous.version}", _changed_texts(manifest, before)
        yield f"Changed approvals since {previous.version}", _changed_approvals(manifest, before)
        yield f"Changed editions since {previous.version}", _changed_editions(manifest, previous)
        yield f"Changed tools and fonts since {previous.version}", _changed_tools(manifest, previous)
    yield "What is missing for a release", manifest.lacks


def _dates(brochure: ReleasedBrochure) -> str:
    return (
        f"{brochure.title} (`{brochure.slug}`), version {brochure.version}, published {brochure.published}, "
        f"sources read {brochure.evidence}, review due by {brochure.review_by}"
    )


def _name(text: ReleasedText) -> str:
    return f"{language(text.language).english_name} (`{text.language}`) of `{text.brochure}`"


def _text_line(text: ReleasedText) -> str:
    total = text.approved + text.void + text.never_approved
    return f"{_name(text)}: {text.approved} of {total} messages approved"


def _changed_values(manifest: Manifest, previous: Manifest) -> Iterator[str]:
    """Each value that is changed, new or gone, as it prints in English."""
    before = {brochure.slug: brochure.values for brochure in previous.brochures}
    for brochure in manifest.brochures:
        old = before.get(brochure.slug, {})
        for name in differing(old, brochure.values):
            was, now = _printed(old, name), _printed(brochure.values, name)
            yield f"`{name}` of `{brochure.slug}`: {was} before, {now} now"
    former = {edition.name: edition.clinic_values for edition in previous.editions}
    for edition in manifest.editions:
        if former.get(edition.name, edition.clinic_values) != edition.clinic_values:
            own = ", ".join(f"{name} {_printed(edition.clinic_values, name)}" for name in edition.clinic_values)
            yield f"the clinic's own values in `{edition.name}`: now {own or 'none'}"


def _only_in(one: Manifest, other: Manifest) -> Iterator[str]:
    """The safety texts that only one release has, each with its heading and treatment."""
    others = {brochure.slug: brochure.safety for brochure in other.brochures}
    for brochure in one.brochures:
        for section, texts in brochure.safety.items() if brochure.slug in others else ():
            known = others[brochure.slug].get(section, ())
            yield from (f"`{brochure.slug}`, `{section}`: {text}" for text in texts if text not in known)


def _printed(quantities: Mapping[str, Quantity], name: str) -> str:
    return values.phrase(quantities[name], language(_ENGLISH)) if name in quantities else "nothing"


def _changed_texts(manifest: Manifest, before: Mapping[str, ReleasedText]) -> Iterator[str]:
    """Each language that is new, or in which sections have changed."""
    for text in manifest.texts:
        old = before.get(text.brochure + text.language)
        if old is None:
            yield f"{_name(text)}: new"
        elif old.sections != text.sections:
            sections = (f"`{name}`" for name in differing(old.sections, text.sections))
            yield f"{_name(text)}: {', '.join(sections)}"
    released = {text.brochure + text.language for text in manifest.texts}
    yield from (f"{_name(text)}: no longer released" for key, text in before.items() if key not in released)


def _changed_approvals(manifest: Manifest, before: Mapping[str, ReleasedText]) -> Iterator[str]:
    for text in manifest.texts:
        old = before.get(text.brochure + text.language)
        if old is None or (old.approved, old.void, old.sign_offs) == (text.approved, text.void, text.sign_offs):
            continue
        new = [sign_off for sign_off in text.sign_offs if sign_off not in old.sign_offs]
        by = "; ".join(f"{sign_off.reviewer}, {sign_off.role}, on {sign_off.date}" for sign_off in new)
        yield f"{_text_line(text)}, {old.approved} before{', signed by ' + by if by else ''}"


def _changed_editions(manifest: Manifest, previous: Manifest) -> Iterator[str]:
    before = {edition.name: edition for edition in previous.editions}
    after = {edition.name: edition for edition in manifest.editions}
    yield from (f"new: `{name}`" for name in sorted(after.keys() - before.keys()))
    yield from (f"gone: `{name}`" for name in sorted(before.keys() - after.keys()))
    for name in sorted(after.keys() & before.keys()):
        if after[name].code != before[name].code:
            yield f"`{name}`: {before[name].code} is replaced by {after[name].code}"


def _changed_tools(manifest: Manifest, previous: Manifest) -> Iterator[str]:
    for name in differing(previous.tools, manifest.tools):
        yield f"{name}: {previous.tools.get(name, 'nothing')} before, {manifest.tools.get(name, 'nothing')} now"
    yield from (f"font {name}" for name in differing(previous.fonts, manifest.fonts))
