"""Measures how much of each leaflet's text other programs read back from the PDF.

    .venv/bin/python benchmarks/extraction.py [FORMAT]

A row a language: of the blocks of text in the HTML (paragraphs, headings, items, cells), how many are found whole in
what PDFium and poppler's pdftotext (in the order of the file, `-raw`, and in its own) extract, and in what a reader of
the tags finds; in brackets without the vowel signs of Arabic. White space, break marks, ZWNJ and the hyphens at line
ends are left out of the comparison. The format is `leaflet` unless named.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from polyleaf.core.edition import Edition  # noqa: E402
from polyleaf.core.workspace import Workspace  # noqa: E402
from polyleaf.pdf.tag_reader import read_tags  # noqa: E402
from polyleaf.pipeline.edition_build import lay_out  # noqa: E402 -- the repository's own engine
from polyleaf.pipeline.inputs import Inputs  # noqa: E402
from polyleaf.typeset.laid_out import squeeze  # noqa: E402
from polyleaf.typeset.structure import Node  # noqa: E402
from polyleaf.typeset.typesetter import write_pdf  # noqa: E402

SLUG = "botox-and-fillers"
_BLOCKS = re.compile("P|H[1-6]|LBody|Lbl|TH|TD|Caption")
_UNSEEN = re.compile("[-\u2010\u2011\x02\ufffe\u200c\u202a-\u202e\u2066-\u2069]")

_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")


def main() -> None:
    form = sys.argv[1] if len(sys.argv) > 1 else "leaflet"
    poppler = shutil.which("pdftotext")
    if not poppler:
        print("poppler's pdftotext is not installed; its column is empty", file=sys.stderr)
    project = Workspace(ROOT)
    print("| Language | Blocks | PDFium | pdftotext -raw | pdftotext | Tags |\n|---|---|---|---|---|---|")
    for language in ["en", *project.languages(SLUG)]:
        inputs = Inputs(Edition(SLUG, language, form, "a4", "example"), project)
        layout, _ = lay_out(inputs.localized(), inputs)
        content, _ = write_pdf(layout)
        wanted = list(blocks(layout.structure))
        with pikepdf.open(BytesIO(content)) as pdf:
            tags = "".join(blocks(read_tags(pdf).structure))
        raw, ordered = (by_pdftotext(content, poppler, *order) if poppler else "" for order in (["-raw"], []))
        read = [by_pdfium(content), raw, ordered, tags]
        print(f"| {language} | {len(wanted)} | " + " | ".join(share(wanted, text) for text in read) + " |")


def blocks(node: Node) -> Iterator[str]:
    """The text of each block, its own words and those of what runs in its lines."""
    own = ""
    for kid in node.kids:
        if isinstance(kid, Node) and (_BLOCKS.fullmatch(kid.role) or not _BLOCKS.fullmatch(node.role)):
            yield from blocks(kid)
        else:
            own += kid.text
    if flat(own):
        yield flat(own)


def by_pdfium(content: bytes) -> str:
    with closing(pypdfium2.PdfDocument(content)) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def by_pdftotext(content: bytes, program: str, *order: str) -> str:
    return subprocess.run([program, *order, "-", "-"], input=content, check=True, capture_output=True).stdout.decode()


def share(wanted: list[str], text: str) -> str:
    """How much is found, in words: `exact`, or the share; and that without vowel signs where it is another."""
    if not text:
        return ""
    whole = part_found(wanted, flat(text))
    letters = part_found([_VOWEL_SIGNS.sub("", block) for block in wanted], _VOWEL_SIGNS.sub("", flat(text)))
    return whole if whole == letters else f"{whole} ({letters})"


def part_found(wanted: list[str], text: str) -> str:
    found = sum(block in text for block in wanted)
    return "exact" if found == len(wanted) else f"{found / len(wanted):.1%}"


def flat(text: str) -> str:
    """A text as it is compared: ligatures and presentation forms taken apart."""
    return _UNSEEN.sub("", squeeze(unicodedata.normalize("NFKC", text)))


if __name__ == "__main__":
    main()
