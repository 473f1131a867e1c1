"""Jobs over real shops: what is lost comes, what dies is taken over, what is dropped is renewed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from domain.events import Entity
from storage import tables, webhook_watches
from storage.sync_jobs import JobKind, JobState
from tests.contracts_path import PROJECT_ROOT
from tests.integration.sync.house import MERCHANT, MUG, House, Till, open_house, open_till, poll

OTHER = "NK-PEGASUS41-BLK-10"


@pytest.fixture(params=["square", "shopify"])
def one_house(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to one shop over SQLite: what is shown here asks nothing of the database."""
    with open_till(request.param) as till, open_house(sqlite_url, tmp_path, [till]) as opened:
        opened.connect(request.param)
        opened.full_sync(request.param)
        yield opened


def the_till(house: House) -> Till:
    (till,) = house.tills.values()
    return till


def drop_subscriptions(till: Till) -> None:
    """The platform forgets what it was asked to tell, as it does after failures in a row."""
    if till.platform == "shopify":
        till.shop.platform.hooks.forget_all()
        return
    url = f"{till.server.url}/v2/webhooks/subscriptions"
    access = {"Authorization": f"Bearer {till.shop.options.app_token}"}
    for each in urllib3.request("GET", url, headers=access, timeout=60).json()["subscriptions"]:
        assert (
            urllib3.request("DELETE", f"{url}/{each['id']}", headers=access, timeout=60).status
            == 200
        )


def test_a_dropped_subscription_is_renewed_and_what_it_did_not_tell_is_read(
    one_house: House,
) -> None:
    house, till = one_house, the_till(one_house)
    house.ask(till.platform, JobKind.WATCH_WEBHOOKS)
    assert house.work_off_jobs() == 1
    drop_subscriptions(till)
    till.sell(MUG, 2)
    till.control("POST rename", {"sku": OTHER, "title": "Pegasus Reborn"})
    till.settle()
    assert house.how_many(tables.inbox) == 0, "nobody told"

    job = house.ask(till.platform, JobKind.WATCH_WEBHOOKS)
    house.work_off_jobs()

    assert house.job(job).progress["renewed"]
    assert house.count_of(MUG, till.store) == till.stock(MUG)
    shoe = house.services.discovery.variant(MERCHANT, OTHER)
    assert shoe is not None
    assert shoe.title == "Pegasus Reborn"
    with house.services.database.read() as tx:
        watch = webhook_watches.get(tx, house.connections[till.platform])
    assert watch is not None
    assert watch.recreated_at is not None

    till.sell(MUG)
    till.settle()
    house.work_off()
    assert house.count_of(MUG, till.store) == till.stock(MUG), "and it is told again"


def test_a_delivery_signed_with_the_secret_before_is_taken_while_both_are_valid(
    one_house: House,
) -> None:
    """A renewed subscription has a secret of its own; what is under way was signed with the old."""
    house, till = one_house, the_till(one_house)
    till.control("POST webhooks", {"drop": True})
    till.sell(MUG)
    under_way = [each for each in till.deliveries() if "inventory" in each["topic"]]
    assert under_way
    till.control("POST webhooks", {"drop": False})
    drop_subscriptions(till)
    house.ask(till.platform, JobKind.WATCH_WEBHOOKS)
    house.runner().run_once()

    for each in under_way:
        answer = urllib3.request(
            "POST",
            each["url"],
            body=each["body"].encode(),
            headers=each["headers"],
            timeout=60,
        )
        assert answer.status == 200
    till.sell(MUG)
    till.settle()
    house.work_off()

    assert house.count_of(MUG, till.store) == till.stock(MUG)
    assert {row.state for row in house.rows(tables.inbox)} == {"done"}


def test_hints_at_one_record_in_a_window_are_one_question_over_batches(house: House) -> None:
    till = house.square
    till.forget_calls()
    worker = house.worker()

    with house.clock.stopped():
        for number in range(6):
            till.control("POST rename", {"sku": OTHER, "title": f"Pegasus {number}"})
            till.settle()
            worker.run_once()
    house.work_off()

    asked = till.calls()["POST /v2/catalog/search"]
    assert asked <= 3, "six changes within moments"
    shoe = house.services.discovery.variant(MERCHANT, OTHER)
    assert shoe is not None
    assert shoe.title == "Pegasus 5"


def test_a_job_whose_worker_was_killed_is_taken_over_after_its_lease(house: House) -> None:
    till = house.square
    till.control("POST webhooks", {"drop": True})
    till.sell(MUG, 3)
    till.fault("slow", "POST /v2/inventory/counts/batch-retrieve", delay_ms=60_000)
    till.forget_calls()
    job = house.ask("square", JobKind.DELTA, Entity.STOCK)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.sync.job_process", json.dumps(house.env)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.DEVNULL,
    )
    poll(lambda: bool(till.calls()), "the worker asks nothing")
    process.kill()
    process.wait()

    assert house.work_off_jobs() == 0, "the dead worker's lease still stands"
    assert house.job(job).state is JobState.RUNNING
    house.clock.advance(seconds=61)
    assert house.work_off_jobs() == 1

    done = house.job(job)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert house.count_of(MUG, till.store) == till.stock(MUG)


def test_one_shop_that_refuses_does_not_keep_another_waiting(
    sqlite_url: str, tmp_path: Path
) -> None:
    with (
        open_till("square") as square,
        open_till("shopify") as shopify,
        open_house(sqlite_url, tmp_path, [square, shopify]) as house,
    ):
        for platform in ("square", "shopify"):
            house.connect(platform)
            house.full_sync(platform)
        square.fault("fail", "* /v2/*", status=400, times=None)
        shopify.control("POST webhooks", {"drop": True})
        shopify.count(MUG, 5)
        jobs = [house.ask(name, JobKind.STOCK_POLL) for name in ("square", "shopify")]

        house.work_off_jobs()

        refused, done = (house.job(job) for job in jobs)
        assert (refused.state, done.state) == (JobState.FAILED, JobState.DONE)
        assert refused.reason
        assert house.count_of(MUG, shopify.store) == 5
