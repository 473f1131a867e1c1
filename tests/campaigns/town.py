"""A gateway of several processes over real PostgreSQL and Redis, and shops that send it news.

Everything is a process of its own, as it would be on several machines; the two servers stand
behind gates that can be shut. Both databases work: on SQLite there is no gate.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import urllib3
from sqlalchemy import func, select

from app.bootstrap import build_services
from app.services import Services
from app.start.demo_merchant import DEMO, SKILL_ID, ensure_merchant, ensure_shopper, prefer_square
from app.start.processes import Child, Family
from app.start.sandboxes import SandboxShop, registrations, say_yes, start_shop
from benchmarks.stage import free_port
from config.settings import Settings
from domain.ids import ConnectionId
from sandbox.alexa.device import Device
from sandbox.alexa.signing import SigningChain
from storage import merchants, migrate, tables
from sync.full_sync import FullSync
from tests.campaigns.gate import Gate, gate
from tests.servers import Postgres, valkey

_HTTP = urllib3.PoolManager(retries=False, timeout=30.0, maxsize=16)
_MASTER_KEY = "test:" + "A" * 43 + "="
_RETRY_FACTOR = "0.005"
"""Of the vendors' waits before a delivery is repeated: seconds instead of minutes."""


class Shop:
    """One sandbox shop, steered over its control surface."""

    def __init__(self, shop: SandboxShop) -> None:
        self.platform = shop.platform
        self._url = f"{shop.url}/_sandbox"

    def control(self, method: str, noun: str, body: Any = None) -> Any:
        """Call the control surface; its refusals raise."""
        answer = _HTTP.request(method, f"{self._url}/{noun}", json=body)
        if answer.status >= 300:
            raise ValueError(f"{noun}: {answer.status} {answer.data[:200]!r}")
        return orjson.loads(answer.data)

    def catalog(self) -> list[dict[str, Any]]:
        """Everything it sells, as its books have it."""
        found: list[dict[str, Any]] = self.control("GET", "catalog")["variants"]
        return found

    def deliveries(self) -> list[dict[str, Any]]:
        """Every webhook with its attempts."""
        found: list[dict[str, Any]] = self.control("GET", "deliveries?body=0")["deliveries"]
        return found

    def is_quiet(self) -> bool:
        """Whether no webhook is under way."""
        return self.control("GET", "stats")["webhooks_waiting"] == 0


@dataclass(slots=True, kw_only=True)
class Town:
    """What runs, and how to hurt it."""

    family: Family
    environ: Mapping[str, str]
    services: Services
    shops: dict[str, Shop]
    connections: dict[str, ConnectionId]
    chain: SigningChain
    token: str
    port: int
    sql_gate: Gate | None = None
    redis_gate: Gate | None = None
    webs: list[Child] = field(default_factory=list)
    workers: list[Child] = field(default_factory=list)
    _begun: int = 0

    def begin_web(self) -> None:
        """A web server with two processes behind the town's address."""
        command = [
            *(sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1"),
            *("--no-ws", "--log-level=error", "--workers=1", "--blocking-threads=8"),
            *(f"--port={self.port}", "wsgi:app"),
        ]
        web = self.family.start(self._name("web"), command, self.environ)
        self.webs = [web]
        self.family.wait_until_up(web, f"http://127.0.0.1:{self.port}/healthz")

    def begin_worker(self) -> Child:
        """One more worker process."""
        command = [sys.executable, "-m", "app.cli", "worker"]
        worker = self.family.start(self._name("worker"), command, self.environ)
        self.workers.append(worker)
        return worker

    def kill_worker(self, which: int) -> None:
        """`kill -9`, with whatever it has in hand."""
        kill(self.workers.pop(which))

    def kill_web(self) -> None:
        """`kill -9` the server and its processes."""
        kill(self.webs.pop())

    def device(self) -> Device:
        """A speaker linked to the shopper."""
        device = Device(
            endpoint=f"http://127.0.0.1:{self.port}/callbacks/alexa/{DEMO}",
            skill_id=SKILL_ID,
            chain=self.chain,
            access_token=self.token,
        )
        device.start()
        return device

    def full_sync(self) -> None:
        """The nightly run of every connection."""
        runner = FullSync(self.services.database, self.services.directory, self.services.clock)
        for connection_id in self.connections.values():
            runner.run(connection_id, lambda _: None)

    def pending(self) -> int:
        """How many deliveries wait or are being worked on."""
        table = tables.inbox
        with self.services.database.read() as tx:
            return tx.execute(
                select(func.count()).select_from(table).where(table.c.state == "pending")
            ).scalar_one()

    def is_quiet(self) -> bool:
        """Whether no news is under way, nowhere."""
        return all(shop.is_quiet() for shop in self.shops.values()) and not self.pending()

    def _name(self, kind: str) -> str:
        self._begun += 1
        return f"{kind}-{self._begun}"


def until(is_true: Callable[[], bool], otherwise: str, *, seconds: float = 60.0) -> float:
    """Wait for it, and how long that took. Raises AssertionError at the deadline."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < seconds, otherwise
        time.sleep(0.02)
    return time.monotonic() - began


@contextmanager
def open_town(
    folder: Path,
    *,
    postgres: Postgres | None,
    platforms: Sequence[str] = ("square",),
    variants: int = 60,
    workers: int = 3,
) -> Iterator[Town]:
    """Connected, synchronized, subscribed and at work. `postgres` None: on SQLite."""
    with ExitStack() as stack:
        redis_url = stack.enter_context(valkey())
        redis_gate = stack.enter_context(gate(Path(redis_url.removeprefix("unix://"))))
        sql_gate, database_url = None, f"sqlite:///{folder / 'voicetill.db'}"
        if postgres is not None:
            sql_gate = stack.enter_context(gate(postgres.folder / ".s.PGSQL.5432"))
            database_url = _database(stack, postgres, sql_gate)
        family = stack.enter_context(Family(folder / "log"))
        chain = SigningChain.load_or_make(folder / "alexa")
        port = free_port()
        ports = {platform: free_port() for platform in platforms}
        environ = _environment(folder, port, database_url, redis_gate, ports)
        shops = {
            platform: Shop(
                start_shop(
                    family,
                    platform,
                    at,
                    folder=folder,
                    app=registrations(folder)[platform],
                    environ=environ,
                    options=(
                        "--no-limits",
                        f"--seed-variants={variants}",
                        f"--webhook-retry-factor={_RETRY_FACTOR}",
                    ),
                )
            )
            for platform, at in ports.items()
        }
        migrate.upgrade(database_url)
        services = build_services(Settings.from_env(environ))
        stack.callback(services.close)
        ensure_merchant(services)
        town = Town(
            family=family,
            environ=environ,
            services=services,
            shops=shops,
            connections={},
            chain=chain,
            token="",
            port=port,
            sql_gate=sql_gate,
            redis_gate=redis_gate,
        )
        town.begin_web()
        _join(town)
        for _ in range(workers):
            town.begin_worker()
        yield town


def _join(town: Town) -> None:
    for platform in town.shops:
        answer = say_yes(town.services.connector.begin(DEMO, platform))
        assert answer.status == 200, answer.data
    with town.services.database.read() as tx:
        found = merchants.connections(tx, DEMO)
    town.connections = {connection.platform: connection.id for connection in found}
    town.full_sync()
    for connection_id in town.connections.values():
        town.services.connector.subscribe(connection_id)
    town.token = ensure_shopper(town.services)
    if "square" in town.shops:
        prefer_square(town.services)


def _database(stack: ExitStack, server: Postgres, opened: Gate) -> str:
    name = f"town_{opened.port}"
    server.run(f"CREATE DATABASE {name}")
    stack.callback(server.run, f"DROP DATABASE {name} WITH (FORCE)")
    return f"postgresql://postgres@127.0.0.1:{opened.port}/{name}"


def _environment(
    folder: Path, port: int, database_url: str, redis_gate: Gate, ports: Mapping[str, int]
) -> dict[str, str]:
    environ = {
        "PATH": "/usr/bin:/bin",
        "VOICETILL_PORT": str(port),
        "VOICETILL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VOICETILL_VAR_DIR": str(folder),
        "VOICETILL_DATABASE_URL": database_url,
        "VOICETILL_REDIS_URL": f"redis://127.0.0.1:{redis_gate.port}/0",
        "VOICETILL_MASTER_KEYS": _MASTER_KEY,
        "VOICETILL_LOG_FORMAT": "json",
        "VOICETILL_ALEXA_TRUST_ROOTS": str(folder / "alexa" / "root.pem"),
        "VOICETILL_ALEXA_CHAIN_FILE": str(folder / "alexa" / "chain.pem"),
    }
    for platform, at in ports.items():
        app = registrations(folder)[platform]
        prefix = f"VOICETILL_{platform.upper()}"
        environ |= {
            f"{prefix}_CLIENT_ID": app.client_id,
            f"{prefix}_CLIENT_SECRET": app.client_secret,
            f"{prefix}_BASE_URL": f"http://127.0.0.1:{at}",
        }
        if platform == "square":
            environ[f"{prefix}_ACCESS_TOKEN"] = app.app_token
    return environ


def kill(child: Child) -> None:
    """The process and those it began: a server's own workers would live on."""
    import psutil

    family = [psutil.Process(child.process.pid)]
    family += family[0].children(recursive=True)
    for each in family:
        each.send_signal(signal.SIGKILL)
    child.process.wait()
    psutil.wait_procs(family[1:], timeout=10)
