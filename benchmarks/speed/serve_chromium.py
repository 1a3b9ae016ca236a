"""A headless Chromium that stays open, with two pages: it prints HTML files as tagged PDFs. Run as a program.

python -m benchmarks.speed.serve_chromium CHROMIUM
"""

from __future__ import annotations

import asyncio
import os
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
from playwright.async_api import Page, async_playwright

from benchmarks.speed.serving import Answer, serve_async

_PAGES = 2
_DPI = 110
_PX_PER_MM = 96 / 25.4
_FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


async def main() -> None:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = (*_FLAGS, "--no-sandbox") if as_root else _FLAGS
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=sys.argv[1], args=list(flags))
        pages = [await browser.new_page() for _ in range(_PAGES)]

        async def answer(do: str, files: list[str], page: int = 0) -> Answer:
            if do == "version":
                return {"version": browser.version}
            if do == "pdf":
                return {"bytes": await _print_all(pages, files)}
            draw = _printed_picture if do == "printed-picture" else _screenshot
            return {"bytes": len(await draw(pages[0], files[0], page))}

        await serve_async(answer)
        await browser.close()


async def _print_all(pages: list[Page], files: list[str]) -> int:
    """Print files, one in each page at a time. Returns the number of bytes of all PDFs."""
    waiting = list(reversed(files))

    async def work(page: Page) -> int:
        size = 0
        while waiting:
            size += len(await _printed(page, waiting.pop()))
        return size

    return sum(await asyncio.gather(*map(work, pages)))


async def _printed(page: Page, file: str, ranges: str = "") -> bytes:
    await page.goto(Path(file).as_uri(), wait_until="load")
    await page.evaluate("document.fonts.ready.then(() => 0)")
    return await page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, page_ranges=ranges)


async def _printed_picture(page: Page, file: str, number: int) -> bytes:
    """One page, printed alone and drawn."""
    document = pypdfium2.PdfDocument(await _printed(page, file, str(number + 1)))
    buffer = BytesIO()
    document[0].render(scale=_DPI / 72).to_pil().save(buffer, format="PNG", compress_level=1)
    return buffer.getvalue()


async def _screenshot(page: Page, file: str, number: int) -> bytes:
    """The element of one page as the screen shows it with the styles for print."""
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": round(210 * _PX_PER_MM), "height": round(297 * _PX_PER_MM)})
    await page.goto(Path(file).as_uri(), wait_until="load")
    await page.evaluate("document.fonts.ready.then(() => 0)")
    return await page.locator("[data-frame]").nth(number).screenshot()


if __name__ == "__main__":
    asyncio.run(main())
