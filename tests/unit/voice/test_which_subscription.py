"""Of several subscriptions the one is meant that waits for its shopper's word, if nothing else is
wished of one."""

from __future__ import annotations

from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND


def of_two(*, asking: bool) -> Talk:
    """A shopper who gets the same coffee twice, the first of them at a higher price by now."""
    talk = Talk("en")
    for often in ("every two weeks", "every month"):
        talk.say(f"I want house blend coffee {often} for pickup downtown", "yes")
    kept = talk.shop.subscriptions.kept.values()
    first, _ = [each for each in kept if each.merchant_id == NORTHWIND]
    if asking:
        price = {"price_minor": 2500, "currency": "USD"}
        talk.shop.subscriptions.asking[first.id] = {"kind": "price", **price}
    return talk


def test_the_one_with_an_open_question_is_gone_on_with() -> None:
    told = of_two(asking=True).say("what about my subscriptions")

    assert "$25.00" in told
    assert "Which one" not in told


def test_which_one_is_asked_where_none_has_a_question() -> None:
    assert "Which one" in of_two(asking=False).say("what about my subscriptions")


def test_which_one_shall_end_is_asked_though_another_has_a_question() -> None:
    assert "Which one" in of_two(asking=True).say("cancel my subscription")
