"""Placing, paying and canceling when Toast answers otherwise than hoped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.toast.adapter import ToastAdapter
from domain.capabilities import Capability, Support
from domain.errors import (
    ConfigurationError,
    MalformedResponseError,
    PriceChangedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, OrderDraft, OrderState, Recipient
from domain.payments import RefundRequest
from tests.unit.adapters_toast.lines import ScriptedLine, refusal

KEY = IdempotencyKey("k")
STAMP = "2026-11-21T12:00:00.000+0000"
CART = Cart(
    location_platform_id=PlatformId("r"),
    currency="USD",
    lines=(CartLine(variant_platform_id=PlatformId("item.group"), quantity=1),),
    recipient=Recipient(name="Ana Lee", phone="+12065550123", email="ana@example.com"),
)
REFUND = RefundRequest(payment_id=PlatformId("p"), amount=Money(100, "USD"), reason="cold")
DRAFT = OrderDraft(cart=CART, reference="vt-1")
TAKEOUT = [{"guid": "takeout", "behavior": "TAKE_OUT", "curbside": False}]
PAYMENT_TYPES = [{"guid": "voice", "name": "Voice"}]


def selection(**changed: Any) -> dict[str, Any]:
    """The one selection of an order."""
    return {
        "guid": "sel",
        "item": {"guid": "item"},
        "itemGroup": {"guid": "group"},
        "quantity": 1,
        "price": 10,
        "preDiscountPrice": 10,
        "receiptLinePrice": 10,
        "tax": 1.04,
        **changed,
    }


def order(**changed: Any) -> dict[str, Any]:
    """An open order as Toast keeps it."""
    check = {
        "guid": "check",
        "selections": [selection()],
        "payments": [],
        "totalAmount": 11.04,
        "taxAmount": 1.04,
        "paymentStatus": "OPEN",
    }
    return {
        "guid": "order",
        "externalId": "VOICETILL:vt-1",
        "approvalStatus": "APPROVED",
        "createdDate": STAMP,
        "modifiedDate": STAMP,
        "checks": [check],
        **changed,
    }


@pytest.fixture
def shop(line: ScriptedLine) -> ScriptedLine:
    """A restaurant with one takeout option and one payment type."""
    line.on("config.dining_options", TAKEOUT).on("config.payment_types", PAYMENT_TYPES)
    return line.on("orders.prices", order(guid=None)).on("orders.create", order())


def test_an_order_that_toast_wraps_in_a_list_is_unwrapped(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.create", {"orders": [order()]})

    assert adapter.create_order(DRAFT, key=KEY).platform_id == "order"


def test_a_refusal_of_an_order_that_does_not_exist_is_told(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.create", refusal(400, "The menu item is archived"))
    shop.on("orders.find", refusal(404))

    with pytest.raises(RejectedError, match="archived"):
        adapter.create_order(DRAFT, key=KEY)


def test_a_repeat_that_is_refused_is_answered_by_the_first_order(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.create", refusal(409, "externalId already exists"))
    shop.on("orders.find", order(guid="the-first"))

    assert adapter.create_order(DRAFT, key=KEY).platform_id == "the-first"


def test_another_price_than_was_agreed_to_is_told_before_the_kitchen_hears_of_it(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.find", refusal(404))

    with pytest.raises(PriceChangedError) as told:
        adapter.create_order(replace(DRAFT, agreed_total=Money(1000, "USD")), key=KEY)

    assert (told.value.agreed, told.value.now) == (Money(1000, "USD"), Money(1104, "USD"))
    assert "orders.create" not in shop.operations


def test_an_order_made_before_the_price_changed_is_given_back(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.find", order(guid="the-first"))

    made = adapter.create_order(replace(DRAFT, agreed_total=Money(1000, "USD")), key=KEY)

    assert made.platform_id == "the-first"
    assert "orders.create" not in shop.operations


def test_the_agreed_price_is_ordered_at(shop: ScriptedLine, adapter: ToastAdapter) -> None:
    made = adapter.create_order(replace(DRAFT, agreed_total=Money(1104, "USD")), key=KEY)

    assert made.platform_id == "order"


def test_another_order_found_under_our_name_is_not_believed(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.create", refusal(400, "no"))
    shop.on("orders.find", order(externalId="VOICETILL:vt-2"))

    with pytest.raises(RejectedError):
        adapter.create_order(DRAFT, key=KEY)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        b"{",
        order(checks=[]),
        order(checks=[{"selections": [], "totalAmount": 0, "taxAmount": 0}]),
        order(checks=[{"selections": [selection(quantity=1.5)], "totalAmount": 1, "taxAmount": 0}]),
        order(checks=[{"selections": [selection()], "taxAmount": 1.04}]),
        order(checks=[{"selections": [selection()], "totalAmount": None, "taxAmount": 1.04}]),
        order(checks=[{"selections": [selection()], "totalAmount": "11", "taxAmount": []}]),
    ],
)
def test_a_price_that_cannot_be_read_is_malformed_and_nothing_is_ordered(
    shop: ScriptedLine, adapter: ToastAdapter, broken: Any
) -> None:
    shop.on("orders.prices", broken)

    with pytest.raises(MalformedResponseError):
        adapter.create_order(DRAFT, key=KEY)

    assert "orders.create" not in shop.operations


def test_money_is_booked_on_the_open_check_under_the_processors_name(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    paid = order()
    paid["checks"][0]["paymentStatus"] = "CLOSED"
    shop.on("orders.get", order()).on("orders.pay", paid)
    placed = adapter.create_order(DRAFT, key=KEY)

    adapter.confirm_order(placed, paid=placed.total, external_reference="pi_1", key=KEY)

    sent = shop.sent[-1]
    assert sent.path == "/orders/v2/orders/order/checks/check/payments"
    assert isinstance(sent.json, list)
    assert sent.json[0]["externalId"] == "VOICETILL:pi_1"
    assert not sent.repeatable


def test_an_order_nobody_will_cook_takes_no_money(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    placed = adapter.create_order(DRAFT, key=KEY)
    shop.on("orders.get", order(approvalStatus="NOT_APPROVED"))

    with pytest.raises(RejectedError, match="cook"):
        adapter.confirm_order(placed, paid=placed.total, external_reference="pi_1", key=KEY)

    assert "orders.pay" not in shop.operations


def test_money_without_the_name_of_who_took_it_is_refused(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    placed = adapter.create_order(DRAFT, key=KEY)
    shop.on("orders.get", order())

    with pytest.raises(UnsupportedError):
        adapter.confirm_order(placed, paid=placed.total, external_reference=None, key=KEY)


def test_a_restaurant_without_a_means_of_payment_for_us_is_told_what_to_set(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("config.payment_types", []).on("orders.get", order())
    placed = adapter.create_order(DRAFT, key=KEY)

    with pytest.raises(ConfigurationError, match="payment_type"):
        adapter.confirm_order(placed, paid=placed.total, external_reference="pi_1", key=KEY)


def test_a_restaurant_without_takeout_is_told_in_words(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("config.dining_options", [{"guid": "d", "behavior": "DINE_IN"}])

    with pytest.raises(UnsupportedError, match="no takeout"):
        adapter.quote(CART)


def test_a_void_that_was_done_already_is_no_error(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.get", order(), order(voided=True))
    shop.on("orders.void", refusal(400, "already voided"))

    canceled = adapter.cancel_order(PlatformId("order"), reason="x", key=KEY)

    assert canceled.state is OrderState.CANCELED


def test_a_void_that_is_refused_is_told(shop: ScriptedLine, adapter: ToastAdapter) -> None:
    shop.on("orders.get", order()).on("orders.void", refusal(400, "Only OTHER can be voided"))

    with pytest.raises(RejectedError, match="Only OTHER"):
        adapter.cancel_order(PlatformId("order"), reason="x", key=KEY)


def test_an_order_that_cannot_be_asked_for_now_is_not_called_unknown(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("orders.get", refusal(503))

    with pytest.raises(UnavailableError):
        adapter.order(PlatformId("order"))


def test_an_unknown_word_of_toasts_is_counted_and_never_a_success(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    strange = order(approvalStatus="MAYBE")
    strange["checks"][0]["paymentStatus"] = "CLOSED"
    shop.on("orders.get", strange)

    found = adapter.order(PlatformId("order"))

    assert found is not None
    assert found.state is OrderState.UNKNOWN
    assert adapter.settings.report.unknown_words["approvalStatus=MAYBE"] == 1


def test_a_cart_in_another_currency_is_refused(shop: ScriptedLine, adapter: ToastAdapter) -> None:
    with pytest.raises(UnsupportedError, match="USD"):
        adapter.quote(replace(CART, currency="EUR"))


def test_an_id_that_is_not_toasts_is_refused_without_asking_for_a_price(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    strange = replace(CART, lines=(CartLine(variant_platform_id=PlatformId("x"), quantity=1),))

    with pytest.raises(UnsupportedError):
        adapter.quote(strange)

    assert "orders.prices" not in shop.operations


def test_guests_cannot_be_looked_up_before_orders_were_read(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    with pytest.raises(UnsupportedError, match="ask for name"):
        adapter.find_customers(phone="+12065550123")

    assert shop.sent == []


def test_what_toast_lacks_is_said_in_a_sentence(adapter: ToastAdapter) -> None:
    assert adapter.capabilities[Capability.REFUND].support is Support.NONE

    with pytest.raises(UnsupportedError, match="the money can only be given back at the store"):
        adapter.refund(REFUND, key=KEY)
