"""The bell on a real Redis: one idle worker wakes, whoever rang and wherever it waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
import redis

from app.worker import Loop, Worker
from app.worker_bell import Bell
from storage.redis_server import embedded_redis, redis_client
from tests.integration.sync.house import poll

NAME = "voicetill:test-bell"


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """A real Valkey in which nothing rang."""
    opened = redis_client(redis_url)
    opened.delete(NAME)
    yield opened
    opened.close()


class Rounds:
    """Work that finds nothing, and counts how often it looked."""

    def __init__(self) -> None:
        self.looked = threading.Semaphore(0)

    def __call__(self) -> int:
        self.looked.release()
        return 0


def waiting(client: redis.Redis, name: str) -> int:
    """How many clients of that name wait for a bell; workers of other tests may, too."""
    listed: list[dict[str, str]] = client.client_list()
    return sum(each["name"] == name and "b" in each["flags"] for each in listed)


def test_a_ring_wakes_one_of_those_who_wait(client: redis.Redis, redis_url: str) -> None:
    heard: list[bool] = []
    name = "patient"
    patient = redis.Redis.from_url(redis_url, client_name=name)
    with patient, ThreadPoolExecutor() as pool:
        bell = Bell(patient, NAME)
        for _ in range(3):
            pool.submit(lambda: heard.append(bell.wait(30)))
        poll(lambda: waiting(client, name) == 3, "they do not wait")

        Bell(client, NAME).ring()

        poll(lambda: len(heard) == 1, "nobody woke")
        assert waiting(client, name) == 2
        Bell(client, NAME).ring()
        Bell(client, NAME).ring()
    assert heard == [True] * 3


def test_a_ring_shortens_a_workers_rest(client: redis.Redis) -> None:
    rounds = Rounds()
    bell = Bell(client, NAME)
    worker = Worker(loops=(Loop(name="inbox", work=rounds, idle_s=0.9, bell=bell),))
    worker.start()
    began = monotonic()

    for _ in range(20):
        assert rounds.looked.acquire(timeout=60)
        bell.ring()

    assert monotonic() - began < 20 * 0.9 / 2
    worker.stop()


def test_a_ring_that_nobody_heard_is_heard_by_the_next_and_few_are_kept(
    client: redis.Redis,
) -> None:
    bell = Bell(client, NAME)
    for _ in range(100):
        bell.ring()

    heard = 0
    while bell.wait(0.01):
        heard += 1
    assert heard == 16


def test_without_redis_a_worker_looks_by_itself(tmp_path: Path) -> None:
    server = embedded_redis(tmp_path)
    gone = redis_client(server.url)
    server.close()
    rounds = Rounds()
    worker = Worker(loops=(Loop(name="inbox", work=rounds, idle_s=0.01, bell=Bell(gone, NAME)),))
    worker.start()

    for _ in range(3):
        assert rounds.looked.acquire(timeout=60)

    worker.stop()
    gone.close()
