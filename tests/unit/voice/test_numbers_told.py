"""An order that was told by its number: that one, or none; never the last one instead."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

BOUGHT = {
    "en": ("order a head lamp for pickup downtown", "yes"),
    "es": ("quiero una linterna frontal para recoger en el centro", "sí"),
    "fr": ("je voudrais une lampe frontale à retirer", "oui"),
    "de": ("ich möchte eine stirnlampe zur abholung", "ja"),
}


def after_an_order(language: str) -> Talk:
    talk = Talk(language)
    talk.say(*BOUGHT[language])
    assert len(talk.placed) == 1
    return talk


@pytest.mark.parametrize(
    ("language", "said", "unknown"),
    [
        ("en", "where is order T R N Q", "can't find an order with that number"),
        ("en", "where's my order T R N 4 K 7", "can't find an order with that number"),
        ("en", "check order TRN 4K7 please", "can't find an order with that number"),
        ("en", "cancel order number T R N Q", "can't find an order with that number"),
        ("en", "where is order number seven", "can't find an order with that number"),
        ("es", "dónde está mi pedido T R N Q", "No encuentro ningún pedido con ese número"),
        ("fr", "où est ma commande T R N Q", "Je ne trouve pas de commande avec ce numéro"),
        ("de", "wo ist meine bestellung T R N Q", "Ich finde keine Bestellung mit dieser Nummer"),
    ],
)
def test_a_number_that_no_order_has_does_not_tell_of_the_last_order(
    language: str, said: str, unknown: str
) -> None:
    answered = after_an_order(language).say(said)

    assert unknown in answered
    assert "0001" not in answered


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("where is order number one", "Order 0001"),
        ("where is order number zero zero zero one", "Order 0001"),
        ("where is my order", "Order 0001"),
    ],
)
def test_an_order_is_told_of_by_its_number_and_the_last_without_one(said: str, told: str) -> None:
    assert after_an_order("en").say(said).startswith(told)
