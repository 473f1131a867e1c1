"""The engine: what both databases must do alike."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Connection, event, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from domain.errors import ConfigurationError
from storage import tables
from storage.dialects import BUSY_TIMEOUT_S, WRITE
from storage.engine import Database, DatabaseBusyError, open_database
from tests.integration.storage.shop import NOW, merchant_values

COUNT = select(func.count()).select_from(tables.merchants)


def test_a_write_commits_on_leaving(database: Database) -> None:
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1


def test_an_error_takes_the_whole_write_back(database: Database) -> None:
    def write_twice() -> None:
        with database.write() as tx:
            for _ in range(2):
                tx.execute(tables.merchants.insert(), merchant_values("m1"))

    with pytest.raises(IntegrityError):
        write_twice()

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
    database, other = open_database(postgres_url, pool_size=1), open_database(postgres_url)
    with database.read() as tx:
        pid = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with other.write() as tx:
        tx.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    with pytest.raises(OperationalError):
        database.ping()
    database.ping()

    database.close()
    other.close()


def test_work_that_deadlocks_is_done_again(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.write() as tx:
        for name in ("m1", "m2"):
            tx.execute(tables.merchants.insert(), merchant_values(name))
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    def rename(first: str, second: str) -> None:
        def work(tx: Connection) -> None:
            attempts.append(first)
            _rename(tx, first)
            with suppress(threading.BrokenBarrierError):
                both_hold_one.wait(5)
            both_hold_one.abort()
            _rename(tx, second)

        database.transact(work)

    threads = [
        threading.Thread(target=rename, args=names) for names in (("m1", "m2"), ("m2", "m1"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(attempts) >= 3, "on a busy machine they may meet again"
    database.close()


def _rename(tx: Connection, merchant_id: str) -> None:
    table = tables.merchants
    tx.execute(update(table).where(table.c.id == merchant_id).values(name="renamed"))


def test_a_writer_that_waits_too_long_is_told_the_database_is_busy(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.dialects.BUSY_TIMEOUT_S", 0.2)
    database, other = open_database(sqlite_url), open_database(sqlite_url)
    database.close()
    with other.write():
        raw = database.engine.connect()
        raw.connection.driver_connection.execute("PRAGMA busy_timeout = 1")
        raw.execution_options(**{WRITE: True})
        with pytest.raises(DatabaseBusyError):
            raw.begin()
        raw.close()
    database.close()
    other.close()


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_forked_child_opens_connections_of_its_own(database: Database) -> None:
    database.ping()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        try:
            with database.write() as tx:
                tx.execute(tables.merchants.insert(), merchant_values("from the child"))
        finally:
            os._exit(0)
    os.waitpid(child, 0)

    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name", "no url at all"]
)
def test_a_database_of_another_kind_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_database(url)


def test_sqlite_keeps_a_log_and_looks_at_references(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.read() as tx:
        asked = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    # 1: a checkpoint waits for the disk; commits are waited for by storage.commit_log
    assert asked == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
    database.close()


def test_threads_that_read_in_turn_share_one_connection(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    made: list[object] = []
    event.listen(database.engine, "connect", lambda driver, _record: made.append(driver))

    for _ in range(3):
        thread = threading.Thread(target=database.read_once, args=("SELECT 1", ()))
        thread.start()
        thread.join()

    assert len(made) == 1
    database.close()


def test_what_was_committed_is_brought_from_the_log_to_its_place(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = open_database(sqlite_url)
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))

    database.copy_log_back()

    alone = tmp_path / "alone.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), alone)  # without the log beside it
    copied = open_database(f"sqlite:///{alone}")
    with copied.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 1
    copied.close()
    database.close()


def test_a_reader_that_does_not_end_keeps_no_writer_waiting_while_a_long_log_is_copied(
    sqlite_url: str,
) -> None:
    database = open_database(sqlite_url)
    with database.write() as tx:
        tx.execute(tables.merchants.insert(), merchant_values("m1"))
    long = {"settings": {"note": "x" * 20_000_000}}  # some five thousand pages

    with database.read() as reader:
        assert reader.execute(COUNT).scalar_one() == 1
        with database.write() as tx:
            tx.execute(update(tables.merchants).values(long))
        began = monotonic()
        database.copy_log_back()
        assert monotonic() - began < BUSY_TIMEOUT_S
        with database.write() as tx:
            tx.execute(tables.merchants.insert(), merchant_values("m2"))
        assert reader.execute(COUNT).scalar_one() == 1

    database.copy_log_back()
    with database.read() as tx:
        assert tx.execute(COUNT).scalar_one() == 2
    database.close()


def test_copying_the_log_back_asks_nothing_of_a_server(database: Database) -> None:
    database.copy_log_back()

    database.ping()
