"""Look at the safety text of a page with a real browser: where each word is, and what ink it leaves there.

Playwright drives Chromium. Nothing else needs Playwright; the extra `browser` installs it. The page runs no script and
has no network. It is looked at in a narrow window, a wide one, in a dark colour scheme and as it is printed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops

from polyleaf.core.errors import UsageError
from polyleaf.design.colours import Rgb, contrast_ratio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Page

INSTALL = "install it with `pip install polyleaf[browser]`, and Chromium with `apt install chromium`"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without a screen, and without the requests that a browser makes by itself.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SCRIPT = Path(__file__).with_name("browser.js")
_INK = 40  # of 255: a pixel that changes by less when its text is removed has no ink of that text
_MASK = 128  # a pixel of black text on white that is darker than this is inside a letter


@dataclass(frozen=True)
class Window:
    """How a page is looked at. Sizes are in px, including that of the smallest safety text."""

    name: str
    width: int
    height: int
    least_px: float = 16
    printed: bool = False
    dark: bool = False


WINDOWS = (
    Window("in a window 375 px wide", 375, 700),
    Window("in a window 1280 px wide", 1280, 900),
    Window("in a dark scheme", 375, 700, dark=True),
    Window("in print", 718, 1000, least_px=14.6, printed=True),  # A4 without its margins, 11 pt
)


@dataclass(frozen=True)
class SeenWord:
    """A word of a safety text: the share of its letters that leaves ink (0 to 1), and the contrast of that ink."""

    text: str
    ink: float
    contrast: float


@dataclass(frozen=True)
class SeenText:
    """A text of a safety section as the browser shows it.

    `size_px` is its type size. `problem` says where it is or what covers a line of it, and `changed` what changes its
    letters; both are empty if all is well.
    """

    text: str
    size_px: float
    problem: str
    changed: str
    words: tuple[SeenWord, ...]


@dataclass(frozen=True)
class View:
    """What a window shows of the safety sections.

    `out_of_order` are the beginnings of texts that are shown before a text that they follow. `added` are the texts that
    style sheets add. `moving` says whether anything in the sections changes with time.
    """

    window: Window
    texts: tuple[SeenText, ...]
    out_of_order: tuple[str, ...]
    added: tuple[str, ...]
    moving: bool


def demand_browser() -> None:
    """Raise UsageError when Playwright is not installed."""
    try:
        import playwright.sync_api  # noqa: F401 -- whether it is there
    except ImportError:
        raise UsageError(f"--browser needs Playwright, which is not installed: {INSTALL}") from None


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own Chromium, or else the one that `playwright install chromium` has downloaded.

    Raises UsageError when there is none, or when it does not start.
    """
    demand_browser()
    from playwright.sync_api import Error, sync_playwright

    program = next(filter(None, map(shutil.which, _NAMES)), None)
    # Chromium's own sandbox does not work for root, the usual user of a container.
    flags = [*FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=list(flags))
        except Error as error:
            said = str(error).strip().splitlines()[0]
            raise UsageError(f"--browser cannot start Chromium ({said}): {INSTALL}") from None
        try:
            yield browser
        finally:
            browser.close()


def look(browser: Browser, page: bytes, sections: Sequence[str], windows: Sequence[Window] = WINDOWS) -> list[View]:
    """What each window shows of these sections, which are named by their ids in `data-section`."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(page)
        return [_view(browser, file.as_uri(), sections, window) for window in windows]


def _view(browser: Browser, address: str, sections: Sequence[str], window: Window) -> View:
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height}, color_scheme="dark" if window.dark else "light"
    )
    try:
        page = context.new_page()
        page.emulate_media(media="print" if window.printed else "screen")
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => 0)")
        looked = page.evaluate(f"({_SCRIPT.read_text(encoding='utf-8')}).look({json.dumps(list(sections))})")
        pictures = _SectionPictures.of(page, looked["clip"])
    finally:
        context.close()
    texts = tuple(
        SeenText(text["text"], text["size"], text["problem"], text["changed"], tuple(map(pictures.word, text["words"])))
        for text in looked["texts"]
    )
    return View(window, texts, tuple(looked["outOfOrder"]), tuple(looked["added"]), bool(looked["moving"]))


@dataclass(frozen=True)
class _SectionPictures:
    """A part of a page as it is seen, the same part without its safety texts, and where their
    letters and their ink are.
    """

    left: float
    top: float
    seen: Image.Image
    without: Image.Image
    ink: Image.Image  # white where the two differ
    letters: Image.Image  # white where letters are, even if something hides them

    @classmethod
    def of(cls, page: Page, clip: FloatRect) -> _SectionPictures:
        """Take the pictures. This changes the page, which cannot be used afterwards."""
        script = _SCRIPT.read_text(encoding="utf-8")

        def picture() -> Image.Image:
            page.evaluate("scrollTo(0, 0)")
            return Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")

        seen = picture()
        page.evaluate(f"({script}).withoutTexts()")
        without = picture()
        page.evaluate(f"({script}).textsAlone()")
        letters = picture().convert("L").point([255 if grey < _MASK else 0 for grey in range(256)])
        red, green, blue = ImageChops.difference(seen, without).split()
        change = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        ink = change.point([255 if value >= _INK else 0 for value in range(256)])
        return cls(clip["x"], clip["y"], seen, without, ink, letters)

    def word(self, word: dict[str, Any]) -> SeenWord:
        """The ink of a word, in all its boxes."""
        letters = inked = 0
        contrast = 1.0
        for box in word["boxes"]:
            place = self._place(box)
            mask = self.letters.crop(place)
            both = ImageChops.multiply(mask, self.ink.crop(place))
            letters += mask.histogram()[255]
            inked += both.histogram()[255]
            contrast = max(contrast, self._contrast(place, both))
        return SeenWord(word["text"], inked / letters if letters else 0.0, contrast)

    def _contrast(self, place: tuple[int, int, int, int], inked: Image.Image) -> float:
        """The highest contrast of ink to what is seen without it."""
        seen, without = _pixels(self.seen.crop(place)), _pixels(self.without.crop(place))
        pairs = {(ink, ground) for ink, ground, is_ink in zip(seen, without, inked.tobytes(), strict=True) if is_ink}
        return max((contrast_ratio(ink, ground) for ink, ground in pairs), default=1.0)

    def _place(self, box: Sequence[float]) -> tuple[int, int, int, int]:
        left, top, right, bottom = box
        return round(left - self.left), round(top - self.top), round(right - self.left), round(bottom - self.top)


def _pixels(picture: Image.Image) -> Iterator[Rgb]:
    parts = picture.tobytes()
    return (
        (red / 255, green / 255, blue / 255)
        for red, green, blue in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
