"""Makes the pictures of the documentation: `make pictures`, after `make brochures`.

They show the pages in `dist/`, and the preview of this project.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image

from polyleaf.render.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

DIST, DOCS = Path("dist"), Path("docs")
SLUG = "botox-and-fillers"
GAP, GROUND = 16, "#e4e7ea"  # pixels between two pages, and what is behind them
PHONE = (375, 812)
SCREEN = (1280, 800)
RENDERED = 120_000  # milliseconds in which a leaflet is rendered for the first time


def pages(name: str, numbers: Sequence[int], width: int) -> list[Image.Image]:
    """Pages of a PDF, counted from 1, so many pixels wide."""
    document = pypdfium2.PdfDocument(DIST / f"{SLUG}.{name}.pdf")
    try:
        found = [document[number - 1] for number in numbers]
        return [page.render(scale=width / page.get_width()).to_pil().convert("RGB") for page in found]
    finally:
        document.close()


def sheet(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Pictures of one size in rows, with a gap around each."""
    width, height = pictures[0].width + GAP, pictures[0].height + GAP
    rows = -(-len(pictures) // columns)
    picture = Image.new("RGB", (columns * width + GAP, rows * height + GAP), GROUND)
    for number, page in enumerate(pictures):
        picture.paste(page, (GAP + number % columns * width, GAP + number // columns * height))
    return picture


def phone(name: str, anchor: str) -> Image.Image:
    """What a telephone shows of a page for the screen, from a section on; from its top without one."""
    with chromium() as browser:
        view = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, device_scale_factor=2)
        view.goto((DIST / f"{SLUG}.{name}.html").resolve().as_uri() + anchor)
        path = DIST / "phone.png"
        view.screenshot(path=path)
    with Image.open(path) as picture:
        shown = picture.convert("RGB")
    path.unlink()
    return shown


@contextmanager
def preview() -> Iterator[str]:
    """The address of a running preview."""
    command = [sys.executable, "make_brochure.py", "preview", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- this program itself
        assert server.stdout is not None  # noqa: S101 -- for the type checker
        yield server.stdout.readline().split()[1]
        server.terminate()


def shown(view: Page) -> Image.Image:
    path = DIST / "view.png"
    view.screenshot(path=path)
    with Image.open(path) as picture:
        found = picture.convert("RGB")
    path.unlink()
    return found


def translating(view: Page, address: str) -> Image.Image:
    """A safety text of the German leaflet, found in the list and shown where it prints."""
    view.goto(f"{address}?language=de&format=leaflet&clinic=example")
    view.locator("#main img").first.wait_for(timeout=RENDERED)
    view.get_by_placeholder("Search").fill("schwanger")
    view.get_by_text("Sie sind schwanger, stillen").first.click()
    view.wait_for_timeout(3000)  # until the page has scrolled, and the checks have answered
    return shown(view)


def designing(view: Page, address: str) -> Image.Image:
    """One page in four languages, with its boxes and baselines."""
    view.goto(f"{address}design?format=trifold&clinic=example")
    view.locator("#main img").nth(7).wait_for(timeout=RENDERED)
    view.wait_for_timeout(15_000)  # until the last of the four is rendered
    return shown(view)


def views() -> dict[str, Image.Image]:
    """The views of the preview, as a translator, a designer, a clinician and a receptionist see them."""
    found = {}
    with preview() as address, chromium() as browser:
        view = browser.new_page(viewport={"width": SCREEN[0], "height": SCREEN[1]}, locale="en")
        found["translate"] = translating(view, address)
        found["design"] = designing(view, address)
        view.goto(f"{address}review?language=de&clinic=example")
        view.locator("#main input[type=checkbox]").first.wait_for(timeout=RENDERED)
        found["review"] = shown(view)
        desk = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, device_scale_factor=2, locale="en")
        desk.goto(f"{address}desk")
        desk.locator("button").nth(3).wait_for(timeout=RENDERED)
        found["desk"] = shown(desk)
    return found


def main() -> None:
    paper = "a4.example"
    pictures = {
        "leaflet": sheet(pages(f"en.leaflet.{paper}", range(1, 9), 420), 4),
        "trifold": sheet([*pages(f"en.trifold.{paper}", (1, 2), 840), *pages(f"ar.trifold.{paper}", (1, 2), 840)], 2),
        "large-print": sheet(pages(f"ar.large-print.{paper}", range(1, 5), 420), 4),
        "phone": sheet(
            [phone("en.web.example", ""), phone("de.web.example", "#side-by-side"), phone("ar.web.example", "#uses")], 3
        ),
    }
    for name, picture in (pictures | views()).items():
        picture.quantize(128).save(DOCS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
