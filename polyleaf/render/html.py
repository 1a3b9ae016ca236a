"""Turn a localized brochure into HTML, with the project's Jinja templates."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from polyleaf.content.by_language import ByLanguage
from polyleaf.content.clinic import Phone
from polyleaf.content.phone import DialledNumber
from polyleaf.content.text import Text
from polyleaf.content.web_address import web_uri
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import Format
from polyleaf.design.palette import load_looks
from polyleaf.language.languages import language
from polyleaf.render.clinic_words import (
    AddressBlock,
    address_block,
    email_link,
    in_own_direction,
    isolated,
    own_words,
    phone_link,
    web_link,
    what_fits,
)
from polyleaf.render.localized import LocalizedBrochure
from polyleaf.render.qr import qr_drawing
from polyleaf.render.siblings import Sibling
from polyleaf.render.templates import TemplateEnvironment

_MOST_IN_A_ROW = 3
"""More columns side by side would be too narrow for a list of full sentences."""


def environment(workspace: Workspace) -> Environment:
    """The templates of a project. Jinja keeps each compiled template for as long as its file is the same."""
    env = TemplateEnvironment(workspace)
    env.filters.update(
        t=_t,
        heading=_heading,
        sentences=_sentences,
        plain=_plain,
        isolated=isolated,
        folio=_folio,
        css_string=_css_string,
    )
    env.filters.update(phone=phone_link, web=web_link, email=email_link, web_uri=web_uri, qr=qr_drawing)
    env.filters.update(in_line=_in_line, own=_own, address=_address, dialled=_dialled, what_fits=what_fits)
    env.globals["_"] = _label
    return env


def to_html(
    localized: LocalizedBrochure,
    form: Format,
    workspace: Workspace,
    siblings: Sequence[Sibling] = (),
) -> str:
    """The HTML document of an edition, with all its pages or panels.

    `siblings` are the editions to which a page for the screen, or a sheet of all languages, links. Raises InputError
    for a template that fails.
    """
    template = workspace.load(environment).get_template(form.spec.template)
    brochure = localized.brochure
    looks = workspace.load(load_looks, form.spec.stylesheets)
    return template.render(
        localized=localized,
        brochure=brochure,
        language=localized.language,
        clinic=localized.clinic,
        layout=brochure.layouts.get(form.name),
        form=form,
        siblings=siblings,
        source_language=language(brochure.language),
        treatment_order={name: number for number, name in enumerate(brochure.treatments, start=1)},
        treatment_rows=_side_by_side(tuple(brochure.treatments)),
        looks=dict(zip(brochure.treatments, looks, strict=False)),  # `treatment-look` reports too few of them
    )


def _side_by_side(treatments: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The treatments in rows of those that are side by side: all of them, or of four two and two."""
    per_row = len(treatments) if len(treatments) <= _MOST_IN_A_ROW else 2
    return tuple(treatments[start : start + per_row] for start in range(0, len(treatments), per_row or 1))


@pass_context
def _t(context: Context, text: Text) -> Markup:
    return _localized(context).html(text)


@pass_context
def _heading(context: Context, text: Text) -> Markup:
    """On a screen, the browser itself breaks headings where a reader pauses."""
    localized = _localized(context)
    return localized.html(text) if context["form"].spec.medium == "screen" else localized.heading(text)


@pass_context
def _sentences(context: Context, texts: tuple[Text, ...]) -> Markup:
    return _localized(context).sentences(texts)


@pass_context
def _plain(context: Context, text: Text) -> str:
    return _localized(context).plain(text)


@pass_context
def _label(context: Context, msgid: str, **fields: object) -> Markup:
    return _localized(context).label(msgid, **fields)


@pass_context
def _own(context: Context, text: ByLanguage[str]) -> Markup:
    return own_words(text, _localized(context).language)


@pass_context
def _in_line(context: Context, text: str) -> Markup:
    return in_own_direction(text, _localized(context).language)


@pass_context
def _address(context: Context, address: ByLanguage[tuple[str, ...]]) -> AddressBlock:
    return address_block(address, _localized(context).language)


@pass_context
def _dialled(context: Context, phone: Phone) -> DialledNumber:
    return _localized(context).clinic.dialled(phone)


def _css_string(text: str) -> Markup:
    """A text for `content` in a style sheet, in its own direction. What could end the string is escaped."""
    isolated_text = f"\u2068{text}\u2069"  # first strong isolate, and its end
    return Markup('"{}"').format(  # letters and escapes only, so nothing in it can end the string or the style
        Markup("").join(char if char.isalnum() else f"\\{ord(char):06x}" for char in isolated_text)
    )


_COUNTER_STYLES = {
    "latn": "decimal",
    "arab": "arabic-indic",
    "arabext": "persian",
    "beng": "bengali",
    "deva": "devanagari",
    "mymr": "myanmar",
    "tibt": "tibetan",
}


def _folio(localized: LocalizedBrochure) -> Markup:
    """`Page 3 of 12` for `content` in a style sheet, in the language's digits. The renderer counts the pages."""
    style = _COUNTER_STYLES[localized.language.locale.default_numbering_system]
    label = localized.label("Page {page} of {pages}", page="\0page\0", pages="\0pages\0")
    counters = {name: Markup("counter({}, {})").format(name, style) for name in ("page", "pages")}
    return Markup(" ").join(counters.get(part) or _css_string(part) for part in label.unescape().split("\0"))


def _localized(context: Context) -> LocalizedBrochure:
    localized = context["localized"]
    assert isinstance(localized, LocalizedBrochure)  # noqa: S101 -- for the type checker; Jinja's context is untyped
    return localized
