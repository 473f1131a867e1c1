"""Timed jobs of several workers: one leads, its end makes room, losing Redis changes nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from time import monotonic

from app.worker import TimedJob, Worker
from domain.calls import SystemClock
from storage import leadership as stored
from storage.engine import Database
from sync.leadership import CLOCKS, Leadership
from tests.contracts_path import PROJECT_ROOT
from tests.integration.sync.house import poll

NAME = "test"
LONG = timedelta(seconds=30)
"""Outlives any pause of this machine."""
DIES_LEADING = """
import sys, time
from datetime import timedelta
from domain.calls import SystemClock
from storage.engine import open_database
from sync.leadership import Leadership
place = Leadership(open_database(sys.argv[1]), SystemClock(), name="test",
                   lease=timedelta(seconds=4))
while True:
    print("leads" if place.renew() else "waits", flush=True)
    time.sleep(place.renew_every_s)
"""


class Job:
    """Counts its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> None:
        self.runs += 1


def place(database: Database, lease: timedelta = LONG) -> Leadership:
    """A candidate of its own."""
    return Leadership(database, SystemClock(), name=NAME, lease=lease)


def worker(candidate: Leadership | None, job: Job, lay_down: Job | None = None) -> Worker:
    """A worker with one job."""
    return Worker(
        loops=(),
        jobs=(TimedJob(name="job", work=job, every_s=1, lay_down=lay_down),),
        leadership=candidate,
    )


def test_one_worker_leads_and_its_end_makes_room(database: Database) -> None:
    first, second, laid_down, other = Job(), Job(), Job(), place(database)
    leader, follower = worker(place(database), first), worker(other, second, laid_down)
    leader.start()
    poll(lambda: first.runs >= 1, "the leader's job does not run")
    follower.start()
    poll(lambda: first.runs >= 2, "the leader's job does not run")
    poll(lambda: laid_down.runs >= 1, "who does not lead still shows what it knew")
    assert second.runs == 0
    leader.stop()

    assert other.renew(), "the place is free at once"

    follower.stop()
    assert place(database).renew(), "the last one resigned too"


def test_of_many_candidates_exactly_one_leads(database: Database) -> None:
    candidates = [place(database) for _ in range(6)]
    threads = [threading.Thread(target=each.renew) for each in candidates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each.leads for each in candidates) == 1
    assert sum(each.renew() for each in candidates) == 1, "and it stays that one"


def test_a_leader_that_was_killed_is_followed_when_its_lease_ends(
    database: Database, database_url: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", DIES_LEADING, database_url],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "leads\n" in process.stdout, "it never led"
    follower = place(database, lease=timedelta(seconds=4))
    assert not follower.renew()
    process.kill()
    process.wait()
    process.stdout.close()
    killed = monotonic()

    poll(follower.renew, "nobody takes over")

    assert monotonic() - killed < 15


def test_a_dead_leader_is_followed_within_fifteen_seconds(database: Database) -> None:
    """The longest way: it renewed, died at once, and the follower had asked just before its end."""
    default = Leadership(database, SystemClock())

    assert default.renew()
    with database.read() as tx:
        held_until = stored.lease_of(tx, CLOCKS)

    assert held_until is not None
    left = held_until - SystemClock().now()
    assert left.total_seconds() + default.renew_every_s < 15


def test_who_cannot_renew_stops_leading_before_another_may_begin(database: Database) -> None:
    late = place(database, lease=timedelta(milliseconds=60))
    assert late.renew()

    poll(lambda: not late.leads, "it still believes to lead")

    next_one = place(database)
    poll(next_one.renew, "nobody takes over")
    assert not late.renew()


def test_without_redis_there_is_one_leader_all_the_same(database: Database) -> None:
    jobs = Job(), Job()
    workers = [worker(place(database), job) for job in jobs]
    for each in workers:
        each.start()

    poll(lambda: sum(job.runs for job in jobs) >= 1, "a job waits for Redis")

    for each in workers:
        each.stop()
    assert min(job.runs for job in jobs) == 0
