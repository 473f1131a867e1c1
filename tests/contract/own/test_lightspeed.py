"""What is Lightspeed's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.oauth import StateSigner
from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.catalog import CounterOnly, StockLevel
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState, ReturnLine, ReturnRequest
from domain.ports.pos import PosAdapter
from domain.ports.tokens import TokenSet
from mapping.report import MappingReport
from sandbox.kit.server import serve
from sandbox.lightspeed import create_shop
from tests.contract.platforms.lightspeed import (
    LIGHTSPEED,
    OPTIONS,
    REDIRECT,
    STAGE,
    connect,
    flow_at,
    opener_at,
)
from tests.contract.suite.sim import FixedToken, PosSim, draft, high_water, in_time, key, level_of
from tests.contract.suite.stage import control_at

pytestmark = pytest.mark.stage(STAGE)


def test_goods_held_for_an_order_are_sold_with_it_and_only_once(sim: PosSim) -> None:
    before, cart = sim.on_shelf(), sim.cart(quantity=2)
    quoted = sim.adapter.quote(cart)
    hold = sim.adapter.hold_stock(cart, reference="vt-1001", key=key("hold"))

    order = sim.adapter.create_order(draft(cart), key=key("order"))
    sim.adapter.confirm_order(order, paid=order.total, external_reference="pi_1", key=key("order"))
    sim.adapter.release_hold(hold.platform_id, key=key("late"))

    assert [line.platform_id for line in order.lines] == [hold.platform_id]
    assert (order.total, order.tax) == (quoted.total, quoted.tax)
    assert quoted.tax.amount > 0
    assert sim.on_shelf() == before - 2
    assert sim.control("GET holds")["holds"] == []


def test_a_hold_of_several_lines_is_one_hold_all_or_none(sim: PosSim) -> None:
    before = sim.on_shelf()
    both = sim.adapter.hold_stock(
        sim.cart(more=[(sim.second_sku, 1)]), reference="vt-h1", key=key("both")
    )
    with pytest.raises(RejectedError):
        sim.adapter.hold_stock(
            sim.cart(more=[(sim.second_sku, 9999)]), reference="vt-h2", key=key("much")
        )

    (listed,) = sim.adapter.native_holds(created_before=datetime.now(UTC) + timedelta(hours=1))

    assert listed.platform_id == both.platform_id
    assert both.platform_id.count(",") == 1
    assert sim.on_shelf() == before - 1


def test_a_hold_left_half_made_is_completed_under_its_reference(sim: PosSim) -> None:
    cart, before = sim.cart(more=[(sim.second_sku, 1)]), sim.on_shelf()
    sim.fault("lose_answer", "POST SaleLine")
    with pytest.raises(AmbiguousOutcomeError):
        sim.adapter.hold_stock(cart, reference="vt-h1", key=key("half"))

    hold = sim.adapter.hold_stock(cart, reference="vt-h1", key=key("half"))

    assert len(sim.control("GET holds")["holds"]) == 2
    assert hold.platform_id.count(",") == 1
    assert sim.on_shelf() == before - 1


def test_what_staff_put_aside_is_left_alone(sim: PosSim) -> None:
    theirs = sim.control("POST layaway", {"sku": sim.sku})["id"]

    held = sim.adapter.native_holds(created_before=datetime.now(UTC) + timedelta(hours=1))

    assert held == ()
    assert [one["id"] for one in sim.control("GET holds")["holds"]] == [theirs]


def test_goods_are_not_held_for_a_stranger(sim: PosSim) -> None:
    cart = replace(sim.cart(), recipient=None)
    before = sim.calls()

    with pytest.raises(UnsupportedError, match="customers it knows"):
        sim.adapter.hold_stock(cart, reference="vt-h1", key=key("who"))

    assert sim.calls() == before


def test_two_sales_within_one_second_are_both_told(sim: PosSim) -> None:
    marks: list[str] = []
    levels: list[StockLevel] = []

    for _ in range(3):
        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name})
        pages = list(sim.adapter.stock(since=marks[-1] if marks else None))
        marks.append(high_water(pages))
        levels.append(level_of(pages, sim.variant(), sim.location()))

    left = sim.on_shelf()
    assert [one.available for one in levels] == [left + 2, left + 1, left]
    assert levels[0].revision < levels[1].revision < levels[2].revision


def test_an_article_with_a_serial_number_is_not_sold_by_voice(sim: PosSim) -> None:
    cart = sim.cart()
    sim.control("POST serialize", {"sku": sim.sku})

    with pytest.raises(UnsupportedError, match="serial number"):
        sim.adapter.quote(cart)

    assert sim.variant().active
    assert sim.variant().counter_only is CounterOnly.SERIAL_NUMBER


def test_an_archived_item_comes_with_the_delta_as_inactive(sim: PosSim) -> None:
    pages = list(sim.adapter.products())
    whole = next(
        p for page in pages for p in page.records if any(v.sku == sim.sku for v in p.variants)
    )

    sim.control("POST delete", {"sku": sim.sku})
    delta = list(sim.adapter.products(since=pages[-1].high_water))

    found = next(p for page in delta for p in page.records if p.platform_id == whole.platform_id)
    assert [v.active for v in found.variants if v.sku == sim.sku] == [False]
    assert len(found.variants) == len(whole.variants)
    assert found.revision > whole.revision


def test_an_item_of_its_own_is_a_product_with_itself_as_variant(sim: PosSim) -> None:
    alone = [one for one in sim.products() if len(one.variants) == 1]

    single = next(one for one in alone if one.platform_id == one.variants[0].platform_id)

    assert sim.adapter.product(single.platform_id).records == (single,)
    assert (single.variants[0].name, dict(single.variants[0].options)) == ("", {})


def test_a_product_is_found_by_the_id_of_one_of_its_items(sim: PosSim) -> None:
    product = next(
        p for p in sim.products() if any(variant.sku == sim.sku for variant in p.variants)
    )

    (found,) = sim.adapter.product(sim.variant().platform_id).records

    assert found.platform_id == product.platform_id


def test_a_full_read_costs_no_call_per_record(sim: PosSim) -> None:
    before = sim.calls()

    products = sim.products()

    variants = sum(len(one.variants) for one in products)
    assert sim.calls() - before <= 5 + 2 + 2 * (variants // 100 + 1)


def test_uncounted_goods_are_unknown_and_not_zero(sim: PosSim) -> None:
    uncounted = [v for p in sim.products() for v in p.variants if not v.tracked]

    pages = list(sim.adapter.stock(inventory_ids=[v.platform_id for v in uncounted]))

    assert uncounted
    assert not [level for page in pages for level in page.records]


def test_finished_assemblies_are_counted_and_go_first(sim: PosSim) -> None:
    sim.control("POST bundle", {"sku": sim.sku, "components": {sim.second_sku: 2}})
    place = {"sku": sim.sku, "location": sim.location_name}
    sim.control("POST restock", {**place, "quantity": 3})
    parts = sim.on_shelf(sim.second_sku)

    sim.control("POST sell", {**place, "quantity": 4})

    assert sim.on_shelf() == 0
    assert sim.on_shelf(sim.second_sku) == parts - 2
    assert sim.variant().built_ahead


def test_the_usual_settings_save_every_look_up(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    cart = sim.cart()
    cart = replace(cart, recipient=None)
    chosen = opened_with(
        sim, shop_url, transport,
        currency="USD", employee_id="2", registers="1=1,2=2", payment_type_id="8",
    )  # fmt: skip
    before = sim.calls()

    order = chosen.create_order(draft(cart), key=key("quick"))
    made = sim.calls()
    chosen.confirm_order(order, paid=order.total, external_reference="pi_1", key=key("quick"))

    assert made - before == 2
    assert sim.calls() - made == 2


def test_a_payment_type_that_is_not_there_is_named_with_what_to_do(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    order = sim.payable()
    wrong = opened_with(sim, shop_url, transport, payment_type_id="999")

    with pytest.raises(RejectedError, match="paymentTypeID"):
        wrong.confirm_order(order, paid=order.total, external_reference="pi_1", key=key("wrong"))

    (row,) = sim.book("vt-1001")
    assert row["payments"] == []


def test_shipping_is_taxed_by_the_item_that_stands_for_it(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    fee, cart = Money(800, "USD"), sim.cart(shipping_fee=Money(800, "USD"))
    plain = sim.adapter.quote(cart)
    adapter = opened_with(
        sim, shop_url, transport, shipping_item_id=sim.variant_id("SVC-EMBROIDERY")
    )

    quote = adapter.quote(cart)
    order = adapter.create_order(draft(cart), key=key("shipped"))

    assert quote.total == order.total
    assert quote.shipping == fee
    assert quote.tax > plain.tax
    assert order.fulfillments[0].method is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize("kind", ["Home", "Work"])
def test_a_shopper_is_found_by_any_number_they_left(sim: PosSim, kind: str) -> None:
    sim.control(
        "POST customer",
        {"given_name": "Robin", "family_name": "Vale", "phone": "206.555.0197", "type": kind},
    )

    (found,) = sim.adapter.find_customers(phone="+12065550197")

    assert (found.given_name, found.phone) == ("Robin", "+12065550197")


def test_another_systems_sale_with_our_reference_is_not_ours(sim: PosSim) -> None:
    sim.control("POST sale", {"sku": sim.sku, "reference": "vt-1001", "source": "webstore"})

    order = sim.adapter.create_order(draft(sim.cart()), key=key("ours"))

    assert len(sim.book("vt-1001")) == 2
    assert order.reference == "vt-1001"


def test_a_completed_sale_is_not_canceled_but_returned(sim: PosSim) -> None:
    order = sim.settled()

    with pytest.raises(RejectedError, match="take the goods back"):
        sim.adapter.cancel_order(order.platform_id, reason="late", key=key("cancel"))


def test_goods_that_must_not_be_sold_again_are_not_taken_back_here(sim: PosSim) -> None:
    order = sim.settled()
    line = ReturnLine(order_line_platform_id=order.lines[0].platform_id, quantity=1, restock=False)

    with pytest.raises(UnsupportedError, match="go on the shelf"):
        sim.adapter.create_return(
            ReturnRequest(order_platform_id=order.platform_id, lines=(line,), reason="broken"),
            key=key("broken"),
        )


def test_a_return_cut_off_half_way_is_completed_under_its_key(sim: PosSim) -> None:
    order, before = sim.settled(), sim.on_shelf()
    request = ReturnRequest(
        order_platform_id=order.platform_id,
        lines=(ReturnLine(order_line_platform_id=order.lines[0].platform_id, quantity=1),),
        reason="late",
    )
    sim.fault("drop", "PUT Sale/{id}")
    with suppress(UnavailableError, AmbiguousOutcomeError):
        sim.adapter.create_return(request, key=key("half"))

    done = sim.adapter.create_return(request, key=key("half"))

    stored = sim.adapter.order(order.platform_id)
    assert done.restocked
    assert sim.on_shelf() == before + 1
    assert stored is not None
    assert (stored.payment_state, stored.refunded) == (PaymentState.REFUNDED, order.total)


def test_more_than_was_bought_does_not_come_back(sim: PosSim) -> None:
    order, before = sim.settled(), sim.on_shelf()
    request = ReturnRequest(
        order_platform_id=order.platform_id,
        lines=(ReturnLine(order_line_platform_id=order.lines[0].platform_id, quantity=2),),
        reason="many",
    )

    with pytest.raises(RejectedError):
        sim.adapter.create_return(request, key=key("many"))

    assert sim.on_shelf() == before


def test_modifiers_are_refused_before_any_call(sim: PosSim) -> None:
    cart = sim.cart()
    topped = replace(cart, lines=(replace(cart.lines[0], modifiers=(PlatformId("1"),)),))
    before = sim.calls()

    for ask in (sim.adapter.quote, lambda c: sim.adapter.create_order(draft(c), key=key("m"))):
        with pytest.raises(UnsupportedError, match="nothing can be added"):
            ask(topped)

    assert sim.calls() == before


def test_a_till_sale_is_complete_and_ours_waits_to_be_fetched(sim: PosSim) -> None:
    ours = sim.settled()

    theirs = next(
        one
        for page in sim.adapter.orders(customer_id=sim.shopper())
        for one in page.records
        if one.platform_id != ours.platform_id
    )

    assert (ours.state, theirs.state) == (OrderState.CONFIRMED, OrderState.COMPLETED)
    assert theirs.reference is None


def opened_with(sim: PosSim, shop_url: str, transport: Transport, **options: str) -> PosAdapter:
    """Another adapter of the sim's connection, with these settings."""
    assert sim.tokens is not None
    tokens = TokenSet(access=sim.tokens.token, issued_at=datetime.now(UTC), account_id="83050")
    return opener_at(transport, shop_url, tokens, sim.tokens, sim.report, **options)(60.0)


def test_every_refresh_gives_a_new_pair_and_the_old_one_ends_with_its_first_use(
    shop_url: str, transport: Transport
) -> None:
    first = connect(transport, shop_url)
    flow = flow_at(transport, shop_url)

    lost = flow.refresh(first, call=in_time())
    second = flow.refresh(first, call=in_time())
    list(
        opener_at(
            transport, shop_url, second, FixedToken(second.access), MappingReport()
        )().locations()
    )

    assert len({first.access, lost.access, second.access}) == 3
    assert len({first.refresh, lost.refresh, second.refresh}) == 3
    assert (second.account_id, second.scopes) == (first.account_id, first.scopes)
    assert second.expires_at is not None
    assert second.refresh_expires_at is not None
    with pytest.raises(NotAuthorizedError) as dead:
        flow.refresh(first, call=in_time())
    assert dead.value.platform_code == "invalid_grant"


def test_a_connection_tells_account_and_rights_and_is_withdrawn_once(
    shop_url: str, transport: Transport
) -> None:
    granted = connect(transport, shop_url)
    flow = flow_at(transport, shop_url)

    flow.revoke(granted, call=in_time())
    flow.revoke(granted, call=in_time())

    assert granted.account_id == "83050"
    assert set(granted.scopes) == set(LIGHTSPEED.scopes)
    with pytest.raises(NotAuthorizedError):
        flow.refresh(granted, call=in_time())


def test_a_code_with_its_verifier_is_exchanged(shop_url: str, transport: Transport) -> None:
    pkce = StateSigner(b"k" * 32).verifier_for("s1")

    assert connect(transport, shop_url, pkce=pkce).account_id == "83050"


@pytest.mark.parametrize("answer", [{"error": "access_denied"}, {"code": "spent"}])
def test_no_consent_and_a_spent_code_are_not_authorized(
    shop_url: str, transport: Transport, answer: dict[str, str]
) -> None:
    with pytest.raises(NotAuthorizedError):
        flow_at(transport, shop_url).exchange(answer, redirect_uri=REDIRECT, call=in_time())


@pytest.mark.parametrize(
    ("missing", "ask"),
    [
        ("employee:product_cost", lambda adapter: list(adapter.products())),
        ("employee:inventory_read", lambda adapter: list(adapter.stock())),
        ("employee:customers_read", lambda adapter: adapter.find_customers(phone="+12065550123")),
        ("employee:register", lambda adapter: list(adapter.orders())),
    ],
)
def test_a_missing_right_is_named_and_asked_for_by_ping(
    shop_url: str, transport: Transport, missing: str, ask: Callable[[PosAdapter], object]
) -> None:
    only = {
        "employee:product_cost": ("employee:inventory_read",),
        "employee:inventory_read": ("employee:customers_read",),
        "employee:customers_read": ("employee:inventory_read",),
        "employee:register": ("employee:inventory_read",),
    }[missing]
    tokens = connect(transport, shop_url, scopes=only)
    adapter = opener_at(transport, shop_url, tokens, FixedToken(tokens.access), MappingReport())()

    with pytest.raises(NotAuthorizedError) as refused:
        ask(adapter)

    assert refused.value.missing_scope == missing
    assert missing in adapter.ping().missing_scopes


def test_the_real_limits_slow_us_down_and_lose_nothing(transport: Transport) -> None:
    limited = replace(OPTIONS, limits=True)
    with create_shop(limited) as shop:
        running = serve(shop)
        try:
            tokens = connect(transport, running.url)
            source = FixedToken(tokens.access)
            adapter = opener_at(
                transport, running.url, tokens, source, MappingReport(), currency="USD"
            )(60.0)

            found = [len(list(adapter.locations())) for _ in range(30)]
            throttled = control_at(running.url)("GET stats")["throttled"]
        finally:
            running.stop()

    assert found == [1] * 30
    assert throttled <= 3


def test_a_connection_without_an_account_says_what_to_do(
    shop_url: str, transport: Transport
) -> None:
    line = transport.line(
        ConnectionId("con_2"),
        shop_url,
        LIGHTSPEED.dialect,
        FixedToken("x"),
        in_time(),
    )

    with pytest.raises(ConfigurationError, match="connect the account again"):
        list(LIGHTSPEED.open(line, AdapterSettings()).locations())
