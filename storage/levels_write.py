"""Writing counted stock: guarded by revision, each change of a number on the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from domain.ids import MerchantId
from storage import tables
from storage.hold_ledger import Place
from storage.statements import among, upsert

_LEVELS = tables.inventory_levels


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


def goes_before(count: Count, revision: int, available: Decimal | None) -> bool:
    """Whether a count replaces a stored one: a newer revision does, and of two numbers for one
    revision the lower (unknown lowest) does, so that arrival order makes no difference."""
    if count.revision != revision:
        return count.revision > revision
    if available is None:
        return False
    return count.pos_available is None or count.pos_available < available


def write_counts(
    tx: Connection, merchant_id: MerchantId, counts: Iterable[Count], now: datetime
) -> tuple[int, int]:
    """Apply counts that are newer than what is stored; returns how many were (new, changed)."""
    best: dict[Place, Count] = {}
    for count in counts:
        rival = best.get(count.place)
        if rival is None or goes_before(count, rival.revision, rival.pos_available):
            best[count.place] = count
    stored = _stored(tx, best.keys())
    fresh = [
        count
        for place, count in sorted(best.items())
        if place not in stored or goes_before(count, *stored[place])
    ]
    if not fresh:
        return 0, 0
    _upsert(tx, merchant_id, fresh, now)
    _note(tx, merchant_id, [count for count in fresh if _differs(count, stored)], now)
    new = sum(count.place not in stored for count in fresh)
    return new, len(fresh) - new


def _stored(tx: Connection, places: Collection[Place]) -> dict[Place, tuple[int, Decimal | None]]:
    """Revision and number of these levels (and a few more), locked in order."""
    rows = tx.execute(
        select(
            _LEVELS.c.listing_id,
            _LEVELS.c.location_id,
            _LEVELS.c.revision,
            _LEVELS.c.pos_available,
        )
        .where(
            among(tx, _LEVELS.c.listing_id, {place.listing_id for place in places}),
            among(tx, _LEVELS.c.location_id, {place.location_id for place in places}),
        )
        .order_by(_LEVELS.c.listing_id, _LEVELS.c.location_id)
        .with_for_update()
    )
    return {
        Place(row.listing_id, row.location_id): (row.revision, row.pos_available) for row in rows
    }


def _differs(count: Count, stored: Mapping[Place, tuple[int, Decimal | None]]) -> bool:
    return count.place not in stored or stored[count.place][1] != count.pos_available


def _upsert(
    tx: Connection, merchant_id: MerchantId, counts: Sequence[Count], now: datetime
) -> None:
    """The guard is repeated in SQL for a level that another transaction makes meanwhile."""
    statement = upsert(tx, _LEVELS)
    new = statement.excluded
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["listing_id", "location_id"],
            set_={
                name: new[name]
                for name in ("pos_available", "revision", "as_of", "source", "updated_at")
            },
            where=or_(
                new.revision > _LEVELS.c.revision,
                and_(
                    new.revision == _LEVELS.c.revision,
                    _LEVELS.c.pos_available.is_not(None),
                    or_(
                        new.pos_available.is_(None),
                        new.pos_available < _LEVELS.c.pos_available,
                    ),
                ),
            ),
        ),
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
            }
            for count in counts
        ],
    )


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
        tx.execute(tables.stock_events.insert(), rows)
