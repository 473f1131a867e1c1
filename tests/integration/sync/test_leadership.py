"""Timed jobs of several workers: one leads, its end makes room, losing Redis stops nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.worker import Loop, TimedJob, Worker
from storage.redis_server import embedded_redis, redis_client
from tests.integration.sync.house import poll

KEY = "voicetill:test-leadership"
"""Of its own: other tests' workers may still be leading."""


class Job:
    """Counts its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> None:
        self.runs += 1


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """A real Valkey in which nobody leads."""
    opened = redis_client(redis_url)
    opened.delete(KEY)
    yield opened
    opened.close()


def worker(
    client: redis.Redis | None, job: Job, *, every_s: int = 1, leader_ttl_s: float = 15.0
) -> Worker:
    """A worker with one job; its place as leader outlives any pause of this machine."""
    return Worker(
        loops=(),
        jobs=(TimedJob(name="job", work=job, every_s=every_s),),
        redis_client=client,
        leader_ttl_s=leader_ttl_s,
        leader_key=KEY,
    )


def test_one_worker_leads_and_its_end_makes_room(client: redis.Redis) -> None:
    first, second = Job(), Job()
    leader, other = worker(client, first), worker(client, second)
    leader.start()
    poll(lambda: bool(client.exists(KEY)), "nobody leads")
    other.start()
    poll(lambda: first.runs >= 2, "the leader's job does not run")
    assert second.runs == 0
    leader.stop()
    poll(lambda: second.runs >= 1, "nobody takes over")
    other.stop()

    assert not client.exists(KEY), "the last one resigned too"


def test_a_leader_renews_its_place_also_between_its_jobs(client: redis.Redis) -> None:
    job = Job()
    leader = worker(client, job, every_s=3600, leader_ttl_s=3.0)
    leader.start()
    poll(lambda: client.pttl(KEY) > 0, "nobody leads")
    for _ in range(2):
        poll(lambda: 0 < client.pttl(KEY) < 2500, "no time passes")
        poll(lambda: client.pttl(KEY) > 2700, "the place is not renewed")

    leader.stop()
    assert job.runs == 0


def test_a_leader_that_died_is_followed_when_its_lock_runs_out(client: redis.Redis) -> None:
    client.set(KEY, b"dead", px=1200)
    job = Job()
    follower = worker(client, job)
    follower.start()

    poll(lambda: job.runs >= 1, "nobody takes over")

    follower.stop()


def test_without_redis_every_worker_does_its_jobs(tmp_path: Path) -> None:
    server = embedded_redis(tmp_path)
    gone = redis_client(server.url)
    server.close()
    jobs = Job(), Job()
    workers = [worker(None, jobs[0]), worker(gone, jobs[1])]
    for each in workers:
        each.start()

    poll(lambda: all(job.runs for job in jobs), "a job waits for Redis")

    for each in workers:
        each.stop()
    gone.close()


def test_a_signal_from_a_web_process_wakes_the_loops(client: redis.Redis) -> None:
    rounds = threading.Semaphore(0)

    def work() -> int:
        rounds.release()
        return 0

    woken = Worker(
        loops=(Loop(name="inbox", work=work, idle_s=600.0),),
        redis_client=client,
        wake_channel="wake-test",
    )
    woken.start()
    assert rounds.acquire(timeout=10)

    def signal() -> bool:
        client.publish("wake-test", b"inbox")
        return rounds.acquire(timeout=0.02)

    poll(signal, "the signal is not heard")

    woken.stop()
