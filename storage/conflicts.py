"""Where two told one field differently: who was followed, and what the other said.

A conflict is one row however often it is seen, and is closed when the two agree again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select, update

from domain.ids import MerchantId
from domain.owners import COMPARED, OwnedField
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among, upsert
from storage.types import dump_json

_TABLE = tables.conflicts
_LISTINGS = tables.listings
_RECORDS = tables.product_records
_VARIANTS = tables.variants
_LONGEST = 200


class ConflictKind(StrEnum):
    """What contradicted what."""

    UNIFIED_FIELD = "unified_field"
    """Two connections tell a field of one variant differently."""
    STOCK_WRITE = "stock_write"
    """A count of ours met a newer one of the till."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One contradiction, and how long it has been seen."""

    id: str
    kind: ConflictKind
    subject: str
    """The SKU."""
    field: OwnedField
    winner: str
    """Whose word counts: a connection."""
    winner_value: str
    loser: str
    """Who said otherwise: a connection, or who wrote through us."""
    loser_value: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What is noted of one."""

    kind: ConflictKind
    subject: str
    field: OwnedField
    winner: str
    winner_value: str
    loser: str
    loser_value: str


def note(
    tx: Connection, merchant_id: str, found: Sequence[Contradiction], *, now: datetime
) -> None:
    """Keep contradictions; one that is known is counted."""
    if not found:
        return
    statement = upsert(tx, _TABLE)
    new = statement.excluded
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "kind", "subject", "field", "loser"],
            set_={
                **{name: new[name] for name in ("winner", "winner_value", "loser_value")},
                "times": _TABLE.c.times + 1,
                "last_seen_at": new.last_seen_at,
                "resolved_at": None,
            },
        ),
        [
            {
                "id": new_id("cfl", now),
                "merchant_id": merchant_id,
                "kind": one.kind.value,
                "subject": one.subject,
                "field": one.field.value,
                "winner": one.winner,
                "winner_value": one.winner_value[:_LONGEST],
                "loser": one.loser,
                "loser_value": one.loser_value[:_LONGEST],
                "times": 1,
                "first_seen_at": now,
                "last_seen_at": now,
                "resolved_at": None,
            }
            for one in found
        ],
    )


def compare_listings(
    tx: Connection, merchant_id: str, skus: Collection[str], *, now: datetime
) -> int:
    """Note what listings of these variants tell differently from the one that leads, and close
    what they agree on again; how many differ. Costs one statement where there is one connection."""
    if not skus or not _has_several_connections(tx, merchant_id):
        return 0
    told: dict[str, list[AnyRow]] = defaultdict(list)
    for row in tx.execute(_sold_as(tx, merchant_id, skus)):
        told[row.sku].append(row)
    found = [one for rows in told.values() for one in _contradictions(rows)]
    note(tx, merchant_id, found, now=now)
    _close(tx, merchant_id, skus, now)
    return len(found)


def _has_several_connections(tx: Connection, merchant_id: str) -> bool:
    connections = tables.connections
    count = tx.execute(
        select(func.count()).where(connections.c.merchant_id == merchant_id)
    ).scalar_one()
    return bool(count > 1)


def _sold_as(tx: Connection, merchant_id: str, skus: Collection[str]) -> Any:
    """Live listings of the variants, with their product's title; those that lead are marked."""
    return (
        select(
            _LISTINGS.c.sku,
            _LISTINGS.c.connection_id,
            _LISTINGS.c.name,
            _LISTINGS.c.barcode,
            _LISTINGS.c.options,
            _RECORDS.c.title,
            (_VARIANTS.c.lead_listing_id == _LISTINGS.c.id).label("leads"),
        )
        .join_from(
            _LISTINGS,
            _VARIANTS,
            (_VARIANTS.c.merchant_id == _LISTINGS.c.merchant_id)
            & (_VARIANTS.c.sku == _LISTINGS.c.sku),
        )
        .join(
            _RECORDS,
            (_RECORDS.c.connection_id == _LISTINGS.c.connection_id)
            & (_RECORDS.c.platform_id == _LISTINGS.c.product_platform_id),
        )
        .where(
            _LISTINGS.c.merchant_id == merchant_id,
            among(tx, _LISTINGS.c.sku, skus),
            _LISTINGS.c.deleted_at.is_(None),
        )
    )


def _contradictions(rows: Iterable[AnyRow]) -> Iterator[Contradiction]:
    told = list(rows)
    lead = next((row for row in told if row.leads), None)
    if lead is None:
        return
    for row in told:
        if row.connection_id == lead.connection_id:
            continue
        for field in COMPARED:
            ours, theirs = _words(lead, field), _words(row, field)
            if ours and theirs and ours.casefold() != theirs.casefold():
                yield Contradiction(
                    kind=ConflictKind.UNIFIED_FIELD,
                    subject=row.sku,
                    field=field,
                    winner=lead.connection_id,
                    winner_value=ours,
                    loser=row.connection_id,
                    loser_value=theirs,
                )


def _words(row: AnyRow, field: OwnedField) -> str:
    value: Any = getattr(row, field.value)
    if isinstance(value, Mapping):
        return dump_json(dict(value)) if value else ""
    return str(value or "").strip()


def _close(tx: Connection, merchant_id: str, skus: Collection[str], now: datetime) -> None:
    tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.kind == ConflictKind.UNIFIED_FIELD.value,
            among(tx, _TABLE.c.subject, skus),
            _TABLE.c.resolved_at.is_(None),
            _TABLE.c.last_seen_at < now,
        )
        .values(resolved_at=now)
    )


def page(
    tx: Connection,
    merchant_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
    resolved_too: bool = False,
) -> Listed[Conflict]:
    """The merchant's conflicts, newest first; open ones unless told otherwise."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if not resolved_too:
        query = query.where(_TABLE.c.resolved_at.is_(None))
    return newest_first(tx, query, _TABLE.c.id, _conflict, cursor=cursor, limit=limit)


def resolve(tx: Connection, merchant_id: MerchantId, conflict_id: str, *, now: datetime) -> bool:
    """Close one that a person has looked at; False if there is no such open one."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.id == conflict_id,
            _TABLE.c.resolved_at.is_(None),
        )
        .values(resolved_at=now)
    )
    return bool(done.rowcount)


def get(tx: Connection, merchant_id: str, conflict_id: str) -> Conflict | None:
    """One conflict of the merchant's; None if there is none of that id."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.id == conflict_id)
    ).one_or_none()
    return None if row is None else _conflict(row)


def _conflict(row: AnyRow) -> Conflict:
    return Conflict(
        id=row.id,
        kind=ConflictKind(row.kind),
        subject=row.subject,
        field=OwnedField(row.field),
        winner=row.winner,
        winner_value=row.winner_value,
        loser=row.loser,
        loser_value=row.loser_value,
        times=row.times,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        resolved_at=row.resolved_at,
    )
