"""veraPDF judges real files, where it is installed."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from polyleaf.core.edition import File
from polyleaf.core.workspace import Workspace
from polyleaf.release import verapdf
from tests.conftest import edition
from tests.store import build
from tests.tools import needs


@needs("verapdf")
def test_verapdf_passes_what_is_built_and_names_the_rule_that_a_broken_file_breaks(repository: Workspace) -> None:
    content = build(edition("ar"), repository).pdf
    assert content
    with pikepdf.open(BytesIO(content)) as pdf:
        del pdf.Root["/Lang"]
        buffer = BytesIO()
        pdf.save(buffer)
    found = list(verapdf.judge([File("whole.pdf", content), File("broken.pdf", buffer.getvalue())]))
    assert {finding.origin.path for finding in found} == {"broken.pdf"}
    assert {finding.check_id for finding in found} == {"verapdf"}
    assert any("PDF/UA-1 7.2" in finding.message for finding in found)
