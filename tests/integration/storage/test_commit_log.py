"""SQLite's commits: on the disk before anybody is told, and the lock let go before that."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage import tables
from storage.commit_log import WriteAheadLog
from storage.engine import Database, open_database
from tests.integration.storage.shop import merchant_values

_SYNC = "fdatasync" if hasattr(os, "fdatasync") else "fsync"


class Disk:
    """What a power cut would leave: the files as they were when the disk was last waited for."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._copying = threading.Lock()
        self.waits = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def wait(self, file: int) -> None:
        """Stands in for the system's call."""
        assert os.fstat(file).st_ino == os.stat(f"{self._database}-wal").st_ino
        self.waits += 1
        with self._copying:
            for ending in ("", "-wal"):
                shutil.copyfile(f"{self._database}{ending}", self._folder / f"cut.db{ending}")
        self.meanwhile()

    def holds(self, merchant_id: str) -> bool:
        """Whether that merchant would still be there after a power cut."""
        with self._copying, closing(sqlite3.connect(self._folder / "cut.db")) as cut:
            sql = "SELECT count(*) FROM merchants WHERE id = ?"
            return bool(cut.execute(sql, (merchant_id,)).fetchone()[0])


@pytest.fixture
def disk(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk(Path(sqlite_url.removeprefix("sqlite:///")), tmp_path)
    monkeypatch.setattr(os, _SYNC, made.wait)
    return made


def add(database: Database, merchant_id: str) -> None:
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values(merchant_id))


def rename(database: Database, merchant_id: str) -> int:
    statement = "UPDATE merchants SET name = name || '.' WHERE id = ?"
    return database.write_once({"sqlite": statement}, (merchant_id,))


def test_who_is_told_that_a_write_is_done_finds_it_after_a_power_cut(
    sqlite_url: str, disk: Disk
) -> None:
    database = open_database(sqlite_url)

    for number in range(5):
        add(database, f"m{number}")
        assert disk.holds(f"m{number}")

    assert disk.waits == 5
    database.close()


def test_threads_that_write_at_once_each_find_theirs_after_a_power_cut(
    sqlite_url: str, disk: Disk
) -> None:
    database = open_database(sqlite_url)

    def write(number: int) -> bool:
        add(database, f"m{number}")
        return disk.holds(f"m{number}")

    with ThreadPoolExecutor(8) as writers:
        assert all(writers.map(write, range(40)))
    assert disk.waits <= 40
    database.close()


def test_single_statements_of_threads_that_share_a_commit_are_durable_when_told(
    sqlite_url: str, disk: Disk
) -> None:
    database = open_database(sqlite_url)
    add(database, "m1")
    waits = disk.waits

    with ThreadPoolExecutor(8) as writers:
        changed = list(writers.map(lambda _: rename(database, "m1"), range(40)))

    assert changed == [1] * 40
    assert waits < disk.waits <= waits + 40
    with closing(sqlite3.connect(disk._folder / "cut.db")) as cut:
        (name,) = cut.execute("SELECT name FROM merchants").fetchone()
    assert name.endswith("." * 40)
    database.close()


def test_others_write_while_the_disk_is_waited_for(sqlite_url: str, disk: Disk) -> None:
    database, path = open_database(sqlite_url), sqlite_url.removeprefix("sqlite:///")
    began: list[bool] = []

    def another_process() -> None:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began.append(True)
            other.execute("ROLLBACK")

    disk.meanwhile = another_process
    add(database, "m1")

    assert began == [True]
    database.close()


def test_a_write_that_the_disk_refuses_is_not_told_as_done(sqlite_url: str, disk: Disk) -> None:
    database = open_database(sqlite_url)

    def fail() -> None:
        raise OSError(errno.EIO, "Input/output error")

    disk.meanwhile = fail
    with pytest.raises(OperationalError, match="Input/output"):
        add(database, "m1")
    with pytest.raises(OperationalError, match="Input/output"):
        rename(database, "m1")

    disk.meanwhile = lambda: None
    assert rename(database, "m1") == 1
    database.close()


def test_whoever_finds_that_another_has_written_knows_it_durable(
    sqlite_url: str, disk: Disk
) -> None:
    database, path = open_database(sqlite_url), sqlite_url.removeprefix("sqlite:///")
    add(database, "m1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA synchronous = NORMAL")
        other.execute("UPDATE merchants SET id = 'm2'")

        statement = "UPDATE merchants SET id = 'm2' WHERE id = 'm1'"
        assert database.write_once({"sqlite": statement}, ()) == 0

    assert disk.holds("m2")
    database.close()


def test_one_thread_waits_for_all_that_committed_before_it_began(tmp_path: Path) -> None:
    (tmp_path / "x.db-wal").touch()
    log = WriteAheadLog(tmp_path / "x.db")
    numbers = [log.committed() for _ in range(3)]
    waits: list[int] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, _SYNC, lambda file: waits.append(log.committed()))
        for number in numbers:
            log.wait(number)
        assert len(waits) == 1
        log.wait(waits[0])  # it committed while the disk was waited for

    assert len(waits) == 2


def test_a_log_that_was_copied_back_and_removed_is_durable(tmp_path: Path) -> None:
    log = WriteAheadLog(tmp_path / "x.db")

    log.wait(log.committed())
