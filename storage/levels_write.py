"""Writing counted stock: guarded by revision, each change of a number on the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, literal_column, or_, select

from domain.catalog import Source
from domain.happenings import Happening, News
from domain.ids import MerchantId
from storage import tables, webhook_events
from storage.hold_ledger import Place
from storage.prepared import Prepared, insert_of
from storage.statements import Insert, among, one_of, upsert
from storage.types import Moment

_LEVELS = tables.inventory_levels
_CHANGES_TOLD = 100
_ONE_SALE: Final = 30_000_000
"""How far a platform's two times of one sale, its stock's and its order's, may be apart (in
revisions, which are microseconds)."""
_SETTLED: Final = timedelta(minutes=1)
"""So long after a sale a platform that takes it off its stock at all has done so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a platform says one stock item has."""

    place: Place
    pos_available: Decimal | None
    """None: unknown."""
    revision: int
    as_of: datetime
    source: str
    delivery_id: str | None = None
    asked_at: datetime | None = None
    """When the platform was asked for it; None where it came by itself."""


class Kept(NamedTuple):
    """What is stored of one stock item."""

    revision: int
    available: Decimal | None
    source: str
    written_at: datetime


def goes_before(count: Count, kept: Kept) -> bool:
    """Whether a count replaces a stored one.

    A newer revision does. Of two numbers for one revision (platforms tell the time by the second)
    one that the platform was asked for after the other was written does; of those that came by
    themselves the lower (unknown lowest), so that arrival order makes no difference. Our own
    arithmetic for a sale gives way to the count of that sale, though that was timed a little
    earlier, where the platform was asked for it a while later.
    """
    if count.revision > kept.revision:
        return True
    if count.revision < kept.revision:
        return _settles(count, kept)
    if count.pos_available == kept.available:
        return False
    if count.asked_at is not None and count.asked_at > kept.written_at:
        return True
    return _is_lower(count.pos_available, kept.available)


def _settles(count: Count, kept: Kept) -> bool:
    return (
        kept.source == Source.ORDER
        and count.revision >= kept.revision - _ONE_SALE
        and count.asked_at is not None
        and count.asked_at - _SETTLED > kept.written_at
    )


def _is_lower(one: Decimal | None, other: Decimal | None) -> bool:
    return other is not None and (one is None or one < other)


def write_counts(
    tx: Connection, merchant_id: MerchantId, counts: Iterable[Count], now: datetime
) -> tuple[int, int]:
    """Apply counts that are newer than what is stored; returns how many were (new, changed)."""
    best: dict[Place, Count] = {}
    for count in counts:
        rival = best.get(count.place)
        if rival is None or _is_newer(count, rival):
            best[count.place] = count
    stored = _stored(tx, best.keys())
    fresh = [
        count
        for place, count in sorted(best.items())
        if place not in stored or goes_before(count, stored[place])
    ]
    if not fresh:
        return 0, 0
    _upsert(tx, merchant_id, fresh, now)
    _note(tx, merchant_id, [count for count in fresh if _differs(count, stored)], now)
    new = sum(count.place not in stored for count in fresh)
    return new, len(fresh) - new


def _is_newer(count: Count, rival: Count) -> bool:
    if count.revision != rival.revision:
        return count.revision > rival.revision
    return _is_lower(count.pos_available, rival.pos_available)


def _stored(tx: Connection, places: Collection[Place]) -> dict[Place, Kept]:
    """These levels (and a few more) as they are stored, locked in order."""
    rows = _STORED.rows(
        tx,
        listing_ids={place.listing_id for place in places},
        location_ids={place.location_id for place in places},
    )
    return {
        Place(row.listing_id, row.location_id): Kept(
            row.revision, row.pos_available, row.source, row.updated_at
        )
        for row in rows
    }


_STORED = Prepared(
    lambda tx: (
        select(
            _LEVELS.c.listing_id,
            _LEVELS.c.location_id,
            _LEVELS.c.revision,
            _LEVELS.c.pos_available,
            _LEVELS.c.source,
            _LEVELS.c.updated_at,
        )
        .where(
            one_of(tx, _LEVELS.c.listing_id, "listing_ids"),
            one_of(tx, _LEVELS.c.location_id, "location_ids"),
        )
        .order_by(_LEVELS.c.listing_id, _LEVELS.c.location_id)
        .with_for_update()
    )
)


def _differs(count: Count, stored: Mapping[Place, Kept]) -> bool:
    return count.place not in stored or stored[count.place].available != count.pos_available


def _upsert(
    tx: Connection, merchant_id: MerchantId, counts: Sequence[Count], now: datetime
) -> None:
    """The guard is repeated in SQL for a level that another transaction makes meanwhile."""
    _UPSERT.run_each(
        tx,
        [
            {
                "listing_id": count.place.listing_id,
                "location_id": count.place.location_id,
                "merchant_id": merchant_id,
                "pos_available": count.pos_available,
                "held": Decimal(0),
                "revision": count.revision,
                "as_of": count.as_of,
                "source": count.source,
                "updated_at": now,
                "asked_at": count.asked_at,
                "settled_by": count.asked_at and count.asked_at - _SETTLED,
            }
            for count in counts
        ],
    )


def _newest(tx: Connection) -> Insert:
    told = ("pos_available", "revision", "as_of", "source", "updated_at")
    names = ("listing_id", "location_id", "merchant_id", "held", *told)
    statement = upsert(tx, _LEVELS).values({name: bindparam(name) for name in names})
    new = statement.excluded
    is_lower = and_(
        _LEVELS.c.pos_available.is_not(None),
        or_(new.pos_available.is_(None), new.pos_available < _LEVELS.c.pos_available),
    )
    asked_later = _LEVELS.c.updated_at < bindparam("asked_at", type_=Moment)
    settles = and_(
        new.revision < _LEVELS.c.revision,
        _LEVELS.c.source == literal_column("'order'"),
        new.revision >= _LEVELS.c.revision - literal_column(str(_ONE_SALE)),
        _LEVELS.c.updated_at < bindparam("settled_by", type_=Moment),
    )
    return statement.on_conflict_do_update(
        index_elements=["listing_id", "location_id"],
        set_={name: new[name] for name in told},
        where=or_(
            new.revision > _LEVELS.c.revision,
            and_(new.revision == _LEVELS.c.revision, or_(asked_later, is_lower)),
            settles,
        ),
    )


_UPSERT = Prepared(_newest)
_NOTE = Prepared(insert_of(tables.stock_events, but=("id",)))


def _note(tx: Connection, merchant_id: MerchantId, counts: Sequence[Count], now: datetime) -> None:
    rows: list[dict[str, Any]] = [
        {
            "merchant_id": merchant_id,
            "listing_id": count.place.listing_id,
            "location_id": count.place.location_id,
            "source": count.source,
            "quantity": count.pos_available,
            "revision": count.revision,
            "delivery_id": count.delivery_id,
            "at": now,
        }
        for count in counts
    ]
    if rows:
        _NOTE.run_each(tx, rows)
        _tell(tx, merchant_id, counts, now)


def _tell(tx: Connection, merchant_id: MerchantId, counts: Sequence[Count], now: datetime) -> None:
    """News of changed counts, by SKU, a hundred in one message."""
    if not webhook_events.wants(tx, merchant_id, Happening.STOCK_CHANGED):
        return
    skus = _skus(tx, {count.place.listing_id for count in counts})
    changes = [
        {
            "sku": skus.get(count.place.listing_id),
            "location_id": count.place.location_id,
            "available": None if count.pos_available is None else f"{count.pos_available:f}",
            "as_of": count.as_of.isoformat(),
        }
        for count in counts
    ]
    webhook_events.emit(
        tx,
        [
            News(
                merchant_id=merchant_id,
                kind=Happening.STOCK_CHANGED,
                data={"changes": changes[first : first + _CHANGES_TOLD]},
                at=now,
            )
            for first in range(0, len(changes), _CHANGES_TOLD)
        ],
    )


def _skus(tx: Connection, listing_ids: Collection[str]) -> dict[str, str]:
    listings = tables.listings
    rows = tx.execute(
        select(listings.c.id, listings.c.sku).where(among(tx, listings.c.id, listing_ids))
    )
    return {row.id: row.sku for row in rows}
