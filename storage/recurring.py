"""Shoppers' subscriptions and their history; the periods are beside this file.

Whoever changes a subscription or its periods takes the subscription's row first, so that a wish of
the shopper never meets a charge half-way.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, literal, select, update

from domain.catalog import Address
from domain.errors import NotFoundError
from domain.ids import (
    ConnectionId,
    CustomerId,
    LocationId,
    MerchantId,
    PlatformId,
    ProductSku,
)
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Recurrence, Unit
from domain.subscriptions import OPEN, OutOfStock, PeriodState, SubscriptionState
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among, upsert
from storage.types import JsonValue

_SUBSCRIPTIONS = tables.subscriptions
_PERIODS = tables.subscription_periods
_EVENTS = tables.subscription_events


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeRef:
    """A platform's own subscription."""

    connection_id: ConnectionId
    plan_id: PlatformId
    platform_id: PlatformId | None = None
    """None: the platform has not said yes to it yet."""


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
    locale: str | None
    """What the shopper is written in; None: nobody said."""
    resume_at: datetime | None
    native: NativeRef | None = None
    """Where a platform bills it; None: we do."""
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
    locale: str | None = None
    native: NativeRef | None = None
    look_at: datetime | None = None
    """When the platform is asked about it, where it bills it."""


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
        "locale": new.locale,
        "connection_id": None if new.native is None else new.native.connection_id,
        "plan_id": None if new.native is None else new.native.plan_id,
        "look_at": new.look_at,
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
    return subscription_of(row), done.rowcount == 1


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredSubscription | None:
    """The subscription that was begun under this key."""
    row = tx.execute(
        select(_SUBSCRIPTIONS).where(
            _SUBSCRIPTIONS.c.merchant_id == merchant_id, _SUBSCRIPTIONS.c.key == key
        )
    ).one_or_none()
    return None if row is None else subscription_of(row)


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
    return subscription_of(row)


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
    return newest_first(tx, query, _SUBSCRIPTIONS.c.id, subscription_of, cursor=cursor, limit=limit)


def change(
    tx: Connection, merchant_id: str, subscription_id: str, *, now: datetime, **facts: Any
) -> None:
    """Write columns of a subscription whose row is locked."""
    tx.execute(
        update(_SUBSCRIPTIONS)
        .where(_SUBSCRIPTIONS.c.id == subscription_id, _SUBSCRIPTIONS.c.merchant_id == merchant_id)
        .values(**facts, updated_at=now)
    )


def to_resume(tx: Connection, *, now: datetime, limit: int) -> list[StoredSubscription]:
    """Paused ones whose pause is over."""
    rows = tx.execute(
        select(_SUBSCRIPTIONS)
        .where(
            _SUBSCRIPTIONS.c.resume_at <= now,
            _SUBSCRIPTIONS.c.connection_id.is_(None),
            _SUBSCRIPTIONS.c.state == SubscriptionState.PAUSED.value,
        )
        .order_by(_SUBSCRIPTIONS.c.resume_at)
        .limit(limit)
    )
    return [subscription_of(row) for row in rows]


def forget(tx: Connection, customers: Collection[str], *, now: datetime) -> int:
    """End the subscriptions of people who are to be forgotten, with their cards and addresses; how
    many. A charge that is under way ends as it ends; what a platform bills is ended there next."""
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
            look_at=case(
                (
                    _SUBSCRIPTIONS.c.connection_id.is_not(None),
                    literal(now, type_=_SUBSCRIPTIONS.c.look_at.type),
                ),
                else_=None,
            ),
            updated_at=now,
        )
    ).rowcount


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


def subscription_of(row: AnyRow) -> StoredSubscription:
    """A row as what it stands for."""
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
        locale=row.locale,
        resume_at=row.resume_at,
        native=_native(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _native(row: AnyRow) -> NativeRef | None:
    if row.connection_id is None:
        return None
    return NativeRef(
        connection_id=ConnectionId(row.connection_id),
        plan_id=PlatformId(row.plan_id),
        platform_id=None if row.platform_id is None else PlatformId(row.platform_id),
    )
