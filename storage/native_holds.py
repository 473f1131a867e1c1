"""Holds that a platform keeps beside ours: what they do to its counts, and ending them.

While the platform keeps goods aside for a hold of ours, its own count lacks them, and our ledger
claims them too. A count that surely knows of it is therefore stored with what is aside added back,
so that goods are taken off once. A count that may not know stays as it is: rather a few too few.

Each native hold has an effect in the outbox from before it is asked for: it is released when ours
has ended, however it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from domain.ids import LocationId, OrderId, ProductSku
from storage import outbox, tables
from storage.hold_ledger import HOLD_IS_LIVE, LINE_IS_LIVE, Place, lock_of_holds
from storage.prepared import Prepared

KIND: Final = "hold.native"
_HOLDS = tables.holds
_LINES = tables.hold_lines
_LEVELS = tables.inventory_levels
_CHECKOUTS = tables.checkouts
_EVENTS = tables.stock_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Goods of one stock item that the platform keeps aside for a live hold of ours."""

    quantity: Decimal
    revision: int
    """Counts of this revision and later know of it, by the platform's clock."""
    at: datetime
    """Counts asked for from then on know of it, by ours."""

    def is_known_to(self, revision: int, asked_at: datetime | None) -> bool:
        """Whether a count surely lacks these goods."""
        return revision >= self.revision or (asked_at is not None and asked_at >= self.at)


def aside(tx: Connection, merchant_id: str, *, now: datetime) -> Mapping[Place, Sequence[Aside]]:
    """What platforms keep aside for a merchant's live holds; mostly nothing."""
    rows = _ASIDE.rows(tx, its_merchant=merchant_id, now=now)
    found: dict[Place, list[Aside]] = defaultdict(list)
    for row in rows:
        found[Place(row.listing_id, row.location_id)].append(
            Aside(quantity=row.quantity, revision=row.native_revision, at=row.native_at)
        )
    return found


def mark(
    tx: Connection,
    merchant_id: str,
    hold_id: str,
    *,
    revision: int,
    at: datetime,
    surely_from: int | None = None,
) -> bool:
    """The platform keeps this hold's goods aside from now on; False if the hold has ended.

    A count that comes with `revision` or later knows of it; one that is stored already gets the
    goods back if it is as new as `surely_from`, for it may have been made just before.
    """
    lock_of_holds(tx, [hold_id])
    changed = tx.execute(
        update(_HOLDS)
        .where(
            _HOLDS.c.id == hold_id,
            _HOLDS.c.merchant_id == merchant_id,
            HOLD_IS_LIVE,
            _HOLDS.c.expires_at > at,
            _HOLDS.c.native_revision.is_(None),
        )
        .values(native_revision=revision, native_at=at)
    )
    if not changed.rowcount:
        return False
    settled = revision if surely_from is None else surely_from
    _shift(tx, hold_id, from_revision=settled, sign=1, at=at)
    return True


def sell(tx: Connection, hold_id: str, *, revision: int, at: datetime) -> None:
    """Take sold goods off counts made after the sale as well: they were added back to those.

    Call it after `holds.commit`, which takes them off the counts made before.
    """
    query = select(_HOLDS.c.native_revision).where(_HOLDS.c.id == hold_id)
    if tx.execute(query).scalar_one() is not None:
        _shift(tx, hold_id, from_revision=revision + 1, sign=-1, at=at)


def _shift(tx: Connection, hold_id: str, *, from_revision: int, sign: int, at: datetime) -> None:
    sums: dict[Place, Decimal] = defaultdict(Decimal)
    lines = select(_LINES.c.listing_id, _LINES.c.location_id, _LINES.c.quantity)
    claimed = lines.where(_LINES.c.hold_id == hold_id, _LINES.c.state != "parts")
    for row in tx.execute(claimed):
        sums[Place(row.listing_id, row.location_id)] += row.quantity
    for place, quantity in sorted(sums.items()):
        tx.execute(
            update(_LEVELS)
            .where(
                _LEVELS.c.listing_id == place.listing_id,
                _LEVELS.c.location_id == place.location_id,
                _LEVELS.c.revision >= from_revision,
                _LEVELS.c.pos_available.is_not(None),
            )
            .values(pos_available=_LEVELS.c.pos_available + quantity * sign, updated_at=at)
        )


def counted_after(
    tx: Connection, merchant_id: str, hold_id: str
) -> Mapping[LocationId, Sequence[ProductSku]]:
    """The goods of an ended hold, by store, whose count was told after its end: it may lack what
    the platform still kept aside. None of a hold that was sold."""
    found: dict[LocationId, list[ProductSku]] = defaultdict(list)
    for row in tx.execute(_COUNTED_AFTER, {"its_merchant": merchant_id, "its_hold": hold_id}):
        found[LocationId(row.location_id)].append(ProductSku(row.sku))
    return found


def promise(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    *,
    connection_id: str,
    hold_id: str | None,
    due_at: datetime,
    now: datetime,
) -> None:
    """Have the native hold of an order released at `due_at`, unless ours lives longer."""
    payload = {"connection_id": connection_id, "hold_id": hold_id}
    outbox.put(tx, merchant_id, kind=KIND, key=order_id, payload=payload, due_at=due_at, now=now)


def end_soon(tx: Connection, merchant_id: str, order_id: str, *, now: datetime) -> None:
    """The hold of this order has ended, or is sold: see to the native one now."""
    outbox.hasten(tx, merchant_id, kind=KIND, keys=[order_id], now=now)


def end_soon_of(tx: Connection, merchant_id: str, hold_id: str, *, now: datetime) -> None:
    """The same by the hold, for one that was released by hand."""
    rows = tx.execute(_ORDERS_OF, {"its_merchant": merchant_id, "its_hold": hold_id})
    outbox.hasten(tx, merchant_id, kind=KIND, keys=[row.order_id for row in rows], now=now)


def orders_on(tx: Connection, merchant_id: str, hold_id: str) -> list[OrderId]:
    """Open checkouts that use this hold."""
    rows = tx.execute(_ORDERS_OF, {"its_merchant": merchant_id, "its_hold": hold_id})
    return [OrderId(row.order_id) for row in rows]


_ASIDE = Prepared(
    select(
        _LINES.c.listing_id,
        _LINES.c.location_id,
        _LINES.c.quantity,
        _HOLDS.c.native_revision,
        _HOLDS.c.native_at,
    )
    .join_from(_HOLDS, _LINES, _LINES.c.hold_id == _HOLDS.c.id)
    .where(
        _HOLDS.c.merchant_id == bindparam("its_merchant"),
        _HOLDS.c.native_revision.is_not(None),
        HOLD_IS_LIVE,
        LINE_IS_LIVE,
        _HOLDS.c.expires_at > bindparam("now", type_=_HOLDS.c.expires_at.type),
    )
)
_COUNTED_AFTER = (
    select(_LINES.c.location_id, _LINES.c.sku)
    .distinct()
    .join_from(_HOLDS, _LINES, _LINES.c.hold_id == _HOLDS.c.id)
    .join(
        _EVENTS,
        and_(
            _EVENTS.c.listing_id == _LINES.c.listing_id,
            _EVENTS.c.location_id == _LINES.c.location_id,
            or_(_EVENTS.c.at >= _HOLDS.c.closed_at, _EVENTS.c.at >= _HOLDS.c.expires_at),
        ),
    )
    .where(
        _HOLDS.c.id == bindparam("its_hold"),
        _HOLDS.c.merchant_id == bindparam("its_merchant"),
        _HOLDS.c.state != "committed",
    )
)
_ORDERS_OF = select(_CHECKOUTS.c.order_id).where(
    _CHECKOUTS.c.merchant_id == bindparam("its_merchant"),
    _CHECKOUTS.c.hold_id == bindparam("its_hold"),
    _CHECKOUTS.c.state == "open",
)
