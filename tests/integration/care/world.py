"""Two merchants with a connection each, and dead things of every kind, for the tests of care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.events import Entity, Quarantined
from storage import inbox, outbox, quarantine, tables
from storage.dead_letters import DeadLetter
from storage.engine import Database
from storage.merchants import PosConnection
from tests.integration.storage.shop import NOW, open_shop

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class World:
    """The stored world; `small` sells little, `big` sells much."""

    database: Database
    small: PosConnection
    big: PosConnection

    def receive(
        self,
        connection: PosConnection,
        delivery_id: str,
        *,
        topic: str = "inventory.count.updated",
        body: bytes = b"{}",
        at: datetime = NOW,
    ) -> None:
        """A delivery came in."""
        with self.database.write() as tx:
            inbox.receive(
                tx,
                merchant_id=connection.merchant_id,
                connection_id=connection.id,
                delivery_id=delivery_id,
                topic=topic,
                headers={},
                body=body,
                received_at=at,
            )

    def bury(self, connection: PosConnection, delivery_id: str, reason: str, **what: Any) -> None:
        """A delivery came in and died."""
        self.receive(connection, delivery_id, body=delivery_id.encode(), **what)
        with self.database.write() as tx:
            for row in inbox.claim(tx, owner="w", now=NOW, lease=LEASE):
                inbox.bury(tx, row.id, owner="w", now=NOW, reason=reason)

    def give_up(self, connection: PosConnection, kind: str, key: str, reason: str) -> None:
        """An effect was given up."""
        with self.database.write() as tx:
            outbox.put(
                tx,
                connection.merchant_id,
                kind=kind,
                key=key,
                payload={"reason": "changed my mind"},
                due_at=NOW,
                now=NOW,
            )
            for effect in outbox.claim(tx, owner="w", now=NOW, lease=LEASE):
                outbox.bury(tx, effect.id, owner="w", now=NOW, reason=reason)

    def keep_back(self, connection: PosConnection, platform_id: str, path: str) -> None:
        """A product could not be mapped."""
        item = Quarantined(
            entity=Entity.PRODUCT,
            platform_id=platform_id,
            path=path,
            value="'?'",
            remedy="give it a name",
            raw=b'{"id": 1}',
        )
        with self.database.write() as tx:
            quarantine.record(tx, connection, [item], now=NOW)

    def sell(self, connection: PosConnection, orders: int) -> None:
        """So many orders of this month."""
        table = tables.orders
        with self.database.write() as tx:
            for number in range(orders):
                tx.execute(
                    table.insert().values(
                        id=f"ord_{connection.id}_{number}",
                        merchant_id=connection.merchant_id,
                        connection_id=connection.id,
                        state="open",
                        payment_state="paid",
                        channel="till",
                        currency="USD",
                        tax_minor=0,
                        total_minor=100,
                        refunded_minor=0,
                        fulfillments=[],
                        payment_platform_ids=[],
                        detail={},
                        revision=1,
                        as_of=NOW,
                        source="poll",
                        placed_at=NOW,
                        updated_at=NOW,
                    )
                )

    def states(self) -> dict[str, str]:
        """Every delivery with its state."""
        table = tables.inbox
        with self.database.read() as tx:
            return {row.delivery_id: row.state for row in tx.execute(table.select())}


def open_world(database: Database) -> World:
    """Nothing has come in yet."""
    small = open_shop(database).connection
    big = open_shop(database, merchant_id="mer_2", connection_id="con_b").connection
    return World(database, small, big)


def ids(letters: Iterable[DeadLetter]) -> list[str]:
    """What the letters are about."""
    return [letter.subject for letter in letters]
