"""Paying: what counts as taken, as refused, and as unknown."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.clover.options import Choices
from adapters.clover.payments import Payments
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
    RejectedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.payments import Authorized, Declined, DeclineReason, PaymentRequest, RefundRequest
from mapping.report import MappingReport
from tests.unit.adapters_clover.lines import ScriptedLine, page, refusal
from tests.unit.adapters_clover.orders import order

KEY = IdempotencyKey("k")
PAID = {"id": "O1", "status": "paid", "charge": "C1", "amount_paid": 1545, "currency": "USD"}
CHARGE = {
    "id": "C1",
    "amount": 1545,
    "currency": "usd",
    "created": 1795241700361,
    "captured": True,
    "status": "succeeded",
    "order": "O1",
}


def payments(line: ScriptedLine, **choices: Any) -> Payments:
    chosen = Choices(payer_address="203.0.113.7", **choices)
    return Payments(client=line.client, choices=chosen, report=MappingReport())


def request(order_id: str | None = "O1") -> PaymentRequest:
    return PaymentRequest(
        token="clv_1",
        amount=Money(1545, "USD"),
        reference="vt-1",
        order_platform_id=PlatformId(order_id) if order_id else None,
    )


def test_a_paid_order_is_money_taken() -> None:
    line = ScriptedLine().on("payments.pay", PAID)

    outcome = payments(line).authorize(request(), key=KEY)

    assert isinstance(outcome, Authorized)
    assert (outcome.payment_id, outcome.amount) == ("C1", Money(1545, "USD"))
    (sent,) = line.sent
    assert not sent.repeatable
    assert sent.service == "ecommerce"
    assert sent.headers == {"x-forwarded-for": "203.0.113.7"}


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        (refusal(402, "insufficient_funds", "card_error"), DeclineReason.INSUFFICIENT_FUNDS,
         "insufficient_funds"),
        (refusal(402, "new_word", "card_error"), DeclineReason.GENERIC, "new_word"),
        ({**PAID, "status": "failed"}, DeclineReason.GENERIC, "failed"),
        ({**PAID, "failure_code": "expired_card"}, DeclineReason.EXPIRED, "expired_card"),
    ],
    ids=["402", "an unknown code", "a failure inside a 200", "a code inside a 200"],
)  # fmt: skip
def test_a_refused_card_is_a_value(answer: Any, reason: DeclineReason, code: str) -> None:
    line = ScriptedLine().on("payments.pay", answer).on("payments.find", page())

    outcome = payments(line).authorize(request(), key=KEY)

    assert outcome == Declined(reason=reason, platform_code=code)


@pytest.mark.parametrize("status", ["pending", "celebrated", None])
def test_a_status_that_is_neither_is_never_a_success(status: str | None) -> None:
    line = ScriptedLine().on("payments.pay", {**PAID, "status": status})

    with pytest.raises(AmbiguousOutcomeError):
        payments(line).authorize(request(), key=KEY)


def test_an_order_that_somebody_else_paid_is_refused() -> None:
    line = (
        ScriptedLine()
        .on("payments.pay", refusal(400, "order_already_paid"))
        .on("payments.find", page({**CHARGE, "external_reference_id": "another"}))
    )

    with pytest.raises(RejectedError):
        payments(line).authorize(request(), key=KEY)


def test_a_payment_needs_its_order_first() -> None:
    line = ScriptedLine()

    with pytest.raises(RejectedError):
        payments(line).authorize(request(order_id=None), key=KEY)

    assert line.sent == []


def test_a_paid_answer_without_an_amount_is_malformed() -> None:
    broken = {name: value for name, value in PAID.items() if name != "amount_paid"}

    with pytest.raises(MalformedResponseError):
        payments(ScriptedLine().on("payments.pay", broken)).authorize(request(), key=KEY)


def test_a_lost_payment_is_looked_for_no_further_than_five_pages() -> None:
    rows = [{**CHARGE, "id": f"C{n}"} for n in range(100)]
    line = ScriptedLine().on("payments.find", page(*rows))

    payments(line).void_lost(KEY, order_id=PlatformId("O1"))

    assert len(line.sent) == 5
    assert line.sent[1].params["starting_after"] == "C99"


def test_a_refund_that_v3_keeps_without_an_id_is_malformed() -> None:
    line = (
        ScriptedLine()
        .on("payments.get", {**CHARGE, "amount_refunded": 100})
        .on("orders.refunds", {"refunds": page({"externalReferenceId": "e56b40e3d4b8"})})
        .on("refunds.create", {"id": "R1", "amount": 100, "status": "succeeded"})
    )
    wish = RefundRequest(payment_id=PlatformId("C1"), amount=Money(100, "USD"), reason="x")

    refund = payments(line).refund(wish, key=KEY)

    assert refund.platform_id == "R1"  # another key's refund is not ours
    assert line.operations == ["payments.get", "orders.refunds", "refunds.create"]


def test_a_merchant_without_an_external_tender_is_told_what_to_do() -> None:
    line = (
        ScriptedLine()
        .on("orders.payments", {"id": "O1", "total": 1545})
        .on("tenders.list", page({"id": "T", "labelKey": "com.clover.tender.cash"}))
    )

    with pytest.raises(ConfigurationError, match="external_tender"):
        payments(line).record_external(order(), paid=Money(1545, "USD"), reference="pi_1")
