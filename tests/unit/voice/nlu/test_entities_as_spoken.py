"""Quantities, sizes, codes and places in a list, in ways that people say them without thinking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.labels import Label


def told(text: str, label: Label, lang: str) -> dict[str, Any]:
    return read_entities(text, label=label, today=date(2026, 3, 11), lang=lang).as_json()


@pytest.mark.parametrize(
    ("text", "lang", "item"),
    [
        ("une dizaine de bougies", "fr", {"product": "bougies", "quantity": 10}),
        ("deux dizaines d'assiettes", "fr", {"product": "assiettes", "quantity": 20}),
        ("una decena de platos hondos", "es", {"product": "platos hondos", "quantity": 10}),
        ("une vingtaine de gobelets", "fr", {"product": "gobelets", "quantity": 20}),
        ("a sack of charcoal", "en", {"product": "charcoal", "quantity": 1, "unit": "sack"}),
    ],
)
def test_so_many_of_something_are_counted(text: str, lang: str, item: dict[str, Any]) -> None:
    assert told(text, Label.PLACE_ORDER, lang) == {"items": [item]}


def test_a_color_between_two_things_is_goods_itself() -> None:
    found = told("a bag of charcoal and two boxes of matches", Label.PLACE_ORDER, "en")

    assert [item["product"] for item in found["items"]] == ["charcoal", "matches"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("do you have the red skirt in a forty two", "en"),
        ("les queda la falda roja en la cuarenta y dos", "es"),
        ("vous avez la jupe rouge en quarante-deux", "fr"),
        ("gibt es den roten rock noch in zweiundvierzig", "de"),
    ],
)
def test_a_number_behind_goods_and_in_is_their_size(text: str, lang: str) -> None:
    (item,) = told(text, Label.CHECK_AVAILABILITY, lang)["items"]

    assert item["attributes"]["size"] == "42"
    assert "quantity" not in item


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("die bestellnummer wäre viertausendelf", "4011"),
        ("die bestellung neun doppelnull drei", "9003"),
        ("bestellnummer doppelfünf eins sieben", "5517"),
    ],
)
def test_a_german_order_number_is_read_with_its_doubled_digits(text: str, number: str) -> None:
    assert told(text, Label.ORDER_STATUS, "de") == {"order_number": number}


def test_a_size_is_one_wherever_the_sentence_goes_on() -> None:
    found = told("order hiking boots in a ten and a scarf", Label.PLACE_ORDER, "en")
    boots, scarf = found["items"]

    assert boots == {"product": "hiking boots", "quantity": 1, "attributes": {"size": "10"}}
    assert scarf["product"] == "scarf"


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("cuarenta y una velas", {"product": "velas", "quantity": 41}),
        ("cincuenta y una sillas", {"product": "sillas", "quantity": 51}),
    ],
)
def test_spanish_numbers_end_in_a_feminine_one(text: str, item: dict[str, Any]) -> None:
    assert told(text, Label.PLACE_ORDER, "es") == {"items": [item]}


def test_what_somebody_has_of_their_own_is_no_goods_that_are_wanted() -> None:
    text = "it's my boss's birthday and I thought of one of those vases"

    assert [item["product"] for item in told(text, Label.PLACE_ORDER, "en")["items"]] == ["vases"]


@pytest.mark.parametrize(
    ("text", "lang", "product"),
    [
        ("quería dos mochilas, de esas para el monte", "es", "mochilas"),
        ("two tin mugs, those for the garden", "en", "tin mugs"),
    ],
)
def test_what_goods_are_for_is_no_further_goods(text: str, lang: str, product: str) -> None:
    found = told(text, Label.PLACE_ORDER, lang)

    assert found["items"] == [{"product": product, "quantity": 2}]


def test_a_postcode_and_its_verb_in_one_word_are_read() -> None:
    assert told("the postcode's nine zero two one zero", Label.INFORM, "en") == {"zip": "90210"}


def test_the_last_digits_of_a_card_are_no_topping() -> None:
    found = told("die karte mit den endziffern drei eins null neun", Label.INFORM, "de")

    assert found["last4"] == "3109"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("the second one on your list", "en"),
        ("me quedo con el segundo de la lista", "es"),
        ("je vais prendre le deuxième de la liste", "fr"),
        ("dann nehm ich das zweite von ihrer liste", "de"),
    ],
)
def test_a_place_in_the_list_may_name_the_list(text: str, lang: str) -> None:
    assert told(text, Label.INFORM, lang) == {"item_ref": 2}


def test_cents_are_read_where_the_sentence_goes_on_behind_them() -> None:
    found = told("mehr als zwölf euro fünfzig will ich nicht ausgeben", Label.INFORM, "de")

    assert found == {"price": {"max": 12.5, "currency": "EUR"}}


def test_what_goes_with_it_is_heard_behind_what_is_left_out() -> None:
    (item,) = told("una pizza sin cebolla y con aceitunas", Label.PLACE_ORDER, "es")["items"]

    assert item["attributes"] == {"without": ["cebolla"], "topping": ["aceitunas"]}


def test_a_french_size_may_be_large() -> None:
    (item,) = told("deux chemises en taille large", Label.PLACE_ORDER, "fr")["items"]

    assert item["attributes"] == {"size": "large"}


@pytest.mark.parametrize(
    ("text", "label", "product"),
    [
        ("order prologue whole bean 12 ounce", Label.PLACE_ORDER, "prologue whole bean 12 ounce"),
        ("order prologue twelve ounce", Label.PLACE_ORDER, "prologue twelve ounce"),
        ("order prologue 5 pound for pickup", Label.PLACE_ORDER, "prologue 5 pound"),
        ("sign me up for prologue twelve ounces every month", Label.SUBSCRIBE, "twelve ounces"),
        ("bestelle milde sorte fünf kilo", Label.PLACE_ORDER, "milde sorte fünf kilo"),
    ],
)
def test_a_weight_behind_goods_is_part_of_their_name(text: str, label: Label, product: str) -> None:
    (item,) = told(text, label, "de" if "bestelle" in text else "en")["items"]

    assert item["product"].endswith(product)
    assert item.get("quantity", 1) == 1


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("order two pounds of rice", 2), ("i need five pounds", 5), ("a pound of coffee", 1)],
)
def test_a_weight_before_goods_or_alone_counts(text: str, quantity: int) -> None:
    (item,) = told(text, Label.PLACE_ORDER, "en")["items"]

    assert (item["quantity"], item["unit"]) == (quantity, "pound")


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("le vingt de ce mois", "fr", "2026-03-20"),
        ("el veinticinco de este mes", "es", "2026-03-25"),
        ("el tres del mes que viene", "es", "2026-04-03"),
        ("am zwanzigsten bin ich zu hause", "de", "2026-03-20"),
        ("am dreiundzwanzigsten wäre es mir lieber", "de", "2026-03-23"),
    ],
)
def test_a_day_of_the_month_goes_by_its_number(text: str, lang: str, day: str) -> None:
    assert told(text, Label.INFORM, lang) == {"date": day}


@pytest.mark.parametrize(
    ("text", "lang", "first", "last"),
    [
        ("je suis là du quinze au dix-huit", "fr", "2026-03-15", "2026-03-18"),
        ("estoy fuera del quince al dieciocho", "es", "2026-03-15", "2026-03-18"),
        ("vom neunzehnten bis zum vierundzwanzigsten märz", "de", "2026-03-19", "2026-03-24"),
    ],
)
def test_a_span_of_days_needs_no_month_and_no_bare_end(
    text: str, lang: str, first: str, last: str
) -> None:
    assert told(text, Label.INFORM, lang)["date_range"] == {"from": first, "to": last}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("des chaussures du trente-six au quarante", "fr"),
        ("du quinze au vingt euros", "fr"),
        ("am zweiten regal", "de"),
    ],
)
def test_sizes_money_and_places_are_no_days(text: str, lang: str) -> None:
    assert not {"date", "date_range"} & told(text, Label.PRODUCT_SEARCH, lang).keys()


@pytest.mark.parametrize(
    ("text", "lang", "most"),
    [
        ("sin gastar más de treinta y cinco", "es", 35),
        ("je ne veux pas dépasser quatre-vingt-quinze euros", "fr", 95),
        ("sans dépasser cinquante euros", "fr", 50),
        ("des écouteurs qui ne dépassent pas cent euros", "fr", 100),
    ],
)
def test_what_shall_not_be_gone_past_is_the_most(text: str, lang: str, most: int) -> None:
    assert told(text, Label.PRODUCT_SEARCH, lang)["price"]["max"] == most


def test_what_goes_past_an_amount_is_at_least_that_and_wireless_denies_nothing() -> None:
    found = told("des écouteurs sans fil de plus de cent euros", Label.PRODUCT_SEARCH, "fr")

    assert found["price"] == {"min": 100, "currency": "EUR"}


@pytest.mark.parametrize(
    ("text", "lang", "material"),
    [
        ("an oak table", "en", "oak"),
        ("una mesa de roble", "es", "roble"),
        ("une poêle en fonte", "fr", "fonte"),
        ("einen couchtisch aus eiche", "de", "eiche"),
    ],
)
def test_woods_and_metals_are_materials(text: str, lang: str, material: str) -> None:
    (item,) = told(text, Label.PRODUCT_SEARCH, lang)["items"]

    assert item["attributes"] == {"material": material}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("not thursday bring it on saturday", 14),
        ("nicht morgen sondern am samstag", 14),
        ("no el jueves, mejor el sábado", 14),
        ("pas jeudi, plutôt samedi", 14),
        ("no, friday please", 13),
    ],
)
def test_a_day_that_is_denied_gives_way_to_the_one_that_is_meant(text: str, day: int) -> None:
    read = read_entities(text, label=Label.CHANGE_ADDRESS, today=date(2026, 3, 11))

    assert read.date == date(2026, 3, day)


@pytest.mark.parametrize("text", ["colchones hasta quinientos", "colchones de hasta quinientos"])
def test_a_bound_behind_goods_is_a_price_and_no_count(text: str) -> None:
    read = told(text, Label.PRODUCT_SEARCH, "es")

    assert read["price"] == {"max": 500}
    assert read["items"] == [{"product": "colchones"}]
