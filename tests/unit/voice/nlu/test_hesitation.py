"""What people say while they make up their mind, in four languages."""

from __future__ import annotations

import pytest

from app.voice.nlu.hesitation import act_of, asks_for_range, names_nothing, tidied
from app.voice.nlu.order_talk import cancels
from app.voice.nlu.understanding import Expect
from app.voice.turn import Intent


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("hola, ¿os quedan botellas?", "¿os quedan botellas?"),
        ("oh ah a mug", "a mug"),
        ("hello", "hello"),
        ("wait, are you open on Sunday?", "are you open on Sunday?"),
        ("actually no, deliver it", "no, deliver it"),
        ("no wait, four mugs, not three", "no four mugs"),
        ("no no, the blue one instead", "no the blue one"),
        ("no, pickup is better", "no, pickup"),
        ("you know what, make it two", "make it two"),
        ("give me a second one", "give me a second one"),
        ("espera, mejor dicho dos", "dos"),
        ("a ver si tienes botas", "tienes botas"),
        ("no, mejor a domicilio", "no, a domicilio"),
        ("non finalement livraison", "non livraison"),
        ("attendez, en fait deux", "deux"),
        ("nein, doch lieber liefern", "nein, liefern"),
        ("nein, drei Becher, nicht zwei", "nein, drei Becher"),
        ("let's see the tents", "the tents"),
        ("", ""),
    ],
)
def test_what_is_meant_stands_behind_the_hesitation(said: str, left: str) -> None:
    assert tidied(said) == left


@pytest.mark.parametrize(
    ("said", "expect", "meant"),
    [
        ("hold on a second please", Expect.CONFIRM, Intent.WAIT),
        ("espera un momento", Expect.METHOD, Intent.WAIT),
        ("attendez", Expect.METHOD, Intent.WAIT),
        ("Moment mal", Expect.PRODUCT_CHOICE, Intent.WAIT),
        ("um, I don't know", Expect.PRODUCT, Intent.UNSURE),
        ("eh... no sé", Expect.NOTHING, Intent.UNSURE),
        ("je ne sais pas trop", Expect.OPTION, Intent.UNSURE),
        ("weiß ich noch nicht", Expect.STORE, Intent.UNSURE),
        ("are you a robot?", Expect.CONFIRM, Intent.WHO_SPEAKS),
        ("¿eres una persona?", Expect.NOTHING, Intent.WHO_SPEAKS),
        ("vous êtes un robot ?", Expect.NOTHING, Intent.WHO_SPEAKS),
        ("spreche ich mit einem Menschen oder einer Maschine", Expect.OFFER, Intent.WHO_SPEAKS),
        ("oh no, I changed my mind, cancel that", Expect.CONFIRM, Intent.STOP),
        ("ah non j'ai changé d'avis, annulez", Expect.CONFIRM, Intent.STOP),
        ("no, déjalo", Expect.OFFER, Intent.STOP),
        ("ach nein, ich hab's mir anders überlegt", Expect.CONFIRM, Intent.NO),
        ("I changed my mind", Expect.NOTHING, Intent.STOP),
        ("cancel it", Expect.CONFIRM_CANCEL, Intent.YES),
        ("no, cancel it", Expect.CONFIRM, Intent.STOP),
        ("I guess so", Expect.OFFER, Intent.YES),
        ("na gut", Expect.PRODUCT_CHOICE, Intent.YES),
    ],
)
def test_second_thoughts_are_understood(said: str, expect: Expect, meant: Intent) -> None:
    assert act_of(said, expect) is meant


@pytest.mark.parametrize(
    ("said", "expect"),
    [
        ("I guess so", Expect.CONFIRM),
        ("meinetwegen", Expect.CONFIRM_SUBSCRIPTION),
        ("I suppose so", Expect.PRICE_CONSENT),
        ("why not", Expect.CONFIRM_RETURN),
        ("a mug for pickup", Expect.NOTHING),
        ("I don't know your hours", Expect.NOTHING),
        ("wait for me at the store", Expect.NOTHING),
        ("cancel my subscription", Expect.NOTHING),
    ],
)
def test_what_says_more_or_agrees_too_little_is_none_of_it(said: str, expect: Expect) -> None:
    assert act_of(said, expect) is None


def test_canceling_is_told_from_taking_leave() -> None:
    assert cancels("oh no, cancel that")
    assert cancels("annulez")
    assert not cancels("goodbye")
    assert not cancels("never mind")


@pytest.mark.parametrize(
    "said",
    [
        "what do you have?",
        "so what do you guys sell",
        "¿qué tienen?",
        "qu'est-ce que vous avez comme articles",
        "was habt ihr denn so",
    ],
)
def test_what_there_is_at_all_can_be_asked(said: str) -> None:
    assert asks_for_range(said)
    assert not asks_for_range(f"{said} in red")


def test_pronouns_name_no_goods() -> None:
    assert names_nothing("they")
    assert names_nothing("¿cuánto cuesta?")
    assert not names_nothing("the red mug")
