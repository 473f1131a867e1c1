"""What the journal of checkouts tells those who do not work on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, and_, bindparam, func, literal_column, or_, select

from domain.ids import OrderId
from domain.parking import OPEN_STATES
from storage import tables
from storage.hold_ledger import HOLD_IS_LIVE, LINE_IS_LIVE
from storage.statements import among
from storage.types import JsonValue

_CHECKOUTS = tables.checkouts
_STEPS = tables.checkout_steps
_HOLDS = tables.holds
_LINES = tables.hold_lines
_PARKED = tables.parked_orders
_WAITS = sorted(each.value for each in OPEN_STATES)
_IS_OPEN = _CHECKOUTS.c.state == literal_column("'open'")
_IS_BUNDLE = _LINES.c.state == literal_column("'parts'")


@dataclass(frozen=True, slots=True, kw_only=True)
class JournaledStep:
    """One line of a checkout's journal."""

    step: str
    status: str
    """`begun`, `done`, `failed` (the shopper was told) or `undone`."""
    detail: JsonValue
    at: datetime


def steps(tx: Connection, merchant_id: str, order_id: str) -> list[JournaledStep]:
    """The journal of one checkout, oldest first."""
    rows = tx.execute(
        select(_STEPS)
        .where(_STEPS.c.order_id == order_id, _STEPS.c.merchant_id == merchant_id)
        .order_by(_STEPS.c.seq)
    )
    return [
        JournaledStep(step=row.step, status=row.status, detail=row.detail, at=row.at)
        for row in rows
    ]


def needing_person(tx: Connection, *, since: datetime) -> list[OrderId]:
    """Orders whose checkouts left something that a person must take back, newest first."""
    rows = tx.execute(
        select(_CHECKOUTS.c.order_id)
        .where(
            _CHECKOUTS.c.state == literal_column("'needs-person'"),
            _CHECKOUTS.c.updated_at >= since,
        )
        .order_by(_CHECKOUTS.c.updated_at.desc())
    )
    return [OrderId(row.order_id) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCheckout:
    """A checkout that is neither finished nor undone yet."""

    order_id: OrderId
    merchant_id: str
    step: str | None
    """What was begun last; None: it waits for the shopper's word."""
    attempts: int
    looked_at: datetime
    """When it is looked at again: the end of a lease, a wait or a hold."""


def left_open(tx: Connection, *, limit: int) -> list[OpenCheckout]:
    """Open checkouts of every merchant, those first that are looked at next."""
    wanted = (_CHECKOUTS.c.order_id, _CHECKOUTS.c.merchant_id, _CHECKOUTS.c.step)
    rows = tx.execute(
        select(*wanted, _CHECKOUTS.c.attempts, _CHECKOUTS.c.lease_until)
        .where(_IS_OPEN)
        .order_by(_CHECKOUTS.c.lease_until)
        .limit(limit)
    )
    return [
        OpenCheckout(
            order_id=OrderId(row.order_id),
            merchant_id=row.merchant_id,
            step=row.step,
            attempts=row.attempts,
            looked_at=row.lease_until,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """An open checkout that may wait for its till, or for a worker."""

    order_id: OrderId
    step: str | None
    context: JsonValue
    attempts: int
    looked_at: datetime
    created_at: datetime
    updated_at: datetime


_SOON = timedelta(minutes=15)
"""Longer than any pause between two tries; what waits for a shopper's word waits longer, or for as
long as a hold."""
_MOST_UNSETTLED = 200


def unsettled(
    tx: Connection, merchant_id: str, *, opened_before: datetime, now: datetime
) -> list[Unsettled]:
    """A merchant's open checkouts whose step is outstanding, or that are looked at soon; those in
    the queue of their till are left out."""
    parked = select(_PARKED.c.order_id).where(
        _PARKED.c.merchant_id == merchant_id, _PARKED.c.state.in_(_WAITS)
    )
    rows = tx.execute(
        select(_CHECKOUTS)
        .where(
            _IS_OPEN,
            _CHECKOUTS.c.merchant_id == merchant_id,
            _CHECKOUTS.c.created_at <= opened_before,
            or_(_CHECKOUTS.c.step.is_not(None), _CHECKOUTS.c.lease_until <= now + _SOON),
            _CHECKOUTS.c.order_id.not_in(parked),
        )
        .order_by(_CHECKOUTS.c.created_at)
        .limit(_MOST_UNSETTLED)
    )
    return [
        Unsettled(
            order_id=OrderId(row.order_id),
            step=row.step,
            context=row.context,
            attempts=row.attempts,
            looked_at=row.lease_until,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def under_way(tx: Connection, merchant_id: str, order_ids: Collection[str]) -> frozenset[OrderId]:
    """Which of these orders have a step that was begun and is not known to be done."""
    rows = tx.execute(
        select(_CHECKOUTS.c.order_id).where(
            _IS_OPEN,
            _CHECKOUTS.c.merchant_id == merchant_id,
            _CHECKOUTS.c.step.is_not(None),
            among(tx, _CHECKOUTS.c.order_id, order_ids),
        )
    )
    return frozenset(OrderId(row.order_id) for row in rows)


def claims_in_payment(
    tx: Connection,
    merchant_id: str,
    sku: str,
    location_id: str,
    *,
    steps: Collection[str],
    besides: str,
) -> Decimal:
    """How much of a variant is held at one store by other checkouts that are in one of `steps`.

    From then on the POS may count as sold what we still count as held.
    """
    asked = {"merchant": merchant_id, "its_sku": sku, "place": location_id, "but": besides}
    total: Decimal | None = tx.execute(_CLAIMS, {**asked, "steps": list(steps)}).scalar_one()
    return Decimal(0) if total is None else total


_CLAIMS = (
    select(func.sum(_LINES.c.quantity))
    .join_from(_LINES, _CHECKOUTS, _CHECKOUTS.c.hold_id == _LINES.c.hold_id)
    .join(_HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
    .where(
        _LINES.c.merchant_id == bindparam("merchant"),
        _LINES.c.sku == bindparam("its_sku"),
        _LINES.c.location_id == bindparam("place"),
        or_(LINE_IS_LIVE, and_(_IS_BUNDLE, HOLD_IS_LIVE)),
        _IS_OPEN,
        _CHECKOUTS.c.step.in_(bindparam("steps", expanding=True)),
        _CHECKOUTS.c.order_id != bindparam("but"),
    )
)
