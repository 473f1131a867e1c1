"""An outage: noticed, waited for without burning attempts, caught up with without a stampede."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.calls import Call
from domain.catalog import StockLevel
from domain.errors import NotAuthorizedError, RejectedError, UnavailableError
from domain.events import Changed, Entity, PosEvent, Refetch
from domain.ids import ConnectionId, PlatformId
from domain.ports.pos import Page
from storage import health, sync_jobs
from storage.dead_letters import LetterFilter
from storage.health import HealthState, Sighting
from storage.sync_jobs import JobKind, JobState
from sync.crowd import Crowd
from sync.inbox_worker import InboxWorker
from sync.job_runner import JobRunner
from sync.letters import DeadLetterDesk
from sync.outage import Outages, Prober, ramp
from tests.fakes.clock import FakeClock
from tests.integration.care.world import World
from tests.integration.storage.shop import NOW


@dataclass
class Till:
    """A platform that can be away; knows when it was asked."""

    clock: FakeClock
    error: Exception | None = None
    asked: list[tuple[datetime, str]] = field(default_factory=list)

    def open(self, connection_id: ConnectionId, call: Call, **_options: Any) -> Till:
        return self

    def ping(self) -> None:
        self._answer("ping")

    def stock(self, *, inventory_ids: Sequence[PlatformId]) -> Iterator[Page[StockLevel]]:
        self._answer(inventory_ids[0])
        return iter((Page(records=()),))

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """`refetch` names what to ask for; `count` tells all by itself."""
        if topic == "refetch":
            return [Refetch(entity=Entity.STOCK, platform_id=PlatformId(body.decode()))]
        level = StockLevel(
            inventory_platform_id=PlatformId(body.decode()),
            location_platform_id=PlatformId("P1"),
            available=Decimal(3),
            as_of=NOW,
            revision=1,
        )
        return [Changed(entity=Entity.STOCK, record=level)]

    def per_second(self) -> Counter[int]:
        """How often it was asked in each second."""
        return Counter(int((at - NOW).total_seconds()) for at, _ in self.asked)

    def _answer(self, what: str) -> None:
        self.asked.append((self.clock.now(), what))
        if self.error is not None:
            raise self.error


GONE = UnavailableError("connection refused", platform="square", operation="ping")


@pytest.fixture
def till(clock: FakeClock) -> Till:
    return Till(clock)


@pytest.fixture
def outages(world: World, clock: FakeClock) -> Outages:
    return Outages(world.database, clock)


@pytest.fixture
def worker(world: World, clock: FakeClock, till: Till, outages: Outages) -> InboxWorker:
    return InboxWorker(world.database, till, lambda _: till, clock, waits_until=outages.waits_until)


@pytest.fixture
def runner(world: World, clock: FakeClock, till: Till, outages: Outages) -> JobRunner:
    prober = Prober(world.database, till, outages, clock)

    def delta(*_: Any) -> dict[str, Any]:
        till._answer("delta")
        return {}

    return JobRunner(
        world.database,
        {JobKind.PROBE: prober, JobKind.DELTA: delta},
        clock,
        gate=outages.gate,
    )


def fail(outages: Outages, world: World, clock: FakeClock, times: int = 5) -> HealthState:
    seen = Sighting()
    for _ in range(times):
        seen.failed("UnavailableError: refused", now=clock.now())
    return outages.tell(world.small, seen).health.state


def ask(world: World, clock: FakeClock, kind: JobKind, entity: Entity | None = None) -> None:
    with world.database.write() as tx:
        sync_jobs.enqueue(
            tx,
            world.small,
            kind=kind,
            entity=entity,
            due_at=clock.now(),
            requested_by="test",
            now=clock.now(),
        )


def state(world: World) -> HealthState:
    with world.database.read() as tx:
        known = health.get(tx, world.small.id)
    assert known is not None
    return known.state


def jobs(world: World, *states: JobState) -> list[sync_jobs.SyncJob]:
    with world.database.read() as tx:
        return list(sync_jobs.listed(tx, None, states=states, limit=100).rows)


# --- noticing --------------------------------------------------------------------------------


def test_failures_in_a_row_degrade_and_then_down_a_connection_and_one_success_ends_it(
    world: World, outages: Outages, clock: FakeClock
) -> None:
    assert fail(outages, world, clock, times=4) is HealthState.DEGRADED
    clock.advance(seconds=10)
    assert fail(outages, world, clock, times=1) is HealthState.DOWN
    since = clock.now()
    clock.advance(seconds=10)
    assert fail(outages, world, clock) is HealthState.DOWN
    with world.database.read() as tx:
        known = health.get(tx, world.small.id)
        assert health.down(tx) == {"con_a"}
    assert known is not None
    assert (known.since, known.failures) == (since, 10)
    assert known.last_error == "UnavailableError: refused"

    seen = Sighting()
    seen.answered(80, now=clock.now())
    change = outages.tell(world.small, seen)

    assert change.came_back
    assert change.health.state is HealthState.UP


def test_a_success_among_failures_counts_only_what_came_after_it(
    world: World, outages: Outages, clock: FakeClock
) -> None:
    seen = Sighting()
    for _ in range(9):
        seen.failed("x", now=clock.now())
    seen.answered(10, now=clock.now())
    seen.failed("x", now=clock.now())

    assert outages.tell(world.small, seen).health.state is HealthState.DEGRADED


def test_two_failed_probes_are_an_outage_and_the_next_probe_comes_soon(
    world: World, runner: JobRunner, till: Till, clock: FakeClock
) -> None:
    till.error = GONE
    for expected in (HealthState.DEGRADED, HealthState.DOWN):
        ask(world, clock, JobKind.PROBE)
        assert runner.run_once() == 1
        assert state(world) is expected
        clock.advance(seconds=1)
    assert runner.run_once() == 0
    clock.advance(seconds=9)
    till.error = None

    assert runner.run_once() == 1
    assert state(world) is HealthState.UP


@pytest.mark.parametrize("error", [NotAuthorizedError, RejectedError])
def test_a_platform_that_refuses_is_not_down(
    world: World, runner: JobRunner, till: Till, clock: FakeClock, error: type[Exception]
) -> None:
    till.error = error("no", platform="square", operation="ping")
    for _ in range(3):
        ask(world, clock, JobKind.PROBE)
        runner.run_once()

    assert state(world) is HealthState.UP


# --- waiting ---------------------------------------------------------------------------------


def test_while_down_nothing_is_asked_and_no_attempt_is_burned(
    world: World, worker: InboxWorker, outages: Outages, till: Till, clock: FakeClock
) -> None:
    world.receive(world.small, "d1", topic="refetch", body=b"V1")
    fail(outages, world, clock)
    for _ in range(30):
        worker.run_once()
        clock.advance(minutes=60)

    assert till.asked == []
    with world.database.read() as tx:
        (row,) = tx.exec_driver_sql("SELECT state, attempts, reason FROM inbox").fetchall()
    assert tuple(row) == ("pending", 0, "the platform is down")


def test_while_down_what_tells_all_by_itself_is_applied(
    world: World, worker: InboxWorker, outages: Outages, clock: FakeClock
) -> None:
    world.receive(world.small, "full", topic="count", body=b"V1")
    world.receive(world.small, "hint", topic="refetch", body=b"V2")
    fail(outages, world, clock)

    worker.run_once()

    assert world.states() == {"full": "done", "hint": "pending"}


def test_while_a_platform_takes_its_time_a_thread_is_left_for_other_connections(
    world: World, outages: Outages, till: Till, clock: FakeClock
) -> None:
    crowd = Crowd(at_most=1)
    worker = InboxWorker(world.database, till, lambda _: till, clock, crowd=crowd)
    world.receive(world.small, "slow", topic="refetch", body=b"V1")
    world.receive(world.big, "quick", topic="count", body=b"V2")

    with crowd.place(world.small.id):
        worker.run_once()
        assert world.states() == {"slow": "pending", "quick": "done"}
    worker.run_once()

    assert world.states() == {"slow": "done", "quick": "done"}


def test_what_is_more_than_a_mouthful_is_left_to_whoever_comes_first(
    world: World, till: Till, clock: FakeClock
) -> None:
    worker = InboxWorker(world.database, till, lambda _: till, clock)
    for number in range(40):
        world.receive(world.small, f"d{number:02}", topic="refetch", body=b"V%d" % (number % 30))

    worker.run_once()

    assert len(till.asked) == 16
    assert sorted(world.states().values()) == ["done"] * 16 + ["pending"] * 24
    worker.run_once()
    assert len(till.asked) == 30


def test_the_neighbor_of_a_connection_that_is_down_is_not_kept_waiting(
    world: World, worker: InboxWorker, outages: Outages, till: Till, clock: FakeClock
) -> None:
    world.receive(world.small, "d1", topic="refetch", body=b"V1")
    world.receive(world.big, "d2", topic="refetch", body=b"V2")
    fail(outages, world, clock)

    worker.run_once()

    assert world.states() == {"d1": "pending", "d2": "done"}
    assert [what for _, what in till.asked] == ["V2"]


def test_a_job_waits_for_the_probe(
    world: World, runner: JobRunner, outages: Outages, till: Till, clock: FakeClock
) -> None:
    fail(outages, world, clock)
    ask(world, clock, JobKind.DELTA, Entity.PRODUCT)

    runner.run_once()

    (waiting,) = jobs(world)
    assert (waiting.state, waiting.attempts) == (JobState.PENDING, 0)
    assert timedelta(seconds=29) < waiting.due_at - NOW < timedelta(seconds=91)
    assert till.asked == []


# --- returning -------------------------------------------------------------------------------


def test_the_ramp_lets_five_go_at_first_and_more_every_second() -> None:
    per_second = Counter(int(ramp(place).total_seconds()) for place in range(400))

    assert 4 <= per_second[0] <= 6
    assert all(per_second[s] <= per_second[s + 1] + 1 for s in range(20))
    assert ramp(0) == timedelta(0)
    assert ramp(50_000) < timedelta(minutes=10)


def test_after_the_return_all_is_caught_up_in_order_and_without_a_stampede(
    world: World, worker: InboxWorker, runner: JobRunner, outages: Outages, till: Till,
    clock: FakeClock,
) -> None:  # fmt: skip
    fail(outages, world, clock)
    names = [f"V{number:03}" for number in range(120)]
    for name in names:
        world.receive(world.small, name, topic="refetch", body=name.encode(), at=clock.now())
    while worker.run_once():
        pass
    assert till.asked == []

    ask(world, clock, JobKind.PROBE)
    runner.run_once()
    for _ in range(40):
        while worker.run_once() or runner.run_once():
            pass
        clock.advance(seconds=1)

    assert set(world.states().values()) == {"done"}
    refetched = [what for _, what in till.asked if what.startswith("V")]
    assert refetched == names
    calls = till.per_second()
    assert max(calls.values()) <= 30
    assert calls[0] <= 12
    done = [job for job in jobs(world, JobState.DONE) if job.kind is JobKind.DELTA]
    assert [job.entity for job in sorted(done, key=lambda job: job.finished_at or NOW)] == [
        Entity.PRODUCT,
        Entity.STOCK,
        Entity.CUSTOMER,
        Entity.ORDER,
    ]


def test_what_a_crash_kept_from_being_let_go_comes_due_by_itself(
    world: World, worker: InboxWorker, outages: Outages, till: Till, clock: FakeClock
) -> None:
    world.receive(world.small, "d1", topic="refetch", body=b"V1")
    fail(outages, world, clock)
    worker.run_once()
    seen = Sighting()
    seen.alive(now=clock.now())
    with world.database.write() as tx:
        health.note(tx, world.small, seen, now=clock.now())  # and then the process died

    clock.advance(seconds=91)
    worker.run_once()

    assert world.states() == {"d1": "done"}


# --- poison ----------------------------------------------------------------------------------


def test_a_poison_delivery_is_a_dead_letter_and_its_neighbors_are_done(
    world: World, worker: InboxWorker, till: Till, clock: FakeClock
) -> None:
    good = till.parse

    def parse(topic: str, body: bytes) -> list[PosEvent]:
        if body == b"poison":
            raise KeyError("id")
        return good(topic, body)

    till.parse = parse
    for name in ("V1", "poison", "V2", "poison", "V3"):
        delivery = f"{name}-{len(world.states())}"
        world.receive(world.small, delivery, topic="refetch", body=name.encode())
    for _ in range(9):
        worker.run_once()
        clock.advance(hours=1)

    states = Counter(world.states().values())
    assert states == {"done": 3, "dead": 2}
    (group,) = DeadLetterDesk(world.database, clock).groups(LetterFilter())
    assert (group.code, group.letters) == ("KeyError", 2)
