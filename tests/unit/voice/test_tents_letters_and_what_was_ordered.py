"""A tent that is called like a shop, sizes spelled out, and what was ordered and forgotten."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("necesito la tienda de dos personas y dos tazas", [("MUG", 2), ("TENT", 1)]),
        ("quiero la tienda familiar y dos tazas", [("FAMTENT", 1), ("MUG", 2)]),
        ("dos tazas y una tienda para dos", [("MUG", 2), ("TENT", 1)]),
        ("dos tazas, las recojo en la tienda", [("MUG", 2)]),
    ],
)
def test_a_tent_beside_other_goods_is_none_of_the_shops(
    words: str, lines: list[tuple[str, int]]
) -> None:
    talk = Talk("es")
    talk.say(words)
    if talk.way() is None:
        talk.say("para recoger")
    talk.say("en Norte")

    assert _lines(talk) == lines


@pytest.mark.parametrize(
    ("language", "words", "place"),
    [
        ("en", "two mugs and a tent for two", "Ballard"),
        ("es", "dos tazas y la carpa de dos personas", "Norte"),
        ("fr", "deux tasses et une tente pour deux", "Bastille"),
    ],
)
def test_goods_with_a_number_in_their_name_are_known_behind_others(
    language: str, words: str, place: str
) -> None:
    talk = Talk(language)
    talk.say(words, {"en": "pickup", "es": "recoger", "fr": "retrait"}[language], place)

    assert _lines(talk) == [("MUG", 2), ("TENT", 1)]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("a mug and two tents for two", [("MUG", 1), ("TENT", 2)]),
        ("two tents for two", [("TENT", 2)]),
        ("I'd like a two person tent", [("TENT", 1)]),
        ("the tent for two", [("TENT", 1)]),
    ],
)
def test_so_many_are_counted_where_the_name_has_the_same_number(
    words: str, lines: list[tuple[str, int]]
) -> None:
    talk = Talk("en")
    talk.say(words, "delivery")

    assert _lines(talk) == lines


def test_no_name_goes_on_behind_a_comma() -> None:
    talk = Talk("es")
    talk.say("dos tazas, dos carpas de dos personas y una botella", "a domicilio")

    assert _lines(talk) == [("BOTTLE", 1), ("MUG", 2), ("TENT", 2)]


def test_the_store_of_that_name_is_no_tent() -> None:
    talk = Talk("es")
    talk.say("quiero dos tazas, las recojo en la tienda de Norte")

    assert _lines(talk) == [("MUG", 2)]
    assert talk.way() is FulfillmentMethod.PICKUP


@pytest.mark.parametrize(
    ("words", "sku"),
    [
        ("quiero una chaqueta impermeable azul talla eme", "JACKET-BL-M"),
        ("una chaqueta roja en ele", "JACKET-RD-L"),
        ("una chaqueta roja, talla ese", "JACKET-RD-S"),
    ],
)
def test_a_size_is_spelled_out(words: str, sku: str) -> None:
    talk = Talk("es")
    talk.say(words)

    assert _lines(talk) == [(sku, 1)]


def test_that_one_is_no_small_size() -> None:
    talk = Talk("es")

    assert "talla" in talk.say("quiero una chaqueta azul en ese tono")


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("es", "oiga no me acuerdo qué les pedí, me lo puede decir", "Fue 1 Taza"),
        ("es", "se me olvidó qué les había pedido", "Fue 1 Taza"),
        ("en", "I can't remember what I ordered, can you tell me", "It was 1 Camp Mug"),
        ("fr", "je ne sais plus ce que j'ai commandé", "C'était 1 Tasse"),
        ("de", "ich weiß nicht mehr, was ich bestellt habe", "Das waren 1 Campingbecher"),
    ],
)
def test_who_forgot_what_was_ordered_is_told(language: str, words: str, told: str) -> None:
    talk = shopper_with(language, "confirmed MUG")

    assert told in talk.say(words)


def test_where_it_is_is_still_told_otherwise() -> None:
    talk = shopper_with("en", "confirmed MUG")

    assert "It was" not in talk.say("where is what I ordered")
