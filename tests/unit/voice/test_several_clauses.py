"""Sentences of several clauses: a story before the wish, a farewell or a reason behind it."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_IN_HAND = {
    "en": "two head lamps for pickup at Downtown",
    "es": "dos linternas frontales para recoger en Centro",
    "fr": "deux lampes frontales à retirer à République",
    "de": "zwei Stirnlampen zum Abholen in Mitte",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ooh that's more than I thought, I'll leave it for now"),
        ("en", "no sorry, my wife says we've got enough, let's leave it"),
        ("es", "uf, es demasiado caro, lo dejo"),
        ("es", "no, mejor lo dejamos, ya miraré en otro sitio"),
        ("fr", "oh là, c'est trop cher, je laisse tomber"),
        ("fr", "non merci, je vais voir ailleurs, bonne journée"),
        ("de", "puh, nee, das wird mir zu teuer, lassen wir das"),
        ("de", "oh, das ist mehr als ich dachte, dann lass ich das lieber"),
    ],
)
def test_what_is_in_hand_is_given_up_with_a_reason_beside_it(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_IN_HAND[language], said)

    assert talk.bought == []
    assert not talk.shop_lines()


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", "do you have a gas stove", "oh that's a shame, I'll look elsewhere, thanks anyway"),
        ("es", "¿tienen hornillos de gas?", "qué lástima, ya miraré en otro sitio, gracias"),
        ("fr", "vous avez un réchaud à gaz ?", "dommage, j'irai voir ailleurs, bonne soirée"),
        ("de", "habt ihr einen Gaskocher", "schade, dann schau ich woanders, trotzdem danke"),
    ],
)
def test_who_will_look_elsewhere_takes_leave(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked)

    assert talk.turn(said).end


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "my brother borrowed our old one and never gave it back, and we're off to the lake"
               " on Friday, do you have a head lamp by any chance", "Head Lamp: 5"),
        ("es", "mi cuñado nos perdió la vieja en verano y el viernes nos vamos al lago,"
               " ¿tienen linternas frontales?", "Linterna Frontal: 5"),
        ("fr", "mon frère a perdu la nôtre l'été dernier et on part vendredi au lac, vous avez des"
               " lampes frontales ?", "Lampe Frontale : 5"),
        ("de", "also mein Schwager hat sich unsere geliehen und nie zurückgegeben, und"
               " Freitag fahren wir an den See, habt ihr zufällig Stirnlampen da", "Stirnlampe: 5"),
    ],
)  # fmt: skip
def test_the_wish_behind_a_story_is_the_wish(language: str, said: str, told: str) -> None:
    assert told in Talk(language).say(said)


@pytest.mark.parametrize("said", ["wait, I want both", "yes, the thing with the cat"])
def test_a_clause_alone_buys_nothing(said: str) -> None:
    talk = Talk("en")
    talk.say("a head lamp for pickup at Downtown", said)

    assert talk.bought == []


def test_a_farewell_behind_a_yes_leaves_nothing() -> None:
    talk = Talk("en")
    talk.say("a head lamp for pickup at Downtown", "yes please, bye")

    assert talk.bought == [("LAMP", 1)]


@pytest.mark.parametrize(
    "said", ["bananas, I'd like some, bye bye", "yes, leave it at that, I want two of them"]
)
def test_what_is_wished_beside_a_farewell_is_not_left(said: str) -> None:
    talk = Talk("en")
    talk.say("do you have head lamps")

    assert not talk.turn(said).end
