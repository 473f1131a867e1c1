"""What is Clover's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import urllib3

from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.catalog import Variant
from domain.errors import AmbiguousOutcomeError, UnsupportedError
from domain.ids import ConnectionId
from domain.money import Money
from domain.orders import (
    CartLine,
    FulfillmentMethod,
    OrderState,
    PaymentState,
    ReturnLine,
    ReturnRequest,
)
from domain.payments import Authorized, Declined, DeclineReason, PaymentStatus, RefundRequest
from tests.contract.platforms.clover import CLOVER, PAYER, STAGE, UNHURRIED
from tests.contract.suite.sim import PosSim, draft, in_time, key

pytestmark = pytest.mark.stage(STAGE)


# Ordering


def test_a_latte_with_oat_milk_costs_more_and_carries_its_choice(sim: PosSim) -> None:
    latte = sim.variant("CB-LATTE-LARGE")
    product = next(p for p in sim.products() if latte in p.variants)
    milk = next(one for one in product.modifier_lists if one.name == "Milk")
    oat = next(one for one in milk.modifiers if one.name == "Oat Milk")
    line = CartLine(variant_platform_id=latte.platform_id, quantity=2, modifiers=(oat.platform_id,))
    cart = replace(sim.cart(), lines=(line,))

    quote = sim.adapter.quote(cart)
    order = sim.adapter.create_order(draft(cart), key=key("latte"))

    assert (milk.minimum, milk.maximum) == (1, 1)
    assert latte.price is not None
    assert oat.price is not None
    assert quote.lines[0].unit_price == latte.price + oat.price
    assert order.total == quote.total
    assert (order.lines[0].quantity, order.lines[0].modifiers) == (
        Decimal(2),
        (oat.platform_id,),
    )
    read = sim.adapter.order(order.platform_id)
    assert read is not None
    assert (read.tax, read.lines[0].unit_price) == (quote.tax, quote.lines[0].unit_price)


def test_what_v3_has_no_field_for_stands_in_the_note(sim: PosSim) -> None:
    cart = sim.cart(shipping_fee=Money(799, "USD"))

    order = sim.adapter.create_order(draft(cart), key=key("note"))

    (row,) = sim.book("vt-1001")
    assert "814 E Pike St, Seattle, WA 98122, US" in row["note"]
    assert "Jordan Rivera +12065550123" in row["note"]
    assert order.fulfillments[0].method is FulfillmentMethod.SHIPPING


def test_orders_go_under_the_order_types_that_were_set(sim: PosSim) -> None:
    kinds = sim.control("GET shop")["order_types"]
    adapter = sim.reopen(shipping_order_type=kinds["Delivery"])

    order = adapter.create_order(draft(sim.cart(shipping_fee=Money(500, "USD"))), key=key("typed"))

    read = adapter.order(order.platform_id)
    assert read is not None
    assert read.fulfillments[0].method is FulfillmentMethod.SHIPPING


def test_a_confirmed_order_is_printed_where_that_was_set(sim: PosSim) -> None:
    adapter = sim.reopen(print_orders="yes")
    order = adapter.create_order(draft(sim.cart()), key=key("print"))

    adapter.confirm_order(order, paid=order.total, external_reference="pi_1", key=key("print"))

    (row,) = sim.book("vt-1001")
    assert row["printed"]


def test_a_deleted_order_is_still_told_as_canceled(sim: PosSim) -> None:
    order = sim.adapter.create_order(draft(sim.cart()), key=key("gone"))

    sim.adapter.cancel_order(order.platform_id, reason="changed my mind", key=key("c"))

    (row,) = sim.book("vt-1001")
    assert row["deleted"]
    assert row["note"].startswith("CANCELED: changed my mind")


def test_a_paid_order_is_marked_canceled_for_staff_to_see(sim: PosSim) -> None:
    order, _ = sim.paid()

    canceled = sim.adapter.cancel_order(order.platform_id, reason="late", key=key("c"))

    (row,) = sim.book("vt-1001")
    assert canceled.state is OrderState.CANCELED
    assert canceled.payment_state is PaymentState.PAID
    assert row["visible_in_pos"]
    assert row["note"].startswith("CANCELED: late")


# Paying


@pytest.mark.parametrize(
    ("decline", "reason"),
    [
        ("card_declined", DeclineReason.GENERIC),
        ("insufficient_funds", DeclineReason.INSUFFICIENT_FUNDS),
        ("expired_card", DeclineReason.EXPIRED),
        ("incorrect_cvc", DeclineReason.CVV),
    ],
)
def test_a_card_is_declined_for_its_reason(
    sim: PosSim, decline: str, reason: DeclineReason
) -> None:
    order = sim.payable()
    token = sim.control("POST nonce", {"decline": decline})["nonce"]

    outcome = sim.adapter.authorize(sim.payment(order, order.total, token), key=key(decline))

    assert isinstance(outcome, Declined)
    assert (outcome.reason, outcome.platform_code) == (reason, decline)


def test_a_token_that_was_spent_on_another_order_is_declined(sim: PosSim) -> None:
    token = sim.good_token()
    first = sim.adapter.create_order(draft(sim.cart(), "vt-1"), key=key("1"))
    second = sim.adapter.create_order(draft(sim.cart(), "vt-2"), key=key("2"))
    sim.adapter.authorize(sim.payment(first, first.total, token), key=key("1"))

    outcome = sim.adapter.authorize(sim.payment(second, second.total, token), key=key("2"))

    assert isinstance(outcome, Declined)
    assert outcome.reason is DeclineReason.TOKEN_USED


def test_the_shoppers_stored_card_pays_the_order_by_its_token(sim: PosSim) -> None:
    (card,) = sim.adapter.stored_cards(sim.shopper())
    order = sim.payable()

    outcome = sim.adapter.authorize(sim.payment(order, order.total, card.token), key=key("on file"))

    assert isinstance(outcome, Authorized)
    assert (outcome.card_brand, outcome.card_last4) == ("Visa", card.last4)
    assert (card.exp_month, card.exp_year) == (12, 2031)


def test_a_card_payment_names_the_payers_address(sim: PosSim) -> None:
    sim.authorized()

    (sent,) = [one for one in sim.requests() if one["path"].endswith("/pay")]

    assert sent["headers"]["x-forwarded-for"] == PAYER


def test_without_the_payers_address_no_charge_is_tried(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    order, before = sim.payable(), sim.calls()
    line = transport.line(ConnectionId("con_2"), shop_url, UNHURRIED, sim.tokens, in_time())
    adapter = CLOVER.open(line, AdapterSettings(account_id="M"))

    with pytest.raises(UnsupportedError, match="payer_address"):
        adapter.authorize(sim.payment(order, order.total, "clv_1"), key=key("no address"))

    assert sim.calls() == before


def test_outside_the_us_and_canada_cards_are_refused_and_other_money_is_noted(sim: PosSim) -> None:
    adapter = sim.reopen(region="eu")
    order = adapter.create_order(draft(sim.cart()), key=key("eu"))

    with pytest.raises(UnsupportedError):
        adapter.authorize(sim.payment(order, order.total, "clv_1"), key=key("eu"))
    done = adapter.confirm_order(
        order, paid=order.total, external_reference="pi_123", key=key("eu")
    )

    assert done.payment_state is PaymentState.PAID
    (row,) = sim.book("vt-1001")
    assert [(one["tender"], one["external_id"]) for one in row["payments"]] == [
        ("External Payment", "pi_123")
    ]


def test_money_of_another_tender_is_read_as_a_payment(sim: PosSim) -> None:
    order = sim.payable()
    sim.adapter.confirm_order(order, paid=order.total, external_reference="pi_9", key=key("cash"))
    stored = sim.adapter.order(order.platform_id)
    assert stored is not None

    payment = sim.adapter.payment(stored.payment_platform_ids[0], order_id=None)

    assert payment is not None
    assert (payment.status, payment.amount) == (PaymentStatus.CAPTURED, order.total)
    assert payment.order_platform_id == order.platform_id


def test_a_refund_whose_answer_was_lost_is_not_made_again(sim: PosSim) -> None:
    _, payment_id = sim.paid()
    request = RefundRequest(payment_id=payment_id, amount=Money(100, "USD"), reason="x")
    sim.control("POST faults", {"kind": "lose_answer", "route": "POST /v1/refunds"})
    with pytest.raises(AmbiguousOutcomeError):
        sim.adapter.refund(request, key=key("lost"))

    sim.adapter.refund(request, key=key("lost"))

    (row,) = sim.book("vt-1001")
    assert sum(one["refunded"] for one in row["payments"]) == 100


def test_a_charge_that_was_only_reserved_is_captured_once(sim: PosSim, shop_url: str) -> None:
    body = {"amount": 500, "currency": "usd", "source": sim.good_token(), "capture": False}
    made = urllib3.request(
        "POST",
        f"{shop_url}/v1/charges",
        json=body,
        headers={
            "authorization": f"Bearer {sim.tokens.token if sim.tokens else ''}",
            "x-forwarded-for": PAYER,
        },
        timeout=60,
    ).json()

    before = sim.adapter.payment(made["id"], order_id=None)
    taken = [
        sim.adapter.capture(made["id"], Money(500, "USD"), order_id=None, key=key("later"))
        for _ in range(2)
    ]

    assert before is not None
    assert before.status is PaymentStatus.AUTHORIZED
    assert [one.status for one in taken] == [PaymentStatus.CAPTURED] * 2


def test_letting_a_payment_go_gives_everything_back(sim: PosSim) -> None:
    order, held = sim.authorized()

    sim.adapter.void(held.payment_id, order_id=order.platform_id, key=key("void"))

    (row,) = sim.book("vt-1001")
    assert sum(one["refunded"] for one in row["payments"]) == order.total.amount


def test_a_typed_line_cannot_be_put_back_in_stock(sim: PosSim) -> None:
    cart = sim.cart(shipping_fee=Money(500, "USD"))
    order = sim.adapter.create_order(draft(cart), key=key("typed"))
    fee = order.lines[-1]
    request = ReturnRequest(
        order_platform_id=order.platform_id,
        lines=(ReturnLine(order_line_platform_id=fee.platform_id, quantity=1),),
        reason="test",
    )

    with pytest.raises(UnsupportedError):
        sim.adapter.create_return(request, key=key("fee"))


# Reading


def test_a_merchant_who_does_not_track_stock_has_unknown_stock(sim: PosSim) -> None:
    sim.control("POST dashboard", {"trackStock": False})

    levels = [one for page in sim.adapter.stock() for one in page.records]

    assert levels == []
    assert not sim.variant().tracked


def test_a_variants_id_leads_to_its_product_too(sim: PosSim) -> None:
    variant = sim.variant()

    (product,) = sim.adapter.product(variant.platform_id).records

    assert variant in product.variants
    assert len(product.variants) == 12


def test_a_deleted_single_item_comes_with_the_delta_as_inactive(sim: PosSim) -> None:
    pages = list(sim.adapter.products())
    single = next(p for page in pages for p in page.records if len(p.variants) == 1)
    sku = single.variants[0].sku

    sim.control("POST delete", {"sku": sku})
    delta = list(sim.adapter.products(since=pages[-1].high_water))

    (found,) = [p for page in delta for p in page.records if p.platform_id == single.platform_id]
    assert not found.active
    assert found.revision > single.revision


def test_taxes_are_the_merchants_and_beans_are_exempt(sim: PosSim) -> None:
    shoes: Variant = sim.variant()
    beans = sim.variant("SV-PROLOGUE-12OZ-WHOLEBEAN")

    product = next(p for p in sim.products() if shoes in p.variants)

    assert (shoes.taxable, beans.taxable) == (True, False)
    assert [str(one.percentage) for one in product.taxes] == ["10.35"]


def test_a_full_read_costs_no_call_per_record(sim: PosSim) -> None:
    before = sim.calls()

    products = sim.products()

    assert len(products) > 30
    assert sim.calls() - before <= 8
