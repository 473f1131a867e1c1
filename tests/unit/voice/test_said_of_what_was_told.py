"""What is said of what was told a moment before: at which store it waits, something cheaper of its
kind, that it be kept, and that somebody else ordered it."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return [(str(each.sku), each.quantity) for each in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "said", "sent"),
    [
        ("en", "could I get half a dozen camp mugs plus a couple of head lamps, it's a wedding"
         " gift", "delivered to me, please"),
        ("de", "sechs Campingbecher und zwei Stirnlampen, das ist ein Hochzeitsgeschenk",
         "bitte liefern"),
        ("es", "seis tazas y dos linternas, es un regalo de boda", "a domicilio"),
        ("fr", "six tasses et deux lampes frontales, c'est un cadeau de mariage", "livrez-les"),
    ],
)  # fmt: skip
def test_a_wedding_gift_is_no_goods(language: str, said: str, sent: str) -> None:
    talk = Talk(language)
    talk.say(said, sent)

    assert _lines(talk) == [("MUG", 6), ("LAMP", 2)]
    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "ordered", "rather"),
    [
        ("en", "I'll take the family tent, picking it up in Ballard",
         "my wife's yelling that it won't fit in the car, so the two person one instead"),
        ("en", "I'll take the family tent, picking it up in Ballard",
         "my husband says it's too big for the car, so the two person tent instead"),
        ("es", "la carpa familiar, la recojo en Norte",
         "dice mi mujer que no cabe en el coche, así que la de dos personas en su lugar"),
        ("fr", "la tente familiale, je la prends à Bastille",
         "ma femme crie que ça rentre pas dans la voiture, alors la deux places à la place"),
    ],
)  # fmt: skip
def test_the_number_within_a_title_names_what_is_rather_wanted(
    language: str, ordered: str, rather: str
) -> None:
    talk = Talk(language)
    talk.say(ordered, rather)

    assert _lines(talk) == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "cheaper"),
    [
        ("en", "what's the espresso roast going for", "got any coffee cheaper than that"),
        ("es", "¿cuánto cuesta el café expreso?", "¿tenéis algún café más barato que ese?"),
        ("de", "was kostet der Espresso Kaffee", "habt ihr auch billigeren Kaffee"),
        ("fr", "il coûte combien le café expresso ?", "vous avez un café moins cher que ça ?"),
    ],
)
def test_something_cheaper_of_the_kind_that_is_named_is_found(
    language: str, asked: str, cheaper: str
) -> None:
    assert "14" in Talk(language).say(asked, cheaper)


@pytest.mark.parametrize(
    ("language", "told", "canceled", "yes"),
    [
        ("en", "my six year old just ordered a tent off you through this thing",
         "we don't need a tent! please cancel it", "yes, cancel it, thank you"),
        ("en", "my son ordered a tent from you", "please cancel that", "yes"),
        ("de", "mein Sohn hat gerade ein Zelt bei euch bestellt",
         "wir brauchen kein Zelt, bitte stornieren", "ja"),
        ("es", "mi hijo acaba de pedir una carpa con este aparato",
         "no necesitamos ninguna carpa, cancélela por favor", "sí"),
        ("fr", "mon fils vient de commander une tente chez vous",
         "on n'a pas besoin d'une tente, annulez-la", "oui"),
    ],
)  # fmt: skip
def test_what_somebody_else_ordered_is_told_and_called_off(
    language: str, told: str, canceled: str, yes: str
) -> None:
    talk = shopper_with(language, "confirmed TENT")

    assert "0001" in talk.say(told)
    talk.say(canceled, yes)

    assert [each.value for each in talk.placed] == ["canceled"]


def test_what_a_brother_bought_is_wanted_too() -> None:
    talk = shopper_with("en", "confirmed TENT")

    assert "0001" not in talk.say("my brother bought a head lamp from you and I want the same")


@pytest.mark.parametrize(
    "said",
    [
        "my usual coffee, but I'm meant to be cutting down, so two bags",
        "the usual, but only two bags this time",
    ],
)
def test_so_many_packs_of_the_usual_are_so_many_of_it(said: str) -> None:
    talk = shopper_with("en", "usual HOUSE*3")
    talk.say(said)

    assert _lines(talk) == [("HOUSE", 2)]


def test_goods_that_are_fetched_go_nowhere_back() -> None:
    talk = Talk("de")
    talk.say("einen Campingbecher, den hol ich in Altona ab")

    assert _lines(talk) == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "kept"),
    [
        ("de", "gibt's die rote Regenjacke in S auch in Altona?",
         "gut, dann reserviert sie mir da"),
        ("de", "gibt's die rote Regenjacke in S auch in Altona?", "legt sie mir zurück"),
        ("fr", "vous avez la veste rouge en S à Bastille ?",
         "bon, alors mettez-la-moi de côté là-bas"),
        ("es", "¿tenéis la chaqueta roja en S en Norte?", "vale, pues me la reserváis ahí"),
        ("en", "do you have the red rain jacket in small in Ballard?",
         "good, then reserve it for me there"),
    ],
)  # fmt: skip
def test_who_has_it_kept_takes_what_was_offered(language: str, asked: str, kept: str) -> None:
    talk = Talk(language)
    talk.say(asked, kept)

    assert _lines(talk) == [("JACKET-RD-S", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "where"),
    [
        ("de", "ist mein Zelt schon da?", "und in welchem Laden muss ich das abholen?"),
        ("en", "is my tent there yet?", "and which shop do I have to pick it up from?"),
        ("es", "¿ha llegado ya mi carpa?", "¿y en qué tienda la tengo que recoger?"),
        ("fr", "ma tente est arrivée ?", "et je dois la prendre dans quel magasin ?"),
    ],
)
def test_where_an_order_waits_is_told_anew(language: str, asked: str, where: str) -> None:
    talk = shopper_with(language, "ready TENT")

    assert talk.say(asked) == talk.say(where)
