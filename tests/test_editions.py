"""Nothing is found in any edition that the project prints. One test a language, so that they run side by side."""

from __future__ import annotations

import pytest

from polyleaf.build import build
from polyleaf.plan import Request, plan
from polyleaf.project import Project
from tests.conftest import ROOT, SLUG

LANGUAGES = ["en", *Project(ROOT).languages(SLUG)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_in_any_format_on_any_paper(language: str, repository: Project) -> None:
    request = Request(languages=(language,), papers=("a4", "letter"), clinics=("example",))
    results = [build(edition, repository) for edition in plan(repository, request)]
    assert {result.edition.format for result in results} >= {"leaflet", "trifold", "booklet", "large-print"}
    for result in results:
        assert result.findings == (), result.edition.name
        assert result.files
