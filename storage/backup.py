"""Keeping everything in one file, and putting it back, proved.

SQLite by its online backup API, PostgreSQL by `pg_dump` where that is installed, either as
portable lines. Nothing has to stop for a backup. Master keys are never in it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import Connection, inspect, literal, select, table

from domain.errors import ConfigurationError
from storage import backup_file, migrate, pg_tools, portable, sealing, tables
from storage.backup_file import Header
from storage.engine import engine_url, open_database


class Content(StrEnum):
    """How a backup holds the rows."""

    SQLITE = "sqlite"
    """A database file as SQLite copied it."""
    PG_DUMP = "pg_dump"
    """PostgreSQL's own form; goes back to PostgreSQL only."""
    PORTABLE = "portable"
    """Lines of JSON; goes back to either, by the version that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup that was made or looked at."""

    path: Path
    header: Header
    size: int
    sha256: str


def make(
    url: str,
    path: Path,
    *,
    version: str,
    now: datetime,
    passphrase: str | None = None,
    is_portable: bool = False,
) -> Kept:
    """Write everything that the database holds now into a new file, and read that file back.

    Raises ConfigurationError if it was never migrated, or if the file is there; OSError.
    """
    revision = migrate.current(url)
    if revision is None:
        raise ConfigurationError("the database was never migrated: there is nothing to keep")
    content = _content_for(url, is_portable=is_portable)
    if content is Content.PORTABLE and revision != migrate.head():
        raise ConfigurationError("run `voicetill migrate` first, or leave out --portable")
    header = Header(
        made_at=now.isoformat(),
        version=version,
        content=content.value,
        revision=revision,
        master_keys=_needed_keys(url),
        sealed_with=backup_file.seal_parameters() if passphrase else None,
    )
    with backup_file.writing(path, header, passphrase) as out:
        _WRITERS[content](url, out)
    return look(path)


def look(path: Path) -> Kept:
    """What a file is, proved whole. Raises ConfigurationError if it is none; OSError."""
    digest = backup_file.check(path)
    header = backup_file.read_header(path)
    return Kept(path=path, header=header, size=path.stat().st_size, sha256=digest)


def restore(path: Path, url: str, *, passphrase: str | None = None, replaces: bool = False) -> Kept:
    """Put a backup into an empty database, or in place of what is there where `replaces`.

    Stop web and worker before. Either all of it arrives or the database stays as it was. Raises
    ConfigurationError for a damaged file, a wrong passphrase, a database that holds something,
    or one that cannot take this kind of content.
    """
    kept = look(path)
    content = Content(kept.header.content)
    is_sqlite = engine_url(url).get_backend_name() == "sqlite"
    if content is not Content.PORTABLE and (content is Content.SQLITE) != is_sqlite:
        raise ConfigurationError(
            f"a backup of kind {content.value} goes back to the kind of database it is from; "
            "make one with --portable, or use `voicetill move`"
        )
    _check_room(url, replaces=replaces)
    with backup_file.reading(path, passphrase) as stream:
        if content is Content.PORTABLE:
            _read_portable(kept.header, url, stream, replaces=replaces)
        elif is_sqlite:
            _read_sqlite(url, stream)
        else:
            pg_tools.restore(url, stream)
    return kept


def _content_for(url: str, *, is_portable: bool) -> Content:
    if is_portable:
        return Content.PORTABLE
    if engine_url(url).get_backend_name() == "sqlite":
        return Content.SQLITE
    return Content.PG_DUMP if pg_tools.is_installed() else Content.PORTABLE


def _needed_keys(url: str) -> tuple[str, ...]:
    """Ids of the master keys that something is wrapped under, as far as the schema has come."""
    database = open_database(url, pool_size=1)
    try:
        with database.read() as tx:
            used = set(tx.execute(select(tables.secrets.c.key_id).distinct()).scalars())
            if migrate.current(url) == migrate.head():
                used |= sealing.usage(tx).keys()
            return tuple(sorted(used))
    finally:
        database.close()


def _check_room(url: str, *, replaces: bool) -> None:
    if replaces:
        return
    database = open_database(url, pool_size=1)
    try:
        with database.read() as tx:
            names = [name for name in _tables(tx) if _has_rows(tx, name)]
    finally:
        database.close()
    if names:
        raise ConfigurationError(
            f"the database is not empty (rows in {', '.join(names[:5])} …): restore into an "
            "empty one, or say --replace"
        )


def _tables(tx: Connection) -> list[str]:
    return [name for name in inspect(tx).get_table_names() if name != "alembic_version"]


def _has_rows(tx: Connection, name: str) -> bool:
    some = select(literal(1)).select_from(table(name)).limit(1)
    return tx.execute(some).first() is not None


# --- the three kinds -------------------------------------------------------------------------


def _write_sqlite(url: str, out: BinaryIO) -> None:
    """A copy page by page that others' writes do not disturb (SQLite's online backup API)."""
    source = _sqlite_file(url)
    with tempfile.TemporaryDirectory(prefix="voicetill-", dir=source.parent) as folder:
        copy = Path(folder, "copy.db")
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        with copy.open("rb") as file:
            shutil.copyfileobj(file, out, 1 << 20)


def _read_sqlite(url: str, stream: IO[bytes]) -> None:
    """The file is made whole and looked through first, then copied in one transaction."""
    target = _sqlite_file(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="voicetill-", dir=target.parent) as folder:
        copy = Path(folder, "copy.db")
        with copy.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(target)) as new:
            found = old.execute("PRAGMA integrity_check").fetchone()
            if found != ("ok",):
                raise ConfigurationError(f"the database in the backup is damaged: {found[0]}")
            old.backup(new)


def _write_portable(url: str, out: BinaryIO) -> None:
    database = open_database(url, pool_size=1)
    try:
        with database.read() as tx:
            if tx.dialect.name == "postgresql":
                tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
            portable.write(tx, out)
    finally:
        database.close()


def _read_portable(header: Header, url: str, stream: IO[bytes], *, replaces: bool) -> None:
    if header.revision != migrate.head():
        raise ConfigurationError(
            f"the backup's schema is {header.revision}, this version's {migrate.head()}: restore "
            f"with Voicetill {header.version}, then upgrade and run `voicetill migrate`"
        )
    migrate.upgrade(url)
    database = open_database(url, pool_size=1)
    try:
        with database.write() as tx:
            if tx.dialect.name == "postgresql":
                tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
            if replaces:
                portable.empty(tx)
            portable.read(tx, stream)
    finally:
        database.close()


_WRITERS = {
    Content.SQLITE: _write_sqlite,
    Content.PG_DUMP: pg_tools.dump,
    Content.PORTABLE: _write_portable,
}


def _sqlite_file(url: str) -> Path:
    return Path(str(engine_url(url).database))
