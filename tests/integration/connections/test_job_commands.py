"""`voicetill jobs` and `voicetill schedules`, as a person runs them."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from typing import Any

from rich.console import Console

from app.start.syncing import sync_connections
from storage import sync_jobs
from storage.sync_jobs import JobKind, JobState
from sync.done_here import done_here
from sync.job_runner import JobContext
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
    assert "delta:product   every 1h     default" in run("schedules", "list", *merchant).stdout

    run("schedules", "set", "delta:product", "every 10m", *merchant)

    told = json.loads(run("schedules", "list", "--json", *merchant).stdout)
    (own,) = [each for each in told if each["is_own"]]
    assert (own["duty"], own["rule"]) == ("delta:product", "every 10m")
    run("schedules", "set", "delta:product", "default", *merchant)
    assert " own " not in run("schedules", "list", *merchant).stdout


def test_a_sync_from_the_terminal_is_a_job_that_others_see(house: House, run: Any) -> None:
    house.connect("square")

    told = json.loads(run("sync", "--json").stdout)

    (summary,) = told.values()
    (job,) = json.loads(run("jobs", "list", "--kind", "full", "--json").stdout)
    assert (job["state"], job["requested_by"]) == ("done", "operator")
    assert job["progress"]["counts"] == summary["counts"]


def test_a_sync_waits_for_the_worker_that_is_at_it(house: House) -> None:
    connection = house.connect("square")
    with done_here(
        house.services.database,
        house.services.clock,
        house.connection("square"),
        JobKind.FULL,
        actor="worker",
    ) as work:
        assert isinstance(work, JobContext)
        work.page_done({"counts": {"product": 7}, "variants": 9})
        page = Page("a worker is at it", then=lambda: _finish(house, work))
        told = sync_connections(house.services, only=connection, console=Console(file=page))

    assert told[connection]["counts"] == {"product": 7}
    assert told[connection]["job"] == "done"


class Page(io.StringIO):
    """What is printed; once something stands there, something else happens."""

    def __init__(self, awaited: str, *, then: Callable[[], None]) -> None:
        super().__init__()
        self._awaited, self._then = awaited, then

    def write(self, text: str) -> int:
        """Print."""
        if self._awaited in text:
            self._then()
        return super().write(text)


def _finish(house: House, work: JobContext) -> None:
    services = house.services
    with services.database.write() as tx:
        sync_jobs.finish(tx, work.job.id, owner=work.owner, now=services.clock.now())
