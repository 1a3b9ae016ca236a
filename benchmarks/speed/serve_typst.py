"""A process in which Typst has loaded its fonts: it compiles files to PDF. Run as a program.

python -m benchmarks.speed.serve_typst ROOT FONTS
"""

from __future__ import annotations

import sys
from typing import Any

import typst

from benchmarks.speed.serving import Answer, serve


def main() -> None:
    root, fonts = sys.argv[1:]
    compiler: Any = typst.Compiler(root=root, font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]))

    def size(file: str) -> int:
        pdf: bytes = compiler.compile(input=file, format="pdf")
        return len(pdf)

    def answer(files: list[str]) -> Answer:
        return {"bytes": sum(map(size, files))}

    serve(answer)


if __name__ == "__main__":
    main()
