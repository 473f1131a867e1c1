"""Transfers between two stores: one row under one key, from the wish until the goods are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from domain.errors import NotFoundError
from domain.ids import (
    ConnectionId,
    CustomerId,
    HoldId,
    LocationId,
    MerchantId,
    PlatformId,
    ProductSku,
)
from domain.transfers import OPEN_TRANSFERS, TransferState
from storage import rows, tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import lease_due, newest_first
from storage.statements import AnyRow, upsert

_TABLE = tables.transfers


class MadeBy(StrEnum):
    """Who moves the goods on in the books."""

    TILL = "till"
    """The transfer stands in the POS, or will; staff send and receive it there."""
    STAFF = "staff"
    """The till has no such thing, or refused it: staff move the goods and say so here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """A transfer to be stored beside the hold on its goods."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    key: str
    made_by: MadeBy
    sku: ProductSku
    name: str
    """What the goods are called, for people who pack them."""
    quantity: int
    source_id: LocationId
    destination_id: LocationId
    expected_on: date
    """By the calendar of the receiving store."""
    hold_id: HoldId
    caller: str
    """Whom the goods are for, as holds name them."""
    customer_id: CustomerId | None
    channel: str
    locale: str | None
    unsent_until: datetime
    """If the goods have not left by then, they never will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTransfer(NewTransfer):
    """One transfer as it stands."""

    id: str
    state: TransferState
    kept_hold_id: HoldId | None
    """What keeps the goods where they arrived."""
    platform_id: PlatformId | None
    """The till's own; None until it has one."""
    reason: str | None
    """Why staff have to do it, or why it was canceled."""
    attempts: int
    """How often in a row the till could not be asked."""
    due_at: datetime
    created_at: datetime
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether goods are still to come."""
        return self.state in OPEN_TRANSFERS


def add(
    tx: Connection, new: NewTransfer, *, transfer_id: str, now: datetime, due_at: datetime
) -> StoredTransfer:
    """Store a transfer, or find the one that has its key."""
    values = {name: getattr(new, name) for name in NewTransfer.__slots__}
    tx.execute(
        upsert(tx, _TABLE)
        .values(
            {
                **values,
                "id": transfer_id,
                "state": TransferState.REQUESTED.value,
                "made_by": new.made_by.value,
                "attempts": 0,
                "due_at": due_at,
                "created_at": now,
                "updated_at": now,
            }
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    found = by_key(tx, new.merchant_id, new.key)
    assert found is not None  # noqa: S101 - stored just now, or before
    return found


def fresh_id(now: datetime) -> str:
    """The id of a transfer that is to be stored."""
    return new_id("trf", now)


def by_key(tx: Connection, merchant_id: str, key: str) -> StoredTransfer | None:
    """The transfer that was asked for under this key."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)
    ).one_or_none()
    return None if row is None else _transfer(row)


def get(tx: Connection, merchant_id: str, transfer_id: str) -> StoredTransfer:
    """One transfer. Raises NotFoundError."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.id == transfer_id, _TABLE.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("transfer", transfer_id)
    return _transfer(row)


def listed(
    tx: Connection,
    merchant_id: str,
    *,
    state: TransferState | None = None,
    made_by: MadeBy | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[StoredTransfer]:
    """The merchant's transfers, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if state is not None:
        query = query.where(_TABLE.c.state == state.value)
    if made_by is not None:
        query = query.where(_TABLE.c.made_by == made_by.value)
    return newest_first(tx, query, _TABLE.c.id, _transfer, cursor=cursor, limit=limit)


def kept_for(
    tx: Connection, merchant_id: str, caller: str, sku: str, location_id: str
) -> list[StoredTransfer]:
    """Transfers of this variant that arrived there for this caller and were held, newest first."""
    rows = tx.execute(
        select(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.caller == caller,
            _TABLE.c.sku == sku,
            _TABLE.c.destination_id == location_id,
            _TABLE.c.state == TransferState.RECEIVED.value,
            _TABLE.c.kept_hold_id.is_not(None),
        )
        .order_by(_TABLE.c.id.desc())
        .limit(10)
    )
    return [_transfer(row) for row in rows]


def claim_due(
    tx: Connection, *, now: datetime, lease: timedelta, limit: int = 20
) -> list[StoredTransfer]:
    """Open transfers that are to be looked at; nobody else looks at them for that long."""
    due = lease_due(tx, _TABLE, OPEN_TRANSFERS, now=now, lease=lease, limit=limit)
    return list(map(_transfer, due))


def change(
    tx: Connection,
    transfer: StoredTransfer,
    *,
    out_of: Collection[TransferState] = OPEN_TRANSFERS,
    now: datetime,
    **facts: Any,
) -> bool:
    """Write facts of a transfer that is in one of those states; False if it is in none."""
    return rows.change(tx, _TABLE, transfer.id, out_of=out_of, now=now, facts=facts)


def _transfer(row: AnyRow) -> StoredTransfer:
    return StoredTransfer(
        **{
            **row._mapping,
            "state": TransferState(row.state),
            "made_by": MadeBy(row.made_by),
        }
    )
