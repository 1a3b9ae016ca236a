"""A real Chromium for the tests of the pages for the screen, and what is asked of it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, ViewportSize

from polyleaf.render import browser as engine

chromium = engine.chromium  # the one that `check --browser` starts

# The text nodes that can be seen, each with the size of its type in px and the place where it was found covered, cut or
# outside the window, if any. Each line of a text is tried at both ends and in the middle.
_TEXTS = """
(root) => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim()) continue;
    const holder = node.parentElement;
    holder.scrollIntoView({block: 'center'});
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    let problem = lines.length ? '' : 'no place';
    for (const box of lines)
      for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        const top = document.elementFromPoint(x, (box.top + box.bottom) / 2);
        if (!top) problem = 'outside the window';
        else if (!holder.contains(top)) problem = 'covered by ' + top.tagName;
      }
    if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) problem = 'hidden';
    found.push({text: node.data.trim(), size: parseFloat(getComputedStyle(holder).fontSize), problem});
  }
  return found;
}
"""

# The characters in each line of the running text.
_LINES = """
() => [...document.querySelectorAll('main p, main li')].flatMap((block) => {
  const lines = new Map();
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode())
    for (let i = 0; i < walker.currentNode.length; i++) {
      range.setStart(walker.currentNode, i);
      range.setEnd(walker.currentNode, i + 1);
      const box = range.getBoundingClientRect();
      if (box.width) lines.set(box.bottom, (lines.get(box.bottom) ?? 0) + 1);
    }
  return [...lines.values()];
})
"""


@contextmanager
def quiet_page(browser: Browser, viewport: ViewportSize, *, may_be_refused: bool = False) -> Iterator[Page]:
    """A window in which nothing asks the network for anything, and of which the browser does not complain.

    With `may_be_refused`, a server may refuse what the page asks for, which the browser says too.
    """
    window = browser.new_page(viewport=viewport)
    asked: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(message.text))
    window.on("pageerror", lambda error: said.append(str(error)))
    yield window
    near = ("file:", "http://127.0.0.1:", "data:", "about:")
    elsewhere = [url for url in asked if not url.startswith(near)]
    if may_be_refused:
        said = [text for text in said if not re.match(r"Failed to load resource: .* status of 4\d\d ", text)]
    window.close()
    assert (elsewhere, said) == ([], []), (elsewhere, said)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on the loopback interface."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """No line a request."""


def overflow(page: Page) -> int:
    """By how many px the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def texts(page: Page, root: str) -> list[dict[str, object]]:
    """The text below an element: `text`, its `size` in px, and the `problem` that keeps it from being read."""
    found: list[dict[str, object]] = page.evaluate(_TEXTS, root)
    return found


def judged_by_axe(page: Page, *, may_be_covered: bool = False) -> tuple[int, list[tuple[str, str]]]:
    """How many of axe-core's rules the page keeps, and each that it breaks or may break, with the first place.

    With `may_be_covered`, a part that scrolls may be below another, where nobody can tell the contrast of its text.
    """
    # By the debugger, as the page's own policy lets no script in.
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    undecided = [fault for fault in found["incomplete"] if not (may_be_covered and fault["id"] == "color-contrast")]
    faults = found["violations"] + undecided
    return len(found["passes"]), [(fault["id"], fault["nodes"][0]["html"]) for fault in faults]


def line_lengths(page: Page) -> list[int]:
    """The characters in each line of the running text, spaces included."""
    found: list[int] = page.evaluate(_LINES)
    return found


def drawn_with(page: Page) -> set[tuple[str, bool]]:
    """The families that the page's text is drawn with, and whether each came with the page."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
    used = (session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes)
    families = {(font["familyName"], font["isCustomFont"]) for fonts in used for font in fonts}
    session.detach()
    return families
