"""Custody under load and under kills: one refresh for a thousand calls, nobody orphaned.

`VOICETILL_TEST_KILLS` says how many kills must hit a refresh under way (`make chaos`: 50),
`VOICETILL_TEST_AT_ONCE` how many of the thousand calls begin together (`make chaos`: all).
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import update

from app.bootstrap import build_services
from app.connections.watch import ConnectionWatch
from config.settings import Settings
from domain.calls import Call
from storage import tables
from storage.merchants import ConnectionStatus
from tests.effort import AT_ONCE, KILLS
from tests.integration.connections.refresh_process import AheadClock, refreshers
from tests.integration.sync.house import House, Till, open_house, open_till
from tests.unhurried import UNHURRIED

TOKEN_ROUTE = {"square": "POST /oauth2/token", "shopify": "POST /admin/oauth/access_token"}


@pytest.fixture(params=["square", "shopify"])
def house(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to a shop whose access tokens live a minute."""
    with (
        open_till(request.param, token_seconds=60) as till,
        open_house(database_url, tmp_path, [till]) as opened,
    ):
        opened.connect(request.param)
        yield opened


def only(house: House) -> Till:
    (till,) = house.tills.values()
    return till


def let_tokens_end(house: House, seconds: int = 61) -> None:
    house.clock.advance(seconds=seconds)
    only(house).control("POST clock", {"advance_s": seconds})


@pytest.mark.parametrize("house", ["square"], indirect=True)
def test_a_thousand_calls_over_an_expiry_refresh_once_and_none_fails(house: House) -> None:
    """Four processes' machinery, a thousand calls to the shop, as many as `AT_ONCE` begun at the
    same moment."""
    till = only(house)
    connection_id = house.connections["square"]
    settings = Settings.from_env(house.env)
    processes = [build_services(settings, clock=house.clock, platforms=UNHURRIED) for _ in range(4)]
    for services in processes:
        services.directory.open(connection_id, Call.within(60)).ping()
    let_tokens_end(house)
    till.forget_calls()
    start = threading.Barrier(AT_ONCE)

    def call(number: int) -> int:
        if number < AT_ONCE:
            start.wait(60)
        directory = processes[number % 4].directory
        pages = directory.open(connection_id, Call.within(60)).locations()
        return len(next(iter(pages)).records)

    with ThreadPoolExecutor(AT_ONCE) as callers:
        found = Counter(callers.map(call, range(1000)))
    for services in processes:
        services.close()

    assert len(found) == 1, found
    assert till.calls()["GET /v2/locations"] == 1000
    assert till.calls()[TOKEN_ROUTE["square"]] == 1


def age_leases(house: House) -> None:
    """Let the leases of the dead run out, whichever clock judges them."""
    long_ago = house.clock.now() - timedelta(days=400)
    with house.services.database.write() as tx:
        tx.execute(update(tables.refresh_leases).values(lease_until=long_ago))


def test_a_process_killed_in_the_middle_of_a_refresh_orphans_nobody(house: House) -> None:
    """Killed with the lease in hand: before the platform was asked, before its answer was
    stored, or before the lease was given back."""
    till, chance = only(house), random.Random(7)
    connection_id = house.connections[till.platform]
    hits, pause = Counter[str](), threading.Event()
    reach = 0.045  # seconds within which a child is killed: fitted to how quick they are here
    with refreshers() as children:
        for _ in range(20 * KILLS):
            if hits.total() - hits["missed"] >= KILLS:
                break
            let_tokens_end(house)
            till.forget_calls()
            generation = newest_generation(house)
            ahead = house.clock._ahead.total_seconds()
            job = {"env": house.env, "ahead_s": ahead, "connection": connection_id}
            child = children.begin(job)
            os.kill(child, signal.SIGUSR1)
            pause.wait(chance.uniform(0.0, reach))
            with suppress(ProcessLookupError):  # it was through already
                os.kill(child, signal.SIGKILL)
            children.ended()
            moment = where(house, till, generation)
            hits[moment] += 1
            if moment == "missed":
                reach *= 0.9 if newest_generation(house) > generation else 1.3
            age_leases(house)

            house.services.directory.forget(connection_id)
            account = house.services.directory.open(connection_id, Call.within(60)).ping()

            assert account.name == "Northwind Outfitters"
            assert house.connection(till.platform).status is ConnectionStatus.ACTIVE
    structlog.get_logger().info("refresh.killed", platform=till.platform, **hits)
    assert hits.total() - hits["missed"] >= KILLS, hits


def newest_generation(house: House) -> int:
    return max(
        row.generation for row in house.rows(tables.secrets, tables.secrets.c.kind == "oauth")
    )


def where(house: House, till: Till, generation: int) -> str:
    """At which moment of its refresh the child died."""
    if not house.how_many(tables.refresh_leases):
        return "missed"
    if newest_generation(house) > generation:
        return "stored, lease in hand"
    asked = till.calls().get(TOKEN_ROUTE[till.platform], 0)
    return "asked, not stored" if asked else "claimed, not asked"


def test_tokens_nobody_uses_are_renewed_by_the_watch(house: House) -> None:
    till, services = only(house), house.services
    house.clock.advance(seconds=40)
    till.forget_calls()
    watch = ConnectionWatch(services.database, services.directory, services.vault, house.clock)

    watch.run()

    pause = threading.Event()
    for _ in range(200):
        if till.calls().get(TOKEN_ROUTE[till.platform]):
            break
        pause.wait(0.02)
    assert till.calls()[TOKEN_ROUTE[till.platform]] == 1


@pytest.mark.parametrize("kept", [0.5, 1.5])
@pytest.mark.parametrize("house", ["square"], indirect=True)
def test_two_hosts_whose_clocks_differ_by_ten_minutes_both_work(house: House, kept: float) -> None:
    """The one that is behind believes the token alive, is refused, and renews it once."""
    till = only(house)
    connection_id = house.connections["square"]
    let_tokens_end(house, 601)
    ahead = house.clock._ahead.total_seconds()
    hosts = [
        build_services(Settings.from_env(house.env), clock=AheadClock(ahead + skew))
        for skew in (-600.0 * kept, 0.0)
    ]

    names = [
        host.directory.open(connection_id, Call.within(60)).ping().name for host in (*hosts, *hosts)
    ]

    assert names == ["Northwind Outfitters"] * 4
    for host in hosts:
        host.close()
    assert till.calls()[TOKEN_ROUTE["square"]] <= 3
