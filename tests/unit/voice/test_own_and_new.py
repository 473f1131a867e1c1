"""Goods called one's own are the usual; what broke elsewhere is bought anew; an address that is
asked for is told."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "mándame mi café"),
        ("es", "lo que suelo pedir"),
        ("fr", "envoyez-moi mon café"),
        ("fr", "les cafés que j'achète d'habitude"),
        ("en", "send me my coffee"),
        ("de", "schickt mir meinen Kaffee"),
    ],
)
def test_ones_own_goods_are_as_many_as_always(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "usual ESPRESSO*2")

    talk.say(said)

    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [("ESPRESSO", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "se me rompió la linterna y quiero otra"),
        ("fr", "ma lampe ne marche plus et j'en voudrais une autre"),
    ],
)
def test_what_broke_and_was_not_bought_here_is_bought_anew(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    state = talk._state()
    assert state.returning is None
    assert state.item is not None
    assert state.item.sku == "LAMP"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "dame la dirección de Norte"),
        ("fr", "donnez-moi l'adresse de Bastille"),
        ("en", "give me the address of the Ballard shop"),
        ("de", "gib mir die Adresse von Altona"),
    ],
)
def test_the_address_of_a_store_is_told_and_changed_by_nobody(language: str, said: str) -> None:
    assert "12 Pine Street" in Talk(language).say(said)
