"""The periods of subscriptions: each is worked on under a lease, and written by its holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, tuple_, update

from domain.ids import MerchantId, OrderId, ProductSku
from domain.subscriptions import OPEN, PeriodState
from storage import tables
from storage.recurring import StoredSubscription
from storage.statements import AnyRow
from storage.types import JsonValue

_PERIODS = tables.subscription_periods


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPeriod:
    """One time that a subscription comes."""

    subscription_id: str
    number: int
    merchant_id: MerchantId
    state: PeriodState
    due_at: datetime
    wake_at: datetime | None
    """When somebody looks at it next; None: it has ended."""
    reminded_at: datetime | None
    attempt: int
    """The number of the attempt in hand; each has an order of its own, of which one is placed."""
    tries: int
    """How often this attempt was begun without an end."""
    declines: int
    ending: str | None
    """Why the attempt in hand is being let go."""
    order_id: OrderId | None
    """Of the attempt in hand; of a paid period: its order."""
    sku: ProductSku | None
    """A substitute that the shopper said yes to."""
    asked: JsonValue
    """What the shopper is asked, and may answer."""


def begin(
    tx: Connection,
    subscription: StoredSubscription,
    *,
    due_at: datetime,
    wake_at: datetime,
    now: datetime,
) -> int:
    """Begin the next period; its number. The row of the subscription is locked."""
    last = tx.execute(
        select(_PERIODS.c.number)
        .where(_PERIODS.c.subscription_id == subscription.id)
        .order_by(_PERIODS.c.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    number = 1 if last is None else int(last) + 1
    tx.execute(
        _PERIODS.insert().values(
            subscription_id=subscription.id,
            number=number,
            merchant_id=subscription.merchant_id,
            state=PeriodState.UPCOMING.value,
            due_at=due_at,
            wake_at=wake_at,
            attempt=1,
            tries=0,
            declines=0,
            updated_at=now,
        )
    )
    return number


def current(tx: Connection, subscription_id: str) -> StoredPeriod | None:
    """The period that has not ended, if any."""
    row = tx.execute(
        select(_PERIODS).where(
            _PERIODS.c.subscription_id == subscription_id,
            _PERIODS.c.state.in_([each.value for each in OPEN]),
        )
    ).one_or_none()
    return None if row is None else _period(row)


def get(tx: Connection, subscription_id: str, number: int) -> StoredPeriod:
    """One period that is known to be there."""
    return _period(
        tx.execute(
            select(_PERIODS).where(
                _PERIODS.c.subscription_id == subscription_id, _PERIODS.c.number == number
            )
        ).one()
    )


def of_subscription(tx: Connection, subscription_id: str, *, limit: int) -> list[StoredPeriod]:
    """A subscription's periods, newest first."""
    rows = tx.execute(
        select(_PERIODS)
        .where(_PERIODS.c.subscription_id == subscription_id)
        .order_by(_PERIODS.c.number.desc())
        .limit(limit)
    )
    return [_period(row) for row in rows]


def claim(
    tx: Connection, *, owner: str, now: datetime, lease: timedelta, limit: int
) -> list[StoredPeriod]:
    """Lease periods that are to be looked at; commit before asking anybody."""
    due = (
        select(_PERIODS.c.subscription_id, _PERIODS.c.number)
        .where(
            _PERIODS.c.wake_at <= now,
            or_(_PERIODS.c.lease_until.is_(None), _PERIODS.c.lease_until <= now),
        )
        .order_by(_PERIODS.c.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        update(_PERIODS)
        .where(tuple_(_PERIODS.c.subscription_id, _PERIODS.c.number).in_(due))
        .values(lease_owner=owner, lease_until=now + lease)
        .returning(_PERIODS)
    )
    return sorted((_period(row) for row in rows), key=lambda each: each.due_at)


def holds_lease(tx: Connection, each: StoredPeriod, owner: str, *, until: datetime) -> bool:
    """Whether a period is still this owner's to write; prolongs the lease if so."""
    done = tx.execute(
        update(_PERIODS)
        .where(
            _PERIODS.c.subscription_id == each.subscription_id,
            _PERIODS.c.number == each.number,
            _PERIODS.c.lease_owner == owner,
        )
        .values(lease_until=until)
    )
    return done.rowcount == 1


def move(
    tx: Connection,
    each: StoredPeriod,
    to: PeriodState,
    *,
    now: datetime,
    keep_lease: bool = False,
    **facts: Any,
) -> None:
    """Write how far a period is; one that ends is not looked at any more."""
    if to not in OPEN:
        facts["wake_at"] = None
    if not keep_lease:
        facts |= {"lease_owner": None, "lease_until": None}
    tx.execute(
        update(_PERIODS)
        .where(_PERIODS.c.subscription_id == each.subscription_id, _PERIODS.c.number == each.number)
        .values(state=to.value, updated_at=now, **facts)
    )


def _period(row: AnyRow) -> StoredPeriod:
    return StoredPeriod(
        subscription_id=row.subscription_id,
        number=row.number,
        merchant_id=MerchantId(row.merchant_id),
        state=PeriodState(row.state),
        due_at=row.due_at,
        wake_at=row.wake_at,
        reminded_at=row.reminded_at,
        attempt=row.attempt,
        tries=row.tries,
        declines=row.declines,
        ending=row.ending,
        order_id=None if row.order_id is None else OrderId(row.order_id),
        sku=None if row.sku is None else ProductSku(row.sku),
        asked=row.asked,
    )
