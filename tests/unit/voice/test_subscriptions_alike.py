"""Two subscriptions to the same goods are told apart by how often they come."""

from __future__ import annotations

import pytest

from app.voice.speech import cadence_words, shown
from domain.recurrence import Cadence, Unit
from tests.conversations.shop import LOCALES
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND

BEGUN = {
    "en": ("I want house blend coffee every {} for pickup downtown", "week", "month", "yes"),
    "es": ("quiero suscribirme a la linterna frontal cada {} a domicilio", "semana", "mes", "sí"),
    "fr": (
        "je veux m'abonner au café maison {} en livraison",
        "chaque semaine",
        "chaque mois",
        "oui",
    ),
    "de": (
        "ich möchte den Hauskaffee {} per Lieferung abonnieren",
        "jede Woche",
        "jeden Monat",
        "ja",
    ),
}


def with_two(language: str = "en") -> Talk:
    """A shopper who has house blend every week, and every month."""
    talk = Talk(language)
    wish, weekly, monthly, yes = BEGUN[language]
    for rhythm in (weekly, monthly):
        talk.say(wish.format(rhythm), yes)
    return talk


def standing(talk: Talk) -> dict[str, str]:
    """What stands, by the unit of its rhythm."""
    kept = talk.shop.subscriptions.kept.values()
    ours = [each for each in kept if each.merchant_id == NORTHWIND]
    return {each.recurrence.cadence.unit.value: each.state.value for each in ours}


def test_which_of_two_alike_is_asked_by_how_often_they_come() -> None:
    talk = with_two()

    asked = talk.say("pause my coffee subscription")

    assert "House Blend Coffee, every week or House Blend Coffee, every month?" in asked


@pytest.mark.parametrize("answer", ["the monthly one", "the one that comes every month"])
def test_the_answer_may_be_how_often_it_comes(answer: str) -> None:
    talk = with_two()

    asked = talk.say("pause my coffee subscription", answer)
    talk.say("yes")

    assert "House Blend Coffee, every month" in asked
    assert standing(talk) == {"week": "active", "month": "paused"}


@pytest.mark.parametrize("at", [0, 1])
def test_the_place_it_was_told_at_answers_too(at: int) -> None:
    talk = with_two()

    talk.say("cancel my coffee subscription", ("the first one", "the second one")[at], "yes")

    ended = [unit for unit, state in standing(talk).items() if state == "canceled"]
    assert ended == [("week", "month")[at]]


@pytest.mark.parametrize(
    ("language", "wish", "answer", "yes"),
    [
        ("es", "pausa mi suscripción", "la de cada mes", "sí"),
        ("fr", "mettez mon abonnement en pause", "celui de chaque mois", "oui"),
        ("de", "pausieren Sie mein Abo", "das jeden Monat kommt", "ja"),
    ],
)
def test_they_are_told_apart_in_every_language(
    language: str, wish: str, answer: str, yes: str
) -> None:
    talk = with_two(language)

    asked = talk.say(wish)
    talk.say(answer, yes)

    monthly = shown(cadence_words(Cadence(every=1, unit=Unit.MONTH)), LOCALES[language])
    assert monthly in asked
    assert standing(talk) == {"week": "active", "month": "paused"}


def test_who_says_at_once_how_often_it_comes_is_not_asked() -> None:
    talk = with_two()

    asked = talk.say("cancel my weekly coffee subscription")
    talk.say("yes")

    assert "Which one" not in asked
    assert standing(talk) == {"week": "canceled", "month": "active"}


def test_the_only_one_of_a_name_is_told_by_its_name() -> None:
    talk = Talk("en")
    talk.say("I want house blend coffee every week for pickup downtown", "yes")

    assert "every week" not in talk.say("cancel my coffee subscription")
