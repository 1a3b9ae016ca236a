"""A localized brochure to HTML, by the project's Jinja templates."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from polyleaf.clinic import web_uri
from polyleaf.formats import FormatSpec
from polyleaf.localize import LocalizedBrochure, isolated, phone_link, web_link
from polyleaf.qr import qr_drawing
from polyleaf.text import Text


@lru_cache
def environment(folders: tuple[Path, ...]) -> Environment:
    """The templates of a project; loaded once a process."""
    env = Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(t=_t, sentences=_sentences, plain=_plain, isolated=isolated)
    env.filters.update(phone=phone_link, web=web_link, web_uri=web_uri, qr=qr_drawing)
    env.globals["_"] = _label
    return env


def to_html(
    localized: LocalizedBrochure,
    format_name: str,
    spec: FormatSpec,
    folders: tuple[Path, ...],
    pages: frozenset[int] | None = None,
) -> str:
    """The HTML document of an edition, with all its pages or only those of these numbers (from 1)."""
    template = environment(folders).get_template(spec.template)
    brochure = localized.brochure
    return template.render(
        localized=localized,
        brochure=brochure,
        language=localized.language,
        clinic=localized.clinic,
        layout=brochure.layouts[format_name],
        only=pages,
        treatment_order={name: number for number, name in enumerate(brochure.treatments, start=1)},
    )


@pass_context
def _t(context: Context, text: Text) -> Markup:
    return _localized(context).html(text)


@pass_context
def _sentences(context: Context, texts: tuple[Text, ...]) -> Markup:
    return _localized(context).sentences(texts)


@pass_context
def _plain(context: Context, text: Text) -> str:
    return _localized(context).plain(text)


@pass_context
def _label(context: Context, msgid: str, **fields: object) -> Markup:
    return _localized(context).label(msgid, **fields)


def _localized(context: Context) -> LocalizedBrochure:
    localized = context["localized"]
    assert isinstance(localized, LocalizedBrochure)  # noqa: S101 -- for the type checker; Jinja's context is untyped
    return localized
