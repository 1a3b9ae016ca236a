"""Writes the part of docs/authoring.md that shows every block kind, and their pictures: `make authoring`.

The YAML is that of tests/samples/blocks.yaml, and each picture is cut out of a page that the engine made from it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, get_args

import pypdfium2
import yaml
from PIL import Image, ImageChops

from polyleaf.content.brochure import Block, StrictModel
from polyleaf.content.reading_order import SAFETY_KINDS
from polyleaf.core.edition import Edition
from polyleaf.core.workspace import Workspace
from polyleaf.design import font_lock
from polyleaf.pipeline import edition_build

ROOT = Path(__file__).resolve().parent.parent
PAGE, PICTURES = ROOT / "docs" / "authoring.md", ROOT / "docs" / "authoring"
SAMPLES = ROOT / "tests" / "samples" / "blocks.yaml"
SLUG = "botox-and-fillers"
START, END = (
    "<!-- Written by scripts/authoring.py from here on. -->\n",
    "<!-- Written by scripts/authoring.py up to here. -->\n",
)
EDITION = Edition(SLUG, "en", "sheet", "a4", "example")
SCALE = 1.6  # pixels in a point: 115 dpi
HEAD_PT, FOOT_PT, AROUND_PX = 38, 34, 10  # what is cut off a page, and what is left around a block
GREYS_AND_COLOURS = 32


def kinds() -> dict[str, type[StrictModel]]:
    """The models of all block kinds by their names, in the order of the union."""
    models = get_args(get_args(Block)[0])
    return {get_args(model.model_fields["kind"].annotation)[0]: model for model in models}


def blocks() -> dict[str, str]:
    """The YAML of a block of each kind, as an entry of `blocks`."""
    parts = re.split(r"^(?=[a-z-]+:\n)", SAMPLES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for part in parts:
        kind, block = part.partition(":")[0], part.partition("  block:\n")[2].partition("  tags:")[0]
        found[kind] = "- " + indent(dedent(block).rstrip(), "  ").removeprefix("  ") + "\n"
    return {kind: found[kind] for kind in kinds()}


def project_of(examples: dict[str, str], folder: Path) -> Workspace:
    """A project in an empty folder, whose brochure has a section, and on paper a page, for each example."""
    for name in ("brochures", "clinics"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / "brochures" / SLUG / "brochure.yaml"
    brochure: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    brochure["sources"] = {"nhs": {"name": "NHS", "title": "Face and lip fillers"}}
    brochure["sections"] = [_section(kind, yaml.safe_load(text)) for kind, text in examples.items()]
    used = set(re.findall(r"\w+", "".join(examples.values())))
    brochure["values"] = {name: value | {"source": "nhs"} for name, value in brochure["values"].items() if name in used}
    pages = [["cover", "contact", "imprint"], *([kind] for kind in examples)]
    brochure["layouts"] = {"sheet": {"pages": pages}, "web": {"flow": [name for page in pages for name in page]}}
    path.write_text(yaml.safe_dump(brochure, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _photograph(path.parent / "photographs" / "arm.png")
    return Workspace(folder.resolve())


def _photograph(path: Path) -> None:
    """The photograph that the samples name: a light on a dark ground, with pixels enough for its printed width."""
    path.parent.mkdir()
    Image.radial_gradient("L").resize((360, 240)).convert("RGB").save(path)


def _section(kind: str, written: list[dict[str, Any]]) -> dict[str, Any]:
    title = kind.replace("-", " ").capitalize()
    critical = kind in {"contraindications", "urgent-help"}
    return {"id": kind, "title": title, "critical": critical, "sources": "nhs", "blocks": written}


def pictures(examples: dict[str, str]) -> dict[str, Image.Image]:
    """Each block as it is printed on A4, by its kind."""
    with tempfile.TemporaryDirectory() as folder:
        project = project_of(examples, Path(folder) / "project")
        (project.root / ".cache").mkdir()
        (project.root / ".cache" / "fonts").symlink_to(ROOT / ".cache" / "fonts")
        font_lock.prepare(project).activate()
        result = edition_build.build(EDITION, project)
    if result.pdf is None:
        raise SystemExit("\n".join(finding.message for finding in result.findings))
    with pypdfium2.PdfDocument(result.pdf) as document:
        return {kind: _cut_out(document[number]) for number, kind in enumerate(examples, start=1)}


def _cut_out(page: Any) -> Image.Image:
    """What is on a page between its head and its foot, without the white around it."""
    crop = (0, FOOT_PT, 0, HEAD_PT)  # left, bottom, right, top
    picture: Image.Image = page.render(scale=SCALE, crop=crop).to_pil().convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    if box is None:
        raise SystemExit("a page has nothing on it")
    left, top, right, bottom = box
    around = (left - AROUND_PX, top - AROUND_PX, right + AROUND_PX, bottom + AROUND_PX)
    whole = Image.new("RGB", (around[2] - around[0], around[3] - around[1]), "white")
    whole.paste(picture.crop(box), (AROUND_PX, AROUND_PX))
    return whole


def section_of_page(examples: dict[str, str]) -> str:
    """The generated part of the page, in Markdown."""
    return "\n".join(line for kind, text in examples.items() for line in _part(kind, kinds()[kind], text))


def _part(kind: str, model: type[StrictModel], text: str) -> Iterator[str]:
    yield f"### {kind}\n"
    yield " ".join((model.__doc__ or "").split()) + "\n"
    if model in SAFETY_KINDS:
        yield "Safety text may be in it.\n"
    yield f"```yaml\n{text}```\n"
    described = [(field.alias or name, field.description) for name, field in model.model_fields.items()]
    lines = [f"- `{name}`: {description}" for name, description in described if description]
    if lines:
        yield "\n".join(lines) + "\n"
    yield f"![A block of the kind {kind}](authoring/{kind}.png)\n"


def page_with(part: str) -> str:
    """The page with this generated part in place of the one that it has."""
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    return f"{head}{START}\n{part}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    examples = blocks()
    PICTURES.mkdir(exist_ok=True)
    for path in PICTURES.glob("*.png"):
        path.unlink()
    for kind, picture in pictures(examples).items():
        picture.quantize(GREYS_AND_COLOURS).save(PICTURES / f"{kind}.png", optimize=True)
    PAGE.write_text(page_with(section_of_page(examples)), encoding="utf-8")


if __name__ == "__main__":
    main()
