"""Kept answers: one key, one answer; none for another body or while the first use is running."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from domain.errors import IdempotencyConflictError
from storage import idempotency
from storage.engine import Database
from storage.idempotency import New, Replay
from tests.integration.storage.shop import NOW, after, open_shop

MERCHANT, LEASE = "mer_1", timedelta(seconds=60)


@pytest.fixture(autouse=True)
def _opened(database: Database) -> None:
    open_shop(database)


def begin(
    database: Database, body: str = "body", owner: str = "a", seconds: float = 0
) -> New | Replay:
    with database.write() as tx:
        return idempotency.begin(
            tx, MERCHANT, "key", body, owner=owner, now=after(seconds), lease=LEASE
        )


def finish(database: Database, owner: str = "a") -> bool:
    with database.write() as tx:
        return idempotency.finish(
            tx, MERCHANT, "key", owner=owner, status=201, headers={"x": "y"}, body=b"\x00made"
        )


def test_a_finished_key_gives_its_answer_again_for_a_day(database: Database) -> None:
    assert begin(database) == New(owner="a")
    assert finish(database)

    again = begin(database, owner="b", seconds=86_399)

    assert again == Replay(status=201, headers={"x": "y"}, body=b"\x00made")
    assert begin(database, owner="b", seconds=86_400) == New(owner="b")


def test_another_body_is_refused_running_or_finished(database: Database) -> None:
    begin(database)
    with pytest.raises(IdempotencyConflictError) as running:
        begin(database, "other")
    finish(database)
    with pytest.raises(IdempotencyConflictError) as finished:
        begin(database, "other", seconds=1000)

    assert not running.value.in_flight
    assert not finished.value.in_flight


def test_a_running_key_is_refused_until_its_owner_is_given_up(database: Database) -> None:
    begin(database)
    with pytest.raises(IdempotencyConflictError) as refused:
        begin(database, owner="b", seconds=59)
    assert refused.value.in_flight

    assert begin(database, owner="b", seconds=60) == New(owner="b")
    assert not finish(database, owner="a")
    assert finish(database, owner="b")


def test_an_abandoned_key_is_free(database: Database) -> None:
    begin(database)
    with database.write() as tx:
        idempotency.abandon(tx, MERCHANT, "key", owner="somebody else")
    with pytest.raises(IdempotencyConflictError):
        begin(database, owner="b")
    with database.write() as tx:
        idempotency.abandon(tx, MERCHANT, "key", owner="a")

    assert begin(database, owner="b") == New(owner="b")


def test_of_many_at_once_one_begins(database: Database) -> None:
    began: list[New | Replay] = []

    def one(owner: str) -> None:
        with suppress(IdempotencyConflictError):
            began.append(begin(database, owner=owner))

    threads = [threading.Thread(target=one, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(began) == 1


def test_keys_belong_to_one_merchant(database: Database) -> None:
    open_shop(database, merchant_id="mer_2", connection_id="con_b")
    begin(database)
    with database.write() as tx:
        theirs = idempotency.begin(tx, "mer_2", "key", "else", owner="z", now=NOW)

    assert theirs == New(owner="z")


def test_only_answers_past_their_time_are_pruned(database: Database) -> None:
    begin(database)
    with database.write() as tx:
        assert idempotency.prune(tx, after(86_399)) == 0
        assert idempotency.prune(tx, after(86_400)) == 1


def test_a_body_is_known_by_the_fingerprint_it_had_before(database: Database) -> None:
    begin(database, "by the key before")
    with database.write() as tx:
        taken_over = idempotency.begin(
            tx, MERCHANT, "key", "new", also=["by the key before"], owner="b", now=after(60)
        )

    assert taken_over == New(owner="b")
