"""Dead letters: one list over three places, sorted by what hurts, tried anew or discarded."""

from __future__ import annotations

import orjson
import pytest

from domain.errors import InvalidInputError, NotFoundError
from storage import audit, inbox, quarantine
from storage.dead_letters import Impact, LetterFilter, Source
from sync.letters import PACE, DeadLetterDesk
from tests.fakes.clock import FakeClock
from tests.integration.care.world import World, ids
from tests.integration.storage.shop import NOW, after

ALL = LetterFilter()
MINE = LetterFilter(merchant_id="mer_1")


@pytest.fixture
def desk(world: World, clock: FakeClock) -> DeadLetterDesk:
    return DeadLetterDesk(world.database, clock)


@pytest.fixture
def full(world: World) -> World:
    """One letter of every kind for the small merchant, one about stock for the big one."""
    world.sell(world.big, 3)
    world.sell(world.small, 1)
    world.bury(world.small, "d-item", "RejectedError: no", topic="catalog.version.updated")
    world.bury(world.small, "d-stock", "RejectedError: no")
    world.bury(world.small, "d-order", "KeyError: x (a.py:3)", topic="orders/updated")
    world.bury(world.big, "d-big", "MalformedResponseError: no id")
    world.give_up(world.small, "order.cancel", "ord_1", "UnavailableError: gave up")
    world.keep_back(world.small, "P9", "name")
    return world


def test_the_letters_of_three_places_are_one_list_and_the_worst_come_first(
    full: World, desk: DeadLetterDesk
) -> None:
    found = desk.list(ALL).rows

    assert ids(found) == ["d-order", "ord_1", "d-big", "d-stock", "d-item", "P9"]
    impacts = [each.impact for each in found[2:]]
    assert impacts == [Impact.STOCK, Impact.STOCK, Impact.CATALOG, Impact.CATALOG]
    assert {each.subject: each.code for each in found} == {
        "d-order": "KeyError",
        "ord_1": "UnavailableError",
        "d-big": "MalformedResponseError",
        "d-stock": "RejectedError",
        "d-item": "RejectedError",
        "P9": "name",
    }
    assert {each.weight for each in found if each.merchant_id == "mer_2"} == {3}
    assert found[2].first_seen_at == found[2].last_seen_at == NOW
    assert (found[2].attempts, found[2].connection_id) == (1, "con_b")


def test_a_list_is_read_in_pages(full: World, desk: DeadLetterDesk) -> None:
    seen, offset = [], 0
    while True:
        page = desk.list(ALL, offset=offset, limit=4)
        seen += ids(page.rows)
        if page.cursor is None:
            break
        offset = int(page.cursor)

    assert seen == ids(desk.list(ALL).rows)


@pytest.mark.parametrize(
    ("wanted", "subjects"),
    [
        (LetterFilter(merchant_id="mer_2"), {"d-big"}),
        (LetterFilter(source=Source.QUARANTINE), {"P9"}),
        (LetterFilter(code="RejectedError"), {"d-stock", "d-item"}),
        (LetterFilter(topic="orders/updated"), {"d-order"}),
        (LetterFilter(impact=Impact.ORDERS), {"d-order", "ord_1"}),
        (LetterFilter(connection_id="con_b"), {"d-big"}),
        (LetterFilter(ids=["in_999", "nonsense"]), set()),
    ],
    ids=["merchant", "source", "code", "topic", "impact", "connection", "unknown ids"],
)
def test_letters_are_narrowed(
    full: World, desk: DeadLetterDesk, wanted: LetterFilter, subjects: set[str]
) -> None:
    assert set(ids(desk.list(wanted).rows)) == subjects


def test_what_died_of_the_same_is_counted_together(full: World, desk: DeadLetterDesk) -> None:
    full.bury(full.small, "d-stock-2", "RejectedError: another text")

    groups = {(each.code, each.topic): each for each in desk.groups(MINE)}

    same = groups["RejectedError", "inventory.count.updated"]
    assert (same.letters, same.merchants, same.source) == (2, 1, Source.INBOX)
    assert len(groups) == 5


def test_a_letter_is_shown_with_what_it_held(full: World, desk: DeadLetterDesk) -> None:
    held = {each.subject: desk.show(each.id)[1] for each in desk.list(ALL).rows}

    assert held["d-stock"] == b"d-stock"
    assert orjson.loads(held["ord_1"]) == {"reason": "changed my mind"}
    assert held["P9"] == b'{"id": 1}'


def test_a_letter_of_another_merchant_is_nobodys(full: World, desk: DeadLetterDesk) -> None:
    (theirs,) = desk.list(LetterFilter(merchant_id="mer_2")).rows

    with pytest.raises(NotFoundError):
        desk.show(theirs.id, merchant_id="mer_1")
    foreign = LetterFilter(merchant_id="mer_1", ids=[theirs.id])
    assert desk.replay(foreign, actor="me").done == 0
    assert desk.discard(foreign, reason="mine", actor="me").done == 0
    assert full.states()["d-big"] == "dead"


def test_a_dry_run_tells_and_changes_nothing(full: World, desk: DeadLetterDesk) -> None:
    before = ids(desk.list(ALL).rows)

    tried = desk.replay(MINE, actor="me", dry_run=True)
    closed = desk.discard(MINE, reason="old", actor="me", dry_run=True)

    assert (tried.letters, tried.done, closed.letters, closed.done) == (5, 0, 5, 0)
    assert sum(group.letters for group in tried.groups) == 5
    assert ids(desk.list(ALL).rows) == before
    with full.database.read() as tx:
        assert audit.entries(tx, "mer_1") == []


def test_replayed_letters_are_due_again_and_records_are_asked_for_again(
    full: World, desk: DeadLetterDesk
) -> None:
    done = desk.replay(MINE, actor="ada")

    assert (done.letters, done.done) == (5, 5)
    states = full.states()
    assert [states[name] for name in ("d-item", "d-stock", "d-order")] == ["pending"] * 3
    (asked,) = [name for name in states if name.startswith("voicetill.refetch:product:P9")]
    assert states[asked] == "pending"
    assert ids(desk.list(MINE).rows) == ["P9"]  # until it maps
    with full.database.read() as tx:
        (line,) = audit.entries(tx, "mer_1")
    assert (line.actor, line.action) == ("ada", "dead-letters.replayed")
    assert line.detail["count"] == 5


def test_many_letters_are_tried_a_few_at_a_time(
    world: World, desk: DeadLetterDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.letters._TOGETHER", 2)
    for number in range(5):
        world.bury(world.small, f"d{number}", "KeyError: x")

    done = desk.replay(ALL, actor="me")

    assert done.last_due_at == NOW + 2 * PACE
    with world.database.write() as tx:
        claimed = [
            len(inbox.claim(tx, owner="w", now=after(seconds), lease=PACE * 9))
            for seconds in (0, 4, 8)
        ]
    assert claimed == [2, 2, 1]


def test_a_discarded_letter_is_closed_with_its_reason_and_still_known(
    full: World, desk: DeadLetterDesk
) -> None:
    done = desk.discard(MINE, reason=" shop closed ", actor="ada")

    assert done.done == 5
    assert desk.list(MINE).rows == ()
    assert ids(desk.list(ALL).rows) == ["d-big"]
    with full.database.write() as tx:
        assert not inbox.receive(
            tx,
            merchant_id="mer_1",
            connection_id="con_a",
            delivery_id="d-stock",
            topic="t",
            headers={},
            body=b"",
            received_at=NOW,
        )
        assert quarantine.open_items(tx, "mer_1").rows == ()
        (line,) = audit.entries(tx, "mer_1")
    assert line.detail["reason"] == "shop closed"


def test_a_letter_is_not_discarded_without_a_reason(full: World, desk: DeadLetterDesk) -> None:
    with pytest.raises(InvalidInputError):
        desk.discard(MINE, reason="  ", actor="me")
