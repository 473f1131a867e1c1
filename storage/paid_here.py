"""Payments of orders that were placed here, by which a platform's own record of one is known.

Where one platform charges the card for an order that stands in another's till, the platform that
was paid may keep an order for the payment alone: Square makes one of a single custom amount (API
version 2026-09-16, CreatePayment without `order_id`). It is no second sale.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Text, literal_column, or_, select, type_coerce

from domain.money import Money
from domain.orders import OrderState, PaymentState, PosOrder
from storage import tables
from storage.merchants import PosConnection
from storage.statements import AnyRow, among
from storage.types import JsonValue

_PAYMENTS = tables.payments
_GIVEN_BACK = frozenset({PaymentState.PARTIALLY_REFUNDED.value, PaymentState.REFUNDED.value})
_NOT_GIVEN_BACK = frozenset({PaymentState.UNPAID, PaymentState.AUTHORIZED, PaymentState.PAID})
_NOT_SOLD = frozenset({OrderState.PENDING.value, OrderState.PARKED.value})
_CHECKOUTS = tables.checkouts


def paid_here(
    tx: Connection, connection: PosConnection, payment_ids: Collection[str]
) -> frozenset[str]:
    """Those of a platform's payments that pay, or were to pay, an order placed here."""
    if not payment_ids:
        return frozenset()
    booked = tx.execute(
        select(_PAYMENTS.c.platform_id).where(
            _PAYMENTS.c.connection_id == connection.id,
            _PAYMENTS.c.order_id.is_not(None),
            among(tx, _PAYMENTS.c.platform_id, list(payment_ids)),
        )
    )
    found = {row.platform_id for row in booked}
    return frozenset(found | _under_way(tx, connection, set(payment_ids) - found))


def with_known_money(
    tx: Connection, connection: PosConnection, told: Sequence[tuple[PosOrder, AnyRow]]
) -> list[tuple[PosOrder, AnyRow]]:
    """What a till tells of known orders, with what is known here of money that moved past it.

    Where another platform, goods or credit paid, a till that only took note of it goes on telling
    that the order is paid; one that knows nothing of reserved money tells that it is not.
    """
    told = [(_reserved_as(known, record), known) for record, known in told]
    doubtful = {
        known.id
        for record, known in told
        if known.payment_state in _GIVEN_BACK and record.payment_state in _NOT_GIVEN_BACK
    }
    if not doubtful:
        return list(told)
    taken = tx.execute(
        select(_PAYMENTS.c.order_id).where(
            _PAYMENTS.c.connection_id == connection.id,
            among(tx, _PAYMENTS.c.order_id, sorted(doubtful)),
        )
    )
    elsewhere = doubtful - {row.order_id for row in taken}
    return [
        (_refunded_as(known, record) if known.id in elsewhere else record, known)
        for record, known in told
    ]


def _reserved_as(known: AnyRow, record: PosOrder) -> PosOrder:
    """The order as told; what is called unpaid is still reserved, or was reserved and let go."""
    stands = known.state in _NOT_SOLD and record.state is not OrderState.CANCELED
    kept = {PaymentState.AUTHORIZED: stands, PaymentState.VOIDED: True}
    state = PaymentState(known.payment_state)
    if record.payment_state is not PaymentState.UNPAID or not kept.get(state, False):
        return record
    return replace(record, payment_state=state)


def _refunded_as(known: AnyRow, record: PosOrder) -> PosOrder:
    return replace(
        record,
        payment_state=PaymentState(known.payment_state),
        refunded=Money(known.refunded_minor, record.total.currency),
    )


def _under_way(
    tx: Connection, connection: PosConnection, payment_ids: Collection[str]
) -> frozenset[str]:
    """Those that a checkout which is not finished, or waits for its till, has authorized."""
    if not payment_ids:
        return frozenset()
    context = type_coerce(_CHECKOUTS.c.context, Text)
    rows = tx.execute(
        select(_CHECKOUTS.c.context).where(
            _CHECKOUTS.c.state == literal_column("'open'"),
            _CHECKOUTS.c.merchant_id == connection.merchant_id,
            or_(*(context.contains(f'"{each}"', autoescape=True) for each in payment_ids)),
        )
    ).scalars()
    authorized = {each for known in rows for each in _authorized(known)}
    return frozenset(each for each in payment_ids if each in authorized)


def _authorized(context: JsonValue) -> tuple[str | None, str | None]:
    gift = context.get("gift") or {}
    return context.get("payment_id"), gift.get("payment_id")
