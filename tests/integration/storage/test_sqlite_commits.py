"""A commit by whichever connection or process is noticed before anybody is told what was before."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.sqlite_commits import Commits
from storage.sqlite_reader import Lasting, SqliteReader

Open = Callable[[], sqlite3.Connection]
_FREE = """
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
    except OSError:
        sys.exit(1)
"""
"""Exits with 0 if nobody holds the byte that every user of a log's index holds
(https://www.sqlite.org/src/doc/trunk/src/os_unix.c, "dead man switch")."""


@pytest.fixture(params=["wal", "delete"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens connections to one database, with a write-ahead log and without."""
    yield from _opener(tmp_path, request.param)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Open]:
    """The same with a log."""
    yield from _opener(tmp_path, "wal")


def _opener(folder: Path, journal: str) -> Iterator[Open]:
    made: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        path = folder / "shop.db"
        made.append(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
        made[-1].execute(f"PRAGMA journal_mode = {journal}")
        return made[-1]

    connect().execute("CREATE TABLE goods (name TEXT)")
    yield connect
    for each in made:
        each.close()


def test_every_commit_changes_the_mark_and_nothing_else_does(opened: Open) -> None:
    commits, writer = Commits(opened()), opened()
    seen = [commits.mark()]
    for number in range(50):
        writer.execute("INSERT INTO goods VALUES (?)", (str(number),))
        seen.append(commits.mark())
        writer.execute("SELECT * FROM goods").fetchall()
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM goods")
        writer.execute("ROLLBACK")
        assert commits.mark() == seen[-1]

    assert len(set(seen)) == 51


def test_a_commit_of_another_process_changes_the_mark(opened: Open, tmp_path: Path) -> None:
    commits = Commits(opened())
    before = commits.mark()
    insert = f"import sqlite3; c = sqlite3.connect({str(tmp_path / 'shop.db')!r}); "
    insert += "c.execute(\"INSERT INTO goods VALUES ('mug')\"); c.commit()"
    subprocess.run([sys.executable, "-c", insert], check=True)

    assert commits.mark() != before


def test_a_commit_after_the_log_was_begun_anew_changes_the_mark(logged: Open) -> None:
    commits, writer = Commits(logged()), logged()
    seen = []
    for number in range(5):
        writer.execute("INSERT INTO goods VALUES (?)", (str(number),))
        seen.append(commits.mark())
        assert writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0

    assert len(set(seen)) == 5


def test_a_database_made_anew_at_the_same_place_has_marks_of_its_own(tmp_path: Path) -> None:
    for _ in range(2):
        path = tmp_path / "again.db"
        driver = sqlite3.connect(path, isolation_level=None)
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("CREATE TABLE goods (name TEXT)")
        commits = Commits(sqlite3.connect(path, isolation_level=None))
        before = commits.mark()
        driver.execute("INSERT INTO goods VALUES ('mug')")
        assert commits.mark() != before
        driver.close()
        commits.close()
        path.unlink()
        assert not path.with_name("again.db-shm").exists(), "the last one to close removes it"


@pytest.mark.skipif(sys.platform == "win32", reason="locks are another thing on Windows")
def test_watching_lets_go_of_no_lock_that_sqlite_holds(logged: Open, tmp_path: Path) -> None:
    holder = logged()
    holder.execute("BEGIN")
    holder.execute("SELECT * FROM goods").fetchall()
    for _ in range(3):
        commits = Commits(logged())
        commits.mark()
        commits.close()

    assert not _is_free(tmp_path / "shop.db-shm")
    with (tmp_path / "shop.db-shm").open("rb"):
        pass  # what must never be done: the check would see it
    assert _is_free(tmp_path / "shop.db-shm")


def _is_free(index: Path) -> bool:
    return subprocess.run([sys.executable, "-c", _FREE, str(index)], check=False).returncode == 0


def test_rows_that_last_are_read_once_until_something_is_committed(opened: Open) -> None:
    asked: list[object] = []

    def select(driver: Any, statement: str, values: object) -> list[Any]:
        asked.append(values)
        return list(driver.execute(statement, values))

    reader, writer = SqliteReader(opened, select), opened()

    def count(*, at_us: int = 10) -> int:
        ((found,),) = reader.rows(
            "SELECT count(*) FROM goods", (), Lasting(key="all", at_us=at_us, for_us=5)
        )
        return int(found)

    assert [count(), count(), count(at_us=15)] == [0, 0, 0]
    assert len(asked) == 1
    assert [count(at_us=16), count(at_us=10)] == [0, 0]
    assert len(asked) == 3, "much later, and earlier"
    writer.execute("INSERT INTO goods VALUES ('mug')")
    assert [count(), count()] == [1, 1]
    assert len(asked) == 4
    reader.close()
    writer.execute("INSERT INTO goods VALUES ('cup')")
    assert count() == 2


def test_rows_read_while_somebody_commits_are_not_told_afterwards(opened: Open) -> None:
    writer = opened()
    during = [lambda: writer.execute("INSERT INTO goods VALUES ('mug')")]

    def select(driver: Any, statement: str, values: object) -> list[Any]:
        rows = list(driver.execute(statement, values))
        while during:
            during.pop()()
        return rows

    reader = SqliteReader(opened, select)
    lasting = Lasting(key="all", at_us=10, for_us=5)

    assert reader.rows("SELECT count(*) FROM goods", (), lasting) == [(0,)]
    assert reader.rows("SELECT count(*) FROM goods", (), lasting) == [(1,)]


def test_a_connection_that_failed_is_not_used_again(opened: Open) -> None:
    used: list[Any] = []

    def select(driver: Any, statement: str, values: object) -> list[Any]:
        used.append(driver)
        return list(driver.execute(statement, values))

    reader = SqliteReader(opened, select)
    reader.rows("SELECT 1", ())
    with pytest.raises(sqlite3.Error):
        reader.rows("SELECT nothing", ())
    reader.rows("SELECT 1", ())

    assert used[0] is used[1]
    assert used[2] is not used[0]
