"""A full run in a process of its own, killed without warning: what had ended is not read again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import orjson

from storage import sync_runs, tables
from tests.integration.sync.house import House, open_house, open_till


def test_a_killed_sync_goes_on_without_repeating_what_had_ended(
    sqlite_url: str, tmp_path: Path
) -> None:
    with (
        open_till("square", seed_variants=40) as till,
        open_house(sqlite_url, tmp_path, [till]) as house,
    ):
        house.connect("square")
        till.fault("slow", "POST /v2/customers/search", delay_ms=60_000)
        _kill_when_customers_are_asked_for(house)
        till.control("DELETE faults")
        till.forget_calls()

        summary = house.full_sync("square")

        calls = till.calls()
        assert "GET /v2/catalog/list" not in calls
        assert "POST /v2/inventory/counts/batch-retrieve" not in calls
        assert calls["POST /v2/customers/search"] >= 1
        assert summary.counts["product"] > 0, "what the killed process had counted is told"
        assert house.how_many(tables.customer_records) == summary.counts["customer"]
        with house.services.database.read() as tx:
            runs = [
                sync_runs.latest(tx, house.connections["square"], one) for one in summary.counts
            ]
        assert {run.state for run in runs if run is not None} == {"done"}


def _kill_when_customers_are_asked_for(house: House) -> None:
    command = [sys.executable, "-m", "app.cli", "sync", "--json", "--progress"]
    environ = {**os.environ, **house.env}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        for line in running.stdout:
            told = orjson.loads(line)
            if (told["entity"], told["finished"]) == ("stock", True):
                break
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
