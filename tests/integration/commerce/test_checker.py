"""The checker finds what it is there to find: each seeded violation is reported."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.commerce.checker import Evidence, PosOrder, PosPayment, violations

PAID = PosOrder(is_canceled=False, is_paid=True, total=1000)
UNPAID = replace(PAID, is_paid=False)
CANCELED = replace(PAID, is_canceled=True, is_paid=False)
CHARGED = PosPayment(charged=1000, authorized=0, refunded=0)
AUTHORIZED = PosPayment(charged=0, authorized=1000, refunded=0)
VOIDED = PosPayment(charged=0, authorized=0, refunded=0)
REFUNDED = replace(CHARGED, refunded=1000)

SOLD = Evidence(
    orders=(PAID,),
    payments=(CHARGED,),
    pos_stock=Decimal(3),
    start=Decimal(5),
    quantity=Decimal(2),
    is_open=False,
    outcome="placed",
    receipt_total=1000,
    order_state="confirmed",
    placed_events=1,
    hold_state="committed",
    held=Decimal(0),
    known_stock=Decimal(3),
)
UNDONE = replace(
    SOLD,
    orders=(CANCELED,),
    payments=(VOIDED,),
    pos_stock=Decimal(5),
    known_stock=Decimal(5),
    outcome="undone",
    receipt_total=None,
    order_state="canceled",
    placed_events=0,
    hold_state="released",
)
TAKEN_BACK = replace(
    SOLD, payments=(REFUNDED,), orders=(CANCELED,), order_state="canceled", canceled_later=True
)


@pytest.mark.parametrize("seen", [SOLD, UNDONE, TAKEN_BACK], ids=["sold", "undone", "taken-back"])
def test_clean_books_pass(seen: Evidence) -> None:
    assert violations(seen) == []


SEEDED: dict[str, tuple[Evidence, dict[str, Any]]] = {
    "two-orders": (SOLD, {"orders": (PAID, PAID)}),
    "an-order-and-a-canceled-one": (SOLD, {"orders": (PAID, CANCELED)}),
    "no-order": (SOLD, {"orders": ()}),
    "canceled-under-the-receipt": (SOLD, {"orders": (CANCELED,)}),
    "unpaid-order": (SOLD, {"orders": (UNPAID,)}),
    "other-total": (SOLD, {"orders": (replace(PAID, total=999),)}),
    "charged-twice": (SOLD, {"payments": (CHARGED, CHARGED)}),
    "never-charged": (SOLD, {"payments": ()}),
    "charged-a-cent-more": (SOLD, {"payments": (replace(CHARGED, charged=1001),)}),
    "charged-and-authorized": (SOLD, {"payments": (CHARGED, AUTHORIZED)}),
    "refunded-behind-our-back": (SOLD, {"payments": (REFUNDED,)}),
    "still-held": (SOLD, {"held": Decimal(2)}),
    "hold-not-committed": (SOLD, {"hold_state": "live"}),
    "sold-twice-at-the-till": (SOLD, {"pos_stock": Decimal(1), "known_stock": Decimal(1)}),
    "we-count-otherwise": (SOLD, {"known_stock": Decimal(5)}),
    "book-not-confirmed": (SOLD, {"order_state": "pending"}),
    "placed-twice-in-the-history": (SOLD, {"placed_events": 2}),
    "still-open": (SOLD, {"is_open": True}),
    "orphan-order": (UNDONE, {"orders": (UNPAID,)}),
    "orphan-charge": (UNDONE, {"payments": (CHARGED,)}),
    "orphan-authorization": (UNDONE, {"payments": (AUTHORIZED,)}),
    "receipt-without-order": (UNDONE, {"receipt_total": 1000}),
    "said-ordered": (UNDONE, {"placed_events": 1}),
    "stock-lost": (UNDONE, {"pos_stock": Decimal(3), "known_stock": Decimal(3)}),
    "hold-still-live": (UNDONE, {"hold_state": "live"}),
    "book-not-canceled": (UNDONE, {"order_state": "pending"}),
    "canceled-but-not-refunded": (TAKEN_BACK, {"payments": (CHARGED,)}),
    "refunded-but-not-canceled": (TAKEN_BACK, {"order_state": "confirmed"}),
}


@pytest.mark.parametrize(("clean", "wrong"), SEEDED.values(), ids=SEEDED)
def test_a_seeded_violation_is_found(clean: Evidence, wrong: dict[str, Any]) -> None:
    assert violations(replace(clean, **wrong))
