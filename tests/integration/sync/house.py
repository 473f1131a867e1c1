"""A gateway over sandbox shops, seen from the sync's side: receiver, inbox worker, full runs.

Everything between the shops and the database is real: HTTP both ways, signatures, the stores. Only
the threads are missing: a test calls the worker's rounds itself, so nothing happens behind it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy import Table, event, func, select

from adapters.platform import Platform
from app.bootstrap import build_services
from app.callbacks.intake import BURST
from app.connections import pages as oauth_pages
from app.services import Services
from app.start.sandboxes import say_yes
from app.web import WebOptions
from app.web import create_app as create_web_app
from app.worker_loops import build_handlers, build_runner
from config.settings import Settings
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId, ProductSku
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.seed import SeedShop, seed_shop
from sandbox.kit.server import Running, serve
from sandbox.shopify import create_shop as create_shopify
from sandbox.shopify.options import ShopifyOptions
from sandbox.square import create_shop as create_square
from storage import locations, merchants, stock, sync_jobs
from storage.merchants import Merchant, PosConnection
from storage.stock import Level
from storage.sync_jobs import JobKind, JobState, SyncJob
from sync.full_sync import FullSync, SyncProgress, SyncSummary
from sync.hints import WINDOW
from sync.inbox_worker import InboxWorker
from sync.job_runner import JobRunner
from sync.upkeep import Upkeep
from tests.unhurried import UNHURRIED

MERCHANT = MerchantId("northwind")
VARIANTS = 120
MUG = ProductSku("NW-MUG-WHT")
DOWNTOWN = "Downtown"
CAPITOL_HILL = "Capitol Hill"
_STORES = {"square": DOWNTOWN, "shopify": CAPITOL_HILL}
_MASTER_KEY = "test:" + "A" * 43 + "="
_DEADLINE_S = 60.0

Bend = Callable[[str, bytes, bytes], bytes]
"""(route, request body, answer body) → the answer body that is sent instead."""


class MovableClock:
    """The machine's time, moved as far as a test wants."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """The moved moment."""
        return self._stopped_at or datetime.now(UTC) + self._ahead

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """One moment for all that is done inside, however slow the machine."""
        self._stopped_at = self.now()
        try:
            yield
        finally:
            self._stopped_at = None

    def advance(self, **units: float) -> None:
        """Let `timedelta(**units)` pass."""
        self._ahead += timedelta(**units)


@dataclass(slots=True)
class Drift:
    """The vendor's answers, bent on their way out: what a vendor may do and the stand-in does not.

    Counts the calls in progress as well, by route.
    """

    app: WSGIApplication
    bend: Bend | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        bend = self.bend
        if bend is None or environ["PATH_INFO"].startswith("/_sandbox/"):
            return iter(self.app(environ, start_response))
        asked = environ["wsgi.input"].getvalue()
        body = b"".join(self.app(environ, start_response))
        return iter((bend(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}", asked, body),))


@dataclass(slots=True)
class Till:
    """One sandbox shop that serves."""

    platform: str
    shop: Shop
    drift: Drift
    server: Running

    @property
    def store(self) -> str:
        """The name of a store that sells through it."""
        return _STORES[self.platform]

    def control(self, name: str, body: dict[str, Any] | None = None) -> Any:
        """Steer it or read its books, e.g. `control("POST sell", {...})`."""
        return self.shop.control.call(name, body)

    def stock(self, sku: str) -> Decimal | None:
        """What its books count in its store; None: not tracked."""
        found = self.books("stock", sku=sku)["stock"].get(self.store)
        return None if found is None else Decimal(found)

    def books(self, noun: str, **params: str) -> Any:
        """A page of the books that takes parameters."""
        find = self.shop.platform.actions()[f"GET {noun}"]
        with self.shop.platform.lock:
            return find(params, {})

    def sell(self, sku: str, quantity: int = 1) -> None:
        """Somebody buys at the counter."""
        self.control("POST sell", {"sku": sku, "location": self.store, "quantity": quantity})

    def count(self, sku: str, quantity: int) -> None:
        """Staff count."""
        self.control("POST count", {"sku": sku, "location": self.store, "quantity": quantity})

    def fault(self, kind: str, route: str, **options: Any) -> None:
        """Misbehave on a route, once unless told else."""
        self.shop.control.faults.add({"kind": kind, "route": route, **options})

    def calls(self) -> dict[str, int]:
        """How often each route was called since `forget_calls`."""
        found: dict[str, int] = self.control("GET stats")["calls"]
        return found

    def forget_calls(self) -> None:
        """Count from zero."""
        self.control("DELETE stats")

    def deliveries(self) -> list[dict[str, Any]]:
        """Every webhook with its attempts."""
        found: list[dict[str, Any]] = self.control("GET deliveries")["deliveries"]
        return found

    def settle(self) -> None:
        """Return when every webhook that is due now was delivered."""
        poll(lambda: self.shop.platform.sender.waiting() == 0, "webhooks are still under way")


@dataclass(slots=True, kw_only=True)
class House:
    """One gateway; `connect` and `full_sync` bring a shop in."""

    env: dict[str, str]
    platforms: Mapping[str, Platform]
    services: Services
    clock: MovableClock
    web: Running
    tills: dict[str, Till]
    connections: dict[str, ConnectionId] = field(default_factory=dict)

    @property
    def square(self) -> Till:
        """The Square shop."""
        return self.tills["square"]

    @property
    def shopify(self) -> Till:
        """The Shopify shop."""
        return self.tills["shopify"]

    def connect(self, platform: str) -> ConnectionId:
        """Go through the consent form and subscribe to webhooks."""
        answer = say_yes(self.services.connector.begin(MERCHANT, platform))
        assert answer.status == 200, answer.data
        connection_id = ConnectionId(answer.headers["X-Voicetill-Connection"])
        self.services.connector.subscribe(connection_id)
        self.connections[platform] = connection_id
        return connection_id

    def connection(self, platform: str) -> PosConnection:
        """The connection's row as it stands."""
        with self.services.database.read() as tx:
            return merchants.connection(tx, self.connections[platform])

    def full_sync(
        self, platform: str, listener: Callable[[SyncProgress], None] | None = None
    ) -> SyncSummary:
        """One full run."""
        runner = FullSync(self.services.database, self.services.directory, self.services.clock)
        return runner.run(self.connections[platform], listener or (lambda _: None))

    def restart(self) -> None:
        """A new process's machinery over the same stores; what was only in memory is gone."""
        self.services.close()
        self.services = build_services(
            Settings.from_env(self.env), clock=self.clock, platforms=self.platforms
        )

    def worker(self) -> InboxWorker:
        """An inbox worker of its own."""
        directory = self.services.directory
        return InboxWorker(
            self.services.database,
            directory,
            lambda platform: directory.platform(platform).webhooks,
            self.services.clock,
        )

    def work_off(self) -> int:
        """Run the inbox until it is empty of what is due; how many deliveries were claimed.

        Hints that wait because their question was just asked, or for the rest of their burst, have
        their turn, too.
        """
        worker, done = self.worker(), 0
        while claimed := worker.run_once() or self._later(max(WINDOW, BURST), worker):
            done += claimed
        return done

    def _later(self, pause: timedelta, worker: InboxWorker) -> int:
        self.clock.advance(seconds=pause.total_seconds())
        return worker.run_once()

    def upkeep(self) -> Upkeep:
        """The timed rounds."""
        services = self.services
        return Upkeep(services.database, services.clock, cancel=services.cancellation)

    def ask(self, platform: str, kind: JobKind, entity: Entity | None = None) -> SyncJob:
        """Ask for a job, due now."""
        now = self.clock.now()
        with self.services.database.write() as tx:
            return sync_jobs.enqueue(
                tx,
                self.connection(platform),
                kind=kind,
                entity=entity,
                due_at=now,
                requested_by="test",
                now=now,
            )

    def runner(self) -> JobRunner:
        """A job runner of its own."""
        return build_runner(self.services, build_handlers(self.services))

    def work_off_jobs(self) -> int:
        """Do every job that is due; how many."""
        runner, done = self.runner(), 0
        while runner.run_once():
            done += 1
        return done

    def delta_sync(self) -> int:
        """A delta of every connected shop that may be asked; how many records came."""
        jobs = [self.ask(platform, JobKind.DELTA) for platform in self.connections]
        self.work_off_jobs()
        return sum(
            told["records"]
            for job in jobs
            for told in self.job(job).progress.values()
            if self.job(job).state is JobState.DONE
        )

    def job(self, job: SyncJob) -> SyncJob:
        """The job as it stands."""
        with self.services.database.read() as tx:
            return sync_jobs.get(tx, None, job.id)

    def level(self, sku: str, store: str) -> Level | None:
        """What the gateway knows of one variant in one store."""
        with self.services.database.read() as tx:
            places = locations.locations(tx, MERCHANT)
            place = next(place for place in places if place.name == store)
            return stock.level(tx, MERCHANT, ProductSku(sku), place.id, now=self.clock.now())

    def count_of(self, sku: str, store: str) -> Decimal | None:
        """The platform's count as the gateway has it; None: unknown."""
        level = self.level(sku, store)
        return None if level is None else level.pos_available

    def rows(self, table: Table, *conditions: Any) -> list[Any]:
        """Stored rows, for looking at what no reader shows."""
        with self.services.database.read() as tx:
            return list(tx.execute(select(table).where(*conditions)))

    def how_many(self, table: Table, *conditions: Any) -> int:
        """How many rows are stored."""
        with self.services.database.read() as tx:
            return tx.execute(
                select(func.count()).select_from(table).where(*conditions)
            ).scalar_one()

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements sent to the database meanwhile, by any thread."""
        seen: list[str] = []
        engine = self.services.database.engine

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


def poll(is_true: Callable[[], bool], otherwise: str) -> None:
    """Return as soon as it is true; fails at the deadline."""
    deadline = time.monotonic() + _DEADLINE_S
    pause = threading.Event()
    while not is_true():
        assert time.monotonic() < deadline, otherwise
        pause.wait(0.01)


def writes(statements: Sequence[str]) -> list[str]:
    """Those that change something."""
    return [each for each in statements if each.split()[0] in ("INSERT", "UPDATE", "DELETE")]


@contextmanager
def open_till(platform: str, **options: Any) -> Iterator[Till]:
    """One sandbox shop without rate limits, its retries within seconds."""
    shared = {"seed_variants": VARIANTS, "limits": False, "webhook_retry_factor": 0.001, **options}
    if platform == "square":
        shop = create_square(Options(**shared))
    else:
        shop = create_shopify(
            ShopifyOptions(**{"search_lag_s": 0.0, "bulk_delay_s": 0.0, **shared})
        )
    drift = Drift(shop)
    server = serve(drift)
    try:
        yield Till(platform, shop, drift, server)
    finally:
        server.stop()
        shop.close()


@contextmanager
def open_house(
    database_url: str,
    var_dir: Path,
    tills: Sequence[Till],
    platforms: Mapping[str, Platform] = UNHURRIED,
    **variables: str,
) -> Iterator[House]:
    """A gateway registered with these shops; nothing is connected yet."""
    apps: list[WSGIApplication] = []
    web = serve(lambda environ, start: apps[0](environ, start))
    env = {
        "VOICETILL_DATABASE_URL": database_url,
        "VOICETILL_DATABASE_POOL": "60",
        "VOICETILL_VAR_DIR": str(var_dir),
        "VOICETILL_PUBLIC_URL": web.url,
        "VOICETILL_MASTER_KEYS": _MASTER_KEY,
        **variables,
    }
    for till in tills:
        env |= _registration(till)
    clock = MovableClock()
    services = build_services(Settings.from_env(env), clock=clock, platforms=platforms)
    add_merchant(services, MERCHANT)
    apps.append(
        create_web_app(services, WebOptions(public_url=web.url), more=(oauth_pages.blueprint,))
    )
    house = House(
        env=env,
        platforms=platforms,
        services=services,
        clock=clock,
        web=web,
        tills={till.platform: till for till in tills},
    )
    try:
        yield house
    finally:
        web.stop()
        services.close()
        house.services.close()


def add_merchant(services: Services, merchant_id: MerchantId) -> None:
    """Another retailer."""
    with services.database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=merchant_id,
                name="Northwind Outfitters",
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=services.clock.now(),
            ),
        )


def _registration(till: Till) -> dict[str, str]:
    prefix, options = f"VOICETILL_{till.platform.upper()}", till.shop.options
    env = {
        f"{prefix}_CLIENT_ID": options.client_id,
        f"{prefix}_CLIENT_SECRET": options.client_secret,
        f"{prefix}_BASE_URL": till.server.url,
    }
    if till.platform == "square":
        env[f"{prefix}_ACCESS_TOKEN"] = options.app_token
    return env


def seeded(variants: int = VARIANTS) -> SeedShop:
    """What both shops were seeded with."""
    return seed_shop(variants)
