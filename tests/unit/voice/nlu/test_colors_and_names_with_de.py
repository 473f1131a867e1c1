"""Colors in every form, also those called after fruit; and names of goods around a "de"."""

from __future__ import annotations

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import goods, told


@pytest.mark.parametrize(
    ("lang", "text", "product", "color"),
    [
        ("fr", "une paire de sandales beiges", "sandales", "beige"),
        ("fr", "des gants orange", "gants", "orange"),
        ("fr", "des rideaux roses", "rideaux", "rose"),
        ("es", "unas zapatillas granates", "zapatillas", "granate"),
        ("es", "una camiseta naranja", "camiseta", "naranja"),
        ("de", "violette handschuhe", "handschuhe", "violett"),
        ("de", "eine beige jacke", "jacke", "beige"),
    ],
)
def test_a_color_is_told_in_the_singular_masculine(
    lang: str, text: str, product: str, color: str
) -> None:
    (item,) = told(text, lang)["items"]

    assert (item["product"], item["attributes"]) == (product, {"color": color})


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("es", "quince naranjas", "naranjas"),
        ("fr", "quinze oranges", "oranges"),
        ("fr", "un jus d'orange", "jus d'orange"),
        ("fr", "une douzaine de roses", "roses"),
    ],
)
def test_fruit_and_flowers_are_goods_where_no_goods_lead_up_to_them(
    lang: str, text: str, product: str
) -> None:
    assert [name for _, name in goods(text, lang)] == [product]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("el pienso del gato lo quiero ya", "pienso del gato"),
        ("seis copas de vino", "copas de vino"),
        ("quiero pienso de perro", "pienso de perro"),
    ],
)
def test_goods_are_told_with_what_they_are_for(text: str, product: str) -> None:
    assert [name for _, name in goods(text, "es")] == [product]


def test_who_thinks_about_it_wants_no_feed() -> None:
    assert goods("me lo pienso un poco", "es") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "le grille pain est en panne"),
        ("es", "la lavadora está averiada"),
        ("de", "der mixer ist hinüber"),
        ("en", "the blender gave out on me"),
    ],
)
def test_what_gave_out_is_damaged(lang: str, text: str) -> None:
    assert told(text, lang, Label.RETURN_ITEM)["reason"] == "damaged"


@pytest.mark.parametrize(
    ("lang", "text", "color"),
    [
        ("en", "five yards of fabric in olive", "olive"),
        ("es", "un jersey en color mostaza", "mostaza"),
        ("fr", "un plaid couleur moutarde", "moutarde"),
        ("de", "ein kissen in senf", "senf"),
    ],
)
def test_behind_an_in_a_fruit_is_a_color(lang: str, text: str, color: str) -> None:
    (item,) = told(text, lang)["items"]

    assert item["attributes"] == {"color": color}


def test_oil_of_olives_has_no_color() -> None:
    assert goods("a bottle of olive oil", "en") == [(1, "olive oil")]


@pytest.mark.parametrize(
    ("lang", "text", "product", "material"),
    [
        ("es", "otra jarra de cristal", "jarra", "cristal"),
        ("es", "unos sombreros de paja", "sombreros", "paja"),
        ("fr", "des espadrilles en toile", "espadrilles", "toile"),
        ("de", "eine tasche aus jute", "tasche", "jute"),
    ],
)
def test_what_goods_are_made_of_is_their_material(
    lang: str, text: str, product: str, material: str
) -> None:
    (item,) = told(text, lang)["items"]

    assert (item["product"], item["attributes"]) == (product, {"material": material})


@pytest.mark.parametrize(
    ("lang", "text", "reason"),
    [
        ("es", "las botas me quedan chicas", "wrong_size"),
        ("fr", "la pendule est fissurée", "damaged"),
        ("de", "die vase ist gesprungen", "damaged"),
    ],
)
def test_boots_that_are_tight_and_clocks_that_are_cracked_come_back(
    lang: str, text: str, reason: str
) -> None:
    assert told(text, lang, Label.RETURN_ITEM)["reason"] == reason
