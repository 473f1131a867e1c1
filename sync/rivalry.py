"""What follows when news are applied: contradictions are noted, and counts of ours recognized."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from domain.catalog import Source, StockLevel
from domain.owners import OwnedField
from storage import conflicts, stock_writes
from storage.conflicts import ConflictKind, Contradiction
from storage.merchants import PosConnection
from storage.stock_writes import StockWrite

log = structlog.get_logger(__name__)

CONFLICTS = Counter(
    "voicetill_conflicts_total", "Fields that two told differently, as they were met.", ["kind"]
)


def compare(
    tx: Connection, connection: PosConnection, skus: Collection[str], now: datetime
) -> None:
    """Note where the merchant's connections tell the fields of these variants differently."""
    differing = conflicts.compare_listings(tx, connection.merchant_id, skus, now=now)
    CONFLICTS.labels(ConflictKind.UNIFIED_FIELD.value).inc(differing)


def recognize(
    tx: Connection,
    connection: PosConnection,
    levels: Sequence[StockLevel],
    source: Source,
    now: datetime,
) -> None:
    """See which counts are our own coming back, and which go before ours.

    What was read right behind a write of ours (`LIVE`) is no news of the platform's own.
    """
    if source is Source.LIVE or not levels:
        return
    for write in stock_writes.recognize(tx, connection, levels, now=now):
        contradict(tx, connection, write, now)


def contradict(tx: Connection, connection: PosConnection, write: StockWrite, now: datetime) -> None:
    """Note a count of ours that the platform did not follow."""
    found = Contradiction(
        kind=ConflictKind.STOCK_WRITE,
        subject=_sku(tx, connection, write),
        field=OwnedField.STOCK,
        winner=connection.id,
        winner_value="unknown" if write.actual is None else str(write.actual),
        loser=write.actor,
        loser_value=f"{write.quantity} (expected {write.expected})",
    )
    conflicts.note(tx, connection.merchant_id, [found], now=now)
    CONFLICTS.labels(ConflictKind.STOCK_WRITE.value).inc()
    log.info("stock.write_overtaken", connection_id=connection.id, key=write.key)


def _sku(tx: Connection, connection: PosConnection, write: StockWrite) -> str:
    """The SKU a person knows; the platform's id where nothing is sold under it."""
    found = stock_writes.sku_of_item(tx, connection.id, write.inventory_platform_id)
    return found or write.inventory_platform_id
