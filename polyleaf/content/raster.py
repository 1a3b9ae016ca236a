"""A picture of pixels: decoded completely, turned upright, in sRGB, and without the notes of a camera or a program."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from polyleaf.content.picture import Picture, PictureError
from polyleaf.core.project import shipped

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""A page of A3 at 450 dpi. Decoded, it takes 150 MB."""
_PAPER = (255, 255, 255)
_BARELY_SEEN = 235  # a contrast of 1.2:1 to white
_DAMAGED = "is damaged or cut off, as after a broken download: ask for the file again"
_JPEG_QUALITY = 95
_INKS = "icc/FOGRA39L_coated.icc"
"""What inks mean in a CMYK picture without a profile: coated paper in Europe."""


@lru_cache(maxsize=16)
def read(content: bytes) -> Picture:
    """The picture in a PNG or JPEG file. Raises PictureError."""
    from PIL import Image, UnidentifiedImageError

    with _strictly():
        try:
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
                _check_size(image)
                if image.format != "PNG":  # JPEG, or MPO, as telephones write it
                    _check_scans(content)
                return _printable(image)
        except PictureError:
            raise
        except UnidentifiedImageError:
            raise PictureError("is not a readable picture: it is neither SVG, PNG nor JPEG inside") from None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PictureError(f"has more than {MOST_PIXELS // 1_000_000} million pixels: save it smaller") from None
        except Exception as error:  # Pillow raises a dozen types for broken files, and documents none
            raise PictureError(_DAMAGED) from error


@contextmanager
def _strictly() -> Iterator[None]:
    """Pillow with its own settings. When WeasyPrint is imported, it makes Pillow accept half a picture."""
    from PIL import Image, ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _check_size(image: Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        size = f"{image.width} x {image.height} pixels"
        raise PictureError(f"has {size}, more than {MOST_PIXELS // 1_000_000} million: save it smaller")


def _check_scans(content: bytes) -> None:
    """Refuse a JPEG that decodes with a warning, with the rest of it grey or in other colours.

    Pillow keeps libjpeg's warnings to itself; qpdf, which reads JPEG inside PDF, raises them. A JPEG has no checksum,
    so damage that happens to be valid data is not found.
    """
    import pikepdf

    document = pikepdf.new()
    stream = pikepdf.Stream(document, content, Filter=pikepdf.Name.DCTDecode)
    try:
        stream.read_bytes(pikepdf.StreamDecodeLevel.all)
    except pikepdf.PdfError as error:
        raise PictureError(_DAMAGED) from error


def _printable(image: Any) -> Picture:
    from PIL import ImageOps

    image.load()
    upright = ImageOps.exif_transpose(image)
    plain = _in_srgb(upright, image.info.get("icc_profile"))
    if is_blank(plain):
        raise PictureError("shows nothing on white paper: ask for the version for a light background")
    plain.info.clear()  # notes, place and time, and whatever else a writer would copy
    buffer = BytesIO()
    if image.format == "PNG":
        plain.save(buffer, "PNG")
        return Picture(buffer.getvalue(), "image/png", plain.width, plain.height)
    plain.save(buffer, "JPEG", **_as_compressed(image))
    return Picture(buffer.getvalue(), "image/jpeg", plain.width, plain.height)


def _as_compressed(image: Any) -> dict[str, Any]:
    """How a JPEG was compressed, so that the same pixels are written again."""
    from PIL import JpegImagePlugin

    if image.mode == "CMYK":
        return {"quality": _JPEG_QUALITY, "subsampling": 0}
    return {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """The picture in sRGB or grey with 8 bits a channel. Transparency is kept."""
    if image.mode == "CMYK":
        says_which = profile and profile[16:20] == b"CMYK"  # ICC.1:2022, 7.2.8
        return _converted(image, profile if profile and says_which else (shipped("styles") / _INKS).read_bytes())
    if image.mode.startswith("I;16") or image.mode == "I":
        if "transparency" in image.info:
            raise PictureError("has 16 bits a channel and a transparent colour: save it with 8 bits")
        image = image.convert("I").point(lambda level: level * (1 / 257) + 0.5).convert("L")
    elif "transparency" in image.info or image.mode in {"LA", "PA", "RGBA"}:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "1"}:
        image = image.convert("RGB")
    else:
        image = image.convert("L")
    return _converted(image, profile) if profile and image.mode != "L" else image


def _converted(image: Image, profile: bytes) -> Image:
    """The picture converted from a profile to sRGB. Unchanged if the profile is broken or does not fit."""
    from PIL import ImageCms

    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode=target,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        return image.convert(target)
    assert converted is not None  # noqa: S101 -- for the type checker; None is for a change in place
    return converted


def is_blank(image: Image) -> bool:
    """Whether nothing of the picture can be seen on white paper."""
    from PIL import Image

    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, _PAPER)
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    extrema: Any = image.convert("RGB").getextrema()
    return all(low >= _BARELY_SEEN for low, _ in extrema)
