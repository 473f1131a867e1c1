"""The pace of stock polls: bounded, faster for what moves, and never beyond its share."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.pace import (
    NAMED,
    PER_ROUND,
    SHARE,
    TOLD,
    UNTOLD,
    Allowance,
    Bounds,
    listing_interval,
    next_interval,
)

MILLISECOND = timedelta(milliseconds=1)
BOUNDS = st.sampled_from([TOLD, UNTOLD, NAMED])
INTERVALS = st.timedeltas(min_value=MILLISECOND, max_value=timedelta(days=30))
RATES = st.floats(min_value=0.1, max_value=1000.0)
COSTS = st.floats(min_value=0.0, max_value=2000.0)


@given(INTERVALS, st.booleans(), BOUNDS)
def test_an_interval_stays_within_its_bounds(
    interval: timedelta, moved: bool, bounds: Bounds
) -> None:
    assert bounds.floor <= next_interval(interval, moved=moved, bounds=bounds) <= bounds.ceiling


@given(INTERVALS, BOUNDS)
def test_a_move_makes_it_shorter_and_standing_still_longer(
    interval: timedelta, bounds: Bounds
) -> None:
    inside = bounds.within(interval)

    assert next_interval(inside, moved=True, bounds=bounds) <= inside
    assert next_interval(inside, moved=False, bounds=bounds) >= inside


@given(INTERVALS, INTERVALS, st.booleans(), BOUNDS)
def test_who_is_asked_more_often_stays_ahead(
    one: timedelta, other: timedelta, moved: bool, bounds: Bounds
) -> None:
    shorter, longer = sorted((one, other))

    after_shorter = next_interval(shorter, moved=moved, bounds=bounds)
    assert after_shorter <= next_interval(longer, moved=moved, bounds=bounds)


@given(INTERVALS, BOUNDS)
def test_whatever_it_was_ten_moves_reach_the_floor_and_as_much_rest_the_ceiling(
    interval: timedelta, bounds: Bounds
) -> None:
    fast = slow = bounds.within(interval)
    for _ in range(10):
        fast = next_interval(fast, moved=True, bounds=bounds)
    for _ in range(17):
        slow = next_interval(slow, moved=False, bounds=bounds)

    assert fast == bounds.floor
    assert slow == bounds.ceiling


@given(RATES, st.lists(COSTS, min_size=1, max_size=40))
def test_polls_that_wait_for_what_they_cost_stay_within_their_share(
    rate: float, costs: list[float]
) -> None:
    """Each begins when the one before is paid for; no stretch of time sees more than the share
    earns in it and the one poll that is under way."""
    allowance = Allowance.of(rate)
    begins, moment = [], timedelta(0)
    for cost in costs:
        begins.append((moment, cost))
        moment += allowance.wait_for(cost)

    for first, (start, _) in enumerate(begins):
        for last in range(first, len(begins)):
            spent = sum(cost for _, cost in begins[first : last + 1])
            earned = SHARE * rate * (begins[last][0] - start).total_seconds()
            assert spent <= earned + begins[last][1] + 0.01 * rate


@given(RATES, st.floats(min_value=0.5, max_value=500.0))
def test_a_round_by_name_costs_no_more_than_it_may_but_for_a_single_call(
    rate: float, call_cost: float
) -> None:
    allowance = Allowance.of(rate)
    calls = allowance.calls(call_cost)

    assert calls >= 1
    assert calls == 1 or allowance.wait_for(calls * call_cost) <= PER_ROUND + MILLISECOND


@given(INTERVALS, st.booleans(), BOUNDS, RATES, COSTS)
def test_a_dear_listing_leaves_half_of_the_share_to_items_by_name(
    interval: timedelta, moved: bool, bounds: Bounds, rate: float, cost: float
) -> None:
    allowance = Allowance.of(rate)

    found = listing_interval(interval, moved=moved, bounds=bounds, allowance=allowance, cost=cost)

    assert found >= bounds.floor
    earned = allowance.per_s * found.total_seconds()
    assert cost <= earned * (0.5 if allowance.is_dear(cost) else 1.0) + 0.01 * rate
