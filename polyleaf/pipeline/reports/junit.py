"""JUnit XML, which GitLab and Jenkins show as test results. Languages are suites, and editions are cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from polyleaf.core.edition import Edition
from polyleaf.core.findings import Finding, Severity
from polyleaf.pipeline.reports.report import RunReport, lines_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(run: RunReport, fails_from: Severity) -> str:
    """A case fails by findings of that severity or above, all in one failure, because GitLab reads no second one.

    Findings that belong to no single edition are the one case of a suite of their own.
    """
    root = Element("testsuites", name="polyleaf")
    if run.findings:
        _add_case(SubElement(root, "testsuite", name="project"), "project", run.findings, fails_from)
    for name, group in groupby(run.outcomes, key=lambda outcome: _suite(outcome.edition)):
        suite = SubElement(root, "testsuite", name=name)
        for outcome in group:
            _add_case(suite, outcome.edition.name.removeprefix(f"{name}."), outcome.findings, fails_from)
    for element in (*root, root):
        element.set("tests", str(len(element.findall(".//testcase"))))
        element.set("failures", str(len(element.findall(".//failure"))))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _suite(edition: Edition) -> str:
    return f"{edition.brochure}.{edition.language}"


def _add_case(suite: Element, name: str, findings: Sequence[Finding], fails_from: Severity) -> None:
    case = SubElement(suite, "testcase", name=name, classname=suite.get("name", ""))
    failing = [finding for finding in findings if finding.severity >= fails_from]
    if failing:
        count = f"{len(failing)} findings" if len(failing) > 1 else "1 finding"
        ids = ", ".join(dict.fromkeys(finding.check_id for finding in failing))
        failure = SubElement(case, "failure", type=failing[0].check_id, message=f"{count}: {ids}")
        failure.text = _lines(failing)
    if rest := [finding for finding in findings if finding.severity < fails_from]:
        SubElement(case, "system-out").text = _lines(rest)


def _lines(findings: Iterable[Finding]) -> str:
    """The findings as text. A character that XML cannot contain would make the whole report unreadable."""
    return _NOT_XML.sub("\ufffd", "\n".join(lines_of(findings)))
