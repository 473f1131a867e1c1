"""Losses: what a listing drops at the edges of its pages is found by the census, and brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.calls import Call, SystemClock
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from storage import catalog_reads, merchants, proofs
from storage.engine import Database, open_database
from storage.merchants import ConnectionStatus, Merchant, PosConnection
from storage.proofs import ProofState
from sync.full_sync import FullSync, SyncSummary
from tests.contract.suite.asking import said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim

_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_EDGE = 7
_WHOLE = (ProofState.PROVED, ProofState.REPAIRED)


@dataclass(frozen=True, kw_only=True)
class Books:
    """Our books of one account, and full runs into them."""

    database: Database
    connection: PosConnection
    sim: PosSim

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,
    ) -> PosAdapter:
        """The account's adapter, as `SyncDirectory` gives it; listed in pages, never exported."""
        return self.sim.reopen()

    def full_sync(self) -> SyncSummary:
        """One full run."""
        return FullSync(self.database, self, SystemClock()).run(self.connection.id, _ignore)

    def held(self, entity: Entity) -> set[tuple[str, str, int | None]]:
        """What we hold: id, place, variants."""
        with self.database.read() as tx:
            rows = proofs.held(tx, self.connection, entity)
            return {(one.platform_id, one.location_id, one.parts) for one in rows}

    def is_sold(self, sku: str) -> bool:
        """Whether anybody still sells it."""
        with self.database.read() as tx:
            found = catalog_reads.variant(tx, self.connection.merchant_id, sku)
        return found is not None and found.active


def _ignore(_progress: object) -> None:
    """Nobody watches."""


@contextmanager
def open_books(sim: PosSim, url: str) -> Iterator[Books]:
    """Empty books."""
    database = open_database(url)
    connection = PosConnection(
        id=ConnectionId("con_1"),
        merchant_id=MerchantId("northwind"),
        platform=sim.adapter.platform,
        account_id="acc_1",
        account_name="Northwind",
        base_url="http://till.example",
        status=ConnectionStatus.ACTIVE,
        settings={},
        created_at=_NOW,
    )
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=connection.merchant_id,
                name="Northwind",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=_NOW,
            ),
        )
        merchants.add_connection(tx, connection)
    try:
        yield Books(database=database, connection=connection, sim=sim)
    finally:
        database.close()


class Losing(ContractBase):
    """A full run that cannot know what it lost, and a proof that can."""

    @said("edges")
    def test_what_a_listing_loses_is_brought_and_only_what_is_deleted_is_ended(
        self, sim: PosSim, sqlite_url: str
    ) -> None:
        orders: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for route, body in self.stage.edges.values():
            orders[route].append({"edge": _EDGE, **body})
        for route, bodies in orders.items():
            sim.fault("lose_edge", route, times=None, body=bodies)

        with open_books(sim, sqlite_url) as books:
            lossy = books.full_sync()
            brought = {entity: books.held(entity) for entity in self.stage.edges}
            sim.control("POST delete", {"sku": sim.second_sku})
            again = books.full_sync()
            held = {entity: books.held(entity) for entity in self.stage.edges}
            is_sold = books.is_sold(sim.second_sku)

        for entity in self.stage.edges:
            found = lossy.proofs[entity.value]
            assert found.state is ProofState.REPAIRED, (entity, found.findings)
            assert found.findings["missing"] + found.findings["outdated"] > 0, entity
            # a product whose variants are listed one by one comes without the one that is lost
            assert again.proofs[entity.value].state in _WHOLE, entity
        ended = {entity: brought[entity] - held[entity] for entity in self.stage.edges}
        assert len(ended.pop(Entity.PRODUCT)) <= 1, "some tills only take it off the range"
        assert not is_sold
        ended.pop(Entity.STOCK, None)  # counts go with their variant
        assert not any(ended.values())
