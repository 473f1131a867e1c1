"""How much a worker takes at once: learned from how long the last took."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync import stride
from sync.stride import Appetite, Stride


class Time:
    """Stopwatches that each group moves on, and that remember who slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.worked = 0.0
        self.slept: list[float] = []

    def work_for(self, seconds: float, *, waiting: float = 0.0) -> None:
        """What a group does."""
        self.now += seconds + waiting
        self.worked += seconds

    def sleep(self, seconds: float) -> None:
        """Give way."""
        self.slept.append(seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    """In place of the machine's."""
    moved = Time()
    monkeypatch.setattr(stride, "perf_counter", lambda: moved.now)
    monkeypatch.setattr(stride, "thread_time", lambda: moved.worked)
    monkeypatch.setattr(stride, "sleep", moved.sleep)
    return moved


def lengths(time: Time, kept: Stride, *seconds: float) -> list[int]:
    """The length after each group that took so long."""
    found = []
    for each in seconds:
        kept.walk(lambda each=each: time.work_for(each))
        found.append(kept.length)
    return found


def test_groups_grow_while_they_are_short_and_shrink_when_they_were_long(time: Time) -> None:
    kept = Stride(gives_way=True, length=4)

    assert lengths(time, kept, 0.002, 0.002, 0.005, 0.010, 0.001) == [8, 16, 16, 8, 16]


def test_a_group_has_a_greatest_and_a_least_length(time: Time) -> None:
    kept = Stride(gives_way=True, length=4)

    assert max(lengths(time, kept, *[0.001] * 10)) == 64
    assert min(lengths(time, kept, *[0.5] * 10)) == 1


def test_the_one_writer_is_left_to_others_for_as_long_as_the_group_took(time: Time) -> None:
    lengths(time, Stride(gives_way=True, length=4), 0.004, 0.5)

    assert time.slept == pytest.approx([0.004, 0.05])


def test_waiting_for_a_busy_machine_does_not_make_groups_shorter(time: Time) -> None:
    kept = Stride(gives_way=True, length=4)

    kept.walk(lambda: time.work_for(0.002, waiting=0.2))

    assert kept.length == 8
    assert time.slept == [0.05]


def test_where_writers_do_not_queue_the_group_stays_long_and_nobody_sleeps(time: Time) -> None:
    kept = Stride(gives_way=False, length=200)

    assert lengths(time, kept, 0.5, 0.5) == [200, 200]
    assert not time.slept


def test_the_appetite_grows_with_a_backlog_that_goes_down_and_returns_with_its_end() -> None:
    kept = Appetite()
    sizes = []
    for full in (True, True, True, True, False):
        kept.learn(is_full=full, took_s=0.1)
        sizes.append(kept.size)

    assert sizes == [100, 200, 400, 400, 50]


def test_slow_platforms_spoil_the_appetite_down_to_a_least_bite() -> None:
    kept = Appetite()
    sizes = []
    for _ in range(4):
        kept.learn(is_full=True, took_s=2.0)
        sizes.append(kept.size)
    kept.learn(is_full=True, took_s=0.8)

    assert sizes == [25, 12, 8, 8]
    assert kept.size == 8


def test_a_slow_end_of_a_backlog_does_not_bring_the_appetite_back() -> None:
    kept = Appetite()

    kept.learn(is_full=False, took_s=2.0)
    assert kept.size == 25

    kept.learn(is_full=False, took_s=0.1)
    assert kept.size == 50
