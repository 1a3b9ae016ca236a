"""Records as bytes, and read back without running anything that the bytes name.

Pickles can call any function, so a file in a cache that someone else has written could run a program. These are read
with an allow list: data classes, models and enumerations of this package, and the objects of PDF files.
"""

from __future__ import annotations

import datetime
import io
import pickle
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from typing import Any

_PACKAGES = ("polyleaf.", "pydyf")
_OTHERS: dict[tuple[str, str], type] = {("datetime", "date"): datetime.date}


def packed(record: object) -> bytes:
    """A record as bytes. Raises PicklingError for what is no data."""
    return pickle.dumps(record, protocol=5)


def unpacked(content: bytes) -> Any:
    """The record of these bytes. Raises UnpicklingError if they name what is no record."""
    return _RecordReader(io.BytesIO(content)).load()


class _RecordReader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if other := _OTHERS.get((module, name)):
            return other
        found = getattr(import_module(module), name, None) if f"{module}.".startswith(_PACKAGES) else None
        is_record = isinstance(found, type) and (
            is_dataclass(found) or issubclass(found, Enum) or found.__module__ == "pydyf"
        )
        if not is_record:
            raise pickle.UnpicklingError(f"{module}.{name} is not a record")
        assert isinstance(found, type)  # noqa: S101 -- for the type checker
        return found
