"""QR codes as drawings."""

from __future__ import annotations

from functools import lru_cache

import segno

_QUIET_ZONE = 4  # modules on each side (ISO/IEC 18004)


@lru_cache
def qr_drawing(address: str) -> str:
    """A QR code of an address as a `data:` address of an SVG, its quiet zone included."""
    code = _qr_code(address)
    return code.svg_data_uri(border=_QUIET_ZONE, omitsize=True, omit_charset=True, dark="#000000", light="#ffffff")


def module_size(address: str, width: float) -> float:
    """The side of one module of a QR code that is `width` wide with its quiet zone, in the unit of `width`.

    The longer the address, the more modules the code has.
    """
    modules, _ = _qr_code(address).symbol_size(border=_QUIET_ZONE)
    return width / modules


def _qr_code(address: str) -> segno.QRCode:
    """Error correction is M (15 %), or better where the size allows it: a leaflet is folded, and photocopied."""
    return segno.make_qr(address, error="m")
