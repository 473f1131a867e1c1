"""What is asked of Lightspeed to price, hold, sell and undo, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.lightspeed.adapter import LightspeedAdapter, open_adapter
from adapters.platform import AdapterSettings
from domain.errors import ConfigurationError, MalformedResponseError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    Recipient,
    ReturnLine,
    ReturnRequest,
)
from domain.payments import RefundRequest
from mapping.platforms.lightspeed_words import hold_note
from tests.unit.adapters_lightspeed.lines import ScriptedLine, listed, one, refusal

KEY = IdempotencyKey("k")
AT = "2026-11-21T11:00:00+00:00"


def sale(**changed: Any) -> dict[str, Any]:
    return {
        "saleID": "12", "ticketNumber": "220000000012", "completed": "false", "archived": "false",
        "voided": "false", "referenceNumber": "vt-1", "referenceNumberSource": "Voicetill",
        "calcTotal": "11.04", "calcTax1": "1.04", "calcTax2": "0", "shopID": "1",
        "customerID": "8", "employeeID": "2", "registerID": "5", "shipToID": "0",
        "createTime": AT, "updateTime": AT, "timeStamp": AT,
        "SaleLines": {"SaleLine": {"saleLineID": "30", "itemID": "4", "unitQuantity": "1",
                                   "unitPrice": "10", "calcTotal": "11.04", "calcTax1": "1.04"}},
        **changed,
    }  # fmt: skip


def cart(**changed: Any) -> Cart:
    values: dict[str, Any] = {
        "location_platform_id": PlatformId("1"),
        "currency": "USD",
        "lines": (CartLine(variant_platform_id=PlatformId("4"), quantity=1, note="gift"),),
        "recipient": Recipient(name="Jordan Rivera", customer_platform_id=PlatformId("8")),
        **changed,
    }
    return Cart(**values)


PAID = {"SalePayments": {"SalePayment": {"salePaymentID": "40", "amount": "11.04",
                                         "archived": "false", "createTime": AT, "saleID": "12"}},
        "completed": "true"}  # fmt: skip


def test_a_reference_that_is_there_already_is_given_back_without_writing(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("orders.find", listed("Sale", sale(referenceNumberSource="webstore"), sale()))

    order = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)

    assert order.platform_id == "12"
    assert line.operations == ["orders.find"]


def test_a_draft_is_written_with_note_pickup_time_and_customer(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("orders.find", listed("Sale")).on("holds.find", listed("SaleLine"))
    line.on("orders.create", one("Sale", sale()))
    when = datetime(2026, 11, 21, 18, tzinfo=UTC)
    draft = OrderDraft(cart=cart(), reference="vt-1", note="ring twice", pickup_at=when)

    order = adapter.create_order(draft, key=KEY)

    assert line.sent[-1].json == {
        "employeeID": "2",
        "registerID": "5",
        "shopID": "1",
        "customerID": "8",
        "referenceNumber": "vt-1",
        "referenceNumberSource": "Voicetill",
        "SaleLines": {
            "SaleLine": [
                {
                    "itemID": "4",
                    "unitQuantity": "1",
                    "Note": {"note": "ring twice; pickup 2026-11-21T18:00:00+00:00; gift"},
                }
            ]
        },
    }
    assert not line.sent[-1].repeatable
    assert (order.state, order.total) == (OrderState.PENDING, Money(1104, "USD"))


def test_shipping_says_where_to_and_stands_as_a_charge(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("orders.find", listed("Sale")).on("orders.create", one("Sale", sale(shipToID="3")))
    stranger = Recipient(name="Ana Strange", phone="+12065550111", email="ana@example.com")
    shipped = cart(
        recipient=stranger, method=FulfillmentMethod.SHIPPING, shipping_fee=Money(799, "USD")
    )

    order = adapter.create_order(OrderDraft(cart=shipped, reference="vt-1"), key=KEY)

    body = line.sent[-1].json
    assert body is not None
    assert body["SaleLines"]["SaleLine"][1] == {
        "unitQuantity": "1", "unitPrice": "7.99", "tax": "false", "Note": {"note": "Shipping"},
    }  # fmt: skip
    assert body["ShipTo"]["firstName"] == "Ana"
    assert body["ShipTo"]["Contact"]["Phones"]["ContactPhone"]["number"] == "+12065550111"
    assert "customerID" not in body
    assert order.fulfillments[0].method is FulfillmentMethod.SHIPPING


def test_money_that_is_recorded_already_is_not_recorded_again(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    held = {"salePaymentID": "40", "remoteReference": "pi_1", "archived": "false"}
    line.on("orders.find", listed("Sale", sale())).on(
        "orders.confirm",
        one("Sale", sale(SalePayments={"SalePayment": held})),
        one("Sale", sale(completed="true")),
    )
    order = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)

    done = adapter.confirm_order(order, paid=order.total, external_reference="pi_1", key=KEY)

    assert line.sent[-1].json == {"completed": "true"}
    assert done.payment_state is PaymentState.PAID


def test_an_order_of_nothing_is_completed_without_a_payment(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    free = sale(calcTotal="0", calcTax1="0")
    line.on("orders.find", listed("Sale", free)).on(
        "orders.confirm", one("Sale", free), one("Sale", {**free, "completed": "true"})
    )
    order = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)

    adapter.confirm_order(order, paid=Money.zero("USD"), external_reference=None, key=KEY)

    assert line.sent[-1].json == {"completed": "true"}


def test_an_order_tells_what_went_back_of_its_money(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    back = {"salePaymentID": "41", "amount": "-1", "archived": "false", "createTime": AT}
    gone = {**back, "salePaymentID": "42", "archived": "true"}
    line.on("orders.get", one("Sale", sale(**PAID)))
    line.on("payments.refunds", listed("SalePayment", back, gone))

    order = adapter.order(PlatformId("12"))

    assert order is not None
    assert order.payment_state is PaymentState.PARTIALLY_REFUNDED
    assert order.refunded == Money(100, "USD")
    assert line.sent[-1].params["refPaymentID"] == "IN,[40]"


def test_more_than_is_left_of_a_payment_is_not_booked(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    payment = {"salePaymentID": "40", "amount": "11.04", "archived": "false", "createTime": AT}
    earlier = {**payment, "salePaymentID": "41", "amount": "-10.5"}
    line.on("refunds.find", listed("Sale")).on("payments.get", one("SalePayment", payment))
    line.on("payments.refunds", listed("SalePayment", earlier))
    request = RefundRequest(payment_id=PlatformId("40"), amount=Money(55, "USD"), reason="x")

    with pytest.raises(RejectedError, match=r"only 0\.54 USD"):
        adapter.refund(request, key=KEY)

    assert "refunds.create" not in line.operations


def test_a_return_of_a_line_that_was_not_sold_is_refused(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("returns.find", listed("Sale")).on("returns.read", one("Sale", sale(**PAID)))
    request = ReturnRequest(
        order_platform_id=PlatformId("12"),
        lines=(ReturnLine(order_line_platform_id=PlatformId("99"), quantity=1),),
        reason="x",
    )

    with pytest.raises(RejectedError, match="no line 99"):
        adapter.create_return(request, key=KEY)


def test_a_return_names_the_lines_it_undoes_and_the_payment(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("returns.find", listed("Sale")).on("returns.read", one("Sale", sale(**PAID)))
    line.on("returns.create", one("Sale", sale(saleID="13", calcTotal="-11.04")))
    line.on("returns.complete", one("Sale", sale(saleID="13", completed="true")))
    request = ReturnRequest(
        order_platform_id=PlatformId("12"),
        lines=(ReturnLine(order_line_platform_id=PlatformId("30"), quantity=1),),
        reason="x",
    )

    done = adapter.create_return(request, key=KEY)

    opened, completed = (
        next(sent.json for sent in line.sent if sent.operation == f"returns.{step}")
        for step in ("create", "complete")
    )
    assert opened is not None
    assert opened["SaleLines"] == {
        "SaleLine": [{"parentSaleLineID": "30", "itemID": "4", "unitQuantity": "-1"}]
    }
    assert completed == {
        "completed": "true",
        "SalePayments": {
            "SalePayment": {"amount": "-11.04", "paymentTypeID": "8", "refPaymentID": "40"}
        },
    }
    assert (done.platform_id, done.restocked) == ("13", True)


@pytest.mark.parametrize("wrong", [{"calcTotal": "11.045"}, {"calcTotal": None}, {"saleID": ""}])
def test_a_sale_that_cannot_be_read_is_malformed_and_names_the_path(
    line: ScriptedLine, adapter: LightspeedAdapter, wrong: dict[str, Any]
) -> None:
    line.on("orders.get", one("Sale", sale(**wrong)))

    with pytest.raises(MalformedResponseError) as fault:
        adapter.order(PlatformId("12"))

    assert fault.value.path


@pytest.mark.parametrize("rate", ["a tenth", None, "NaN"])
def test_a_tax_rate_that_cannot_be_read_is_malformed(
    line: ScriptedLine, adapter: LightspeedAdapter, rate: Any
) -> None:
    item = {"itemID": "4", "tax": "true", "taxClassID": "1",
            "Prices": {"ItemPrice": {"amount": "10", "useType": "Default"}}}  # fmt: skip
    line.on("customers.tax", one("Customer", {"taxCategoryID": "0"}))
    line.on("items.prices", listed("Item", item)).on(
        "shops.get", one("Shop", {"taxCategoryID": "1"})
    )
    line.on("tax_categories.get", one("TaxCategory", {"tax1Rate": rate, "tax2Rate": "0"}))

    with pytest.raises(MalformedResponseError, match="tax rate"):
        adapter.quote(cart())


@pytest.mark.parametrize("amount", ["0", "9.995", "ten"])
def test_an_item_without_a_price_in_cents_is_not_quoted(
    line: ScriptedLine, adapter: LightspeedAdapter, amount: str
) -> None:
    item = {"itemID": "4", "tax": "false",
            "Prices": {"ItemPrice": [{"amount": amount, "useType": "Default"}]}}  # fmt: skip
    line.on("customers.tax", one("Customer", {"taxCategoryID": "0"}))
    line.on("items.prices", listed("Item", item)).on(
        "shops.get", one("Shop", {"taxCategoryID": "0"})
    )

    with pytest.raises(RejectedError, match=r"Prices\.ItemPrice"):
        adapter.quote(cart())


def test_amounts_of_another_currency_never_leave(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    euros = cart(currency="EUR")
    line.on("orders.find", listed("Sale", sale()))
    order = adapter.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)
    paid = Money(1104, "EUR")
    refund = RefundRequest(payment_id=PlatformId("40"), amount=paid, reason="x")
    asked = len(line.sent)

    for ask in (
        lambda: adapter.quote(euros),
        lambda: adapter.create_order(OrderDraft(cart=euros, reference="vt-2"), key=KEY),
        lambda: adapter.confirm_order(order, paid=paid, external_reference=None, key=KEY),
        lambda: adapter.refund(refund, key=KEY),
    ):
        with pytest.raises(RejectedError, match="keeps USD, not EUR"):
            ask()

    assert len(line.sent) == asked


def test_a_held_line_is_taxed_as_its_item_is(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    two = cart(lines=tuple(CartLine(variant_platform_id=PlatformId(x), quantity=1) for x in "45"))
    items = [{"itemID": "4", "tax": "true"}, {"itemID": "5", "tax": "false"}]
    line.on("holds.find", listed("SaleLine")).on("holds.items", listed("Item", *items))
    held = {"saleLineID": "30", "createTime": AT, "Note": {"note": hold_note("vt-1", 0)}}
    line.on("holds.create", one("SaleLine", held))

    adapter.hold_stock(two, reference="vt-1", key=KEY)

    written = [sent.json for sent in line.sent if sent.operation == "holds.create"]
    assert [(body["itemID"], body["tax"]) for body in written] == [("4", "true"), ("5", "false")]


def test_a_held_line_keeps_what_staff_should_know(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    held = {
        "saleLineID": "30", "itemID": "4", "shopID": "1", "unitQuantity": "1",
        "Note": {"note": hold_note("vt-1", 0)},
    }  # fmt: skip
    line.on("orders.find", listed("Sale")).on("holds.find", listed("SaleLine", held))
    line.on("orders.create", one("Sale", sale()))

    adapter.create_order(OrderDraft(cart=cart(), reference="vt-1", note="ring twice"), key=KEY)

    assert line.sent[-1].json["SaleLines"] == {
        "SaleLine": [{"saleLineID": "30", "Note": {"note": "ring twice; gift"}}]
    }


def test_a_hold_that_staff_deleted_is_no_error(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("holds.release", refusal(404, "SaleLine not found."))

    adapter.release_hold(PlatformId("30,31"), key=KEY)

    assert line.operations == ["holds.release", "holds.release"]


def test_a_hold_on_a_sale_by_now_is_left_alone(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("holds.release", one("SaleLine", {"saleLineID": "30", "saleID": "12"}))

    adapter.release_hold(PlatformId("30"), key=KEY)

    assert [sent.method for sent in line.sent] == ["GET"]


def test_a_shop_without_a_register_says_what_to_do(line: ScriptedLine) -> None:
    line.on("orders.find", listed("Sale")).on("registers.list", listed("Register"))
    bare = open_adapter(line, AdapterSettings(account_id="83050", options={"currency": "USD"}))

    with pytest.raises(ConfigurationError, match="no register"):
        bare.create_order(OrderDraft(cart=cart(), reference="vt-1"), key=KEY)
