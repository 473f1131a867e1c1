"""What has to come in first is offered as such, and told before a yes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commerce.model import Availability, StockAt
from app.voice.dialogue.actions import StockKnown
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.nlu.understanding import Expect
from app.voice.reply import Reply
from app.voice.speech import shown
from tests.fakes.voice import talking_shop
from tests.unit.voice.dialogue.test_all_stores import MUG, SPOKEN_OF, at


def asked(*stores: StockAt, state: State = SPOKEN_OF) -> tuple[State, str]:
    found = step(state, StockKnown(answers=(Availability(variant=MUG, stores=stores),)))
    assert isinstance(found.next, Reply)
    return found.state, shown(found.next.say, "en-US")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, "can order it in, which takes about 10 days."),
        (1, "can order it in, which takes about 1 day."),
        (None, "can order it in."),
    ],
    ids=["days", "a-day", "unknown"],
)
def test_goods_that_a_store_orders_in_are_offered_with_how_long_it_takes(
    days: int | None, words: str
) -> None:
    store = replace(at("Downtown", 0), backorder=Decimal(4), backorder_days=days)

    state, said = asked(at("Ballard", 0), store)

    assert f"Downtown doesn't have Trail Mug, White right now, but {words}" in said
    assert (state.expect, [each.key for each in state.choices]) == (Expect.OFFER, ["downtown"])


def test_what_another_store_has_now_is_offered_first() -> None:
    coming = replace(at("Downtown", 0), backorder=Decimal(4), backorder_days=10)

    _, said = asked(coming, at("Ballard", 3))

    assert "Ballard" in said
    assert "order it in" not in said


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, "Camp Mug has to come in first, which takes about 10 days."),
        (None, "Camp Mug has to come in first, and I can't say yet when."),
    ],
    ids=["days", "unknown"],
)
def test_an_order_says_before_the_yes_what_has_to_come_in_first(
    days: int | None, words: str
) -> None:
    shop = talking_shop()
    terminal = shop.terminal()
    terminal.say("order a camp mug for pickup at downtown")
    (order,) = shop.shop.orders.values()
    later = tuple(
        replace(line, back_ordered=1, backorder_days=days) for line in order.prepared.lines
    )
    shop.shop.next_prepare.append(replace(order.prepared, lines=later))

    read_back = terminal.say("make it two")

    assert read_back.text.startswith(words)
    assert read_back.text.endswith("Shall I go ahead?")
