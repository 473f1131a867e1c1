"""Shoppers' subscriptions: the rows of `domain.subscriptions`, period by period.

A period is worked on under a lease, and written by whoever holds it. A wish of the shopper takes
the subscription's row first, so that it never meets a period half-way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, or_, select, tuple_, update

from domain.catalog import Address
from domain.errors import NotFoundError
from domain.ids import CustomerId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Recurrence, Unit
from domain.subscriptions import OPEN, OutOfStock, PeriodState, SubscriptionState
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.statements import AnyRow, among, upsert
from storage.types import JsonValue

_SUBSCRIPTIONS = tables.subscriptions
_PERIODS = tables.subscription_periods
_EVENTS = tables.subscription_events


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubscription:
    """One subscription as it stands."""

    id: str
    merchant_id: MerchantId
    customer_id: CustomerId
    state: SubscriptionState
    reason: str | None
    """Why it is paused or canceled, as a code."""
    sku: ProductSku
    name: str
    """What is sent, in words."""
    quantity: int
    modifiers: tuple[str, ...]
    price: Money
    """Of one unit, as the shopper last said yes to."""
    location_id: LocationId
    method: FulfillmentMethod
    address: Address | None = field(repr=False)
    """Where it is shipped to; None: the customer's own."""
    card_token: str | None = field(repr=False)
    """A card on file; None: the customer's first."""
    out_of_stock: OutOfStock
    recurrence: Recurrence
    channel: str
    resume_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """A subscription to be stored."""

    merchant_id: MerchantId
    customer_id: CustomerId
    key: str
    sku: ProductSku
    name: str
    quantity: int
    modifiers: tuple[str, ...]
    price: Money
    location_id: LocationId
    method: FulfillmentMethod
    address: JsonValue
    card_token: str | None
    out_of_stock: OutOfStock
    recurrence: Recurrence
    channel: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEvent:
    """One line of a subscription's history."""

    kind: str
    number: int | None
    actor: str
    detail: JsonValue
    at: datetime


# --- subscriptions -------------------------------------------------------------------------------


def add(tx: Connection, new: NewSubscription, *, now: datetime) -> tuple[StoredSubscription, bool]:
    """Store a subscription, or find the one that has its key; and whether it is new."""
    values = {
        "id": new_id("sub", now),
        "merchant_id": new.merchant_id,
        "key": new.key,
        "customer_id": new.customer_id,
        "state": SubscriptionState.ACTIVE.value,
        "sku": new.sku,
        "name": new.name,
        "quantity": new.quantity,
        "modifiers": list(new.modifiers),
        "price_minor": new.price.amount,
        "currency": new.price.currency,
        "location_id": new.location_id,
        "method": new.method.value,
        "address": new.address,
        "card_token": new.card_token,
        "out_of_stock": new.out_of_stock.value,
        **recurrence_values(new.recurrence),
        "channel": new.channel,
        "created_at": now,
        "updated_at": now,
    }
    done = tx.execute(
        upsert(tx, _SUBSCRIPTIONS)
        .values(values)
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    row = tx.execute(
        select(_SUBSCRIPTIONS).where(
            _SUBSCRIPTIONS.c.merchant_id == new.merchant_id, _SUBSCRIPTIONS.c.key == new.key
        )
    ).one()
    return _subscription(row), done.rowcount == 1


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredSubscription | None:
    """The subscription that was begun under this key."""
    row = tx.execute(
        select(_SUBSCRIPTIONS).where(
            _SUBSCRIPTIONS.c.merchant_id == merchant_id, _SUBSCRIPTIONS.c.key == key
        )
    ).one_or_none()
    return None if row is None else _subscription(row)


def recurrence_values(recurrence: Recurrence) -> dict[str, Any]:
    """The columns that hold when it comes."""
    return {
        "every": recurrence.cadence.every,
        "unit": recurrence.cadence.unit.value,
        "anchor": recurrence.anchor,
        "bill_at": recurrence.at.isoformat("minutes"),
        "timezone": recurrence.zone.key,
    }


def get(
    tx: Connection, merchant_id: str, subscription_id: str, *, lock: bool = False
) -> StoredSubscription:
    """One subscription; with `lock`, nobody else changes it before this ends.

    Raises NotFoundError.
    """
    query = select(_SUBSCRIPTIONS).where(
        _SUBSCRIPTIONS.c.id == subscription_id, _SUBSCRIPTIONS.c.merchant_id == merchant_id
    )
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("subscription", subscription_id)
    return _subscription(row)


def listed(
    tx: Connection,
    merchant_id: str,
    *,
    customer_id: str | None = None,
    state: SubscriptionState | None = None,
    cursor: str | None = None,
    limit: int,
) -> Listed[StoredSubscription]:
    """The merchant's subscriptions, newest first."""
    query = select(_SUBSCRIPTIONS).where(_SUBSCRIPTIONS.c.merchant_id == merchant_id)
    if customer_id is not None:
        query = query.where(_SUBSCRIPTIONS.c.customer_id == customer_id)
    if state is not None:
        query = query.where(_SUBSCRIPTIONS.c.state == state.value)
    if cursor is not None:
        query = query.where(_SUBSCRIPTIONS.c.id < cursor)
    found = tx.execute(query.order_by(_SUBSCRIPTIONS.c.id.desc()).limit(limit + 1)).all()
    rows = tuple(_subscription(row) for row in found[:limit])
    return Listed(rows=rows, cursor=rows[-1].id if len(found) > limit else None)


def change(
    tx: Connection, merchant_id: str, subscription_id: str, *, now: datetime, **facts: Any
) -> None:
    """Write columns of a subscription whose row is locked."""
    _change(
        tx,
        _SUBSCRIPTIONS,
        {"id": subscription_id, "merchant_id": merchant_id},
        {**facts, "updated_at": now},
    )


def to_resume(tx: Connection, *, now: datetime, limit: int) -> list[StoredSubscription]:
    """Paused ones whose pause is over."""
    rows = tx.execute(
        select(_SUBSCRIPTIONS)
        .where(_SUBSCRIPTIONS.c.resume_at <= now)
        .order_by(_SUBSCRIPTIONS.c.resume_at)
        .limit(limit)
    )
    return [_subscription(row) for row in rows]


def forget(tx: Connection, customers: Collection[str], *, now: datetime) -> int:
    """End the subscriptions of people who are to be forgotten, with their cards and addresses; how
    many. A charge that is under way ends as it ends."""
    theirs = among(tx, _SUBSCRIPTIONS.c.customer_id, customers)
    ids = select(_SUBSCRIPTIONS.c.id).where(theirs)
    tx.execute(
        update(_PERIODS)
        .where(
            _PERIODS.c.subscription_id.in_(ids),
            _PERIODS.c.state.in_([each.value for each in OPEN - {PeriodState.BILLING}]),
        )
        .values(state=PeriodState.SKIPPED.value, wake_at=None, updated_at=now)
    )
    return tx.execute(
        update(_SUBSCRIPTIONS)
        .where(theirs)
        .values(
            state=SubscriptionState.CANCELED.value,
            reason="privacy",
            address=None,
            card_token=None,
            resume_at=None,
            updated_at=now,
        )
    ).rowcount


# --- periods -------------------------------------------------------------------------------------


def open_period(
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


def period(tx: Connection, subscription_id: str, number: int) -> StoredPeriod:
    """One period that is known to be there."""
    return _period(
        tx.execute(
            select(_PERIODS).where(
                _PERIODS.c.subscription_id == subscription_id, _PERIODS.c.number == number
            )
        ).one()
    )


def periods(tx: Connection, subscription_id: str, *, limit: int) -> list[StoredPeriod]:
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
    _change(
        tx,
        _PERIODS,
        {"subscription_id": each.subscription_id, "number": each.number},
        {"state": to.value, "updated_at": now, **facts},
    )


# --- history -------------------------------------------------------------------------------------


def note(
    tx: Connection,
    subscription: StoredSubscription,
    kind: str,
    *,
    actor: str,
    at: datetime,
    number: int | None = None,
    detail: JsonValue = None,
) -> None:
    """Add a line to a subscription's history."""
    tx.execute(
        _EVENTS.insert().values(
            subscription_id=subscription.id,
            merchant_id=subscription.merchant_id,
            kind=kind,
            number=number,
            actor=actor,
            detail=detail or {},
            at=at,
        )
    )


def events(tx: Connection, subscription_id: str, *, limit: int) -> list[SubscriptionEvent]:
    """A subscription's history, newest first."""
    rows = tx.execute(
        select(_EVENTS)
        .where(_EVENTS.c.subscription_id == subscription_id)
        .order_by(_EVENTS.c.id.desc())
        .limit(limit)
    )
    return [
        SubscriptionEvent(
            kind=row.kind, number=row.number, actor=row.actor, detail=row.detail, at=row.at
        )
        for row in rows
    ]


def _change(
    tx: Connection, table: Table, which: Mapping[str, object], facts: Mapping[str, Any]
) -> None:
    tx.execute(
        update(table)
        .where(*(table.c[name] == value for name, value in which.items()))
        .values(facts)
    )


def _subscription(row: AnyRow) -> StoredSubscription:
    return StoredSubscription(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        customer_id=CustomerId(row.customer_id),
        state=SubscriptionState(row.state),
        reason=row.reason,
        sku=ProductSku(row.sku),
        name=row.name,
        quantity=row.quantity,
        modifiers=tuple(row.modifiers),
        price=Money(row.price_minor, row.currency),
        location_id=LocationId(row.location_id),
        method=FulfillmentMethod(row.method),
        address=None if row.address is None else Address(**row.address),
        card_token=row.card_token,
        out_of_stock=OutOfStock(row.out_of_stock),
        recurrence=Recurrence(
            cadence=Cadence(every=row.every, unit=Unit(row.unit)),
            anchor=row.anchor,
            at=time.fromisoformat(row.bill_at),
            zone=ZoneInfo(row.timezone),
        ),
        channel=row.channel,
        resume_at=row.resume_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
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
