"""Writing a count to the platform that owns it, on the condition that nobody changed it meanwhile.

The platform stays the owner of its stock: we write only what a person decided, only where the old
count still stands, and what we believe afterwards is what the platform tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias, assert_never

from domain.calls import Call, Clock
from domain.catalog import Source, StockMoved, StockSet
from domain.events import Entity
from domain.ids import ConnectionId, IdempotencyKey, PlatformId
from domain.ports.pos import PosAdapter
from storage import merchants, stock_writes
from storage.engine import Database
from storage.merchants import PosConnection
from storage.stock_writes import StockWrite, WriteState
from sync.apply import Arrival, apply_page
from sync.ports import SyncDirectory
from sync.rivalry import contradict


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A count that somebody wants written."""

    connection_id: ConnectionId
    inventory_id: PlatformId
    location_id: PlatformId
    """The platform's own ids."""
    expected: Decimal
    quantity: Decimal
    actor: str
    key: IdempotencyKey


Written: TypeAlias = StockSet | StockMoved


class WriteBack:
    """Writes counts; safe to repeat under the same key."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock

    def write(self, recount: Recount, call: Call) -> Written:
        """Write it if the platform still counts what is expected, and read what it counts then.

        Raises UnsupportedError, PlatformError; after an error the same key may be sent again.
        """
        with self._db.read() as tx:
            connection = merchants.connection(tx, recount.connection_id)
        known = self._begin(connection, recount)
        if known.state in (WriteState.WRITTEN, WriteState.ECHOED, WriteState.OVERTAKEN):
            return StockSet(quantity=known.quantity)
        pos = self._directory.open(connection.id, call)
        done = pos.set_stock(
            recount.inventory_id,
            recount.location_id,
            recount.quantity,
            expected=recount.expected,
            key=recount.key,
        )
        self._finish(connection, known, done)
        self._read_back(pos, connection, recount)
        return done

    def _begin(self, connection: PosConnection, recount: Recount) -> StockWrite:
        write = StockWrite(
            key=recount.key,
            connection_id=connection.id,
            inventory_platform_id=recount.inventory_id,
            location_platform_id=recount.location_id,
            expected=recount.expected,
            quantity=recount.quantity,
            state=WriteState.SENT,
            actual=None,
            actor=recount.actor,
            written_at=self._clock.now(),
            echoed_at=None,
        )
        with self._db.write() as tx:
            return stock_writes.begin(tx, connection, write)

    def _finish(self, connection: PosConnection, write: StockWrite, done: Written) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            match done:
                case StockSet():
                    state = WriteState.WRITTEN
                    stock_writes.finish(tx, connection, write.key, state=state, now=now)
                case StockMoved(actual=actual):
                    state = WriteState.OVERRULED
                    stock_writes.finish(
                        tx, connection, write.key, state=state, now=now, actual=actual
                    )
                    contradict(tx, connection, _as_met(write, actual), now)
                case _:
                    assert_never(done)

    def _read_back(self, pos: PosAdapter, connection: PosConnection, recount: Recount) -> None:
        """What the platform counts now, in the ledger under the key of the write."""
        for page in pos.stock(inventory_ids=[recount.inventory_id]):
            arrival = Arrival(
                connection=connection,
                source=Source.LIVE,
                now=self._clock.now(),
                delivery_id=f"write:{recount.key}",
            )
            with self._db.write() as tx:
                apply_page(tx, arrival, Entity.STOCK, page)


def _as_met(write: StockWrite, actual: Decimal | None) -> StockWrite:
    return replace(write, state=WriteState.OVERRULED, actual=actual)
