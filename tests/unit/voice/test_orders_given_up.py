"""An order that was undone before it was placed is not told of in the place of one that stands."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.talk import Talk

_WISH = "I want house blend coffee for pickup downtown"


def asked_after(*steps: str) -> str:
    """What a shopper hears of their last order, who bought once and began another since, which
    its till had until it was canceled after these steps."""
    talk = Talk("en")
    talk.say(_WISH, "yes")
    talk.say("I want two house blend coffees for pickup downtown")
    begun = list(talk.shop.shop.orders.values())[-1]
    begun.state, begun.steps = OrderState.CANCELED, steps
    talk.say("never mind")
    return talk.say("where is my last order")


def test_an_attempt_that_no_card_paid_does_not_hide_the_order_that_stands() -> None:
    told = asked_after("prepared", "undone")

    assert "was canceled" not in told
    assert "$15.40" in told


@pytest.mark.parametrize("promised", ["payment-link", "parked"])
def test_what_the_shopper_waited_for_is_told_as_canceled(promised: str) -> None:
    assert "was canceled" in asked_after("prepared", promised, "undone")
