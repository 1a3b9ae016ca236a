"""One message is edited, or nothing: in cold processes, and in processes that stay."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path

from benchmarks.speed.bench import FORMATS, Bench, build_command
from benchmarks.speed.contests import Contender, Contest, possible
from benchmarks.speed.projects import CLINIC, EDITED_LANGUAGE, SLUG, ProjectCopy
from benchmarks.speed.taken import BenchError, Server, Taken, run_command, run_commands

_LEAFLET = f"{EDITED_LANGUAGE}.leaflet"
_EDIT = "One German message gets new words, which have never been laid out before. "


def one_format(bench: Bench) -> Contest:
    return _edited(bench, ("leaflet",))


def four_formats(bench: Bench) -> Contest:
    return _edited(bench, FORMATS)


def _edited(bench: Bench, formats: Sequence[str]) -> Contest:
    project = bench.project()
    command = build_command(project, [EDITED_LANGUAGE], formats)
    run_command(command)
    edits = count()

    def prepare() -> None:
        project.edit_message(next(edits))

    def run() -> Taken:
        former = _digests(project)
        taken = run_command(command)
        if any(_digests(project)[name] == digest for name, digest in former.items()):
            raise BenchError("a file is the same after its text was edited")
        return taken

    editions = [f"{EDITED_LANGUAGE}.{form}" for form in formats]
    plain = bench.plain(editions)
    commands = [plain.weasyprint(edition) for edition in editions]
    number = {1: "one `weasyprint` command", 4: "four `weasyprint` commands"}[len(formats)]
    options = " ".join(f"--format {form}" for form in formats)
    contenders = (
        Contender(
            "polyleaf", "Polyleaf", f"`make_brochure.py build --lang de {options} --clinic example`", run, prepare
        ),
        Contender(
            "weasyprint",
            number,
            "`weasyprint -q -s base.css ... page.html page.pdf`",
            lambda: run_commands(commands, env=plain.environment),
        ),
    )
    note = f"{_EDIT}A cold process then builds {', '.join(formats)} again, with the caches of the build before."
    return Contest(contenders, note=note)


def nothing_changed(bench: Bench) -> Contest:
    project = bench.project()
    command = build_command(project, bench.languages, bench.formats)
    run_command(command)
    plain = bench.plain([_LEAFLET])
    contenders = (
        Contender("polyleaf", "Polyleaf", "`make_brochure.py build`, a second time", lambda: run_command(command)),
        Contender(
            "weasyprint",
            "one `weasyprint` command",
            "`weasyprint -q -s base.css ... page.html page.pdf`",
            lambda: run_command(plain.weasyprint(_LEAFLET), plain.environment),
        ),
    )
    note = f"{len(bench.editions)} editions are up to date. The other side renders one German leaflet."
    return Contest(contenders, note=note)


def living_pdf(bench: Bench) -> Contest:
    """The whole PDF after an edit, where the process has the project open."""
    living = _Living(bench)
    file = bench.plain([_LEAFLET]).file(_LEAFLET, "whole_html")

    def ours() -> Contender:
        how = "`project.build(...)` of `polyleaf.open(path)`"
        return Contender("polyleaf", "Polyleaf", how, lambda: living.measure("pdf"), living.edit)

    def chromium() -> Contender:
        server, how = bench.chromium(), "`page.goto`, then `page.pdf(tagged=True)` by Playwright"
        return Contender("chromium", "warm Chromium", how, lambda: server.measure(do="pdf", files=[file]))

    contenders, missing = possible({"Polyleaf": ours, "warm Chromium": chromium})
    note = (
        f"{_EDIT}The German leaflet is then made by a process that has the project open. Chromium loads its HTML again."
    )
    return Contest(contenders, missing, note)


def living_picture(bench: Bench) -> Contest:
    """The edited page alone as a picture, where the process has the project open."""
    living = _Living(bench)
    page = living.edited_page
    file = bench.plain([_LEAFLET]).file(_LEAFLET, "whole_html")

    def ours() -> Contender:
        how = "`project.build(...)`, then the page by PDFium"
        return Contender("polyleaf", "Polyleaf", how, lambda: living.measure("picture", page=page), living.edit)

    browser = cache(bench.chromium)

    def chromium(name: str, label: str, do: str, how: str) -> Callable[[], Contender]:
        def make() -> Contender:
            server = browser()
            return Contender(name, label, how, lambda: server.measure(do=do, files=[file], page=page))

        return make

    printed, shot = "warm Chromium, printed", "warm Chromium, a screenshot"
    printed_how = "`page.goto`, `page.pdf` of one page, then the page by PDFium"
    shot_how = "`page.goto`, then a screenshot of the page's element with the styles for print"
    makers = {
        "Polyleaf": ours,
        printed: chromium("chromium-printed", printed, "printed-picture", printed_how),
        shot: chromium("chromium-screenshot", shot, "screenshot", shot_how),
    }
    contenders, missing = possible(makers)
    note = f"{_EDIT}Page {page + 1} of the German leaflet, on which it is, is then drawn as a PNG."
    return Contest(contenders, missing, note)


class _Living:
    """A process that has a project open and has built the leaflet. Its message can be edited."""

    def __init__(self, bench: Bench) -> None:
        self._project = bench.project()
        self._server: Server = bench.serve("serve_polyleaf", self._project.root)
        self._edits: Iterator[int] = count()
        self._words = self._project.edit_message(next(self._edits))
        texts = self._server.ask(**_request("texts"))["texts"]
        self.edited_page = self._page_with(self._words, texts)

    def edit(self) -> None:
        self._words = self._project.edit_message(next(self._edits))

    def measure(self, do: str, page: int = 0) -> Taken:
        """What a request takes. The file that is built for it must have the words that were edited."""
        taken = self._server.measure(**_request(do), page=page)
        self._page_with(self._words, self._server.ask(**_request("texts"))["texts"])
        return taken

    @staticmethod
    def _page_with(words: str, texts: Sequence[str]) -> int:
        """The index of the page with these words, in whose lines a word may be broken."""
        found = [number for number, text in enumerate(texts) if _letters(words) in _letters(text)]
        if len(found) != 1:
            raise BenchError(f"{len(found)} pages have the words {words!r}")
        return found[0]


def _request(do: str) -> dict[str, str]:
    edition = {"brochure": SLUG, "language": EDITED_LANGUAGE, "format": "leaflet", "paper": "a4", "clinic": CLINIC}
    return {"do": do, **edition}


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _digests(project: ProjectCopy) -> dict[str, str]:
    files: list[Path] = sorted(project.dist.glob("*.pdf"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
