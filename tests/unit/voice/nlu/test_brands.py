"""Brands of several words are one name, and the goods of the shop outweigh other meanings."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from app.voice.nlu.brands import joined
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent
from domain.ids import LocationId

BRANDS = ["L'Atelier Gris", "Petit Orme", "Alder & Finch", "Luz y Sal", "Nike", "Studio 54"]
TITLES = (
    "auriculares cancelacion ruido gourde bottes chemise panier chien pan frying cafe molido "
    "renard yoga leggings botas impermeables"
)
VOCABULARY = Vocabulary.of(
    {"color": ["Gris", "Bleu", "Red"], "size": ["S", "M", "250 g"]},
    [],
    title_words=TITLES.split(),
    brand_names=BRANDS,
)
LOCALES = {"en": "en-US", "es": "es-ES", "fr": "fr-FR"}


def heard(text: str, lang: str) -> Understanding:
    return TrainedUnderstander(today=lambda _zone: date(2026, 3, 11)).understand(
        text, vocabulary=VOCABULARY, expect=Expect.NOTHING, locale=LOCALES[lang]
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("une gourde l'atelier gris en bleu", ["l'atelier gris"]),
        ("a frying pan by alder and finch please", ["alder and finch"]),
        ("Alder & Finch pan", ["Alder & Finch"]),
        ("café molido luz y sal", ["luz y sal"]),
        ("nike shoes from studio 54", []),
        ("petit", []),
    ],
)
def test_the_brands_of_several_words_are_found(text: str, names: list[str]) -> None:
    found = joined(text, VOCABULARY)

    assert list(found.names.values()) == names
    assert all(one in found.text.split() for one in found.names)


@pytest.mark.parametrize(
    ("text", "lang", "phrase", "attributes"),
    [
        ("je voudrais gourde renard l'atelier gris en bleu", "fr", "gourde renard l'atelier gris",
         {"color": "Bleu"}),
        ("commande chemise petit orme taille m", "fr", "chemise petit orme", {"size": "M"}),
        ("i'll take an alder and finch frying pan in red", "en", "alder and finch frying pan",
         {"color": "Red"}),
        ("quisiera comprar café molido luz y sal 250 g", "es", "café molido luz y sal",
         {"size": "250 g"}),
    ],
)  # fmt: skip
def test_a_brand_is_no_size_no_color_and_not_two_things(
    text: str, lang: str, phrase: str, attributes: dict[str, str]
) -> None:
    found = heard(text, lang)

    assert (found.intent, found.phrase, found.attributes) == (
        Intent.PLACE_ORDER,
        phrase,
        attributes,
    )
    assert found.others == ()


@pytest.mark.parametrize(
    ("text", "lang", "quantity"),
    [
        ("me gustaría pedir tres auriculares con cancelación de ruido", "es", 3),
        ("il me faut deux panier pour chien renard", "fr", 2),
        ("pide seis botas impermeables", "es", 6),
    ],
)
def test_goods_of_the_shop_behind_a_verb_of_buying_are_bought(
    text: str, lang: str, quantity: int
) -> None:
    found = heard(text, lang)

    assert (found.intent, found.quantity) == (Intent.PLACE_ORDER, quantity)


def test_goods_of_the_shop_behind_a_verb_of_having_are_asked_about() -> None:
    sold = Vocabulary.of({}, [], title_words={"nike", "air", "max"})

    found = TrainedUnderstander(today=lambda _zone: date(2026, 3, 11)).understand(
        "habt ihr nike air max", vocabulary=sold, expect=Expect.NOTHING, locale="de-DE"
    )

    assert (found.intent, found.phrase) == (Intent.CHECK_AVAILABILITY, "nike air max")


@pytest.mark.parametrize(
    ("text", "lang", "intent"),
    [
        ("quiero cancelar mi pedido", "es", Intent.CANCEL_ORDER),
        ("i want to return the leggings", "en", Intent.RETURN_ITEM),
        ("je voudrais parler à quelqu'un", "fr", Intent.HUMAN_AGENT),
    ],
)
def test_other_wishes_behind_the_same_verb_stay_what_they_are(
    text: str, lang: str, intent: Intent
) -> None:
    assert heard(text, lang).intent is intent


def test_a_store_or_a_color_that_is_a_brand_too_stays_what_it_is() -> None:
    shop = Vocabulary.of(
        {"color": ["Midnight Blue"]},
        [(LocationId("x"), "Capitol Hill Corner")],
        brand_names=["Midnight Blue", "Capitol Hill", "Petit Orme"],
    )

    assert shop.brands == {"petit": ("petit orme",)}


def test_every_brand_is_known_by_its_first_word_only() -> None:
    brands = VOCABULARY.brands

    assert all(brand.startswith(f"{first} ") for first, all_ in brands.items() for brand in all_)
    assert "nike" not in set(chain.from_iterable(brands.values()))
