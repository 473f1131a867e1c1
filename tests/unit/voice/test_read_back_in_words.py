"""What was read back is agreed to in its own words, and nothing is bought for another number."""

from __future__ import annotations

import pytest

from app.voice.dialogue.state import Item
from app.voice.read_back_in_words import SaidBack, said_back
from tests.conversations.talk import Talk, shopper_with

TENT = {
    "en": "a two person tent, I'll collect it in Ballard",
    "de": "das Zelt für Zwei, zum Abholen in Altona",
    "es": "una carpa dos personas, la recojo en Norte",
    "fr": "une tente deux places, je la récupère à Bastille",
}
COFFEE_AND_MUG = {
    "en": "a house blend coffee and a camp mug, I'll collect them downtown",
    "de": "einen Hauskaffee und einen Campingbecher, zum Abholen in Mitte",
    "es": "un café de la casa y una taza de camping, los recojo en Centro",
    "fr": "un café maison et une tasse de camping, je les récupère à République",
}
TWO_MUGS = {
    "en": "two camp mugs please, I'll collect them downtown",
    "de": "zwei Campingbecher bitte, ich hol sie in Mitte ab",
    "es": "dos tazas de camping, las recojo en Centro",
    "fr": "deux tasses de camping, je les récupère à République",
}
JACKET_AND_BOTTLE = {
    "en": "a medium blue rain jacket and a water bottle for pickup downtown",
    "de": "eine blaue Regenjacke in M und eine Trinkflasche zum Abholen in Mitte",
    "es": "una chaqueta impermeable azul en M y una botella de acero, las recojo en Centro",
    "fr": "une veste imperméable bleue en M et une gourde en acier à retirer à République",
}


def lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "la deux places, ça ira"),
        ("fr", "la tente deux places, c'est bien ça"),
        ("fr", "oui, la deux places"),
        ("en", "the two person one, fine"),
        ("en", "the two-person tent, that's right"),
        ("en", "the two person tent is fine"),
        ("de", "das Zelt für zwei passt"),
        ("de", "das Zweipersonenzelt passt"),
        ("de", "das Zweipersonenzelt, genau"),
        ("es", "la de dos personas está bien"),
        ("es", "la de dos personas, sí"),
        ("es", "la carpa de dos personas, perfecto"),
    ],
)
def test_a_number_in_the_name_of_what_was_read_back_counts_nothing(
    language: str, said: str
) -> None:
    talk = Talk(language)
    talk.say(TENT[language], said)

    assert talk.bought == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "two tents, yes"), ("de", "zwei Zelte, ja"), ("es", "dos carpas, sí"),
     ("fr", "deux tentes, oui")],
)  # fmt: skip
def test_so_many_of_a_name_with_a_number_are_counted(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(TENT[language], said)

    assert talk.bought == []
    assert lines(talk) == [("TENT", 2)]


def test_a_name_said_back_without_a_yes_buys_and_changes_nothing() -> None:
    talk = Talk("fr")
    talk.say(TENT["fr"], "la deux places")

    assert talk.bought == []
    assert lines(talk) == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "voilà, les deux"),
        ("fr", "c'est ça, les deux"),
        ("fr", "oui les deux choses"),
        ("en", "both, yes"),
        ("en", "that's it, both"),
        ("en", "both of them, right"),
        ("en", "yes, the two of them"),
        ("de", "beides, genau"),
        ("de", "ja, die beiden"),
        ("de", "alle beide, passt"),
        ("es", "las dos cosas"),
        ("es", "eso, las dos"),
        ("es", "los dos, así es"),
    ],
)
def test_both_of_two_things_is_a_yes(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(COFFEE_AND_MUG[language], said)

    assert talk.bought == [("HOUSE", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "one, yes"),
        ("en", "all three, right"),
        ("de", "alle drei, genau"),
        ("de", "einer, genau"),
        ("es", "una, sí"),
        ("es", "los tres, eso es"),
        ("fr", "les trois, voilà"),
        ("fr", "une seule, c'est ça"),
        ("fr", "les deux, c'est ça ?"),
    ],
)
def test_another_number_of_two_things_is_asked_about(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(COFFEE_AND_MUG[language], said)

    assert talk.bought == []
    assert lines(talk) == [("HOUSE", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "una, así es"),
        ("es", "uno, así es"),
        ("es", "sí, solo una"),
        ("en", "one, that's right"),
        ("en", "one, yes"),
        ("en", "yes, one"),
        ("en", "one mug, correct"),
        ("fr", "un seul, c'est ça"),
        ("fr", "une, oui"),
        ("de", "einer, genau"),
        ("de", "einen, ja"),
        ("de", "ja, nur einen"),
    ],
)
def test_one_of_two_that_were_read_back_is_read_back_anew(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(TWO_MUGS[language], said)

    assert talk.bought == []
    assert lines(talk) == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "two, that's right"), ("de", "zwei, genau"), ("es", "dos, así es"),
     ("fr", "deux, c'est ça")],
)  # fmt: skip
def test_the_number_that_was_read_back_is_a_yes(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(TWO_MUGS[language], said)

    assert talk.bought == [("MUG", 2)]


def test_a_size_that_is_said_back_counts_nothing() -> None:
    shoes = Item(query="shoes", phrase="shoes", title="Shoes", options={"size": "10"})

    assert said_back("the nine, yes", (shoes,)) is None
    assert said_back("the ten, yes", (shoes,)) is None


def test_a_name_of_one_of_two_lines_agrees_to_neither() -> None:
    tent = Item(query="tent", phrase="tent", title="Two Person Tent")
    mug = Item(query="mug", phrase="mug", title="Camp Mug")

    assert said_back("the two person one, fine", (tent, mug)) is SaidBack.UNCLEAR


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "quiero repetir lo de la otra vez, pero solo un paquete"),
        ("es", "repíteme lo de la última vez, pero una nada más"),
        ("es", "lo de siempre pero solo uno"),
        ("en", "I'd like the same as last time, but only one pack"),
        ("en", "the usual but only one bag"),
        ("fr", "la même chose que la dernière fois, mais un seul paquet"),
        ("fr", "comme d'habitude mais juste un"),
        ("de", "ich möchte das Gleiche wie letztes Mal, aber nur ein Päckchen"),
        ("de", "wie immer, aber bloß eins"),
    ],
)
def test_fewer_of_the_usual_are_read_back(language: str, said: str) -> None:
    talk = shopper_with(language, "usual HOUSE*2")
    talk.say(said)

    assert lines(talk) == [("HOUSE", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "ouf, ça fait cher, la veste attendra, ne gardez que la gourde"),
        ("fr", "gardez juste la gourde, la veste attendra"),
        ("en", "ouch, that's dear, the jacket will have to wait, keep only the bottle"),
        ("en", "just keep the bottle"),
        ("en", "I'll just take the bottle"),
        ("de", "uff, das ist teuer, die Jacke kann warten, nur die Flasche behalten"),
        ("de", "behalten Sie nur die Flasche, die Jacke nicht"),
        ("es", "uf, qué caro, la chaqueta esperará, quédese solo con la botella"),
        ("es", "quédese solo con la botella"),
        ("es", "la chaqueta no, deje nada más la botella"),
    ],
)
def test_what_alone_is_kept_stays_whatever_is_named_besides(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(JACKET_AND_BOTTLE[language], said)

    assert talk.bought == []
    assert lines(talk) == [("BOTTLE", 1)]


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "a head lamp, a camp mug and a water bottle for pickup downtown",
         "keep only the mug and the bottle"),
        ("de", "eine Stirnlampe, einen Campingbecher und eine Trinkflasche zum Abholen in Mitte",
         "nur den Becher und die Flasche behalten"),
        ("es", "una linterna frontal, una taza de camping y una botella, las recojo en Centro",
         "quédese solo con la taza y la botella"),
        ("fr", "une lampe frontale, une tasse de camping et une gourde à retirer à République",
         "ne gardez que la tasse et la gourde"),
    ],
)  # fmt: skip
def test_of_three_things_the_two_that_are_named_stay(language: str, wish: str, said: str) -> None:
    talk = Talk(language)
    talk.say(wish, said)

    assert lines(talk) == [("BOTTLE", 1), ("MUG", 1)]
