"""What is said of orders that were made: canceled, given back, exchanged, asked after."""

from __future__ import annotations

import pytest

from app.voice.dialogue.reasons import reason_in
from app.voice.nlu.order_talk import without_kept
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent
from tests.conversations.runner import give
from tests.conversations.talk import Talk

ORDERS = {
    "en": "I've got two orders open with you and I'd like to call one off",
    "es": "tengo dos pedidos hechos y quiero quitar uno",
    "fr": "j'ai deux commandes en cours, je veux en annuler une",
    "de": "ich hab zwei Bestellungen laufen und will eine stornieren",
}


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "the mug, the socks I still want", "Camp Mug"),
        ("en", "the one with the mug", "Camp Mug"),
        ("es", "el de la taza, los calcetines sí los quiero", "Taza de Camping"),
        ("fr", "celle de la tasse, je garde les chaussettes", "Tasse de Camping"),
        ("de", "die Becher, die Socken behalte ich", "Campingbecher"),
    ],
)
def test_of_two_orders_the_one_is_canceled_whose_goods_are_named(
    language: str, said: str, asked: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "confirmed SOCK")

    assert asked not in talk.say(ORDERS[language])
    assert asked in talk.say(said)


def test_who_still_wants_it_cancels_nothing() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")

    talk.say("cancel my order", "yes, I still want it")

    assert [each.value for each in talk.placed] == ["confirmed"]


def test_goods_that_shall_stay_are_not_the_ones_that_are_canceled() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "confirmed SOCK")

    assert "0002" in talk.say("cancel the socks but keep the mug")


def test_an_order_that_stands_is_canceled_rather_than_one_that_is_over() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "completed SOCK")

    assert "Camp Mug" in talk.say("cancel my order please")


JACKET = {
    "en": "do you have the rain jacket in red, medium",
    "es": "¿tenéis la chaqueta impermeable en rojo, talla M?",
    "fr": "vous avez la veste imperméable en rouge, taille M ?",
    "de": "habt ihr die Regenjacke in rot, Größe M?",
}


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "cancel the order with the jacket", "Why are you returning Rain Jacket?"),
        ("en", "I don't want the jacket any more, can you take it back", "$99.00 back for Rain"),
        ("fr", "la veste, finalement je n'en veux plus, vous la reprenez ?", "pour Veste"),
        ("de", "die Jacke will ich doch nicht mehr, nehmt ihr die zurück?", "Sie Regenjacke"),
    ],
)
def test_what_the_shopper_has_already_goes_back_instead(
    language: str, said: str, asked: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M SOCK")

    assert asked in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I ordered running shoes last week, can I come and get them?"),
        ("es", "pedí ayer unas zapatillas, ¿puedo pasar a recogerlas?"),
        ("fr", "j'avais commandé des baskets, je peux venir les prendre ?"),
        ("de", "ich hab gestern Laufschuhe bestellt, kann ich die schon abholen?"),
    ],
)
def test_who_ordered_something_and_asks_for_it_is_told_of_that_order(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "ready SHOE-WH-2")
    give(talk.shop, "confirmed MUG")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [
        ("en", "I'd like to exchange the blue jacket for a red one", 1),
        ("en", "can I swap the blue one for a large", 1),
        ("es", "quiero cambiar la chaqueta azul por una roja", 1),
        ("fr", "je voudrais échanger la veste bleue contre une rouge", 1),
        ("de", "ich möchte die blaue Regenjacke gegen eine rote tauschen", 1),
    ],
)
def test_the_color_of_what_is_exchanged_tells_which_goes_back(
    language: str, said: str, back: int
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M JACKET-BL-S")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.lines[0][0] for each in talk.shop.given_back] == [back]


def test_an_exchange_is_asked_for_with_the_verb_of_those_who_do_it() -> None:
    talk = Talk("es")
    give(talk.shop, "completed SHOE-WH-1")

    answered = talk.say("¿me cambian las zapatillas blancas por unas negras del mismo número?")

    assert "Negro" in answered
    assert "Devuelves" in answered


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "my head lamp keeps flickering, I'd like my money back"),
        ("es", "la linterna se apaga sola, quiero devolverla"),
        ("fr", "ma lampe frontale clignote toute seule, je voudrais la rendre"),
        ("de", "die Stirnlampe flackert ständig, ich will sie zurückgeben"),
    ],
)
def test_what_does_not_work_as_it_should_is_a_reason(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed LAMP")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["defective"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "die rote Regenjacke"), ("fr", "je l'ai eue au magasin"), ("en", "I'll say it later")],
)
def test_words_that_only_begin_like_a_reason_are_none(language: str, said: str) -> None:
    heard = Understanding(intent=Intent.INFORM, text=said.lower())

    assert reason_in(heard, asked=True) is None


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cancel the socks but keep the mug", "cancel the socks"),
        ("el de la botella, la taza sí la quiero", "el de la botella"),
        ("la lampe, je garde la tasse", "la lampe"),
        ("die Lampe, den Becher behalte ich", "die Lampe"),
        ("the lamp, I want to return it", None),
        ("la linterna, ya no la quiero", None),
        ("la lampe, je ne la garde pas", None),
        ("die Lampe, die will ich nicht behalten", None),
        ("yes, I still want it", None),
    ],
)
def test_what_is_said_of_goods_that_stay_is_left_out(said: str, left: str | None) -> None:
    assert without_kept(said) == left


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "any news on my tent"), ("en", "I'm still waiting on that tent I paid for, any news")],
)
def test_who_waits_for_goods_is_told_of_their_order(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed TENT")
    give(talk.shop, "confirmed MUG")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "given", "said"),
    [
        ("en", "LAMP", "the head lamp has a hole in it, I want my money back"),
        ("fr", "FAMTENT", "la tente familiale prend l'eau de partout, je veux être remboursé"),
        ("de", "SOCK", "die Wollsocken haben Löcher, das Geld hätte ich gern wieder"),
    ],
)  # fmt: skip
def test_who_wants_the_money_back_for_what_is_wrong_gives_it_back(
    language: str, given: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, f"completed {given}")
    yes = {"en": "yes", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["damaged"]


def test_who_asks_where_the_money_is_gives_nothing_back() -> None:
    talk = Talk("en")
    give(talk.shop, "completed LAMP")

    assert "no refund under way" in talk.say("where's my money back for the lamp")


@pytest.mark.parametrize(
    "said", ["you sent me somebody else's", "these aren't the ones I picked", "das ist verwechselt"]
)
def test_what_was_not_picked_is_the_wrong_item(said: str) -> None:
    heard = Understanding(intent=Intent.INFORM, text=said)

    assert reason_in(heard, asked=True) == "wrong_item"


def test_who_backs_out_of_an_order_cancels_it() -> None:
    talk = Talk("es")
    give(talk.shop, "confirmed BOTTLE")

    assert "cancele" in talk.say("ayer pedí una botella, ¿estoy a tiempo de echarme atrás?")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I asked for a blue jacket and a red one turned up, what do I do"),
        ("es", "pedí una chaqueta azul y me ha llegado una roja"),
        ("fr", "j'avais commandé une veste bleue et j'en ai reçu une rouge"),
        ("de", "ich hab eine blaue Regenjacke bestellt und eine rote bekommen"),
    ],
)
def test_what_came_instead_of_what_was_ordered_goes_back(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]


def test_what_was_wanted_all_along_is_exchanged_for() -> None:
    talk = Talk("fr")
    give(talk.shop, "completed JACKET-RD-M")

    answered = talk.say(
        "vous m'avez donné la veste rouge alors que je voulais la bleue, on peut échanger ?"
    )

    assert "Bleu" in answered


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "ich würd gern die Stirnlampe loswerden, die ich bei euch gekauft hab"),
        ("en", "I'd like to get rid of the head lamp I bought from you"),
    ],
)
def test_who_wants_to_be_rid_of_what_was_bought_gives_it_back(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed LAMP")

    answered = talk.say(said)

    assert any(why in answered for why in ("Why are you returning", "Warum geben Sie"))


def test_an_order_that_may_be_forgotten_is_canceled() -> None:
    talk = Talk("de")
    give(talk.shop, "confirmed JACKET-BL-M")
    said = "meine Frau hat mir die Regenjacke schon gekauft, meine Bestellung könnt ihr vergessen"

    assert "stornieren" in talk.say(said)
