"""The errors that end a run. Each class has its exit code."""

from __future__ import annotations

from collections.abc import Iterable

from polyleaf.core.findings import Finding


class PolyleafError(Exception):
    """Base of all errors that Polyleaf reports without a traceback."""

    exit_code = 2


class UsageError(PolyleafError):
    """The call cannot be carried out: a wrong option, no project, or output that cannot be written."""

    exit_code = 2


class InputError(PolyleafError):
    """Input files are wrong. The error contains all findings at once."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("; ".join(f"{f.origin}: {f.message}" for f in self.findings))

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Finding]]]:
        return type(self), (self.findings,)  # an exception is sent with its message alone, and made again from that


class RefusedError(PolyleafError):
    """What was asked for is not made, for the reasons in the report."""

    exit_code = 1


class InterruptError(PolyleafError):
    """The user pressed Ctrl-C; the shell's convention is 128 + SIGINT."""

    exit_code = 130


class TerminatedError(PolyleafError):
    """The system asked the process to end; the shell's convention is 128 + SIGTERM."""

    exit_code = 143
