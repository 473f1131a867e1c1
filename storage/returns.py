"""Returns: asked for, decided, carried out; and how much of each line came back already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, MerchantId, OrderId
from domain.money import Money
from domain.returns import COUNTED, RefundTo, ReturnReason, ReturnState
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, upsert
from storage.types import JsonValue

_TABLE = tables.returns
_ORDERS = tables.orders
_PAID: Final = frozenset({ReturnState.WORKING, ReturnState.NEEDS_STAFF, ReturnState.DONE})
"""States in which the money has gone back, or is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReturn:
    """One return as it stands."""

    id: str
    merchant_id: MerchantId
    connection_id: ConnectionId
    order_id: OrderId
    state: ReturnState
    reason: ReturnReason
    note: str | None
    lines: tuple[tuple[int, int], ...]
    """Position and quantity."""
    amount: Money
    channel: str
    customer_id: CustomerId | None
    platform_id: str | None
    restocked: bool
    detail: JsonValue = field(default_factory=dict)
    """The plan of its refunds, why a person decides, what staff must do, who decided."""
    created_at: datetime
    updated_at: datetime

    @property
    def is_credit(self) -> bool:
        """Whether store credit is given, because it is wished or because credit had paid."""
        goes = {each.get("goes") for each in self.detail.get("plan", ())} - {"goods"}
        return goes == {"credit"} or self.detail.get("refund_to") == RefundTo.STORE_CREDIT.value

    @property
    def goes_back(self) -> Money:
        """What goes back to the shopper: its worth, less what pays for goods taken for it."""
        plan = self.detail.get("plan", ())
        goods = sum(each["minor"] for each in plan if each.get("goes") == "goods")
        return Money(max(0, self.amount.amount - goods), self.amount.currency)

    @property
    def is_paid_back(self) -> bool:
        """Whether all of its worth went back, whatever is left to staff about the goods."""
        planned = sum(each["minor"] for each in self.detail.get("plan", ()))
        unpaid = self.detail.get("left_of") or planned < self.amount.amount
        return bool(self.detail.get("paid")) and not unpaid

    @property
    def awaits_goods(self) -> bool:
        """Whether its goods are still with the shopper, as far as anybody said."""
        if self.state in _PAID and self.detail.get("at_once"):
            return not self.detail.get("received") and self.platform_id is None
        return self.state is ReturnState.AWAITING_GOODS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReturn:
    """A return to be stored."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    order_id: OrderId
    key: str
    state: ReturnState
    reason: ReturnReason
    note: str | None
    lines: tuple[tuple[int, int], ...]
    amount: Money
    channel: str
    customer_id: CustomerId | None
    detail: JsonValue


def lock_order(tx: Connection, merchant_id: str, order_id: str) -> None:
    """Let one transaction at a time ask for returns of an order. Raises NotFoundError."""
    row = tx.execute(
        select(_ORDERS.c.id)
        .where(_ORDERS.c.id == order_id, _ORDERS.c.merchant_id == merchant_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("order", order_id)


def add(tx: Connection, new: NewReturn, *, now: datetime) -> StoredReturn:
    """Store a return, or find the one that has its key."""
    tx.execute(
        upsert(tx, _TABLE)
        .values(
            id=new_id("rtn", now),
            merchant_id=new.merchant_id,
            connection_id=new.connection_id,
            order_id=new.order_id,
            key=new.key,
            platform_id=None,
            state=new.state.value,
            restocked=False,
            lines=[list(each) for each in new.lines],
            reason=new.reason.value,
            note=new.note,
            amount_minor=new.amount.amount,
            currency=new.amount.currency,
            channel=new.channel,
            customer_id=new.customer_id,
            detail=new.detail,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    found = by_key(tx, new.merchant_id, new.key)
    assert found is not None  # noqa: S101 - stored just now, or before
    return found


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredReturn | None:
    """The return that was asked for under this key."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)
    ).one_or_none()
    return None if row is None else _return(row)


def get(tx: Connection, merchant_id: str, return_id: str) -> StoredReturn:
    """One return. Raises NotFoundError."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.id == return_id, _TABLE.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("return", return_id)
    return _return(row)


def of_order(tx: Connection, merchant_id: str, order_id: str) -> list[StoredReturn]:
    """The returns of an order, oldest first."""
    rows = tx.execute(
        select(_TABLE)
        .where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.order_id == order_id)
        .order_by(_TABLE.c.id)
    )
    return [_return(row) for row in rows]


def listed(
    tx: Connection,
    merchant_id: str,
    *,
    state: ReturnState | None,
    cursor: str | None,
    limit: int,
) -> Listed[StoredReturn]:
    """The merchant's returns, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if state is not None:
        query = query.where(_TABLE.c.state == state.value)
    return newest_first(tx, query, _TABLE.c.id, _return, cursor=cursor, limit=limit)


def units_returned(rows: Sequence[StoredReturn]) -> dict[int, Decimal]:
    """How much of each line came back or is coming, by position."""
    counted: dict[int, Decimal] = {}
    for row in rows:
        if row.state in COUNTED:
            for position, quantity in row.lines:
                counted[position] = counted.get(position, Decimal(0)) + quantity
    return counted


def lately(tx: Connection, merchant_id: str, customer_id: str, *, since: datetime) -> int:
    """How many returns a customer asked for since a moment."""
    return tx.execute(
        select(func.count())
        .select_from(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.customer_id == customer_id,
            _TABLE.c.created_at >= since,
        )
    ).scalar_one()


def move(
    tx: Connection,
    merchant_id: str,
    return_id: str,
    *,
    to: ReturnState,
    out_of: Collection[ReturnState],
    now: datetime,
    **facts: Any,
) -> bool:
    """Take a return from one of those states to another, with facts; False if it is in none."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.id == return_id,
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.state.in_([each.value for each in out_of]),
        )
        .values(state=to.value, updated_at=now, **facts)
    )
    return done.rowcount == 1


def _return(row: AnyRow) -> StoredReturn:
    return StoredReturn(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        order_id=OrderId(row.order_id),
        state=ReturnState(row.state),
        reason=ReturnReason(row.reason),
        note=row.note,
        lines=tuple((position, quantity) for position, quantity in row.lines),
        amount=Money(row.amount_minor, row.currency),
        channel=row.channel,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        platform_id=row.platform_id,
        restocked=row.restocked,
        detail=row.detail or {},
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
