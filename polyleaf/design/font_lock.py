"""Cut the fonts of the lock into static fonts in the cache, with a fontconfig file that knows no others."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from typing import Annotated, Self
from xml.sax.saxutils import escape

from pydantic import Field, field_validator, model_validator

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.picture import PictureError
from polyleaf.content.picture_file import find_file
from polyleaf.content.spelling import Spelling
from polyleaf.content.yaml_loader import load_style
from polyleaf.content.yaml_reader import SourceMap
from polyleaf.core.atomic_files import sha256, write_atomically
from polyleaf.core.errors import InputError, UsageError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.design import cut_faces

# Increase it when the way faces are cut changes, so that older caches are not used.
_BUILDER = "2"
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
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
    """One weight of a family: the source of its bytes, and their digest. It is in a wheel or in the project."""

    weight: int = Field(ge=100, le=900)
    wheel: (
        Annotated[str, Spelling(r"[a-z0-9-]+==[0-9a-z.]+", "a package and its version, such as fontpkg-x==1.2")] | None
    ) = None
    file: Line | None = Field(None, description="The font's path below site-packages.")
    path: (
        Annotated[str, Spelling(r"(?!/|.*\.\.)[^\\:]+", "a path below styles/, such as fonts/Brand/Brand.ttf")] | None
    ) = Field(None, description="In place of 'wheel' and 'file': the font's path below `styles/`.")
    sha256: Annotated[str, Spelling(r"[0-9a-f]{64}", "a SHA-256, as 64 hexadecimal digits")]
    axes: dict[str, float] = Field({}, description="Where a variable font is pinned; empty for a static one.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.path and (self.wheel or self.file):
            raise ValueError("has 'path' beside 'wheel' or 'file': write 'path' alone, or both others")
        if not self.path and not (self.wheel and self.file):
            raise ValueError("names no font: write 'path', or 'wheel' and 'file'")
        return self

    @property
    def place(self) -> str:
        """Where the font is: its path below `styles/`, or below site-packages."""
        return self.path or self.file or ""


class Family(StrictModel):
    """A family under the name that the style sheets use."""

    family: Line
    languages: Annotated[tuple[Identifier | str, ...], Field(min_length=1)]
    licence: Line
    licence_file: Line = Field(
        description="The path of its licence, below site-packages or `styles/` as the fonts are."
    )
    faces: Annotated[tuple[Face, ...], Field(min_length=1)]

    def postscript_name(self, face: Face) -> str:
        return f"{self.family.replace(' ', '')}-{face.weight}"


class FontLock(StrictModel):
    """All fonts that may be printed."""

    families: Annotated[tuple[Family, ...], Field(min_length=1)]

    @field_validator("families")
    @classmethod
    def _names_differ(cls, families: tuple[Family, ...]) -> tuple[Family, ...]:
        counts = Counter(family.family for family in families)
        for name in (name for name, count in counts.items() if count > 1):
            raise ValueError(f"has two families named {name!r}: give one of them another name")
        return families


@dataclass(frozen=True)
class FontSet:
    """The fonts that were cut: their folder, and the lock."""

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
    def files_by_pdf_name(self) -> dict[str, Path]:
        """The file of each face, by the name that WeasyPrint writes into a PDF for it."""
        return {
            "-".join((family.family.replace(" ", "-"), *weight)): self.file(family, face)
            for family in self.lock.families
            for face in family.faces
            for weight in [(_PANGO_WEIGHTS[face.weight],) if face.weight in _PANGO_WEIGHTS else ()]
        }

    def file(self, family: Family, face: Face) -> Path:
        return self.folder / f"{family.postscript_name(face)}.ttf"

    @cached_property
    def latin_file(self) -> Path:
        """The file of the first face with Latin letters and a middle dot."""
        return next(
            file
            for family in self.lock.families
            for file in [self.file(family, family.faces[0])]
            if all(map(_glyphs(file), "aZ0·"))
        )

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of all cut faces in the folder."""
        return frozenset(self.file(family, face).name for family in self.lock.families for face in family.faces)

    def languages(self) -> frozenset[str]:
        return frozenset(code for family in self.lock.families for code in family.languages)

    def without_glyph(self, text: str) -> list[str]:
        """The characters of a text for which no family has a glyph, each once. Spaces and joiners need none."""
        lacking = [char for char in dict.fromkeys(text) if _needs_glyph(char)]
        for family in self.lock.families:
            if not lacking:
                break
            has = _glyphs(self.file(family, family.faces[0]))
            lacking = [char for char in lacking if not has(char)]
        return lacking

    def activate(self) -> None:
        """Make this process print only with these fonts. Call it before WeasyPrint is imported."""
        os.environ["FONTCONFIG_FILE"] = str(self.config_file)


def _needs_glyph(char: str) -> bool:
    return unicodedata.category(char) not in {"Zs", "Cf"} and char not in _VARIATION_SELECTORS


def _glyphs(path: Path) -> Callable[[str], bool]:
    """Whether a font file has a glyph for a character."""
    import uharfbuzz as hb

    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    return lambda char: font.get_nominal_glyph(ord(char)) is not None


def load_lock(project: Project) -> tuple[FontLock, SourceMap]:
    """The font lock of a project: that of the engine, with what its own `styles/fonts.yaml` changes.

    Raises InputError.
    """
    return load_style(FontLock, "fonts.yaml", project)


def prepare(project: Project) -> FontSet:
    """The project's fonts. They are cut into the cache if they are missing there, or differ from what was cut.

    Raises InputError with a finding for every file or wheel that is missing or has other bytes than locked, and
    UsageError when the cache cannot be written.
    """
    lock, source_map = load_lock(project)
    digest = sha256(lock.model_dump_json().encode() + _BUILDER.encode())[:16]
    fonts = FontSet(Path(os.path.realpath(project.cache / "fonts" / digest)), lock)
    if not cut_faces.are_whole(fonts.folder, fonts.files):
        _build(project, fonts, source_map)
    config = _fontconfig(fonts.folder)
    if not fonts.config_file.is_file() or fonts.config_file.read_bytes() != config:
        write_atomically(fonts.config_file, config)  # the cache was made in another place
    return fonts


def _build(project: Project, fonts: FontSet, source_map: SourceMap) -> None:
    findings = list(lock_errors(project, fonts.lock, source_map))
    if findings:
        raise InputError(findings)
    try:
        fonts.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=fonts.folder.parent, prefix=".building-") as work_dir:
            _cut_into(Path(work_dir), project, fonts, source_map)
    except OSError as error:
        raise UsageError(f"cannot write to {fonts.folder.parent}: {error.strerror}") from None


def _cut_into(work_dir: Path, project: Project, fonts: FontSet, source_map: SourceMap) -> None:
    """Cut all faces in a work directory, and move them into place unless another build was faster."""
    new = work_dir / "new"
    new.mkdir()
    for number, family in enumerate(fonts.lock.families):
        for index, face in enumerate(family.faces):
            origin = source_map.origin("families", number, "faces", index, "file")
            (new / fonts.file(family, face).name).write_bytes(_cut(project, family, face, origin))
    cut_faces.remember(new, fonts.files)
    (new / fonts.config_file.name).write_bytes(_fontconfig(fonts.folder))
    if cut_faces.are_whole(fonts.folder, fonts.files):
        return
    if fonts.folder.exists():
        fonts.folder.rename(work_dir / "former")
    try:
        new.rename(fonts.folder)
    except OSError:
        if not cut_faces.are_whole(fonts.folder, fonts.files):
            raise


def lock_errors(project: Project, lock: FontLock, source_map: SourceMap) -> Iterator[Finding]:
    """A finding for each face whose file or licence is missing, or whose file has other bytes."""
    for number, family in enumerate(lock.families):
        for index, face in enumerate(family.faces):
            problem = _face_problem(project, face, family)
            if problem:
                key = "path" if face.path else "wheel"
                origin = source_map.origin("families", number, "faces", index, key)
                hint = "Restore the file from version control, or lock the one that is there." if face.path else ""
                yield reader_finding("font-missing", origin, f"{family.family} {face.weight}: {problem}", hint)


def _face_problem(project: Project, face: Face, family: Family) -> str:
    lack = _lack_in_project(project, face, family) if face.path else _lack_in_wheel(face, family)
    if lack:
        return lack
    actual = sha256(file_of(project, face).read_bytes())
    return "" if actual == face.sha256 else f"{face.place} is not the locked file: its SHA-256 is {actual}"


def _lack_in_project(project: Project, face: Face, family: Family) -> str:
    for name in (family.licence_file, face.place):
        try:
            _own_file(project, name)
        except PictureError as error:
            return f"styles/{name} {error}"
    return ""


def _lack_in_wheel(face: Face, family: Family) -> str:
    name, version = _wheel(face)
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return f"the wheel {face.wheel} is not installed"
    if installed.version != version:
        return f"the wheel {name} is installed as {installed.version}, not {version}"
    if not Path(str(installed.locate_file(family.licence_file))).is_file():
        return f"the wheel {face.wheel} has no licence text {family.licence_file}"
    return "" if _in_wheel(face, face.place).is_file() else f"the wheel {face.wheel} has no file {face.file}"


def file_of(project: Project, face: Face) -> Path:
    """The file of a face. It exists if the lock has no errors."""
    return _own_file(project, face.path) if face.path else _in_wheel(face, face.place)


def licence_of(project: Project, family: Family, face: Face) -> Path:
    """The file with the licence of a face. It exists if the lock has no errors."""
    return _own_file(project, family.licence_file) if face.path else _in_wheel(face, family.licence_file)


def _own_file(project: Project, name: str) -> Path:
    """A file below the styles of the project, or else below those of the engine. Raises PictureError."""
    folders = project.style_dirs()
    return find_file(next((folder for folder in folders if project.has(folder / name)), folders[0]), name)


def _in_wheel(face: Face, name: str) -> Path:
    return Path(str(distribution(_wheel(face)[0]).locate_file(name)))


def _wheel(face: Face) -> tuple[str, str]:
    """The name and the version of the wheel of a face."""
    name, _, version = (face.wheel or "").partition("==")
    return name, version


def _cut(project: Project, family: Family, face: Face, origin: Origin) -> bytes:
    """A static font with every glyph of the face, under the family's own name.

    Raises InputError for a file that is not a font, or that has no such axes.
    """
    content = file_of(project, face).read_bytes()
    try:
        return _rename(_pin(content, face.axes) if face.axes else content, family, face)
    except Exception as error:  # the two font libraries raise any kind of exception
        hint = "Name a font file with these axes, and leave 'axes' out for a static one."
        message = f"{family.family} {face.weight}: {face.place} cannot be cut: {error}"
        raise InputError([reader_finding("font-missing", origin, message, hint)]) from None


def _pin(content: bytes, axes: dict[str, float]) -> bytes:
    import uharfbuzz as hb

    face = hb.Face(content)
    plan = hb.SubsetInput()
    plan.keep_everything()
    plan.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    for axis, position in axes.items():
        if not plan.pin_axis_location(face, axis, position):
            raise ValueError(f"the font has no axis {axis!r}")
    return bytes(plan.subset(face).blob.data)


def _rename(content: bytes, family: Family, face: Face) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(content), recalcTimestamp=False, lazy=True)
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]  # copyright and licence are kept
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


def _fontconfig(folder: Path) -> bytes:
    """A configuration of fontconfig that knows only this folder."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{escape(str(folder))}</dir>\n  <cachedir>{escape(str(folder / 'fontconfig'))}</cachedir>\n"
        "</fontconfig>\n"
    ).encode(errors="replace")
