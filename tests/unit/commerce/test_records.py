"""The journal is read back as it was written, also by a newer or an older version of the code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.commerce.journaled import dump
from app.commerce.records import load_context, load_receipt
from app.commerce.sale import receipt_for
from domain.ids import PlatformId
from domain.orders import OrderState, PaymentState, PosOrder
from tests.unit.commerce.contexts import CONTEXT, NOW, context, usd


def test_a_context_is_read_back_as_it_was_written() -> None:
    whole = context(
        done=("create", "authorize"),
        until="authorize",
        payment_token="cnon:x",
        payment_attempt=2,
        pos_order_id=PlatformId("O1"),
        pos_order_number="A1",
        payment_id=PlatformId("P1"),
        sold_at=datetime(2026, 11, 21, 9, 1, 2, 345678, tzinfo=UTC),
        undo_reason="CardDeclined",
        note="ring the bell",
    )

    assert load_context(json.loads(json.dumps(dump(whole)))) == whole


def test_a_receipt_is_read_back_as_it_was_written() -> None:
    receipt = receipt_for(context(pos_order_id=PlatformId("O1"), card_last4="1111"), NOW)

    assert load_receipt(json.loads(json.dumps(dump(receipt)))) == receipt


def test_fields_of_a_newer_version_are_passed_over() -> None:
    written = dump(CONTEXT)
    written["gift_wrap"] = True
    written["lines"][0]["gift_wrap"] = True
    written["lines"][0]["variant"]["gift_wrap"] = True
    written["recipient"]["gift_wrap"] = True
    written["recipient"]["address"]["gift_wrap"] = True

    assert load_context(written) == CONTEXT


@pytest.mark.parametrize(
    "name", ["until", "sold_at", "pos_claims_stock", "undo_reason", "payment_attempt", "note"]
)
def test_fields_that_an_older_version_did_not_write_have_their_defaults(name: str) -> None:
    written = dump(CONTEXT)
    del written[name]

    assert load_context(written) == CONTEXT


def test_the_order_as_the_pos_answered_it_is_not_journaled() -> None:
    told = PosOrder(
        platform_id=PlatformId("O1"),
        number="A1",
        state=OrderState.CONFIRMED,
        payment_state=PaymentState.PAID,
        total=usd(2640),
        tax=usd(240),
        lines=(),
        created_at=NOW,
        updated_at=NOW,
        revision=1,
    )

    assert load_context(dump(context(pos_order=told))) == CONTEXT


def test_quantities_are_written_without_floats() -> None:
    assert dump(Decimal("0.10")) == "0.10"


def test_the_draft_names_our_order_and_every_line() -> None:
    draft = CONTEXT.draft()

    assert draft.reference == "ord_1"
    assert [(line.variant_platform_id, line.quantity) for line in draft.cart.lines] == [("V1", 2)]
    assert draft.cart.shipping_fee is None
