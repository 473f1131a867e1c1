"""Limits of API keys, test keys, and what is said before an operation ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Response

from app.api.deprecation import Deprecated
from app.api.rates import Rates
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, Api


class Timer:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


def test_a_whole_minutes_requests_may_come_at_once_and_then_evenly(timer: Timer) -> None:
    rates = Rates(60, timer=timer)

    assert [rates.take("k").left for _ in range(60)] == list(range(59, -1, -1))
    refused = rates.take("k")
    assert (refused.left, refused.wait_s) == (0, 1)

    timer.now += 1.0
    assert rates.take("k").wait_s == 0
    assert rates.take("k").wait_s == 1


def test_what_is_refused_uses_nothing_up(timer: Timer) -> None:
    rates = Rates(2, timer=timer)
    for _ in range(50):
        rates.take("k")

    timer.now += 60.0
    assert [rates.take("k").wait_s > 0 for _ in range(3)] == [False, False, True]


def test_keys_are_counted_apart_and_each_by_its_own_limit(timer: Timer) -> None:
    rates = Rates(1, timer=timer)

    assert rates.take("a").wait_s == 0
    assert rates.take("b").wait_s == 0
    assert rates.take("c", 2).left == 1
    assert rates.take("a").wait_s == 60


def test_each_process_counts_its_share_and_tells_the_whole(timer: Timer) -> None:
    rates = Rates(100, processes=4, timer=timer)
    allowance = rates.take("k")

    assert allowance.policy == '"minute";q=100;w=60'
    assert allowance.left == 24


def test_every_answer_tells_what_is_left(api: Api, services: FakeServices) -> None:
    services.rates = Rates(60)
    answer = api.get("/v1/products", query="nike")
    missing = api.get("/v1/orders/ord_nope")

    assert answer.headers["RateLimit-Policy"] == '"minute";q=60;w=60'
    assert answer.headers["RateLimit"] == '"minute";r=59;t=1'
    assert missing.status_code == 404
    assert missing.headers["RateLimit"].startswith('"minute";r=58')


def test_one_request_too_many_is_refused_with_the_time_to_wait(
    api: Api, services: FakeServices
) -> None:
    services.rates = Rates(1)
    api.get("/v1/products")
    answer = api.get("/v1/products")

    assert answer.status_code == 429
    assert answer.get_json()["type"] == "/problems/rate-limited"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"].startswith('"minute";r=0')


def test_nobody_without_a_key_is_counted_or_told(api: Api) -> None:
    answer = api.http.get("/v1/products")

    assert answer.status_code == 401
    assert "RateLimit" not in answer.headers


def test_a_test_key_of_a_merchant_that_sells_reaches_nothing(
    api: Api, services: FakeServices
) -> None:
    key = services.keys.issue(ACME)
    services.keys.shut_out(key)
    answer = Api(api.http, key).get("/v1/products")

    assert answer.status_code == 403
    assert answer.get_json()["type"] == "/problems/test-key-refused"


def test_an_operation_that_will_end_says_when_and_what_to_use_instead() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    ending = Deprecated(
        since=since, sunset=datetime(2027, 5, 1, tzinfo=UTC), guide="https://example.com/moving"
    )
    answer = Response()
    ending.tell(answer)

    assert answer.headers["Deprecation"] == "@1793491200"
    assert answer.headers["Sunset"] == "Sat, 01 May 2027 00:00:00 GMT"
    assert 'rel="deprecation"' in answer.headers["Link"]
    with pytest.raises(ValueError, match="cannot end before"):
        Deprecated(since=since, sunset=datetime(2026, 1, 1, tzinfo=UTC), guide="x")
