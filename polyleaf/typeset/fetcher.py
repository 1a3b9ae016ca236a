"""Give WeasyPrint the files that a document may name."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote_to_bytes

from polyleaf.design.addresses import AddressError, NamedFiles
from polyleaf.typeset.quick_import import import_weasyprint

import_weasyprint()

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402 -- after the quick import

_DRAWING = "data:image/svg+xml,"
_IMPORTS_AT_MOST = 20  # of one style sheet by all others; WeasyPrint never finishes with one that imports itself


class FileRefusedError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint has no types
    """A document names the network, or a file outside the project's folders. WeasyPrint does not
    catch this kind of error.
    """


class ProjectFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Reads `brochure:`, `clinic:` and `style:` addresses from their folders, and refuses all other files and the
    network.

    A drawing that a template makes (`data:image/svg+xml,`) is part of the document.
    """

    def __init__(self, files: NamedFiles) -> None:
        # The opener's handlers for http, ftp and file are left out on purpose.
        self._files = files
        self._fetched: Counter[str] = Counter()
        self.digests: dict[str, str] = {}
        """The SHA-256 of each file that was read, as it is in its folder, by its address."""
        self.style_sheets: list[str] = []
        """The style sheets that were read."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 -- WeasyPrint's signature
        if url.startswith(_DRAWING):
            return URLFetcherResponse(url, unquote_to_bytes(url[len(_DRAWING) :]), {"Content-Type": "image/svg+xml"})
        self._fetched[url] += 1
        if url.endswith(".css") and self._fetched[url] > _IMPORTS_AT_MOST:
            raise FileRefusedError(f"{url} imports itself, or is imported more than {_IMPORTS_AT_MOST} times")
        try:
            file = self._files.read(url)
        except AddressError as error:
            raise FileRefusedError(str(error)) from None
        self.digests[url] = file.sha256
        if url.endswith(".css"):
            self.style_sheets.append(file.content.decode("utf-8", "replace"))
        return URLFetcherResponse(url, file.content, {"Content-Type": file.media_type})

    def __call__(self, url: str) -> URLFetcherResponse:
        return self.fetch(url)
