"""A job done in one's own process: one at a time, seen by others, ended however the block ends."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from storage import sync_jobs
from storage.sync_jobs import JobKind, JobState, SyncJob
from sync.done_here import TakenElsewhere, done_here
from sync.job_runner import LEASE, JobCanceledError, JobContext
from tests.unit.sync.memory_house import CONNECTION, MemoryHouse


def the_job(house: MemoryHouse) -> SyncJob:
    with house.database.read() as tx:
        (job,) = sync_jobs.listed(tx, None, kind=JobKind.FULL).rows
    return job


def test_the_job_is_ours_alone_until_the_block_ends(house: MemoryHouse) -> None:
    with done_here(house.database, house.clock, CONNECTION, JobKind.FULL, actor="ann") as work:
        assert isinstance(work, JobContext)
        work.page_done({"records": 3})
        assert house.work_off() == 0
        assert the_job(house).state is JobState.RUNNING

    ended = the_job(house)
    assert (ended.state, ended.progress, ended.requested_by) == (
        JobState.DONE,
        {"records": 3},
        "ann",
    )


def test_a_job_that_waits_is_taken_over_and_one_that_runs_is_not(house: MemoryHouse) -> None:
    house.ask(JobKind.FULL)
    place = house.database, house.clock, CONNECTION, JobKind.FULL

    with done_here(*place, actor="ann") as first, done_here(*place, actor="bob") as second:
        assert isinstance(first, JobContext)
        assert isinstance(second, TakenElsewhere)
        assert second.job.id == first.job.id

    assert the_job(house).state is JobState.DONE


def test_what_the_block_raises_fails_the_job(house: MemoryHouse) -> None:
    with (
        pytest.raises(KeyError),
        done_here(house.database, house.clock, CONNECTION, JobKind.FULL, actor="ann"),
    ):
        raise KeyError("x")

    assert (the_job(house).state, the_job(house).reason) == (JobState.FAILED, "KeyError")


def test_somebody_who_presses_stop_ends_it(house: MemoryHouse) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        done_here(house.database, house.clock, CONNECTION, JobKind.FULL, actor="ann"),
    ):
        raise KeyboardInterrupt

    assert the_job(house).state is JobState.FAILED


def test_others_can_cancel_it(house: MemoryHouse) -> None:
    def read_on() -> None:
        with done_here(house.database, house.clock, CONNECTION, JobKind.FULL, actor="ann") as work:
            assert isinstance(work, JobContext)
            with house.database.write() as tx:
                sync_jobs.cancel(tx, CONNECTION.merchant_id, work.job.id, now=house.clock.now())
            work.page_done()

    with pytest.raises(JobCanceledError):
        read_on()
    assert the_job(house).state is JobState.CANCELED


def test_what_a_killed_process_of_this_machine_left_is_taken_at_once(house: MemoryHouse) -> None:
    over = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True
    )
    gone = f"here:{socket.gethostname()}:{int(over.stdout)}:0"
    place = house.database, house.clock, CONNECTION, JobKind.FULL
    job = house.ask(JobKind.FULL)
    with house.database.write() as tx:
        sync_jobs.claim(tx, owner=gone, now=house.clock.now(), lease=LEASE, limit=1, only=job.id)

    with done_here(*place, actor="ann") as work:
        assert isinstance(work, JobContext)
        assert work.job.id == job.id


def test_what_a_process_elsewhere_is_at_is_left_to_it(house: MemoryHouse) -> None:
    job = house.ask(JobKind.FULL)
    with house.database.write() as tx:
        sync_jobs.claim(
            tx, owner="here:elsewhere:1:0", now=house.clock.now(), lease=LEASE, limit=1, only=job.id
        )

    with done_here(house.database, house.clock, CONNECTION, JobKind.FULL, actor="ann") as work:
        assert isinstance(work, TakenElsewhere)
