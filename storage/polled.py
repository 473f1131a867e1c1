"""What a poll found on a platform that sends no webhooks, kept as if it had sent one.

So everything that changed stands in one list, under an id of its own, and the stock ledger names
what each number came by, however the platform tells of its changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

import orjson
from sqlalchemy import Connection

from domain.catalog import StockLevel
from domain.events import Entity, Record
from domain.payments import Payment, Refund
from storage import tables
from storage.merchants import PosConnection
from storage.statements import upsert

PREFIX: Final = "poll."
"""Of the topic of such deliveries; no platform's own topics begin with it."""
_TABLE = tables.inbox


def delivery_of(entity: Entity, since: str | None, records: Sequence[Record]) -> tuple[str, bytes]:
    """The id and the body of the delivery a platform might have sent: ids and revisions.

    The same records found again from the same mark are the same delivery.
    """
    told = [_told(record) for record in records]
    body = orjson.dumps({"entity": entity.value, "since": since, "records": told})
    return f"poll:{entity.value}:{_digest((since or '').encode())}:{_digest(body)}", body


def note(
    tx: Connection,
    connection: PosConnection,
    *,
    entity: Entity,
    delivery_id: str,
    body: bytes,
    now: datetime,
) -> bool:
    """Keep a delivery that is applied in this transaction; False if it was noted before."""
    done = tx.execute(
        upsert(tx, _TABLE)
        .values(
            merchant_id=connection.merchant_id,
            connection_id=connection.id,
            delivery_id=delivery_id,
            topic=f"{PREFIX}{entity.value}",
            headers="{}",
            body=body,
            received_at=now,
            due_at=now,
            last_seen_at=now,
            attempts=1,
            state="done",
        )
        .on_conflict_do_nothing(index_elements=["connection_id", "delivery_id"])
    )
    return done.rowcount == 1


def _told(record: Record) -> dict[str, object]:
    if isinstance(record, StockLevel):
        return {
            "id": record.inventory_platform_id,
            "location": record.location_platform_id,
            "revision": record.revision,
        }
    if isinstance(record, Payment | Refund):
        return {"id": record.platform_id}
    return {"id": record.platform_id, "revision": record.revision}


def _digest(text: bytes) -> str:
    return blake2b(text, digest_size=6).hexdigest()
