"""What is Toast's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time, timedelta

import pytest

from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.calls import SystemClock
from domain.catalog import CounterOnly, Product
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnsupportedError,
)
from domain.events import Entity, Refetch
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, OrderState, PaymentState
from domain.ports.tokens import OAuthApp
from sandbox.kit.server import serve
from sandbox.toast import create_shop
from sandbox.toast.restaurant import GUID
from tests.contract.platforms.toast import (
    OPTIONS,
    STAGE,
    TOAST,
    HurriedDialect,
    flow_at,
    log_in,
    sim_at,
)
from tests.contract.suite.hooks import told
from tests.contract.suite.sim import FixedToken, PosSim, charged, draft, in_time, key, records
from tests.contract.suite.stage import control_at
from tests.contract.toast_contract import faults_of_answer, faults_of_record

pytestmark = pytest.mark.stage(STAGE)


def test_a_size_that_sets_the_price_is_a_variant_and_other_choices_are_lists(sim: PosSim) -> None:
    latte = product_named(sim, "Latte")

    prices = {one.options["size"]: one.price for one in latte.variants}
    assert prices == {"S": usd(450), "M": usd(500), "L": usd(575)}
    assert [(one.name, one.minimum, one.maximum) for one in latte.modifier_lists] == [
        ("Milk", 1, 1),
        ("Syrups", 0, 2),
        ("Extras", 0, 3),
    ]
    syrups = latte.modifier_lists[1].modifiers[0]
    large = next(one for one in latte.variants if one.options["size"] == "L")
    assert syrups.price is None
    assert syrups.variant_prices[large.platform_id] == usd(70)


def test_an_order_carries_size_choices_and_wishes(sim: PosSim) -> None:
    latte = product_named(sim, "Latte")
    large = next(one for one in latte.variants if one.options["size"] == "L")
    milk, syrups, extras = latte.modifier_lists
    oat, vanilla, shot = milk.modifiers[1], syrups.modifiers[0], extras.modifiers[0]
    line = CartLine(
        variant_platform_id=large.platform_id,
        quantity=2,
        modifiers=(oat.platform_id, vanilla.platform_id, shot.platform_id, shot.platform_id),
        note="extra hot",
    )
    cart = replace(sim.cart(), lines=(line,))

    quote = sim.adapter.quote(cart)
    order = sim.adapter.create_order(draft(cart), key=key("latte"))

    assert quote.lines[0].unit_price == usd(575 + 75 + 70 + 200)
    assert quote.lines[0].variant_platform_id == large.platform_id
    assert order.total == quote.total
    assert order.lines[0].variant_platform_id == large.platform_id
    assert order.lines[0].modifiers == line.modifiers
    (row,) = sim.book("vt-1001")
    assert "extra hot" in row["lines"][0]["modifiers"]


def test_a_choice_that_asks_for_another_carries_it(sim: PosSim) -> None:
    steak = product_named(sim, "Steak Plate")
    temperature, sides = steak.modifier_lists
    salad, fries = sides.modifiers[0], sides.modifiers[1]
    (dressing,) = salad.modifier_lists
    blue = next(one for one in dressing.modifiers if one.name == "Blue cheese")
    chosen = (temperature.modifiers[1], salad, blue, fries)
    line = CartLine(
        variant_platform_id=steak.variants[0].platform_id,
        quantity=1,
        modifiers=tuple(one.platform_id for one in chosen),
    )

    quote = sim.adapter.quote(replace(sim.cart(), lines=(line,)))

    assert (sides.minimum, sides.maximum, dressing.minimum) == (2, 2, 1)
    assert quote.subtotal == usd(2950 + 150 + 50)


@pytest.mark.parametrize("chosen", [0, 1, 3], ids=["none", "too few", "too many"])
def test_choices_out_of_bounds_are_refused_by_the_till(sim: PosSim, chosen: int) -> None:
    steak = product_named(sim, "Steak Plate")
    temperature, sides = steak.modifier_lists
    picked = [temperature.modifiers[0], *sides.modifiers[1 : 1 + chosen]]
    line = CartLine(
        variant_platform_id=steak.variants[0].platform_id,
        quantity=1,
        modifiers=tuple(one.platform_id for one in picked),
    )

    with pytest.raises(RejectedError):
        sim.adapter.quote(replace(sim.cart(), lines=(line,)))


def test_what_is_on_the_dish_by_default_costs_nothing_and_is_named(sim: PosSim) -> None:
    burger = product_named(sim, "Burger")
    toppings = next(one for one in burger.modifier_lists if one.name == "Burger toppings")
    dips = next(one for one in burger.modifier_lists if one.name == "Dips")

    assert [(one.name, one.chosen_by_default, one.price) for one in toppings.modifiers] == [
        ("Lettuce", True, usd(0)),
        ("Tomato", True, usd(0)),
        ("Bacon", False, usd(200)),
        ("Cheddar", False, usd(125)),
    ]
    assert dips.sequence_prices == (usd(0), usd(75), usd(50))
    assert all(one.price is None for one in dips.modifiers)


def test_menus_by_time_of_day_and_their_prices_are_told(sim: PosSim) -> None:
    eggs, soup = product_named(sim, "Two Eggs"), product_named(sim, "Soup of the Day")
    beer = product_named(sim, "Draft Beer").variants[0]

    weekdays, weekend = eggs.variants[0].hours
    assert (weekdays.start, weekdays.end) == (time(7), time(11))
    assert weekend.days == {6, 7}
    assert {one.options["menu"]: one.price for one in soup.variants} == {
        "All Day": usd(600),
        "Dinner": usd(800),
    }
    assert {one.options["menu"]: bool(one.hours) for one in soup.variants} == {
        "All Day": False,
        "Dinner": True,
    }
    assert beer.price == usd(750)
    assert [one.price for one in beer.timed_prices] == [usd(500)]


def test_what_cannot_be_sold_by_voice_is_not_offered(sim: PosSim) -> None:
    assert not product_named(sim, "Staff Meal").variants[0].active
    weighed = product_named(sim, "Deli Salad").variants[0]
    assert weighed.counter_only is CounterOnly.WEIGHED


def test_a_dish_that_is_86d_is_told_and_refused_and_comes_back(sim: PosSim) -> None:
    burger = product_named(sim, "Burger").variants[0]
    pages = list(sim.adapter.products())

    sim.control("POST count", {"sku": "CF-BURGER", "quantity": 0})
    gone = list(sim.adapter.stock())
    with pytest.raises(RejectedError):
        sim.adapter.quote(cart_of(sim, burger.platform_id))
    sim.control("POST count", {"sku": "CF-BURGER", "quantity": None})
    back = list(sim.adapter.stock(since=gone[-1].high_water))
    delta = records(sim.adapter.products(since=pages[-1].high_water))

    told = {one.inventory_platform_id: one.available for one in records(gone)}
    assert told[burger.inventory_platform_id] == 0
    assert [(one.inventory_platform_id, one.available) for one in records(back)] == [
        (burger.inventory_platform_id, None)
    ]
    again = next(one for one in delta if one.title == "Burger")
    assert burger.tracked
    assert not again.variants[0].tracked


def test_a_choice_that_is_86d_is_not_offered(sim: PosSim) -> None:
    latte = product_named(sim, "Latte")
    oat = latte.modifier_lists[0].modifiers[1]

    sim.control("POST count", {"guid": oat.platform_id.rpartition(".")[2], "quantity": 0})

    again = product_named(sim, "Latte").modifier_lists[0].modifiers[1]
    assert oat.active
    assert not again.active


def test_a_delta_after_nothing_was_published_asks_for_no_menus(sim: PosSim) -> None:
    pages = list(sim.adapter.products())
    before = sim.calls()

    list(sim.adapter.products(since=pages[-1].high_water))

    routes = [one["route"] for one in sim.requests()[before:]]
    assert "GET /menus/v2/menus" not in routes


def test_the_menus_are_as_the_vendor_documents_them(sim: PosSim) -> None:
    sim.products()

    (sent,) = [one for one in sim.requests() if one["route"] == "GET /menus/v2/menus"]
    answer = json.loads(sent["answer"])
    assert not faults_of_answer("GET", "/menus/v2/menus", answer)
    for reference, schema in (
        ("modifierGroupReferences", "ModifierGroup"),
        ("modifierOptionReferences", "ModifierOption"),
    ):
        for row in answer[reference].values():
            assert not faults_of_record(row, "menus", schema)


def test_the_restaurant_is_as_the_vendor_documents_it(sim: PosSim) -> None:
    sim.adapter.ping()

    sent = sim.requests()[-1]
    assert not faults_of_answer("GET", sent["path"], json.loads(sent["answer"]))


def test_an_order_posted_again_is_refused_over_there_and_found_here(sim: PosSim) -> None:
    first = sim.adapter.create_order(draft(sim.cart()), key=key("a"))
    before = sim.calls()

    again = sim.reopen().create_order(draft(sim.cart()), key=key("b"))

    answered = [one["status"] for one in sim.requests()[before:]]
    assert again.platform_id == first.platform_id
    assert 400 in answered


def test_every_order_is_priced_before_it_is_posted(sim: PosSim) -> None:
    cart = sim.cart()
    before = sim.calls()

    sim.adapter.create_order(draft(cart), key=key("priced"))

    routes = [one["route"] for one in sim.requests()[before:]]
    assert routes[-2:] == ["POST /orders/v2/prices", "POST /orders/v2/orders"]


def test_a_payment_whose_answer_was_lost_is_booked_once(sim: PosSim) -> None:
    order = sim.adapter.create_order(draft(sim.cart()), key=key("paid"))
    sim.fault("lose_answer", "pay")
    with pytest.raises(AmbiguousOutcomeError):
        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_1", key=key("paid")
        )

    done = sim.reopen().confirm_order(
        order, paid=order.total, external_reference="pi_1", key=key("paid")
    )

    assert done.payment_state is PaymentState.PAID
    assert charged(sim.book("vt-1001")[0]) == order.total.amount


def test_an_order_nobody_took_in_time_is_told_as_canceled(sim: PosSim) -> None:
    sim.control("POST approval", {"auto": False})
    order = sim.settled()

    sim.control("POST approval", {"order_id": order.platform_id, "status": "NOT_APPROVED"})
    told = sim.adapter.order(order.platform_id)

    assert order.state is OrderState.PENDING
    assert told is not None
    assert told.state is OrderState.CANCELED
    assert told.payment_state is PaymentState.PAID


def test_a_paid_order_tells_how_far_the_kitchen_has_come(sim: PosSim) -> None:
    order = sim.settled()

    sim.control("POST fulfillment", {"order_id": order.platform_id, "state": "SENT"})
    cooking = sim.adapter.order(order.platform_id)
    sim.control("POST fulfillment", {"order_id": order.platform_id, "state": "READY"})
    ready = sim.adapter.order(order.platform_id)

    assert cooking is not None
    assert ready is not None
    assert (cooking.state, ready.state) == (OrderState.CONFIRMED, OrderState.READY)


def test_what_staff_gave_back_at_the_till_is_told(sim: PosSim) -> None:
    order = sim.settled()

    sim.control("POST refund", {"order_id": order.platform_id, "amount": 100})
    part = sim.adapter.order(order.platform_id)

    assert part is not None
    assert part.payment_state is PaymentState.PARTIALLY_REFUNDED
    assert part.refunded == usd(100)


def test_a_payment_of_another_sum_is_refused_before_it_is_booked(sim: PosSim) -> None:
    order = sim.adapter.create_order(draft(sim.cart()), key=key("short"))

    with pytest.raises(RejectedError):
        sim.adapter.confirm_order(order, paid=usd(1), external_reference="pi_1", key=key("short"))


def test_without_an_email_or_a_fallback_an_order_is_refused_in_words(
    shop_url: str, transport: Transport
) -> None:
    sim = sim_at(transport, shop_url, fallback_email="")
    cart = sim.cart()
    assert cart.recipient is not None
    nameless = replace(cart, recipient=replace(cart.recipient, email=None))

    with pytest.raises(UnsupportedError, match="e-mail"):
        sim.adapter.create_order(draft(nameless), key=key("nameless"))

    assert sim.adapter.quote(nameless).total.amount > 0
    assert sim.book("vt-1001") == []


def test_dining_option_and_payment_type_are_found_where_they_are_not_set(
    shop_url: str, transport: Transport
) -> None:
    sim = sim_at(transport, shop_url, pickup_dining_option="", payment_type="")
    order = sim.adapter.create_order(draft(sim.cart()), key=key("found"))

    with pytest.raises(ConfigurationError, match="Gift certificate"):
        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_1", key=key("found")
        )


def test_orders_of_the_till_are_not_ours_to_read(sim: PosSim) -> None:
    found = [one.platform_id for one in records(sim.adapter.orders())]

    rows = sim.control("GET orders")["orders"]
    assert len(found) == len(rows) - 1


def test_an_order_updated_at_the_till_is_fetched(sim: PosSim) -> None:
    order = sim.settled()

    _, events = told(
        sim,
        lambda: sim.control("POST fulfillment", {"order_id": order.platform_id, "state": "READY"}),
        lambda event: isinstance(event, Refetch) and event.entity is Entity.ORDER,
    )

    assert [one.platform_id for one in events if isinstance(one, Refetch)] == [order.platform_id]


def test_a_scope_that_toast_took_away_is_named(shop_url: str, transport: Transport) -> None:
    sim = sim_at(transport, shop_url)
    sim.control("POST scopes", {"scopes": ["restaurants:read", "stock:read"]})

    later = sim_at(transport, shop_url)
    account = later.adapter.ping()
    with pytest.raises(NotAuthorizedError) as refused:
        list(later.adapter.products())

    assert "menus:read" in account.missing_scopes
    assert refused.value.missing_scope == "menus:read"


def test_a_login_is_kept_renewed_and_carries_its_keys(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)
    granted = log_in(transport, shop_url)

    renewed = flow.refresh(granted, call=in_time())
    flow.revoke(renewed, call=in_time())

    assert granted.account_id == GUID
    assert set(granted.scopes) >= set(TOAST.scopes)
    assert granted.expires_at is not None
    assert granted.expires_at - granted.issued_at == timedelta(days=1)
    assert (renewed.refresh, renewed.account_id) == (granted.refresh, granted.account_id)


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "wrong"}, {"client_id": "", "client_secret": ""}]
)
def test_wrong_or_missing_keys_are_not_authorized(
    shop_url: str, transport: Transport, wrong: dict[str, str]
) -> None:
    typed = {"client_id": OPTIONS.client_id, "restaurant_guid": GUID, "client_secret": "x"}

    with pytest.raises(NotAuthorizedError):
        flow_at(transport, shop_url).grant({**typed, **wrong}, call=in_time())


def test_our_own_registration_is_used_where_none_was_typed(
    shop_url: str, transport: Transport
) -> None:
    assert TOAST.keys is not None
    app = OAuthApp(
        client_id=OPTIONS.client_id, client_secret=OPTIONS.client_secret, base_url=shop_url
    )
    flow = TOAST.keys.open(
        app,
        lambda call: transport.line(
            ConnectionId("con_app"), shop_url, HurriedDialect(), None, call
        ),
        SystemClock(),
    )

    granted = flow.grant({"restaurant_guid": GUID}, call=in_time())

    assert granted.access


def test_walks_under_the_published_limits_end_well(transport: Transport) -> None:
    with create_shop(replace(OPTIONS, limits=True)) as shop:
        running = serve(shop)
        tokens = log_in(transport, running.url)
        line = transport.line(
            ConnectionId("con_limits"),
            running.url,
            TOAST.dialect,
            FixedToken(tokens.access, platform="toast"),
            in_time(),
        )
        adapter = TOAST.open(line, AdapterSettings(account_id=GUID))

        walks = [records(adapter.products()) for _ in range(2)]
        statuses = control_at(running.url)("GET stats")["statuses"]
        running.stop()

    assert len(walks[0]) == len(walks[1]) > 0
    assert statuses.get("429", 0) <= 1  # a pause of this machine may push two calls together


def usd(cents: int) -> Money:
    """An amount in cents."""
    return Money(cents, "USD")


def product_named(sim: PosSim, title: str) -> Product:
    """A product of the café."""
    return next(one for one in sim.products() if one.title == title)


def cart_of(sim: PosSim, variant: PlatformId) -> Cart:
    """The usual cart with one of another variant."""
    return replace(sim.cart(), lines=(CartLine(variant_platform_id=variant, quantity=1),))
