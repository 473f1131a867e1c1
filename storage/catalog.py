"""Applying what a platform says it sells: products and variants, guarded by revision.

A page of products is written by a constant number of statements, however many variants it has.
Writers of one merchant's catalog take turns (`lock_catalog`), so what is read here stays true
until the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select, update

from domain.catalog import Product, Source
from domain.ids import PlatformId
from storage import tables
from storage.bundle_parts import write_components
from storage.catalog_keys import unified_keys
from storage.catalog_unify import reunify
from storage.catalog_write import (
    bump_generation,
    details_json,
    effective_revision,
    is_newer,
    listing_row,
    lock_catalog,
    replace_all,
)
from storage.ids import new_id
from storage.locations import apply_locations
from storage.merchants import PosConnection
from storage.pending import promote_pending
from storage.prepared import Prepared
from storage.results import ApplyResult
from storage.statements import AnyRow, among, one_of

__all__ = ["apply_locations", "apply_products", "mark_unseen", "tombstone_product"]

_RECORDS = tables.product_records
_LISTINGS = tables.listings
_BATCH_VARIANTS = 1000
"""Bounds the parameters of one statement (SQLite allows 32,766) and the memory of one batch."""


class _Change(NamedTuple):
    """A product record as it is now; `product` None: it is gone."""

    platform_id: str
    revision: int
    product: Product | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The circumstances a batch of changes was read in."""

    connection: PosConnection
    as_of: datetime
    source: Source
    run_id: str | None = None


def apply_products(
    tx: Connection,
    connection: PosConnection,
    records: Sequence[Product],
    *,
    as_of: datetime,
    source: Source,
    run_id: str | None = None,
) -> ApplyResult:
    """Make the stored catalog say what these records say, unless it knows better already.

    `as_of` is when the platform was read (or the webhook's own time). A record replaces the
    stored one if its revision is higher, or equal and read later; variants it no longer names
    become tombstones. `run_id` marks the records as seen by a full sync, stale ones too.
    """
    lock_catalog(tx, connection.merchant_id)
    reading = _Reading(connection=connection, as_of=as_of, source=source, run_id=run_id)
    result = ApplyResult()
    for products in _batches(records):
        changes = [_Change(p.platform_id, effective_revision(p), p) for p in products]
        result += _apply(tx, reading, changes)
    return result


def tombstone_product(
    tx: Connection,
    connection: PosConnection,
    platform_id: PlatformId,
    *,
    revision: int,
    as_of: datetime,
    source: Source,
) -> ApplyResult:
    """Mark a product as deleted at that revision, also one that was never seen.

    An older record that arrives later cannot bring it back.
    """
    lock_catalog(tx, connection.merchant_id)
    reading = _Reading(connection=connection, as_of=as_of, source=source)
    return _apply(tx, reading, [_Change(platform_id, revision, None)])


def mark_unseen(
    tx: Connection,
    connection: PosConnection,
    *,
    run_id: str,
    started_at: datetime,
    spare: Set[str] = frozenset(),
) -> ApplyResult:
    """Tombstone the products that a complete run did not meet; call it after the last page.

    What was read after the run's start (a webhook's news) stays, and so do the products in
    `spare`: the run met them and could not read them.
    """
    lock_catalog(tx, connection.merchant_id)
    unseen = tx.execute(
        select(_RECORDS.c.platform_id, _RECORDS.c.revision).where(
            _RECORDS.c.connection_id == connection.id,
            _RECORDS.c.deleted_at.is_(None),
            _RECORDS.c.as_of < started_at,
            or_(_RECORDS.c.last_run.is_(None), _RECORDS.c.last_run != run_id),
        )
    ).all()
    reading = _Reading(connection=connection, as_of=started_at, source=Source.POLL)
    result = ApplyResult()
    for start in range(0, len(unseen), _BATCH_VARIANTS):
        changes = [
            _Change(row.platform_id, row.revision, None)
            for row in unseen[start : start + _BATCH_VARIANTS]
            if row.platform_id not in spare
        ]
        result += _apply(tx, reading, changes)
    return result


def _batches(records: Sequence[Product]) -> Iterator[list[Product]]:
    batch: dict[str, Product] = {}
    size = 0
    for record in records:
        twin = batch.get(record.platform_id)
        if twin is None or effective_revision(record) >= effective_revision(twin):
            batch[record.platform_id] = record
        size += 1 + len(record.variants)
        if size >= _BATCH_VARIANTS:
            yield list(batch.values())
            batch, size = {}, 0
    if batch:
        yield list(batch.values())


def _apply(tx: Connection, reading: _Reading, offered: Sequence[_Change]) -> ApplyResult:
    ids = [change.platform_id for change in offered]
    stored = _stored_records(tx, reading.connection, ids)
    changes = [
        change
        for change in offered
        if (known := stored.get(change.platform_id)) is None
        or is_newer(change.revision, reading.as_of, known.revision, known.as_of)
    ]
    new = {change.platform_id for change in changes} - stored.keys()
    skus = _write(tx, reading, changes, new) if changes else frozenset()
    if reading.run_id is not None:
        _mark_seen(tx, reading.connection, ids, reading.run_id)
    alive = {platform_id for platform_id, known in stored.items() if known.deleted_at is None}
    made = [change for change in changes if change.product is not None]
    updated = sum(change.platform_id in alive for change in made)
    return ApplyResult(
        inserted=len(made) - updated,
        updated=updated,
        stale=len(offered) - len(changes),
        deleted=sum(change.product is None and change.platform_id in alive for change in changes),
        skus=skus,
    )


def _write(
    tx: Connection, reading: _Reading, changes: Sequence[_Change], new: Set[str]
) -> frozenset[str]:
    """Write fresh changes, `new` of them never stored; returns the unified keys they touched."""
    connection = reading.connection
    rows = _listing_rows(reading, changes)
    changed = {change.platform_id for change in changes}
    known = _known_listings(tx, connection, changed, rows)
    gone = [
        listing
        for listing in known.values()
        if listing.product_platform_id in changed and listing.platform_id not in rows
    ]
    standing = {
        platform_id: listing.own_sku
        for platform_id, listing in known.items()
        if platform_id not in rows and listing.product_platform_id not in changed
    }
    keys = unified_keys(
        {**standing, **{platform_id: row["own_sku"] for platform_id, row in rows.items()}},
        connection.platform,
    )
    _write_records(tx, reading, changes)
    _write_listings(tx, reading, rows, known, keys)
    write_components(
        tx,
        connection,
        [change.product for change in changes if change.product is not None],
        had=[
            listing.platform_id
            for listing in known.values()
            if listing.bundle is not None and listing.platform_id not in standing
        ],
    )
    _bury_listings(tx, [listing.id for listing in gone], reading.as_of)
    _rekey(tx, [known[platform_id] for platform_id in standing], keys)
    touched = frozenset(keys.values()) | {listing.sku for listing in known.values()}
    reunify(tx, connection, records=changed, new=new, keys=touched, now=reading.as_of)
    bump_generation(tx, connection.merchant_id)
    arrived = {row["inventory_platform_id"] for row in rows.values()}
    promote_pending(tx, connection, inventory_ids=arrived, now=reading.as_of)
    return touched


def _stored_records(
    tx: Connection, connection: PosConnection, platform_ids: Collection[str]
) -> dict[str, AnyRow]:
    rows = _STORED.rows(tx, its_connection=connection.id, platform_ids=platform_ids)
    return {row.platform_id: row for row in rows}


_STORED = Prepared(
    lambda tx: select(
        _RECORDS.c.platform_id, _RECORDS.c.revision, _RECORDS.c.as_of, _RECORDS.c.deleted_at
    ).where(
        _RECORDS.c.connection_id == bindparam("its_connection"),
        one_of(tx, _RECORDS.c.platform_id, "platform_ids"),
    )
)


def _mark_seen(
    tx: Connection, connection: PosConnection, platform_ids: Collection[str], run_id: str
) -> None:
    tx.execute(
        update(_RECORDS)
        .where(
            _RECORDS.c.connection_id == connection.id,
            among(tx, _RECORDS.c.platform_id, platform_ids),
        )
        .values(last_run=run_id)
    )


def _listing_rows(reading: _Reading, changes: Iterable[_Change]) -> dict[str, dict[str, Any]]:
    """The rows of every variant these changes name, by platform id, still without id and key."""
    rows: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.product is None:
            continue
        for variant in change.product.variants:
            rows[variant.platform_id] = {
                **listing_row(variant, change.product, reading.connection.platform),
                "merchant_id": reading.connection.merchant_id,
                "connection_id": reading.connection.id,
                "revision": change.revision,
                "as_of": reading.as_of,
                "source": reading.source,
                "deleted_at": None,
            }
    return rows


def _known_listings(
    tx: Connection,
    connection: PosConnection,
    products: Collection[str],
    rows: Mapping[str, Mapping[str, Any]],
) -> dict[str, AnyRow]:
    """Live listings these changes may end or re-key, by platform id: those of the products,
    those of the variants, and those that claim the same own SKU as one of them, now or before."""
    had = _found(tx, connection, _OF_PRODUCTS, products)
    had |= _found(tx, connection, _OF_VARIANTS, rows)
    claimed = {listing.own_sku for listing in had.values()}
    claimed |= {row["own_sku"] for row in rows.values()}
    return had | _found(tx, connection, _OF_OWN_SKUS, claimed - {None})


def _found(
    tx: Connection, connection: PosConnection, listings: Prepared, values: Collection[str]
) -> dict[str, AnyRow]:
    rows = listings.rows(tx, its_connection=connection.id, values=values) if values else ()
    return {row.platform_id: row for row in rows}


def _listings_by(column: ColumnElement[Any]) -> Prepared:
    """Live listings of a connection by the values of a column."""
    return Prepared(
        lambda tx: select(
            _LISTINGS.c.id,
            _LISTINGS.c.platform_id,
            _LISTINGS.c.product_platform_id,
            _LISTINGS.c.own_sku,
            _LISTINGS.c.sku,
            _LISTINGS.c.bundle,
        ).where(
            _LISTINGS.c.connection_id == bindparam("its_connection"),
            one_of(tx, column, "values"),
            _LISTINGS.c.deleted_at.is_(None),
        )
    )


_OF_PRODUCTS = _listings_by(_LISTINGS.c.product_platform_id)
_OF_VARIANTS = _listings_by(_LISTINGS.c.platform_id)
_OF_OWN_SKUS = _listings_by(_LISTINGS.c.own_sku)


def _write_records(tx: Connection, reading: _Reading, changes: Iterable[_Change]) -> None:
    """Each record starts as a product of its own; `reunify` joins those that share a key."""
    rows = []
    for change in changes:
        product = change.product
        rows.append(
            {
                "connection_id": reading.connection.id,
                "platform_id": change.platform_id,
                "merchant_id": reading.connection.merchant_id,
                "product_id": new_id("prd", reading.as_of),
                "title": "" if product is None else product.title,
                "details": {} if product is None else details_json(product),
                "active": product is not None and product.active,
                "revision": change.revision,
                "as_of": reading.as_of,
                "source": reading.source,
                "deleted_at": reading.as_of if product is None else None,
            }
        )
    replace_all(tx, _RECORDS, rows, key=("connection_id", "platform_id"), keep=("product_id",))


def _write_listings(
    tx: Connection,
    reading: _Reading,
    rows: Mapping[str, dict[str, Any]],
    known: Mapping[str, AnyRow],
    keys: Mapping[str, str],
) -> None:
    """The id given here is kept by new listings only; a listing keeps its id through deletion."""
    complete = [
        {
            **row,
            "id": known[platform_id].id if platform_id in known else new_id("lst", reading.as_of),
            "sku": keys[platform_id],
        }
        for platform_id, row in rows.items()
    ]
    replace_all(tx, _LISTINGS, complete, key=("connection_id", "platform_id"), keep=("id",))


def _bury_listings(tx: Connection, ids: Collection[str], at: datetime) -> None:
    if ids:
        tx.execute(
            update(_LISTINGS)
            .where(among(tx, _LISTINGS.c.id, ids))
            .values(deleted_at=at, active=False)
        )


def _rekey(tx: Connection, listings: Iterable[AnyRow], keys: Mapping[str, str]) -> None:
    """Give listings whose SKU became shared, or unique again, their new key."""
    changes = [
        {"at_id": listing.id, "new_sku": keys[listing.platform_id]}
        for listing in listings
        if listing.sku != keys[listing.platform_id]
    ]
    if changes:
        tx.execute(
            update(_LISTINGS)
            .where(_LISTINGS.c.id == bindparam("at_id"))
            .values(sku=bindparam("new_sku")),
            changes,
        )
