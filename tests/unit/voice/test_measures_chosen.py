"""The number of a measure that is chosen counts no goods, in whatever language it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.voice.shop_words import ShopWordsCache
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND


def sold_by_weight(language: str) -> Talk:
    """A shopper at a shop that sells something in two weights."""
    talk = Talk(language)
    stores = talk.shop.shop.stores[NORTHWIND]
    for weight in ("12 oz", "5 lb"):
        talk.shop.shop.add_variant(
            NORTHWIND,
            f"ZANZIBAR-{weight}",
            "Zanzibar Prologue",
            options={"weight": weight},
            stock=dict.fromkeys(stores, 40),
        )
    talk.shop.found_by = None  # the index of the scripts does not know it
    words = ShopWordsCache(talk.shop.discovery, talk.shop.stock)
    talk.shop.voice = replace(talk.shop.voice, words=words)
    return talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ("quiero zanzibar prologue", "12 onzas", "para recoger en Centro", "sí")),
        ("de", ("ich möchte zanzibar prologue", "12 Unzen", "zum Abholen in Mitte", "ja")),
        ("fr", ("je voudrais zanzibar prologue", "12 onces", "à retirer à République", "oui")),
        ("en", ("I want zanzibar prologue", "12 ounces", "for pickup downtown", "yes")),
    ],
)
def test_a_weight_that_is_chosen_is_no_count(language: str, said: tuple[str, ...]) -> None:
    talk = sold_by_weight(language)

    talk.say(*said)

    assert talk.bought == [("ZANZIBAR-12 oz", 1)]


def test_a_count_beside_the_weight_counts() -> None:
    talk = sold_by_weight("en")

    talk.say("I want zanzibar prologue", "12 ounces, and two of them", "for pickup downtown", "yes")

    assert talk.bought == [("ZANZIBAR-12 oz", 2)]
