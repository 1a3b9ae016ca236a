"""Copyfitting: the first rung of a format's ladder on which an edition has the pages that the format asks for."""

from __future__ import annotations

from polyleaf.formats import FormatSpec, PaperSize
from polyleaf.typeset import Layout, StyleSources, typeset


def fit(html: str, sources: StyleSources, paper: PaperSize, spec: FormatSpec) -> Layout:
    """The layout on the first rung that fits; where none does, the one on the last rung, for the checks to judge.

    Type never shrinks here: the rungs set lines and spaces closer.
    """
    for rung in spec.fit:
        layout = typeset(html, sources, _page_css(paper, rung))
        if len(layout.sheets) == spec.pages:
            break
    return layout


def _page_css(paper: PaperSize, rung: dict[str, str]) -> str:
    properties = " ".join(f"--{name}: {value};" for name, value in rung.items())
    return f"@page {{ size: {paper.width_mm}mm {paper.height_mm}mm }} :root {{ {properties} }}"
