"""Writes sent as one statement, and statements that begin no transaction, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from storage import tables
from storage.engine import Database, open_database
from storage.prepared import Prepared, Together, insert_of, together
from tests.integration.storage.shop import NOW, merchant_values

_MERCHANTS = tables.merchants
_ADD = Prepared(insert_of(_MERCHANTS))
_RENAME = Prepared(
    update(_MERCHANTS).where(_MERCHANTS.c.id == bindparam("its_id")).values(name=bindparam("name"))
)


class _GoneError(Exception):
    """What a test has raised where nothing was changed."""


def row(name: str) -> dict[str, object]:
    unset = dict.fromkeys(column.name for column in _MERCHANTS.columns)
    return {**unset, **merchant_values(name)}


def names(database: Database) -> list[str]:
    with database.look() as tx:
        return list(tx.execute(select(_MERCHANTS.c.id).order_by(_MERCHANTS.c.id)).scalars())


def test_what_is_sent_together_is_all_there(database: Database) -> None:
    with database.write() as tx:
        _ADD.run_each(tx, [row("m0")])
        with together(tx) as writes:
            _ADD.put(writes, **row("m1"))
            _RENAME.run_or(writes, _GoneError, its_id="m0", name="Anew")
            _ADD.run_each(writes, [row("m2"), row("m3")])

    assert names(database) == ["m0", "m1", "m2", "m3"]
    with database.look() as tx:
        kept = tx.execute(select(_MERCHANTS).where(_MERCHANTS.c.id == "m1")).one()
        renamed = tx.execute(select(_MERCHANTS.c.name).where(_MERCHANTS.c.id == "m0")).scalar_one()
    assert (kept.created_at, kept.safety_stock) == (NOW, Decimal("0.5"))
    assert kept.settings == {"note": "a\u0000b"}
    assert renamed == "Anew"


def test_one_that_changes_no_row_takes_the_others_with_it(database: Database) -> None:
    def send() -> None:
        with database.write() as tx, together(tx) as writes:
            _ADD.put(writes, **row("m1"))
            _RENAME.run_or(writes, _GoneError, its_id="nobody", name="x")
            _ADD.put(writes, **row("m2"))

    with pytest.raises(_GoneError):
        send()
    assert names(database) == []


def test_one_that_fails_takes_the_others_with_it(database: Database) -> None:
    def send() -> None:
        with database.write() as tx, together(tx) as writes:
            _ADD.run_each(writes, [row("m1"), row("m2"), row("m1")])

    with pytest.raises(IntegrityError):
        send()
    assert names(database) == []


def test_an_error_before_the_end_of_the_block_writes_nothing(database: Database) -> None:
    def send() -> None:
        with database.write() as tx, together(tx) as writes:
            _ADD.put(writes, **row("m1"))
            raise _GoneError

    with pytest.raises(_GoneError):
        send()
    assert names(database) == []


def test_more_than_one_statement_holds_is_sent_as_several(database: Database) -> None:
    with database.write() as tx, together(tx) as writes:
        _ADD.run_each(writes, [row(f"m{number:02}") for number in range(60)])

    assert len(names(database)) == 60


def test_nothing_is_sent_where_nothing_was_written(database: Database) -> None:
    with database.write() as tx, together(tx):
        pass

    assert names(database) == []


def test_only_where_a_statement_is_a_round_trip_do_writes_wait(database: Database) -> None:
    with database.write() as tx, together(tx) as writes:
        assert isinstance(writes, Together) is not database.has_one_writer


def test_a_look_sees_what_was_committed_and_leaves_the_connection_as_it_was(
    database: Database,
) -> None:
    with database.write() as tx:
        _ADD.put(tx, **row("m1"))

    def write_in_vain() -> None:
        with database.write() as tx:
            _ADD.put(tx, **row("m2"))
            raise _GoneError

    assert names(database) == ["m1"]
    with pytest.raises(_GoneError):
        write_in_vain()
    assert names(database) == ["m1"]


def test_a_look_holds_no_transaction_open_on_postgresql(postgres_url: str) -> None:
    database = open_database(postgres_url, pool_size=1)
    with database.look() as tx:
        driver = tx.connection.driver_connection
        assert driver is not None
        tx.execute(select(func.count()).select_from(_MERCHANTS)).scalar_one()
        assert driver.info.transaction_status.name == "IDLE"
    assert not driver.autocommit
    database.close()


def test_a_single_write_is_there_at_once(database: Database) -> None:
    with database.write_one() as tx:
        _ADD.put(tx, **row("m1"))

    assert names(database) == ["m1"]


def test_a_single_write_that_fails_leaves_the_connection_usable(database: Database) -> None:
    def again() -> None:
        with database.write_one() as tx:
            _ADD.put(tx, **row("m1"))

    again()
    with pytest.raises(IntegrityError):
        again()
    assert names(database) == ["m1"]
