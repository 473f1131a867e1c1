"""The arithmetic under holds: which stock item a line claims, and moving its `held` figure.

Lock order, the same everywhere so that no two transactions wait for each other: levels by
(listing, location), then the hold, then its lines. A line leaves the state `live` only under its
level's lock, in the same transaction that takes its quantity out of `held`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from domain.errors import NotFoundError, OutOfStockError, UnknownSkuError
from domain.happenings import Happening, News
from domain.ids import MerchantId
from storage import tables, webhook_events
from storage.prepared import Prepared
from storage.statements import one_of, upsert

_LEVELS = tables.inventory_levels
_HOLDS = tables.holds
_LINES = tables.hold_lines
_LISTINGS = tables.listings
_LOCATIONS = tables.locations
_MERCHANTS = tables.merchants

LINE_IS_LIVE = _LINES.c.state == literal_column("'live'")
HOLD_IS_LIVE = _HOLDS.c.state == literal_column("'live'")


class Place(NamedTuple):
    """A stock item: one listing at one location."""

    listing_id: str
    location_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stock item as it is before it is claimed."""

    place: Place
    sku: str
    unlimited: bool
    """Not counted, or the merchant lets the platform sell below zero."""
    safety: Decimal
    """The merchant's default; the level's own goes first."""
    pos_available: Decimal | None
    bundle: str | None = None
    """How a bundle is counted (see `bundle_parts`); None: an item of its own."""
    keep_back: Decimal = Decimal(0)
    """Not for this caller, on top of the safety stock; below zero: may be promised beyond."""


def lapsed(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition under which a live line of a joined hold no longer counts."""
    return or_(_HOLDS.c.state != literal_column("'live'"), _HOLDS.c.expires_at <= now)


def find_items(
    tx: Connection, merchant_id: str, demand: Mapping[tuple[str, str], int]
) -> list[Item]:
    """The stock items that (sku, location id) demand falls on, in lock order.

    Raises NotFoundError for a location, UnknownSkuError, and OutOfStockError where the variant
    is not sold at the location or its stock is unknown. A bundle's components are not looked at.
    """
    found = _sold_items(tx, merchant_id, demand)
    _refuse_missing(tx, merchant_id, demand, found)
    for (sku, location_id), item in found.items():
        if item.pos_available is None and not item.unlimited and item.bundle is None:
            wanted = Decimal(demand[sku, location_id])
            raise OutOfStockError(sku, location_id, wanted=wanted, left=None)
    return sorted(found.values(), key=lambda item: item.place)


_SOLD_ITEMS = Prepared(
    lambda tx: (
        select(
            _LISTINGS.c.id,
            _LISTINGS.c.sku,
            _LISTINGS.c.tracked,
            _LISTINGS.c.oversell,
            _LISTINGS.c.absent_at,
            _LISTINGS.c.bundle,
            _LOCATIONS.c.id.label("location_id"),
            _LOCATIONS.c.platform_id.label("location_platform_id"),
            _MERCHANTS.c.safety_stock,
            _LEVELS.c.pos_available,
        )
        .join_from(_LISTINGS, _LOCATIONS, _LOCATIONS.c.connection_id == _LISTINGS.c.connection_id)
        .join(_MERCHANTS, _MERCHANTS.c.id == _LISTINGS.c.merchant_id)
        .outerjoin(
            _LEVELS,
            and_(_LEVELS.c.listing_id == _LISTINGS.c.id, _LEVELS.c.location_id == _LOCATIONS.c.id),
        )
        .where(
            _LISTINGS.c.merchant_id == bindparam("merchant_id"),
            one_of(tx, _LISTINGS.c.sku, "skus"),
            one_of(tx, _LOCATIONS.c.id, "location_ids"),
            _LISTINGS.c.deleted_at.is_(None),
            _LISTINGS.c.active,
            _LOCATIONS.c.deleted_at.is_(None),
        )
    )
)


def _sold_items(
    tx: Connection, merchant_id: str, demand: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Item]:
    wanted = set(demand)
    rows = _SOLD_ITEMS.rows(
        tx,
        merchant_id=merchant_id,
        skus=sorted({sku for sku, _ in wanted}),
        location_ids=sorted({location_id for _, location_id in wanted}),
    )
    return {
        (row.sku, row.location_id): Item(
            place=Place(row.id, row.location_id),
            sku=row.sku,
            unlimited=row.oversell or not row.tracked,
            safety=row.safety_stock,
            pos_available=row.pos_available,
            bundle=row.bundle,
        )
        for row in rows
        if (row.sku, row.location_id) in wanted and row.location_platform_id not in row.absent_at
    }


def _refuse_missing(
    tx: Connection,
    merchant_id: str,
    demand: Mapping[tuple[str, str], int],
    found: Mapping[tuple[str, str], Item],
) -> None:
    for sku, location_id in demand:
        if (sku, location_id) in found:
            continue
        if not _has_location(tx, merchant_id, location_id):
            raise NotFoundError("location", location_id)
        if not _has_variant(tx, merchant_id, sku):
            raise UnknownSkuError(sku)
        wanted = Decimal(demand[sku, location_id])
        raise OutOfStockError(sku, location_id, wanted=wanted, left=Decimal(0))


def _has_location(tx: Connection, merchant_id: str, location_id: str) -> bool:
    query = select(_LOCATIONS.c.id).where(
        _LOCATIONS.c.id == location_id, _LOCATIONS.c.merchant_id == merchant_id
    )
    return tx.execute(query).first() is not None


def _has_variant(tx: Connection, merchant_id: str, sku: str) -> bool:
    table = tables.variants
    query = select(table.c.sku).where(
        table.c.merchant_id == merchant_id, table.c.sku == sku, table.c.active
    )
    return tx.execute(query).first() is not None


def ensure_level(tx: Connection, merchant_id: str, place: Place, now: datetime) -> None:
    """Give an uncounted item a level (stock unknown) to count claims on."""
    tx.execute(
        upsert(tx, _LEVELS)
        .values(
            listing_id=place.listing_id,
            location_id=place.location_id,
            merchant_id=merchant_id,
            pos_available=None,
            held=Decimal(0),
            revision=0,
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )


_AT_PLACE = and_(
    _LEVELS.c.listing_id == bindparam("at_listing"),
    _LEVELS.c.location_id == bindparam("at_location"),
)
_QUANTITY = bindparam("quantity", type_=_LEVELS.c.held.type)
_CLAIM = (
    update(_LEVELS)
    .where(_AT_PLACE)
    .values(held=_LEVELS.c.held + _QUANTITY, updated_at=bindparam("now"))
)
_CLAIM_IF_LEFT = _CLAIM.where(
    _LEVELS.c.pos_available
    - _LEVELS.c.held
    - func.coalesce(_LEVELS.c.safety, bindparam("default_safety", type_=_LEVELS.c.safety.type))
    >= bindparam("needed", type_=_LEVELS.c.held.type)
)
_CLAIM_UNLIMITED = Prepared(_CLAIM)
_CLAIM_LEFT = Prepared(_CLAIM_IF_LEFT)
_GIVE_BACK = Prepared(
    update(_LEVELS)
    .where(_AT_PLACE)
    .values(held=_LEVELS.c.held - _QUANTITY, updated_at=bindparam("now"))
)


def claim(tx: Connection, item: Item, quantity: Decimal, now: datetime) -> bool:
    """Raise `held` if enough is left, in one guarded statement; False if not."""
    values: dict[str, Any] = {
        "at_listing": item.place.listing_id,
        "at_location": item.place.location_id,
        "quantity": quantity,
        "now": now,
    }
    if item.unlimited:
        return _CLAIM_UNLIMITED.run(tx, **values) == 1
    needed = quantity + item.keep_back
    return _CLAIM_LEFT.run(tx, **values, default_safety=item.safety, needed=needed) == 1


def give_back(tx: Connection, sums: Mapping[Place, Decimal], now: datetime) -> None:
    """Lower `held` of locked levels by what no longer claims them."""
    _GIVE_BACK.run_each(
        tx,
        [
            {
                "at_listing": place.listing_id,
                "at_location": place.location_id,
                "quantity": quantity,
                "now": now,
            }
            for place, quantity in sorted(sums.items())
        ],
    )


def left_at(tx: Connection, item: Item) -> Decimal | None:
    """What may still be claimed of an item, never below zero; None if its stock is unknown."""
    row = tx.execute(
        select(_LEVELS.c.pos_available, _LEVELS.c.held, _LEVELS.c.safety).where(
            _LEVELS.c.listing_id == item.place.listing_id,
            _LEVELS.c.location_id == item.place.location_id,
        )
    ).one()
    if row.pos_available is None:
        return None
    safety = item.safety if row.safety is None else row.safety
    left: Decimal = row.pos_available - row.held - safety - item.keep_back
    return max(Decimal(0), left)


def lock(tx: Connection, places: Collection[Place]) -> None:
    """Lock levels (and a few more) in order. SQLite's write transaction is the only one anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(
            _LOCK,
            {
                "listing_ids": sorted({place.listing_id for place in places}),
                "location_ids": sorted({place.location_id for place in places}),
            },
        ).all()


def lock_of_holds(tx: Connection, hold_ids: Sequence[str]) -> None:
    """Lock every level that these holds claim, in order."""
    if tx.dialect.name == "postgresql":
        _LOCK_HELD.rows(tx, hold_ids=hold_ids)


_LOCK = (
    select(_LEVELS.c.listing_id)
    .where(
        _LEVELS.c.listing_id.in_(bindparam("listing_ids", expanding=True)),
        _LEVELS.c.location_id.in_(bindparam("location_ids", expanding=True)),
    )
    .order_by(_LEVELS.c.listing_id, _LEVELS.c.location_id)
    .with_for_update()
)
_LOCK_HELD = Prepared(
    lambda tx: (
        select(_LEVELS.c.listing_id)
        .where(
            tuple_(_LEVELS.c.listing_id, _LEVELS.c.location_id).in_(
                select(_LINES.c.listing_id, _LINES.c.location_id).where(
                    one_of(tx, _LINES.c.hold_id, "hold_ids")
                )
            )
        )
        .order_by(_LEVELS.c.listing_id, _LEVELS.c.location_id)
        .with_for_update()
    )
)


def expire_at(tx: Connection, place: Place, now: datetime) -> bool:
    """Free what ended holds still claim of one item; whether there was anything."""
    lock(tx, [place])
    rows = tx.execute(
        select(_LINES.c.hold_id)
        .join(_HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
        .where(
            LINE_IS_LIVE,
            _LINES.c.listing_id == place.listing_id,
            _LINES.c.location_id == place.location_id,
            lapsed(now),
        )
        .order_by(_HOLDS.c.id)
        .with_for_update(of=_HOLDS)
    )
    hold_ids = sorted({row.hold_id for row in rows})
    if not hold_ids:
        return False
    end_holds(tx, hold_ids, state="expired", reason="expired", now=now)
    give_back(tx, end_lines(tx, hold_ids, state="expired", place=place), now)
    return True


_END_HOLDS = Prepared(
    lambda tx: (
        update(_HOLDS)
        .where(one_of(tx, _HOLDS.c.id, "hold_ids"), HOLD_IS_LIVE)
        .values(state=bindparam("to"), reason=bindparam("why"), closed_at=bindparam("now"))
        .returning(_HOLDS.c.id, _HOLDS.c.merchant_id, _HOLDS.c.expires_at)
    )
)


def _ending_lines(tx: Connection) -> ReturningUpdate[tuple[str, str, Decimal]]:
    return (
        update(_LINES)
        .where(one_of(tx, _LINES.c.hold_id, "hold_ids"), LINE_IS_LIVE)
        .values(state=bindparam("to"))
        .returning(_LINES.c.listing_id, _LINES.c.location_id, _LINES.c.quantity)
    )


_END_LINES = Prepared(_ending_lines)
_END_LINES_AT = Prepared(
    lambda tx: _ending_lines(tx).where(
        _LINES.c.listing_id == bindparam("at_listing"),
        _LINES.c.location_id == bindparam("at_location"),
    )
)


def end_holds(
    tx: Connection, hold_ids: Sequence[str], *, state: str, reason: str, now: datetime
) -> list[str]:
    """Close the live ones among these holds; returns their ids. Who asked to hear of holds whose
    time is over will."""
    rows = _END_HOLDS.rows(tx, hold_ids=list(hold_ids), to=state, why=reason, now=now)
    ended = [row.id for row in rows]
    if ended and state == "expired":
        webhook_events.emit(tx, [_expired(row, now) for row in rows])
    return ended


def _expired(row: Any, now: datetime) -> News:
    told = {"hold_id": row.id, "expired_at": row.expires_at.isoformat()}
    kind = Happening.HOLD_EXPIRED
    return News(merchant_id=MerchantId(row.merchant_id), kind=kind, data=told, at=now)


def end_lines(
    tx: Connection, hold_ids: Sequence[str], *, state: str, place: Place | None = None
) -> dict[Place, Decimal]:
    """Close the live lines of these holds (at one item only where given); sums per item."""
    ids = list(hold_ids)
    if place is None:
        return sums(_END_LINES.rows(tx, hold_ids=ids, to=state))
    at = {"at_listing": place.listing_id, "at_location": place.location_id}
    return sums(_END_LINES_AT.rows(tx, hold_ids=ids, to=state, **at))


def sums(rows: Iterable[Any]) -> dict[Place, Decimal]:
    """What lines claim, by stock item."""
    sums: dict[Place, Decimal] = {}
    for row in rows:
        at = Place(row.listing_id, row.location_id)
        sums[at] = sums.get(at, Decimal(0)) + row.quantity
    return sums
