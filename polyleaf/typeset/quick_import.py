"""Import WeasyPrint in less than half its usual time, by leaving out what a build never uses.

Two things take most of that time. On Linux, each library is first looked for under names that only other systems have,
and each search starts compilers (`ctypes.util.find_library`). And fontTools' subsetter is imported, which is only an
alternative to another one. Both are replaced while WeasyPrint is imported, and restored afterwards. If that import
fails, it is done again without any change.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_UNUSED = ("fontTools.subset", "fontTools.varLib.instancer")


def import_weasyprint() -> None:
    """Import WeasyPrint, so that every later `import weasyprint` finds it there."""
    if "weasyprint" in sys.modules:
        return
    if sys.platform == "linux":
        try:
            with _without_library_search(), _without_unused_modules():
                import_module("weasyprint")
        except (OSError, ImportError):
            for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
                del sys.modules[name]
    import_module("weasyprint")


@contextmanager
def _without_library_search() -> Iterator[None]:
    """Use only the names that the loader itself finds, such as libpango-1.0.so.0."""
    original = ctypes.util.find_library
    ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = original


def _find_nothing(name: str) -> None:
    """Find no library at all."""


@contextmanager
def _without_unused_modules() -> Iterator[None]:
    """Placeholders that import the real module when something in it is called."""
    placeholders = {name: _Placeholder(name) for name in _UNUSED if name not in sys.modules}
    sys.modules.update(placeholders)
    try:
        yield
    finally:
        for name in placeholders:
            del sys.modules[name]


class _Placeholder(ModuleType):
    def __getattr__(self, attribute: str) -> Callable[..., object]:
        if attribute.startswith("__"):
            raise AttributeError(attribute)

        def call(*args: object, **kwargs: object) -> object:
            result: object = getattr(import_module(self.__name__), attribute)(*args, **kwargs)
            return result

        return call
