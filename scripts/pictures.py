"""Makes the pictures of the documentation from the pages in `dist/`: `make pictures`, after `make brochures`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

from polyleaf.render.browser import chromium

DIST, DOCS = Path("dist"), Path("docs")
SLUG = "botox-and-fillers"
GAP, GROUND = 16, "#e4e7ea"  # pixels between two pages, and what is behind them
PHONE = (375, 812)


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
    for name, picture in pictures.items():
        picture.quantize(128).save(DOCS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
