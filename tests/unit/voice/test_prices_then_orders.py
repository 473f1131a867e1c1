"""An order behind a price, and what is said of no goods at all: a wrong number, a rule for
something or other, a pronoun, the usual without a number."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "asked", "ordered"),
    [
        ("fr", "elle est à combien la lampe frontale ?",
         "alors mettez-m'en deux, à prendre à République"),
        ("es", "¿a cuánto está la linterna frontal?", "pues ponme dos, las recojo en Centro"),
        ("en", "how much is the head lamp?", "give me two then, I'll pick them up downtown"),
    ],
)  # fmt: skip
def test_so_many_are_ordered_behind_their_price(language: str, asked: str, ordered: str) -> None:
    talk = Talk(language)
    talk.say(asked, ordered)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("LAMP", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "hola, perdón, me he equivocado de número"),
        ("fr", "oh pardon, je me suis trompé de numéro"),
        ("en", "sorry, wrong number"),
        ("de", "Entschuldigung, falsch verbunden"),
    ],
)
def test_a_wrong_number_is_let_go(language: str, said: str) -> None:
    assert Talk(language).turn(said).end


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("es", "¿puedo devolver en Norte algo que compré en Centro?"),
        ("fr", "je peux rendre à Bastille un article acheté à République ?"),
        ("en", "can I return something I bought downtown in Ballard?"),
    ],
)
def test_the_rule_for_something_or_other_is_told(language: str, asked: str) -> None:
    assert "30" in Talk(language).say(asked)


def test_a_pronoun_is_no_goods_beside_a_number() -> None:
    talk = Talk("es")
    talk.say("dos tazas de camping para recoger en Centro",
             "que dice mi cuñada que ella también quiere, o sea tres")  # fmt: skip

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 3)]


@pytest.mark.parametrize(
    ("language", "usual"),
    [("fr", "le café que je prends toujours, s'il vous plaît"),
     ("es", "ponme el café que me llevo siempre")],
)  # fmt: skip
def test_the_usual_is_as_many_as_always(language: str, usual: str) -> None:
    talk = shopper_with(language, "usual HOUSE*2")
    talk.say(usual)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("HOUSE", 2)]


def test_all_data_shall_be_erased_in_the_subjunctive() -> None:
    assert "effac" in Talk("fr").say("je veux que vous effaciez toutes mes données").lower()
