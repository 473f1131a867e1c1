"""The engine: what both databases must do alike."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from storage import tables
from storage.engine import Database, open_database
from tests.integration.storage.shop import NOW, merchant_values

COUNT = select(func.count()).select_from(tables.merchants)


def test_a_write_commits_on_leaving(database: Database) -> None:
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1


def test_an_error_takes_the_whole_write_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))
        _ = 1 / 0

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 0


def test_times_and_quantities_come_back_exactly(database: Database) -> None:
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))

    with database.read() as tx:
        row = tx.execute(select(tables.merchants)).one()
    assert row.created_at == NOW
    assert row.created_at.tzinfo is not None
    assert str(row.safety_stock) == "0.50000"
    assert row.settings == {"note": "a\u0000b"}
    assert row.name == "caf\u00e9 \ufffd"


def test_many_threads_write_without_losing_one(database: Database) -> None:
    def write(number: int) -> None:
        for turn in range(10):
            with database.write() as tx:
                tx.execute(tables.merchants.insert(), merchant_values(f"m{number}-{turn}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 160


def test_the_database_answers_a_ping(database: Database) -> None:
    database.ping()


def test_a_pool_recovers_from_connections_the_server_dropped(postgres_url: str) -> None:
    database = open_database(postgres_url, pool_size=1)
    with database.read() as tx:
        pid = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    other = open_database(postgres_url)
    with other.write() as tx:
        tx.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))
    with database.engine.connect() as connection:
        connection.detach()  # what the idle ping would do, without waiting for idleness

    database.ping()

    database.close()
    other.close()
