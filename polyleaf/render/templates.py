"""Jinja's environment for templates that may be wrong: what fails in one is a finding with its file and line."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import markupsafe
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateSyntaxError
from jinja2.loaders import split_template_path
from jinja2.sandbox import safe_range

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding, Origin, Severity
from polyleaf.core.input_files import UnreadableError
from polyleaf.core.workspace import Workspace

_LIBRARIES = tuple(str(Path(str(module.__file__)).parent) for module in (jinja2, markupsafe))


class TemplateLoader(BaseLoader):
    """Templates from the folders of a project, read by way of the workspace, so that it records them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 -- the signature is Jinja's
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The source of a template. Raises InputError for one that cannot be read or is not UTF-8.

        One of the project's own is not passed over for that of the engine because it cannot be read.
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
        raise jinja2.TemplateNotFound(template)

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """A template. Raises InputError for one that Python cannot compile, as it is nested too deep."""
        try:
            return super().load(environment, name, globals)
        except (SyntaxError, RecursionError, MemoryError) as error:
            raise _failure(Origin(f"templates/{name}"), f"cannot be compiled: {error}") from None


class TemplateEnvironment(Environment):
    """A strict environment that escapes; its errors are InputErrors, but for those of the engine's own filters."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            loader=TemplateLoader(workspace),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._folders = tuple(map(str, workspace.template_dirs()))
        self.globals["range"] = safe_range  # a loop over a thousand million numbers would never end

    def get_template(self, name: str | Template, *arguments: Any, **options: Any) -> Template:
        """A template by its name. Raises InputError for one that is not there."""
        try:
            return super().get_template(name, *arguments, **options)
        except jinja2.TemplateNotFound as error:
            raise _failure(Origin(f"templates/{error.name}"), "there is no such template") from None

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Called by Jinja while it handles an exception of a template, whose traceback leads through its lines."""
        try:
            super().handle_exception(source)
        except TemplateSyntaxError as error:
            raise _failure(self._origin(error.filename or "", error.lineno), f"{error.message}") from None
        except jinja2.TemplateNotFound as error:
            raise _failure(self._place(error), f"there is no template {error.name!r}") from None
        except InputError:
            raise
        except Exception as error:
            if not self._is_of_template(error):
                raise
            raise _failure(self._place(error), f"cannot be rendered: {_said(error)}") from None

    def _is_of_template(self, error: Exception) -> bool:
        """Whether a template failed itself, and no function of the engine that it called."""
        if isinstance(error, jinja2.TemplateError | RecursionError | MemoryError):
            return True
        files = _files(error)
        return bool(files) and files[-1][0].startswith((*self._folders, *_LIBRARIES))

    def _place(self, error: Exception) -> Origin:
        """The line of the innermost template that the error came through."""
        places = [place for place in _files(error) if place[0].startswith(self._folders)]
        return self._origin(*places[-1]) if places else Origin("templates")

    def _origin(self, filename: str, line: int = 0) -> Origin:
        folder = next((folder for folder in self._folders if filename.startswith(folder)), "")
        return Origin(f"templates/{Path(filename).relative_to(folder).as_posix()}" if folder else filename, line)


def _files(error: Exception) -> list[tuple[str, int]]:
    """The files and lines that an error came through, the innermost last."""
    found, step = [], error.__traceback__
    while step is not None:
        found.append((step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    return found


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    return str(error) or type(error).__name__


def _failure(origin: Origin, message: str, hint: str = "Mend the template at the line named.") -> InputError:
    return InputError([Finding("render-failed", Severity.ERROR, origin, message, hint)])
