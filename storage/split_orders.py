"""Orders over several tills: one row under one key, and a row for each part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, IdempotencyKey, LocationId, MerchantId, OrderId
from domain.money import Money
from domain.splits import OPEN_SPLITS, OnFailure, SplitState
from storage import rows, tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import lease_due, newest_first
from storage.statements import AnyRow, upsert

_TABLE = tables.split_orders
_PARTS = tables.split_order_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """What one store takes."""

    connection_id: ConnectionId
    location_id: LocationId
    lines: tuple[int, ...]
    """Positions among the lines of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPart(PlannedPart):
    """One part as it stands; what became of it is told by its own checkout."""

    split_id: str
    position: int
    order_id: OrderId | None
    """None until it is priced and held."""
    total_minor: int | None

    @property
    def key(self) -> IdempotencyKey:
        """Of the part's own checkout."""
        return IdempotencyKey(f"split:{self.split_id}:{self.position}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSplit:
    """One split order as it stands."""

    id: str
    merchant_id: MerchantId
    key: str
    state: SplitState
    on_failure: OnFailure
    total: Money | None
    """None until every part is priced."""
    channel: str
    customer_id: CustomerId | None
    reason: str | None
    """Why it came to nothing, or what is missing."""
    attempts: int
    due_at: datetime
    created_at: datetime
    updated_at: datetime
    parts: tuple[StoredPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSplit:
    """A split order that is to be priced."""

    merchant_id: MerchantId
    key: str
    on_failure: OnFailure
    channel: str
    customer_id: CustomerId | None
    parts: Sequence[PlannedPart]


def add(tx: Connection, new: NewSplit, *, now: datetime, due_at: datetime) -> StoredSplit:
    """Store a split order, or find the one that has its key."""
    split_id = new_id("spl", now)
    done = tx.execute(
        upsert(tx, _TABLE)
        .values(
            id=split_id,
            merchant_id=new.merchant_id,
            key=new.key,
            state=SplitState.PREPARING.value,
            on_failure=new.on_failure.value,
            channel=new.channel,
            customer_id=new.customer_id,
            attempts=0,
            due_at=due_at,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    if done.rowcount:
        tx.execute(
            _PARTS.insert(),
            [
                {
                    "split_id": split_id,
                    "position": position,
                    "merchant_id": new.merchant_id,
                    "connection_id": part.connection_id,
                    "location_id": part.location_id,
                    "lines": list(part.lines),
                    "order_id": None,
                    "total_minor": None,
                }
                for position, part in enumerate(new.parts)
            ],
        )
    found = by_key(tx, new.merchant_id, new.key)
    assert found is not None  # noqa: S101 - stored just now, or before
    return found


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredSplit | None:
    """The split order that was asked for under this key."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)
    ).one_or_none()
    return None if row is None else _with_parts(tx, [row])[0]


def get(tx: Connection, merchant_id: str, split_id: str) -> StoredSplit:
    """One split order. Raises NotFoundError."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.id == split_id, _TABLE.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("split order", split_id)
    return _with_parts(tx, [row])[0]


def listed(
    tx: Connection, merchant_id: str, *, cursor: str | None, limit: int
) -> Listed[StoredSplit]:
    """The merchant's split orders, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    found = newest_first(tx, query, _TABLE.c.id, lambda row: row, cursor=cursor, limit=limit)
    return Listed(rows=tuple(_with_parts(tx, found.rows)), cursor=found.cursor)


def claim_due(
    tx: Connection, *, now: datetime, lease: timedelta, limit: int = 10
) -> list[StoredSplit]:
    """Open ones that are to be looked at; nobody else's loop looks at them for that long."""
    due = lease_due(tx, _TABLE, OPEN_SPLITS, now=now, lease=lease, limit=limit)
    return _with_parts(tx, due)


def change(
    tx: Connection,
    split: StoredSplit,
    *,
    out_of: Collection[SplitState],
    now: datetime,
    **facts: Any,
) -> bool:
    """Write facts of an order that is in one of those states; False if it is in none."""
    return rows.change(tx, _TABLE, split.id, out_of=out_of, now=now, facts=facts)


def give_up_key(tx: Connection, split: StoredSplit) -> None:
    """Let another split order have its key; nothing where it has given it up already."""
    tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == split.id, _TABLE.c.key == split.key)
        .values(key=f"given up {split.id}")
    )


def note_part(tx: Connection, part: StoredPart, order_id: OrderId, total: Money) -> None:
    """Write down the checkout of a part and what it comes to."""
    tx.execute(
        update(_PARTS)
        .where(_PARTS.c.split_id == part.split_id, _PARTS.c.position == part.position)
        .values(order_id=order_id, total_minor=total.amount)
    )


def _with_parts(tx: Connection, rows: Sequence[AnyRow]) -> list[StoredSplit]:
    ids = [row.id for row in rows]
    found: dict[str, list[StoredPart]] = {each: [] for each in ids}
    if ids:
        for row in tx.execute(
            select(_PARTS).where(_PARTS.c.split_id.in_(ids)).order_by(_PARTS.c.position)
        ):
            found[row.split_id].append(_part(row))
    return [_split(row, tuple(found[row.id])) for row in rows]


def _part(row: AnyRow) -> StoredPart:
    return StoredPart(
        split_id=row.split_id,
        position=row.position,
        connection_id=ConnectionId(row.connection_id),
        location_id=LocationId(row.location_id),
        lines=tuple(row.lines),
        order_id=None if row.order_id is None else OrderId(row.order_id),
        total_minor=row.total_minor,
    )


def _split(row: AnyRow, parts: tuple[StoredPart, ...]) -> StoredSplit:
    total = None if row.total_minor is None else Money(row.total_minor, row.currency)
    return StoredSplit(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        key=row.key,
        state=SplitState(row.state),
        on_failure=OnFailure(row.on_failure),
        total=total,
        channel=row.channel,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        reason=row.reason,
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        parts=parts,
    )
