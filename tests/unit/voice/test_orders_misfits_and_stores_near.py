"""Numbers of orders asked for, goods that do not fit in a size, stores that are close by, bounds
denied in a clause of their own, and damage to what somebody has."""

from __future__ import annotations

import pytest

from domain.ids import LocationId
from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "wie war noch mal meine Bestellnummer und wie weit ist das"),
        ("de", "ich hab meine Bestellnummer vergessen"),
        ("en", "can you tell me my order number"),
        ("es", "se me olvidó el número de pedido"),
        ("fr", "j'ai oublié mon numéro de commande"),
    ],
)
def test_who_asks_for_the_number_of_an_order_is_told_it(language: str, said: str) -> None:
    assert "0001" in shopper_with(language, "confirmed LAMP").say(said)


def test_who_knows_no_number_and_cancels_is_asked_about_that() -> None:
    talk = shopper_with("de", "confirmed LAMP")
    said = "ich weiß die Bestellnummer nicht mehr aber ich will die Lampe stornieren"
    assert "stornieren?" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "told", "wanted", "size"),
    [
        ("de", "die Laufschuhe, die ich geholt hab, sind in 40 zu knapp",
         "kann ich dafür die 41er haben?", "41"),
        ("de", "die Schuhe von neulich fallen zu knapp aus", "ich bräuchte die 41er", "41"),
        ("en", "the shoes I got are too tight in a 9", "can I have the 10s instead?", "10"),
        ("es", "quiero devolver las zapatillas, no me quedan bien", "necesito la 41", "41"),
        ("fr", "je veux rendre les chaussures, elles sont trop petites", "il me faut du 41", "41"),
    ],
)  # fmt: skip
def test_goods_that_do_not_fit_are_exchanged_for_the_size_told(
    language: str, told: str, wanted: str, size: str
) -> None:
    talk = shopper_with(language, "completed SHOE-WH-1")
    assert f" {size}" in talk.say(told, wanted)


def test_who_keeps_what_does_not_fit_exchanges_nothing() -> None:
    talk = shopper_with("de", "completed SHOE-WH-1")
    said = talk.say("ich will die Schuhe zurückgeben, die sind zu klein", "nein doch nicht")
    assert "gelassen, wie es ist" in said


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("de", "habt ihr Regenjacken in L in rot", "Altona liegt bei mir ums Eck"),
        ("en", "do you have rain jackets in L in red", "Ballard is just around the corner from me"),
        ("es", "tenéis chaquetas impermeables en L en rojo", "Norte me pilla al lado de casa"),
    ],
)
def test_the_store_that_is_close_by_is_the_one_meant(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    yes = {"de": "ja", "en": "yes", "es": "sí"}[language]
    talk.say(asked, said, yes, yes)

    orders = list(talk.shop.shop.orders.values())
    assert [each.prepared.location_id for each in orders] == [LocationId("nb")]


@pytest.mark.parametrize(
    ("language", "said", "named"),
    [
        ("de", "ich such ein Zelt, aber mehr als dreihundert geb ich nicht aus", "249"),
        ("en", "I'm looking for a tent but more than three hundred I won't pay", "249"),
        ("es", "busco una carpa, pero más de trescientos no me gasto", "249"),
        ("fr", "je cherche une tente mais plus de trois cents je ne mets pas", "249"),
        ("de", "ich such ein Zelt für über dreihundert", "449"),
    ],
)
def test_a_price_that_is_denied_behind_it_is_the_most(language: str, said: str, named: str) -> None:
    told = Talk(language).say(said)
    assert named in told
    assert ("449" in told) is (named == "449")


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        ("welche Größen habt ihr bei den Trailschuhen", "40, 41 oder 42"),
        ("was für Größen habt ihr denn bei der Regenjacke", "klein, mittel oder groß"),
        ("in welchen Größen gibt's die Regenjacke", "klein, mittel oder groß"),
    ],
)
def test_the_sizes_of_goods_are_told_in_german_as_well(said: str, sizes: str) -> None:
    assert sizes in Talk("de").say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "eure Flasche ist ausgelaufen und jetzt ist mein Laptop hin, wer ersetzt mir den"
         " Schaden"),
        ("en", "your bottle leaked and now my laptop is ruined, who pays for the damage?"),
        ("es", "vuestra botella goteó y me ha estropeado el portátil"),
        ("fr", "votre gourde a fui et a bousillé mon ordinateur"),
    ],
)  # fmt: skip
def test_damage_to_what_somebody_has_goes_to_a_person(language: str, said: str) -> None:
    talk = shopper_with(language, "completed BOTTLE")
    talk.say(said)

    assert [each.reason.value for each in talk.shop.handoffs.opened] == ["damage"]


def test_who_asks_what_is_paid_for_delivery_goes_to_no_person() -> None:
    talk = Talk("en")
    talk.say("who pays for the shipping?")

    assert talk.shop.handoffs.opened == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "ich will die Jacke zurückgeben, da war was ganz anderes drin"),
        ("en", "I want to return the jacket, something else was in the parcel"),
        ("fr", "je veux rendre la veste, vous m'avez envoyé autre chose"),
    ],
)
def test_what_came_instead_of_what_was_ordered_needs_no_other_reason(
    language: str, said: str
) -> None:
    talk = shopper_with(language, "completed JACKET-RD-M")
    talk.say(said, {"de": "ja", "en": "yes", "fr": "oui"}[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]
