"""Goods asked for by what they may cost alone, more taken off than there are, wrong numbers, and
what shall come again in so many packs each time."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

MUG = {"en": "Camp Mug", "es": "Taza de Camping", "fr": "Tasse de Camping", "de": "Campingbecher"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'm looking for a present under fifteen"),
        ("en", "I don't want to spend more than 20"),
        ("en", "I've only got 13 on me, is there anything that costs less"),
        ("es", "busco un regalito, ¿qué tienen por menos de 15?"),
        ("es", "solo me alcanza para 13, ¿hay algo que cueste menos de eso?"),
        ("es", "no quiero gastar más de veinte"),
        ("es", "¿qué me puedo llevar con 15?"),
        ("fr", "je cherche un cadeau à moins de 15"),
        ("fr", "j'ai que 13 euros, il y a quelque chose à moins que ça"),
        ("fr", "mon budget est de vingt euros"),
        ("de", "ich suche ein Geschenk unter 15"),
        ("de", "ich will nicht mehr als 20 ausgeben"),
        ("de", "ich hab nur 13 Euro, gibt's was, das weniger kostet"),
    ],
)
def test_goods_asked_for_by_a_price_alone_are_listed(language: str, words: str) -> None:
    assert MUG[language] in Talk(language).say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "tengo 42 años"),
        ("es", "somos 13, ¿hay algo para todos?"),
        ("en", "what have you got for 9 to 10 people"),
        ("fr", "j'ai 40 ans, il y a quelque chose pour moi"),
        ("es", "una tarjeta regalo de menos de 20"),
        ("en", "a tent for less than 20"),
    ],
)
def test_a_number_that_is_no_money_and_goods_by_name_list_nothing_else(
    language: str, words: str
) -> None:
    assert MUG[language] not in Talk(language).say(words)


@pytest.mark.parametrize(
    ("language", "order", "words", "one"),
    [
        ("en", "I want three mugs for pickup downtown", "take four off", "one"),
        ("es", "quiero tres tazas para recoger en Centro", "quita cuatro", "solo una"),
        ("fr", "je voudrais trois tasses à retirer à République", "enlevez-en quatre", "une"),
        ("de", "ich möchte drei Becher, Abholung in Mitte", "nehmen Sie vier weg", "einen"),
    ],
)
def test_more_taken_off_than_there_are_is_asked_about(
    language: str, order: str, words: str, one: str
) -> None:
    talk = Talk(language)

    talk.say(order, words)

    assert [each.quantity for each in talk.shop_lines()] == [3]
    talk.say(one)
    assert [each.quantity for each in talk.shop_lines()] == [1]


def test_as_many_taken_off_as_there_are_leave_nothing() -> None:
    talk = Talk("es")

    talk.say("quiero tres tazas para recoger en Centro", "quita tres")

    assert talk.shop_lines() == ()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "oh sorry, I think I've got the wrong number, bye"),
        ("es", "ay no perdón me equivoqué de número chao"),
        ("es", "uy disculpe, marqué mal el número"),
        ("fr", "oh pardon, je me suis trompé de numéro, bonne journée"),
        ("de", "ach so, da hab ich mich verwählt, tschüss"),
    ],
)
def test_who_dialed_a_wrong_number_is_let_go(language: str, words: str) -> None:
    assert Talk(language).turn(words).end


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "you sent me the wrong number of mugs"),
        ("es", "me equivoqué de número, quiero la 42"),
    ],
)
def test_a_wrong_number_of_goods_or_size_ends_nothing(language: str, words: str) -> None:
    assert not Talk(language).say(words).startswith(("Okay. Goodbye", "De acuerdo. Adiós"))


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("en", "sign me up for house blend three bags every time", "How often"),
        ("es", "me quiero suscribir al café expreso dos paquetes cada vez", "Cada cuánto"),
        ("fr", "je voudrais m'abonner au café expresso deux paquets à chaque fois", "fréquence"),
        ("de", "ich möchte den Hauskaffee abonnieren, zwei Packungen jedes Mal", "Wie oft"),
    ],
)
def test_who_subscribes_to_so_many_packs_each_time_is_asked_how_often(
    language: str, words: str, asked: str
) -> None:
    talk = Talk(language)

    assert asked in talk.say(words)
    spoken_of = talk.spoken_of()
    assert spoken_of is not None
    assert spoken_of.quantity > 1
