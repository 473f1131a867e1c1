"""When a commit is durable: what SQLite leaves to us, and does on PostgreSQL by itself.

SQLite would keep the one write lock while the disk writes (`synchronous = FULL`), so that nobody
else gets to write meanwhile. Here it only appends to its log (`NORMAL`), the lock is let go, and
whoever committed waits for the disk then: writers of all processes wait side by side, and those of
one process together. A transaction is told as committed when it is on the disk, as before.

Others may read it a moment earlier. Whoever acts on what was read writes that first, further back
in the same log, and waits for the disk: so nothing is done for rows that a power cut takes away. A
transaction that found nothing to change waits as well, for it may have seen what another wrote.

Source: SQLite, "Write-Ahead Logging" and "PRAGMA synchronous" (version 3, read 2026-11-22): a
checkpoint waits for the log's pages before it copies them, under NORMAL as well.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Protocol


class CommitLog(Protocol):
    """Where commits go."""

    def committed(self) -> int:
        """The number of the commit that this thread has just made."""
        ...

    def wait(self, number: int) -> None:
        """Return once it is on the disk. Raises OSError where the disk fails."""
        ...


class ServersLog:
    """A server's: its COMMIT returns when it is durable."""

    def committed(self) -> int:
        """No number is needed."""
        return 0

    def wait(self, number: int) -> None:
        """Nothing is left to do."""
        del number


class WriteAheadLog:
    """SQLite's log beside the database. Thread-safe; one per process."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-wal")
        self._numbering = threading.Lock()
        self._syncing = threading.Lock()
        self._committed = 0
        self._durable = 0

    def committed(self) -> int:
        """The number of the commit that this thread has just made."""
        with self._numbering:
            self._committed += 1
            return self._committed

    def wait(self, number: int) -> None:
        """Return once it is on the disk: one thread waits for it, for all that committed till then.

        Raises OSError where the disk fails; then nobody knows whether it is durable.
        """
        with self._syncing:
            if self._durable >= number:
                return
            reached = self._committed
            try:
                file = os.open(self._path, os.O_RDONLY)
            except FileNotFoundError:  # copied back, with the disk waited for, and removed
                self._durable = reached
                return
            try:
                _sync(file)
            finally:
                os.close(file)
            self._durable = reached


def _sync(file: int) -> None:
    if hasattr(os, "fdatasync"):
        os.fdatasync(file)
    else:  # macOS
        os.fsync(file)
