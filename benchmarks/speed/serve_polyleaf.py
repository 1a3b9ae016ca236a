"""A process in which a project stays open: it builds an edition, or draws one page of it. Run as a program.

It uses only the public interface, so it also measures an older commit.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

import pypdfium2

import polyleaf
from benchmarks.speed.serving import Answer, serve

_DPI = 110


def main() -> None:
    project = polyleaf.open(sys.argv[1])

    def answer(do: str, page: int = 0, **edition: Any) -> Answer:
        result = project.build(**edition)
        if not result.files:
            raise ValueError("; ".join(finding.message for finding in result.findings))
        pdf = result.files[0].content
        if do == "pdf":
            return {"bytes": len(pdf)}
        document = pypdfium2.PdfDocument(pdf)
        if do == "texts":
            texts = (one.get_textpage().get_text_bounded() for one in document)
            return {"texts": [" ".join(text.split()) for text in texts]}
        buffer = BytesIO()
        document[page].render(scale=_DPI / 72).to_pil().save(buffer, format="PNG", compress_level=1)
        return {"bytes": len(buffer.getvalue())}

    serve(answer)


if __name__ == "__main__":
    main()
