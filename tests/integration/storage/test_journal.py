"""The journal of checkouts: one per key, worked on by one, and by another when that one dies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import journal
from storage.engine import Database
from storage.journal import Checkout, LeaseLostError
from tests.integration.storage.shop import NOW, after, open_shop

MERCHANT, LEASE = "mer_1", timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _opened(database: Database) -> None:
    open_shop(database)
    open_checkout(database)


def open_checkout(database: Database, order_id: str = "ord_1", key: str = "key-1") -> None:
    with database.write() as tx:
        journal.open_checkout(
            tx,
            MERCHANT,
            order_id=order_id,
            key=key,
            command={"lines": [1]},
            context={"done": []},
            hold_id="hold_1",
            until=after(600),
            now=NOW,
        )


def seize(database: Database, owner: str = "w1", seconds: float = 0) -> Checkout | None:
    with database.write() as tx:
        return journal.seize(tx, MERCHANT, "ord_1", owner=owner, now=after(seconds), lease=LEASE)


def load(database: Database) -> Checkout:
    with database.read() as tx:
        found = journal.load(tx, MERCHANT, "ord_1")
    assert found is not None
    return found


def test_a_key_opens_one_checkout(database: Database) -> None:
    with pytest.raises(journal.KeyTakenError):
        open_checkout(database, order_id="ord_2")

    with database.read() as tx:
        found = journal.by_key(tx, MERCHANT, "key-1")
        assert journal.by_key(tx, "mer_2", "key-1") is None
        assert journal.load(tx, "mer_2", "ord_1") is None
    assert found == load(database)
    assert found is not None
    assert (found.command, found.context, found.is_open) == ({"lines": [1]}, {"done": []}, True)


def test_a_checkout_is_worked_on_by_one_at_a_time(database: Database) -> None:
    won: list[Checkout | None] = []
    threads = [
        threading.Thread(target=lambda n=n: won.append(seize(database, f"w{n}")))  # type: ignore[misc]
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each is not None for each in won) == 1
    assert load(database).attempts == 1


def test_who_died_is_succeeded_when_the_lease_ends(database: Database) -> None:
    assert seize(database) is not None
    assert seize(database, "w2", seconds=29) is None

    successor = seize(database, "w2", seconds=30)
    assert successor is not None
    assert successor.attempts == 2


def test_steps_are_kept_in_order_with_what_they_found_out(database: Database) -> None:
    seize(database)
    with database.write() as tx:
        journal.advance(
            tx,
            MERCHANT,
            "ord_1",
            owner="w1",
            at=after(1),
            context={},
            begun=["create", "authorize"],
        )
    assert load(database).step == "authorize"
    with database.write() as tx:
        journal.advance(
            tx,
            MERCHANT,
            "ord_1",
            owner="w1",
            at=after(2),
            context={"done": ["create"]},
            done=["create"],
            begun=["authorize"],
        )
        journal.step_ended(
            tx,
            MERCHANT,
            "ord_1",
            "authorize",
            "failed",
            owner="w1",
            at=after(4),
            detail={"why": "CardDeclined"},
        )
        steps = journal.steps(tx, MERCHANT, "ord_1")

    assert [(each.step, each.status) for each in steps] == [
        ("create", "begun"),
        ("authorize", "begun"),
        ("create", "done"),
        ("authorize", "begun"),
        ("authorize", "failed"),
    ]
    assert steps[-1].detail == {"why": "CardDeclined"}
    found = load(database)
    assert (found.step, found.context) == (None, {"done": ["create"]})


def test_a_parked_checkout_is_seized_only_when_it_is_due(database: Database) -> None:
    seize(database)
    with database.write() as tx:
        journal.park(
            tx, "ord_1", owner="w1", context={"x": 1}, until=after(100), now=NOW, step="capture"
        )
        assert journal.seize_due(tx, owner="r", now=after(99), lease=LEASE) == []
        (due,) = journal.seize_due(tx, owner="r", now=after(100), lease=LEASE)
        assert journal.seize_due(tx, owner="r2", now=after(100), lease=LEASE) == []

    assert (due.step, due.context) == ("capture", {"x": 1})


WRITES = {
    "keep": lambda tx, who: journal.keep(tx, "ord_1", owner=who, context={}, now=NOW),
    "advance": lambda tx, who: journal.advance(
        tx, MERCHANT, "ord_1", owner=who, at=NOW, context={}, done=["x"], begun=["y"]
    ),
    "end": lambda tx, who: journal.step_ended(
        tx, MERCHANT, "ord_1", "x", "failed", owner=who, at=NOW
    ),
    "park": lambda tx, who: journal.park(tx, "ord_1", owner=who, context={}, until=NOW, now=NOW),
    "close": lambda tx, who: journal.close(
        tx, MERCHANT, "ord_1", owner=who, context={}, outcome={}, at=NOW
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_who_lost_the_lease_writes_no_more(
    database: Database, write: Callable[[Connection, str], None]
) -> None:
    seize(database)
    seize(database, "w2", seconds=30)
    before = load(database)

    with pytest.raises(LeaseLostError), database.write() as tx:
        write(tx, "w1")

    assert load(database) == before
    with database.write() as tx:
        assert journal.steps(tx, MERCHANT, "ord_1") == []
        write(tx, "w2")


def test_a_closed_checkout_moves_no_more(database: Database) -> None:
    seize(database)
    with database.write() as tx:
        journal.close(
            tx,
            MERCHANT,
            "ord_1",
            owner="w1",
            context={"done": ["all"]},
            outcome={"kind": "placed"},
            at=NOW,
        )

    found = load(database)
    assert (found.is_open, found.outcome) == (False, {"kind": "placed"})
    assert seize(database, seconds=10_000) is None
    with database.write() as tx:
        assert journal.seize_due(tx, owner="r", now=after(10_000), lease=LEASE) == []
    with pytest.raises(LeaseLostError), database.write() as tx:
        journal.keep(tx, "ord_1", owner="w1", context={}, now=NOW)
