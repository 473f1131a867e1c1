"""A SQLite connection for reads of one statement each, which knows what it read last."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

SelectOnce: TypeAlias = Callable[[Any, str, object], Sequence[Sequence[Any]]]
"""All rows of a SELECT on a driver connection."""
_MOST_KEPT: Final = 256


class Lasting(NamedTuple):
    """Rows that a moment decides, too, but not to the instant."""

    key: Hashable
    """Names the other values of the statement."""
    at_us: int
    """The moment, in microseconds since 1970 (UTC)."""
    for_us: int
    """How much later, in microseconds, the same rows still do."""


class SqliteReader:
    """One connection; not thread-safe. Raises sqlite3.Error.

    Whether anything was committed since, by whichever process, SQLite says in a tenth of the time
    that a statement over a few tables takes
    (https://www.sqlite.org/pragma.html#pragma_data_version).
    """

    def __init__(self, driver: Any, select_once: SelectOnce) -> None:
        self._driver = driver
        self._select_once = select_once
        self._version = -1
        self._kept: dict[tuple[str, Hashable], tuple[int, Sequence[Sequence[Any]]]] = {}

    def rows(
        self, select: str, values: object, lasting: Lasting | None = None
    ) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT in the driver's words.

        Where it says how long they last, the rows of the last time, unless something was committed
        since or they were of an earlier or much later moment.
        """
        if lasting is None:
            return self._select_once(self._driver, select, values)
        self._forget_unless_same()
        name = select, lasting.key
        at_us, rows = self._kept.get(name, (lasting.at_us + 1, ()))
        if at_us <= lasting.at_us <= at_us + lasting.for_us:
            return rows
        rows = self._select_once(self._driver, select, values)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[name] = lasting.at_us, rows
        return rows

    def close(self) -> None:
        """Close the connection."""
        self._driver.close()

    def _forget_unless_same(self) -> None:
        (version,) = self._driver.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._kept.clear()
            self._version = version
