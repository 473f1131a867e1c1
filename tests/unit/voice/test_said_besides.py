"""What is said besides a wish, what comes on top of an order in whatever words, and what shall be
otherwise with something just spoken of."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "order", "more"),
    [
        ("es", "dos pares de calcetines de lana para retirar en Centro",
         "pará, sumale un par más para mi abuelo"),
        ("es", "dos pares de calcetines de lana para retirar en Centro",
         "aguantá, agregale otro par"),
        ("fr", "deux paires de chaussettes en laine à retirer à République",
         "stop, rajoutez-en une paire pour mon grand-père"),
        ("de", "zwei Paar Wollsocken zum Abholen in Mitte",
         "stopp, noch ein Paar für meinen Opa"),
        ("en", "two pairs of merino wool socks for pickup downtown",
         "stop, add one more pair for my grandad"),
    ],
)  # fmt: skip
def test_a_halt_before_one_more_gives_nothing_up_and_takes_nothing_away(
    language: str, order: str, more: str
) -> None:
    talk = Talk(language)
    talk.say(order, more)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SOCK", 3)]


@pytest.mark.parametrize(("language", "halt"), [("es", "pará"), ("fr", "stop"), ("de", "halt")])
def test_a_halt_alone_still_gives_up_what_is_in_hand(language: str, halt: str) -> None:
    order = {"es": "una botella para recoger en Centro", "de": "eine Flasche zum Abholen in Mitte",
             "fr": "une gourde à retirer à République"}  # fmt: skip
    talk = Talk(language)
    talk.say(order[language], halt)

    assert not talk.placed


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("es", "una taza de camping para mi sobrino, el flaquito, la recojo en Centro"),
        ("fr", "une tasse de camping pour mon fils, le grand, je passe la prendre à République"),
        ("en", "a camp mug for my nephew, the skinny one, I'll pick it up downtown"),
        ("de", "einen Campingbecher für meinen Neffen, den Kleinen, zum Abholen in Mitte"),
    ],
)
def test_whom_goods_are_for_is_no_goods(language: str, order: str) -> None:
    talk = Talk(language)
    talk.say(order)

    assert [str(each.sku) for each in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "wish", "fits"),
    [
        ("es", "una chaqueta impermeable", "pues la M le va a quedar grande, deme la S"),
        ("fr", "une veste imperméable", "en M il va nager dedans, mettez S"),
        ("fr", "une veste imperméable", "le M serait trop grand, je prends le S"),
        ("de", "eine Regenjacke", "M ist ihm zu groß, nehmen wir S"),
    ],
)
def test_the_size_that_would_not_fit_is_not_chosen(language: str, wish: str, fits: str) -> None:
    talk = Talk(language)
    talk.say(wish, fits)

    item = talk.spoken_of()

    assert item is not None
    assert item.attributes["size"] == "S"


@pytest.mark.parametrize(
    ("language", "skip", "yes", "otherwise"),
    [
        ("es", "sáltense el próximo envío del café", "sí",
         "y otra cosita, ya que estamos, después que llegue cada dos meses"),
        ("fr", "sautez la prochaine livraison de café", "oui",
         "et après, que ça arrive tous les deux mois"),
        ("en", "skip the next delivery of my coffee", "yes",
         "one more thing, after that make it every two months"),
        ("de", "lasst die nächste Kaffeelieferung ausfallen", "ja",
         "und noch was, danach bitte nur alle zwei Monate"),
    ],
)  # fmt: skip
def test_how_often_is_told_of_what_was_just_spoken_of(
    language: str, skip: str, yes: str, otherwise: str
) -> None:
    talk = shopper_with(language, "subscription HOUSE")
    talk.say(skip, yes, otherwise, yes)

    kept = next(each for each in talk.shop.subscriptions.kept.values() if each.sku == "HOUSE")

    assert (kept.recurrence.cadence.every, kept.recurrence.cadence.unit.value) == (2, "month")


@pytest.mark.parametrize(
    ("language", "asked", "name"),
    [
        ("es", "¿cuándo me llega el café?", "Café de la Casa"),
        ("fr", "quand est-ce que mon café arrive ?", "Café Maison"),
        ("en", "when does my coffee come?", "House Blend"),
        ("de", "wann kommt mein Kaffee?", "Hauskaffee"),
    ],
)
def test_who_has_no_order_hears_of_what_comes_again(language: str, asked: str, name: str) -> None:
    assert name in shopper_with(language, "subscription HOUSE").say(asked)


@pytest.mark.parametrize(
    ("language", "wish", "why"),
    [
        ("fr", "je voudrais rendre ma veste", "ce n'est pas la bonne, vous vous êtes trompés"),
        ("fr", "je voudrais rendre ma veste", "erreur de votre part"),
        ("es", "quiero devolver la chaqueta", "se equivocaron ustedes, no es la correcta"),
        ("es", "quiero devolver la chaqueta", "os habéis confundido de color"),
        ("en", "I'd like to return the jacket", "it's not the right one, you made a mistake"),
        ("de", "ich möchte die Jacke zurückgeben", "das ist nicht die richtige"),
    ],
)
def test_a_mistake_of_the_shop_is_a_wrong_item(language: str, wish: str, why: str) -> None:
    yes = {"fr": "oui", "es": "sí", "en": "yes", "de": "ja"}[language]
    talk = shopper_with(language, "completed JACKET-BL-S")
    talk.say(wish, why, yes)

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "me dieron una chaqueta azul y yo quería la roja, así que la devuelvo"),
        ("fr", "on m'a remis une veste bleue alors que j'en voulais une rouge, je la rends"),
    ],
)
def test_another_color_than_was_wanted_is_a_wrong_item(language: str, told: str) -> None:
    talk = shopper_with(language, "completed JACKET-BL-S")
    talk.say(told, {"fr": "oui", "es": "sí"}[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]
