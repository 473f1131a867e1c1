"""The cheaper of two goods that are named, charges that nobody made, and who is speaking."""

from __future__ import annotations

import pytest

from app.voice.nlu.compared_prices import compared_in
from tests.conversations.talk import Talk


def spoken_of(talk: Talk) -> str:
    item = talk.spoken_of()
    assert item is not None
    return str(item.sku or item.product_id)


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("es", "entre el café expreso y el de la casa, ¿cuál sale más barato?", "HOUSE"),
        ("es", "¿qué es más barato, la botella o la taza?", "MUG"),
        ("es", "¿cuál es más cara, la taza o la botella?", "BOTTLE"),
        ("en", "which is cheaper, the bottle or the mug?", "MUG"),
        ("en", "between the espresso and the house blend, which one is cheaper?", "HOUSE"),
        ("en", "which costs more, the mug or the bottle?", "BOTTLE"),
        ("fr", "lequel est le moins cher, le café expresso ou le café maison ?", "HOUSE"),
        ("fr", "entre la gourde et la tasse, laquelle est la moins chère ?", "MUG"),
        ("fr", "la gourde ou la tasse, qu'est-ce qui coûte le moins ?", "MUG"),
        ("de", "was ist billiger, die Trinkflasche oder der Becher?", "MUG"),
        ("de", "welcher Kaffee ist günstiger, der Espresso oder der Hauskaffee?", "HOUSE"),
        ("de", "Trinkflasche oder Becher, was kostet weniger?", "MUG"),
    ],
)
def test_the_cheaper_of_two_that_are_named_is_offered(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(said)

    assert talk._state().expect.value == "offer"
    assert spoken_of(talk) == sku


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("es", "entre el café expreso y el de la casa, ¿cuál sale más barato?",
         "pues de ese mándame dos"),
        ("en", "which is cheaper, the espresso or the house blend?", "then two of that one please"),
        ("fr", "lequel est le moins cher, le café expresso ou le café maison ?",
         "alors deux de celui-là"),
        ("de", "was ist billiger, der Espresso oder der Hauskaffee?", "dann zwei davon"),
    ],
)  # fmt: skip
def test_that_one_is_the_cheaper_that_was_told(language: str, said: str, then: str) -> None:
    talk = Talk(language)
    talk.say(said, then)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("HOUSE", 2)]


@pytest.mark.parametrize(
    "said",
    ["which is cheaper", "what is the cheapest tent", "the bottle or the mug",
     "¿cuál es la más barata?", "was kostet der Becher oder die Flasche"],
)  # fmt: skip
def test_without_two_names_and_a_price_nothing_is_compared(said: str) -> None:
    assert compared_in(said) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "tengo un cargo de ustedes en la tarjeta que no reconozco, yo no compré nada y voy"
         " a denunciarlo"),
        ("es", "hay un cobro vuestro en mi cuenta que yo no he hecho"),
        ("es", "no he pedido nada y me habéis cobrado veinte euros"),
        ("en", "there's a charge from you on my card that I don't recognise"),
        ("en", "I never bought anything and you took money off my card"),
        ("en", "there is a payment to you on my statement I did not make"),
        ("fr", "il y a un débit de chez vous sur ma carte que je ne reconnais pas"),
        ("fr", "je n'ai rien acheté et vous m'avez prélevé"),
        ("fr", "un prélèvement que je n'ai pas fait est passé chez vous"),
        ("de", "da ist eine Abbuchung von Ihnen auf meiner Karte, die ich nicht kenne"),
        ("de", "ich habe nichts gekauft und Sie haben mir Geld abgebucht"),
        ("de", "auf meinem Konto ist eine Zahlung an Sie, die ich nie gemacht habe"),
    ],
)  # fmt: skip
def test_a_charge_that_nobody_made_goes_to_a_person(language: str, said: str) -> None:
    assert "T-0001" in Talk(language).say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how do I pay, will my card be charged when I order?"),
        ("en", "I didn't know you charge for delivery, how much is it?"),
        ("en", "how much do you charge for delivery, I don't know"),
        ("en", "I've never ordered before, will I be charged at once?"),
        ("es", "¿cuándo me hacen el cargo en la tarjeta?"),
        ("es", "¿cómo se hace el pago? no recuerdo"),
        ("fr", "le paiement par carte, je n'ai pas ma carte ici"),
        ("de", "ich hab noch nie bestellt, wann wird abgebucht?"),
        ("fr", "quand est-ce que ma carte est débitée ?"),
        ("de", "wann wird der Betrag von meiner Karte abgebucht?"),
    ],
)
def test_who_asks_how_one_pays_disputes_nothing(language: str, said: str) -> None:
    assert "T-0001" not in Talk(language).say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "¿con quién hablo?"),
        ("es", "hola, ¿con quién estoy hablando?"),
        ("es", "buenas tardes, ¿con quién hablo?"),
        ("es", "¿quién me atiende?"),
        ("en", "good morning, who am I talking to?"),
        ("fr", "bonsoir, à qui ai-je l'honneur ?"),
        ("de", "guten Tag, mit wem spreche ich?"),
        ("en", "who am I talking to?"),
        ("en", "hello, who am I speaking with?"),
        ("en", "who's this?"),
        ("fr", "à qui ai-je l'honneur ?"),
        ("fr", "bonjour, à qui je parle ?"),
        ("de", "mit wem spreche ich?"),
        ("de", "wer spricht da?"),
    ],
)
def test_who_asks_who_is_speaking_is_told_and_goes_on(language: str, said: str) -> None:
    talk = Talk(language)
    computer = {"en": "computer", "de": "Computer", "es": "ordenador", "fr": "ordinateur"}
    answered = talk.say(said)

    assert computer[language] in answered
    assert "T-0001" not in answered
