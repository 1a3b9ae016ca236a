"""An edition for the screen: one HTML file with its styles, figures and fonts inside. It needs no network."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from polyleaf.design.addresses import AddressError, NamedFiles
from polyleaf.design.font_lock import FontSet
from polyleaf.design.style_sources import StyleSources
from polyleaf.render.page import parse, text_by_language
from polyleaf.render.webfonts import font_faces, font_stacks

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
"""What the browser may load for the page, by the Content Security Policy: only what is inside it."""

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_IMPORT = re.compile(r"@import url\((?P<address>[^)]+)\);")
_URL = re.compile(r"""url\((?P<quote>['"]?)(?!data:)(?P<address>[^)'"]+)(?P=quote)\)""")
# They say where lines of Korean, Japanese and Thai may break on paper. A browser knows that, and some voices would
# read the parts one by one.
_BREAK_MARKS = str.maketrans("", "", "\u200b\u2060")


def self_contained(
    html: str, sources: StyleSources, fonts: FontSet, properties: Mapping[str, str], policy: str = POLICY
) -> bytes:
    """The page as one file. `properties` are custom properties for the style sheets, and `policy` is what it may load.

    Raises AddressError when the page or its style sheets name the network, or a file outside the project's folders.
    """
    page = parse(html.translate(_BREAK_MARKS))
    for image in page.iter("img"):
        image.set("src", _embedded(image.get("src", ""), sources.files))
    css = "".join(_sheet(f"style:{name}", sources.files) for name in sources.stylesheets)
    css += ":root { " + " ".join(f"--{name}: {value};" for name, value in properties.items()) + " }\n"
    faces = font_faces(text_by_language(page), font_stacks(css), fonts)
    _head(page).insert(1, Element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}))
    # The faces are separate, so that faces of other style sheets are not taken for them.
    SubElement(_head(page), "style").text = f"\n{faces}\n"
    SubElement(_head(page), "style").text = f"\n{css}"
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n".encode()


def style_sheets(sources: StyleSources) -> Iterator[tuple[Path, str]]:
    """The style sheets of an edition as they are written, including those that they import, each with its path."""
    addresses = [f"style:{name}" for name in sources.stylesheets]
    while addresses:
        file = sources.files.read(addresses.pop(0))
        css = file.content.decode("utf-8")
        addresses += [match["address"] for match in _IMPORT.finditer(css)]
        yield file.path, css


def _head(page: Element) -> Element:
    return page[0]


def _sheet(address: str, files: NamedFiles, importing: tuple[str, ...] = ()) -> str:
    """A style sheet with what it imports and names put inside. `importing` are the style sheets around it."""
    if address in importing:
        raise AddressError(f"{address} imports itself")
    css = _COMMENT.sub("", files.read(address).content.decode("utf-8"))
    css = _IMPORT.sub(lambda match: _sheet(match["address"], files, (*importing, address)), css)
    return _URL.sub(lambda match: f'url("{_embedded(match["address"], files)}")', css)


def _embedded(address: str, files: NamedFiles) -> str:
    """The `data:` address of a named file. An address that is already `data:` is not changed."""
    if address.startswith("data:"):
        return address
    file = files.read(address)
    return f"data:{file.media_type};base64,{base64.b64encode(file.content).decode()}"
