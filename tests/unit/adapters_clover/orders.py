"""An order as the adapter tells it, and as Clover writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.ids import PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, PosOrder

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def order(**changes: Any) -> PosOrder:
    """An unpaid order of 15.45."""
    plain: dict[str, Any] = {
        "platform_id": PlatformId("O1"),
        "number": "1001",
        "state": OrderState.PENDING,
        "payment_state": PaymentState.UNPAID,
        "total": Money(1545, "USD"),
        "tax": Money(250, "USD"),
        "lines": (),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return PosOrder(**(plain | changes))


def raw_order(**changes: Any) -> dict[str, Any]:
    """The same, as Clover writes it."""
    return {
        "id": "O1",
        "currency": "USD",
        "total": 1545,
        "paymentState": "OPEN",
        "state": "open",
        "createdTime": 1795241700360,
        "modifiedTime": 1795241700360,
    } | changes
