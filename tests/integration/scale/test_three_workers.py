"""Three workers and a web server on PostgreSQL and Redis: killed, cut off, and nothing is lost.

The campaign (`make chaos`) does the same for longer, over two platforms, with worse weather.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import func, select

from config.logging import configure_logging
from storage import tables
from tests.campaigns.books import differences, gather
from tests.campaigns.town import Town, open_town, until
from tests.servers import Postgres

REDIS_AWAY_S = 1.0
SQL_AWAY_S = 3.0
RECOVERY_S = 10.0


@pytest.fixture
def town(postgres_server: Postgres, tmp_path: Path) -> Iterator[Town]:
    """One Square shop, three workers."""
    configure_logging("json", "critical")
    with open_town(tmp_path, postgres=postgres_server, workers=3) as opened:
        yield opened


@contextmanager
def busy_till(town: Town) -> Iterator[None]:
    """Sales and counts all the while."""
    shop = town.shops["square"]
    dice = random.Random(7)
    goods = [v for v in shop.catalog() if v["stock"]["Downtown"] is not None]
    over = threading.Event()

    def trade() -> None:
        while not over.wait(0.04):  # sales ask for their orders, at the till's ten calls a second
            sku = dice.choice(goods)["sku"]
            act, quantity = dice.choice([("sell", 1), ("count", 40), ("count", 20), ("count", 8)])
            shop.control("POST", act, {"sku": sku, "location": "Downtown", "quantity": quantity})

    trader = threading.Thread(target=trade)
    trader.start()
    try:
        yield
    finally:
        over.set()
        trader.join()


def applied(town: Town) -> int:
    """How many deliveries are done."""
    table = tables.inbox
    with town.services.database.read() as tx:
        return tx.execute(
            select(func.count()).select_from(table).where(table.c.state == "done")
        ).scalar_one()


def test_killed_workers_and_lost_servers_lose_nothing_and_apply_nothing_twice(town: Town) -> None:
    assert town.sql_gate is not None
    assert town.redis_gate is not None
    shop = town.shops["square"]
    shop.control("POST", "faults", {"kind": "slow", "route": "*", "delay_ms": 50, "times": None})
    pause = threading.Event()
    with busy_till(town):
        until(lambda: applied(town) > 20, "the workers do not begin")
        town.kill_worker(0)
        town.redis_gate.shut()
        pause.wait(REDIS_AWAY_S)
        before = applied(town)
        until(lambda: applied(town) > before, "without Redis nobody works", seconds=60)
        town.redis_gate.open()
        before = applied(town)
        town.sql_gate.shut()
        pause.wait(SQL_AWAY_S)
        town.sql_gate.open()
        back = monotonic()
        until(lambda: applied(town) > before, "nobody came back", seconds=60)
        recovered_s = monotonic() - back
    until(town.is_quiet, "something is left over", seconds=120)

    assert recovered_s < RECOVERY_S
    assert not [worker.name for worker in town.workers if worker.has_died()]
    assert differences(gather(town, "square")) == []
