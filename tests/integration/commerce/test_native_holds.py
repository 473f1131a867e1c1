"""Lightspeed keeps goods aside while a shopper makes up their mind, and never a moment longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from app.commerce import native
from app.commerce.model import (
    NotOrderable,
    OutOfStock,
    Placed,
    PlaceOrder,
    Prepared,
    PrepareOutcome,
)
from app.services import Services
from domain.ids import IdempotencyKey, ProductSku
from domain.orders import Cart, CartLine, Recipient
from storage import catalog_reads, customers, locations
from storage import stock as levels
from storage.stock import Level
from tests.integration.commerce.acts import settle_services
from tests.integration.commerce.house import GOOD_CARD, MERCHANT, Till, new_call
from tests.integration.commerce.street import Street
from tests.integration.commerce.zygote import Zygote

HOLD_OVER_S = 700.0
ROUTE = "POST SaleLine"


@dataclass(slots=True, kw_only=True)
class Rack:
    """Five pieces of one variant in Lightspeed's shop, for one test."""

    street: Street
    sku: ProductSku

    @property
    def services(self) -> Services:
        """The gateway."""
        return self.street.services

    @property
    def till(self) -> Till:
        """Lightspeed."""
        return self.street.tills["lightspeed"]

    def control(self, name: str, quantity: int) -> None:
        """What staff do with so many of it."""
        place = self.street.store("lightspeed")[1]
        self.till.control(name, {"sku": self.sku, "location": place, "quantity": quantity})

    def ask(self, quantity: int, key: str) -> PrepareOutcome:
        """Prepare an order of so many."""
        return self.street.ask("lightspeed", self.sku, quantity, key=key)

    def prepare(self, quantity: int, key: str) -> Prepared:
        """The same, prepared."""
        return self.street.prepare("lightspeed", self.sku, quantity, key=key)

    def settle(self, ahead_s: float = 0.0) -> None:
        """A worker's rounds, so much later."""
        self.street.clock.advance(ahead_s)
        settle_services(self.services)


@pytest.fixture
def rack(street: Street) -> Iterator[Rack]:
    """A rack of its own for every test, nothing of it aside, before or after."""
    rack = Rack(street=street, sku=next(street.goods))
    street.count("lightspeed", rack.sku, 5)
    assert aside(rack) == []
    yield rack
    street.tills["lightspeed"].shop.control.faults.remove()
    rack.settle(2 * HOLD_OVER_S)
    assert aside(rack) == []


def aside(rack: Rack) -> list[str]:
    """The notes of what lies aside for us at the till."""
    rows = rack.till.control("GET holds")["holds"]
    return [row["note"] for row in rows if "hold" in row["note"]]


def learned(rack: Rack) -> Level:
    """What the gateway knows after asking the till."""
    place = rack.street.store("lightspeed")[0]
    assert rack.services.stock.refresh(MERCHANT, [rack.sku], place, new_call())
    with rack.services.database.read() as tx:
        found = levels.level(tx, MERCHANT, rack.sku, place, now=rack.street.clock.now())
    assert found is not None
    return found


def yes_to(prepared: Prepared) -> PlaceOrder:
    """The shopper's yes with a good card."""
    return PlaceOrder(
        merchant_id=MERCHANT,
        order_id=prepared.order_id,
        payment_token=GOOD_CARD,
        agreed_total=prepared.total,
    )


def left(rack: Rack) -> tuple[Decimal, Decimal | None]:
    """How many the till can sell, and how many we would."""
    return rack.street.on_shelf("lightspeed", rack.sku), learned(rack).available


def test_prepared_goods_lie_aside_at_the_till_and_are_counted_once(rack: Rack) -> None:
    prepared = rack.prepare(2, "aside")

    (note,) = aside(rack)
    assert prepared.order_id in note
    assert left(rack) == (3, 3)
    assert learned(rack).held == 2


def test_the_last_ones_can_be_bought_by_whom_they_are_kept_for(rack: Rack) -> None:
    prepared = rack.prepare(5, "last")
    assert left(rack) == (0, 0)

    placed = rack.services.checkout.place(yes_to(prepared), new_call())
    rack.settle()

    assert isinstance(placed, Placed), placed
    assert aside(rack) == []
    assert left(rack) == (0, 0)
    assert learned(rack).held == 0


def test_a_hold_released_by_hand_gives_back_both(rack: Rack) -> None:
    prepared = rack.prepare(2, "by-hand")

    rack.services.stock.release(MERCHANT, prepared.hold_id)
    rack.settle()

    assert aside(rack) == []
    assert left(rack) == (5, 5)


def test_what_a_till_kept_for_a_shoppers_earlier_attempt_goes_to_their_next(rack: Rack) -> None:
    old = rack.prepare(4, "earlier")

    new = rack.ask(3, "newer")

    assert isinstance(new, Prepared), new
    (note,) = aside(rack)
    assert new.order_id in note
    assert left(rack) == (2, 2)
    assert not isinstance(rack.services.checkout.place(yes_to(old), new_call()), Placed)


def test_an_earlier_attempt_whose_goods_the_till_does_not_give_back_in_time_helps_nobody(
    rack: Rack,
) -> None:
    rack.prepare(4, "kept")
    rack.till.fault("fail", "GET SaleLine", status=503, times=50)

    refused = rack.ask(3, "short")
    rack.till.shop.control.faults.remove()
    rack.settle(400)

    assert isinstance(refused, OutOfStock), refused
    assert aside(rack) == []


def test_goods_are_for_sale_as_soon_as_the_till_gives_them_back_though_it_was_asked_before(
    rack: Rack,
) -> None:
    prepared = rack.prepare(4, "between")
    rack.services.stock.release(MERCHANT, prepared.hold_id)
    before = learned(rack).available

    rack.settle()

    place = rack.street.store("lightspeed")[0]
    with rack.services.database.read() as tx:
        found = levels.level(tx, MERCHANT, rack.sku, place, now=rack.street.clock.now())
    assert found is not None
    assert (before, found.available) == (1, 5)


def test_a_shopper_who_never_answers_leaves_nothing_aside(rack: Rack) -> None:
    rack.prepare(2, "silent")

    rack.settle(HOLD_OVER_S)

    assert aside(rack) == []
    assert left(rack) == (5, 5)


def test_a_checkout_that_is_undone_leaves_nothing_aside(rack: Rack) -> None:
    prepared = rack.prepare(2, "undone")
    checkout = rack.services.checkout

    checkout.cancel(MERCHANT, prepared.order_id, reason="changed my mind", call=new_call())
    rack.settle()

    assert aside(rack) == []
    assert left(rack) == (5, 5)


def test_what_the_till_sold_meanwhile_is_out_of_stock(rack: Rack) -> None:
    def sell(moment: str) -> None:
        if moment == "native.begun":
            rack.control("POST sell", 4)

    with rack.street.rebuilt(sell) as busy:
        outcome = replace(rack, street=busy).ask(2, "sold")
    again = rack.ask(2, "sold")

    assert isinstance(outcome, OutOfStock), outcome
    assert (outcome.wanted, outcome.left) == (2, 1)
    assert isinstance(again, NotOrderable)
    assert learned(rack).held == 0
    assert aside(rack) == []


def test_a_till_that_fails_leaves_the_goods_to_our_ledger(rack: Rack) -> None:
    rack.till.fault("fail", ROUTE, status=500, times=None)

    rack.prepare(2, "failing")

    assert aside(rack) == []
    assert left(rack) == (5, 3)


def test_a_lost_answer_is_found_again(rack: Rack) -> None:
    rack.till.fault("lose_answer", ROUTE)

    rack.prepare(2, "lost")

    assert len(aside(rack)) == 1
    assert left(rack) == (3, 3)


def test_a_shopper_does_not_wait_for_it_and_a_late_one_is_let_go(
    rack: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native, "_WAIT_S", 0.05)
    may_go_on = Event()

    def linger(moment: str) -> None:
        if moment == "native.answered":
            assert may_go_on.wait(20)

    with rack.street.rebuilt(linger) as slow:
        prepared = replace(rack, street=slow).prepare(2, "late")
        slow.services.stock.release(MERCHANT, prepared.hold_id)
        may_go_on.set()
    rack.settle()

    assert aside(rack) == []
    assert left(rack) == (5, 5)


@pytest.mark.parametrize("moment", ["native.begun", "native.answered"])
def test_a_process_killed_while_it_prepares_leaves_nothing_aside(
    rack: Rack, processes: Zygote, moment: str
) -> None:
    job: dict[str, Any] = {"env": dict(rack.street.env), "street": True}
    wish = {
        "do": "prepare",
        "sku": rack.sku,
        "quantity": 2,
        "customer_id": rack.street.jordan,
        "key": f"killed-{moment}",
        "location_id": rack.street.store("lightspeed")[0],
    }

    ended = processes.run(**job, **wish, die_at=moment)
    during = len(aside(rack))
    recovered = processes.run(**job, do="recover", ahead_s=HOLD_OVER_S)

    assert ended.was_killed, ended
    assert during == (0 if moment == "native.begun" else 1)
    assert recovered.status == 0
    assert aside(rack) == []
    rack.street.clock.advance(HOLD_OVER_S)
    assert left(rack) == (5, 5)


def test_a_process_killed_while_it_releases_is_followed_by_another(
    rack: Rack, processes: Zygote
) -> None:
    rack.prepare(2, "releasing")
    job: dict[str, Any] = {"env": dict(rack.street.env), "street": True, "do": "recover"}

    ended = processes.run(**job, ahead_s=HOLD_OVER_S, die_at="native.released")
    recovered = processes.run(**job, ahead_s=HOLD_OVER_S + 120)

    assert ended.was_killed, ended
    assert recovered.status == 0
    assert aside(rack) == []


def put_aside(rack: Rack, reference: str) -> None:
    """What a crash left: the till keeps something aside under a name of ours."""
    street = rack.street
    with street.services.database.read() as tx:
        connection = street.connections["lightspeed"]
        place = locations.location(tx, MERCHANT, street.store("lightspeed")[0])
        listing = catalog_reads.listing(tx, MERCHANT, rack.sku, connection)
        person = customers.get(tx, MERCHANT, street.jordan)
    assert listing is not None
    known = next(r.platform_id for r in person.records if r.connection_id == connection)
    cart = Cart(
        location_platform_id=place.platform_id,
        currency="USD",
        lines=(CartLine(variant_platform_id=listing.platform_id, quantity=1),),
        recipient=Recipient(name="Jordan Rivera", customer_platform_id=known),
    )
    pos = street.services.directory.open(connection, new_call())
    pos.hold_stock(cart, reference=reference, key=IdempotencyKey(reference))


def test_what_is_left_over_is_found_and_what_lives_or_is_the_staffs_is_not(rack: Rack) -> None:
    ended = rack.prepare(1, "ended")
    rack.services.stock.release(MERCHANT, ended.hold_id)
    rack.settle()
    put_aside(rack, ended.order_id)
    rack.control("POST layaway", 1)
    rack.street.clock.advance(HOLD_OVER_S)
    living = rack.prepare(1, "living")
    rack.street.clock.advance(300)

    found = rack.services.native.sweep()
    rack.settle()

    assert found == 1
    (note,) = aside(rack)
    assert living.order_id in note
    rows = rack.till.control("GET holds")["holds"]
    assert any("Ava" in row["note"] for row in rows)


def test_an_unknown_hold_of_ours_is_released_after_a_day(rack: Rack) -> None:
    put_aside(rack, "ord_of_another_gateway")

    rack.street.clock.advance(3600)
    early = rack.services.native.sweep()
    rack.street.clock.advance(86400)
    late = rack.services.native.sweep()
    rack.settle()

    assert (early, late) == (0, 1)
    assert aside(rack) == []
