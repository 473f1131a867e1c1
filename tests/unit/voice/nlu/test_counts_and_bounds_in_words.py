"""Numbers that are not meant to the piece, that replace others, or that bound a price unnamed."""

from __future__ import annotations

from typing import Any

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import goods, told


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("fr", "ajoutez une quinzaine de bougies", 15, "bougies"),
        ("fr", "une bonne douzaine de moules", 12, "moules"),
        ("fr", "il me faut un millier d'enveloppes", 1000, "enveloppes"),
        ("es", "unos treinta y pico clavos", 30, "clavos"),
        ("es", "alrededor de treinta globos", 30, "globos"),
        ("es", "un millar de servilletas", 1000, "servilletas"),
        ("de", "ein gutes dutzend schrauben", 12, "schrauben"),
        ("de", "mindestens zehn kerzen", 10, "kerzen"),
        ("de", "so um die vierzig teller", 40, "teller"),
        ("en", "fifty odd envelopes", 50, "envelopes"),
        ("en", "at least five mugs", 5, "mugs"),
    ],
)
def test_a_rounded_number_before_goods_counts_them(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]
    assert "price" not in told(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("de", "statt zwei kissen bitte vier", 4, "kissen"),
        ("en", "instead of two pillows give me four", 4, "pillows"),
        ("en", "put six instead of the four chairs", 6, "chairs"),
        ("es", "en vez de las dos mantas quiero tres", 3, "mantas"),
        ("fr", "au lieu des trois lampes prenez-en cinq", 5, "lampes"),
    ],
)
def test_of_a_number_instead_of_another_the_new_one_counts(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang, Label.MODIFY_ORDER) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text", "price"),
    [
        ("es", "una tablet hasta trescientos", {"max": 300}),
        ("de", "kopfhörer bis achtzig", {"max": 80}),
        ("de", "ein zelt ab hundertfünfzig", {"min": 150}),
        ("en", "a bike helmet around sixty", {"max": 60}),
    ],
)
def test_behind_goods_a_bound_needs_no_currency(
    lang: str, text: str, price: dict[str, Any]
) -> None:
    found = told(text, lang, Label.PRODUCT_SEARCH)

    assert found["price"] == price
    assert all("quantity" not in item for item in found["items"])


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the store is open until twenty"),
        ("de", "die kerzen bis zwanzig uhr"),
        ("en", "raise the candles to about thirty"),
    ],
)
def test_an_hour_or_a_count_is_no_bound(lang: str, text: str) -> None:
    assert "price" not in told(text, lang, Label.MODIFY_ORDER)


@pytest.mark.parametrize(
    ("lang", "text", "price"),
    [
        ("es", "algo de menos de treinta pavos", {"max": 30}),
        ("fr", "qui ne dépasse pas trente balles", {"max": 30}),
    ],
)
def test_slang_for_money_is_money_where_a_price_is_bounded(
    lang: str, text: str, price: dict[str, Any]
) -> None:
    assert told(text, lang, Label.PRODUCT_SEARCH) == {"price": price}


def test_slang_for_money_is_goods_elsewhere() -> None:
    assert goods("dix balles de tennis", "fr") == [(10, "balles de tennis")]


def test_of_one_of_six_the_one_counts() -> None:
    assert goods("eine von den sechs tassen ist zerbrochen", "de", Label.RETURN_ITEM) == [
        (1, "tassen")
    ]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "i have two questions about returns"),
        ("es", "tengo dos preguntas sobre las devoluciones"),
        ("fr", "au minimum deux cents euros c'est pour un mariage"),
        ("de", "ich habe zwei fragen zur rückgabe"),
    ],
)
def test_questions_and_weddings_are_not_counted(lang: str, text: str) -> None:
    assert goods(text, lang, Label.RETURN_ITEM) == []


@pytest.mark.parametrize(
    ("lang", "text", "price"),
    [
        ("es", "entre diez y quince no mejor entre diez y veinte euros", {"min": 10, "max": 20}),
        ("fr", "entre dix et vingt non plutôt entre dix et trente euros", {"min": 10, "max": 30}),
        ("en", "under fifty no wait under sixty euros", {"max": 60}),
        ("fr", "douze euros cinquante au maximum", {"max": 12.5}),
    ],
)
def test_of_a_price_taken_back_the_other_is_meant(
    lang: str, text: str, price: dict[str, Any]
) -> None:
    assert told(text, lang, Label.INFORM) == {"price": {**price, "currency": "EUR"}}


@pytest.mark.parametrize(
    ("lang", "text", "unit", "product"),
    [
        ("es", "dos carretes de hilo de pescar", "carrete", "hilo de pescar"),
        ("fr", "cinq feuilles de papier marbré", "feuille", "papier marbré"),
        ("de", "zwei bögen schleifpapier", "bogen", "schleifpapier"),
        ("en", "four reels of fishing line", "reel", "fishing line"),
    ],
)
def test_what_goods_are_wound_on_or_cut_in_counts_them(
    lang: str, text: str, unit: str, product: str
) -> None:
    (item,) = told(text, lang)["items"]

    assert (item["unit"], item["product"]) == (unit, product)


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "a whiteboard at least four feet wide please", "whiteboard"),
        ("es", "una alfombra de unos dos metros de largo", "alfombra"),
        ("fr", "une planche d'au moins deux mètres de long", "planche"),
        ("de", "ein regal mindestens zwei meter hoch", "regal"),
    ],
)
def test_how_wide_goods_are_is_neither_price_nor_count(lang: str, text: str, product: str) -> None:
    found = told(text, lang)

    assert "price" not in found
    assert [(item.get("quantity"), item["product"]) for item in found["items"]] == [(1, product)]


def test_grams_that_are_ordered_are_no_order_number() -> None:
    found = told("order 500 grams of ground turkey", "en", Label.INFORM)

    assert found["items"] == [{"product": "ground turkey", "quantity": 500, "unit": "gram"}]
    assert "order_number" not in found
