"""Bringing a database's schema to the one this code expects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from domain.errors import ConfigurationError
from storage.engine import open_database

RELEASED = "0021"
"""The schema of the oldest version that may still run beside this one: its statements must work
on ours, and ours must go back to it. A release moves it on."""
_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x766F6963  # "voic": the advisory lock that lets one process migrate at a time


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to `revision` in one transaction; safe when several processes call it at once.

    The late ones wait for the first and find nothing left to do.
    """
    with _migrating(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate down to `revision` (`base`: an empty database) in one transaction."""
    with _migrating(url) as config:
        command.downgrade(config, revision)


def current(url: str) -> str | None:
    """The revision the database is at; None if it was never migrated."""
    database = open_database(url, pool_size=1)
    try:
        with database.read() as tx:
            return _revision(tx)
    finally:
        database.close()


@cache
def head() -> str:
    """The newest revision this code knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError(f"no migrations in {_FOLDER}")
    return revision


@contextmanager
def _migrating(url: str) -> Iterator[Config]:
    database = open_database(url, pool_size=1)
    if database.dialect == "sqlite":
        event.listen(database.engine, "connect", _look_at_references_last)
    try:
        with database.write() as tx:
            _wait_for_turn(tx)
            before = _revision(tx)
            yield _config(tx)
            if _revision(tx) != before:
                _check_references(tx)
    finally:
        database.close()


def _look_at_references_last(driver: Any, _record: object) -> None:
    """SQLite changes a table by making it anew, while rows of others name the old one's: with
    foreign keys off, as its manual says (sqlite.org/lang_altertable.html, read 2026-11-21)."""
    driver.execute("PRAGMA foreign_keys = OFF")


def _check_references(tx: Connection) -> None:
    """Raises ConfigurationError, so that nothing is kept, if a row names one that is not there."""
    if tx.dialect.name != "sqlite":
        return
    lost = {str(row[0]) for row in tx.exec_driver_sql("PRAGMA foreign_key_check")}
    if lost:
        raise ConfigurationError(
            f"nothing was migrated: rows in {', '.join(sorted(lost))} name others that are not "
            "there; restore a backup, or ask for help with what `PRAGMA foreign_key_check` says"
        )


def _revision(tx: Connection) -> str | None:
    return MigrationContext.configure(tx).get_current_revision()


def _wait_for_turn(tx: Connection) -> None:
    """On SQLite the write transaction is the turn already."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
        tx.exec_driver_sql("SET LOCAL lock_timeout = 0")
        tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _config(tx: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = tx
    return config
