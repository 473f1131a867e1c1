"""Who is asked for a size or color may say it among whatever words; who is asked yes or no, too."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

WHITE_SHOES = {
    "en": "trail shoes in white please",
    "es": "quiero pedir zapatillas de trail blancas",
    "fr": "je voudrais des chaussures de trail blanches",
    "de": "ich möchte Trailrunning Schuhe in weiß bestellen",
}
RED_JACKET = {
    "es": "quiero una chaqueta impermeable roja",
    "fr": "je voudrais une veste imperméable rouge",
    "de": "ich möchte eine rote Regenjacke",
}


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("en", "I'll take the eleven", "SHOE-WH-3"),
        ("en", "can I get eleven", "SHOE-WH-3"),
        ("en", "could I get the 10 please", "SHOE-WH-2"),
        ("es", "me llevo la cuarenta y uno", "SHOE-WH-2"),
        ("es", "me quedo con la 42", "SHOE-WH-3"),
        ("fr", "je prends du quarante et un", "SHOE-WH-2"),
        ("fr", "oui 42", "SHOE-WH-3"),
        ("de", "ich nehm die 42", "SHOE-WH-3"),
        ("de", "dann halt einundvierzig", "SHOE-WH-2"),
        ("de", "42 danke", "SHOE-WH-3"),
    ],
)
def test_a_size_in_figures_is_taken_with_the_verb_that_buys_it(
    language: str, words: str, sku: str
) -> None:
    talk = Talk(language)

    talk.say(WHITE_SHOES[language], words)

    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [(sku, 1)]


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("es", "la L está bien", "JACKET-RD-L"),
        ("es", "la S, gracias", "JACKET-RD-S"),
        ("fr", "L merci", "JACKET-RD-L"),
        ("fr", "oui grande", "JACKET-RD-L"),
        ("de", "S danke", "JACKET-RD-S"),
    ],
)
def test_a_size_in_a_letter_is_taken_with_thanks(language: str, words: str, sku: str) -> None:
    talk = Talk(language)

    talk.say(RED_JACKET[language], words)

    assert [line.sku for line in talk.shop_lines()] == [sku]


def test_the_way_that_is_told_with_a_size_is_kept() -> None:
    talk = Talk("en")

    talk.say(WHITE_SHOES["en"], "the eleven, I'll get them at Downtown", "yes")

    assert talk.bought == [("SHOE-WH-3", 1)]


def test_pairs_beside_a_size_are_counted() -> None:
    talk = Talk("en")

    talk.say(WHITE_SHOES["en"], "I'd like two pairs in eleven")

    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [("SHOE-WH-3", 2)]


@pytest.mark.parametrize("words", ["not the eleven", "I do not want the eleven"])
def test_a_size_that_is_denied_is_not_taken(words: str) -> None:
    talk = Talk("en")

    talk.say(WHITE_SHOES["en"], words)

    assert talk.shop_lines() == ()
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "question", "no"),
    [
        ("en", "do you have camp mugs", "not really"),
        ("en", "do you have camp mugs", "I changed my mind"),
        ("es", "¿tienen tazas de camping?", "cambié de opinión"),
        ("fr", "vous avez des tasses de camping ?", "plutôt pas"),
        ("de", "habt ihr Campingbecher", "ich will nicht"),
    ],
)
def test_an_offer_that_is_not_wanted_is_let_go_and_the_shopper_asked_what_else(
    language: str, question: str, no: str
) -> None:
    talk = Talk(language)

    talk.say(question, no)

    assert talk.shop_lines() == ()
    assert talk.spoken_of() is None


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        ("en", "how much is the camp mug", "two please"),
        ("en", "how much is the camp mug", "make it two"),
        ("es", "¿cuánto cuesta la taza de camping?", "dos por favor"),
        ("fr", "combien coûte la tasse de camping ?", "deux s'il vous plaît"),
        ("de", "was kostet der Campingbecher", "zwei bitte"),
    ],
)
def test_how_many_with_a_please_orders_what_was_priced(
    language: str, question: str, words: str
) -> None:
    talk = Talk(language)

    talk.say(question, words)

    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [("MUG", 2)]
    assert talk.way() is None
