"""Exchanges: goods that come back and the order in their place, as one row under one key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, or_, select, update

from domain.errors import NotFoundError
from domain.ids import CustomerId, IdempotencyKey, MerchantId, OrderId
from domain.money import Money
from domain.orders import OrderState
from domain.returns import ReturnState
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, upsert
from storage.types import JsonValue

_TABLE = tables.exchanges
_KEY_PREFIX: Final = "exchange:"
_NOT_BACK: Final = (ReturnState.EXCHANGING.value, ReturnState.AWAITING_GOODS.value)


class ExchangeState(StrEnum):
    """Where an exchange stands."""

    ASKED = "asked"
    """The goods are taken note of; the new ones are not priced yet."""
    PRICED = "priced"
    """The new goods are held; it waits for the shopper's yes."""
    DONE = "done"
    """The new order stands; the return goes on as any other."""
    ENDED = "ended"
    """Nothing was sold, nothing came back, no money moved."""


OPEN = frozenset({ExchangeState.ASKED, ExchangeState.PRICED})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExchange:
    """One exchange as it stands."""

    id: str
    merchant_id: MerchantId
    key: str
    state: ExchangeState
    order_id: OrderId
    return_id: str
    new_order_id: OrderId | None
    returned: Money
    """What the goods that come back are worth."""
    total: Money | None
    """What the new order comes to; None until it is priced."""
    credit: Money
    """What the goods pay of it without money moving."""
    channel: str
    customer_id: CustomerId | None
    detail: JsonValue = field(default_factory=dict)
    created_at: datetime
    updated_at: datetime

    @property
    def difference(self) -> Money | None:
        """What the new goods cost more (negative: less); None until they are priced."""
        return None if self.total is None else self.total - self.returned

    @property
    def to_charge(self) -> Money | None:
        """What the shopper's card is charged."""
        return None if self.total is None else self.total - self.credit

    @property
    def to_refund(self) -> Money:
        """What goes back to the tender of the first order."""
        return self.returned - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExchange:
    """An exchange to be stored beside its return."""

    merchant_id: str
    key: str
    order_id: str
    return_id: str
    returned: Money
    channel: str
    customer_id: str | None


def add(tx: Connection, new: NewExchange, *, now: datetime) -> StoredExchange:
    """Store an exchange, or find the one that has its key."""
    tx.execute(
        upsert(tx, _TABLE)
        .values(
            id=new_id("exc", now),
            merchant_id=new.merchant_id,
            key=new.key,
            state=ExchangeState.ASKED.value,
            order_id=new.order_id,
            return_id=new.return_id,
            new_order_id=None,
            returned_minor=new.returned.amount,
            total_minor=None,
            credit_minor=0,
            currency=new.returned.currency,
            channel=new.channel,
            customer_id=new.customer_id,
            detail={},
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    found = by_key(tx, new.merchant_id, new.key)
    assert found is not None  # noqa: S101 - stored just now, or before
    return found


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredExchange | None:
    """The exchange that was asked for under this key."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)
    ).one_or_none()
    return None if row is None else _exchange(row)


def get(tx: Connection, merchant_id: str, exchange_id: str) -> StoredExchange:
    """One exchange. Raises NotFoundError."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.id == exchange_id, _TABLE.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("exchange", exchange_id)
    return _exchange(row)


def listed(
    tx: Connection, merchant_id: str, *, cursor: str | None, limit: int
) -> Listed[StoredExchange]:
    """The merchant's exchanges, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    return newest_first(tx, query, _TABLE.c.id, _exchange, cursor=cursor, limit=limit)


def to_settle(tx: Connection, *, asked_before: datetime, limit: int = 20) -> list[StoredExchange]:
    """Open exchanges whose new order has ended, and old ones that never got one; oldest first."""
    checkouts = tables.checkouts
    rows = tx.execute(
        select(_TABLE)
        .join_from(
            _TABLE,
            checkouts,
            (checkouts.c.merchant_id == _TABLE.c.merchant_id)
            & (checkouts.c.key == _KEY_PREFIX + _TABLE.c.id),
            isouter=True,
        )
        .where(
            _TABLE.c.state.in_([each.value for each in OPEN]),
            or_(
                checkouts.c.state != "open",
                checkouts.c.order_id.is_(None) & (_TABLE.c.created_at < asked_before),
            ),
        )
        .order_by(_TABLE.c.id)
        .limit(limit)
    )
    return [_exchange(row) for row in rows]


def awaits_goods(
    tx: Connection, merchant_id: str, new_order_id: str, *, lock: bool = False
) -> bool:
    """Whether an order was paid with goods that are not back yet; `lock`: and stay so until the
    transaction ends."""
    back = tables.returns
    query = (
        select(_TABLE.c.id)
        .join(back, back.c.id == _TABLE.c.return_id)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.new_order_id == new_order_id,
            _TABLE.c.credit_minor > 0,
            back.c.state.in_(_NOT_BACK),
        )
        .limit(1)
    )
    if lock:
        query = query.with_for_update(of=back)
    return tx.execute(query).one_or_none() is not None


def canceled_order_of(tx: Connection, merchant_id: str, return_id: str) -> OrderId | None:
    """The order that goods of this return paid for, if it was canceled since."""
    new = tables.orders
    found = tx.execute(
        select(new.c.id)
        .join_from(_TABLE, new, new.c.id == _TABLE.c.new_order_id)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.return_id == return_id,
            _TABLE.c.credit_minor > 0,
            new.c.state == OrderState.CANCELED.value,
        )
    ).scalar_one_or_none()
    return None if found is None else OrderId(found)


def order_key(exchange_id: str) -> IdempotencyKey:
    """The key of the order that takes the goods' place."""
    return IdempotencyKey(f"{_KEY_PREFIX}{exchange_id}")


def move(
    tx: Connection,
    exchange: StoredExchange,
    *,
    to: ExchangeState,
    out_of: Collection[ExchangeState],
    now: datetime,
    **facts: Any,
) -> bool:
    """Take an exchange from one of those states to another; False if it is in none."""
    done = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == exchange.id, _TABLE.c.state.in_([each.value for each in out_of]))
        .values(state=to.value, updated_at=now, **facts)
    )
    return done.rowcount == 1


def _exchange(row: AnyRow) -> StoredExchange:
    return StoredExchange(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        key=row.key,
        state=ExchangeState(row.state),
        order_id=OrderId(row.order_id),
        return_id=row.return_id,
        new_order_id=None if row.new_order_id is None else OrderId(row.new_order_id),
        returned=Money(row.returned_minor, row.currency),
        total=None if row.total_minor is None else Money(row.total_minor, row.currency),
        credit=Money(row.credit_minor, row.currency),
        channel=row.channel,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        detail=row.detail or {},
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
