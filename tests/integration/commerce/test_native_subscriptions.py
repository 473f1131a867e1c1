"""Subscriptions that Square bills: begun once, managed there, one order a period in one history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.commerce.subscriptions.model import (
    Cancel,
    Change,
    Pause,
    Plan,
    Resume,
    Skip,
    StartSubscription,
    SubscriptionView,
)
from domain.errors import IllegalTransitionError, InvalidInputError
from domain.ids import IdempotencyKey, OrderId
from domain.orders import PaymentState
from domain.recurrence import Cadence, Unit
from domain.subscriptions import PeriodState, SubscriptionState
from storage import merchants, native_plans, native_subscriptions, recurring
from tests.integration.commerce.house import MERCHANT, SQUARE_STORE, House, Shelf, grant

MONTHLY = Cadence(every=1, unit=Unit.MONTH)
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
"""What no database has a part in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roaster:
    """The house with Square's plans switched on, and a fresh product with a monthly plan."""

    house: House
    shelf: Shelf

    def start(self, key: str = "begin", **changes: Any) -> SubscriptionView:
        """Jordan has two of it every month."""
        values: dict[str, Any] = {"cadence": MONTHLY, "quantity": 2, **changes}
        plan = Plan(
            merchant_id=MERCHANT,
            customer_id=self.house.jordan,
            sku=self.shelf.sku,
            location_id=self.house.store(SQUARE_STORE),
            **values,
        )
        wish = StartSubscription(
            plan=plan, key=IdempotencyKey(f"{self.shelf.sku}-{key}"), channel="test"
        )
        return self.house.services.subscriptions.start(wish)

    def manage(self, view: SubscriptionView, wish: Any, key: str | None = None) -> SubscriptionView:
        """A wish of Jordan's."""
        return self.house.services.subscriptions.manage(
            MERCHANT, view.stored.id, wish, actor="test", key=key
        )

    def cycle(self, view: SubscriptionView) -> None:
        """The next period begins at Square; then a worker looks."""
        assert view.stored.native is not None
        body = {"subscription_id": view.stored.native.platform_id}
        self.house.mall.square.control("POST cycle", body)
        self.follow(view)

    def follow(self, view: SubscriptionView) -> None:
        """What a webhook and the worker's next round do."""
        assert view.stored.native is not None
        ref, services = view.stored.native, self.house.services
        with services.database.write() as tx:
            now = services.clock.now()
            native_subscriptions.look_soon(tx, ref.connection_id, ref.platform_id or "", now=now)
        services.subscriptions.follow()

    def seen(self, view: SubscriptionView) -> SubscriptionView:
        """It as it stands."""
        return self.house.services.subscriptions.get(MERCHANT, view.stored.id)

    def paid_orders(self, view: SubscriptionView) -> list[tuple[int, OrderId]]:
        """Its periods with their orders, the oldest first."""
        history = self.house.services.subscriptions.history(MERCHANT, view.stored.id)
        found = [
            (each.number, each.order_id)
            for each in history.periods
            if each.state is PeriodState.PAID and each.order_id is not None
        ]
        return sorted(found)


@pytest.fixture
def roaster(house: House) -> Iterator[Roaster]:
    """Switched on for one test, off again afterwards."""
    square, services = house.connections["square"], house.services
    grant(services, "square", options={"subscriptions": "on"})
    services.connections.change_options(MERCHANT, square, {"subscriptions": "on"})
    policy(house, native=True)
    shelf = house.shelf(units=50)
    house.mall.square.control("POST plan", {"cadence": "MONTHLY", "sku": shelf.sku})
    with services.database.write() as tx:  # what was read within the hour is asked for no more
        native_plans.keep(tx, merchants.connection(tx, square), (), now=services.clock.now())
    yield Roaster(house=house, shelf=shelf)
    policy(house)
    services.connections.change_options(MERCHANT, square, {"subscriptions": ""})


def policy(house: House, **told: Any) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        settings = {**merchant.settings, "subscriptions": told}
        merchants.update_merchant(tx, replace(merchant, settings=settings))


def at_square(roaster: Roaster, view: SubscriptionView) -> int:
    """How many subscriptions Square bills by the template of this one."""
    square = roaster.house.mall.square
    orders = square.control("GET orders", reference_id=view.stored.id)["orders"]
    templates = {order["id"] for order in orders}
    rows = square.control("GET subscriptions")
    return sum(row["phases"][0]["order_template_id"] in templates for row in rows)


def listed(roaster: Roaster) -> tuple[SubscriptionView, ...]:
    found = roaster.house.services.subscriptions.list(MERCHANT, limit=100).rows
    return tuple(view for view in found if view.stored.sku == roaster.shelf.sku)


def test_each_period_that_square_bills_is_one_order_in_the_shoppers_history(
    roaster: Roaster,
) -> None:
    view = roaster.start()
    assert (view.stored.state, view.period) == (SubscriptionState.ACTIVE, None)

    roaster.cycle(view)
    roaster.follow(view)
    roaster.cycle(view)

    ((one, first), (two, second)) = roaster.paid_orders(view)
    assert ((one, two), first != second) == ((1, 2), True)
    order = roaster.house.services.orders.order(MERCHANT, first)
    assert (order.payment_state, order.customer_id) == (PaymentState.PAID, roaster.house.jordan)
    assert [(line.sku, int(line.quantity)) for line in order.lines] == [(roaster.shelf.sku, 2)]
    assert at_square(roaster, view) == 1
    assert roaster.house.services.biller.run_once() == 0, "nothing of ours is to be billed"


def test_a_crash_before_the_answer_begins_one_subscription(roaster: Roaster) -> None:
    roaster.house.mall.square.fault("lose_answer", "POST /v2/subscriptions", times=None)
    begun = roaster.start()
    assert begun.stored.native is not None
    assert begun.stored.native.platform_id is None
    with pytest.raises(IllegalTransitionError):
        roaster.manage(begun, Pause())

    roaster.house.mall.clear_faults()
    roaster.house.clock.advance(120)
    roaster.house.services.subscriptions.follow()

    stands = roaster.start()
    assert stands.stored.id == begun.stored.id
    assert stands.stored.native is not None
    assert stands.stored.native.platform_id is not None
    assert at_square(roaster, stands) == 1


@ON_SQLITE
def test_wishes_are_carried_out_at_square(roaster: Roaster) -> None:
    view = roaster.start()
    roaster.cycle(view)

    paused = roaster.manage(view, Pause(), key="p")
    again = roaster.manage(view, Pause(), key="p")
    roaster.cycle(view)
    resumed = roaster.manage(view, Resume())
    roaster.cycle(view)
    roaster.manage(view, Skip())
    roaster.cycle(view)
    roaster.cycle(view)
    canceled = roaster.manage(view, Cancel())
    roaster.cycle(view)

    assert (paused.stored.state, again.stored.state) == (SubscriptionState.PAUSED,) * 2
    assert resumed.stored.state is SubscriptionState.ACTIVE
    assert (canceled.stored.state, canceled.stored.reason) == (
        SubscriptionState.CANCELED,
        "shopper",
    )
    assert [number for number, _ in roaster.paid_orders(view)] == [1, 2, 3]
    assert roaster.seen(view).stored.state is SubscriptionState.CANCELED


@ON_SQLITE
def test_only_the_card_of_what_square_bills_can_be_changed(roaster: Roaster) -> None:
    view = roaster.start()

    with pytest.raises(InvalidInputError):
        roaster.manage(view, Change(quantity=3))
    with pytest.raises(InvalidInputError):
        roaster.manage(view, Change(quantity=3, card_token="ccof:other"))


@ON_SQLITE
def test_a_declined_card_is_past_due_until_square_has_its_money(roaster: Roaster) -> None:
    view = roaster.start()
    declines = {"code": "INSUFFICIENT_FUNDS", "times": 1}
    roaster.house.mall.square.control("POST declines", declines)

    roaster.cycle(view)
    declined = roaster.seen(view)
    roaster.cycle(view)

    assert declined.stored.state is SubscriptionState.PAST_DUE
    assert [number for number, _ in roaster.paid_orders(view)] == [2]


@ON_SQLITE
@pytest.mark.parametrize(
    ("cadence", "wanted"),
    [(Cadence(every=1, unit=Unit.WEEK), True), (MONTHLY, False)],
    ids=["no-plan-of-that-rhythm", "not-wanted"],
)
def test_what_no_plan_covers_is_billed_here(
    roaster: Roaster, cadence: Cadence, *, wanted: bool
) -> None:
    policy(roaster.house, native=wanted)

    view = roaster.start(cadence=cadence)

    assert view.stored.native is None
    assert view.period is not None
    roaster.manage(view, Cancel())


def test_nobody_who_is_forgotten_is_billed_on(roaster: Roaster) -> None:
    view = roaster.start()
    services = roaster.house.services
    with services.database.write() as tx:
        assert recurring.forget(tx, [roaster.house.jordan], now=services.clock.now())

    services.subscriptions.follow()
    roaster.cycle(view)

    seen = roaster.seen(view).stored
    assert (seen.state, seen.reason) == (SubscriptionState.CANCELED, "privacy")
    assert roaster.paid_orders(view) == []


@ON_SQLITE
def test_what_square_refuses_is_told_and_stands_nowhere(roaster: Roaster) -> None:
    body = {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "BAD_REQUEST"}]}
    roaster.house.mall.square.fault(
        "fail", "POST /v2/subscriptions", status=400, body=body, times=None
    )

    with pytest.raises(InvalidInputError):
        roaster.start()

    (view,) = listed(roaster)
    assert (view.stored.state, view.stored.reason) == (
        SubscriptionState.CANCELED,
        "refused-by-pos",
    )
