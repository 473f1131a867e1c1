"""An order of several goods is changed in the words people use for it."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

TWO = {
    "en": "three house blend and two espresso, pickup in ballard",
    "es": "dos tazas y unos calcetines a domicilio",
    "fr": "trois café maison et deux café expresso, à retirer à République",
    "de": "zwei Becher und ein Paar Socken, geliefert",
}


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "make that two house and three espresso", "2 House Blend Coffee and 3 Espresso"),
        ("en", "actually two house blend and three espresso", "2 House Blend Coffee and 3 Espr"),
        ("fr", "plutôt deux café maison et trois expresso", "2 Café Maison et 3 Café Expresso"),
        ("de", "lieber drei Becher und zwei Socken", "3 Campingbecher und 2 Wollsocken"),
        ("es", "mejor tres tazas y dos calcetines", "3 Taza de Camping y 2 Calcetines"),
    ],
)
def test_every_line_that_is_named_with_a_count_gets_it(
    language: str, words: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(TWO[language])

    assert told in talk.say(words)


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("de", "die Socken lassen wir weg", "Gut, ohne Wollsocken."),
        ("de", "die Socken können wieder raus", "Gut, ohne Wollsocken."),
        ("es", "olvida los calcetines", "sin Calcetines"),
        ("fr", "laissez tomber les expresso", "sans Café Expresso"),
        ("en", "never mind the espresso", "without Espresso"),
    ],
)
def test_a_line_is_left_out_in_many_words(language: str, words: str, told: str) -> None:
    talk = Talk(language)
    talk.say(TWO[language])

    assert told in talk.say(words)


def test_goods_are_left_out_before_they_were_looked_at() -> None:
    talk = Talk("fr")
    talk.say("je voudrais deux tasses et des chaussettes")

    talk.say("enlevez les chaussettes")

    assert "2 Tasse de Camping, à livrer" in talk.say("livraison")


@pytest.mark.parametrize(
    ("language", "order", "words"),
    [
        ("fr", "mettez-moi une lampe à retirer", "validez"),
        ("es", "quiero una taza a domicilio", "confírmalo"),
        ("de", "eine Lampe zum Abholen", "bestätigen Sie das"),
        ("en", "order a camp mug for pickup downtown", "confirm the order"),
    ],
)
def test_who_confirms_what_was_read_back_has_said_yes(
    language: str, order: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(order)
    talk.say(words)

    assert len(talk.bought) == 1


def test_a_bare_count_is_no_name_of_goods() -> None:
    """A tent for two was offered to whoever found no lamp."""
    talk = Talk("es")
    talk.say("ponme una lámpara para recoger")

    assert "Carpa" not in talk.say("mejor dos")


def test_something_for_less_is_looked_for_among_what_was_read_out() -> None:
    talk = Talk("en")
    talk.say("do you sell tents")

    assert "$249.00" in talk.say("have you got anything for less")


ONE = {
    "en": "order a camp mug for pickup downtown",
    "es": "quiero una taza de camping para recoger en el centro",
    "fr": "je voudrais une tasse de camping à retirer à République",
    "de": "einen Campingbecher zum Abholen in Mitte bitte",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "swap it for a head lamp"),
        ("fr", "remplacez-la par une lampe frontale"),
        ("de", "tauschen Sie ihn gegen eine Stirnlampe"),
        ("es", "no, una linterna frontal"),
        ("de", "nein, eine Stirnlampe"),
    ],
)
def test_the_one_thing_in_hand_is_swapped(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(ONE[language])
    talk.say(words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "and a head lamp"),
        ("es", "y una linterna frontal"),
        ("fr", "et une lampe frontale"),
        ("de", "und eine Stirnlampe"),
    ],
)
def test_what_is_named_behind_and_comes_on_top(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(ONE[language])
    talk.say(words)

    lines = {(str(each.sku), each.quantity) for each in talk.shop_lines()}
    assert lines == {("LAMP", 1), ("MUG", 1)}


@pytest.mark.parametrize("words", ["ne l'envoyez pas, je passe", "je préfère la retirer"])
def test_who_comes_for_it_has_not_left_it(words: str) -> None:
    talk = Talk("fr")
    talk.say("je voudrais une tasse de camping en livraison")

    assert "Dans quel magasin ?" in talk.say(words)


@pytest.mark.parametrize("size", ["in mittel", "Größe mittel"])
def test_a_middle_size_is_heard_with_the_goods(size: str) -> None:
    told = Talk("de").say(f"eine blaue Regenjacke {size} zum Abholen in Mitte bitte")

    assert "Größe mittel, Blau" in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "hazlo tres"),
        ("es", "tres mejor"),
        ("fr", "on peut en mettre trois ?"),
        ("de", "können Sie drei machen?"),
    ],
)
def test_a_count_is_told_in_a_few_words(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(ONE[language])
    talk.say(words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 3)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "prefiero que me la traigan"),
        ("es", "no puedo pasar, mándala"),
        ("fr", "je ne peux pas passer, envoyez-la"),
    ],
)
def test_who_cannot_come_has_it_sent(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(ONE[language])

    assert {"es": "con envío", "fr": "à livrer"}[language] in talk.say(words)


OFFERED = {
    "en": "do you have the camp mug",
    "es": "¿tienen la taza de camping?",
    "fr": "vous avez la tasse de camping ?",
    "de": "haben Sie den Campingbecher?",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "actually a head lamp instead of the mug"),
        ("en", "swap it for a head lamp"),
        ("es", "mejor una linterna frontal"),
        ("es", "quería decir una linterna frontal"),
        ("fr", "une lampe frontale à la place de la tasse"),
        ("de", "nein, eine Stirnlampe"),
        ("de", "nicht den Becher, die Stirnlampe"),
    ],
)
def test_other_goods_than_those_offered_are_no_yes(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(OFFERED[language])
    talk.say(words)

    assert [str(each.sku) for each in talk.shop_lines()] == ["LAMP"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "and a head lamp"),
        ("es", "y una linterna frontal"),
        ("fr", "ah et il me faut aussi une lampe frontale"),
        ("de", "auch eine Stirnlampe"),
    ],
)
def test_what_is_wanted_beside_what_is_offered_comes_with_it(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(OFFERED[language])
    talk.say(words)

    assert {str(each.sku) for each in talk.shop_lines()} == {"LAMP", "MUG"}


@pytest.mark.parametrize(("language", "words"), [("es", "hazlo tres"), ("de", "drei wären besser")])
def test_a_count_told_to_an_offer_is_no_price(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(OFFERED[language])
    talk.say(words)

    assert [each.quantity for each in talk.shop_lines()] == [3]


@pytest.mark.parametrize(
    ("language", "words", "lines"),
    [
        (
            "de",
            "ich möchte einen Becher, eine Stirnlampe und eine Trinkflasche zum Abholen in Mitte",
            {"MUG", "LAMP", "BOTTLE"},
        ),
        ("de", "meine Tochter braucht einen Becher, können Sie mir einen schicken", {"MUG"}),
    ],
)
def test_a_cup_before_a_comma_is_no_measure(language: str, words: str, lines: set[str]) -> None:
    talk = Talk(language)
    talk.say(words)

    assert {str(each.sku) for each in talk.shop_lines()} == lines
