"""A worker that dies in the middle of a batch: its lease ends, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys

from storage import tables
from tests.contracts_path import PROJECT_ROOT
from tests.integration.sync.house import DOWNTOWN, MUG, House, poll

OTHER = "NK-PEGASUS41-BLK-10"


def titles(house: House) -> set[str]:
    """What the products are called."""
    return {row.title for row in house.rows(tables.products)}


def test_what_a_killed_worker_had_claimed_is_applied_after_its_lease(house: House) -> None:
    till = house.square
    for _ in range(5):
        till.sell(MUG)
    till.control("POST rename", {"sku": OTHER, "title": "Pegasus Reborn"})
    till.settle()
    till.fault("slow", "POST /v2/catalog/search", delay_ms=60_000)
    till.forget_calls()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.sync.worker_process", json.dumps(house.env)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.DEVNULL,
    )

    poll(lambda: "POST /v2/catalog/search" in till.calls(), "the worker asks nothing")
    process.kill()
    process.wait()

    assert "Pegasus Reborn" not in titles(house), "killed before it applied that"
    left = house.how_many(tables.inbox, tables.inbox.c.state == "pending")
    assert house.work_off() == 0, "the dead worker's lease still stands"
    house.clock.advance(seconds=61)
    assert house.work_off() == left > 0
    assert {row.state for row in house.rows(tables.inbox)} == {"done"}
    assert house.count_of(MUG, DOWNTOWN) == till.stock(MUG)
    assert "Pegasus Reborn" in titles(house)
