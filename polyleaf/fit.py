"""Copyfitting: the first rung of a format's ladder on which an edition has the pages that the format asks for."""

from __future__ import annotations

from polyleaf.formats import FormatSpec, PaperSize
from polyleaf.typeset import Layout, StyleSources, typeset


def fit(html: str, sources: StyleSources, paper: PaperSize, spec: FormatSpec) -> tuple[Layout, int]:
    """The layout on the first rung that fits, and that rung's number from 0; where none fits, the last rung's.

    Type never shrinks here: the rungs set lines and spaces closer.
    """
    for rung in spec.fit:
        layout = typeset(html, sources, page_css(paper, rung))
        if len(layout.sheets) == spec.pages:
            break
    return layout, spec.fit.index(rung)


def page_css(paper: PaperSize, rung: dict[str, str]) -> str:
    properties = " ".join(f"--{name}: {value};" for name, value in rung.items())
    return f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm }} :root {{ {properties} }}"
