"""So many of something, several goods at once, all that is always bought: each is told, priced and
taken as many times as it was said."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with
from tests.conversations.wishes import WAYS


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "how much would three camp mugs come to"),
        ("es", "¿cuánto cuestan tres tazas?"),
        ("fr", "c'est combien trois tasses"),
        ("de", "was kosten drei Campingbecher"),
        ("de", "was würden drei Becher kosten"),
    ],
)
def test_so_many_of_something_are_priced_together_and_ordered_as_many(
    language: str, words: str
) -> None:
    talk = Talk(language)
    said = talk.say(words)
    assert "12" in said
    assert "37" in said
    talk.say({"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])
    assert talk.gathered == [("MUG", 3)]


def test_one_thing_is_priced_alone() -> None:
    assert "come to" not in Talk("en").say("how much is the two person tent")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "what are your coffees, and what does each one cost"),
        ("es", "¿cuánto cuestan los cafés?"),
        ("de", "was kostet euer Kaffee"),
    ],
)
def test_the_prices_of_several_goods_are_told_with_them(language: str, words: str) -> None:
    said = Talk(language).say(words)
    assert "14" in said
    assert "16" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "which of your tents is the cheaper one and how much is it"),
        ("es", "¿cuál es la carpa más barata y cuánto vale?"),
        ("fr", "quelle est votre tente la moins chère et combien elle coûte"),
        ("de", "welches Zelt ist das billigere und was kostet es"),
    ],
)
def test_the_cheaper_one_is_told_with_its_price(language: str, words: str) -> None:
    said = Talk(language).say(words)
    assert "249" in said
    assert "449" not in said


@pytest.mark.parametrize(
    "words", ["i'm after six of the camp mugs for my scout troop", "we're after six camp mugs"]
)
def test_who_is_after_so_many_wants_that_many(words: str) -> None:
    talk = Talk("en")
    talk.say(words)
    assert talk.gathered == [("MUG", 6)]


def test_after_six_is_a_time_where_somebody_comes() -> None:
    talk = Talk("en")
    talk.say("i'll be there after six, two mugs please")
    assert talk.gathered == [("MUG", 2)]


@pytest.mark.parametrize(
    "words", ["have you actually got six in ballard", "have you got six there"]
)
def test_whether_there_are_so_many_changes_no_number(words: str) -> None:
    talk = Talk("en")
    talk.say("i'd like six camp mugs", words)
    assert talk.gathered == [("MUG", 6)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "five pairs of the merino wool socks, for all my nephews"),
        ("es", "cinco pares de calcetines para todos mis sobrinos"),
        ("fr", "cinq paires de chaussettes pour tous mes neveux"),
        ("de", "fünf Paar Wollsocken für alle meine Neffen"),
    ],
)
def test_whom_goods_are_for_names_no_goods(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words, *WAYS[language])
    assert talk.gathered == [("SOCK", 5)]


@pytest.mark.parametrize(
    ("language", "words", "many"),
    [
        ("en", "i'd like one of each of your coffees", 1),
        ("en", "i'd like two of each of the coffees", 2),
        ("es", "quiero uno de cada café", 1),
        ("fr", "je voudrais un de chaque café", 1),
    ],
)
def test_one_of_each_is_one_of_every_kind_there_is(language: str, words: str, many: int) -> None:
    talk = Talk(language)
    talk.say(words, *WAYS[language])
    assert talk.gathered == [("ESPRESSO", many), ("HOUSE", many)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "a bag of house blend each month"),
        ("es", "café de la casa el primero de cada mes"),
    ],
)
def test_each_month_is_how_often(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words)
    assert talk._state().subscribing is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "i'm looking for a present, something between ten and twenty dollars"),
        ("es", "busco un regalo de menos de veinte euros"),
        ("fr", "je cherche un cadeau à moins de vingt euros"),
        ("de", "ich suche ein Geschenk für unter zwanzig Euro"),
    ],
)
def test_a_present_at_a_price_is_whatever_costs_that(language: str, words: str) -> None:
    talk = Talk(language)
    said = talk.say(words)
    assert "12" in said
    assert "249" not in said


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("en", "four bags of house blend", "halve that please"),
        ("en", "four bags of house blend", "could you cut that in half"),
        ("de", "vier Hauskaffee", "halbieren Sie das bitte"),
    ],
)
def test_half_of_what_is_read_back_is_half_as_many(language: str, first: str, words: str) -> None:
    talk = Talk(language)
    talk.say(first, *WAYS[language], words)
    assert talk.gathered == [("HOUSE", 2)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "i would like to order the same things i always order"),
        ("es", "quiero las cosas de siempre"),
        ("fr", "je voudrais les mêmes choses que d'habitude"),
        ("de", "die üblichen Sachen bitte"),
    ],
)
def test_the_usual_things_are_all_that_is_always_bought(language: str, words: str) -> None:
    talk = shopper_with(language, "usual ESPRESSO SOCK*2")
    talk.say(words)
    assert talk.gathered == [("ESPRESSO", 1), ("SOCK", 2)]


def test_the_usual_of_several_things_is_asked_about() -> None:
    talk = shopper_with("en", "usual ESPRESSO SOCK*2")
    talk.say("my usual please")
    assert talk.gathered == []
