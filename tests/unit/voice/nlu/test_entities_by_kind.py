"""Kinds of talk around what is wanted, in four languages: each is read by structure, not by row."""

from __future__ import annotations

import pytest

from app.voice.nlu.entities.item import Item
from app.voice.nlu.labels import Label
from app.voice.nlu.shop_values import options_told
from app.voice.nlu.vocabulary import Vocabulary
from tests.unit.voice.nlu.entities_told import goods, told


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "whoa okay add two mugs", 2, "mugs"),
        ("es", "ah y ponme dos mantas", 2, "mantas"),
        ("es", "uy se me olvidaba añade tres limones", 3, "limones"),
        ("fr", "tiens au fait il me faut deux oreillers", 2, "oreillers"),
        ("fr", "bon ben écoute mets quatre savons", 4, "savons"),
        ("de", "tja na dann nehme ich drei kissen", 3, "kissen"),
    ],
)
def test_an_interjection_is_no_goods(lang: str, text: str, quantity: int, product: str) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "it's been an eternity where is my order"),
        ("es", "llevo un siglo esperando dónde está lo mío"),
        ("fr", "ça fait une éternité que j'attends"),
        ("de", "das dauert ja eine ewigkeit"),
        ("fr", "oh ça ne presse pas dans dix jours ça me va"),
        ("de", "ach das eilt nicht in zwei wochen reicht völlig"),
        ("es", "uy no corre prisa"),
    ],
)
def test_how_long_one_waits_names_no_goods(lang: str, text: str) -> None:
    assert goods(text, lang, Label.ORDER_STATUS) == []


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "give me six plates no wait make that eight", 8, "plates"),
        ("en", "sorry i said two candles i meant five", 5, "candles"),
        ("es", "pon seis platos no mejor ocho", 8, "platos"),
        ("es", "dije dos velas pero quería cinco", 5, "velas"),
        ("fr", "mets quatre melons non pardon cinq melons", 5, "melons"),
        ("fr", "j'ai dit deux bougies je voulais dire cinq", 5, "bougies"),
        ("de", "ich nehme fünf schrauben nein mach fünfzig", 50, "schrauben"),
        ("de", "ich sagte zwei kerzen ich meinte fünf", 5, "kerzen"),
    ],
)
def test_a_count_taken_back_does_not_count(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "where is order four four one two no wait four four two one"),
        ("es", "dónde está el pedido cuatro cuatro uno dos no perdón cuatro cuatro dos uno"),
        ("fr", "où est la commande quatre quatre un deux non pardon quatre quatre deux un"),
        ("de", "wo ist bestellung vier vier eins zwei nein moment vier vier zwei eins"),
    ],
)
def test_digits_taken_back_are_no_order_number(lang: str, text: str) -> None:
    assert told(text, lang, Label.ORDER_STATUS) == {"order_number": "4421"}


@pytest.mark.parametrize("label", [Label.PLACE_ORDER, Label.INFORM])
@pytest.mark.parametrize(
    ("text", "quantity", "product"),
    [
        ("order a hundred and fifty envelopes", 150, "envelopes"),
        ("order a thousand labels please", 1000, "labels"),
        ("order a couple hundred cups", 200, "cups"),
    ],
)
def test_an_article_before_a_count_begins_no_order_number(
    text: str, quantity: int, product: str, label: Label
) -> None:
    assert goods(text, "en", label) == [(quantity, product)]
    assert "order_number" not in told(text, "en", label)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the blue sneakers in forty two please"),
        ("es", "las zapatillas azules del cuarenta y dos por favor"),
        ("fr", "les baskets bleues en quarante-deux s'il vous plaît"),
        ("de", "die blauen turnschuhe in zweiundvierzig bitte"),
    ],
)
def test_a_number_before_a_please_is_still_a_size(lang: str, text: str) -> None:
    (item,) = told(text, lang)["items"]

    assert item["attributes"]["size"] == "42"
    assert item.get("quantity", 1) == 1


def test_a_german_half_in_one_word_is_read() -> None:
    assert goods("zweieinhalb liter orangensaft", "de") == [(2.5, "orangensaft")]


def test_more_of_a_unit_is_counted_in_it() -> None:
    (item,) = told("ponme dos botes más de miel", "es")["items"]

    assert item == {"product": "miel", "quantity": 2, "unit": "bote"}


def test_german_goods_before_their_own_clause_are_no_verb() -> None:
    heard = goods("kerzen die nicht so teuer sind", "de", Label.PRODUCT_SEARCH)

    assert heard == [(None, "kerzen")]


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "i ordered a desk and it came with a broken leg", "desk"),
        ("es", "pedí una mesa y llegó con una pata rota", "mesa"),
        ("fr", "j'ai commandé une table et elle est arrivée avec un pied cassé", "table"),
        ("de", "ich hab einen tisch bestellt und der kam mit einem kaputten bein", "tisch"),
    ],
)
def test_what_broke_of_goods_that_come_back_is_no_goods(lang: str, text: str, product: str) -> None:
    assert [name for _, name in goods(text, lang, Label.RETURN_ITEM)] == [product]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "échangez les bottes taille trente-huit contre du trente-neuf"),
        ("de", "tauscht die stiefel in achtunddreißig gegen neununddreißig"),
    ],
)
def test_the_size_that_is_exchanged_for_counts_nothing(lang: str, text: str) -> None:
    (item,) = told(text, lang, Label.RETURN_ITEM)["items"]

    assert item["attributes"] == {"size": "38"}
    assert "quantity" not in item


def test_french_portions_begin_goods_of_their_own() -> None:
    heard = goods("il me faut du pain du lait et des œufs", "fr")

    assert [name for _, name in heard] == ["pain", "lait", "œufs"]


def test_tea_is_told_by_its_accent() -> None:
    assert goods("quiero tres cajas de té", "es") == [(3, "té")]


def test_what_an_order_is_for_is_counted() -> None:
    heard = told("place an order for a thousand flyers", "en")

    assert heard["items"][-1] == {"product": "flyers", "quantity": 1000}
    assert "order_number" not in heard


def test_a_unit_named_after_its_goods_is_told_in_the_language_spoken() -> None:
    (item,) = told("j'ai plus de lessive il m'en faut un bidon", "fr")["items"]

    assert (item["product"], item["unit"]) == ("lessive", "bidon")


def test_a_letter_before_digits_is_still_part_of_an_order_number() -> None:
    heard = told("where is order a one five zero", "en", Label.ORDER_STATUS)

    assert heard == {"order_number": "A150"}


@pytest.mark.parametrize(
    ("lang", "text", "most"),
    [
        ("en", "nothing over nineteen ninety nine", 19.99),
        ("en", "nothing over nine ninety nine please", 9.99),
        ("en", "nothing over twelve", 12),
        ("de", "nichts über neunzehn neunundneunzig", 19.99),
    ],
)
def test_nothing_over_an_amount_is_a_bound(lang: str, text: str, most: float) -> None:
    assert told(text, lang, Label.INFORM) == {"price": {"max": most}}


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "my mom loves tea and i'm looking for a kettle", "kettle"),
        ("en", "we have a puppy so i need a leash", "leash"),
        ("es", "a mi madre le gusta el té y busco una tetera", "tetera"),
        ("es", "el gato arañó el sofá y ahora necesito una funda", "funda"),
        ("en", "our cat scratched the sofa and now i need a cover", "cover"),
        ("es", "tenemos un perro así que necesito una correa", "correa"),
        ("fr", "mon mari boit du café et je cherche un moulin", "moulin"),
        ("de", "ich habe einen grill gekauft und jetzt brauche ich holzkohle", "holzkohle"),
        ("de", "mein mann trinkt kaffee und ich suche eine mühle", "mühle"),
    ],
)
def test_what_a_story_names_is_not_what_is_sought(lang: str, text: str, product: str) -> None:
    assert [name for _, name in goods(text, lang, Label.PRODUCT_SEARCH)] == [product]


def test_what_is_wished_for_before_another_wish_stays_wanted() -> None:
    asked = goods("i need two mugs and i'm looking for a kettle", "en", Label.PRODUCT_SEARCH)
    pointed = goods("i love these candles and i want two", "en", Label.PLACE_ORDER)

    assert [name for _, name in asked] == ["mugs", "kettle"]
    assert [name for _, name in pointed] == ["candles"]


@pytest.mark.parametrize(
    ("lang", "text", "last"),
    [
        ("en", "send two brooms and a bucket", "bucket"),
        ("es", "pide dos escobas y un cubo", "cubo"),
        ("fr", "commande deux balais et un seau", "seau"),
        ("de", "bestell zwei besen und einen eimer", "eimer"),
    ],
)
def test_a_unit_behind_an_and_is_goods_itself(lang: str, text: str, last: str) -> None:
    assert goods(text, lang)[1:] == [(1, last)]


def test_the_goods_of_a_list_begin_with_their_articles() -> None:
    assert goods("two forks a knife and a plate", "en") == [
        (2, "forks"),
        (1, "knife"),
        (1, "plate"),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [
        ("en", "two packs of six beers", "6 pack"),
        ("es", "dos packs de seis de cerveza", "6 pack"),
        ("fr", "deux packs de douze d'eau", "12 pack"),
        ("de", "zwei sechserpacks bier", "6 pack"),
        ("de", "zwei zwölfer packs wasser", "12 pack"),
        ("de", "zwei 6er pack eier", "6 pack"),
    ],
)
def test_a_pack_of_so_many_is_a_unit(lang: str, text: str, unit: str) -> None:
    (item,) = told(text, lang)["items"]

    assert (item["quantity"], item["unit"]) == (2, unit)


@pytest.mark.parametrize(
    ("lang", "text", "size"),
    [
        ("es", "dos velas pequeñas", "pequeño"),
        ("es", "quiero una falda talla pequeña", "pequeña"),
        ("fr", "une grande pizza", "grand"),
        ("fr", "sept petits cahiers", "petit"),
        ("fr", "une veste en taille moyenne", "moyenne"),
        ("de", "einen großen topf", "groß"),
    ],
)
def test_a_size_is_told_in_the_singular_masculine_but_behind_its_own_word(
    lang: str, text: str, size: str
) -> None:
    assert told(text, lang)["items"][0]["attributes"] == {"size": size}


@pytest.mark.parametrize(
    ("lang", "text", "color"),
    [
        ("en", "four blankets in dark green", "dark green"),
        ("en", "a navy blue sweater", "navy blue"),
        ("es", "dos toallas verde oscuro", "verde oscuro"),
        ("es", "una camisa azul marino", "azul marino"),
        ("fr", "un pull bleu marine", "bleu marine"),
        ("fr", "deux serviettes gris foncé", "gris foncé"),
        ("de", "zwei hellblaue handtücher", "hellblau"),
        ("de", "eine lampe in dunklem rot", "dunkelrot"),
    ],
)
def test_a_shade_is_told_whole(lang: str, text: str, color: str) -> None:
    assert told(text, lang)["items"][0]["attributes"] == {"color": color}


def test_a_shade_that_is_part_of_a_name_stays_there() -> None:
    assert goods("a bag of light brown sugar", "en") == [(1, "light brown sugar")]


@pytest.mark.parametrize(
    ("option", "offered", "heard", "meant"),
    [
        ("color", ["Green", "Red"], "dark green", "Green"),
        ("color", ["Green", "Dark Green"], "verde oscuro", "Dark Green"),
        ("color", ["Azul Marino", "Azul"], "navy blue", "Azul Marino"),
        ("color", ["Navy", "White"], "bleu marine", "Navy"),
        ("color", ["Blau"], "hellblau", "Blau"),
        ("color", ["Rojas"], "rojo", "Rojas"),
        ("size", ["Pequeñas", "Grandes"], "pequeño", "Pequeñas"),
        ("size", ["Petite", "Grande"], "grand", "Grande"),
        ("size", ["Small", "Large"], "pequeño", "Small"),
        ("size", ["Gigantes"], "gigante", "Gigantes"),
        ("color", ["Red"], "dark green", "dark green"),
    ],
)
def test_a_merchant_value_is_found_in_any_form(
    option: str, offered: list[str], heard: str, meant: str
) -> None:
    shop = Vocabulary.of({option: offered}, [])

    assert options_told(Item(attributes={option: heard}), shop) == {option: meant}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "quiero devolver un artículo"),
        ("es", "uno ya no sabe qué regalar"),
        ("fr", "je voudrais retourner un article"),
        ("de", "ich möchte einen artikel zurückgeben"),
        ("en", "one never knows what to give"),
        ("en", "are you open twenty four seven"),
        ("fr", "j'ai un problème"),
    ],
)
def test_a_number_that_counts_nothing_is_no_quantity(lang: str, text: str) -> None:
    assert told(text, lang, Label.RETURN_ITEM) == {}


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "make it one"), ("es", "ponme uno"), ("de", "eins bitte")]
)
def test_a_lone_one_that_answers_is_a_quantity(lang: str, text: str) -> None:
    assert goods(text, lang, Label.INFORM) == [(1, None)]


@pytest.mark.parametrize(
    ("lang", "text", "place"),
    [
        ("en", "the last one you just mentioned", -1),
        ("en", "the one you mentioned last", -1),
        ("es", "el último que me has ofrecido", -1),
        ("fr", "le dernier que tu as cité", -1),
        ("fr", "la deuxième que vous avez proposée", 2),
        ("de", "das letzte das du genannt hast", -1),
        ("de", "das was du zuletzt genannt hast", -1),
    ],
)
def test_what_was_read_out_is_pointed_at_by_its_place(lang: str, text: str, place: int) -> None:
    assert told(text, lang, Label.INFORM) == {"item_ref": place}


def test_what_was_sent_last_is_an_order_and_no_place_in_a_list() -> None:
    assert "item_ref" not in told("dónde está el último que me enviaste", "es", Label.ORDER_STATUS)


def test_paint_that_is_measured_is_goods_and_not_a_color() -> None:
    assert goods("ich brauche fünf liter weiße farbe", "de") == [(5, "farbe")]
    assert goods("ich nehme zwei kissen in weißer farbe", "de") == [(2, "kissen")]
