"""Convert screen colours to the inks of a press, by the builds of `styles/press.yaml` or else by the profile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Annotated, Any

from PIL import Image, ImageCms, ImageMath
from pydantic import Field, ValidationInfo, field_validator

from polyleaf.content.brochure import Line, Percent, StrictModel
from polyleaf.content.spelling import Spelling
from polyleaf.content.yaml_loader import load_model
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding

Cmyk = tuple[float, float, float, float]  # cyan, magenta, yellow and black, 0 to 1 each
HexColour = Annotated[str, Spelling(r"#[0-9a-f]{6}", "six digits behind #, in quotes, as in '#1d5a8c'")]

_FULL = 255  # a channel of 8 bits


class PrintingCondition(StrictModel):
    """The press and paper for which the inks are meant, as the output intent of the PDF names them."""

    profile: Line = Field(description="The ICC profile of the press (class prtr, CMYK), below styles/.")
    identifier: Line = Field(description="The name of the condition in the registry, such as FOGRA39.")
    info: Line = Field(description="The condition in words.")
    registry: Line = Field(description="The address of the registry.")


class InkBuild(StrictModel):
    """A colour in % of each ink."""

    c: Percent = 0
    m: Percent = 0
    y: Percent = 0
    k: Percent = 0

    @property
    def total(self) -> float:
        """All inks together, in %."""
        return self.c + self.m + self.y + self.k


class PressSpec(StrictModel):
    """What a press edition is printed with."""

    condition: PrintingCondition
    ink_limit: float = Field(gt=0, le=400, description="All inks on one spot together stay under this, in %.")
    resolution_dpi: int = Field(gt=0, description="The least resolution of a picture at its printed size.")
    inks: dict[HexColour, InkBuild] = Field(description="Screen colours and the inks that print them.")

    @field_validator("inks")
    @classmethod
    def _builds_under_the_limit(cls, inks: dict[str, InkBuild], others: ValidationInfo) -> dict[str, InkBuild]:
        limit = others.data.get("ink_limit", 400)
        for colour, build in inks.items():
            if build.total >= limit:
                raise ValueError(
                    f"the inks of {colour} are {build.total:g} %, not under {limit:g} %: take less of them"
                )
        return inks


@dataclass(frozen=True)
class Press:
    """What a press edition is printed with, and the ICC profile of its press."""

    spec: PressSpec
    profile: bytes

    def inks(self, red: float, green: float, blue: float) -> Cmyk:
        """The inks of an sRGB colour (0 to 1 each): its build, or black alone for a grey, or what the profile says."""
        pixel = (round(red * _FULL), round(green * _FULL), round(blue * _FULL))
        build = self.spec.inks.get("#{:02x}{:02x}{:02x}".format(*pixel))
        if build:
            return build.c / 100, build.m / 100, build.y / 100, build.k / 100
        if len(set(pixel)) == 1:
            return 0, 0, 0, self._blacks[pixel[0]] / _FULL
        cyan, magenta, yellow, black = self.picture(Image.new("RGB", (1, 1), pixel)).tobytes()
        return cyan / _FULL, magenta / _FULL, yellow / _FULL, black / _FULL

    def picture(self, picture: Image.Image) -> Image.Image:
        """An sRGB picture in the four inks, with every spot below the ink limit.

        It uses relative colorimetric conversion with black point compensation. The darkest shadows exceed the limit for
        which the profile was made (FOGRA39L_coated: 317 %). There, cyan, magenta and yellow are reduced together, which
        keeps the hue.
        """
        *colours, black = _applied(self._to_inks, picture.convert("RGB")).split()
        most = math.ceil(self.spec.ink_limit / 100 * _FULL) - 1

        def limited(names: dict[str, Any]) -> Any:
            room, coloured = most - names["k"], names["c"] + names["m"] + names["y"]
            return names["convert"](names["min"](names["own"], names["own"] * room / coloured), "L")

        inks = dict(zip("cmy", colours, strict=True))
        less = [ImageMath.lambda_eval(limited, own=own, k=black, **inks) for own in colours]
        return Image.merge("CMYK", [*less, black])

    def grey_picture(self, picture: Image.Image) -> Image.Image:
        """A grey picture of the screen with the greys that black ink prints at the same lightness."""
        return picture.convert("L").point([_FULL - black for black in self._blacks])

    def lab(self, inks: Cmyk) -> tuple[float, float, float]:
        """The colour of inks on the paper: CIE L* (0 to 100), a* and b*, relative to white paper."""
        pixel = tuple(round(share * _FULL) for share in inks)
        lightness, a, b = _applied(self._to_lab, Image.new("CMYK", (1, 1), pixel)).tobytes()
        return lightness / _FULL * 100, _signed(a), _signed(b)

    @cached_property
    def _blacks(self) -> bytes:
        """The amount of black ink that is as light as each of the 256 greys of the screen."""
        ramp, none = Image.frombytes("L", (256, 1), bytes(range(256))), Image.new("L", (256, 1))
        printed = _applied(self._to_lab, Image.merge("CMYK", [none, none, none, ramp])).getchannel("L").tobytes()
        screen = self._transform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        wanted = _applied(screen, ramp.convert("RGB")).getchannel("L").tobytes()
        return bytes(min(range(256), key=lambda black: abs(printed[black] - lightness)) for lightness in wanted)

    @cached_property
    def _to_inks(self) -> ImageCms.ImageCmsTransform:
        return self._transform(ImageCms.createProfile("sRGB"), self._own_profile, "RGB", "CMYK")

    @cached_property
    def _to_lab(self) -> ImageCms.ImageCmsTransform:
        return self._transform(self._own_profile, ImageCms.createProfile("LAB"), "CMYK", "LAB")

    @cached_property
    def _own_profile(self) -> ImageCms.ImageCmsProfile:
        return ImageCms.ImageCmsProfile(BytesIO(self.profile))

    @staticmethod
    def _transform(source: Any, target: Any, source_mode: str, target_mode: str) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            source,
            target,
            source_mode,
            target_mode,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )


def _applied(transform: ImageCms.ImageCmsTransform, picture: Image.Image) -> Image.Image:
    changed = ImageCms.applyTransform(picture, transform)
    assert changed is not None  # noqa: S101 -- for the type checker; None is for a change in place
    return changed


def _signed(byte: int) -> int:
    """a* and b* as Pillow stores them: two's complement."""
    return byte - 256 if byte > 127 else byte


def is_press_profile(profile: bytes) -> bool:
    """Whether bytes are an ICC profile of a CMYK printer, by its header (ICC.1:2022, 7.2)."""
    return len(profile) > 128 and (profile[12:16], profile[16:20], profile[36:40]) == (b"prtr", b"CMYK", b"acsp")


def load_press(project: Project) -> Press:
    """The press of a project. Raises InputError."""
    spec, source_map = load_model(PressSpec, project.style("press.yaml"), project)
    name, origin = spec.condition.profile, source_map.origin("condition", "profile")
    hint = "Name a profile of the class 'prtr' with the colour space CMYK, below styles/."
    try:
        profile = project.read(project.style(name))
    except (UsageError, UnreadableError) as error:
        raise InputError([reader_finding("source-invalid", origin, f"{name!r}: {error}", hint)]) from None
    if not is_press_profile(profile):
        message = f"{name!r} is not the ICC profile of a CMYK printer"
        raise InputError([reader_finding("source-invalid", origin, message, hint)])
    return Press(spec, profile)
