"""News from the till for the benchmarks of the sync engine, who worked, and what is seen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import psutil
from sqlalchemy import func, select

from benchmarks.load import request_bytes
from benchmarks.stage import Stage
from storage import inbox, tables
from storage.engine import Database

_LOOK_S = 0.005
_LOOK_BACK = 500
"""Ledger rows commit in another order than they are numbered."""
_FILL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One delivery, not sent yet."""

    id: str
    topic: str
    body: bytes


class Newsroom:
    """Makes deliveries about goods that the stage's gateway knows."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._connection = stage.services.directory.connection(stage.connection_id)
        with stage.services.database.read() as tx:
            levels, listings, places = tables.inventory_levels, tables.listings, tables.locations
            rows = tx.execute(
                select(listings.c.inventory_platform_id, places.c.platform_id)
                .join_from(levels, listings, listings.c.id == levels.c.listing_id)
                .join(places, places.c.id == levels.c.location_id)
            )
            self._goods = [(row.inventory_platform_id, row.platform_id) for row in rows]
            (self._secret, *_) = stage.services.vault.webhook_secrets(
                tx, stage.connection_id, datetime.now(UTC)
            )
        self._start = datetime.now(UTC)

    def counts(self, how_many: int) -> list[News]:
        """Counts of one stock item after the other, each another number than the last."""
        made = []
        for number in range(how_many):
            variant, place = self._goods[number % len(self._goods)]
            at = self._start + timedelta(milliseconds=number)
            count = {
                "calculated_at": at.isoformat(),
                "catalog_object_id": variant,
                "catalog_object_type": "ITEM_VARIATION",
                "location_id": place,
                "quantity": str(1000 + number % 997),
                "state": "IN_STOCK",
            }
            made.append(self._news("inventory.count.updated", {"inventory_counts": [count]}))
        return made

    def orders(self, order_ids: Sequence[str]) -> list[News]:
        """That each of these orders has changed; the till must be asked how."""
        return [
            self._news("order.updated", {"order_updated": {"order_id": each}}) for each in order_ids
        ]

    def signed(self, news: News) -> bytes:
        """The request with which Square would deliver it."""
        path = f"/webhooks/square/{self._stage.connection_id}"
        url = f"http://127.0.0.1:{self._stage.port}{path}".encode()
        digest = hmac.digest(self._secret.encode(), url + news.body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "x-square-hmacsha256-signature": base64.b64encode(digest).decode(),
        }
        return request_bytes(path, headers, news.body)

    def fill(self, news: Sequence[News]) -> None:
        """Put them into the inbox as if they had been received, without the way there."""
        now = datetime.now(UTC)
        for start in range(0, len(news), _FILL):
            with self._stage.services.database.write() as tx:
                for each in news[start : start + _FILL]:
                    inbox.receive(
                        tx,
                        merchant_id=self._connection.merchant_id,
                        connection_id=self._connection.id,
                        delivery_id=each.id,
                        topic=each.topic,
                        headers={"content-type": "application/json"},
                        body=each.body,
                        received_at=now,
                    )

    def _news(self, topic: str, content: dict[str, Any]) -> News:
        event_id = str(uuid.uuid4())
        told = {
            "merchant_id": self._connection.account_id,
            "type": topic,
            "event_id": event_id,
            "created_at": datetime.now(UTC).isoformat(),
            "data": {"type": topic, "id": event_id, "object": content},
        }
        return News(id=event_id, topic=topic, body=orjson.dumps(told))


@dataclass(slots=True)
class LedgerWatch:
    """Notes when each delivery's number became visible to others, to five milliseconds."""

    database: Database
    seen: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> LedgerWatch:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        events, last = tables.stock_events, 0
        while not self._over.wait(_LOOK_S):
            with self.database.read() as tx:
                rows = tx.execute(
                    select(events.c.id, events.c.delivery_id).where(
                        events.c.id > last - _LOOK_BACK, events.c.delivery_id.is_not(None)
                    )
                ).all()
            now = time.perf_counter()
            for row in rows:
                self.seen.setdefault(row.delivery_id, now)
                last = max(last, row.id)


def done(database: Database) -> int:
    """How many deliveries are applied."""
    table = tables.inbox
    with database.read() as tx:
        return tx.execute(
            select(func.count()).select_from(table).where(table.c.state == "done")
        ).scalar_one()


def cpu_s(pid: int) -> float:
    """Processor time of a process and those it began, so far."""
    parent = psutil.Process(pid)
    times = [each.cpu_times() for each in (parent, *parent.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))
