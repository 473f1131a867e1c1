"""Doubtful records: let through and counted, kept back, or refused, as the merchant wishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from app.ops.intake_desk import IntakeDesk
from domain.calls import Call
from domain.catalog import Product, Source
from domain.errors import InvalidInputError, NotFoundError
from domain.events import Changed, Entity, PosEvent
from domain.ids import ConnectionId, MerchantId, PlatformId
from domain.money import Money
from domain.ports.pos import Page
from storage import tables
from storage.dead_letters import LetterFilter
from storage.engine import Database, open_database
from storage.intake import Mode
from sync.apply import Arrival, apply_page
from sync.inbox_worker import InboxWorker
from sync.letters import DeadLetterDesk
from tests.fakes.clock import FakeClock
from tests.integration.care.world import World, open_world
from tests.integration.storage.shop import NOW, a_count, a_product, a_variant

MERCHANT = MerchantId("mer_1")
USUAL, LEAPT = Money(1999, "USD"), Money(199_900, "USD")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    return open_world(database)


@dataclass
class Till:
    """A platform that tells products whole; each delivery is named after the price it tells."""

    products: dict[str, Product] = field(default_factory=dict)

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        names = body.decode().split(",")
        return [Changed(entity=Entity.PRODUCT, record=self.products[name]) for name in names]

    def open(self, connection_id: ConnectionId, call: Call, **_options: Any) -> Till:
        return self

    def product(self, platform_id: PlatformId) -> Page[Product]:
        return Page(records=(self.products[platform_id],))


def goods(name: str, price: Money, revision: int) -> Product:
    return a_product(name, a_variant(f"{name}-v", name, price=price), revision=revision)


@pytest.fixture
def till() -> Till:
    """`A` is sold at its usual price; `B` too."""
    return Till({"A": goods("A", USUAL, 1), "B": goods("B", USUAL, 1)})


@pytest.fixture
def worker(world: World, clock: FakeClock, till: Till) -> InboxWorker:
    made = InboxWorker(world.database, till, lambda _: till, clock)
    tell(world, made, "first", "A,B")
    till.products |= {"A": goods("A", LEAPT, 2), "B": goods("B", Money(2099, "USD"), 2)}
    return made


@pytest.fixture
def desk(world: World, clock: FakeClock) -> IntakeDesk:
    return IntakeDesk(world.database, clock)


def tell(world: World, worker: InboxWorker, delivery: str, names: str) -> None:
    world.receive(world.small, delivery, topic="product.updated", body=names.encode())
    while worker.run_once():
        pass


def prices(world: World) -> dict[str, int]:
    table = tables.listings
    with world.database.read() as tx:
        return {row.own_sku: row.price_minor for row in tx.execute(table.select())}


def counted(desk: IntakeDesk) -> dict[tuple[str, str, str], int]:
    return {(c.channel, c.reason, c.verdict.value): c.times for c in desk.counts(MERCHANT)}


def test_by_default_nothing_is_kept_back(world: World, worker: InboxWorker) -> None:
    tell(world, worker, "d", "A,B")

    assert prices(world) == {"A": 199_900, "B": 2099}


def test_a_doubt_that_the_record_itself_tells_is_counted_though_let_through(
    world: World, worker: InboxWorker, till: Till, desk: IntakeDesk
) -> None:
    till.products["A"] = goods("A", Money(-1, "USD"), 3)
    tell(world, worker, "d", "A,B")

    assert prices(world)["A"] == -1
    assert counted(desk) == {("webhook", "price-negative", "passed"): 1}


def test_quarantine_keeps_one_record_back_and_applies_its_neighbor(
    world: World, worker: InboxWorker, desk: IntakeDesk, clock: FakeClock
) -> None:
    desk.set(MERCHANT, Mode.QUARANTINE, actor="test")
    tell(world, worker, "d", "A,B")

    assert prices(world) == {"A": 1999, "B": 2099}
    (letter,) = DeadLetterDesk(world.database, clock).list(LetterFilter()).rows
    assert (letter.code, letter.subject) == ("intake.price-leap", "A")
    assert "1999 -> 199900" in letter.reason
    assert counted(desk) == {("webhook", "price-leap", "kept_back"): 1}


def test_strict_refuses_the_whole_delivery_at_once(
    world: World, worker: InboxWorker, desk: IntakeDesk, clock: FakeClock
) -> None:
    desk.set(MERCHANT, Mode.STRICT, account="con_a", channel="webhook", actor="test")
    tell(world, worker, "d", "A,B")

    assert prices(world) == {"A": 1999, "B": 1999}
    (letter,) = DeadLetterDesk(world.database, clock).list(LetterFilter()).rows
    assert (letter.code, letter.attempts) == ("intake.price-leap", 1)
    assert counted(desk) == {("webhook", "price-leap", "refused"): 1}


@pytest.mark.parametrize("mode", [Mode.STRICT, Mode.QUARANTINE])
def test_what_a_person_accepts_is_taken_and_counted_as_a_false_reject(
    world: World, worker: InboxWorker, desk: IntakeDesk, clock: FakeClock, mode: Mode
) -> None:
    desk.set(MERCHANT, mode, actor="test")
    tell(world, worker, "d", "A,B")
    letters = DeadLetterDesk(world.database, clock)

    letters.replay(LetterFilter(), actor="ada", accept=True)
    while worker.run_once():
        pass

    assert prices(world) == {"A": 199_900, "B": 2099}
    assert letters.list(LetterFilter()).rows == ()
    (false_rejects,) = [
        (reason, times) for (_, reason, verdict), times in counted(desk).items()
        if verdict == "false_reject"
    ]  # fmt: skip
    assert false_rejects == ("intake.price-leap", 1)


def test_a_record_asked_for_again_without_acceptance_is_judged_again(
    world: World, worker: InboxWorker, desk: IntakeDesk, clock: FakeClock, till: Till
) -> None:
    desk.set(MERCHANT, Mode.QUARANTINE, actor="test")
    tell(world, worker, "d", "A")
    letters = DeadLetterDesk(world.database, clock)
    letters.replay(LetterFilter(), actor="ada")
    while worker.run_once():
        pass
    assert prices(world)["A"] == 1999

    till.products["A"] = goods("A", Money(2499, "USD"), 3)
    clock.advance(minutes=1)
    letters.replay(LetterFilter(), actor="ada")
    while worker.run_once():
        pass

    assert prices(world)["A"] == 2499
    assert letters.list(LetterFilter()).rows == ()


def apply(world: World, entity: Entity, records: Sequence[Any]) -> None:
    arrival = Arrival(connection=world.small, source=Source.POLL, now=NOW)
    with world.database.write() as tx:
        apply_page(tx, arrival, entity, Page(records=tuple(records)))


def test_a_page_of_a_poll_is_sifted_record_by_record_also_when_strict(
    world: World, desk: IntakeDesk, clock: FakeClock
) -> None:
    desk.set(MERCHANT, Mode.STRICT, channel="poll", actor="test")
    far = NOW + timedelta(hours=3)
    apply(world, Entity.PRODUCT, [goods("A", Money(-5, "USD"), 1), goods("B", USUAL, 1)])
    apply(
        world,
        Entity.STOCK,
        [a_count("B-v", "P1", 7), a_count("B-v", "P2", 7, at=far), a_count("B-v", "P2", 2_000_000)],
    )

    assert prices(world) == {"B": 1999}
    assert counted(desk) == {
        ("poll", "from-the-future", "kept_back"): 1,
        ("poll", "price-negative", "kept_back"): 1,
        ("poll", "stock-huge", "kept_back"): 1,
    }


def test_the_more_special_setting_holds_and_can_be_taken_back(
    world: World, worker: InboxWorker, desk: IntakeDesk
) -> None:
    desk.set(MERCHANT, Mode.STRICT, actor="test")
    desk.set(MERCHANT, Mode.LENIENT, account="con_a", channel="webhook", actor="test")
    tell(world, worker, "d1", "A")
    assert prices(world)["A"] == 199_900

    desk.set(MERCHANT, None, account="con_a", channel="webhook", actor="test")
    assert [(each.account, each.mode) for each in desk.policies(MERCHANT)] == [("*", Mode.STRICT)]


def test_a_setting_that_means_nothing_is_refused(world: World, desk: IntakeDesk) -> None:
    with pytest.raises(InvalidInputError):
        desk.set(MERCHANT, Mode.STRICT, channel="pigeon", actor="test")
    with pytest.raises(NotFoundError):
        desk.set(MERCHANT, Mode.STRICT, account="con_b", actor="test")
