"""Findings about brochures, clinics and languages for which no edition is planned, because files
cannot have their names.
"""

from __future__ import annotations

from polyleaf.core.findings import Finding, Origin
from polyleaf.core.project import Project
from polyleaf.core.reader_findings import reader_finding
from polyleaf.pipeline.plan import Request


def misnamed_findings(project: Project, request: Request) -> list[Finding]:
    """A finding for each one that the request would include. Raises UsageError for a folder that cannot be read."""
    chosen = {"brochure": request.brochures, "clinic": request.clinics, "language": request.languages}
    return [
        reader_finding("name-refused", Origin(project.relative(found.path)), found.reason)
        for found in project.misnamed()
        if not chosen[found.kind] or found.name in chosen[found.kind]
    ]
