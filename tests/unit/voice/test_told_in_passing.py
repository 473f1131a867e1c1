"""What is told in passing: how often, of which kinds, in which size, and that nothing is wanted."""

from __future__ import annotations

import pytest

from app.voice.nlu.periods import with_every
from tests.conversations.runner import give
from tests.conversations.talk import Talk

_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}
_MUG = {
    "en": "a camp mug for pickup at Downtown",
    "es": "una taza de camping para recoger en Centro",
    "fr": "une tasse de camping à retirer à République",
    "de": "einen Campingbecher zum Abholen in Mitte",
}


@pytest.mark.parametrize(
    ("said", "every"),
    [
        ("two bags of coffee a month", "two bags of coffee every month"),
        ("eine Packung Espresso pro Woche", "eine Packung Espresso jede Woche"),
        ("dos paquetes de café al mes", "dos paquetes de café cada mes"),
        ("deux paquets de café par mois", "deux paquets de café chaque mois"),
        ("I ordered two bags of coffee a week ago", None),
        ("can I have it in a week", None),
        ("two bags of coffee for a month", None),
    ],
)
def test_so_many_of_a_span_tells_how_often(said: str, every: str | None) -> None:
    assert with_every(said) == (every or said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "two pairs of trail shoes in a ten, one black and one white, pickup Downtown"),
        ("en", "one pair of trail shoes in black and one in white, both in ten, pickup Downtown"),
        ("de", "zwei Paar Trailrunning Schuhe in 41, eins schwarz und eins weiß, Abholung Mitte"),
    ],
)  # fmt: skip
def test_kinds_of_the_same_goods_are_lines_of_their_own(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said, _YES[language])

    assert talk.bought == [("SHOE-BK-2", 1), ("SHOE-WH-2", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "dos chaquetas impermeables en L, una azul y una roja, para recoger en Centro"),
        ("fr", "deux vestes imperméables en L, une bleue et une rouge, à retirer à République"),
    ],
)
def test_kinds_told_by_an_article_are_one_each(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said, _YES[language])

    assert talk.bought == [("JACKET-BL-L", 1), ("JACKET-RD-L", 1)]


def test_blue_or_red_is_one_jacket() -> None:
    talk = Talk("en")
    talk.say("a rain jacket in large, blue or red, pickup Downtown")

    assert len(talk.shop_lines()) <= 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "the usual, and throw in a camp mug"), ("de", "das Übliche, und noch einen Becher")],
)  # fmt: skip
def test_something_comes_with_the_usual(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "usual HOUSE*2")
    talk.say(said, _YES[language])

    assert talk.bought == [("HOUSE", 2), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hmm no I'm just looking really, cheers"),
        ("de", "nö, ich schau eigentlich nur, danke"),
        ("es", "no, solo estoy mirando, gracias"),
        ("fr", "non, je regarde seulement, merci"),
    ],
)
def test_who_only_looks_is_done(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say({"en": "what have you got for under twenty dollars",
              "de": "was habt ihr denn so unter zwanzig Euro",
              "es": "¿qué tienen por menos de veinte euros?",
              "fr": "qu'est-ce que vous avez à moins de vingt euros ?"}[language])  # fmt: skip

    assert talk.turn(said).end


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("en", "on reflection a medium will fit better", "JACKET-BL-M"),
        ("de", "wenn ich's mir überlege, M passt besser", "JACKET-BL-M"),
    ],
)
def test_what_would_fit_better_is_meant(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(
        {"en": "rain jacket blue large, pickup downtown",
         "de": "Regenjacke blau in L, Abholung Mitte"}[language],
        said,
        _YES[language],
    )  # fmt: skip

    assert talk.bought == [(sku, 1)]


def test_a_size_among_counts_is_a_size() -> None:
    told = Talk("de").say("habt ihr die Trailrunning Schuhe in weiß vierzig")

    assert "Größe 40, Weiß" in told


def test_who_does_not_know_names_no_color() -> None:
    asked = "ich weiß nicht recht ob ich die Stirnlampe nehmen soll, was kostet die denn"
    talk = Talk("de")
    talk.say(asked, "ach komm, die gönn ich mir", "Abholung in Mitte", "ja, die nehm ich")

    assert talk.bought == [("LAMP", 1)]


def test_a_broken_car_is_no_broken_goods() -> None:
    talk = Talk("de")
    talk.say(_MUG["de"], "ach, schicken Sie ihn doch lieber, mein Auto ist kaputt", "ja")

    assert talk.bought == [("MUG", 1)]
    assert not talk.shop.handoffs.opened


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I ordered a blue jacket and you gave me a red one"),
        ("de", "ich hatte eine blaue Jacke bestellt und ihr habt mir eine rote gegeben"),
    ],
)
def test_another_color_than_ordered_goes_back_as_the_wrong_goods(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M")
    talk.say(said, _YES[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]


def test_what_does_not_switch_on_is_not_switched_for_something() -> None:
    talk = Talk("en")
    give(talk.shop, "completed LAMP")
    talk.say("the head lamp I got from you won't switch on any more")

    assert not talk.shop.handoffs.opened


def test_a_size_for_own_shoes_that_pinch_is_an_exchange() -> None:
    talk = Talk("de")
    give(talk.shop, "completed SHOE-BK-2")

    assert "42" in talk.say("meine Laufschuhe drücken, kann ich die in 42 haben")
    assert len(talk.placed) == 1
