"""The font lock to static fonts in the cache, and a private fontconfig that knows no others."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.yaml_loader import SourceMap, load_model
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Severity
from polyleaf.core.project import Project

# Raise it when the way faces are cut changes, so that caches made in the old way are left behind.
_BUILDER = "1"
_WINDOWS_UNICODE = (3, 1, 0x409)
_PANGO_WEIGHTS = {
    100: "Thin",
    200: "Ultra-Light",
    300: "Light",
    500: "Medium",
    600: "Semi-Bold",
    700: "Bold",
    800: "Ultra-Bold",
    900: "Heavy",
}  # the names that Pango gives weights other than the regular one


class Face(StrictModel):
    """One weight of a family: where its bytes come from, and which they are."""

    weight: int = Field(ge=100, le=900)
    wheel: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+==[0-9a-z.]+$")]
    file: Line = Field(description="The font's path below site-packages.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    axes: dict[str, float] = Field({}, description="Where a variable font is pinned; empty for a static one.")


class Family(StrictModel):
    """A family under the name that the style sheets use."""

    family: Line
    languages: Annotated[tuple[Identifier | str, ...], Field(min_length=1)]
    licence: Line
    licence_file: Line
    faces: Annotated[tuple[Face, ...], Field(min_length=1)]

    def postscript_name(self, face: Face) -> str:
        return f"{self.family.replace(' ', '')}-{face.weight}"


class FontLock(StrictModel):
    """All fonts that may be printed."""

    families: Annotated[tuple[Family, ...], Field(min_length=1)]


@dataclass(frozen=True)
class FontSet:
    """The built fonts: their folder and the lock they were built from."""

    folder: Path
    lock: FontLock

    @cached_property
    def config_file(self) -> Path:
        return self.folder / "fonts.conf"

    @cached_property
    def families(self) -> frozenset[str]:
        """The families as WeasyPrint writes them into a PDF, where a style may follow after a hyphen."""
        return frozenset(family.family.replace(" ", "-") for family in self.lock.families)

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each face, by the name that WeasyPrint writes into a PDF for it."""
        return {
            "-".join((family.family.replace(" ", "-"), *weight)): self.file(family, face)
            for family in self.lock.families
            for face in family.faces
            for weight in [(_PANGO_WEIGHTS[face.weight],) if face.weight in _PANGO_WEIGHTS else ()]
        }

    def file(self, family: Family, face: Face) -> Path:
        return self.folder / f"{family.postscript_name(face)}.ttf"

    def languages(self) -> frozenset[str]:
        return frozenset(code for family in self.lock.families for code in family.languages)

    def activate(self) -> None:
        """Make this process print with these fonts only; call it before WeasyPrint is imported."""
        os.environ["FONTCONFIG_FILE"] = str(self.config_file)


def prepare(project: Project) -> FontSet:
    """The project's fonts, cut into the cache if they are not there yet.

    Raises InputError with a finding for every wheel that is missing, of another version, or not the locked bytes.
    """
    lock_file = project.style("fonts.yaml")
    lock, source_map = load_model(FontLock, lock_file, project)
    digest = hashlib.sha256(lock_file.read_bytes() + _BUILDER.encode()).hexdigest()[:16]
    fonts = FontSet(project.cache / "fonts" / digest, lock)
    if not fonts.config_file.is_file():
        _build(fonts, source_map)
    return fonts


def _build(fonts: FontSet, source_map: SourceMap) -> None:
    findings = list(_lock_errors(fonts.lock, source_map))
    if findings:
        raise InputError(findings)
    fonts.folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(dir=fonts.folder.parent, prefix=".building-"))
    try:
        for family in fonts.lock.families:
            for face in family.faces:
                (workshop / f"{family.postscript_name(face)}.ttf").write_bytes(_cut(family, face))
        (workshop / "fonts.conf").write_text(_fontconfig(fonts.folder), encoding="utf-8")
        try:
            workshop.rename(fonts.folder)
        except OSError:
            if not fonts.config_file.is_file():  # else another build was quicker, with the same bytes
                raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _lock_errors(lock: FontLock, source_map: SourceMap) -> Iterator[Finding]:
    for number, family in enumerate(lock.families):
        for index, face in enumerate(family.faces):
            problem = _face_problem(face, family)
            if problem:
                origin = source_map.origin("families", number, "faces", index, "wheel")
                hint = "Run `make setup` to install what the lock asks for."
                yield Finding("font-missing", Severity.ERROR, origin, f"{family.family} {face.weight}: {problem}", hint)


def _face_problem(face: Face, family: Family) -> str:
    name, _, version = face.wheel.partition("==")
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return f"the wheel {face.wheel} is not installed"
    if installed.version != version:
        return f"the wheel {name} is installed as {installed.version}, not {version}"
    if not Path(str(installed.locate_file(family.licence_file))).is_file():
        return f"the wheel {face.wheel} has no licence text {family.licence_file}"
    path = _path(face)
    if not path.is_file():
        return f"the wheel {face.wheel} has no file {face.file}"
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    return "" if actual == face.sha256 else f"{face.file} is not the locked file: its SHA-256 is {actual}"


def _path(face: Face) -> Path:
    return Path(str(distribution(face.wheel.partition("==")[0]).locate_file(face.file)))


def _cut(family: Family, face: Face) -> bytes:
    """A static font with every glyph of the face, under the family's own name."""
    content = _path(face).read_bytes()
    if face.axes:
        content = _pin(content, face.axes)
    return _rename(content, family, face)


def _pin(content: bytes, axes: dict[str, float]) -> bytes:
    import uharfbuzz as hb

    face = hb.Face(content)
    plan = hb.SubsetInput()
    plan.keep_everything()
    plan.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    for axis, position in axes.items():
        plan.pin_axis_location(face, axis, position)
    return bytes(plan.subset(face).blob.data)


def _rename(content: bytes, family: Family, face: Face) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(content), recalcTimestamp=False, lazy=True)
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]  # copyright and licence stay
    postscript_name = family.postscript_name(face)
    style = "Regular" if face.weight == 400 else f"W{face.weight}"
    strings = {1: family.family, 2: style, 3: postscript_name, 4: f"{family.family} {style}", 6: postscript_name}
    strings |= {16: family.family, 17: style}
    for name_id, string in strings.items():
        table.setName(string, name_id, *_WINDOWS_UNICODE)
    font["OS/2"].usWeightClass = face.weight
    buffer = BytesIO()
    font.save(buffer, reorderTables=False)
    return buffer.getvalue()


def _fontconfig(folder: Path) -> str:
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{folder}</dir>\n  <cachedir>{folder / 'fontconfig'}</cachedir>\n</fontconfig>\n"
    )
