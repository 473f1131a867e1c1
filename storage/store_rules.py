"""Rules of a merchant per store and per stock: hours, pickup times, safety stock, back-orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, select

from domain.catalog import WeeklyHours
from domain.ids import LocationId, ProductSku
from storage import tables
from storage.menus import hours_json, read_hours
from storage.statements import AnyRow, upsert

_STORES = tables.store_rules
_STOCK = tables.stock_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRule:
    """What holds at one store, or (without a location) at every store that has no own figure."""

    location_id: LocationId | None
    hours: tuple[WeeklyHours, ...] | None = None
    """None: as the platform tells them."""
    closed_on: frozenset[date] = frozenset()
    pickup_minutes: int | None = None
    """How long staff need until an order can be fetched; None: as the default says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRule:
    """How much of some stock may be promised. None stands for every SKU, store or channel."""

    sku: ProductSku | None = None
    location_id: LocationId | None = None
    channel: str | None = None
    keep_back: Decimal = Decimal(0)
    """Kept for others, on top of the safety stock that holds for everybody."""
    backorder_limit: Decimal = Decimal(0)
    """How many may be promised beyond what is there."""
    backorder_days: int | None = None
    """How long a back-order usually takes."""


def store_rules(tx: Connection, merchant_id: str) -> list[StoreRule]:
    """All rules about stores."""
    rows = tx.execute(select(_STORES).where(_STORES.c.merchant_id == merchant_id))
    return [_store_rule(row) for row in rows]


def locked_store_rule(
    tx: Connection, merchant_id: str, location_id: LocationId | None, *, now: datetime
) -> StoreRule:
    """The rule about a store, nobody else's to change before this transaction ends; an empty one
    where there is none yet."""
    key = {"merchant_id": merchant_id, "location_id": location_id or ""}
    tx.execute(
        upsert(tx, _STORES).values(**key, closed_on=[], updated_at=now).on_conflict_do_nothing()
    )
    query = select(_STORES).filter_by(**key).with_for_update()
    return _store_rule(tx.execute(query).one())


def _store_rule(row: AnyRow) -> StoreRule:
    return StoreRule(
        location_id=LocationId(row.location_id) if row.location_id else None,
        hours=None if row.hours is None else read_hours(row.hours),
        closed_on=frozenset(map(date.fromisoformat, row.closed_on)),
        pickup_minutes=row.pickup_minutes,
    )


def stock_rules(tx: Connection, merchant_id: str) -> list[StockRule]:
    """All rules about stock."""
    rows = tx.execute(select(_STOCK).where(_STOCK.c.merchant_id == merchant_id))
    return [
        StockRule(
            sku=ProductSku(row.sku) if row.sku else None,
            location_id=LocationId(row.location_id) if row.location_id else None,
            channel=row.channel or None,
            keep_back=row.keep_back,
            backorder_limit=row.backorder_limit,
            backorder_days=row.backorder_days,
        )
        for row in rows
    ]


def set_store_rule(tx: Connection, merchant_id: str, rule: StoreRule, *, now: datetime) -> None:
    """Keep a rule about a store in place of the one there was."""
    values = {
        "hours": None if rule.hours is None else hours_json(rule.hours),
        "closed_on": sorted(day.isoformat() for day in rule.closed_on),
        "pickup_minutes": rule.pickup_minutes,
        "updated_at": now,
    }
    tx.execute(
        upsert(tx, _STORES)
        .values(merchant_id=merchant_id, location_id=rule.location_id or "", **values)
        .on_conflict_do_update(index_elements=["merchant_id", "location_id"], set_=values)
    )


def set_stock_rule(tx: Connection, merchant_id: str, rule: StockRule, *, now: datetime) -> None:
    """Keep a rule about stock in place of the one for the same SKU, store and channel."""
    named = ("merchant_id", "sku", "location_id", "channel")
    which = (merchant_id, rule.sku or "", rule.location_id or "", rule.channel or "")
    values = {
        "keep_back": rule.keep_back,
        "backorder_limit": rule.backorder_limit,
        "backorder_days": rule.backorder_days,
        "updated_at": now,
    }
    tx.execute(
        upsert(tx, _STOCK)
        .values(**dict(zip(named, which, strict=True)), **values)
        .on_conflict_do_update(index_elements=named, set_=values)
    )


def drop_stock_rules(tx: Connection, merchant_id: str, rules: Sequence[StockRule]) -> int:
    """Forget rules by their SKU, store and channel; how many there were."""
    return sum(
        tx.execute(
            delete(_STOCK).where(
                _STOCK.c.merchant_id == merchant_id,
                _STOCK.c.sku == (rule.sku or ""),
                _STOCK.c.location_id == (rule.location_id or ""),
                _STOCK.c.channel == (rule.channel or ""),
            )
        ).rowcount
        for rule in rules
    )
