"""One statement as a transaction of its own: durable, counted, and fit to fail like any other."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage import inbox
from storage.engine import Database, open_database
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
