"""The inbox: nothing acknowledged is lost, nothing is worked on by two, everything ends."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from domain.ids import ConnectionId
from storage import inbox
from storage.engine import Database
from storage.inbox import InboxRow
from tests.integration.storage.shop import NOW, after, open_shop

LEASE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _shop(database: Database) -> None:
    open_shop(database)
    open_shop(database, merchant_id="mer_2", connection_id="con_b")


def receive(
    database: Database,
    delivery_id: str,
    *,
    connection_id: str = "con_a",
    merchant_id: str = "mer_1",
    at: datetime = NOW,
) -> bool:
    with database.write() as tx:
        return inbox.receive(
            tx,
            merchant_id=merchant_id,
            connection_id=connection_id,
            delivery_id=delivery_id,
            topic="inventory.count.updated",
            headers={"x-signature": "abc"},
            body=b'{"a":"\xc3\xa9\\u0000"}',
            received_at=at,
        )


def claim(
    database: Database, owner: str = "w1", seconds: float = 0, limit: int = 50
) -> list[InboxRow]:
    with database.write() as tx:
        return inbox.claim(tx, owner=owner, now=after(seconds), lease=LEASE, limit=limit)


def test_a_delivery_comes_back_as_it_was_sent(database: Database) -> None:
    assert receive(database, "d1")

    (row,) = claim(database)

    assert row.body == b'{"a":"\xc3\xa9\\u0000"}'
    assert row.headers == {"x-signature": "abc"}
    assert (row.delivery_id, row.topic) == ("d1", "inventory.count.updated")
    assert (row.connection_id, row.merchant_id) == ("con_a", "mer_1")
    assert (row.received_at, row.attempts) == (NOW, 1)


def test_connections_to_be_left_alone_are_passed_over(database: Database) -> None:
    receive(database, "d1")
    receive(database, "d2", connection_id="con_b", merchant_id="mer_2")

    with database.write() as tx:
        (row,) = inbox.claim(tx, owner="w1", now=NOW, lease=LEASE, without={ConnectionId("con_a")})

    assert row.delivery_id == "d2"
    assert [each.delivery_id for each in claim(database)] == ["d1"]


def test_a_repeated_delivery_is_a_duplicate_even_when_it_is_done(database: Database) -> None:
    assert receive(database, "d1")
    assert not receive(database, "d1")
    (row,) = claim(database)
    with database.write() as tx:
        inbox.done(tx, [row.id], owner="w1", now=NOW)

    assert not receive(database, "d1")
    assert claim(database, seconds=1000) == []


def test_two_connections_may_use_the_same_delivery_id(database: Database) -> None:
    assert receive(database, "d1")
    assert receive(database, "d1", connection_id="con_b", merchant_id="mer_2")


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(database: Database) -> None:
    receive(database, "d1")
    (first,) = claim(database)

    assert claim(database, owner="w2", seconds=29) == []
    (again,) = claim(database, owner="w2", seconds=30)

    assert again.id == first.id
    assert again.attempts == 2


def test_a_heartbeat_prolongs_the_lease(database: Database) -> None:
    receive(database, "d1")
    (row,) = claim(database)
    with database.write() as tx:
        assert inbox.heartbeat(tx, [row.id], owner="w1", now=after(20), lease=LEASE) == 1
        assert inbox.heartbeat(tx, [row.id], owner="w2", now=after(20), lease=LEASE) == 0

    assert claim(database, owner="w2", seconds=40) == []


def test_who_lost_the_lease_can_neither_finish_nor_put_back_nor_bury(database: Database) -> None:
    receive(database, "d1")
    (row,) = claim(database)
    claim(database, owner="w2", seconds=30)

    with database.write() as tx:
        late = after(31)
        assert inbox.done(tx, [row.id], owner="w1", now=late) == 0
        assert not inbox.retry(tx, row.id, owner="w1", now=late, at=late, reason="x")
        assert not inbox.bury(tx, row.id, owner="w1", now=late, reason="x")


def test_a_row_put_back_is_due_when_it_was_asked_for(database: Database) -> None:
    receive(database, "d1")
    (row,) = claim(database)
    with database.write() as tx:
        assert inbox.retry(tx, row.id, owner="w1", now=NOW, at=after(60), reason="POS down")

    assert claim(database, seconds=59) == []
    (again,) = claim(database, seconds=60)
    assert (again.reason, again.attempts) == ("POS down", 2)


def test_a_dead_letter_keeps_everything_and_can_be_replayed(database: Database) -> None:
    receive(database, "d1")
    (row,) = claim(database)
    with database.write() as tx:
        assert inbox.bury(tx, row.id, owner="w1", now=after(5), reason="no such item")
    with database.read() as tx:
        (letter,) = inbox.dead(tx, "mer_1").rows
        assert inbox.dead(tx, "mer_2").rows == ()

    assert (letter.reason, letter.attempts, letter.body) == ("no such item", 1, row.body)
    assert (letter.received_at, letter.last_seen_at) == (NOW, after(5))
    with database.write() as tx:
        assert inbox.replay(tx, "mer_2", [row.id], now=after(60)) == 0
        assert inbox.replay(tx, "mer_1", [row.id], now=after(60)) == 1
    assert [each.attempts for each in claim(database, seconds=60)] == [1]


def test_dead_letters_come_in_pages_newest_first(database: Database) -> None:
    for number in range(5):
        receive(database, f"d{number}")
    for row in claim(database):
        with database.write() as tx:
            inbox.bury(tx, row.id, owner="w1", now=NOW, reason="x")

    pages, cursor = [], None
    with database.read() as tx:
        for _ in range(3):
            page = inbox.dead(tx, "mer_1", cursor=cursor, limit=2)
            pages.append([row.delivery_id for row in page.rows])
            cursor = page.cursor
    assert pages == [["d4", "d3"], ["d2", "d1"], ["d0"]]
    assert cursor is None


def test_the_backlog_counts_what_waits_and_how_long(database: Database) -> None:
    receive(database, "d1")
    receive(database, "d2", at=after(5))
    receive(database, "d3", connection_id="con_b", merchant_id="mer_2", at=after(9))
    (row,) = claim(database, limit=1)
    with database.write() as tx:
        inbox.bury(tx, row.id, owner="w1", now=NOW, reason="x")

    with database.read() as tx:
        everyone, one = inbox.backlog(tx), inbox.backlog(tx, merchant_id="mer_2")
    assert (everyone.pending, everyone.dead) == (2, 1)
    assert everyone.oldest_received_at == after(5)
    assert (one.pending, one.oldest_received_at, one.dead) == (1, after(9), 0)


def test_only_old_finished_rows_are_pruned(database: Database) -> None:
    for number in range(3):
        receive(database, f"d{number}")
    first, second, _ = claim(database)
    with database.write() as tx:
        inbox.done(tx, [first.id], owner="w1", now=NOW)
        inbox.done(tx, [second.id], owner="w1", now=after(100))
        assert inbox.prune(tx, before=after(50)) == 1
        assert inbox.prune(tx, before=after(50)) == 0


def test_workers_claiming_at_once_share_the_rows_without_overlap(database: Database) -> None:
    for number in range(120):
        receive(database, f"d{number}")
    taken: list[int] = []

    def work(owner: str) -> None:
        while rows := claim(database, owner=owner, limit=7):
            taken.extend(row.id for row in rows)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 120


def test_claiming_does_not_read_what_is_done(database: Database) -> None:
    """The plan goes by the index of pending rows, however many finished ones there are."""
    query = (
        "SELECT id FROM inbox WHERE state = 'pending' AND due_at <= 5 ORDER BY due_at, id LIMIT 9"
    )
    with database.read() as tx:
        if database.dialect == "postgresql":
            for other in ("seqscan", "bitmapscan", "sort"):  # cheaper while all is empty
                tx.execute(text(f"SET LOCAL enable_{other} = off"))
            plan = " ".join(row[0] for row in tx.execute(text(f"EXPLAIN {query}")))
        else:
            plan = " ".join(row[3] for row in tx.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert "ix_inbox_pending" in plan
