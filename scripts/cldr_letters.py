"""Write polyleaf/language/cldr_letters.json: what CLDR says of the letters and the quotation marks of each language.

Babel has neither. The argument is the folder of the unpacked npm package `cldr-misc-full`, in the version of Babel's
CLDR.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel import localedata

_TARGET = Path(__file__).resolve().parent.parent / "polyleaf" / "language" / "cldr_letters.json"
_MARKS = ("quotationStart", "quotationEnd", "alternateQuotationStart", "alternateQuotationEnd")


def main(package: Path) -> None:
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    found = {code: _of(package, code) for code in map(str, localedata.locale_identifiers())}
    kept = {
        code: entry for code, entry in sorted(found.items()) if entry and entry != found.get(code.rpartition("_")[0])
    }
    lines = [f"{json.dumps(code)}: {json.dumps(entry, ensure_ascii=False)}" for code, entry in kept.items()]
    about = json.dumps(f"CLDR {version}, characters.json and delimiters.json; Unicode License v3")
    _TARGET.write_text(f'{{"about": {about},\n"languages": {{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _of(package: Path, code: str) -> dict[str, str] | None:
    """The set of letters of a language, as CLDR writes it, and its quotation marks. None if CLDR does not have both."""
    folder = package / "main" / code.replace("_", "-")
    if not (folder / "characters.json").is_file():
        return None
    (characters,) = json.loads((folder / "characters.json").read_text(encoding="utf-8"))["main"].values()
    (delimiters,) = json.loads((folder / "delimiters.json").read_text(encoding="utf-8"))["main"].values()
    marks = "".join(delimiters["delimiters"][name] for name in _MARKS)
    return {"letters": characters["characters"]["exemplarCharacters"], "quotes": marks}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
