"""Only some parts of an order that several stores deliver, as four languages ask for them."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.talk import Talk

ORDERS = {
    "en": ("order a two person tent for pickup at Ballard", "also a head lamp"),
    "es": (
        "quiero una carpa dos personas para recoger en Norte",
        "añade también una linterna frontal",
    ),
    "fr": (
        "je voudrais une tente deux places, retrait à Bastille",
        "ajoutez aussi une lampe frontale",
    ),
    "de": ("ich möchte ein zelt für zwei, Abholung in Altona", "dazu noch eine stirnlampe"),
}
"""Tents are at the store named alone, lamps at the other one alone."""
TENT, LAMP = ("TENT", 1), ("LAMP", 1)
YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


def offered(language: str) -> Talk:
    """A talk in which the tent, then the lamp, were just offered from a store each."""
    talk = Talk(language)
    talk.say(*ORDERS[language])
    assert talk.shop.splits.kept
    return talk


def held(talk: Talk) -> list[str]:
    """What waits for a yes."""
    orders = talk.shop.shop.orders.values()
    pending = [each for each in orders if each.state is OrderState.PENDING]
    return sorted(str(line.variant.sku) for each in pending for line in each.prepared.lines)


@pytest.mark.parametrize(
    ("language", "words", "bought"),
    [
        ("en", "no to the part at Ballard", LAMP),
        ("en", "only the first one", TENT),
        ("en", "just the one at downtown", LAMP),
        ("en", "not the second one", TENT),
        ("en", "only the first part", TENT),
        ("en", "leave out the tents", LAMP),
        ("en", "no, only the lamp", LAMP),
        ("en", "without the tents", LAMP),
        ("en", "yes, but only the first part", TENT),
        ("es", "no a la parte de Norte", LAMP),
        ("es", "solo la primera", TENT),
        ("es", "solo la de Centro", LAMP),
        ("es", "la segunda no", TENT),
        ("es", "quita la carpa", LAMP),
        ("es", "no, solo la linterna", LAMP),
        ("es", "sí, pero solo la primera parte", TENT),
        ("fr", "non à la partie de Bastille", LAMP),
        ("fr", "seulement la première", TENT),
        ("fr", "juste celle de République", LAMP),
        ("fr", "pas la deuxième", TENT),
        ("fr", "sans la tente", LAMP),
        ("fr", "non, seulement la lampe", LAMP),
        ("fr", "oui mais pas la deuxième partie", TENT),
        ("de", "nein zum Teil in Altona", LAMP),
        ("de", "nur den ersten", TENT),
        ("de", "nur den in Mitte", LAMP),
        ("de", "nicht den zweiten", TENT),
        ("de", "lassen Sie das Zelt weg", LAMP),
        ("de", "nein, nur die Lampe", LAMP),
        ("de", "ja, aber nur den ersten Teil", TENT),
    ],
)
def test_a_part_alone_is_read_back_with_its_total_and_bought_on_yes(
    language: str, words: str, bought: tuple[str, int]
) -> None:
    talk = offered(language)

    again = talk.say(words).replace(",", ".")

    assert ("273.90" in again, "38.50" in again) == (bought is TENT, bought is LAMP)
    assert "312.40" not in again
    assert talk.shop.splits.canceled == ["spl_1"]
    assert talk.bought == []

    talk.say(YES[language])

    assert talk.bought == [bought]
    assert len(talk.placed) == 1


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "not the one at Ballard", "no wait, both"),
        ("en", "only the first one", "and the lamp too after all"),
        ("es", "sin la carpa", "no, espera, las dos"),
        ("fr", "pas la deuxième", "non attendez, les deux"),
        ("de", "nur den ersten", "nein warte, beide"),
    ],
)
def test_who_wants_both_after_all_hears_both_again_and_then_has_them(
    language: str, first: str, then: str
) -> None:
    talk = offered(language)

    talk.say(first)
    again = talk.say(then).replace(",", ".")

    assert "273.90" in again
    assert "38.50" in again
    assert "312.40" in again
    assert talk.bought == []

    talk.say(YES[language])

    assert talk.bought == [LAMP, TENT]


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "only the first one", "no, the second one instead"),
        ("en", "only the first one", "the other one"),
        ("es", "solo la primera", "no, mejor la segunda"),
        ("fr", "seulement la première", "non, plutôt la deuxième"),
        ("de", "nur den ersten", "nein, lieber den zweiten"),
    ],
)
def test_the_second_one_instead_is_the_second_of_those_read_out(
    language: str, first: str, then: str
) -> None:
    talk = offered(language)

    talk.say(first, then, YES[language])

    assert talk.bought == [LAMP]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "only two lamps"),
        ("en", "just two of the lamps"),
        ("en", "make the lamps two"),
        ("en", "change the lamps to two"),
        ("en", "yes, but only two lamps"),
        ("es", "solo dos linternas"),
        ("es", "dos de las linternas"),
        ("fr", "seulement deux lampes"),
        ("fr", "plutôt deux des lampes"),
        ("de", "nur zwei Stirnlampen"),
        ("de", "nur zwei von den Lampen"),
    ],
)
def test_another_number_of_one_part_is_read_back_with_the_other_part(
    language: str, words: str
) -> None:
    talk = offered(language)

    again = talk.say(words).replace(",", ".")

    assert "273.90" in again
    assert "77.00" in again
    assert "350.90" in again
    assert talk.bought == []

    talk.say(YES[language])

    assert talk.bought == [("LAMP", 2), TENT]


def test_a_number_is_counted_from_what_the_order_has_by_now() -> None:
    talk = offered("en")

    talk.say("only two lamps", "only one lamp", "yes")

    assert talk.bought == [LAMP, TENT]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "wait, both"),
        ("en", "oh hang on, both"),
        ("es", "espera, las dos"),
        ("fr", "attendez, les deux"),
        ("de", "warte, beide"),
    ],
)
def test_both_behind_a_wait_is_no_yes_yet(language: str, words: str) -> None:
    talk = offered(language)

    talk.say(words)

    assert talk.bought == []
    assert held(talk) == ["LAMP", "TENT"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "not at that price"),
        ("es", "a ese precio no"),
        ("fr", "pas à ce prix"),
        ("de", "nichts zu dem Preis"),
    ],
)
def test_a_price_refused_is_no_question_about_a_part(language: str, words: str) -> None:
    talk = offered(language)

    told = talk.say(words)

    assert "312" not in told
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "yes, both please"), ("es", "las dos"), ("fr", "les deux"), ("de", "ja, beide")],
)
def test_both_is_a_yes_to_what_was_read_back_whole(language: str, words: str) -> None:
    talk = offered(language)

    talk.say(words)

    assert talk.bought == [LAMP, TENT]


@pytest.mark.parametrize(
    "words",
    [
        "no wait, both",
        "yes but only the socks",
        "yes but not the third one",
        "yes, without that one thing",
    ],
)
def test_what_is_not_clear_buys_nothing_and_is_asked_again(words: str) -> None:
    talk = offered("en")

    assert talk.say(words).startswith("Shall I buy all 2 parts for $312.40?")
    assert talk.bought == []
    assert held(talk) == ["LAMP", "TENT"]


@pytest.mark.parametrize("words", ["leave out the lamp", "only the first one"])
def test_a_part_is_left_out_as_well_once_it_was_asked_what_to_change(words: str) -> None:
    talk = offered("en")

    talk.say("no", words, "yes")

    assert talk.bought == [TENT]


def test_neither_gives_every_part_back() -> None:
    talk = offered("en")

    told = talk.say("neither of them")

    assert told == "Okay, without Two Person Tent and Head Lamp. What are you looking for?"
    assert held(talk) == []


def test_what_was_changed_since_stays_changed_when_the_rest_comes_back() -> None:
    talk = offered("en")

    talk.say("only the first one", "make it two", "no wait, both", "yes")

    assert talk.bought == [LAMP, ("TENT", 2)]


def test_other_goods_are_an_order_of_their_own_to_which_no_part_comes_back() -> None:
    talk = offered("en")

    talk.say("only the first one", "order a camp mug for pickup downtown", "no wait, both")

    assert "LAMP" not in held(talk)
    assert "TENT" not in held(talk)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "what's the total without the lamp?"),
        ("en", "how much is only the first one?"),
        ("en", "what's in the second part?"),
        ("en", "what was the last one again?"),
        ("es", "¿cuánto cuesta solo la primera?"),
        ("es", "¿qué hay en la segunda parte?"),
        ("fr", "c'est combien sans la lampe ?"),
        ("fr", "quelle est la deuxième partie ?"),
        ("de", "was kostet nur der erste Teil?"),
        ("de", "was ist im zweiten Teil?"),
    ],
)
def test_a_question_about_parts_has_them_read_out_again_and_changes_nothing(
    language: str, words: str
) -> None:
    talk = offered(language)

    told = talk.say(words).replace(",", ".")

    assert "273.90" in told
    assert "38.50" in told
    assert talk.shop.splits.canceled == []
    assert talk.bought == []
