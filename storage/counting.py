"""How a platform is asked for a count: under which names it knows a variant and a location."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from domain.errors import NotFoundError
from domain.ids import ConnectionId, PlatformId
from storage import tables
from storage.bundle_parts import PARTS
from storage.engine import Database
from storage.quick import QuickSelect

_COMPONENTS = tables.bundle_components
_LISTINGS = tables.listings
_LOCATIONS = tables.locations


class CountedAs(NamedTuple):
    """The names of a variant at a location."""

    connection_id: ConnectionId
    location_platform_id: PlatformId
    inventory_platform_id: PlatformId | None
    """None: this connection does not sell it."""


def counted_items(
    database: Database, merchant_id: str, skus: Sequence[str], location_id: str
) -> Mapping[str, CountedAs]:
    """How to ask for all that these variants are counted by: bundles by their components.

    By SKU. Raises NotFoundError (location).
    """
    found: dict[str, CountedAs] = {}
    for sku in skus:
        own, bundle = _named(database, merchant_id, sku, location_id)
        parts = {} if bundle is None else _parts(database, merchant_id, sku, own)
        if bundle != PARTS or not parts:
            found[sku] = own
        found |= parts
    return found


def _named(
    database: Database, merchant_id: str, sku: str, location_id: str
) -> tuple[CountedAs, str | None]:
    """Its names, and how a bundle is counted."""
    rows = _COUNTED_AS.rows(database, merchant_id=merchant_id, sku=sku, location_id=location_id)
    if not rows:
        raise NotFoundError("location", location_id)
    *names, bundle = rows[0]
    return CountedAs._make(names), bundle


def _parts(
    database: Database, merchant_id: str, sku: str, bundle: CountedAs
) -> dict[str, CountedAs]:
    rows = _PARTS_OF.rows(
        database, merchant_id=merchant_id, sku=sku, connection_id=bundle.connection_id
    )
    return {
        row[0]: CountedAs(bundle.connection_id, bundle.location_platform_id, row[1]) for row in rows
    }


_COUNTED_AS = QuickSelect(
    select(
        _LOCATIONS.c.connection_id,
        _LOCATIONS.c.platform_id,
        _LISTINGS.c.inventory_platform_id,
        _LISTINGS.c.bundle,
    )
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
_BUNDLES = _LISTINGS.alias("bundle_listings")
_PARTS_OF = QuickSelect(
    select(_LISTINGS.c.sku, _LISTINGS.c.inventory_platform_id)
    .join_from(
        _BUNDLES,
        _COMPONENTS,
        and_(
            _COMPONENTS.c.connection_id == _BUNDLES.c.connection_id,
            _COMPONENTS.c.variant_platform_id == _BUNDLES.c.platform_id,
        ),
    )
    .join(
        _LISTINGS,
        and_(
            _LISTINGS.c.connection_id == _COMPONENTS.c.connection_id,
            _LISTINGS.c.platform_id == _COMPONENTS.c.component_platform_id,
            _LISTINGS.c.deleted_at.is_(None),
        ),
    )
    .where(
        _BUNDLES.c.merchant_id == bindparam("merchant_id"),
        _BUNDLES.c.sku == bindparam("sku"),
        _BUNDLES.c.connection_id == bindparam("connection_id"),
        _BUNDLES.c.deleted_at.is_(None),
    )
    .order_by(_LISTINGS.c.platform_id)
)
