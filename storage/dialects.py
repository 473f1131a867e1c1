"""What SQLite and PostgreSQL each need to behave alike: pragmas, timeouts, first words."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import PoolResetState

from storage.commit_log import CommitLog, ServersLog, WriteAheadLog

WRITE = "voicetill_write"
"""The execution option that marks a transaction that writes."""

BUSY_TIMEOUT_S = 10
_BEGIN_ATTEMPTS = 3
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.0001, 0.001
_BUSY_TIMEOUT = f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}"
_PRAGMAS = (
    _BUSY_TIMEOUT,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # commits wait for the disk behind the lock: `commit_log`
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
    "PRAGMA journal_size_limit = 67108864",
    # a writer that finds more than this many pages (64 MB) copies the log back itself; long before
    # that a worker has (see `copy_log_back`)
    "PRAGMA wal_autocheckpoint = 16000",
)
_LONG_LOG_PAGES = 4000
_RESTART_PATIENCE = "PRAGMA busy_timeout = 20"
_POSTGRES_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "statement_timeout": 15_000,
        "lock_timeout": 10_000,
        "idle_in_transaction_session_timeout": 60_000,
        "timezone": "UTC",
    }.items()
)
_TRUST_IDLE_S = 1.0
_DEADLOCK_STATES = frozenset({"40001", "40P01"})


class DatabaseBusyError(Exception):
    """Other writers held the database for longer than the busy timeout; try again later."""


class Rules(Protocol):
    """How one kind of database is opened and spoken to."""

    @property
    def one_writer(self) -> bool:
        """Whether writers take turns anyway, so that a process may queue its own."""
        ...

    def engine_options(self, pool_size: int) -> dict[str, Any]:
        """Arguments of `create_engine`."""
        ...

    def install(self, engine: Engine) -> None:
        """Attach what must happen at connect, checkout and begin."""
        ...

    def is_conflict(self, error: OperationalError) -> bool:
        """Whether the whole transaction may simply be tried again."""
        ...

    def run_together(
        self, driver: Any, statements: Sequence[tuple[str, Sequence[object]]]
    ) -> Sequence[int]:
        """Run and commit statements on an idle driver connection; the rows each changed."""
        ...

    def select_once(self, driver: Any, select: str, values: object) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT that is a transaction of its own."""
        ...

    def unbegun(self, connection: Connection) -> AbstractContextManager[None]:
        """While it is entered, each statement may be a transaction of its own."""
        ...

    def copy_log_back(self, driver: Any) -> None:
        """Bring what was committed from the log to its place, on an idle driver connection."""
        ...

    def log_of(self, engine: Engine) -> CommitLog:
        """Where its commits go."""
        ...


class SqliteRules:
    """SQLite: WAL, foreign keys, and `BEGIN IMMEDIATE` for writers, who wait for the disk later."""

    one_writer = True

    def engine_options(self, pool_size: int) -> dict[str, Any]:
        """Arguments of `create_engine`; the driver leaves transactions to us.

        The connection that was used last is the next: it has most pages and statements at hand.
        """
        return {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "pool_use_lifo": True,
            "connect_args": {"timeout": BUSY_TIMEOUT_S, "isolation_level": None},
        }

    def install(self, engine: Engine) -> None:
        """Attach pragmas and the explicit BEGIN."""
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)

    def is_conflict(self, error: OperationalError) -> bool:
        """A writer that has begun holds the only lock, so nothing conflicts later."""
        del error
        return False

    def run_together(
        self, driver: Any, statements: Sequence[tuple[str, Sequence[object]]]
    ) -> Sequence[int]:
        """SQLite commits a single statement outside a transaction by itself."""
        if len(statements) == 1:
            return [int(_when_free(driver, *statements[0]).rowcount)]
        _when_free(driver, "BEGIN IMMEDIATE")
        try:
            changed = [int(driver.execute(*each).rowcount) for each in statements]
            driver.execute("COMMIT")
        except sqlite3.Error:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            raise
        return changed

    def select_once(self, driver: Any, select: str, values: object) -> Sequence[Sequence[Any]]:
        """The driver leaves transactions to us, and there is none."""
        cursor = driver.execute(select, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    def unbegun(self, connection: Connection) -> AbstractContextManager[None]:
        """Beginning is a call in this process, and gives one snapshot."""
        del connection
        return nullcontext()

    def copy_log_back(self, driver: Any) -> None:
        """A checkpoint beside readers and writers; where the log has grown long under steady
        writing, one that lets it begin anew, for which writers wait a few milliseconds.

        A commit that does this itself takes ten times as long as another (measured, see
        docs/performance.md), and it would be a shopper's.
        """
        (_, pages, _) = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages < _LONG_LOG_PAGES:
            return
        driver.execute(_RESTART_PATIENCE)  # with a reader that does not end, writers must not wait
        try:
            driver.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        finally:
            driver.execute(_BUSY_TIMEOUT)

    def log_of(self, engine: Engine) -> CommitLog:
        """The log beside the database's file."""
        return WriteAheadLog(Path(engine.url.database or ""))


class PostgresRules:
    """PostgreSQL: READ COMMITTED, timeouts on statements and locks, a pool that recovers."""

    one_writer = False

    def engine_options(self, pool_size: int) -> dict[str, Any]:
        """Arguments of `create_engine`."""
        return {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "pool_use_lifo": True,
            "pool_timeout": 10,
            "pool_recycle": 1800,
            "isolation_level": "READ COMMITTED",
            "connect_args": {
                "options": _POSTGRES_OPTIONS,
                "connect_timeout": 5,
                "application_name": "voicetill",
            },
        }

    def install(self, engine: Engine) -> None:
        """Attach a ping of connections that rested: a round trip only where it may pay."""

        def rest(_driver: Any, record: Any, _state: PoolResetState | None = None) -> None:
            record.info["rested_since"] = monotonic()

        def wake(driver: Any, record: Any, _proxy: Any) -> None:
            rested_since = record.info.get("rested_since")
            if rested_since is None or monotonic() - rested_since < _TRUST_IDLE_S:
                return
            try:
                engine.dialect.do_ping(driver)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error

        event.listen(engine, "checkin", rest)
        event.listen(engine, "checkout", wake)

    def is_conflict(self, error: OperationalError) -> bool:
        """A deadlock victim or a serialization failure."""
        return getattr(error.orig, "sqlstate", None) in _DEADLOCK_STATES

    def run_together(
        self, driver: Any, statements: Sequence[tuple[str, Sequence[object]]]
    ) -> Sequence[int]:
        """Each is a transaction of its own here: one round trip, not BEGIN, statement, COMMIT."""
        with _autocommit(driver):
            return [int(driver.execute(*each).rowcount) for each in statements]

    def select_once(self, driver: Any, select: str, values: object) -> Sequence[Sequence[Any]]:
        """One round trip: there is no transaction to begin, nor one to roll back on return."""
        with _autocommit(driver):
            rows: Sequence[Sequence[Any]] = driver.execute(select, values).fetchall()
        return rows

    def unbegun(self, connection: Connection) -> AbstractContextManager[None]:
        """BEGIN and its end are a round trip each."""
        return _autocommit(connection.connection.driver_connection)

    def copy_log_back(self, driver: Any) -> None:
        """The server does so."""
        del driver

    def log_of(self, engine: Engine) -> CommitLog:
        """The server's."""
        del engine
        return ServersLog()


@contextmanager
def _autocommit(driver: Any) -> Iterator[None]:
    """Each statement a transaction of its own, on an idle connection."""
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


def _set_pragmas(driver: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        _patiently(driver, pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return
    if writes:
        _when_free(driver, "BEGIN IMMEDIATE")
    else:
        _patiently(driver, "BEGIN")


def _when_free(
    driver: sqlite3.Connection, statement: str, values: Sequence[object] = ()
) -> sqlite3.Cursor:
    """Run what takes the write lock as soon as other processes let go of it.

    SQLite's own waiting doubles its sleeps up to a tenth of a second, for a lock that is held for
    two milliseconds (measured, see docs/performance.md); this one sleeps a tenth of a millisecond
    at first and one at most. Raises DatabaseBusyError after the busy timeout.
    """
    ends = monotonic() + BUSY_TIMEOUT_S
    pause = _FIRST_PAUSE_S
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                return driver.execute(statement, values)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if monotonic() > ends:
                    raise DatabaseBusyError("other writers hold the database") from error
            sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - spreads those who wait
            pause = min(pause * 1.3, _LONGEST_PAUSE_S)
    finally:
        driver.execute(_BUSY_TIMEOUT)


def _patiently(driver: sqlite3.Connection, statement: str) -> None:
    """Run a statement that needs a lock. SQLite skips its busy handler in a few places
    (switching to WAL, recovery after a crash), so the waiting is repeated here."""
    for attempt in range(1, _BEGIN_ATTEMPTS + 1):
        try:
            driver.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if attempt == _BEGIN_ATTEMPTS:
                raise DatabaseBusyError(f"{statement}: other writers hold the database") from error
        else:
            return
