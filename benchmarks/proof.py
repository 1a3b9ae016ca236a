"""Measures what the proof of the safety texts costs: the checks of layout and PDF with it and without.

    .venv/bin/python benchmarks/proof.py [ROUNDS]

A row an edition: its pages, the processor time of all checks of both stages without the proof and with it (the least of
the rounds, 9 unless named), and the difference for the edition and for a page.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from polyleaf.checks.registry import Check, checks_of  # noqa: E402
from polyleaf.core.edition import Edition  # noqa: E402
from polyleaf.core.findings import Stage  # noqa: E402
from polyleaf.core.workspace import Workspace  # noqa: E402
from polyleaf.pipeline.edition_build import lay_out, layout_context  # noqa: E402
from polyleaf.pipeline.inputs import Inputs  # noqa: E402

SLUG = "botox-and-fillers"
PROOF = {
    *("safety-addition", "safety-intruder", "safety-stray", "safety-small", "safety-order", "safety-turned"),
    *("safety-picture", "safety-mark", "text-unknown"),
    *("safety-displaced", "safety-covered", "safety-faint", "safety-glyphs"),
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    project = Workspace(ROOT)
    print("| Edition | Pages | Without, ms | With, ms | The proof, ms | A page, ms |\n|---|---|---|---|---|---|")
    for form in ("leaflet", "trifold"):
        for language in ("en", "de", "ar", "ja"):
            edition = Edition(SLUG, language, form, "a4", "example")
            pages, run = judge(edition, project)
            without, with_proof, cost = measure(run, rounds)
            row = f"{without:.0f} | {with_proof:.0f} | {cost:.0f} | {cost / pages:.1f}"
            print(f"| {language} {form} | {pages} | {row} |", flush=True)


def judge(edition: Edition, project: Workspace) -> tuple[int, Callable[[Sequence[Check]], None]]:
    """The number of an edition's pages, and a function that runs checks on them, read anew each time."""
    from polyleaf.checks.pdf import PdfContext
    from polyleaf.design.mark_lock import load_mark_lock
    from polyleaf.typeset.typesetter import write_pdf

    inputs = Inputs(edition, project)
    layout, _ = lay_out(inputs.localized(), inputs)
    pdf, said = write_pdf(layout)

    def run(checks: Sequence[Check]) -> None:
        localized = inputs.localized()  # keeps what it has made plain
        pages = layout_context(localized, layout, inputs)
        file = PdfContext(localized, layout, pdf, said, inputs.fonts, edition.name, project.load(load_mark_lock))
        for check in checks:
            list(check.findings(pages if check.stage is Stage.LAYOUT else file))

    return len(layout.sheets), run


def measure(run: Callable[[Sequence[Check]], None], rounds: int) -> tuple[float, float, float]:
    """The least processor time of the checks without the proof, with it, and the difference, in ms.

    Each round takes both. The least is what other programs on the machine have slowed down least.
    """
    every = [check for stage in (Stage.LAYOUT, Stage.PDF) for check in checks_of(stage)]
    others = [check for check in every if check.id not in PROOF]
    times = [(_taken(run, others), _taken(run, every)) for _ in range(rounds)]
    without, with_proof = map(min, zip(*times, strict=True))
    return without, with_proof, with_proof - without


def _taken(run: Callable[[Sequence[Check]], None], checks: Sequence[Check]) -> float:
    """The processor time that checks take, in ms."""
    start = time.process_time()
    run(checks)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
