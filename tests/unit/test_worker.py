"""The worker's loops: each by itself, woken early, ended together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from app.worker import Loop, Worker

DEADLINE_S = 60.0
FOREVER_S = 600.0


@dataclass
class Rounds:
    """Work that reports these results, then nothing more; an error is raised."""

    results: list[int | Exception] = field(default_factory=list)
    count: int = 0
    _happened: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self) -> int:
        with self._happened:
            self.count += 1
            self._happened.notify_all()
            result = self.results.pop(0) if self.results else 0
        if isinstance(result, Exception):
            raise result
        return result

    def reach(self, count: int) -> bool:
        """Wait until that many rounds were begun."""
        with self._happened:
            return self._happened.wait_for(lambda: self.count >= count, DEADLINE_S)


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """Workers of the test, ended with it."""
    started: list[Worker] = []
    yield started
    for worker in started:
        worker.stop()


def start(workers: list[Worker], *loops: Loop) -> Worker:
    """A running worker."""
    worker = Worker(loops=loops)
    workers.append(worker)
    worker.start()
    return worker


def test_a_loop_goes_on_at_once_while_there_is_work(workers: list[Worker]) -> None:
    work = Rounds([3, 2, 1])

    start(workers, Loop(name="busy", work=work, idle_s=FOREVER_S))

    assert work.reach(4), "three rounds with work and the empty one after them"


def test_a_loop_that_fails_is_tried_again_and_the_others_do_not_notice(
    workers: list[Worker],
) -> None:
    failing, steady = Rounds([RuntimeError("boom")]), Rounds([1] * 50)

    start(
        workers,
        Loop(name="failing", work=failing, idle_s=FOREVER_S),
        Loop(name="steady", work=steady, idle_s=FOREVER_S),
    )

    assert steady.reach(51)
    assert failing.reach(2)


def test_a_failure_that_stays_the_same_is_told_whole_once_and_then_that_it_is_over(
    workers: list[Worker],
) -> None:
    work = Rounds([RuntimeError("away"), RuntimeError("away"), 1])

    with capture_logs() as lines:
        start(workers, Loop(name="failing", work=work, idle_s=FOREVER_S))
        assert work.reach(4)

    told = [(line["event"], line.get("rounds")) for line in lines]
    assert told == [("worker.failed", None), ("worker.recovered", 2)]


def test_another_failure_is_news(workers: list[Worker]) -> None:
    work = Rounds([RuntimeError("away"), RuntimeError("full")])

    with capture_logs() as lines:
        start(workers, Loop(name="failing", work=work, idle_s=FOREVER_S))
        assert work.reach(3)

    failed = [str(line["exc_info"]) for line in lines if line["event"] == "worker.failed"]
    assert failed == ["away", "full"]


def test_waking_shortens_the_wait(workers: list[Worker]) -> None:
    work = Rounds()
    worker = start(workers, Loop(name="idle", work=work, idle_s=FOREVER_S))
    assert work.reach(1)

    woken = threading.Event()

    def keep_waking() -> None:  # a signal in the moment before the wait is allowed to be lost
        while not woken.wait(0.01):
            worker.wake()

    waker = threading.Thread(target=keep_waking)
    waker.start()
    reached = work.reach(2)
    woken.set()
    waker.join()

    assert reached


def test_stopping_ends_idle_and_busy_loops_after_their_round() -> None:
    idle, busy = Rounds(), Rounds([1] * 1_000_000)
    worker = Worker(
        loops=(
            Loop(name="idle", work=idle, idle_s=0.5),
            Loop(name="busy", work=busy, idle_s=0.5),
        )
    )
    worker.start()
    assert idle.reach(1)
    assert busy.reach(1)

    worker.stop()

    rounds = (idle.count, busy.count)
    assert not [t for t in threading.enumerate() if t.name in ("idle", "busy")]
    assert (idle.count, busy.count) == rounds


def test_asking_to_stop_lets_the_waiting_process_go_on(workers: list[Worker]) -> None:
    worker = start(workers, Loop(name="idle", work=Rounds(), idle_s=0.1))
    waiting = threading.Thread(target=worker.wait)
    waiting.start()

    worker.ask_to_stop()

    waiting.join(DEADLINE_S)
    assert not waiting.is_alive()
