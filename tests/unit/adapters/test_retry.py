"""When to try again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.retry import RetryPolicy
from domain.calls import Deadline
from domain.errors import RateLimitedError, UnavailableError

POLICY = RetryPolicy(attempts=4, throttled_attempts=10, base_s=0.1, cap_s=5.0)
DOWN = UnavailableError("down", platform="p", operation="o")


def throttled(retry_after: float | None) -> RateLimitedError:
    return RateLimitedError("slow", platform="p", operation="o", retry_after=retry_after)


@given(st.integers(1, 3), st.floats(0, 1))
def test_a_pause_lies_between_nothing_and_the_doubling_bound(attempt: int, place: float) -> None:
    pause = POLICY.pause(
        DOWN,
        attempt=attempt,
        deadline=Deadline.after(60),
        uniform=lambda low, high: low + place * (high - low),
    )

    assert pause is not None
    assert 0 <= pause <= 0.1 * 2 ** (attempt - 1)


def test_the_last_attempt_is_the_last() -> None:
    assert POLICY.pause(DOWN, attempt=4, deadline=Deadline.after(60)) is None


def test_the_bound_stops_growing() -> None:
    pause = POLICY.pause(
        throttled(None), attempt=9, deadline=Deadline.after(60), uniform=lambda low, high: high
    )

    assert pause == 5.0


def test_retry_after_is_waited_out_in_full() -> None:
    pause = POLICY.pause(
        throttled(2.0), attempt=1, deadline=Deadline.after(60), uniform=lambda low, high: low
    )

    assert pause == 2.0


def test_no_pause_reaches_past_the_deadline() -> None:
    assert POLICY.pause(throttled(2.0), attempt=1, deadline=Deadline.after(1)) is None
