"""Results of long work, kept on disk by a key that names all from which they were made.

A result can be deleted at any time. Several processes may keep and read results at once: each is written under a
temporary name and renamed, and one whose bytes are not those that were written is as if it were not there.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from polyleaf.core.atomic_files import remove_file, write_atomically
from polyleaf.core.errors import UsageError

_log = logging.getLogger("polyleaf")
_DIGEST_BYTES = 32
_TRIMMED_EVERY = 100  # results that are kept


@dataclass
class KeptResults:
    """A folder of results, which is limited in size: those that were not used for the longest time are removed."""

    folder: Path
    limit_bytes: int
    _kept: int = field(default=0, init=False)

    def get(self, key: str) -> bytes | None:
        """The result with that key, or None. `key` is a hexadecimal digest."""
        path = self._path(key)
        try:
            content = path.read_bytes()
            os.utime(path)  # used now
        except OSError:
            return None
        digest, packed = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return zlib.decompress(packed) if hashlib.sha256(packed).digest() == digest else None

    def keep(self, key: str, result: bytes) -> None:
        """Keep a result. Where there is no room for it, it is not kept, and will be made again."""
        packed = zlib.compress(result, 1)
        try:
            write_atomically(self._path(key), hashlib.sha256(packed).digest() + packed)
            if self._kept % _TRIMMED_EVERY == 0:
                self._trim()
        except UsageError as error:
            _log.warning("%s; pages are laid out anew each time", error)
        self._kept += 1

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _trim(self) -> None:
        found = []
        for path in self.folder.glob("*/*"):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue  # another process has removed it
            found.append((state.st_mtime, state.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.limit_bytes:
                return
            remove_file(path)
            total -= size
