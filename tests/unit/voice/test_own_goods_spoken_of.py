"""What shoppers say of goods that they have ordered or bought, in words that name no wish."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_OF_ORDER = {
    "en": "what's happening with my order",
    "es": "¿cómo va mi pedido?",
    "fr": "où en est ma commande ?",
    "de": "wo bleibt meine Bestellung",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "it's the head lamp I mean"),
        ("en", "no I mean the head lamp"),
        ("es", "me refiero a la linterna"),
        ("es", "¿y el otro, el de la linterna?"),
        ("fr", "non, je parle de la lampe"),
        ("de", "nein, ich meine die Stirnlampe"),
        ("de", "die mit der Stirnlampe"),
    ],
)
def test_goods_named_behind_an_order_told_are_those_of_another_order(
    language: str, said: str
) -> None:
    talk = shopper_with(language, "confirmed LAMP", "ready BOTTLE")
    assert "0002" in talk.say(_OF_ORDER[language])

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I don't need the head lamp after all, can you take that order off"),
        ("en", "I don't need the head lamp any more"),
        ("es", "ya no me hace falta la linterna, quítame ese pedido"),
        ("fr", "la lampe frontale, finalement j'en ai plus besoin, retirez cette commande"),
        ("de", "können Sie meine Bestellung mit der Stirnlampe wieder löschen"),
        ("de", "die Stirnlampe brauch ich nicht mehr"),
    ],
)
def test_what_is_not_needed_any_more_is_asked_about_and_not_sold_again(
    language: str, said: str
) -> None:
    talk = shopper_with(language, "confirmed MUG", "confirmed LAMP")

    assert "0002" in talk.say(said)
    assert len(talk.placed) == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the bottle I picked up has a crack in it, what can you do about that"),
        ("es", "la botella que compré tiene una abolladura, ¿qué hacemos?"),
        ("fr", "la gourde que j'ai achetée a une bosse, on fait comment ?"),
        ("de", "die Trinkflasche, die ich geholt hab, hat eine dicke Delle, was macht man da"),
    ],
)
def test_goods_told_to_be_broken_go_back(language: str, said: str) -> None:
    talk = shopper_with(language, "completed BOTTLE")
    talk.say(said, {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])

    assert len(talk.placed) == 1
    assert talk.shop.given_back or talk.shop.handoffs.opened


@pytest.mark.parametrize(
    ("language", "said", "size"),
    [
        ("en", "the trail shoes pinch, I need them one size up", "11"),
        ("en", "my running shoes are too tight, could I have a bigger pair", "11"),
        ("es", "las zapatillas me quedan pequeñas, las necesitaría una talla más", "42"),
        ("fr", "les chaussures de trail me serrent, il me faudrait une pointure au-dessus", "42"),
        ("de", "die Laufschuhe sind mir zu eng, ich bräuchte die eine Nummer größer", "42"),
    ],
)  # fmt: skip
def test_another_size_is_wanted_by_how_it_differs(language: str, said: str, size: str) -> None:
    talk = shopper_with(language, "completed SHOE-BK-2")

    assert size in talk.say(said)
    assert not talk.shop.given_back


def test_bags_of_what_was_spoken_of_come_again_and_again() -> None:
    talk = Talk("en")
    talk.say("what do two bags of the house blend come to")

    told = talk.say("let's make that a regular thing then, two bags every three weeks", "delivery")

    assert "2 House Blend Coffee" in told
    assert "every 3 weeks" in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "could you put those deliveries on hold"),
        ("es", "¿podrían parar los envíos una temporada?"),
        ("fr", "suspendez les livraisons pour l'instant"),
        ("de", "könnt ihr die Lieferungen mal eine Weile anhalten"),
    ],
)
def test_deliveries_that_shall_halt_are_those_of_a_subscription(language: str, said: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")
    talk.say(said, {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])

    states = [each.state.value for each in talk.shop.subscriptions.kept.values()]
    assert "paused" in states or talk.choices()
    assert talk.placed == []
