"""What shall come every Friday, or on the first of the month, comes on that day."""

from __future__ import annotations

from datetime import date

import pytest

from domain.recurrence import Cadence, Unit
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND

FRIDAY, SUNDAY = 4, 6
WEEKLY, BIWEEKLY = Cadence(every=1, unit=Unit.WEEK), Cadence(every=2, unit=Unit.WEEK)
MONTHLY = Cadence(every=1, unit=Unit.MONTH)


def begun(language: str, *said: str) -> tuple[Cadence, date]:
    """How often the one subscription comes that was begun by these words, and its first day."""
    talk = Talk(language)
    talk.say(*said)
    return standing(talk)


def standing(talk: Talk) -> tuple[Cadence, date]:
    """How often the shopper's one subscription comes, and its first day."""
    kept = talk.shop.subscriptions.kept.values()
    (ours,) = [each for each in kept if each.merchant_id == NORTHWIND]
    return ours.recurrence.cadence, ours.recurrence.anchor


@pytest.mark.parametrize(
    ("language", "said", "yes", "cadence", "weekday"),
    [
        ("en", "I want house blend coffee every other Friday for pickup downtown", "yes",
         BIWEEKLY, FRIDAY),
        ("en", "I want house blend coffee every Sunday for pickup downtown", "yes",
         WEEKLY, SUNDAY),
        ("de", "ich möchte den Hauskaffee jeden zweiten Freitag per Lieferung abonnieren", "ja",
         BIWEEKLY, FRIDAY),
        ("fr", "je veux m'abonner au café maison un vendredi sur deux en livraison", "oui",
         BIWEEKLY, FRIDAY),
        ("fr", "je veux m'abonner au café maison tous les vendredis en livraison", "oui",
         WEEKLY, FRIDAY),
        ("es", "quiero suscribirme a la linterna frontal cada dos viernes a domicilio", "sí",
         BIWEEKLY, FRIDAY),
    ],
)  # fmt: skip
def test_the_day_of_the_week_that_was_said_is_the_day_it_comes_on(
    language: str, said: str, yes: str, cadence: Cadence, weekday: int
) -> None:
    heard, first = begun(language, said, yes)

    assert heard == cadence
    assert first.weekday() == weekday


def test_the_day_of_the_month_that_was_said_is_the_day_it_comes_on() -> None:
    heard, first = begun(
        "en",
        "subscribe me to house blend coffee on the first of every month for pickup downtown",
        "yes",
    )

    assert heard == MONTHLY
    assert first.day == 1


def test_the_day_may_be_said_where_it_is_asked_how_often() -> None:
    heard, first = begun(
        "en", "subscribe me to house blend coffee for pickup downtown", "every Friday", "yes"
    )

    assert (heard, first.weekday()) == (WEEKLY, FRIDAY)


def test_another_rhythm_without_a_day_counts_from_today_again() -> None:
    wish = "I want house blend coffee every {} for pickup downtown"
    plain = begun("en", wish.format("month"), "yes")

    changed = begun("en", wish.format("Friday"), "make that every month", "yes")

    assert changed == plain


def test_what_stands_moves_to_the_day_that_is_said_with_the_rhythm() -> None:
    talk = Talk("en")
    talk.say("I want house blend coffee every month for pickup downtown", "yes")

    asked = talk.say("make my coffee subscription every other Friday")
    talk.say("yes")

    cadence, first = standing(talk)
    assert "the next one" in asked
    assert (cadence, first.weekday()) == (BIWEEKLY, FRIDAY)


@pytest.mark.parametrize(
    ("language", "said", "yes"),
    [
        ("en", "I want house blend coffee every first Friday of the month for pickup downtown",
         "yes"),
        ("de", "ich möchte den Hauskaffee jeden ersten Freitag im Monat per Lieferung abonnieren",
         "ja"),
    ],
)  # fmt: skip
def test_one_day_of_the_week_of_a_month_is_monthly(language: str, said: str, yes: str) -> None:
    cadence, _ = begun(language, said, yes)

    assert cadence == MONTHLY
