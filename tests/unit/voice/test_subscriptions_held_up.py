"""A subscription whose card was declined, or whose goods are sold out, is told of as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.voice.prompts.catalog import LANGUAGES, say
from app.voice.speech import shown
from domain.subscriptions import NO_CARD, UNPAID, PeriodState, SubscriptionState
from storage.recurring import StoredSubscription
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND


def begun(language: str = "en") -> tuple[Talk, StoredSubscription]:
    """A shopper with one subscription, begun in English as in the scripts."""
    talk = Talk(language)
    talk.say("I want house blend coffee every two weeks for pickup downtown", "yes")
    (kept,) = (
        each for each in talk.shop.subscriptions.kept.values() if each.merchant_id == NORTHWIND
    )
    return talk, kept


def holding(talk: Talk, kept: StoredSubscription, state: PeriodState) -> None:
    """Let what was due not have come; it is looked at again in two days."""
    again = talk.shop.voice.clock.now() + timedelta(days=2)
    talk.shop.subscriptions.held[kept.id] = (state, again)


@pytest.mark.parametrize(
    ("has_card", "pays"),
    [(True, "sub.pay.card"), (None, "sub.pay.card"), (False, "sub.pay.no.card")],
)
def test_nobody_is_told_of_a_card_on_file_who_has_none(has_card: bool | None, pays: str) -> None:
    talk = Talk("en")
    talk.shop.subscriptions.has_card = has_card

    told = talk.say("I want house blend coffee every two weeks for pickup downtown")

    spoken = {each: shown(say(each), "en") for each in ("sub.pay.card", "sub.pay.no.card")}
    assert [each for each, words in spoken.items() if words in told] == [pays]


def test_a_declined_card_is_told_with_the_day_of_the_next_attempt() -> None:
    talk, kept = begun()
    holding(talk, kept, PeriodState.RETRYING)

    told = talk.say("what about my subscription")

    assert "Your card was not accepted; it's tried again" in told
    assert "The next one comes" not in told


def test_goods_that_are_waited_for_are_not_said_to_come() -> None:
    talk, kept = begun()
    holding(talk, kept, PeriodState.WAITING)

    told = talk.say("what about my subscription")

    assert "sold out just now" in told
    assert "The next one comes" not in told


def test_a_change_while_a_card_is_tried_again_does_not_promise_another_day() -> None:
    talk, kept = begun()
    holding(talk, kept, PeriodState.RETRYING)

    told = talk.say("what about my subscription", "every month instead", "yes")

    assert "tried again" in told
    assert "The next one comes" not in told


def test_what_pauses_for_its_card_says_so_and_offers_to_go_on() -> None:
    talk, kept = begun()
    paused = replace(kept, state=SubscriptionState.PAUSED, reason=UNPAID)
    talk.shop.subscriptions.kept[kept.id] = paused

    told = talk.say("what about my subscription")

    assert "Your card was not accepted." in told
    assert "Shall I resume it, or cancel it?" in told
    assert "comes" in talk.say("resume it", "yes")


def test_who_has_no_card_on_file_is_not_told_that_it_was_declined() -> None:
    talk, kept = begun()
    talk.shop.subscriptions.kept[kept.id] = replace(kept, reason=NO_CARD)
    holding(talk, kept, PeriodState.RETRYING)

    told = talk.say("what about my subscription")

    assert "There's no card on file to pay with; it's tried again" in told
    assert "not accepted" not in told


def test_a_yes_to_a_substitute_names_it() -> None:
    talk, kept = begun()
    talk.shop.subscriptions.asking[kept.id] = {
        "kind": "substitute", "name": "Dark Roast", "price_minor": 2300, "currency": "USD",
    }  # fmt: skip

    told = talk.say("what about my subscription", "yes")

    assert "This time Dark Roast comes" in told
    assert talk.shop.subscriptions.answers == [(kept.id, True)]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_says_why_it_has_not_come(language: str) -> None:
    told = [
        shown(say(each, day="X"), language) for each in ("sub.retried", "sub.waits", "sub.nocard")
    ]

    assert all("X" in each for each in told)
