"""Which steps a checkout has left, and when it can only be finished."""

from __future__ import annotations

import pytest

from app.commerce.steps import ORDER_FIRST, PAYMENT_FIRST, Step, past_return, payment_key, remaining
from tests.unit.commerce.contexts import context


def test_the_platforms_decide_what_comes_first() -> None:
    assert remaining(context(order_first=True)) == ORDER_FIRST
    assert remaining(context(order_first=False)) == PAYMENT_FIRST


@pytest.mark.parametrize("order_first", [True, False])
def test_what_is_done_is_not_done_again(order_first: bool) -> None:
    half = context(order_first=order_first, done=("create", "authorize"))

    assert remaining(half) == (Step.CAPTURE, Step.CONFIRM)


@pytest.mark.parametrize(
    ("done", "begun", "past"),
    [
        ((), None, False),
        ((), "create", False),
        (("create",), "authorize", False),
        (("create", "authorize"), None, False),
        (("create", "authorize"), "capture", True),
        (("create", "authorize", "capture"), None, True),
        (("create", "authorize", "capture"), "confirm", True),
    ],
)
def test_there_is_no_way_back_once_a_capture_was_begun(
    done: tuple[str, ...], begun: str | None, past: bool
) -> None:
    assert past_return(context(done=done), begun) is past


def test_another_card_is_tried_under_another_key() -> None:
    assert payment_key(context()) == "ord_1-pay-0"
    assert payment_key(context(payment_attempt=1)) == "ord_1-pay-1"
