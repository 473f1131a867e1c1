"""The job runner: every job ends or comes back, none stands in the way of another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from domain.errors import RateLimitedError, RejectedError, UnavailableError
from domain.events import Entity
from storage import sync_jobs
from storage.engine import Database, open_database
from storage.sync_jobs import JobKind, JobState, SyncJob
from storage.types import JsonValue
from sync import job_runner
from sync.job_runner import Handler, JobContext, JobRunner
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, a_connection, after, open_shop

ASKED = {"platform": "square", "operation": "catalog.search"}


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    """A database with one connection, `con_a`."""
    opened = open_database(sqlite_url)
    open_shop(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    """Stands still unless moved."""
    return FakeClock(NOW)


def ask(store: Database, entity: Entity = Entity.PRODUCT, **values: Any) -> SyncJob:
    with store.write() as tx:
        return sync_jobs.enqueue(
            tx,
            a_connection(),
            due_at=NOW,
            now=NOW,
            requested_by="test",
            entity=entity,
            **{"kind": JobKind.DELTA, **values},
        )


def look(store: Database, job: SyncJob) -> SyncJob:
    with store.read() as tx:
        return sync_jobs.get(tx, None, job.id)


def runner(store: Database, clock: FakeClock, handler: Handler, **values: Any) -> JobRunner:
    return JobRunner(store, {JobKind.DELTA: handler}, clock, **values)


def raising(error: Exception) -> Handler:
    """A handler that fails that way."""

    def handle(_job: SyncJob, _context: JobContext) -> JsonValue:
        raise error

    return handle


def test_what_the_handler_returns_is_kept_with_the_job(store: Database, clock: FakeClock) -> None:
    job = ask(store)
    seen: list[str] = []

    def handle(done: SyncJob, context: JobContext) -> JsonValue:
        seen.append(f"{done.id} {context.connection.id}")
        return {"records": 3}

    worker = runner(store, clock, handle)

    assert (worker.run_once(), worker.run_once()) == (1, 0)
    assert seen == [f"{job.id} con_a"]
    assert (look(store, job).state, look(store, job).progress) == (JobState.DONE, {"records": 3})


def test_progress_is_seen_while_the_job_runs(store: Database, clock: FakeClock) -> None:
    job = ask(store)
    seen = []

    def handle(_job: SyncJob, context: JobContext) -> JsonValue:
        clock.advance(seconds=50)
        context.page_done({"pages": 1})
        seen.append(look(store, job))
        return None

    runner(store, clock, handle).run_once()

    assert [(each.progress, each.state) for each in seen] == [({"pages": 1}, JobState.RUNNING)]
    assert seen[0].due_at == after(50) + job_runner.LEASE
    assert look(store, job).progress == {"pages": 1}


def test_a_canceled_job_stops_at_its_next_page(store: Database, clock: FakeClock) -> None:
    job = ask(store)
    pages = []

    def handle(_job: SyncJob, context: JobContext) -> JsonValue:
        for page in range(5):
            pages.append(page)
            if page == 1:
                with store.write() as tx:
                    sync_jobs.cancel(tx, "mer_1", job.id, now=clock.now())
            context.page_done()
        return None

    runner(store, clock, handle).run_once()

    assert pages == [0, 1]
    assert look(store, job).state is JobState.CANCELED


def test_a_job_canceled_while_its_worker_was_dead_is_not_begun_again(
    store: Database, clock: FakeClock
) -> None:
    job = ask(store)
    with store.write() as tx:
        sync_jobs.claim(tx, owner="dead", now=NOW, lease=job_runner.LEASE, limit=1)
        sync_jobs.cancel(tx, "mer_1", job.id, now=NOW)
    clock.advance(seconds=60)

    assert runner(store, clock, raising(AssertionError("it was begun"))).run_once() == 1

    assert look(store, job).state is JobState.CANCELED


def test_who_lost_the_lease_stops_and_the_taker_goes_on(store: Database, clock: FakeClock) -> None:
    job = ask(store)
    ends = []

    def slow(_job: SyncJob, context: JobContext) -> JsonValue:
        clock.advance(seconds=61)
        runner(store, clock, lambda *_: {"by": "taker"}).run_once()
        context.page_done({"by": "late"})
        ends.append("the late one went on")
        return {"by": "late"}

    runner(store, clock, slow).run_once()

    assert ends == []
    assert (look(store, job).state, look(store, job).progress) == (JobState.DONE, {"by": "taker"})


def test_a_platform_that_is_down_puts_the_job_back_with_its_reason(
    store: Database, clock: FakeClock
) -> None:
    job = ask(store)
    worker = runner(store, clock, raising(UnavailableError("503", **ASKED)))

    worker.run_once()

    waiting = look(store, job)
    assert (waiting.state, waiting.attempts) == (JobState.PENDING, 1)
    assert waiting.reason == "UnavailableError: square catalog.search: 503"
    assert waiting.due_at > NOW
    assert worker.run_once() == 0


def test_a_rate_limit_is_waited_for_and_is_no_attempt(store: Database, clock: FakeClock) -> None:
    job = ask(store)

    runner(store, clock, raising(RateLimitedError("slow down", retry_after=90, **ASKED))).run_once()

    assert look(store, job).due_at >= after(90)
    assert look(store, job).attempts == 0


def test_what_the_platform_refuses_fails_at_once(store: Database, clock: FakeClock) -> None:
    job = ask(store)

    runner(store, clock, raising(RejectedError("no such scope", **ASKED))).run_once()

    failed = look(store, job)
    assert failed.state is JobState.FAILED
    assert failed.reason == "RejectedError: square catalog.search: no such scope"


def test_a_job_that_always_raises_fails_in_the_end_and_its_neighbors_run(
    store: Database, clock: FakeClock
) -> None:
    poison, good = ask(store, Entity.PRODUCT), ask(store, Entity.STOCK)

    def handle(job: SyncJob, _context: JobContext) -> JsonValue:
        if job.entity is Entity.PRODUCT:
            raise KeyError("4111 1111 1111 1111")
        return None

    worker = runner(store, clock, handle)
    while worker.run_once():
        pass
    assert look(store, good).state is JobState.DONE
    for _ in range(10):
        clock.advance(minutes=16)
        worker.run_once()

    failed = look(store, poison)
    assert (failed.state, failed.attempts, failed.reason) == (JobState.FAILED, 8, "KeyError")


def test_a_job_that_kills_its_workers_fails_in_the_end(store: Database, clock: FakeClock) -> None:
    job = ask(store)
    for _ in range(8):
        with store.write() as tx:
            (claimed,) = sync_jobs.claim(
                tx, owner="dead", now=clock.now(), lease=job_runner.LEASE, limit=1
            )
        clock.advance(seconds=60)

    runner(store, clock, raising(AssertionError("it was begun"))).run_once()

    assert claimed.attempts == 8
    assert look(store, job).state is JobState.FAILED


def test_a_closed_gate_keeps_a_job_waiting_without_an_attempt(
    store: Database, clock: FakeClock
) -> None:
    job = ask(store)
    never = raising(AssertionError("it was begun"))

    runner(store, clock, never, gate=lambda _job, _now: after(30)).run_once()

    waiting = look(store, job)
    assert (waiting.state, waiting.attempts) == (JobState.PENDING, 0)
    assert (waiting.due_at, waiting.reason) == (after(30), "the platform is down")


def test_the_lease_is_kept_while_a_handler_waits_for_its_platform(
    store: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "_BEAT_S", 0.001)
    ask(store)

    def handle(job: SyncJob, context: JobContext) -> JsonValue:
        clock.advance(seconds=59)
        kept = threading.Event()
        while look(store, job).due_at < after(119):
            kept.wait(0.001)
        return None

    assert runner(store, clock, handle).run_once() == 1


def test_a_stuck_handler_is_not_kept_for_ever(
    store: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "_BEAT_S", 0.0)
    monkeypatch.setattr(job_runner, "_STUCK_S", 0.0)
    job = ask(store)
    before = []

    def handle(_job: SyncJob, _context: JobContext) -> JsonValue:
        while any(thread.name == job_runner.KEEPER for thread in threading.enumerate()):
            threading.Event().wait(0.001)
        before.append(look(store, job).heartbeat_at)
        return None

    clock.advance(seconds=5)
    runner(store, clock, handle).run_once()

    assert before == [after(5)], "claimed, and not prolonged since"


def test_only_kinds_that_have_a_handler_are_claimed(store: Database, clock: FakeClock) -> None:
    ask(store, kind=JobKind.VERIFY)

    assert runner(store, clock, lambda *_: None).run_once() == 0
