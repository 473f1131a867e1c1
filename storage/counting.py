"""How a platform is asked for a count: under which names it knows a variant and a location."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from domain.errors import NotFoundError
from domain.ids import ConnectionId, PlatformId
from storage import tables
from storage.engine import Database
from storage.quick import QuickSelect

_LISTINGS = tables.listings
_LOCATIONS = tables.locations


class CountedAs(NamedTuple):
    """The names of a variant at a location."""

    connection_id: ConnectionId
    location_platform_id: PlatformId
    inventory_platform_id: PlatformId | None
    """None: this connection does not sell it."""


def counted_as(database: Database, merchant_id: str, sku: str, location_id: str) -> CountedAs:
    """How to ask for a variant at a location, read in a transaction of its own.

    Raises NotFoundError (location).
    """
    rows = _COUNTED_AS.rows(database, merchant_id=merchant_id, sku=sku, location_id=location_id)
    if not rows:
        raise NotFoundError("location", location_id)
    return CountedAs._make(rows[0])


_COUNTED_AS = QuickSelect(
    select(_LOCATIONS.c.connection_id, _LOCATIONS.c.platform_id, _LISTINGS.c.inventory_platform_id)
    .outerjoin_from(
        _LOCATIONS,
        _LISTINGS,
        and_(
            _LISTINGS.c.connection_id == _LOCATIONS.c.connection_id,
            _LISTINGS.c.merchant_id == _LOCATIONS.c.merchant_id,
            _LISTINGS.c.sku == bindparam("sku"),
            _LISTINGS.c.deleted_at.is_(None),
        ),
    )
    .where(
        _LOCATIONS.c.id == bindparam("location_id"),
        _LOCATIONS.c.merchant_id == bindparam("merchant_id"),
    )
)
