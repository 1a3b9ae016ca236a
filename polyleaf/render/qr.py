"""QR codes as drawings."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache
def qr_drawing(address: str) -> str:
    """A QR code of an address, as a `data:` address of an SVG with its quiet zone of four modules.

    Error correction is M (15 %), or better if the size allows it, because a leaflet is folded and photocopied.
    """
    code = segno.make_qr(address, error="m")
    return code.svg_data_uri(border=4, omitsize=True, omit_charset=True, dark="#000000", light="#ffffff")
