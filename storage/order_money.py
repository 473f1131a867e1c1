"""Payments, refunds and returns of orders, as their platforms keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from domain.ids import ConnectionId, OrderId, PlatformId
from domain.money import Money
from domain.payments import Payment, PaymentStatus, Refund, RefundStatus
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.prepared import Prepared, Writes
from storage.results import ApplyResult
from storage.statements import AnyRow, Insert, upsert

_PAYMENTS = tables.payments
_REFUNDS = tables.refunds


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPayment:
    """One payment of an order."""

    id: str
    connection_id: ConnectionId
    order_id: OrderId | None
    platform_id: PlatformId
    status: PaymentStatus
    amount: Money
    refunded: Money
    card_brand: str | None
    card_last4: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRefund:
    """One refund of an order."""

    id: str
    platform_id: PlatformId
    payment_id: PlatformId | None
    """The platform's id of the payment it was made on."""
    status: RefundStatus
    amount: Money
    reason: str | None


def save_payment(
    tx: Writes,
    merchant_id: str,
    connection_id: str,
    order_id: str | None,
    payment: Payment,
    *,
    now: datetime,
) -> None:
    """Keep a payment; one that is known is brought up to date."""
    _SAVE_PAYMENT.put(
        tx,
        id=new_id("pay", now),
        merchant_id=merchant_id,
        connection_id=connection_id,
        order_id=order_id,
        platform_id=payment.platform_id,
        status=payment.status.value,
        amount_minor=payment.amount.amount,
        refunded_minor=0 if payment.refunded is None else payment.refunded.amount,
        currency=payment.amount.currency,
        card_brand=payment.card_brand,
        card_last4=payment.card_last4,
        reference=payment.reference,
        order_platform_id=payment.order_platform_id,
        created_at=now,
        updated_at=payment.updated_at,
    )


def _upsert_payment(tx: Connection) -> Insert:
    """Told again, what changes is brought up to date, and an order that is known stays."""
    names = [column.name for column in _PAYMENTS.columns if column.name != "expires_at"]
    adding = upsert(tx, _PAYMENTS).values({name: bindparam(name) for name in names})
    new = adding.excluded
    return adding.on_conflict_do_update(
        index_elements=["connection_id", "platform_id"],
        set_={
            "status": new.status,
            "amount_minor": new.amount_minor,
            "refunded_minor": new.refunded_minor,
            "updated_at": new.updated_at,
            "order_id": func.coalesce(new.order_id, _PAYMENTS.c.order_id),
        },
        where=_PAYMENTS.c.updated_at <= new.updated_at,
    )


_SAVE_PAYMENT = Prepared(_upsert_payment)


def apply_payments(
    tx: Connection, connection: PosConnection, payments: Sequence[Payment]
) -> ApplyResult:
    """What the platform tells of payments that we know; others belong to the till alone."""
    updated = 0
    for payment in payments:
        updated += _APPLY_PAYMENT.run(
            tx,
            its_connection=connection.id,
            its_platform_id=payment.platform_id,
            to=payment.status.value,
            refunded=0 if payment.refunded is None else payment.refunded.amount,
            at=payment.updated_at,
        )
    return ApplyResult(updated=updated, stale=len(payments) - updated)


_APPLY_PAYMENT = Prepared(
    update(_PAYMENTS)
    .where(
        _PAYMENTS.c.connection_id == bindparam("its_connection"),
        _PAYMENTS.c.platform_id == bindparam("its_platform_id"),
        _PAYMENTS.c.updated_at < bindparam("at"),
    )
    .values(
        status=bindparam("to"), refunded_minor=bindparam("refunded"), updated_at=bindparam("at")
    )
)


def save_refund(
    tx: Connection,
    merchant_id: str,
    connection_id: str,
    order_id: str,
    refund: Refund,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Keep a refund; one that is known is brought up to date."""
    _SAVE_REFUND.run(
        tx,
        id=new_id("ref", now),
        merchant_id=merchant_id,
        connection_id=connection_id,
        order_id=order_id,
        payment_id=refund.payment_id,
        platform_id=refund.platform_id,
        amount_minor=refund.amount.amount,
        currency=refund.amount.currency,
        status=refund.status.value,
        reason=reason,
        created_at=now,
        updated_at=now,
    )


def _upsert_refund(tx: Connection) -> Insert:
    names = [column.name for column in _REFUNDS.columns]
    statement = upsert(tx, _REFUNDS).values({name: bindparam(name) for name in names})
    changing = {name: statement.excluded[name] for name in ("status", "updated_at")}
    return statement.on_conflict_do_update(
        index_elements=["connection_id", "platform_id"], set_=changing
    )


_SAVE_REFUND = Prepared(_upsert_refund)


def apply_refunds(
    tx: Connection, connection: PosConnection, refunds: Sequence[Refund], *, now: datetime
) -> ApplyResult:
    """What the platform tells of refunds that we made."""
    updated = 0
    for refund in refunds:
        done = tx.execute(
            update(_REFUNDS)
            .where(
                _REFUNDS.c.connection_id == connection.id,
                _REFUNDS.c.platform_id == refund.platform_id,
                _REFUNDS.c.status != refund.status.value,
                _REFUNDS.c.status.in_([RefundStatus.PENDING.value, RefundStatus.UNKNOWN.value]),
            )
            .values(status=refund.status.value, updated_at=now)
        )
        updated += done.rowcount
    return ApplyResult(updated=updated, stale=len(refunds) - updated)


def payments_of(tx: Connection, merchant_id: str, order_id: str) -> list[StoredPayment]:
    """The payments of an order, oldest first."""
    rows = _PAYMENTS_OF.rows(tx, its_order=order_id, its_merchant=merchant_id)
    return [_payment(row) for row in rows]


_PAYMENTS_OF = Prepared(
    select(_PAYMENTS)
    .where(
        _PAYMENTS.c.order_id == bindparam("its_order"),
        _PAYMENTS.c.merchant_id == bindparam("its_merchant"),
    )
    .order_by(_PAYMENTS.c.id)
)


def refunds_of(tx: Connection, merchant_id: str, order_id: str) -> list[StoredRefund]:
    """The refunds of an order, oldest first."""
    rows = tx.execute(
        select(_REFUNDS)
        .where(_REFUNDS.c.order_id == order_id, _REFUNDS.c.merchant_id == merchant_id)
        .order_by(_REFUNDS.c.id)
    )
    return [
        StoredRefund(
            id=row.id,
            platform_id=PlatformId(row.platform_id),
            payment_id=None if row.payment_id is None else PlatformId(row.payment_id),
            status=RefundStatus(row.status),
            amount=Money(row.amount_minor, row.currency),
            reason=row.reason,
        )
        for row in rows
    ]


def _payment(row: AnyRow) -> StoredPayment:
    return StoredPayment(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        order_id=None if row.order_id is None else OrderId(row.order_id),
        platform_id=PlatformId(row.platform_id),
        status=PaymentStatus(row.status),
        amount=Money(row.amount_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        card_brand=row.card_brand,
        card_last4=row.card_last4,
    )
