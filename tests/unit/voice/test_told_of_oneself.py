"""What people tell of themselves beside a wish: their feet, their club, whose grandchild it is; and
what was asked of goods a moment before."""

from __future__ import annotations

import pytest

from app.voice.dialogue.state import Item
from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return [(str(each.sku), each.quantity) for each in talk.shop_lines()]


def _spoken_of(talk: Talk) -> Item:
    item = talk.spoken_of()
    assert item is not None
    return item


@pytest.mark.parametrize(
    ("language", "said", "size"),
    [
        ("en", "trail running shoes in white please, I'm an eleven now", "11"),
        ("en", "I'm after trail running shoes, been a ten all my life but I measured and I'm an"
         " eleven now", "11"),
        ("en", "I need trail running shoes, my son is an eleven these days", "11"),
        ("de", "ich suche Laufschuhe, war immer 41, aber jetzt hab ich 42", "42"),
        ("es", "busco zapatillas de trail, siempre fui un 41 pero ahora soy un 42", "42"),
        ("fr", "je cherche des chaussures de trail, j'ai toujours fait du 41 mais maintenant je"
         " fais du 42", "42"),
    ],
)  # fmt: skip
def test_the_size_that_somebody_has_now_counts_no_pairs(
    language: str, said: str, size: str
) -> None:
    talk = Talk(language)
    talk.say(said)

    item = _spoken_of(talk)

    assert (item.attributes.get("size"), item.quantity) == (size, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a rain jacket in blue for my little brother"),
        ("es", "una chaqueta azul para mi hermano pequeño"),
        ("fr", "une veste bleue pour ma petite sœur"),
        ("fr", "une veste bleue pour mon petit-fils"),
        ("de", "eine blaue Regenjacke für meinen großen Bruder"),
    ],
)
def test_how_big_a_brother_is_chooses_no_size(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said)

    assert "size" not in _spoken_of(talk).attributes


def test_a_grandson_is_no_reason_to_give_anything_back() -> None:
    talk = shopper_with("en", "completed JACKET-RD-S")
    talk.say(
        "good afternoon dear, I bought a rain jacket for my grandson",
        "he simply doesn't like it, may I bring it back",
        "yes please, dear",
    )

    assert [each.reason.value for each in talk.shop.given_back] == ["changed_mind"]


def test_a_rule_is_told_where_it_is_asked_what_would_be_if() -> None:
    talk = shopper_with("en", "completed JACKET-RD-S")

    assert "30" in talk.say("how long do I have to send it back if she doesn't like it?")


@pytest.mark.parametrize(
    ("language", "said", "lines"),
    [
        ("de", "wir vom Kegelclub bräuchten fünf Trinkflaschen und fünf Paar Wollsocken",
         [("BOTTLE", 5), ("SOCK", 5)]),
        ("de", "wir bräuchten fünf Flaschen und fünf Paar Wollsocken",
         [("BOTTLE", 5), ("SOCK", 5)]),
        ("de", "wir aus der Kita brauchen drei Stirnlampen", [("LAMP", 3)]),
        ("en", "we from the choir would like four camp mugs", [("MUG", 4)]),
        ("en", "hi, teacher here, we've got a field trip, so four camp mugs and three head lamps"
         " please", [("MUG", 4), ("LAMP", 3)]),
        ("en", "we've got twins, so two head lamps please", [("LAMP", 2)]),
    ],
)  # fmt: skip
def test_whom_somebody_calls_for_is_no_goods(
    language: str, said: str, lines: list[tuple[str, int]]
) -> None:
    talk = Talk(language)
    how = {"en": "send it all to me", "de": "alles zu mir nach Hause"}[language]
    talk.say(said, how)

    assert _lines(talk) == lines


@pytest.mark.parametrize(
    ("language", "asked", "ordered", "line"),
    [
        ("en", "any promo running on mugs this week?", "ok well, give me two anyway, for pickup",
         ("MUG", 2)),
        ("en", "any deals on head lamps?", "I'll take two of them anyway", ("LAMP", 2)),
        ("de", "gibt's grad irgendwas im Angebot bei den Socken?",
         "egal, drei Paar nehm ich trotzdem, zum Abholen", ("SOCK", 3)),
        ("es", "¿hay alguna oferta en tazas?", "bueno, ponme dos igualmente, para recoger",
         ("MUG", 2)),
        ("fr", "il y a une promo sur les lampes ?",
         "bon, mettez-m'en deux quand même, je passe les prendre", ("LAMP", 2)),
    ],
)  # fmt: skip
def test_so_many_are_ordered_of_what_had_no_offer(
    language: str, asked: str, ordered: str, line: tuple[str, int]
) -> None:
    talk = Talk(language)
    talk.say(asked, ordered)

    assert _lines(talk) == [line]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "meine rote Regenjacke gegen eine blaue bitte, Größe bleibt M"),
        ("en", "my red rain jacket for a blue one please, same size"),
        ("es", "mi chaqueta roja por una azul, la talla se queda en M"),
        ("fr", "ma veste rouge contre une bleue, la taille reste M"),
    ],
)
def test_goods_for_goods_are_exchanged_without_a_verb(language: str, said: str) -> None:
    talk = shopper_with(language, "completed JACKET-RD-M")
    talk.say(said)

    assert _lines(talk) == [("JACKET-BL-M", 1)]
    assert talk.bought == [("JACKET-RD-M", 1)]


def test_what_is_told_of_own_goods_is_no_exchange() -> None:
    talk = shopper_with("en", "completed MUG")

    assert "swap" not in talk.say("my camp mug for a week of camping broke").lower()
    assert not talk.shop_lines()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "ach junger Mann, ich hätte gern zwei Päckchen Hauskaffee, und zwar regelmäßig"),
        ("en", "two bags of house blend please, on a regular basis"),
        ("es", "quiero dos paquetes de café de la casa, y de forma regular"),
        ("fr", "je voudrais deux paquets de café maison, et régulièrement"),
    ],
)
def test_how_often_it_comes_is_asked_of_what_shall_come_regularly(language: str, said: str) -> None:
    talk = Talk(language)
    every = {"de": "alle vier Wochen", "en": "every four weeks", "es": "cada cuatro semanas",
             "fr": "toutes les quatre semaines"}[language]  # fmt: skip
    talk.say(said, every)

    assert _lines(talk) == [("HOUSE", 2)]


@pytest.mark.parametrize(
    "said",
    [
        "a mug, a steel bottle and a pair of wool socks, all sent to me",
        "a mug and a head lamp, everything sent to us please",
    ],
)
def test_goods_that_are_sent_to_me_are_delivered(said: str) -> None:
    talk = Talk("en")
    talk.say(said)

    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "said", "which"),
    [
        ("en", "I've got two orders in with you and one of them needs to go",
         "yeah that one, the mug stays"),
        ("de", "ich hab zwei Bestellungen bei euch und eine davon muss weg",
         "ja, die mit den Socken, der Becher bleibt"),
        ("es", "tengo dos pedidos y uno sobra", "sí, ese, la taza se queda"),
        ("fr", "j'ai deux commandes et il y en a une de trop", "celle des chaussettes"),
    ],
)  # fmt: skip
def test_one_of_two_orders_that_is_too_many_is_called_off(
    language: str, said: str, which: str
) -> None:
    talk = shopper_with(language, "confirmed MUG", "confirmed SOCK")
    yes = {"en": "yes", "de": "ja", "es": "sí", "fr": "oui"}[language]

    told = talk.say(said, which)
    if "?" in told:
        assert "0002" in talk.say(yes)

    assert [each.value for each in talk.placed] == ["confirmed", "canceled"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "um hi, I've never ordered by talking before, is that okay"),
        ("en", "I've never done this before"),
        ("es", "nunca he pedido por teléfono, ¿se puede?"),
        ("fr", "je n'ai jamais commandé par téléphone, c'est possible ?"),
    ],
)
def test_who_has_never_done_this_before_is_helped(language: str, said: str) -> None:
    talk = Talk(language)
    help_ = {"en": "help", "es": "ayuda", "fr": "aide"}[language]

    assert talk.say(said) == Talk(language).say(help_)


@pytest.mark.parametrize(
    ("language", "goods", "said"),
    [
        ("en", "I was looking at the steel water bottle",
         "uh... sure, I guess, I can come and get it"),
        ("en", "I was looking at the steel water bottle", "yeah, I suppose, I'll pick it up"),
        ("de", "habt ihr die Trinkflasche", "ja, denk ich mal, ich hol sie ab"),
    ],
)  # fmt: skip
def test_who_supposes_so_asks_for_no_gas_stove(language: str, goods: str, said: str) -> None:
    talk = Talk(language)
    talk.say(goods, said)

    assert _lines(talk) == [("BOTTLE", 1)]


@pytest.mark.parametrize(
    "said",
    [
        "my order is for a birthday, so it must go today",
        "I've got two orders in with you and one has to go by post",
    ],
)
def test_an_order_that_must_go_today_is_not_called_off(said: str) -> None:
    talk = shopper_with("en", "confirmed MUG", "confirmed SOCK")

    assert "cancel" not in talk.say(said)
