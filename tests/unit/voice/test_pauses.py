"""A subscription is paused until the day that was said, or until its shopper says so."""

from __future__ import annotations

from datetime import date

import pytest

from storage.recurring import StoredSubscription
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND


def subscribed() -> Talk:
    talk = Talk("en")
    talk.say("I want house blend coffee every two weeks for pickup downtown", "yes")
    assert len(own(talk)) == 1
    return talk


def own(talk: Talk) -> list[StoredSubscription]:
    """What the shopper of this conversation has."""
    kept = talk.shop.subscriptions.kept.values()
    return [each for each in kept if each.merchant_id == NORTHWIND]


def resumes_on(talk: Talk) -> date | None:
    """The day on which it goes on by itself."""
    (kept,) = own(talk)
    assert kept.state.value == "paused"
    return None if kept.resume_at is None else kept.resume_at.date()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("pause my subscription until january fifth", date(2027, 1, 5)),
        ("pause my coffee subscription until january", date(2027, 1, 1)),
    ],
)
def test_a_pause_ends_by_itself_on_the_day_that_was_said(words: str, day: date) -> None:
    talk = subscribed()

    asked = talk.say(words)
    told = talk.say("yes")

    assert "until you say so" not in asked
    assert f"January {day.day}" in asked
    assert f"January {day.day}" in told
    assert resumes_on(talk) == day


def test_the_day_may_be_said_to_the_question_whether_to_pause() -> None:
    talk = subscribed()

    asked = talk.say("pause my subscription", "until january fifth")
    talk.say("yes")

    assert "until January 5" in asked
    assert resumes_on(talk) == date(2027, 1, 5)


def test_without_a_day_it_is_paused_until_the_shopper_says_so() -> None:
    talk = subscribed()

    asked = talk.say("pause my subscription")
    talk.say("yes")

    assert "until you say so" in asked
    assert resumes_on(talk) is None


def test_the_day_of_another_wish_ends_no_pause() -> None:
    talk = subscribed()

    talk.say("move my next coffee delivery to december tenth", "no, pause it instead", "yes")

    assert resumes_on(talk) is None
