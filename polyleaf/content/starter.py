"""Start a project, or another brochure in it, with an example that builds."""

from __future__ import annotations

import datetime
from pathlib import Path

from polyleaf.core.atomic_files import write_atomically
from polyleaf.core.clock import today
from polyleaf.core.errors import UsageError
from polyleaf.core.input_files import is_folder, is_present
from polyleaf.core.names import slug_fault
from polyleaf.core.project import Project, shipped

_FIRST = "example"
"""The name of the first brochure and of the first clinic."""
_REVIEW_AFTER = datetime.timedelta(days=2 * 365)


def start_project(folder: Path) -> list[Path]:
    """Write a project that builds: an example brochure of one page and an example clinic, in a folder that may exist.

    Returns the files. Raises UsageError when the folder has one of them already, and then writes nothing.
    """
    project = Project(folder.resolve())
    if is_folder(project.root / "brochures"):
        raise UsageError(f"there is a project already in {project.root}; new-brochure starts a brochure in it")
    files = {
        project.brochure_file(_FIRST): _brochure(),
        project.clinic_file(_FIRST): _shipped("clinic.yaml"),
        project.root / ".gitignore": _shipped("gitignore"),
    }
    taken = [project.relative(path) for path in files if is_present(path) and path.name != ".gitignore"]
    if taken:
        raise UsageError(f"{', '.join(taken)} is there already; name an empty folder")
    written = {path: content for path, content in files.items() if not is_present(path)}
    for path, content in written.items():
        write_atomically(path, content)
    return list(written)


def start_brochure(project: Project, slug: str) -> Path:
    """Write the example as a further brochure. Raises UsageError for a name that cannot be, or is there already."""
    fault = slug_fault(slug)
    if fault:
        raise UsageError(f"{slug!r}: {fault}")
    path = project.brochure_file(slug)
    if is_present(path.parent):
        raise UsageError(f"there is a brochure {slug!r} already: {project.relative(path)}")
    write_atomically(path, _brochure())
    return path


def _brochure() -> bytes:
    """The example, written today and due for a review in two years."""
    text = _shipped("brochure.yaml").decode()
    day = today()
    for name, value in (("published", day), ("review_by", day + _REVIEW_AFTER)):
        text = text.replace(f"{{{name}}}", value.isoformat())
    return text.encode()


def _shipped(name: str) -> bytes:
    return (shipped("starter") / name).read_bytes()
