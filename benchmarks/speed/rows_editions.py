"""All editions from nothing, against other programs that lay out the same pages, or the same texts."""

from __future__ import annotations

import importlib.util

from benchmarks.speed.bench import BEFORE, Bench, build_command, server
from benchmarks.speed.contests import Contender, Contest, possible
from benchmarks.speed.taken import NotMeasuredError, Server, Taken, run_command, run_commands

_WARM_UP = '#set text(lang: "en")\nWords'


def from_nothing(bench: Bench) -> Contest:
    """Ours is a cold process with empty caches, except the fonts. It also checks the texts, pages and files."""
    makers = {
        "Polyleaf": lambda: _ours(bench),
        "the `weasyprint` command in a loop": lambda: _weasyprint(bench, 1),
        "two `weasyprint` commands at once": lambda: _weasyprint(bench, 2),
        "warm Chromium, two pages": lambda: _chromium(bench),
        "Typst, warm, an equivalent document": lambda: _typst(bench),
        f"Polyleaf at commit {BEFORE}": lambda: _ours_before(bench),
    }
    contenders, missing = possible(makers)
    note = (
        f"{len(bench.editions)} editions on A4: {', '.join(bench.languages)} as {', '.join(bench.formats)}. "
        "Polyleaf starts as a cold process with empty caches. "
        "It fits each page, makes PDF/A and PDF/UA, and proves each file. "
        "The `weasyprint` commands and Chromium get the HTML and styles that fitting ended with, and check nothing. "
        "WeasyPrint writes no tags, Chromium and Typst do. "
        "Typst gets the same words, lists, tables and pictures in a plain layout of its own, not the same page. "
        "Its time shows what a compiled typesetter needs, not what it would need for these pages. "
        "The starts of Chromium and Typst are not measured."
    )
    return Contest(contenders, missing, note)


def _ours(bench: Bench) -> Contender:
    project = bench.project()
    command = build_command(project, bench.languages, bench.formats)
    how = "`make_brochure.py build --clinic example --paper a4`, with the languages and the formats"
    return Contender("polyleaf", "Polyleaf", how, lambda: run_command(command), project.clear)


def _ours_before(bench: Bench) -> Contender:
    engine = bench.before
    project = bench.project(engine)
    command = build_command(project, bench.languages, bench.formats, engine=engine)
    how = "the same command"
    return Contender("before", f"Polyleaf at commit {BEFORE}", how, lambda: run_command(command), project.clear)


def _weasyprint(bench: Bench, at_once: int) -> Contender:
    plain = bench.plain(bench.editions)
    commands = [plain.weasyprint(edition) for edition in bench.editions]
    label = "the `weasyprint` command in a loop" if at_once == 1 else "two `weasyprint` commands at once"
    how = "`weasyprint -q -s base.css ... page.html page.pdf` for each edition"
    name = f"weasyprint-{at_once}"
    return Contender(name, label, how, lambda: run_commands(commands, at_once, plain.environment))


def _chromium(bench: Bench) -> Contender:
    chromium = bench.chromium()
    files = [bench.plain(bench.editions).file(edition, "whole_html") for edition in bench.editions]
    how = "`page.pdf(tagged=True)` by Playwright in two pages, of one HTML file with styles, fonts and figures inside"
    return Contender("chromium", "warm Chromium, two pages", how, lambda: chromium.measure(do="pdf", files=files))


def _typst(bench: Bench) -> Contender:
    """Typst remembers what it has compiled, so each round has a new process, which has compiled one word."""
    if importlib.util.find_spec("typst") is None:
        raise NotMeasuredError("the package `typst` is not installed")
    plain = bench.plain(bench.editions)
    files = [plain.file(edition, "typst") for edition in bench.editions]
    warm_up = plain.folder / "warm-up.typ"
    warm_up.write_text(_WARM_UP, encoding="utf-8")
    servers: list[Server] = []

    def prepare() -> None:
        servers.append(server("serve_typst", plain.folder, plain.fonts))
        servers[0].ask(files=[str(warm_up)])

    def run() -> Taken:
        with servers.pop() as warm:
            return warm.measure(files=files)

    how = "`typst.Compiler.compile` in one process, with the same fonts"
    return Contender("typst", "Typst, warm, an equivalent document", how, run, prepare)
