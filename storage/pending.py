"""Counts that came before the variant or the location they are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, or_, select

from domain.catalog import StockLevel
from domain.ids import PlatformId
from storage import tables
from storage.hold_ledger import Place
from storage.levels_write import Count, write_counts
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import AnyRow, among, one_of, upsert

_PENDING = tables.pending_levels
_LISTINGS = tables.listings
_LOCATIONS = tables.locations


def keep_pending(
    tx: Connection,
    connection: PosConnection,
    told: Sequence[tuple[StockLevel, str | None]],
    *,
    source: str,
    now: datetime,
) -> None:
    """Keep counts, each with the delivery that told it, until what they are about arrives; of one
    item only the newest."""
    statement = upsert(tx, _PENDING)
    new = statement.excluded
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "inventory_platform_id", "location_platform_id"],
            set_={
                name: new[name]
                for name in ("pos_available", "revision", "as_of", "source", "delivery_id")
            },
            where=new.revision > _PENDING.c.revision,
        ),
        [
            {
                "connection_id": connection.id,
                "inventory_platform_id": level.inventory_platform_id,
                "location_platform_id": level.location_platform_id,
                "merchant_id": connection.merchant_id,
                "pos_available": level.available,
                "revision": level.revision,
                "as_of": level.as_of,
                "source": source,
                "delivery_id": delivery_id,
                "received_at": now,
            }
            for level, delivery_id in told
        ],
    )


def places_by_platform_ids(
    tx: Connection, connection: PosConnection, inventory_ids: Collection[str]
) -> dict[tuple[PlatformId, PlatformId], list[Place]]:
    """The stock items that (inventory id, location id) of this platform name."""
    listings = _COUNTED.rows(tx, its_connection=connection.id, inventory_ids=inventory_ids)
    locations = _PLACES.rows(tx, its_connection=connection.id)
    places: dict[tuple[PlatformId, PlatformId], list[Place]] = {}
    for listing in listings:
        for location in locations:
            key = (PlatformId(listing.inventory_platform_id), PlatformId(location.platform_id))
            places.setdefault(key, []).append(Place(listing.id, location.id))
    return places


_COUNTED = Prepared(
    lambda tx: select(_LISTINGS.c.id, _LISTINGS.c.inventory_platform_id).where(
        _LISTINGS.c.connection_id == bindparam("its_connection"),
        one_of(tx, _LISTINGS.c.inventory_platform_id, "inventory_ids"),
        _LISTINGS.c.deleted_at.is_(None),
    )
)
_PLACES = Prepared(
    select(_LOCATIONS.c.id, _LOCATIONS.c.platform_id).where(
        _LOCATIONS.c.connection_id == bindparam("its_connection")
    )
)


def promote_pending(
    tx: Connection,
    connection: PosConnection,
    *,
    inventory_ids: Collection[str] = (),
    location_ids: Collection[str] = (),
    now: datetime,
) -> int:
    """Apply the kept counts of variants or locations that have just arrived; returns how many."""
    wanted: list[ColumnElement[bool]] = []
    if inventory_ids:
        wanted.append(among(tx, _PENDING.c.inventory_platform_id, inventory_ids))
    if location_ids:
        wanted.append(among(tx, _PENDING.c.location_platform_id, location_ids))
    if not wanted:
        return 0
    rows = tx.execute(
        select(_PENDING).where(_PENDING.c.connection_id == connection.id, or_(*wanted))
    ).all()
    if not rows:
        return 0
    places = places_by_platform_ids(tx, connection, {row.inventory_platform_id for row in rows})
    arrived = [row for row in rows if _key(row) in places]
    counts = [_count(row, place) for row in arrived for place in places[_key(row)]]
    write_counts(tx, connection.merchant_id, counts, now)
    _forget(tx, connection, [_key(row) for row in arrived])
    return len(arrived)


def _key(row: AnyRow) -> tuple[PlatformId, PlatformId]:
    return row.inventory_platform_id, row.location_platform_id


def _count(row: AnyRow, place: Place) -> Count:
    return Count(
        place=place,
        pos_available=row.pos_available,
        revision=row.revision,
        as_of=row.as_of,
        source=row.source,
        delivery_id=row.delivery_id,
    )


def _forget(
    tx: Connection, connection: PosConnection, keys: Sequence[tuple[PlatformId, PlatformId]]
) -> None:
    if keys:
        tx.execute(
            delete(_PENDING).where(
                _PENDING.c.connection_id == connection.id,
                _PENDING.c.inventory_platform_id == bindparam("at_inventory"),
                _PENDING.c.location_platform_id == bindparam("at_location"),
            ),
            [{"at_inventory": item, "at_location": location} for item, location in keys],
        )
