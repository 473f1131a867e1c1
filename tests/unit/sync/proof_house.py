"""Books over a shop in memory, and full runs into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.calls import Call, SystemClock
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from storage import merchants, proofs
from storage.engine import Database, open_database
from storage.merchants import Merchant, PosConnection
from storage.proofs import StoredProof
from sync.full_sync import FullSync
from sync.proof import Prover
from tests.contract.suite.sim import FixedToken
from tests.fakes.pos import MemoryPos
from tests.fakes.pos_line import MemoryLine
from tests.fakes.pos_shop import MemoryShop

NOW = datetime(2026, 11, 21, tzinfo=UTC)
MERCHANT = MerchantId("northwind")
CONNECTION = PosConnection(
    id=ConnectionId("con_1"),
    merchant_id=MERCHANT,
    platform="memory",
    account_id="shop-1",
    account_name="Northwind",
    base_url="https://till.example",
    created_at=NOW,
)


def line(shop: MemoryShop) -> MemoryLine:
    """A way to the shop."""
    return MemoryLine(shop, FixedToken("token"), Call.within(60.0))


@dataclass(frozen=True, kw_only=True)
class House:
    """Books over one shop in memory."""

    database: Database
    shop: MemoryShop
    pos: MemoryPos
    connection: PosConnection = CONNECTION

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,
    ) -> PosAdapter:
        """The one adapter there is."""
        return self.pos

    def full_sync(self) -> dict[str, StoredProof]:
        """One full run; its proofs."""
        runner = FullSync(self.database, self, SystemClock())
        return runner.run(self.connection.id, lambda _: None).proofs

    def prove(self, entity: Entity, *, repair: bool = True) -> StoredProof:
        """A proof without a run."""
        return Prover(self.database, SystemClock()).prove(
            self.pos, self.connection, entity, beat=lambda: None, repair=repair
        )

    def ids(self, entity: Entity) -> set[str]:
        """What we hold."""
        with self.database.read() as tx:
            return {one.platform_id for one in proofs.held(tx, self.connection, entity)}


@contextmanager
def open_house(url: str) -> Iterator[House]:
    """Books that have everything once."""
    database = open_database(url)
    shop = MemoryShop.seeded(60)
    made = House(database=database, shop=shop, pos=MemoryPos(line(shop)))
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MERCHANT,
                name="Northwind",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=NOW,
            ),
        )
        merchants.add_connection(tx, CONNECTION)
    try:
        made.full_sync()
        yield made
    finally:
        database.close()
