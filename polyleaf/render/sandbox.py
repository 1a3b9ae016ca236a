"""The sandbox in which templates run. They put words on a page, and can do nothing else.

A template is a file of the project, and a stranger may send in a new one. Jinja's own sandbox keeps it away from
Python's internals. This one is a closed list on top of that: a template reads plain values, Jinja's own objects and the
engine's data, and calls the engine's methods. Everything else is refused, with the name and the line of the template. A
method of a library class could read a file or unpickle one.
"""

from __future__ import annotations

import datetime
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from types import BuiltinMethodType, FrameType, FunctionType, MethodType
from typing import Any, NoReturn

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from polyleaf.core.errors import InputError, PolyleafError
from polyleaf.core.findings import Origin
from polyleaf.core.reader_findings import reader_finding

SECONDS = 20
"""The processor time, in seconds, after which a template is stopped. A leaflet takes a twentieth of a second."""

_PLAIN = (str, int, float, bool, type(None), tuple, list, dict, set, frozenset, datetime.date, datetime.time)
_NOT_FOR_TEMPLATES = frozenset({"lipsum"})  # fills a page with words that nobody wrote


class _BoundedTemplate(Template):
    """A template whose time is limited."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        with _stopped_after(SECONDS):
            return super().render(*args, **kwargs)


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a closed list of what a template may read and call.

    Loading or rendering a template raises InputError with a finding that names the template and its line.
    """

    template_class = _BoundedTemplate
    # A power of two numbers, or a text times a number, can fill the memory before the time limit is reached.
    intercepted_binops = frozenset({"*", "**"})

    folders: tuple[Path, ...] = ()
    """The folders of the templates. Errors are placed at lines in these."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._safe: dict[tuple[type, str], bool] = {}  # of every kind of object that was asked for before
        for name in _NOT_FOR_TEMPLATES:
            del self.globals[name]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute. That is the same for all objects of a class."""
        kind = (type(obj), attr)
        if kind not in self._safe:
            self._safe[kind] = super().is_safe_attribute(obj, attr, value) and (
                isinstance(obj, _PLAIN) or _is_of(type(obj), "jinja2") or _is_engine_data(type(obj), attr)
            )
        return self._safe[kind]

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, BuiltinMethodType | MethodType) and isinstance(obj.__self__, _PLAIN):
            return True
        if isinstance(obj, FunctionType | MethodType):
            return _is_of(obj, "polyleaf") or _is_of(obj, "jinja2") or self._is_global(obj)
        return _is_of(type(obj), "jinja2") or self._is_global(obj)

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        raise SecurityError(f"a template may not read {attribute!r} of a {type(obj).__name__}")

    def _is_global(self, obj: Any) -> bool:
        return any(obj is value for value in self.globals.values())

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 -- as in Jinja
        if not __self.is_safe_callable(__obj):
            name = getattr(__obj, "__name__", type(__obj).__name__)
            raise SecurityError(f"a template may not call {name!r}")
        return __context.call(__obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"a template may not calculate with {operator!r} here: it multiplies numbers only")
        return super().call_binop(context, operator, left, right)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Jinja calls this for every error of loading and rendering. Raises InputError."""
        try:
            super().handle_exception(source)
        except PolyleafError:  # of the engine, or of a template inside this one: it names its place already
            raise
        except TemplateNotFound as error:
            message = f"there is no template {error.name!r}"
            raise InputError([reader_finding("render-failed", self._origin(error), message)]) from None
        except Exception as error:
            raise self._input_error(error) from error

    def _input_error(self, error: Exception) -> InputError:
        check_id = "template-refused" if isinstance(error, SecurityError) else "render-failed"
        message = f"{'refused' if isinstance(error, SecurityError) else 'cannot be rendered'}: {_said(error)}"
        return InputError([reader_finding(check_id, self._origin(error), message)])

    def _origin(self, error: Exception) -> Origin:
        """The template and the line of an error. If templates include each other, it is the innermost."""
        if isinstance(error, TemplateSyntaxError):
            return self._named(error.filename or f"templates/{error.name}", error.lineno)
        places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        of_templates = [(file, line) for file, line in places if self._folder(file)]
        return self._named(*of_templates[-1]) if of_templates else Origin("templates")

    def _named(self, file: str, line: int) -> Origin:
        folder = self._folder(file)
        return Origin(Path(file).relative_to(folder.parent).as_posix() if folder else file, line)

    def _folder(self, file: str) -> Path | None:
        """The folder of templates that contains a file, if there is one."""
        return next((folder for folder in self.folders if Path(file).is_relative_to(folder)), None)


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    return str(error) or type(error).__name__


def _is_of(thing: Any, package: str) -> bool:
    """Whether a class or a function was defined in that package."""
    return str(getattr(thing, "__module__", None)).partition(".")[0] == package


def _is_engine_data(kind: type, attr: str) -> bool:
    """Whether the engine gave an attribute to a class of its own. Attributes from libraries are refused.

    The models are pydantic's: `parse_raw` of its base class unpickles, and `parse_file` reads any file.
    """
    owner = next((base for base in kind.__mro__ if attr in base.__dict__), None)
    return _is_of(kind, "polyleaf") and (owner is None or _is_of(owner, "polyleaf"))


@contextmanager
def _stopped_after(seconds: int) -> Iterator[None]:
    """Raise SecurityError in the block if it takes more processor time. On Windows, and in a
    thread, there is no limit.
    """
    if not hasattr(signal, "SIGVTALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SecurityError(f"it runs for more than {seconds} seconds: a loop in it never ends, or is too long")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
