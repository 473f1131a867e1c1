"""`make drill`: what `deploy/compose.yaml` describes, as processes here, and its failures.

Two web servers, three workers and two clocks by the commands and settings of the compose file, over
a throw-away PostgreSQL and Redis behind gates, with a shop that sells all the while. A worker, the
leading clock and a web server are killed, Redis is stopped, PostgreSQL is cut off for twenty
seconds. Prints one JSON document; exits with 1 if anything was lost, applied twice, or slow to
return. What it does not try: images, networks and volumes, which need a container runtime.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import urllib3
import yaml
from sqlalchemy import func, select

from app.start.processes import Child
from benchmarks.stage import free_port
from config.logging import configure_logging
from storage import tables
from tests.campaigns.books import differences, gather
from tests.campaigns.town import Town, kill, open_town, until
from tests.servers import postgres

_COMPOSE = Path(__file__).parents[2] / "deploy" / "compose.yaml"
_RUN = {"web": 2, "worker": 3, "scheduler": 2}
"""A second clock stands by, as the Kubernetes manifests have it."""
_HERE_ALONE = frozenset(
    {
        "VOICETILL_ENVIRONMENT",  # production calls no stand-in on this machine
        "VOICETILL_HOST",
        "VOICETILL_DATABASE_URL",
        "VOICETILL_REDIS_URL",
        "VOICETILL_METRICS_DIR",
        "PROMETHEUS_MULTIPROC_DIR",
    }
)
"""What of the compose file's settings is another here."""
_TAKEOVER_S, _RECOVERY_S = 15.0, 10.0


@dataclass(slots=True)
class Deployed:
    """The processes of the compose file over a town's servers and shop."""

    town: Town
    services: Mapping[str, Any]
    running: dict[str, Child] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    _begun: int = 0

    def begin(self, kind: str, number: int) -> None:
        """One replica of a service, up when it answers its probe."""
        name = f"{kind}-{number}"
        port = self.ports.setdefault(name, self.town.port if name == "web-1" else free_port())
        command = [
            *(sys.executable, "-m", "app.cli"),
            *_local(self.services[kind]["command"], port),
        ]
        given = self.services[kind].get("environment", {})
        kept = {key: value for key, value in given.items() if key not in _HERE_ALONE}
        environ = {**self.town.environ, **kept, "VOICETILL_PORT": str(port)}
        self._begun += 1
        child = self.town.family.start(f"{name}-{self._begun}", command, environ)
        probe = "readyz" if kind == "web" else "healthz"
        self.town.family.wait_until_up(child, f"http://127.0.0.1:{port}/{probe}", seconds=60)
        self.running[name] = child

    def kill(self, name: str) -> None:
        """`kill -9`, with the processes it began."""
        kill(self.running.pop(name))

    def restart(self, name: str) -> None:
        """As the orchestrator would."""
        kind, _, number = name.partition("-")
        self.begin(kind, int(number))

    def leader(self) -> str | None:
        """The clock that leads, by its own metrics."""
        for name in [one for one in self.running if one.startswith("scheduler")]:
            address = f"http://127.0.0.1:{self.ports[name]}/metrics"
            page = urllib3.request("GET", address, timeout=5.0, retries=False).data.decode()
            if "\nvoicetill_scheduler_leader 1.0" in page:
                return name
        return None

    def applied(self) -> int:
        """How many deliveries are done."""
        table = tables.inbox
        with self.town.services.database.read() as tx:
            return tx.execute(
                select(func.count()).select_from(table).where(table.c.state == "done")
            ).scalar_one()


def _local(command: list[str], port: int) -> list[str]:
    """The compose file's command on a port of its own of this machine."""
    told = [part for part in command if not part.startswith(("--host=", "--port="))]
    return told if told == ["serve"] else [*told, "--host=127.0.0.1", f"--port={port}"]


@contextmanager
def _selling(town: Town) -> Iterator[None]:
    """Sales and counts all the while; what the till has no more of is not sold."""
    shop, dice, over = town.shops["square"], random.Random(3), threading.Event()
    goods = [v for v in shop.catalog() if v["stock"]["Downtown"] is not None]

    def trade() -> None:
        while not over.wait(0.1):
            sku = dice.choice(goods)["sku"]
            deed, quantity = dice.choice([("sell", 1), ("count", 40), ("count", 8)])
            sold = {"sku": sku, "location": "Downtown", "quantity": quantity}
            shop.control("POST", deed, sold)

    trader = threading.Thread(target=trade)
    trader.start()
    try:
        yield
    finally:
        over.set()
        trader.join()


def drill(deployed: Deployed, *, redis_away_s: float, sql_away_s: float) -> None:
    """Hurt one part after the other, and note how long each took to come back."""
    town, told = deployed.town, deployed.told
    assert town.sql_gate is not None
    assert town.redis_gate is not None
    until(lambda: deployed.applied() > 20, "the workers do not begin")
    deployed.kill("worker-1")
    told["worker_killed_applied_again_s"] = _applied_again(deployed)
    deployed.restart("worker-1")

    until(lambda: deployed.leader() is not None, "nobody leads")
    deployed.kill(deployed.leader() or "")
    told["leader_followed_s"] = round(
        until(lambda: deployed.leader() is not None, "nobody follows", seconds=60), 1
    )

    deployed.kill("web-1")
    began = time.monotonic()
    deployed.restart("web-1")
    told["web_back_s"] = round(time.monotonic() - began, 1)

    town.redis_gate.shut()
    time.sleep(redis_away_s)
    told["without_redis_applied_again_s"] = _applied_again(deployed)
    town.redis_gate.open()

    town.sql_gate.shut()
    time.sleep(sql_away_s)
    town.sql_gate.open()
    told["database_back_applied_again_s"] = _applied_again(deployed)


def _applied_again(deployed: Deployed) -> float:
    """Seconds until more is applied than now; the database may still be coming back."""
    began, before = time.monotonic(), deployed.applied()
    until(lambda: deployed.applied() > before, "nobody works", seconds=60)
    return round(time.monotonic() - began, 1)


def _run(options: argparse.Namespace) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        server = stack.enter_context(postgres())
        town = stack.enter_context(open_town(folder, postgres=server, workers=0))
        town.kill_web()
        described = yaml.safe_load(_COMPOSE.read_text())["services"]
        deployed = Deployed(town=town, services=described)
        for kind, replicas in _RUN.items():
            for number in range(1, replicas + 1):
                deployed.begin(kind, number)
        with _selling(town):
            drill(deployed, redis_away_s=options.redis_away, sql_away_s=options.sql_away)
        until(town.is_quiet, "something is left over", seconds=180)
        told = deployed.told
        told["applied"] = deployed.applied()
        told["died_by_themselves"] = [n for n, c in deployed.running.items() if c.has_died()]
        told["differences"] = differences(gather(town, "square"))
        return told


def _is_well(told: Mapping[str, Any]) -> bool:
    again = [value for name, value in told.items() if name.endswith("applied_again_s")]
    return (
        not told["differences"]
        and not told["died_by_themselves"]
        and told["leader_followed_s"] <= _TAKEOVER_S
        and max(again) <= _RECOVERY_S
    )


def main() -> int:
    """Run it and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis-away", type=float, default=10.0, help="seconds")
    parser.add_argument("--sql-away", type=float, default=20.0, help="seconds")
    configure_logging("json", "critical")
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds")} | _run(parser.parse_args())
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return 0 if _is_well(told) else 1


if __name__ == "__main__":
    sys.exit(main())
