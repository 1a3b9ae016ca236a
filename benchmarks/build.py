"""Times the build of the four languages against the `weasyprint` command line in a loop over the same HTML.

    .venv/bin/python benchmarks/build.py [RUNS]

Prints the median of the runs (default 5), made in turn so that a machine whose speed drifts hits both alike. The
fonts are cut beforehand: that happens once a machine.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from polyleaf.core.edition import Edition  # noqa: E402
from polyleaf.core.workspace import Workspace  # noqa: E402
from polyleaf.design import font_lock  # noqa: E402
from polyleaf.pipeline.edition_build import lay_out  # noqa: E402
from polyleaf.pipeline.inputs import Inputs  # noqa: E402
from polyleaf.render.html import to_html  # noqa: E402
from polyleaf.typeset.copyfit import page_css  # noqa: E402

SLUG = "botox-and-fillers"
LANGUAGES = ("en", "de", "ar", "zh_Hans")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        project = copy_of_the_project(Path(folder) / "project")
        pages = [write_html(language, project, Path(folder) / "html") for language in LANGUAGES]
        build: list[str | Path] = [sys.executable, ROOT / "make_brochure.py", "build", "--clinic", "example"]
        build += ["--project", project.root]
        build += [part for language in LANGUAGES for part in ("--lang", language)]

        nothing, loop, again = [], [], []
        for _ in range(runs):
            shutil.rmtree(project.dist, ignore_errors=True)
            shutil.rmtree(project.cache / "editions", ignore_errors=True)
            nothing.append(timed(lambda: call(build)))
            again.append(timed(lambda: call(build)))
            loop.append(timed(lambda: all(map(call, pages))))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    ours, theirs, idle = (statistics.median(times) for times in (nothing, loop, again))
    print(f"{len(LANGUAGES)} languages, A4, {os.cpu_count()} processors, median of {runs} runs")
    print(f"weasyprint command line in a loop   {theirs:6.2f} s")
    print(f"polyleaf from nothing               {ours:6.2f} s   {ours / theirs:.2f} of it (aim: 0.50 or less)")
    print(f"polyleaf with nothing changed       {idle:6.2f} s   {idle / theirs:.3f} of it (aim: 0.05 or less)")
    print(f"peak memory of the largest process  {peak:6.0f} MiB (aim: 150 or less)")


def copy_of_the_project(root: Path) -> Workspace:
    for name in ("brochures", "locales", "templates", "styles", "clinics"):
        shutil.copytree(ROOT / name, root / name)
    built = font_lock.prepare(Workspace(ROOT))
    (root / ".cache").mkdir()
    (root / ".cache" / "fonts").symlink_to(built.folder.parent)
    built.activate()
    return Workspace(root.resolve())


def write_html(language: str, project: Workspace, folder: Path) -> list[str | Path]:
    """The edition's HTML and style sheets as plain files, and the command that renders them."""
    inputs = Inputs(Edition(SLUG, language, "leaflet", "a4", "example"), project)
    localized, form = inputs.localized(), inputs.form
    _, fit_steps = lay_out(localized, inputs)
    html = to_html(localized, form, project)
    sheets = {
        name: project.style(name).read_text(encoding="utf-8")
        for name in ("base.css", form.spec.stylesheet, "languages.css")
    }
    sheets["page.css"] = page_css(form, fit_steps, localized.clinic.style_properties)
    target = folder / language
    for name, content in {f"{language}.html": html, **sheets}.items():
        path = target / Path(name).name
        path.parent.mkdir(parents=True, exist_ok=True)
        figures, styles = project.brochure_file(SLUG).parent.as_uri(), project.style_dirs()[0].as_uri()
        path.write_text(content.replace("brochure:", f"{figures}/").replace("style:", f"{styles}/"), encoding="utf-8")
    options = [part for name in sheets for part in ("-s", target / Path(name).name)]
    command = Path(sys.executable).parent / "weasyprint"
    return [command, "-q", *options, target / f"{language}.html", target / f"{language}.pdf"]


def call(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, check=True, capture_output=True).returncode == 0


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
