"""Writes sent as one statement, and statements that begin no transaction, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import tables
from storage.engine import Database, open_database
from storage.joint_reach import NotTogetherError
from storage.prepared import Prepared, Together, Writes, insert_of, together
from tests.integration.storage.shop import NOW, merchant_values

_MERCHANTS = tables.merchants
_ADD = Prepared(insert_of(_MERCHANTS))
_RENAME = Prepared(
    update(_MERCHANTS).where(_MERCHANTS.c.id == bindparam("its_id")).values(name=bindparam("name"))
)

_CLOSE = Prepared(
    update(_MERCHANTS).where(_MERCHANTS.c.id == bindparam("its_id")).values(country="DE")
)
_RENAME_ALL = Prepared(update(_MERCHANTS).values(name=bindparam("name")))
_REMOVE = Prepared(delete(_MERCHANTS).where(_MERCHANTS.c.id == bindparam("its_id")))
_LEAD = Prepared(insert_of(tables.leaders))
_FOLLOW = Prepared(
    update(tables.leaders)
    .where(tables.leaders.c.name == bindparam("its_name"))
    .values(owner=bindparam("owner"))
)
_LEAD_NEWEST = Prepared(
    insert(tables.leaders).values(
        name=select(func.max(_MERCHANTS.c.id)).scalar_subquery(),
        owner=bindparam("owner"),
        lease_until=bindparam("lease_until"),
    )
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
        _LEAD.put(tx, name="clocks", owner="a", lease_until=NOW)
        with together(tx) as writes:
            _ADD.put(writes, **row("m1"))
            _FOLLOW.run_or(writes, _GoneError, its_name="clocks", owner="b")
            _ADD.run_each(writes, [row("m2"), row("m3")])

    assert names(database) == ["m1", "m2", "m3"]
    with database.look() as tx:
        kept = tx.execute(select(_MERCHANTS).where(_MERCHANTS.c.id == "m1")).one()
        leads = tx.execute(select(tables.leaders.c.owner)).scalar_one()
    assert (kept.created_at, kept.safety_stock) == (NOW, Decimal("0.5"))
    assert kept.settings == {"note": "a\u0000b"}
    assert leads == "b"


def test_one_that_changes_no_row_takes_the_others_with_it(database: Database) -> None:
    def send() -> None:
        with database.write() as tx, together(tx) as writes:
            _ADD.put(writes, **row("m1"))
            _FOLLOW.run_or(writes, _GoneError, its_name="nobody", owner="x")
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


Write = Callable[[Writes], None]
_TWICE: dict[str, Sequence[Write]] = {
    "one row by one statement": (
        lambda tx: _RENAME.put(tx, its_id="m0", name="a"),
        lambda tx: _RENAME.put(tx, its_id="m0", name="b"),
    ),
    "one table by two statements": (
        lambda tx: _RENAME.put(tx, its_id="m0", name="a"),
        lambda tx: _CLOSE.put(tx, its_id="m0"),
    ),
    "all rows twice": (
        lambda tx: _RENAME_ALL.put(tx, name="a"),
        lambda tx: _RENAME_ALL.put(tx, name="b"),
    ),
    "a row that is only now inserted": (
        lambda tx: _ADD.put(tx, **row("m1")),
        lambda tx: _RENAME.put(tx, its_id="m1", name="a"),
    ),
    "a row that is removed": (
        lambda tx: _REMOVE.put(tx, its_id="m0"),
        lambda tx: _RENAME.put(tx, its_id="m0", name="a"),
    ),
    "what the other reads": (
        lambda tx: _ADD.put(tx, **row("m1")),
        lambda tx: _LEAD_NEWEST.put(tx, owner="a", lease_until=NOW),
    ),
}


@pytest.mark.parametrize("writes", _TWICE.values(), ids=_TWICE.keys())
def test_what_would_not_do_together_what_it_does_in_turn_is_refused(
    postgres_url: str, writes: Sequence[Write]
) -> None:
    with closing(open_database(postgres_url)) as postgres:
        with postgres.write() as tx:
            _ADD.put(tx, **(row("m0") | {"name": "As it was"}))

        def send() -> None:
            with postgres.write() as tx, together(tx) as gathered:
                for write in writes:
                    write(gathered)

        with pytest.raises(NotTogetherError):
            send()
        with postgres.look() as tx:
            kept = tx.execute(select(_MERCHANTS.c.name)).scalars()
            assert list(kept) == ["As it was"]


def test_one_statement_may_change_other_rows_each_time(database: Database) -> None:
    with database.write() as tx:
        _ADD.run_each(tx, [row("m0"), row("m1")])
        with together(tx) as writes:
            _RENAME.put(writes, its_id="m0", name="A")
            _RENAME.put(writes, its_id="m1", name="B")

    with database.look() as tx:
        found = tx.execute(select(_MERCHANTS.c.name).order_by(_MERCHANTS.c.id)).scalars()
        assert list(found) == ["A", "B"]


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
