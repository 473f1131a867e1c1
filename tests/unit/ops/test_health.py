"""Readiness tells each dependency's state, and the worst of them decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis.exceptions import ConnectionError as RedisGone

from app.ops.checks import RedisCheck
from app.ops.health import Probe, ReadinessBoard, State
from app.web import WebOptions, create_app
from tests.fakes.rest import FakeServices


@dataclass(frozen=True)
class _Dependency:
    """One that is in each of these states in turn."""

    name: str
    states: Iterator[State]

    def probe(self) -> Probe:
        return Probe(state=next(self.states), figures={"n": 1})


def _check(name: str, *states: State) -> _Dependency:
    return _Dependency(name, iter(states))


@pytest.mark.parametrize(
    ("states", "worst", "status"),
    [
        ((), "ok", 200),
        ((State.OK, State.OK), "ok", 200),
        ((State.OK, State.DEGRADED), "degraded", 200),
        ((State.DOWN, State.DEGRADED, State.OK), "down", 503),
    ],
)
def test_the_worst_dependency_decides(states: tuple[State, ...], worst: str, status: int) -> None:
    services = FakeServices(checks=[_check(f"d{n}", state) for n, state in enumerate(states)])
    answer = create_app(services, WebOptions()).test_client().get("/readyz")

    assert (answer.status_code, answer.get_json()["state"]) == (status, worst)
    told = answer.get_json()["dependencies"]
    assert [told[f"d{n}"]["state"] for n in range(len(states))] == list(states)


def test_dependencies_are_looked_at_once_a_second_at_most() -> None:
    moment = [0.0]
    board = ReadinessBoard([_check("d", State.OK, State.DOWN)], timer=lambda: moment[0])

    assert board.read().state is board.read().state is State.OK
    moment[0] = 1.0
    assert board.read().state is State.DOWN


def test_the_process_lives_whatever_its_dependencies_do() -> None:
    services = FakeServices(checks=[_check("d", State.DOWN)])

    assert create_app(services, WebOptions()).test_client().get("/healthz").status_code == 200


class _Redis:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def ping(self) -> object:
        if self.error is not None:
            raise self.error
        return True


@pytest.mark.parametrize(
    ("client", "state"),
    [
        (_Redis(), State.OK),
        (_Redis(RedisGone("gone")), State.DEGRADED),
        (_Redis(OSError("gone")), State.DEGRADED),
        (None, State.DEGRADED),
    ],
)
def test_losing_redis_degrades_and_does_not_stop(client: _Redis | None, state: State) -> None:
    assert RedisCheck(client=client).probe().state is state
