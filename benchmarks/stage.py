"""The stage of the benchmarks: sandbox, gateway, worker and floor as separate processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import urllib3

from app.bootstrap import build_services
from app.services import Services
from app.start.demo_merchant import DEMO, SKILL_ID, ensure_merchant, ensure_shopper
from app.start.processes import Child, Family
from app.start.sandboxes import registrations, say_yes, start_shop
from config.logging import configure_logging
from config.settings import Settings
from domain.ids import ConnectionId
from sandbox.alexa.device import Device
from sandbox.alexa.signing import SigningChain
from storage import merchants, migrate
from storage.redis_server import embedded_redis
from sync.full_sync import FullSync

WORKERS = "2"
_SERVER = ("--interface=wsgi", "--host=127.0.0.1", "--no-ws", "--log-level=error")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Stage:
    """What runs, and where."""

    port: int
    floor_port: int
    sandbox_url: str
    services: Services
    chain: SigningChain
    token: str
    """Of a linked shopper, once the shop is synchronized."""
    connection_id: ConnectionId
    web: Child
    floor: Child
    worker: Child
    environ: Mapping[str, str]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the sandbox's control surface."""
        answer = urllib3.request(
            method, f"{self.sandbox_url}/_sandbox/{path}", json=body, timeout=60.0
        )
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {answer.data[:200]!r}")
        return orjson.loads(answer.data)

    def rest_worker(self) -> None:
        """End the worker, so that nothing but the requests writes."""
        self.worker.process.terminate()
        self.worker.process.wait(timeout=30)

    def lift_budget(self) -> None:
        """Have the gateway believe that this seller's till takes a thousand calls a second.

        Twenty orders a second come from many sellers, each with a limit of its own; here one stands
        for all of them. What keeping the budget costs is still paid on every call.
        """
        if self.services.redis is None:
            raise RuntimeError("the stage has no Redis")
        key = f"vt:budget:square:{self.connection_id}"
        generous: list[str | int] = ["level", 1000, "per_s", 1000, "burst", 1000]
        self.services.redis.hset(key, items=generous)

    def device(self, session: str) -> Device:
        """A speaker linked to the demo shopper, in a session of its own."""
        device = Device(
            endpoint=f"http://127.0.0.1:{self.port}/callbacks/alexa/{DEMO}",
            skill_id=SKILL_ID,
            chain=self.chain,
            access_token=self.token,
        )
        device.start(session)
        return device


def environment(
    folder: Path,
    port: int,
    sandbox_port: int,
    redis_url: str,
    database_url: str | None = None,
    platform: str = "square",
) -> dict[str, str]:
    """The settings of the gateway under test, on SQLite unless told else."""
    app, word = registrations(folder)[platform], platform.upper()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("VOICETILL_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {
        **kept,
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "VOICETILL_PORT": str(port),
        "VOICETILL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VOICETILL_VAR_DIR": str(folder),
        "VOICETILL_DATABASE_URL": database_url or f"sqlite:///{folder / 'voicetill.db'}",
        "VOICETILL_REDIS_URL": redis_url,
        "VOICETILL_LOG_FORMAT": "json",
        "VOICETILL_WEB_WORKERS": WORKERS,
        "VOICETILL_ALEXA_TRUST_ROOTS": str(folder / "alexa" / "root.pem"),
        "VOICETILL_ALEXA_CHAIN_FILE": str(folder / "alexa" / "chain.pem"),
        f"VOICETILL_{word}_CLIENT_ID": app.client_id,
        f"VOICETILL_{word}_CLIENT_SECRET": app.client_secret,
        f"VOICETILL_{word}_BASE_URL": f"http://127.0.0.1:{sandbox_port}",
        **({"VOICETILL_SQUARE_ACCESS_TOKEN": app.app_token} if platform == "square" else {}),
        "FLOOR_DB": str(folder / "floor.db"),
        "FLOOR_ORDERS_URL": database_url or "",
    }


@contextmanager
def temporary_stage(
    *,
    variants: int,
    limits: bool = False,
    latency_ms: int = 0,
    synced: bool = True,
    on_postgres: bool = False,
    platform: str = "square",
    compiled: bool = False,
) -> Iterator[Stage]:
    """A stage in a folder that is gone afterwards.

    `compiled`: the server finds its code compiled, as in the image; one that compiles it itself is
    several megabytes larger.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        database_url = _postgres_database(stack) if on_postgres else None
        options = [f"--seed-variants={variants}", f"--latency-ms={latency_ms}"]
        options += [] if limits else ["--no-limits"]
        with _stage(folder, tuple(options), database_url, platform, compiled=compiled) as made:
            if synced:
                FullSync(made.services.database, made.services.directory, made.services.clock).run(
                    made.connection_id, lambda _progress: None
                )
                made.services.connector.subscribe(made.connection_id)
                made.token = ensure_shopper(made.services)
            yield made


def _postgres_database(stack: ExitStack) -> str:
    """A database of a throw-away cluster, which syncs nothing to disk."""
    from tests.servers import postgres

    server = stack.enter_context(postgres())
    server.run("CREATE DATABASE bench")
    return server.url("bench")


@contextmanager
def _stage(
    folder: Path,
    options: tuple[str, ...],
    database_url: str | None = None,
    platform: str = "square",
    *,
    compiled: bool = False,
) -> Iterator[Stage]:
    """A gateway connected to one sandbox, nothing synchronized, and the floor beside it."""
    port, floor_port, sandbox_port = free_port(), free_port(), free_port()
    valkey = embedded_redis(folder / "run")
    environ = environment(folder, port, sandbox_port, valkey.url, database_url, platform)
    settings = Settings.from_env(environ)
    serve = [
        *(sys.executable, "-m", "granian", *_SERVER),
        f"--workers={settings.web_workers}",
        f"--blocking-threads={settings.web_threads}",
    ]
    with Family(folder / "log") as family, closing(valkey):
        chain = SigningChain.load_or_make(folder / "alexa")
        shop = start_shop(
            family,
            platform,
            sandbox_port,
            folder=folder,
            app=registrations(folder)[platform],
            environ=environ,
            options=options,
        )
        configure_logging("json", "error")
        migrate.upgrade(settings.database_url.reveal())
        services = build_services(settings)
        ensure_merchant(services)
        if compiled:
            subprocess.run([sys.executable, "-c", "import wsgi"], env=dict(environ), check=True)
        web = family.start("web", [*serve, f"--port={port}", "wsgi:app"], environ)
        bare = [*serve, f"--port={floor_port}", "benchmarks.floor:app"]
        floor = family.start("floor", bare, environ)
        worker = family.start("worker", [sys.executable, "-m", "app.cli", "worker"], environ)
        family.wait_until_up(web, f"http://127.0.0.1:{port}/healthz")
        family.wait_until_up(floor, f"http://127.0.0.1:{floor_port}/healthz")
        say_yes(services.connector.begin(DEMO, platform))
        with services.database.read() as tx:
            (connection,) = merchants.connections(tx, DEMO)
        yield Stage(
            port=port,
            floor_port=floor_port,
            sandbox_url=shop.url,
            services=services,
            chain=chain,
            token="",
            connection_id=connection.id,
            web=web,
            floor=floor,
            worker=worker,
            environ=environ,
        )
        services.close()
