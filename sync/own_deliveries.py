"""Deliveries that the gateway writes to itself: records to be asked for again, by the same path."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import Connection

from domain.events import Entity, PosEvent, Refetch
from domain.ids import PlatformId
from storage import inbox
from storage.merchants import PosConnection
from storage.types import to_micros

_PREFIX: Final = "voicetill."
REFETCH: Final = "voicetill.refetch"


def is_ours(topic: str) -> bool:
    """Whether a delivery is the gateway's own; no platform's topic begins like that."""
    return topic.startswith(_PREFIX)


def ask_again(
    tx: Connection,
    connection: PosConnection,
    entity: Entity,
    platform_id: str,
    *,
    accepted: str | None,
    due_at: datetime,
    now: datetime,
) -> bool:
    """Write that a record is to be asked for.

    `accepted` is the doubt that a person has decided to pass over, and with it every other; None:
    it is judged like any record.
    """
    body = {"entity": entity.value, "platform_id": platform_id or None, "accepted": accepted}
    name = f"{REFETCH}:{entity.value}:{platform_id}:{to_micros(now)}"
    return inbox.receive(
        tx,
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        delivery_id=name,
        topic=REFETCH,
        headers={},
        body=orjson.dumps(body),
        received_at=now,
        due_at=max(due_at, now),
    )


def own_events(body: bytes) -> list[PosEvent]:
    """What a delivery of ours asks for."""
    told = orjson.loads(body)
    name = told["platform_id"]
    entity = Entity(told["entity"])
    return [Refetch(entity=entity, platform_id=None if name is None else PlatformId(name))]


def accepted_doubt(topic: str, body: bytes) -> str | None:
    """The doubt a person has passed over by having the record asked for again; None: none."""
    found: str | None = orjson.loads(body)["accepted"] if topic == REFETCH else None
    return found
