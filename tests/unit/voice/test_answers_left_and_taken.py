"""Answers that refuse one choice, take an offer, or tell that it was only asked."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

JACKET = {
    "es": "quiero una chaqueta impermeable talla M",
    "fr": "je voudrais une veste imperméable en M",
    "en": "I want a rain jacket in medium",
    "de": "ich möchte eine Regenjacke in M",
}
SHOES = {
    "es": "quiero unas zapatillas de trail",
    "fr": "je voudrais des chaussures de trail",
    "en": "I want trail running shoes",
    "de": "ich möchte Trailrunning Schuhe",
}
PICKUP = {
    "es": "dos tazas de camping para recoger",
    "fr": "deux tasses de camping à retirer en magasin",
    "en": "two camp mugs for pickup",
    "de": "zwei Campingbecher zum Abholen",
}
ASKED = {
    "es": "¿tienen linternas frontales?",
    "fr": "vous avez des lampes frontales ?",
    "en": "do you have head lamps?",
    "de": "habt ihr Stirnlampen?",
}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "roja no, la otra"),
        ("es", "cualquiera menos la roja"),
        ("es", "no me gusta el rojo"),
        ("es", "mejor la azul que la roja"),
        ("fr", "pas la rouge, l'autre"),
        ("fr", "n'importe mais pas rouge"),
        ("fr", "j'aime pas le rouge"),
        ("fr", "plutôt la bleue que la rouge"),
        ("en", "anything but red"),
        ("en", "not the red one"),
        ("de", "bloß nicht rot"),
        ("de", "alles außer rot"),
    ],
)
def test_a_color_that_is_refused_is_not_the_one_taken(language: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], answer)

    item = talk._state().item
    assert item is not None
    assert item.attributes["color"] in {"Azul", "Bleu", "Blue", "Blau"}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "no, la azul"),
        ("es", "no, azul"),
        ("fr", "non, bleu"),
        ("en", "no, blue"),
        ("de", "nein, blau"),
    ],
)
def test_a_no_that_answers_refuses_no_color(language: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], answer)

    item = talk._state().item
    assert item is not None
    assert item.attributes["color"] in {"Azul", "Bleu", "Blue", "Blau"}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "la del medio"),
        ("fr", "celle du milieu"),
        ("en", "the middle one"),
    ],
)
def test_the_middle_one_is_the_second_of_three(language: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(SHOES[language], answer)

    item = talk._state().item
    assert item is not None
    assert item.attributes["size"] in {"41", "10"}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "la que no es Centro"),
        ("fr", "pas République"),
        ("en", "not downtown"),
        ("de", "nicht Mitte"),
    ],
)
def test_a_store_that_is_refused_leaves_the_other(language: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(PICKUP[language], answer)

    assert talk._state().place == "nb"


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "la quiero"),
        ("es", "la compro"),
        ("es", "con una me apaño"),
        ("fr", "je la veux"),
        ("fr", "je l'achète"),
        ("fr", "ah, alors une pour moi"),
        ("de", "die kauf ich"),
    ],
)
def test_who_wants_or_buys_it_takes_the_offer(language: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(ASKED[language], answer)

    assert talk._state().expect.value in {"method", "store", "confirm"}


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("es", "era solo por saber"),
        ("es", "de momento no"),
        ("es", "no, solo quería saber el precio"),
        ("es", "gracias, ya les diré"),
        ("fr", "non merci"),
        ("fr", "c'était juste pour savoir"),
        ("fr", "pas pour le moment"),
        ("fr", "merci, je vous redirai"),
        ("fr", "j'en parle à ma femme"),
        ("en", "I was just wondering"),
        ("en", "not right now, thanks"),
        ("de", "ich wollte nur mal fragen"),
        ("de", "im Moment nicht"),
    ],
)
def test_who_only_asked_is_let_go(language: str, answer: str) -> None:
    talk = Talk(language)
    talk.say(ASKED[language])

    assert talk.turn(answer).end
