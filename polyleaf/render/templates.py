"""Jinja's environment for templates that may be wrong. A fault in one is a finding with its file and line."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound
from jinja2.loaders import split_template_path

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Origin
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.reader_findings import reader_finding
from polyleaf.core.workspace import Workspace
from polyleaf.render.sandbox import TemplateSandbox


class TemplateLoader(BaseLoader):
    """Templates from the folders of a project, read through the workspace, so that it records them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 -- the signature is Jinja's
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The source of a template. Raises InputError for one that cannot be read or is not UTF-8.

        A template of the project that cannot be read is not replaced by that of the engine.
        """
        path = self._path(template)
        try:
            content = self._workspace.read(path)
            source = content.decode("utf-8")
        except UnreadableError as error:
            raise _failure(Origin(f"templates/{template}"), f"cannot be read: {error}") from None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise _failure(Origin(f"templates/{template}", line), "not UTF-8", "Save the file as UTF-8.") from None

        def is_current() -> bool:
            return self._path(template) == path and self._workspace.read(path) == content

        return source, str(path), is_current

    def _path(self, template: str) -> Path:
        parts = split_template_path(template)
        for folder in self._workspace.template_dirs():
            if self._workspace.has(folder.joinpath(*parts)):
                return folder.joinpath(*parts)
        raise TemplateNotFound(template)

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """A template. Raises InputError for one that Python cannot compile because it is nested too deep."""
        try:
            return super().load(environment, name, globals)
        except (SyntaxError, RecursionError, MemoryError) as error:
            raise _failure(Origin(f"templates/{name}"), f"cannot be compiled: {error}") from None


class TemplateEnvironment(TemplateSandbox):
    """The templates of a project: strict, with escaping, and in a sandbox."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            loader=TemplateLoader(workspace),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.folders = tuple(workspace.template_dirs())


def _failure(origin: Origin, message: str, hint: str = "") -> InputError:
    return InputError([reader_finding("render-failed", origin, message, hint)])
