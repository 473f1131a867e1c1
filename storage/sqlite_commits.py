"""Whether anything was committed to a SQLite database, by whichever process."""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Final

_HEADER: Final = slice(0, 48)
_PATH: Final = 2
"""The column of `PRAGMA database_list` that names the file."""
_opening = threading.Lock()


class Commits:
    """Watches one database over a connection of its own. Thread-safe. Raises sqlite3.Error.

    Of a database with a write-ahead log, every commit changes the header of the log's index, a file
    that all processes map into memory and SQLite itself compares to learn the same
    (https://www.sqlite.org/walformat.html#the_wal_index_file_format, 2.1). Looking there asks
    nobody: no lock, no call into the kernel, and no thread gives the interpreter away.
    """

    mark: Callable[[], object]
    """Something that differs from what it gave before the last commit. Read it first, then the
    database: what is committed in between belongs to the next mark."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        driver.execute("PRAGMA user_version").fetchone()  # opens the log, and keeps it open
        self.mark = _mapped(driver) or partial(_version, driver, threading.Lock())

    def close(self) -> None:
        """Close the connection; there are no marks any more."""
        self._driver.close()


def _mapped(driver: Any) -> Callable[[], object] | None:
    """Reads the header; None where there is none, as without a log."""
    path = driver.execute("PRAGMA database_list").fetchone()[_PATH] + "-shm"
    try:
        with _opening:
            found = os.stat(path)
            index = _index(path, found.st_dev, found.st_ino)
    except (OSError, ValueError):
        return None
    return partial(index.__getitem__, _HEADER)


@cache
def _index(path: str, _device: int, _number: int) -> mmap.mmap:
    """The header of that very file, kept for the life of the process.

    Whoever closes any descriptor of a file lets go of all locks that the process has on it, those
    of SQLite among them, so this one is never closed. Raises OSError or ValueError.
    """
    opened = os.open(path, os.O_RDONLY)
    return mmap.mmap(opened, _HEADER.stop, access=mmap.ACCESS_READ)


def _version(driver: Any, turn: threading.Lock) -> object:
    """SQLite's own word for it (https://www.sqlite.org/pragma.html#pragma_data_version)."""
    with turn:
        return driver.execute("PRAGMA data_version").fetchone()
