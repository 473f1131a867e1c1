"""Clover's samples and object classes through the tables, and what its words mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml

from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    Recipient,
)
from domain.payments import PaymentStatus, RefundStatus
from mapping.converters import north_american_phone
from mapping.engine import Map, MappingError
from mapping.platforms import clover as table
from mapping.platforms import clover_items as item_words
from mapping.platforms import clover_sums as sums
from mapping.platforms import clover_words as words
from mapping.platforms.clover_orders import together
from mapping.platforms.clover_requests import draft_request
from mapping.report import MappingReport
from tests.contracts_path import contracts_dir

CONTEXT: dict[str, Any] = {"currency": "USD", **table.sample_context({}, "USD"), "merchant": "M"}


def sample(*parts: str) -> Any:
    return json.loads(contracts_dir("clover", "samples", *parts).read_text())


SAMPLES: dict[str, Map[Any]] = {
    "order.expanded.1_line.json": table.ORDER,
    "composed/platform-rest-api-order-example.json": table.ORDER,
    "composed/ecommerce-api-charge-example.json": table.CHARGE,
    "composed/platform-rest-api-category-example.json": table.CATEGORY,
    "composed/platform-rest-api-employee-example.json": table.EMPLOYEE,
}
NOT_READ = {
    "token.create.json": "card numbers never pass here: tokens come from Clover's own form",
    "webhook.orders.json": "tests/unit/adapters_clover/test_webhooks.py",
    "webhook.verification.json": "tests/unit/adapters_clover/test_webhooks.py",
}


def test_every_sample_is_read_or_left_for_a_reason() -> None:
    folder = contracts_dir("clover", "samples")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}

    assert there <= set(SAMPLES) | set(NOT_READ)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_of_a_sample_is_mapped_or_ignored_with_a_reason(name: str) -> None:
    report = MappingReport()

    SAMPLES[name].read(sample(*name.split("/")), context=CONTEXT, report=report)

    assert not report.unknown, dict(report.unknown)
    assert not report.unknown_words


def _class_fields() -> Iterator[tuple[str, Map[Any], set[str]]]:
    found = json.loads(contracts_dir("clover", "object-model.json").read_text())["objects"]
    tables: dict[str, Map[Any]] = {
        "order.Order": table.ORDER,
        "order.LineItem": table.ORDER_LINE,
        "inventory.Item": table.VARIANT,
        "inventory.ItemStock": table.STOCK,
        "customers.Customer": table.CUSTOMER,
        "customers.Card": table.CARD,
        "payments.Payment": table.PAYMENT,
    }
    for name, rows in tables.items():
        yield name, rows, set(found[name])


def test_every_field_of_the_vendors_schemas_is_read_without_a_rest() -> None:
    documents = {
        "platform-rest-v3.openapi.yaml": {
            "Item": table.VARIANT,
            "Order": table.ORDER,
            "Customer": table.CUSTOMER,
            "Payment": table.PAYMENT,
            "Category": table.CATEGORY,
            "Employee": table.EMPLOYEE,
        },
        "ecommerce-v1.openapi.yaml": {"Charge": table.CHARGE, "Refund": table.REFUND},
    }
    for name, tables in documents.items():
        schemas = yaml.safe_load(contracts_dir("clover", name).read_text())["components"]["schemas"]
        for kind, rows in tables.items():
            example = {
                field: schema.get("example")
                for field, schema in schemas[kind]["properties"].items()
            }
            report = MappingReport()

            assert rows.read(example, context=CONTEXT, report=report)
            assert not report.unknown, (kind, dict(report.unknown))


def test_every_field_of_the_vendors_classes_is_accounted_for() -> None:
    for name, rows, fields in _class_fields():
        report = MappingReport()
        rows.accounting.count(dict.fromkeys(fields), report)

        assert not report.unknown, (name, dict(report.unknown))


def test_a_payload_that_stands_alone_tells_its_merchant_by_its_address() -> None:
    context = table.sample_context(sample("order.expanded.1_line.json"), "USD")

    assert context["merchant"] == "GARENZRPEFZ6E"
    assert table.sample_context([], "USD")["merchant"] == ""


def test_the_sdks_order_adds_up_to_its_total() -> None:
    order = table.ORDER.read(sample("order.expanded.1_line.json"), context=CONTEXT)

    assert (order.total, order.tax) == (Money(1545, "USD"), Money(250, "USD"))
    assert (order.number, order.state) == ("02", OrderState.PENDING)
    assert order.created_at == datetime(2019, 1, 3, 23, 49, 31, tzinfo=UTC)
    (line,) = order.lines
    assert (line.unit_price, line.tax) == (Money(1295, "USD"), Money(250, "USD"))


@pytest.mark.parametrize(
    ("fields", "state", "paid"),
    [
        ({"paymentState": "OPEN"}, OrderState.PENDING, PaymentState.UNPAID),
        ({"paymentState": "PARTIALLY_PAID"}, OrderState.PENDING, PaymentState.UNPAID),
        ({"paymentState": "PAID"}, OrderState.CONFIRMED, PaymentState.PAID),
        ({"paymentState": "PAID", "state": "LOCKED"}, OrderState.COMPLETED, PaymentState.PAID),
        (
            {"paymentState": "PARTIALLY_REFUNDED"},
            OrderState.CONFIRMED,
            PaymentState.PARTIALLY_REFUNDED,
        ),
        ({"paymentState": "REFUNDED"}, OrderState.RETURNED, PaymentState.REFUNDED),
        ({"paymentState": "CREDITED"}, OrderState.RETURNED, PaymentState.REFUNDED),
        ({"paymentState": "BARTERED"}, OrderState.UNKNOWN, PaymentState.UNKNOWN),
        ({"paymentState": "PAID", "note": "CANCELED: x"}, OrderState.CANCELED, PaymentState.PAID),
        (
            {"paymentState": "OPEN", "deletedTimestamp": 5},
            OrderState.CANCELED,
            PaymentState.UNPAID,
        ),
    ],
)
def test_an_orders_life_is_told_by_its_states(
    fields: dict[str, Any], state: OrderState, paid: PaymentState
) -> None:
    raw = {**sample("order.expanded.1_line.json"), **fields}

    order = table.ORDER.read(raw, context=CONTEXT)

    assert (order.state, order.payment_state) == (state, paid)


def test_a_tax_that_is_inside_the_prices_is_taken_out_of_them() -> None:
    raw = sample("order.expanded.1_line.json") | {"isVat": True, "total": 1295}

    order = table.ORDER.read(raw, context=CONTEXT)

    assert order.tax == Money(209, "USD")  # 1295 - 1295 / 1.1925


def test_the_tax_that_payments_note_is_believed_where_they_cover_the_order() -> None:
    raw = sample("order.expanded.1_line.json")
    paid = {"id": "P", "amount": 1545, "taxAmount": 200, "result": "SUCCESS"}

    def tax(*payments: dict[str, Any]) -> Money:
        record = raw | {"payments": {"elements": list(payments)}}
        return table.ORDER.read(record, context=CONTEXT).tax

    assert tax(paid) == Money(200, "USD")
    assert tax({**paid, "amount": 500}) == Money(250, "USD")
    assert tax({**paid, "taxAmount": None}) == Money(250, "USD")
    assert tax({**paid, "result": "FAIL"}) == Money(250, "USD")


def test_pieces_that_are_alike_are_one_line_and_others_are_not() -> None:
    raw = sample("order.expanded.1_line.json")
    line = raw["lineItems"]["elements"][0]
    weighed = {**line, "id": "W", "unitQty": 1500, "price": 400, "name": "Cheese"}
    with_extra = {**line, "id": "X", "modifications": {"elements": [
        {"amount": 50, "modifier": {"id": "M1"}}]}}  # fmt: skip
    raw["lineItems"]["elements"] = [line, {**line, "id": "B"}, with_extra, weighed]
    raw |= {"total": 2 * 1295 + 1345 + 600, "totalTaxAmount": 0}

    lines = together(table.ORDER.read(raw, context=CONTEXT).lines)

    assert [(one.platform_id, one.quantity, one.unit_price.amount) for one in lines] == [
        ("NNNJG34932ENW", Decimal(2), 1295),
        ("X", Decimal(1), 1345),
        ("W", Decimal("1.5"), 400),
    ]
    assert lines[1].modifiers == ("M1",)
    assert lines[2].total == Money(600, "USD")


def test_discounts_are_taken_off_whether_in_cents_or_percent() -> None:
    assert sums.discounts_on(1000, {"elements": [{"amount": -150}]}) == 150
    assert sums.discounts_on(1005, [{"percentage": 10}]) == 101  # half up
    assert sums.discounts_on(1000, None) == 0


@pytest.mark.parametrize(
    ("value", "number"),
    [(12.0, Decimal(12)), (160.5, Decimal("160.5")), (0, Decimal(0)), (-3, Decimal(-3))],
)
def test_counts_are_read_by_their_digits(value: Any, number: Decimal) -> None:
    assert words.quantity(value) == number


@pytest.mark.parametrize("value", ["12", True, None, float("nan"), float("inf"), [1]])
def test_a_count_that_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        words.quantity(value)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("2065550123", "+12065550123"),
        ("(206) 555-0123", "+12065550123"),
        ("1 206 555 0123", "+12065550123"),
        ("+44 20 7946 0958", "+442079460958"),
        ("555-0123", None),
        ("0123456789", None),
        ("", None),
    ],
)
def test_phones_are_told_in_e164_or_not_at_all(written: str, phone: str | None) -> None:
    assert north_american_phone(written) == phone


def test_an_item_tells_its_price_count_and_whether_it_is_sold() -> None:
    item = {"id": "I1", "name": "Tea", "price": 250, "priceType": "FIXED", "modifiedTime": 7}

    plain = table.VARIANT.read(item, context=CONTEXT)
    open_price = table.VARIANT.read({**item, "priceType": "VARIABLE"}, context=CONTEXT)
    counted = table.VARIANT.read({**item, "stockCount": 3}, context=CONTEXT)
    off = table.VARIANT.read({**item, "available": False}, context=CONTEXT)
    empty = table.VARIANT.read({**item, "available": False, "autoManage": True}, context=CONTEXT)

    assert (plain.price, plain.tracked, plain.active) == (Money(250, "USD"), False, True)
    assert open_price.price is None
    assert counted.tracked
    assert not table.VARIANT.read(
        {**item, "stockCount": 3}, context={**CONTEXT, "tracks_stock": False}
    ).tracked
    assert (off.active, empty.active) == (False, True)


def test_modifier_groups_carry_their_minimum_and_maximum() -> None:
    raw = {
        "id": "G",
        "name": "Milk",
        "minRequired": 1,
        "maxAllowed": 0,
        "modifiers": {"elements": [
            {"id": "A", "name": "Oat", "price": 70},
            {"id": "B", "name": "Soy", "available": False},
        ]},
    }  # fmt: skip

    group = item_words.modifier_list(raw, "USD")

    assert (group.minimum, group.maximum) == (1, None)
    assert [(one.price, one.active) for one in group.modifiers] == [
        (Money(70, "USD"), True),
        (Money(0, "USD"), False),
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "succeeded", "captured": True}, PaymentStatus.CAPTURED),
        ({"status": "succeeded", "captured": False}, PaymentStatus.AUTHORIZED),
        ({"status": "pending"}, PaymentStatus.PENDING),
        ({"status": "failed"}, PaymentStatus.FAILED),
        ({"status": "celebrated"}, PaymentStatus.UNKNOWN),
    ],
)
def test_a_charge_is_a_success_only_where_clover_says_so(
    fields: dict[str, Any], status: PaymentStatus
) -> None:
    raw = {"id": "C", "amount": 1, "currency": "usd", "created": 1, **fields}

    assert table.CHARGE.read(raw, context=CONTEXT).status is status


def test_an_unknown_word_is_counted_and_never_a_success() -> None:
    report = MappingReport()
    payment = table.PAYMENT.read(
        {"id": "P", "amount": 1, "modifiedTime": 1, "result": "MAYBE"},
        context=CONTEXT,
        report=report,
    )
    refund = table.REFUND.read({"id": "R", "amount": 1, "status": "open"}, context=CONTEXT)

    assert (payment.status, refund.status) == (PaymentStatus.UNKNOWN, RefundStatus.UNKNOWN)
    assert report.unknown_words == {"result=MAYBE": 1}


@pytest.mark.parametrize(
    ("rows", "raw"),
    [
        (table.ORDER, {"id": "O"}),
        (table.ORDER, {"id": "O", "total": "much", "currency": "USD"}),
        (table.ORDER, {"id": "O", "total": 1, "currency": "USD", "createdTime": "today"}),
        (table.VARIANT, {"id": ["x"]}),
        (table.VARIANT, {"id": "I", "price": {"amount": 1}, "priceType": "FIXED"}),
        (table.VARIANT, {"id": "I", "options": "red"}),
        (table.STOCK, {"item": {"id": "I"}, "quantity": "12", "modifiedTime": 1}),
        (table.STOCK, {"item": None, "quantity": 12, "modifiedTime": 1}),
        (table.CUSTOMER, {"id": "C", "firstName": 5}),
        (table.CHARGE, {"id": "C", "amount": 1, "currency": "dollars", "created": 1}),
        (table.PRODUCT, {"id": "P", "name": None, "items": []}),
    ],
)
def test_a_record_that_cannot_be_read_names_the_place(rows: Map[Any], raw: Any) -> None:
    with pytest.raises(MappingError) as fault:
        rows.read(raw, context=CONTEXT)

    assert fault.value.path
    assert fault.value.remedy


def _draft(reference: str, **fields: Any) -> OrderDraft:
    cart = Cart(
        location_platform_id=PlatformId("M"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("I"), quantity=2, note="ripe"),),
        recipient=Recipient(name="Jordan Rivera", phone="+12065550123"),
        **fields,
    )
    return OrderDraft(cart=cart, reference=reference, note="ring twice", prep_minutes=15)


def test_every_piece_is_a_line_and_the_note_says_the_rest() -> None:
    written = draft_request(_draft("vt-1001"), order_type="T")["orderCart"]

    assert written["lineItems"] == [{"item": {"id": "I"}, "note": "ripe"}] * 2
    assert written["orderType"] == {"id": "T"}
    assert written["note"] == (
        "Voicetill: pickup, ready in 15 min\nJordan Rivera +12065550123\nring twice"
    )


@pytest.mark.parametrize("length", [1, 32, 33, 40])
def test_a_reference_survives_clovers_field_and_comes_back_whole(length: int) -> None:
    reference = "x" * (length - 1) + "1"
    written = draft_request(_draft(reference), order_type=None)["orderCart"]

    assert len(written["externalReferenceId"]) <= 32
    assert words.reference_of(written["externalReferenceId"], written["note"]) == reference


def test_a_reference_in_a_note_is_believed_only_where_the_field_agrees() -> None:
    note = "Reference vt-of-somebody-else"

    assert words.reference_of("vt-1001", note) == "vt-1001"


def test_shipping_is_told_by_its_line_or_its_order_type() -> None:
    raw = sample("order.expanded.1_line.json")
    fee = {"id": "S", "name": "Shipping", "price": 799}
    shipped = {**raw, "lineItems": {"elements": [*raw["lineItems"]["elements"], fee]}}
    typed = {**raw, "orderType": {"id": "E870YV8HZ6T8R"}}

    def method(record: Any, **context: Any) -> FulfillmentMethod:
        order = table.ORDER.read(record, context=CONTEXT | context)
        return order.fulfillments[0].method

    assert method(raw) is FulfillmentMethod.PICKUP
    assert method(shipped) is FulfillmentMethod.SHIPPING
    assert method(typed, shipping_type="E870YV8HZ6T8R") is FulfillmentMethod.SHIPPING
