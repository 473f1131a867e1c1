"""Opening the database: one code for the embedded SQLite and for PostgreSQL.

A transaction is a `sqlalchemy.Connection` handed out by `Database.read()` or `Database.write()`;
repositories take it as their first argument, so that several writes commit together.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Pool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from domain.errors import ConfigurationError
from storage.dialects import (
    BUSY_TIMEOUT_S,
    WRITE,
    DatabaseBusyError,
    PostgresRules,
    Rules,
    SqliteRules,
)
from storage.joint_writes import JointWrites, Statements
from storage.sqlite_reader import Lasting, SqliteReader

__all__ = ["DEFAULT_URL", "Database", "DatabaseBusyError", "engine_url", "open_database"]

T = TypeVar("T")

DEFAULT_URL = "sqlite:///var/voicetill.db"
_TRANSACT_ATTEMPTS = 5


class Database:
    """An open database; shared by threads, and safe to carry over a fork."""

    def __init__(self, engine: Engine, rules: Rules) -> None:
        self._engine = engine
        self._rules = rules
        self._turn = threading.Lock()
        self._log = rules.log_of(engine)
        self._joint = JointWrites(self._turn_to_write, self._run_together, self._log.committed)
        self._reader = self._new_reader()
        self._inherited: list[Pool] = []
        self._inherited_readers: list[SqliteReader] = []
        _open_databases().add(self)

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for Alembic and for looking at the pool."""
        return self._engine

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def has_one_writer(self) -> bool:
        """Whether whoever writes keeps all others waiting, so that long work should give way."""
        return self._rules.one_writer

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction for reading: one snapshot on SQLite, READ COMMITTED on PostgreSQL."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Like `read`, at a third of the round trips: on PostgreSQL nothing is begun nor ended.

        For what a shopper waits for. Not for rows that are fetched while others are still read
        (`yield_per`), nor for locks.
        """
        with self._engine.connect() as connection, self._rules.unbegun(connection):
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction for reading whose statements all see one moment, on either database."""
        with self._engine.connect() as connection:
            if not self._rules.one_writer:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits on leaving and rolls back on an error.

        On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`), so it cannot fail
        half-way for another writer. Raises DatabaseBusyError when the lock is not to be had.
        Not to be nested in one thread.
        """
        with self._turn_to_write(), self._engine.connect() as connection:
            connection.execution_options(**{WRITE: True})
            with connection.begin():
                yield connection
            number = self._log.committed()
        self._wait_for_disk(number)

    @contextmanager
    def write_one(self) -> Iterator[Connection]:
        """Like `write`, for one writing statement, which on PostgreSQL commits by itself.

        A second one would be another transaction there.
        """
        if self._rules.one_writer:
            with self.write() as tx:
                yield tx
            return
        with self._engine.connect() as connection, self._rules.unbegun(connection):
            yield connection

    def write_once(self, statements: Mapping[str, str], values: Sequence[object]) -> int:
        """Run one driver-level statement as a transaction of its own; how many rows it changed.

        `statements` by dialect, in the driver's own marks. Durable when it returns, at half the
        cost of `write()`: for the few places where that is felt; on SQLite those of several
        threads share a commit. Raises what `write()` raises.
        """
        statement = statements[self.dialect]
        if self._rules.one_writer:
            changed, number = self._joint.run(statement, values)
            self._wait_for_disk(number)
            return changed
        return self._run_together([(statement, values)])[0]

    def _run_together(self, statements: Statements) -> Sequence[int]:
        with self._pooled() as driver:
            return self._rules.run_together(driver, statements)

    @contextmanager
    def _pooled(self) -> Iterator[Any]:
        """A driver connection out of the pool; its errors come out as SQLAlchemy's."""
        pooled = None
        try:
            pooled = self._engine.raw_connection()
            yield pooled.driver_connection
        except self._engine.dialect.loaded_dbapi.Error as error:
            if pooled is not None:
                pooled.invalidate(error)
            raise OperationalError("one statement", None, error) from error
        finally:
            if pooled is not None:
                pooled.close()

    def read_once(
        self, select: str, values: object, lasting: Lasting | None = None
    ) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT in the driver's words, read by itself.

        For the reads that every spoken turn waits for: on SQLite connections are kept for them,
        and rows that last are not read again before something is committed. A server's connections
        are few, so there one is borrowed from the pool. Raises sqlalchemy.exc.OperationalError.
        """
        if not self._rules.one_writer:
            with self._pooled() as driver:
                return self._rules.select_once(driver, select, values)
        try:
            return self._reader.rows(select, values, lasting)
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError(select, None, error) from error

    def _new_reader(self) -> SqliteReader:
        return SqliteReader(self._detached, self._rules.select_once)

    def _detached(self) -> Any:
        """A driver connection of our own."""
        pooled = self._engine.raw_connection()
        driver = pooled.driver_connection
        pooled.detach()
        return driver

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a write transaction, again from the start after a deadlock.

        `work` must do nothing outside its transaction: it may run several times.
        """
        for _ in range(_TRANSACT_ATTEMPTS - 1):
            try:
                with self.write() as tx:
                    return work(tx)
            except OperationalError as error:
                if not self._rules.is_conflict(error):
                    raise
        with self.write() as tx:
            return work(tx)

    def copy_log_back(self) -> None:
        """Bring what was committed from SQLite's log to its place, so that no commit has to; a
        worker's, once a second. On PostgreSQL the server does. Raises
        sqlalchemy.exc.OperationalError."""
        with self._pooled() as driver:
            self._rules.copy_log_back(driver)

    def ping(self) -> None:
        """Prove that the database answers. Raises sqlalchemy.exc.DBAPIError if it does not."""
        with self.read() as tx:
            tx.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        """Close every connection."""
        self._reader.close()
        self._engine.dispose()

    def _wait_for_disk(self, number: int) -> None:
        """Return once that commit is durable, and with it all that it saw."""
        try:
            self._log.wait(number)
        except OSError as error:
            raise OperationalError("COMMIT", None, error) from error

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Queue this process's writers: SQLite's own waiting is sleeping, slow and unfair."""
        if not self._rules.one_writer:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_S):
            raise DatabaseBusyError("other writers of this process hold the database")
        try:
            yield
        finally:
            self._turn.release()

    def _forget_parent(self) -> None:
        """In a forked child: the parent's sockets and locks are not ours to use or to close."""
        self._turn = threading.Lock()
        self._log = self._rules.log_of(self._engine)
        self._joint = JointWrites(self._turn_to_write, self._run_together, self._log.committed)
        self._inherited_readers.append(self._reader)
        self._reader = self._new_reader()
        self._inherited.append(self._engine.pool)
        self._engine.dispose(close=False)


def engine_url(url: str) -> URL:
    """The URL with the driver we use. Raises ConfigurationError for any other database."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(f"database URL cannot be read: {error}") from error
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise ConfigurationError(
            "database URL must be sqlite:///path/to/file or postgresql://user@host/name"
        )
    return parsed.set(drivername="sqlite+pysqlite")


def open_database(url: str = DEFAULT_URL, *, pool_size: int = 10, echo: bool = False) -> Database:
    """Open `sqlite:///path` (its folder is made) or `postgresql://…`.

    Connections are made on first use, so this neither needs nor proves a reachable server.
    """
    parsed = engine_url(url)
    rules: Rules = PostgresRules()
    if parsed.get_backend_name() == "sqlite":
        rules = SqliteRules()
        Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, echo=echo, **rules.engine_options(pool_size))
    rules.install(engine)
    return Database(engine, rules)


@cache
def _open_databases() -> weakref.WeakSet[Database]:
    """Every open database of this process; asking first also watches for forks."""
    databases: weakref.WeakSet[Database] = weakref.WeakSet()

    def in_child() -> None:
        for database in list(databases):
            database._forget_parent()

    os.register_at_fork(after_in_child=in_child)
    return databases
