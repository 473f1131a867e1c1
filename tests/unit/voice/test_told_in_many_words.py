"""How many, which store and which way, told in many words where an order is read back or asked for,
and yes and no as people of other countries say them."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with

_TWO = {"es": "dos botellas de acero para recoger en Centro",
        "fr": "deux gourdes en acier à retirer à République"}  # fmt: skip


def _each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(lang, each.strip()) for lang, words in table.items() for each in words.split("|")]


_ONE = {
    "es": "una sola|no, una|que sea una|déjalo en una|una nada más|con una tengo bastante|no, con"
    " una|era una|quería una sola|al final una|me sobra una",
    "fr": "une seule|une suffit|non, une|mettez-en une seule|une seule finalement|c'était une|j'en"
    " voulais une seule|une ça ira|je n'en prends qu'une|rien qu'une|laissez-m'en une seule",
}


@pytest.mark.parametrize(("language", "words"), _each(_ONE))
def test_one_will_do(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("BOTTLE", 1)]
    assert not talk.placed


_NOT_THERE = {
    "es": "no, Centro no, Norte|en vez de Centro, Norte",
    "fr": "pas République, Bastille|au lieu de République, Bastille",
}


@pytest.mark.parametrize(("language", "words"), _each(_NOT_THERE))
def test_the_store_that_is_refused_is_not_taken(language: str, words: str) -> None:
    name = {"es": "Norte", "fr": "Bastille"}[language]

    assert name in Talk(language).say(_TWO[language], words)


_SENT = {"es": "¿y si me la mandáis?|mejor a casa", "fr": "ça peut être livré ?|à la maison plutôt"}


@pytest.mark.parametrize(("language", "words"), _each(_SENT))
def test_a_proposal_of_another_way_is_taken_up(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language], words)

    assert talk.way() is FulfillmentMethod.SHIPPING
    assert [str(each.sku) for each in talk.shop_lines()] == ["BOTTLE"]


def test_what_if_agrees_to_nothing() -> None:
    talk = Talk("fr")
    talk.say(_TWO["fr"], "et si vous me la livriez ?")

    assert not talk.placed


_FETCHED = {
    "es": "mando a mi hijo|la cojo yo|estoy al lado|no hace falta que la mandéis|prefiero ir"
    "|prefiero pasarme|allí mismo",
    "fr": "je passerai|je passe|je viendrai|à emporter|je me déplace|j'habite à côté|je préfère"
    " venir|pas la peine de l'envoyer|je ferai un saut",
}
_BROUGHT = {
    "es": "a la dirección de siempre|estoy con la pierna rota|vivo lejos|que la dejen en el portal",
    "fr": "vous me l'envoyez|j'habite loin|je suis plâtré|dans ma boîte aux lettres|à l'adresse"
    " habituelle|chronopost",
}
_WISH = {"es": "quiero una botella de acero", "fr": "mettez-moi une gourde en acier"}


@pytest.mark.parametrize(
    ("language", "words", "way"),
    [
        *((*each, FulfillmentMethod.PICKUP) for each in _each(_FETCHED)),
        *((*each, FulfillmentMethod.SHIPPING) for each in _each(_BROUGHT)),
    ],
)
def test_the_way_is_told_by_where_one_lives_and_who_comes(
    language: str, words: str, way: FulfillmentMethod
) -> None:
    talk = Talk(language)
    talk.say(_WISH[language], words)

    assert talk.way() is way


_YES = {
    "es": "tire para adelante|apúntalo|faltaría más|nos vale|cerrado|eso era|ya está bien así|puede"
    " proceder|compra|sí, cóbrame|sí, cárgalo a mi tarjeta|me la quedo|la quiero",
    "fr": "ça va|prenez-la|aucun problème|c'est beau|envoyez",
}


@pytest.mark.parametrize(("language", "words"), _each(_YES))
def test_an_order_is_agreed_to(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language], words)

    assert talk.bought == [("BOTTLE", 2)]


_CANCELED = {
    "es": "sí, no lo necesito",
    "fr": "oui tant pis|oui je n'en veux plus|oui je n'en ai plus besoin",
}


@pytest.mark.parametrize(("language", "words"), _each(_CANCELED))
def test_a_yes_with_why_cancels(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed BOTTLE")
    talk.say(
        {"es": "quiero anular mi pedido", "fr": "je veux annuler ma commande"}[language], words
    )

    assert [each.value for each in talk.placed] == ["canceled"]


_MIDDLE = {
    "es": "ni grande ni pequeña, la mediana|suelo llevar la M",
    "fr": "mettez-moi du M|d'habitude je prends M|ni petite ni grande, la moyenne",
}
_JACKET = {"es": "una chaqueta impermeable para recoger en Centro",
           "fr": "une veste imperméable à retirer à République"}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), _each(_MIDDLE))
def test_the_size_is_told_by_what_it_is_not_and_what_one_wears(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_JACKET[language], words)
    item = talk.spoken_of()

    assert item is not None
    assert item.attributes["size"] == "M"


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("es", "somos cinco amigos y queremos una taza de camping para cada uno", 5),
        ("es", "somos tres y queremos dos tazas de camping cada uno", 6),
        ("fr", "on est cinq copains et on veut une tasse de camping chacun", 5),
        ("en", "there are four of us and we'd like two mugs each", 8),
        ("de", "wir sind zu viert und hätten gern für jeden einen Campingbecher", 4),
    ],
)
def test_so_many_for_each_are_so_many_for_all(language: str, words: str, count: int) -> None:
    talk = Talk(language)
    talk.say(words)
    item = talk.spoken_of()

    assert item is not None
    assert item.quantity == count


@pytest.mark.parametrize(
    ("language", "order", "half"),
    [
        ("es", "seis pares de calcetines de lana para recoger en Centro",
         "uy, es mucho, déjalo en la mitad"),
        ("fr", "six paires de chaussettes en laine à retirer à République",
         "oh là c'est beaucoup, mettez la moitié"),
    ],
)  # fmt: skip
def test_half_of_it_will_do(language: str, order: str, half: str) -> None:
    talk = Talk(language)
    talk.say(order, half)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SOCK", 3)]
