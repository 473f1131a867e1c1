"""Payments: outcomes are values, repeats are safe, what is unclear stays unclear."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.square.adapter import SquareAdapter
from domain.errors import AmbiguousOutcomeError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    PaymentRequest,
    PaymentStatus,
    RefundRequest,
    RefundStatus,
)
from tests.unit.adapters_square.lines import ScriptedLine, refusal

KEY = IdempotencyKey("key-1")
REQUEST = PaymentRequest(
    token="ccof:card-1",
    amount=Money(1104, "USD"),
    reference="vt-1",
    location_platform_id=PlatformId("L1"),
    order_platform_id=PlatformId("ORDER1"),
    customer_platform_id=PlatformId("C1"),
)


def payment(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "payment": {
            "id": "P1",
            "status": status,
            "amount_money": {"amount": 1104, "currency": "USD"},
            "updated_at": "2026-11-21T12:00:00Z",
            "delayed_until": "2026-11-28T12:00:00Z",
            "card_details": {"card": {"card_brand": "AMERICAN_EXPRESS", "last_4": "1005"}},
            **changes,
        }
    }


def test_an_authorization_reserves_and_does_not_take(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("payments.create", payment("APPROVED"))

    outcome = adapter.authorize(REQUEST, key=KEY)

    assert isinstance(outcome, Authorized)
    assert (outcome.card_brand, outcome.card_last4) == ("American Express", "1005")
    sent = line.sent[0].json or {}
    assert sent["autocomplete"] is False
    assert sent["order_id"] == "ORDER1"
    assert sent["customer_id"] == "C1"
    assert len(sent["idempotency_key"]) <= 45


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("CARD_DECLINED_CALL_ISSUER", DeclineReason.GENERIC),
        ("CARD_DECLINED_VERIFICATION_REQUIRED", DeclineReason.VERIFICATION_REQUIRED),
        ("PAYMENT_LIMIT_EXCEEDED", DeclineReason.LIMIT),
        ("A_REASON_FROM_NEXT_YEAR", DeclineReason.GENERIC),
    ],
)
def test_a_refused_card_is_a_value(
    line: ScriptedLine, adapter: SquareAdapter, code: str, reason: DeclineReason
) -> None:
    line.on("payments.create", refusal(402, code, "PAYMENT_METHOD_ERROR"))

    assert adapter.authorize(REQUEST, key=KEY) == Declined(reason=reason, platform_code=code)


def test_a_decline_code_under_another_category_is_a_decline_too(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("payments.create", refusal(400, "CARD_TOKEN_USED"))

    outcome = adapter.authorize(REQUEST, key=KEY)

    assert isinstance(outcome, Declined)
    assert outcome.reason is DeclineReason.TOKEN_USED


def test_a_wrong_amount_is_our_fault_and_not_the_cards(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("payments.create", refusal(400, "PAYMENT_AMOUNT_MISMATCH"))

    with pytest.raises(RejectedError):
        adapter.authorize(REQUEST, key=KEY)


def test_a_failed_payment_in_a_200_is_a_decline(line: ScriptedLine, adapter: SquareAdapter) -> None:
    line.on("payments.create", payment("FAILED"))

    assert isinstance(adapter.authorize(REQUEST, key=KEY), Declined)


@pytest.mark.parametrize("status", ["PENDING", "A_STATUS_FROM_NEXT_YEAR"])
def test_what_is_neither_reserved_nor_refused_is_never_called_a_success(
    line: ScriptedLine, adapter: SquareAdapter, status: str
) -> None:
    line.on("payments.create", payment(status))

    with pytest.raises(AmbiguousOutcomeError):
        adapter.authorize(REQUEST, key=KEY)


def test_a_payment_that_square_completed_at_once_is_authorized_and_captured_by_reading(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("payments.create", payment("COMPLETED"))
    line.on("payments.complete", refusal(400, "DELAYED_TRANSACTION_CAPTURED"))
    line.on("payments.get", payment("COMPLETED"))

    held = adapter.authorize(REQUEST, key=KEY)
    assert isinstance(held, Authorized)
    taken = adapter.capture(held.payment_id, REQUEST.amount, order_id=None, key=KEY)

    assert taken.status is PaymentStatus.CAPTURED


@pytest.mark.parametrize("code", ["DELAYED_TRANSACTION_EXPIRED", "DELAYED_TRANSACTION_CANCELED"])
def test_an_authorization_that_ended_cannot_be_captured(
    line: ScriptedLine, adapter: SquareAdapter, code: str
) -> None:
    line.on("payments.complete", refusal(400, code, "PAYMENT_METHOD_ERROR"))
    line.on("payments.get", payment("CANCELED"))

    with pytest.raises(RejectedError) as refused:
        adapter.capture(PlatformId("P1"), REQUEST.amount, order_id=None, key=KEY)

    assert refused.value.platform_code == code


def test_undoing_by_key_uses_the_key_that_paid(line: ScriptedLine, adapter: SquareAdapter) -> None:
    line.on("payments.create", payment("APPROVED")).on("payments.cancel_by_key", {})

    adapter.authorize(REQUEST, key=KEY)
    adapter.void_lost(KEY, order_id=None)

    paid, undone = (request.json["idempotency_key"] for request in line.sent if request.json)
    assert paid == undone


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", RefundStatus.PENDING),
        ("COMPLETED", RefundStatus.COMPLETED),
        ("REJECTED", RefundStatus.FAILED),
        ("FAILED", RefundStatus.FAILED),
        ("A_WORD_FROM_NEXT_YEAR", RefundStatus.UNKNOWN),
    ],
)
def test_a_refund_says_where_it_stands(
    line: ScriptedLine, adapter: SquareAdapter, word: str, status: RefundStatus
) -> None:
    money = {"amount": 500, "currency": "USD"}
    line.on("refunds.create", {"refund": {"id": "R1", "status": word, "amount_money": money}})
    request = RefundRequest(payment_id=PlatformId("P1"), amount=Money(500, "USD"), reason="x" * 300)

    refund = adapter.refund(request, key=KEY)

    assert refund.status is status
    assert len((line.sent[0].json or {})["reason"]) == 192


def test_every_write_may_be_repeated_and_admits_doubt(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("payments.create", payment("APPROVED")).on("payments.cancel_by_key", {})
    line.on("payments.complete", payment("COMPLETED")).on("payments.get", payment("COMPLETED"))

    adapter.authorize(REQUEST, key=KEY)
    adapter.capture(PlatformId("P1"), REQUEST.amount, order_id=None, key=KEY)
    adapter.void_lost(KEY, order_id=None)
    adapter.payment(PlatformId("P1"), order_id=None)

    assert [(r.repeatable, r.keyed) for r in line.sent] == [(True, True)] * 3 + [(True, False)]
