"""`voicetill jobs` and `voicetill schedules`, as a person runs them."""

from __future__ import annotations

import json
import threading
from typing import Any

from storage.sync_jobs import JobState
from tests.integration.connections.test_commands import house, run
from tests.integration.sync.house import MERCHANT, House

__all__ = ["house", "run"]


def test_a_job_is_started_seen_and_canceled(house: House, run: Any) -> None:
    connection = house.connect("square")

    started = json.loads(run("jobs", "start", connection, "full", "--json").stdout)
    listed = json.loads(run("jobs", "list", "--kind", "full", "--json").stdout)
    canceled = json.loads(run("jobs", "cancel", started["job_id"], "--json").stdout)

    assert [each["job_id"] for each in listed] == [started["job_id"]]
    assert (started["state"], canceled["state"]) == ("pending", "canceled")
    assert "canceled by operator" in run("jobs", "show", started["job_id"]).stdout


def test_a_job_is_followed_until_it_has_ended(house: House, run: Any) -> None:
    connection = house.connect("square")
    over = threading.Event()

    def work() -> None:
        runner = house.runner()
        while not over.is_set():
            runner.run_once() or over.wait(0.02)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        told = run("jobs", "start", connection, "full", "--follow", "--json")
    finally:
        over.set()
        worker.join()

    job = json.loads(told.stdout)
    assert (told.exit_code, job["state"]) == (0, JobState.DONE)
    assert job["progress"]["counts"]["product"] > 0


def test_what_cannot_be_asked_for_is_told_in_a_line(house: House, run: Any) -> None:
    connection = house.connect("square")

    assert run("jobs", "start", connection, "everything").exit_code == 2
    assert run("jobs", "start", connection, "full", "--entity", "stock").exit_code == 1
    assert run("jobs", "start", "con_nobody", "full").exit_code == 1
    assert run("schedules", "set", "full", "every 1m", "--merchant", MERCHANT).exit_code == 1


def test_schedules_are_listed_set_and_given_back(house: House, run: Any) -> None:
    merchant = ("--merchant", MERCHANT)
    assert (
        "delta:product    every 1h             default"
        in run("schedules", "list", *merchant).stdout
    )

    run("schedules", "set", "delta:product", "every 10m", *merchant)

    told = json.loads(run("schedules", "list", "--json", *merchant).stdout)
    (own,) = [each for each in told if each["is_own"]]
    assert (own["duty"], own["rule"]) == ("delta:product", "every 10m")
    run("schedules", "set", "delta:product", "default", *merchant)
    assert " own " not in run("schedules", "list", *merchant).stdout
