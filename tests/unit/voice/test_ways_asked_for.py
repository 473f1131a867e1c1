"""Whoever was asked how they want it says so without the words pickup or delivery."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

WISHES = {
    "en": "I want two camp mugs",
    "es": "quiero dos tazas de camping",
    "fr": "je voudrais deux tasses de camping",
    "de": "ich möchte zwei Campingbecher",
}
COMES = {
    "es": (
        "paso yo con la furgoneta",
        "voy yo en un rato",
        "pasa mi marido",
        "mi hijo irá a buscarlo",
        "vengo yo con el coche",
    ),
    "fr": (
        "je passe avec la voiture",
        "mon fils passera",
        "j'y vais moi-même",
        "on passera demain en voiture",
        "c'est mon mari qui viendra",
    ),
    "en": ("I'll come by with the van", "my son will come", "I'm coming in anyway"),
    "de": ("ich komme mit dem Auto", "mein Mann kommt vorbei", "ich fahr selber hin"),
}
IS_SENT = {
    "es": (
        "que me lo traiga alguien",
        "no puedo salir, traédmelas",
        "a mi dirección",
        "que venga un repartidor",
        "por mensajería",
        "mira, yo ya no salgo de casa con este frío",
    ),
    "fr": (
        "je peux pas me déplacer, apportez-les",
        "à mon adresse",
        "par coursier",
        "par la poste",
        "vous me les envoyez",
        "vous savez, je ne sors plus avec ce froid",
    ),
    "en": ("can't get out, bring them over", "by courier"),
    "de": ("ich komm nicht aus dem Haus, bringt sie mir", "per Kurier"),
}
GIVES_UP = {"es": "no, ya no las quiero, déjalo", "fr": "non, laissez tomber", "en": "forget it"}


def pairs(said: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, each) for language, all_of in said.items() for each in all_of]


def method(language: str, answer: str) -> str | None:
    talk = Talk(language)
    talk.say(WISHES[language], answer)
    told = talk._state().method
    return told.value if told is not None else None


@pytest.mark.parametrize(("language", "answer"), pairs(COMES))
def test_who_comes_fetches_it(language: str, answer: str) -> None:
    assert method(language, answer) == "pickup"


@pytest.mark.parametrize(("language", "answer"), pairs(IS_SENT))
def test_who_cannot_come_or_names_a_carrier_has_it_delivered(language: str, answer: str) -> None:
    assert method(language, answer) == "shipping"


@pytest.mark.parametrize(("language", "answer"), list(GIVES_UP.items()))
def test_who_gives_up_tells_no_way(language: str, answer: str) -> None:
    assert method(language, answer) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "dos botellas de acero, las recojo en Centro"),
        ("fr", "deux gourdes en acier, je les retire à République"),
        ("en", "two steel water bottles, I'll collect them downtown"),
        ("de", "zwei Trinkflaschen, die hole ich in Mitte ab"),
    ],
)
def test_a_way_told_in_a_clause_of_its_own_counts(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    state = talk._state()
    assert state.method is not None
    assert state.method.value == "pickup"
