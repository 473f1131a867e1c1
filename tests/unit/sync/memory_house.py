"""A gateway's sync over a shop in memory: real stores, real handlers, no network and no threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select

from domain.calls import Call
from domain.capabilities import Capability, Declaration, Support
from domain.events import Entity
from domain.ids import ConnectionId, PlatformId
from domain.ports.pos import PosAdapter, Subscription
from mapping.report import MappingReport
from storage import merchants, sync_jobs
from storage.engine import Database
from storage.merchants import PosConnection
from storage.sync_jobs import JobKind, SyncJob
from sync.clocks import Clocks
from sync.job_runner import JobRunner
from sync.jobs import handlers
from sync.stock_poll import StockCosts
from tests.contract.suite.sim import FixedToken
from tests.fakes.clock import FakeClock
from tests.fakes.pos import CAPABILITIES, MemoryPos
from tests.fakes.pos_line import MemoryLine
from tests.fakes.pos_shop import MemoryShop
from tests.integration.storage.shop import a_connection, a_merchant

CONNECTION = a_connection(platform="memory")
_TELLS = Declaration(support=Support.NATIVE, source="this test")


class TellingPos(MemoryPos):
    """One whose platform also sends webhooks."""

    capabilities: Mapping[Capability, Declaration] = {**CAPABILITIES, Capability.WEBHOOKS: _TELLS}  # type: ignore[misc]


@dataclass
class MemoryDirectory:
    """`SyncDirectory` over one shop in memory."""

    shop: MemoryShop
    tells: bool = False

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,
    ) -> PosAdapter:
        """Always the same shop."""
        line = MemoryLine(self.shop, FixedToken("secret"), call)
        return TellingPos(line) if self.tells else MemoryPos(line)


@dataclass
class Subscriptions:
    """`KeepsSubscribed` on a platform that may drop some."""

    dropped: set[str] = field(default_factory=set)
    topics: tuple[str, ...] = ("orders", "stock")
    generation: str = "1"

    def keep_subscribed(self, connection_id: ConnectionId) -> Sequence[Subscription]:
        """Renews what was dropped."""
        gone, self.dropped = self.dropped, set()
        return [
            Subscription(
                platform_id=PlatformId(f"{topic} {self.generation}"),
                topics=(topic,),
                url="https://us",
                renewed=topic in gone,
            )
            for topic in self.topics
        ]


@dataclass
class MemoryHouse:
    """One merchant with one connection to a shop in memory."""

    database: Database
    shop: MemoryShop
    clock: FakeClock
    directory: MemoryDirectory
    subscriptions: Subscriptions
    costs: StockCosts = field(default_factory=lambda: StockCosts(rate_per_s=10.0))

    @classmethod
    def open(cls, database: Database, clock: FakeClock, *, variants: int = 60) -> MemoryHouse:
        """Connected, with clocks; nothing is read yet."""
        with database.write() as tx:
            merchants.add_merchant(tx, a_merchant())
            merchants.add_connection(tx, replace(CONNECTION, webhook_url="https://us"))
        shop = MemoryShop.seeded(variants)
        Clocks(database, clock).set_up()
        return cls(database, shop, clock, MemoryDirectory(shop), Subscriptions())

    @property
    def connection(self) -> PosConnection:
        """Its row."""
        with self.database.read() as tx:
            return merchants.connection(tx, CONNECTION.id)

    def runner(self) -> JobRunner:
        """A worker's."""
        doing = handlers(
            self.database,
            self.directory,
            self.clock,
            costs_of=lambda _: self.costs,
            subscribing=self.subscriptions,
        )
        return JobRunner(self.database, doing, self.clock)

    def ask(self, kind: JobKind, entity: Entity | None = None, **params: Any) -> SyncJob:
        """Ask for a job, due now."""
        with self.database.write() as tx:
            return sync_jobs.enqueue(
                tx,
                self.connection,
                kind=kind,
                entity=entity,
                params=params,
                due_at=self.clock.now(),
                requested_by="test",
                now=self.clock.now(),
            )

    def do(self, kind: JobKind, entity: Entity | None = None) -> SyncJob:
        """Ask for a job and do what is due; the job as it ended."""
        job = self.ask(kind, entity)
        self.work_off()
        return self.job(job.id)

    def work_off(self) -> int:
        """Do every job that is due; how many."""
        runner, done = self.runner(), 0
        while runner.run_once():
            done += 1
        return done

    def job(self, job_id: str) -> SyncJob:
        """The job as it stands."""
        with self.database.read() as tx:
            return sync_jobs.get(tx, None, job_id)

    def open_jobs(self, kind: JobKind) -> list[SyncJob]:
        """Those of a kind that have not ended."""
        with self.database.read() as tx:
            listed = sync_jobs.listed(tx, None, kind=kind).rows
        return [job for job in listed if job.state.is_open]

    def rows(self, table: Table, *conditions: Any) -> list[Any]:
        """Stored rows."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).where(*conditions)))

    def calls(self, operation: str) -> int:
        """How often the shop was asked that."""
        return sum(each["route"] == operation for each in self.shop.requests)

    def sell(self, sku: str, quantity: int = 1) -> None:
        """Somebody buys downtown."""
        self.shop.control("POST sell", {"sku": sku, "location": "Downtown", "quantity": quantity})

    def counted(self, sku: str) -> Decimal:
        """What the shop's own books say of downtown."""
        return Decimal(self.shop.control(f"GET stock?sku={sku}")["stock"]["Downtown"])
