"""Choose the face of a new language, and write it into the font lock and the style sheet.

A face is chosen only if it has every letter that CLDR lists for the language: a family of the lock, or else a font in a
wheel that the lock already has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from polyleaf.content.picture import PictureError
from polyleaf.core.atomic_files import sha256
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.design.font_lock import Face, Family, FontLock, file_of, load_lock
from polyleaf.design.style_sources import cascade, style_sheet
from polyleaf.language.cldr_letters import letters_of
from polyleaf.language.languages import Language, language

_LOCK, _SHEET = "fonts.yaml", "languages.css"
_LANG = re.compile(r":lang\(([A-Za-z-]+)\)")
_FAMILY_NAME = "Polyleaf {}"
_WEIGHTS = (400, 600)  # text, and what is emphasized
_OTHER_STYLES = re.compile("italic|emoji|symbols|mono|serif", re.IGNORECASE)
_MOST_EM = 1.3  # the height of a line in em, for which the formats are made; see base.css
_ABOVE_CONTENT_EM = 0.1  # between the descenders of a line and the marks over the next one


@dataclass(frozen=True)
class Styles:
    """The text of the font lock and of the style sheet of languages."""

    lock: str
    sheet: str


@dataclass(frozen=True)
class _FontFile:
    """A variable font in an installed wheel, its digest, and the height of a line of its letters in em."""

    wheel: str
    file: str
    sha256: str
    characters: frozenset[str]
    height_em: float


def with_face(project: Project, lang: Language) -> dict[Path, bytes]:
    """The style files in which a language gets a face, by their paths. Nothing if it has one.

    Raises InputError if no locked font has all its letters, and for files that are not written as the engine writes
    them.
    """
    lock, _ = load_lock(project)
    has_font = any(lang.code in family.languages for family in lock.families)
    before = Styles(*(project.read(project.style(name)).decode() for name in (_LOCK, _SHEET)))
    model = next((family for family in _by_script(lock, lang) if covers(project, family, lang)), None)
    if has_font:
        after = before
    elif model:
        after = Styles(_with_language(before.lock, model, lang), before.sheet)
    else:
        font = _font_for(lock, lang)
        if font is None:
            raise InputError([*_errors(project, lang, lock)])
        model = _new_family(lock, lang, font)
        after = Styles(before.lock.rstrip("\n") + "\n\n" + _entry(model), _with_family(before.sheet, model, lang, font))
    if model and not _has_rule(project, lang) and after.sheet == before.sheet:
        after = Styles(after.lock, _with_rule(after.sheet, model, lang))
    changed = {_LOCK: (before.lock, after.lock), _SHEET: (before.sheet, after.sheet)}
    own = project.root / "styles"
    return {own / name: new.encode() for name, (old, new) in changed.items() if new != old}


def covers(project: Project, family: Family, lang: Language) -> bool:
    """Whether a family has every letter that CLDR lists for a language. False if it lists none."""
    face = family.faces[0]
    try:
        characters = _characters(file_of(project, face))
    except (OSError, PackageNotFoundError, PictureError, TTLibError):
        return False
    letters = letters_of(lang)
    return bool(letters) and letters <= characters


def _by_script(lock: FontLock, lang: Language) -> list[Family]:
    """The families, those with languages of the same script first."""
    return sorted(lock.families, key=lambda family: lang.script not in map(_script, family.languages))


def _script(code: str) -> str:
    return language(code).script


def _characters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _font_for(lock: FontLock, lang: Language) -> _FontFile | None:
    """The font of a locked wheel with the fewest characters beside all letters of the language: one for its script."""
    letters = letters_of(lang)
    fonts = [font for font in _locked_fonts(lock, letters) if letters and letters <= font.characters]
    return min(fonts, key=lambda font: (len(font.characters), font.file), default=None)


def _locked_fonts(lock: FontLock, letters: frozenset[str]) -> Iterator[_FontFile]:
    """The upright variable fonts of the wheels that the lock names, with the weights that the formats need."""
    for wheel in dict.fromkeys(face.wheel for family in lock.families for face in family.faces if face.wheel):
        try:
            installed = distribution(wheel.partition("==")[0])
        except PackageNotFoundError:
            continue
        for file in installed.files or ():
            if file.suffix == ".ttf" and not _OTHER_STYLES.search(file.name):
                path = Path(str(installed.locate_file(file)))
                with TTFont(path, lazy=True) as font:
                    if not _has_weights(font):
                        continue
                    characters = frozenset(map(chr, font.getBestCmap()))
                    height = _height_em(font, letters & characters)
                yield _FontFile(wheel, str(file), sha256(path.read_bytes()), characters, height)


def _height_em(font: TTFont, letters: frozenset[str]) -> float:
    """The height of a line: of the letters, or of the whole font where signs are stacked over and under letters."""
    line = font["hhea"]
    bottom, top = line.descent, line.ascent
    if not any(unicodedata.category(char).startswith("M") for char in letters):
        drawn = [font["glyf"][font.getBestCmap()[ord(char)]] for char in letters]
        bottom = min((glyph.yMin for glyph in drawn if glyph.numberOfContours), default=bottom)
        top = max((glyph.yMax for glyph in drawn if glyph.numberOfContours), default=top)
    return float(top - bottom) / float(font["head"].unitsPerEm)


def _has_weights(font: TTFont) -> bool:
    axes = font["fvar"].axes if "fvar" in font else ()
    return len(axes) == 1 and all(
        axis.axisTag == "wght" and axis.minValue <= 400 and axis.maxValue >= 600 for axis in axes
    )


def _new_family(lock: FontLock, lang: Language, font: _FontFile) -> Family:
    """A family for a script. Its licence is that of the other families of the same wheel."""
    beside = next(family for family in lock.families for face in family.faces if face.wheel == font.wheel)
    script = str(language("en").locale.scripts.get(lang.script, lang.script))
    taken = {family.family for family in lock.families}
    names = (_FAMILY_NAME.format(name) for name in (script, lang.english_name, lang.code))
    return Family(
        family=next(name for name in names if name not in taken),
        languages=(lang.code,),
        licence=beside.licence,
        licence_file=beside.licence_file,
        faces=tuple(
            Face(weight=weight, wheel=font.wheel, file=font.file, sha256=font.sha256, axes={"wght": weight})
            for weight in _WEIGHTS
        ),
    )


def _entry(family: Family) -> str:
    """A family as the lock writes it."""
    lines = [
        f"  - family: {family.family}",
        f"    languages: [{', '.join(family.languages)}]",
        f"    licence: {family.licence}",
        f"    licence_file: {family.licence_file}",
        "    faces:",
    ]
    for face in family.faces:
        lines += [
            f"      - weight: {face.weight}",
            f"        wheel: {face.wheel}",
            f"        file: {face.file}",
            f"        sha256: {face.sha256}",
            f"        axes: {{wght: {face.weight}}}",
        ]
    return "\n".join(lines) + "\n"


def _with_language(lock: str, family: Family, lang: Language) -> str:
    """The lock with a further language of a family."""
    pattern = rf"(- family: {re.escape(family.family)}\n\s+languages: \[[^\]]*)\]"
    found, count = re.subn(pattern, rf"\g<1>, {lang.code}]", lock, count=1)
    if not count:
        hint = f"Add {lang.code} to the languages of {family.family}, which has every letter, and run it again."
        raise InputError([_no_font(Origin(f"styles/{_LOCK}"), lang, hint)])
    return found


def _has_rule(project: Project, lang: Language) -> bool:
    """Whether a rule of `languages.css`, or of the project's own sheet, is for the language.

    As in CSS, `:lang(pt)` is for pt-BR too.
    """
    tags = [tag for sheet in cascade(project, (_SHEET,)) for tag in _LANG.findall(style_sheet(project, sheet))]
    return any(f"{lang.tag}-".casefold().startswith(f"{tag}-".casefold()) for tag in tags)


def _with_rule(sheet: str, family: Family, lang: Language) -> str:
    """The style sheet with the language in the rules of another language of its family, or else in one of its own."""
    same = [code for code in family.languages if _script(code) == lang.script] or list(family.languages)
    tags = [language(code).tag for code in same]
    model = next((tag for tag in tags if f":lang({tag})" in sheet), None)
    if model is None:
        return f'{sheet.rstrip()}\n:lang({lang.tag}) {{ font-family: "{family.family}"; }}\n'
    return re.sub(
        rf"(html)?:lang\({model}\)(?=\s*[,{{])",
        lambda selector: f"{selector[0]}, {selector[1] or ''}:lang({lang.tag})",
        sheet,
    )


def _with_family(sheet: str, family: Family, lang: Language, font: _FontFile) -> str:
    """The style sheet with a rule for a new family, which is also the last choice of all others."""
    stacks = re.findall(r"font-family: ([^;}]*);", sheet)
    others = re.findall(r'"[^"]*"', stacks[0]) if stacks else []
    added = re.sub(r"(font-family: [^;}]*);", rf'\g<1>, "{family.family}";', sheet)
    stack = ", ".join((f'"{family.family}"', *others))
    rule = f"\n/* {lang.english_name} */\n:lang({lang.tag}) {{ font-family: {stack}; }}\n"
    if font.height_em > _MOST_EM:
        leading = round(font.height_em + _ABOVE_CONTENT_EM, 1)
        rule += f"html:lang({lang.tag}) {{ --leading: {leading:g}; --heading-leading: {font.height_em:.2f}; }}\n"
    return added.rstrip("\n") + "\n" + rule


def _errors(project: Project, lang: Language, lock: FontLock) -> Iterator[Finding]:
    """What is missing to print a language, if no locked font has its letters."""
    known = letters_of(lang)
    scripts = [family.family for family in lock.families if lang.script in map(_script, family.languages)]
    if not known and scripts:
        hint = (
            f"Add {lang.code} to the languages of {' or '.join(scripts)}, once you have seen that it has every letter."
        )
    else:
        hint = (
            f"Add a family with a font for the script {lang.script}: its wheel or its file below styles/, its SHA-256, "
            f"and {lang.code}. No font of the locked wheels has every letter."
        )
    yield _no_font(Origin(project.relative(project.style(_LOCK))), lang, hint)
    if not _has_rule(project, lang):
        hint = f'Add :lang({lang.tag}) {{ font-family: "…"; }} with its family of styles/fonts.yaml.'
        origin = Origin(project.relative(project.style(_SHEET)))
        yield reader_finding("language-without-style", origin, f"no rule for {lang.english_name}", hint)


def _no_font(origin: Origin, lang: Language, hint: str) -> Finding:
    message = f"no family of the font lock is for {lang.english_name}"
    return Finding("language-without-font", Severity.ERROR, origin, message, hint)
