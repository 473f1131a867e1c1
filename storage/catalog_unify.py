"""Keeping the unified products and variants in step with the records that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, select, update

from storage import tables
from storage.catalog_keys import connected
from storage.catalog_write import replace_all
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import AnyRow, among, one_of

_RECORDS = tables.product_records
_LISTINGS = tables.listings
_PRODUCTS = tables.products
_VARIANTS = tables.variants

_SOLD_AS = and_(
    _LISTINGS.c.connection_id == _RECORDS.c.connection_id,
    _LISTINGS.c.product_platform_id == _RECORDS.c.platform_id,
    _LISTINGS.c.deleted_at.is_(None),
)


class _RecordKey(NamedTuple):
    """Names a platform record; the least of a product's leads it."""

    connection_id: str
    platform_id: str


class _Offer(NamedTuple):
    """One live listing; the least of a variant's leads it."""

    connection_id: str
    platform_id: str
    listing_id: str
    record: _RecordKey
    active: bool


class _Family(NamedTuple):
    """The records of the affected products, and what they sell."""

    product_of: dict[_RecordKey, str]
    """Live records only."""
    titles: dict[_RecordKey, str]
    active: set[_RecordKey]
    buried: set[str]
    """Products that tombstones still point to."""
    offers: dict[str, list[_Offer]]
    """Live listings by unified key."""


def reunify(
    tx: Connection,
    connection: PosConnection,
    *,
    records: Collection[str],
    new: Set[str],
    keys: Set[str],
    now: datetime,
) -> None:
    """Recompute the products around changed records and keys, and the variants of those keys.

    Records that share a key are one product; when the last shared key goes, they part again.
    `new` names the records whose own product nobody has seen yet, so it gives way first.
    """
    merchant_id = connection.merchant_id
    affected = _affected_products(tx, connection, records, keys)
    family = _family(tx, merchant_id, affected)
    groups = _groups(family)
    unseen = {_RecordKey(connection.id, platform_id) for platform_id in new}
    assigned = _assign_ids(groups, family.product_of, unseen, now)
    _move_records(tx, family.product_of, assigned)
    _write_products(tx, merchant_id, groups, assigned, family)
    _drop_products(tx, affected - set(assigned.values()), family.buried)
    _write_variants(tx, merchant_id, keys, assigned, family)


def _affected_products(
    tx: Connection, connection: PosConnection, records: Collection[str], keys: Collection[str]
) -> set[str]:
    named = _NAMED.rows(tx, its_connection=connection.id, records=records)
    sharing = _SHARING.rows(tx, its_merchant=connection.merchant_id, keys=keys)
    return {row.product_id for row in named} | {row.product_id for row in sharing}


_NAMED = Prepared(
    lambda tx: select(_RECORDS.c.product_id).where(
        _RECORDS.c.connection_id == bindparam("its_connection"),
        one_of(tx, _RECORDS.c.platform_id, "records"),
    )
)
_SHARING = Prepared(
    lambda tx: (
        select(_RECORDS.c.product_id)
        .join(_LISTINGS, _SOLD_AS)
        .where(
            _LISTINGS.c.merchant_id == bindparam("its_merchant"),
            one_of(tx, _LISTINGS.c.sku, "keys"),
        )
        .distinct()
    )
)


def _family(tx: Connection, merchant_id: str, products: Collection[str]) -> _Family:
    rows = _FAMILY.rows(tx, its_merchant=merchant_id, products=products)
    family = _Family({}, {}, set(), set(), defaultdict(list))
    for row in rows:
        _add_to_family(family, row)
    return family


_FAMILY = Prepared(
    lambda tx: (
        select(
            _RECORDS.c.connection_id,
            _RECORDS.c.platform_id,
            _RECORDS.c.product_id,
            _RECORDS.c.title,
            _RECORDS.c.active,
            _RECORDS.c.deleted_at,
            _LISTINGS.c.id.label("listing_id"),
            _LISTINGS.c.platform_id.label("variant_platform_id"),
            _LISTINGS.c.sku,
            _LISTINGS.c.active.label("listing_active"),
        )
        .outerjoin(_LISTINGS, _SOLD_AS)
        .where(
            _RECORDS.c.merchant_id == bindparam("its_merchant"),
            one_of(tx, _RECORDS.c.product_id, "products"),
        )
    )
)


def _add_to_family(family: _Family, row: AnyRow) -> None:
    if row.deleted_at is not None:
        family.buried.add(row.product_id)
        return
    record = _RecordKey(row.connection_id, row.platform_id)
    family.product_of[record] = row.product_id
    family.titles[record] = row.title
    if row.active:
        family.active.add(record)
    if row.listing_id is not None:
        family.offers[row.sku].append(
            _Offer(
                connection_id=row.connection_id,
                platform_id=row.variant_platform_id,
                listing_id=row.listing_id,
                record=record,
                active=row.listing_active,
            )
        )


def _groups(family: _Family) -> list[set[_RecordKey]]:
    keys_of: dict[_RecordKey, list[str]] = {record: [] for record in family.product_of}
    for sku, offers in family.offers.items():
        for offer in offers:
            keys_of[offer.record].append(sku)
    return connected(keys_of)


def _assign_ids(
    groups: Iterable[set[_RecordKey]],
    product_of: Mapping[_RecordKey, str],
    unseen: Set[_RecordKey],
    now: datetime,
) -> dict[_RecordKey, str]:
    """Each group keeps the oldest id among its records that no group before it has taken."""
    assigned: dict[_RecordKey, str] = {}
    taken: set[str] = set()
    for group in sorted(groups, key=min):
        had = {product_of[record] for record in group - unseen} - taken
        had = had or {product_of[record] for record in group} - taken
        product_id = min(had) if had else new_id("prd", now)
        taken.add(product_id)
        assigned.update(dict.fromkeys(group, product_id))
    return assigned


def _move_records(
    tx: Connection, product_of: Mapping[_RecordKey, str], assigned: Mapping[_RecordKey, str]
) -> None:
    moves = [
        {"at_connection": record.connection_id, "at_platform": record.platform_id, "to": product}
        for record, product in assigned.items()
        if product_of[record] != product
    ]
    if moves:
        tx.execute(
            update(_RECORDS)
            .where(
                _RECORDS.c.connection_id == bindparam("at_connection"),
                _RECORDS.c.platform_id == bindparam("at_platform"),
            )
            .values(product_id=bindparam("to")),
            moves,
        )


def _write_products(
    tx: Connection,
    merchant_id: str,
    groups: Iterable[set[_RecordKey]],
    assigned: Mapping[_RecordKey, str],
    family: _Family,
) -> None:
    rows = []
    for group in groups:
        lead = min(group)
        rows.append(
            {
                "id": assigned[lead],
                "merchant_id": merchant_id,
                "title": family.titles[lead],
                "lead_connection_id": lead.connection_id,
                "lead_platform_id": lead.platform_id,
                "active": not family.active.isdisjoint(group),
            }
        )
    replace_all(tx, _PRODUCTS, rows, key=("id",), keep=("merchant_id",))


def _drop_products(tx: Connection, vanished: Collection[str], buried: Collection[str]) -> None:
    """Products that were joined into others go; those whose last record was deleted stay known."""
    ended = sorted(set(vanished) & set(buried))
    joined = sorted(set(vanished) - set(buried))
    if ended:
        tx.execute(update(_PRODUCTS).where(among(tx, _PRODUCTS.c.id, ended)).values(active=False))
    if joined:
        tx.execute(_PRODUCTS.delete().where(among(tx, _PRODUCTS.c.id, joined)))


def _write_variants(
    tx: Connection,
    merchant_id: str,
    keys: Set[str],
    assigned: Mapping[_RecordKey, str],
    family: _Family,
) -> None:
    wanted = {}
    for sku, offers in family.offers.items():
        lead = min(offers)
        active = any(offer.active for offer in offers)
        wanted[sku] = (assigned[lead.record], lead.listing_id, active)
    stored = _stored_variants(tx, merchant_id, keys | wanted.keys())
    rows = [
        {
            "merchant_id": merchant_id,
            "sku": sku,
            "product_id": product_id,
            "lead_listing_id": listing_id,
            "active": active,
        }
        for sku, (product_id, listing_id, active) in wanted.items()
        if stored.get(sku) != (product_id, listing_id, active)
    ]
    replace_all(tx, _VARIANTS, rows, key=("merchant_id", "sku"))
    unsold = sorted(sku for sku, known in stored.items() if sku not in wanted and known[2])
    if unsold:
        tx.execute(
            update(_VARIANTS)
            .where(_VARIANTS.c.merchant_id == merchant_id, among(tx, _VARIANTS.c.sku, unsold))
            .values(active=False)
        )


def _stored_variants(
    tx: Connection, merchant_id: str, keys: Collection[str]
) -> dict[str, tuple[str, str, bool]]:
    rows = _STORED.rows(tx, its_merchant=merchant_id, keys=keys)
    return {row.sku: (row.product_id, row.lead_listing_id, row.active) for row in rows}


_STORED = Prepared(
    lambda tx: select(
        _VARIANTS.c.sku, _VARIANTS.c.product_id, _VARIANTS.c.lead_listing_id, _VARIANTS.c.active
    ).where(
        _VARIANTS.c.merchant_id == bindparam("its_merchant"), one_of(tx, _VARIANTS.c.sku, "keys")
    )
)
