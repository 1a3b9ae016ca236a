"""Convert the colours of a PDF to the inks of a press: in content, pictures and gradients, as
WeasyPrint writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from polyleaf.design.inks import Press

MARK = "PolyleafMark"
"""The key for the number of a text as marked content, in a file for a press. It is private, as PDF allows."""

_Operation = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def separate(pdf: pikepdf.Pdf, press: Press) -> None:
    """Convert sRGB and grey to inks in every form, pattern, picture and gradient of a PDF.

    A colour of another kind is not changed, and the check `press-rgb` refuses it.
    """
    streams = (item for item in pdf.objects if isinstance(item, pikepdf.Stream))
    masks = {item.SMask.objgen for item in streams if "/SMask" in item}  # they are grey, and no colour
    for item in list(pdf.objects):
        if item.objgen not in masks:
            _separate(item, press)


def _separate(item: pikepdf.Object, press: Press) -> None:
    """Convert the colours of one object to inks: content, picture or shading."""
    if isinstance(item, pikepdf.Stream):
        if item.get("/Subtype") == "/Image":
            _separate_picture(item, press)
        elif item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1:
            operations = list(_separated(pikepdf.parse_content_stream(item), press))
            item.write(pikepdf.unparse_content_stream(operations))
            if item.get("/Group", Dictionary()).get("/CS") == "/DeviceRGB":
                item.Group.CS = Name.DeviceCMYK
            if "/ColorSpace" in item.get("/Resources", Dictionary()):
                del item.Resources["/ColorSpace"]  # WeasyPrint offers Lab in every file; nothing uses it
    elif isinstance(item, Dictionary) and item.get("/ShadingType") and item.ColorSpace == "/DeviceRGB":
        _separate_function(item.Function, press)
        item.ColorSpace = Name.DeviceCMYK


def _separated(operations: Iterable[_Operation], press: Press) -> Iterator[_Operation]:
    """The operators of a content stream with inks instead of sRGB and grey.

    The numbers of its marked content no longer belong to tags, so they get another name.
    """
    for operation in operations:
        operands, operator = operation.operands, str(operation.operator)
        if operator in {"rg", "RG"}:
            yield _in_inks(_inks(operands, press), stroking=operator == "RG")
        elif operator in {"g", "G"}:
            yield _in_inks(_inks([operands[0]] * 3, press), stroking=operator == "G")
        else:
            if operator == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                operands[1][f"/{MARK}"] = operands[1]["/MCID"]
                del operands[1]["/MCID"]
            yield operation


def _in_inks(inks: list[float], *, stroking: bool) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(inks, pikepdf.Operator("K" if stroking else "k"))


def _inks(rgb: Iterable[pikepdf.Object], press: Press) -> list[float]:
    return [_share(share) for share in press.inks(*(float(channel) for channel in rgb))]


def _share(share: float) -> float:
    return round(share, 4)


def _separate_picture(picture: pikepdf.Stream, press: Press) -> None:
    """Convert an RGB picture to four inks, and a grey one to black. Its mask is kept."""
    if picture.get("/ColorSpace") in {"/DeviceRGB", "/DeviceGray"}:
        pixels = pikepdf.PdfImage(picture).as_pil_image(apply_mask=False)
        grey = picture.ColorSpace == "/DeviceGray"
        picture.write((press.grey_picture(pixels) if grey else press.picture(pixels)).tobytes())
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray if grey else Name.DeviceCMYK, 8


def _separate_function(function: pikepdf.Object, press: Press) -> None:
    """Convert the ends of a gradient, and of the steps of which it consists, to inks."""
    for step in function.get("/Functions", []):
        _separate_function(step, press)
    for end in {"/C0", "/C1"} & set(function.keys()):
        function[end] = Array(_inks(function[end], press))
