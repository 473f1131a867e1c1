"""What is told before a wish and around a choice: none of it is goods, none of it hides them."""

from __future__ import annotations

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import goods, told


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "the fridge hums all night so get me two ear plugs", 2, "ear plugs"),
        ("es", "estamos lijando la puerta así que mándame tres brochas", 3, "brochas"),
        ("fr", "ma chaise grince donc envoyez moi deux coussins", 2, "coussins"),
        ("de", "mein fernseher flackert drum nehm ich zwei kabel", 2, "kabel"),
        ("de", "wir bauen ein regal deshalb bestellen sie mir drei bretter", 3, "bretter"),
    ],
)
def test_what_a_wish_follows_from_is_no_goods_whatever_its_verb(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "the cat tore the curtain i need two curtain rods", 2, "curtain rods"),
        ("es", "se rompió la jarra ponme dos vasos", 2, "vasos"),
        ("de", "die lampe ist runtergefallen ich möchte drei glühbirnen", 3, "glühbirnen"),
        ("de", "mein bruder malt viel ich hätte gern vier pinsel", 4, "pinsel"),
    ],
)
def test_a_story_needs_no_word_between_itself_and_the_wish(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "is the lamp i want in stock", "lamp"),
        ("en", "we ran out of flour so add three bags", "flour"),
        ("en", "the tent was great so send me another one", "tent"),
        ("fr", "c'est la lampe que je veux", "lampe"),
        ("de", "das ist die lampe die ich möchte", "lampe"),
        ("de", "ein tisch so groß wie meiner", "tisch"),
    ],
)
def test_goods_that_a_wish_points_back_to_stay(lang: str, text: str, product: str) -> None:
    assert product in [name for _, name in goods(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "place"),
    [
        ("en", "ah okay put the third in my basket", 3),
        ("es", "mmm la segunda me gusta más", 2),
        ("es", "ponme el último en la cesta", -1),
        ("fr", "eh bien je prends le troisième", 3),
        ("fr", "ajoute la deuxième au panier", 2),
        ("de", "hm dann nehme ich das zweite", 2),
        ("de", "das vierte gefällt mir besser", 4),
    ],
)
def test_a_place_in_the_list_is_heard_through_manners_and_liking(
    lang: str, text: str, place: int
) -> None:
    assert told(text, lang, Label.INFORM).get("item_ref") == place


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "out of curiosity do you have candles", "candles"),
        ("es", "una preguntita tenéis cojines", "cojines"),
        ("es", "si no es molestia busco una lámpara", "lámpara"),
        ("fr", "par curiosité vous avez des bougies", "bougies"),
        ("de", "nur aus neugier haben sie kerzen", "kerzen"),
    ],
)
def test_a_courtesy_names_no_goods(lang: str, text: str, product: str) -> None:
    found = goods(text, lang, Label.CHECK_AVAILABILITY)

    assert [name for _, name in found] == [product]


@pytest.mark.parametrize(
    ("lang", "text", "quantity"),
    [
        ("en", "two pillows well no four", 4),
        ("es", "dos cojines bueno no cuatro", 4),
        ("fr", "deux coussins enfin non quatre", 4),
        ("de", "zwei kissen also nein vier", 4),
        ("de", "legen sie zwei kissen ach nein vier rein", 4),
    ],
)
def test_a_no_behind_a_second_thought_takes_back_the_count(
    lang: str, text: str, quantity: int
) -> None:
    assert [count for count, _ in goods(text, lang)] == [quantity]


@pytest.mark.parametrize(
    ("lang", "text", "material"),
    [
        ("en", "two terracotta planters", "terracotta"),
        ("es", "dos tazas de porcelana", "porcelana"),
        ("fr", "deux tasses en porcelaine", "porcelaine"),
        ("de", "zwei schalen aus porzellan", "porzellan"),
    ],
)
def test_what_goods_are_made_of_is_told_apart(lang: str, text: str, material: str) -> None:
    (item,) = told(text, lang)["items"]

    assert item["attributes"] == {"material": material}


def test_a_french_en_behind_an_imperative_stands_for_goods_not_for_a_size() -> None:
    assert goods("ces bougies sont jolies remettez en quatre", "fr") == [(4, "bougies")]
    assert told("ces bottes en quarante", "fr")["items"][0]["attributes"] == {"size": "40"}


def test_what_any_of_a_kind_is_asked_for_is_no_part_of_its_name() -> None:
    assert goods("haben sie irgendwelche kerzen", "de", Label.CHECK_AVAILABILITY) == [
        (None, "kerzen")
    ]
    assert goods("gibt es irgendwelche rabatte", "de", Label.PROMOTIONS) == []


def test_goods_called_after_a_unit_stay_where_their_size_is_told() -> None:
    assert goods("a size five ball and two pumps", "en") == [(1, "ball"), (2, "pumps")]


def test_how_many_fit_into_a_thing_counts_none_of_it() -> None:
    (item,) = told("i want a four slice toaster", "en")["items"]

    assert (item["quantity"], item["product"]) == (1, "toaster")


@pytest.mark.parametrize(
    ("lang", "text", "place"),
    [
        ("fr", "hmm la première et puis c'est tout", 1),
        ("fr", "disons le dernier", -1),
        ("es", "uf pues digamos la tercera", 3),
        ("de", "puh ich glaube ich nehme das vierte", 4),
        ("de", "dann nehme ich das sechste", 6),
    ],
)
def test_sighs_and_last_words_around_a_choice_take_nothing_from_it(
    lang: str, text: str, place: int
) -> None:
    assert told(text, lang, Label.INFORM) == {"item_ref": place}


def test_of_two_places_the_denied_one_is_no_goods() -> None:
    said = "eh not the green one the second one"

    assert told(said, "en", Label.MODIFY_ORDER) == {"item_ref": 2}
