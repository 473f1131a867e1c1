"""One statement as a transaction of its own: durable, counted, and fit to fail like any other."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage import inbox, migrate
from storage.engine import Database, open_database
from storage.joint_writes import Statements
from tests.integration.storage.shop import NOW, open_shop


def receive(database: Database, delivery_id: str = "d-1") -> bool:
    return inbox.receive_alone(
        database,
        merchant_id="mer_1",
        connection_id="con_a",
        delivery_id=delivery_id,
        topic="t",
        headers={"x-a": "1"},
        body=b"{}",
        received_at=NOW,
    )


def test_a_delivery_is_there_for_every_other_connection(database: Database) -> None:
    open_shop(database)

    assert [receive(database), receive(database), receive(database, "d-2")] == [True, False, True]
    with database.read() as tx:
        assert inbox.backlog(tx).pending == 2


def test_transactions_behind_it_work_as_ever(database: Database) -> None:
    open_shop(database)
    receive(database)

    with database.write() as tx:
        tx.exec_driver_sql("DELETE FROM inbox")
        tx.rollback()
    with database.read() as tx:
        assert inbox.backlog(tx).pending == 1


def test_a_database_that_is_away_fails_as_always() -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")

    with pytest.raises(OperationalError):
        receive(away)
    away.close()


def test_a_missing_table_is_an_operational_error(tmp_path: Path) -> None:
    empty = open_database(f"sqlite:///{tmp_path / 'empty.db'}")

    with pytest.raises(OperationalError) as failed:
        receive(empty)
    empty.close()
    assert isinstance(failed.value.orig, sqlite3.OperationalError)


def test_deliveries_of_many_threads_share_commits_and_each_hears_its_own(tmp_path: Path) -> None:
    database = prepared(tmp_path)
    commits = counted_commits(database)

    with ThreadPoolExecutor(max_workers=16) as pool, database.write():
        waiting = [pool.submit(receive, database, f"d-{number // 2}") for number in range(16)]
        wait_until(lambda: len(database._joint._waiting) == 16)
    told = [each.result(timeout=60) for each in waiting]

    assert sorted(told) == [False] * 8 + [True] * 8
    assert commits == [16]
    with database.read() as tx:
        assert inbox.backlog(tx).pending == 8
    database.close()


def test_one_statement_that_fails_does_not_take_its_neighbors_with_it(tmp_path: Path) -> None:
    database = prepared(tmp_path)
    bad = {"sqlite": "INSERT INTO nowhere VALUES (?)"}

    with ThreadPoolExecutor(max_workers=4) as pool, database.write():
        fails = pool.submit(database.write_once, bad, ["x"])
        waiting = [pool.submit(receive, database, f"d-{number}") for number in range(3)]
        wait_until(lambda: len(database._joint._waiting) == 4)

    assert [each.result(timeout=60) for each in waiting] == [True] * 3
    with pytest.raises(OperationalError):
        fails.result(timeout=60)
    database.close()


def prepared(folder: Path) -> Database:
    """An embedded database with a shop in it."""
    url = f"sqlite:///{folder / 'own.db'}"
    migrate.upgrade(url)
    database = open_database(url)
    open_shop(database)
    return database


def counted_commits(database: Database) -> list[int]:
    """How many statements each commit held, from now on."""
    seen: list[int] = []
    commit = database._joint._commit

    def counted(statements: Statements) -> Sequence[int]:
        seen.append(len(statements))
        return commit(statements)

    database._joint._commit = counted
    return seen


def wait_until(is_so: Callable[[], bool]) -> None:
    """For what other threads are about to do."""
    ends = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.002)
