"""The one step in which what a platform said becomes our projection.

Webhooks, polls and full runs all end here. Everything written is guarded by revision in storage,
so applying something twice, late or out of order changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from domain.catalog import Source, StockLevel
from domain.events import Deleted, Entity, Record
from domain.ports.pos import Page
from storage import (
    catalog,
    customers_write,
    locations,
    order_money,
    orders,
    quarantine,
    refunds_elsewhere,
    stock,
)
from storage.merchants import PosConnection
from storage.results import ApplyResult
from sync.intake import channel_of, sift
from sync.rivalry import compare, recognize


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How records came: from which connection, when, by what, in which run or delivery."""

    connection: PosConnection
    source: Source
    now: datetime
    run_id: str | None = None
    delivery_id: str | None = None
    accepts_doubts: bool = False
    """A person has decided that these records are to be taken as they are."""
    asked_at: datetime | None = None
    """When the platform was asked, by our clock, or before; None where it told by itself."""


_Writer: TypeAlias = Callable[[Connection, Arrival, Sequence[Any]], ApplyResult]


def apply_records(
    tx: Connection, arrival: Arrival, entity: Entity, records: Sequence[Record]
) -> ApplyResult:
    """Write records of one kind; those older than ours are counted as stale and left."""
    return _WRITERS[entity](tx, arrival, records) if records else ApplyResult()


def apply_counts(
    tx: Connection, arrival: Arrival, told: Sequence[tuple[StockLevel, str]]
) -> ApplyResult:
    """Write the counts of many deliveries by a constant number of statements.

    Each is noted with the delivery it came by; of one item's several only the newest is written.
    """
    if not told:
        return ApplyResult()
    levels = [level for level, _ in told]
    recognize(tx, arrival.connection, levels, arrival.source, arrival.now)
    return stock.apply_stock(
        tx,
        arrival.connection,
        levels,
        source=arrival.source,
        now=arrival.now,
        delivery_ids=[delivery_id for _, delivery_id in told],
    )


def apply_page(tx: Connection, arrival: Arrival, entity: Entity, page: Page[Any]) -> ApplyResult:
    """Write a page, keep what of it could not be mapped, and close the faults of what maps again.

    In this order, so that a record with one good and one bad part (an item's counts in two
    stores) stays in quarantine. What the merchant's intake policy keeps back is not written.
    """
    if not arrival.accepts_doubts:
        channel = channel_of(arrival.source)
        page = sift(tx, arrival.connection, channel, entity, page, arrival.now)
    result = apply_records(tx, arrival, entity, page.records)
    close_faults(tx, arrival, entity, page.records)
    quarantine.record(tx, arrival.connection, page.quarantined, now=arrival.now)
    return result


def close_faults(
    tx: Connection, arrival: Arrival, entity: Entity, records: Sequence[Record]
) -> None:
    """Take what maps again out of quarantine; a count goes by the id of what is counted."""
    ids = [
        record.inventory_platform_id if isinstance(record, StockLevel) else record.platform_id
        for record in records
    ]
    quarantine.resolve(tx, arrival.connection, entity, ids, now=arrival.now)


def apply_deletion(tx: Connection, arrival: Arrival, deleted: Deleted) -> ApplyResult:
    """Leave a tombstone; a record that is newer than the deletion stays."""
    quarantine.resolve(
        tx, arrival.connection, deleted.entity, [deleted.platform_id], now=arrival.now
    )
    if deleted.entity is Entity.PRODUCT:
        return catalog.tombstone_product(
            tx,
            arrival.connection,
            deleted.platform_id,
            revision=deleted.revision,
            as_of=arrival.now,
            source=arrival.source,
        )
    if deleted.entity is Entity.CUSTOMER:
        return customers_write.tombstone_customer(
            tx,
            arrival.connection,
            deleted.platform_id,
            revision=deleted.revision,
            as_of=arrival.now,
        )
    if deleted.entity is Entity.LOCATION:
        return locations.tombstone_location(
            tx, arrival.connection, deleted.platform_id, as_of=arrival.now
        )
    return ApplyResult(stale=1)


def _locations(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    return catalog.apply_locations(
        tx,
        arrival.connection,
        records,
        as_of=arrival.now,
        source=arrival.source,
        run_id=arrival.run_id,
    )


def _products(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    done = catalog.apply_products(
        tx,
        arrival.connection,
        records,
        as_of=arrival.now,
        source=arrival.source,
        run_id=arrival.run_id,
    )
    compare(tx, arrival.connection, done.skus, arrival.now)
    return done


def _stock(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    recognize(tx, arrival.connection, records, arrival.source, arrival.now)
    return stock.apply_stock(
        tx,
        arrival.connection,
        records,
        source=arrival.source,
        now=arrival.now,
        delivery_ids=None if arrival.delivery_id is None else [arrival.delivery_id] * len(records),
        asked_at=arrival.asked_at,
    )


def _customers(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    return customers_write.apply_customers(
        tx, arrival.connection, records, as_of=arrival.now, run_id=arrival.run_id
    )


def _orders(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    return orders.apply_orders(
        tx, arrival.connection, records, as_of=arrival.now, source=arrival.source
    )


def _payments(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    result = order_money.apply_payments(tx, arrival.connection, records)
    given = [each.platform_id for each in records if each.refunded and each.refunded.amount]
    refunds_elsewhere.follow(tx, arrival.connection, given, now=arrival.now)
    return result


def _refunds(tx: Connection, arrival: Arrival, records: Sequence[Any]) -> ApplyResult:
    return order_money.apply_refunds(tx, arrival.connection, records, now=arrival.now)


_WRITERS: Mapping[Entity, _Writer] = {
    Entity.LOCATION: _locations,
    Entity.PRODUCT: _products,
    Entity.STOCK: _stock,
    Entity.CUSTOMER: _customers,
    Entity.ORDER: _orders,
    Entity.PAYMENT: _payments,
    Entity.REFUND: _refunds,
}
