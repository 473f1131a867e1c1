"""Two kinds of goods in one breath each keep their own size; counts stay what they are."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "deux vestes imperméables, une rouge en m pour moi et une bleue en l pour mon mari"),
        ("fr", "il nous faut une veste rouge en M et une bleue en L"),
        ("en", "two rain jackets, a red one in m for me and a blue one in l for my husband"),
        ("en", "two rain jackets, one red in m and one blue in l"),
        ("es", "dos chaquetas impermeables, una roja en m para mí y una azul en l para mi hija"),
        ("de", "zwei Regenjacken, eine rote in M für mich und eine blaue in L für meinen Mann"),
    ],
)
def test_each_of_two_jackets_has_its_own_size(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(
        said, {"en": "delivery", "es": "a casa", "fr": "livraison", "de": "Lieferung"}[language]
    )
    talk.say({"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])

    assert talk.bought == [("JACKET-BL-L", 1), ("JACKET-RD-M", 1)]


@pytest.mark.parametrize(
    ("language", "goods", "answer", "count"),
    [
        ("fr", "je voudrais des chaussures de trail", "les blanches en quarante-deux", 1),
        ("fr", "je voudrais des chaussures de trail", "deux paires, blanches, du quarante-deux", 2),
        ("es", "quiero unas zapatillas de trail", "las blancas del cuarenta y dos", 1),
        ("de", "ich hätte gern Trailrunning Schuhe", "die weißen in zweiundvierzig bitte", 1),
    ],
)
def test_a_number_beside_the_color_is_the_size_that_was_asked_for(
    language: str, goods: str, answer: str, count: int
) -> None:
    talk = Talk(language)

    talk.say(goods, answer)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SHOE-WH-3", count)]


@pytest.mark.parametrize(
    ("language", "goods", "answer"),
    [
        ("fr", "je voudrais des chaussures de trail", "du quarante-trois en blanc"),
        ("de", "ich hätte gern Trailrunning Schuhe", "dreiundvierzig in weiß"),
    ],
)
def test_a_size_that_is_not_made_is_said_so_also_beside_a_color(
    language: str, goods: str, answer: str
) -> None:
    assert "43" in Talk(language).say(goods, answer)


@pytest.mark.parametrize(
    ("language", "goods", "answer"),
    [
        ("en", "i want a rain jacket", "two in red"),
        ("fr", "je voudrais une veste", "deux en rouge"),
    ],
)
def test_a_small_number_beside_a_color_still_counts(language: str, goods: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(goods, answer, "M")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("JACKET-RD-M", 2)]


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        (
            "fr",
            "vous me mettez une tente deux places de côté à Bastille, je passe la prendre",
            "TENT",
        ),
        ("fr", "gardez-moi une gourde de côté à Bastille", "BOTTLE"),
        ("es", "me dejas una botella apartada en Norte", "BOTTLE"),
        ("de", "legen Sie mir ein Zelt für Zwei in Altona zur Seite, ich hole es ab", "TENT"),
    ],
)
def test_goods_put_aside_are_one_thing(language: str, said: str, sku: str) -> None:
    talk = Talk(language)

    talk.say(said)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [(sku, 1)]


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("fr", "je voudrais la grande tente familiale, pour les petits-enfants", "FAMTENT"),
        ("en", "i'd like the family tent, it's for the grandchildren", "FAMTENT"),
        ("fr", "une lampe pour la tente s'il vous plaît", "LAMP"),
    ],
)
def test_whom_or_what_goods_are_for_is_nothing_more_to_buy(
    language: str, said: str, sku: str
) -> None:
    talk = Talk(language)

    talk.say(said, {"en": "delivery", "fr": "livraison"}[language])

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [(sku, 1)]


@pytest.mark.parametrize(
    ("language", "said", "choice"),
    [
        ("fr", "je voudrais du café, deux paquets", "l'expresso plutôt"),
        ("en", "some coffee please, two bags", "the espresso"),
        ("es", "quiero café, dos paquetes", "el expreso"),
        ("de", "ich hätte gern Kaffee, zwei Packungen", "den Espresso"),
    ],
)
def test_so_many_stay_so_many_once_it_is_said_which(language: str, said: str, choice: str) -> None:
    talk = Talk(language)

    talk.say(said, choice)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("ESPRESSO", 2)]


def test_one_of_those_read_out_is_one() -> None:
    talk = Talk("de")

    talk.say("ich hätte gern Kaffee, zwei Packungen", "einen Espresso")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("ESPRESSO", 1)]


@pytest.mark.parametrize(
    ("language", "order", "further"),
    [
        ("fr", "deux paires de chaussettes en laine en livraison", "mettez-en une troisième"),
        ("en", "two pairs of merino socks for delivery", "make that a third pair"),
        ("en", "two pairs of merino socks for delivery", "add a third one please"),
        ("es", "dos pares de calcetines de lana a casa", "pon un tercero"),
        ("de", "zwei Paar Wollsocken per Lieferung", "legen Sie noch ein drittes dazu"),
    ],
)
def test_a_third_one_makes_it_three(language: str, order: str, further: str) -> None:
    talk = Talk(language)

    talk.say(order, further)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SOCK", 3)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "ma femme a cassé ma tasse de camping, il m'en faudrait une autre"),
        ("es", "mi mujer rompió mi taza de camping, me haría falta otra"),
        ("de", "meine Frau hat meinen Campingbecher zerbrochen, ich bräuchte einen neuen"),
    ],
)
def test_what_broke_at_home_is_bought_anew(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    assert [str(each.sku) for each in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "asked", "taken"),
    [
        (
            "fr",
            "vous avez la veste imperméable en bleu taille s",
            "alors je la prends en rouge et vous me la livrez",
        ),
        (
            "en",
            "do you have the rain jacket in blue, small",
            "i'll take it in red and have it delivered",
        ),
    ],
)
def test_what_is_taken_in_another_color_and_sent_is_read_back(
    language: str, asked: str, taken: str
) -> None:
    talk = Talk(language)

    talk.say(asked, taken)

    assert [str(each.sku) for each in talk.shop_lines()] == ["JACKET-RD-S"]
    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "six paires de chaussettes en laine, pas cinq comme la dernière fois"),
        ("en", "six pairs of merino socks, not five like last time"),
        ("es", "seis pares de calcetines de lana, no cinco como la última vez"),
        ("de", "sechs Paar Wollsocken, nicht fünf wie letztes Mal"),
    ],
)
def test_how_many_it_was_last_time_is_not_how_many_it_shall_be(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SOCK", 6)]
