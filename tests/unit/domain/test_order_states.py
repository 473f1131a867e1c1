"""What may follow a state of an order."""

from __future__ import annotations

import pytest

from domain.orders import TRANSITIONS, OrderState, may_follow

OVER = (OrderState.CANCELED, OrderState.RETURNED)


def test_every_state_says_what_may_follow() -> None:
    assert set(TRANSITIONS) == set(OrderState)


@pytest.mark.parametrize("state", OrderState)
def test_staying_is_always_allowed(state: OrderState) -> None:
    assert may_follow(state, state)


@pytest.mark.parametrize("over", OVER)
@pytest.mark.parametrize("after", OrderState)
def test_what_is_over_stays_over(over: OrderState, after: OrderState) -> None:
    assert may_follow(over, after) is (after is over)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (OrderState.PENDING, OrderState.COMPLETED, True),
        (OrderState.PARKED, OrderState.CONFIRMED, True),
        (OrderState.READY, OrderState.CONFIRMED, True),
        (OrderState.COMPLETED, OrderState.CANCELED, True),
        (OrderState.PARTLY_RETURNED, OrderState.RETURNED, True),
        (OrderState.SHIPPED, OrderState.READY, False),
        (OrderState.COMPLETED, OrderState.CONFIRMED, False),
        (OrderState.PARTLY_RETURNED, OrderState.COMPLETED, False),
        (OrderState.CONFIRMED, OrderState.PENDING, False),
        (OrderState.CONFIRMED, OrderState.UNKNOWN, False),
        (OrderState.CONFIRMED, OrderState.PARKED, False),
    ],
    ids=lambda value: str(value),
)
def test_steps_may_be_left_out_but_not_taken_back(
    before: OrderState, after: OrderState, allowed: bool
) -> None:
    assert may_follow(before, after) is allowed
