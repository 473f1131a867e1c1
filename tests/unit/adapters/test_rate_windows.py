"""A budget made of "so many in so many seconds": no window sees more, and shoppers do not wait."""

from __future__ import annotations

import random

import pytest

from adapters.bucket import Bucket, Turn
from adapters.wire import BudgetReading, RatePolicy
from domain.calls import Lane

HUNDRED_A_MINUTE = RatePolicy.per_window(100, 60)


def bucket_of(policy: RatePolicy) -> Bucket:
    return Bucket(level=policy.burst, per_s=policy.per_s, burst=policy.burst, at=0.0)


def busiest(moments: list[float], window: float) -> int:
    """The most requests that any window of that length holds."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize(("requests", "seconds"), [(100, 60), (16, 1), (1, 1), (300, 300), (3, 10)])
def test_no_window_sees_more_than_its_number(requests: int, seconds: float) -> None:
    policy = RatePolicy.per_window(requests, seconds)
    bucket, now, sent = bucket_of(policy), 0.0, []
    while now < 5 * seconds:
        turn = bucket.take(1, Lane.LIVE, policy, now=now)
        if turn.ticket is not None:
            sent.append(now)
        else:
            now += turn.wait_s

    assert busiest(sent, seconds) <= requests
    assert len(sent) >= 0.55 * 5 * requests


def test_a_backfill_beside_it_does_not_make_a_shopper_wait() -> None:
    policy, chance = HUNDRED_A_MINUTE, random.Random(4)
    bucket, now, waits, sent = bucket_of(policy), 0.0, [], []
    live_at, backfill_at = 1.0, 0.0
    while now < 3600:
        now = min(live_at, backfill_at)
        if now == backfill_at:
            turn = bucket.take(1, Lane.BACKFILL, policy, now=now)
            backfill_at = now + max(turn.wait_s, 0.05)
            sent += [now] * (turn.ticket is not None)
        else:
            wait = bucket.take(1, Lane.LIVE, policy, now=now, patience_s=5).wait_s
            waits.append(wait)
            sent.append(now + wait)
            live_at = now + chance.expovariate(20 / 60)

    assert sorted(waits)[int(len(waits) * 0.99)] < 0.25
    assert busiest(sorted(sent), 60) <= 100


def test_units_booked_in_advance_are_served_in_the_order_they_were_asked_for() -> None:
    policy = RatePolicy(per_s=10, burst=1, adaptive=True, max_per_s=10)
    bucket = bucket_of(policy)

    turns = [bucket.take(1, Lane.LIVE, policy, now=0.0, patience_s=5) for _ in range(4)]

    assert [turn.wait_s for turn in turns] == pytest.approx([0, 0.1, 0.2, 0.3])
    tickets = [turn.ticket for turn in turns if turn.ticket is not None]
    assert [bucket.wait_on(each, policy, now=0.15) for each in tickets] == pytest.approx(
        [0, 0, 0.05, 0.15]
    )


def test_a_queue_moves_up_when_calls_cost_less_than_they_said() -> None:
    policy = RatePolicy(per_s=10, burst=100, adaptive=False)
    bucket = bucket_of(policy)
    first, second = (bucket.take(90, Lane.LIVE, policy, now=0.0, patience_s=60) for _ in range(2))
    assert first.wait_s == 0
    assert 8 < second.wait_s < 9

    bucket.settle(90, BudgetReading(cost=3), policy, now=0.1)

    assert second.ticket is not None
    assert bucket.wait_on(second.ticket, policy, now=0.1) == 0


def test_what_calls_really_cost_is_learned_for_those_who_ask_how_long_it_takes() -> None:
    policy = RatePolicy(per_s=10, burst=100, adaptive=False)
    bucket = bucket_of(policy)
    for _ in range(20):
        bucket.take(50, Lane.LIVE, policy, now=0.0)
        bucket.settle(50, BudgetReading(cost=5), policy, now=0.0)
    turns = [bucket.take(50, Lane.LIVE, policy, now=10.0, patience_s=60) for _ in range(20)]

    assert turns[-1].wait_s < 20


def test_a_queue_whose_state_was_lost_goes_on() -> None:
    policy = RatePolicy(per_s=1, burst=10, adaptive=True, max_per_s=1)
    forgotten = bucket_of(policy)

    assert forgotten.wait_on(5000.0, policy, now=0.0) == 0


def test_who_would_wait_past_the_deadline_books_nothing() -> None:
    policy = RatePolicy(per_s=1, burst=1, adaptive=True, max_per_s=1)
    bucket = bucket_of(policy)
    bucket.take(1, Lane.LIVE, policy, now=0.0, patience_s=1)

    assert bucket.take(1, Lane.LIVE, policy, now=0.0, patience_s=0.5) == Turn(wait_s=1.0)
    assert bucket.take(1, Lane.LIVE, policy, now=0.0, patience_s=1).ticket is not None


def test_a_lower_lane_never_books_nor_passes_those_who_did() -> None:
    policy = RatePolicy(per_s=10, burst=10, adaptive=True, max_per_s=10)
    bucket = bucket_of(policy)
    for _ in range(12):
        bucket.take(1, Lane.LIVE, policy, now=0.0, patience_s=5)

    turn = bucket.take(1, Lane.BACKFILL, policy, now=0.2)

    assert turn.ticket is None
    assert turn.wait_s == pytest.approx(0.5)  # up to one unit above the four kept for shoppers
