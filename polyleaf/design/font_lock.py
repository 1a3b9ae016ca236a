"""Cut the fonts of the lock into static fonts in the cache, with a fontconfig file that knows no others."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from typing import Annotated
from xml.sax.saxutils import escape

from pydantic import Field

from polyleaf.content.brochure import Identifier, Line, StrictModel
from polyleaf.content.spelling import Spelling
from polyleaf.content.yaml_loader import load_model
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
    """One weight of a family: the source of its bytes, and their digest.

    With a `wheel`, `file` is a path below site-packages. Without one, it is a file of the styles.
    """

    weight: int = Field(ge=100, le=900)
    wheel: Annotated[str, Spelling(r"[a-z0-9-]+==[0-9a-z.]+", "a package and its version, such as fontpkg-x==1.2")] = ""
    file: Line = Field(description="The font's path below site-packages, or below styles/ for a face without a wheel.")
    sha256: Annotated[str, Spelling(r"[0-9a-f]{64}", "a SHA-256, as 64 hexadecimal digits")]
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


def prepare(project: Project) -> FontSet:
    """The project's fonts. They are cut into the cache if they are missing there, or differ from what was cut.

    Raises InputError with a finding for every wheel that is missing, has another version, or contains other bytes, and
    UsageError when the cache cannot be written.
    """
    lock_file = project.style("fonts.yaml")
    lock, source_map = load_model(FontLock, lock_file, project)
    digest = sha256(project.read(lock_file) + _BUILDER.encode())[:16]
    fonts = FontSet(Path(os.path.realpath(project.cache / "fonts" / digest)), lock)
    if not cut_faces.are_whole(fonts.folder, fonts.files):
        _build(project, fonts, source_map)
    config = _fontconfig(fonts.folder)
    if not fonts.config_file.is_file() or fonts.config_file.read_bytes() != config:
        write_atomically(fonts.config_file, config)  # the cache was made in another place
    return fonts


def _build(project: Project, fonts: FontSet, source_map: SourceMap) -> None:
    findings = list(_lock_errors(project, fonts.lock, source_map))
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


def _lock_errors(project: Project, lock: FontLock, source_map: SourceMap) -> Iterator[Finding]:
    for number, family in enumerate(lock.families):
        for index, face in enumerate(family.faces):
            problem = _face_problem(project, face, family)
            if problem:
                origin = source_map.origin("families", number, "faces", index, "wheel" if face.wheel else "file")
                yield reader_finding("font-missing", origin, f"{family.family} {face.weight}: {problem}")


def _face_problem(project: Project, face: Face, family: Family) -> str:
    if face.wheel:
        name, _, version = face.wheel.partition("==")
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            return f"the wheel {face.wheel} is not installed"
        if installed.version != version:
            return f"the wheel {name} is installed as {installed.version}, not {version}"
    holder = f"the wheel {face.wheel} has" if face.wheel else "styles/ has"
    if not source_file(project, face, family.licence_file).is_file():
        return f"{holder} no licence text {family.licence_file}"
    path = source_file(project, face, face.file)
    if not path.is_file():
        return f"{holder} no file {face.file}"
    actual = sha256(path.read_bytes())
    return "" if actual == face.sha256 else f"{face.file} is not the locked file: its SHA-256 is {actual}"


def source_file(project: Project, face: Face, name: str) -> Path:
    """A file that comes with a face: in its wheel, or else in the styles of the project or of the engine."""
    if face.wheel:
        return Path(str(distribution(face.wheel.partition("==")[0]).locate_file(name)))
    return next((folder / name for folder in project.style_dirs() if (folder / name).is_file()), Path(name))


def _cut(project: Project, family: Family, face: Face, origin: Origin) -> bytes:
    """A static font with every glyph of the face, under the family's own name.

    Raises InputError for a file that is not a font, or that has no such axes.
    """
    content = source_file(project, face, face.file).read_bytes()
    try:
        return _rename(_pin(content, face.axes) if face.axes else content, family, face)
    except Exception as error:  # the two font libraries raise any kind of exception
        hint = "Name a font file with these axes, and leave 'axes' out for a static one."
        message = f"{family.family} {face.weight}: {face.file} cannot be cut: {error}"
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
