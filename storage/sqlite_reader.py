"""Reads of one statement each from a SQLite database, which know what was read last."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from storage.sqlite_commits import Commits

Rows: TypeAlias = Sequence[Sequence[Any]]
SelectOnce: TypeAlias = Callable[[Any, str, object], Rows]
"""All rows of a SELECT on a driver connection."""
_MOST_KEPT: Final = 512


class Lasting(NamedTuple):
    """Rows that a moment decides, too, but not to the instant."""

    key: Hashable
    """Names the other values of the statement."""
    at_us: int
    """The moment, in microseconds since 1970 (UTC)."""
    for_us: int
    """How much later, in microseconds, the same rows still do."""


class _Kept(NamedTuple):
    mark: object
    at_us: int
    rows: Rows


class SqliteReader:
    """Keeps connections for reads, as many as ever read at once, and what lasts of the rows.

    Thread-safe. Raises sqlite3.Error, and what connecting raises. A connection holds a third of a
    megabyte of schema and pages.
    """

    def __init__(self, connect: Callable[[], Any], select_once: SelectOnce) -> None:
        self._connect = connect
        self._select_once = select_once
        self._resting: deque[Any] = deque()
        self._kept: dict[tuple[str, Hashable], _Kept] = {}
        self._commits: Commits | None = None
        self._opening = threading.Lock()

    def rows(self, select: str, values: object, lasting: Lasting | None = None) -> Rows:
        """All rows of a SELECT in the driver's words.

        Where it says how long they last, the rows of the last time, unless something was committed
        since or they were of an earlier or much later moment.
        """
        if lasting is None:
            return self._read(select, values)
        mark = (self._commits or self._watched()).mark()
        name, at_us = (select, lasting.key), lasting.at_us
        kept = self._kept.get(name)
        if kept is not None and kept.mark == mark and 0 <= at_us - kept.at_us <= lasting.for_us:
            return kept.rows
        rows = self._read(select, values)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[name] = _Kept(mark, at_us, rows)
        return rows

    def close(self) -> None:
        """Close the connections that rest; what is asked later opens new ones."""
        with self._opening:
            self._kept.clear()
            commits, self._commits = self._commits, None
        if commits is not None:
            commits.close()
        while self._resting:
            self._resting.pop().close()

    def _read(self, select: str, values: object) -> Rows:
        try:
            driver = self._resting.pop()  # which read last, and knows the most
        except IndexError:
            driver = self._connect()
        is_sound = False
        try:
            rows = self._select_once(driver, select, values)
            is_sound = True
        finally:
            if is_sound:
                self._resting.append(driver)
            else:
                driver.close()
        return rows

    def _watched(self) -> Commits:
        with self._opening:
            if self._commits is None:
                self._commits = Commits(self._connect())
            return self._commits
