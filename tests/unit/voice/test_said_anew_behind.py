"""Another wish, another size, another number is told behind what was let be; what is not sold does
not hold up what is."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk
from tests.conversations.wishes import WAYS


@pytest.mark.parametrize(
    ("language", "first", "words", "line"),
    [
        ("en", "i'd like a tent", "never mind, I'll take a mug", ("MUG", 1)),
        ("en", "i'd like a tent", "never mind then, give me two lamps", ("LAMP", 2)),
        ("en", "i'd like the blue rain jacket", "oh forget it, I'll have a mug", ("MUG", 1)),
        ("fr", "je voudrais une tente", "laissez tomber, je prends une tasse", ("MUG", 1)),
        ("es", "quiero una carpa", "olvídalo, dame una taza", ("MUG", 1)),
        ("de", "ich hätte gern ein Zelt", "egal, dann gib mir zwei Becher", ("MUG", 2)),
    ],
)
def test_who_lets_be_what_was_asked_and_wants_other_goods_gets_those(
    language: str, first: str, words: str, line: tuple[str, int]
) -> None:
    talk = Talk(language)
    talk.say(first, words)
    assert talk.gathered == [line]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "never mind, I'll look elsewhere"),
        ("en", "never mind, my wife has bought one in Ballard"),
        ("en", "never mind, I don't want the mug"),
        ("es", "déjalo, ya compro otro día una taza"),
        ("fr", "laissez tomber, j'en ai déjà une"),
    ],
)
def test_who_lets_be_what_was_asked_and_wants_nothing_has_nothing(
    language: str, words: str
) -> None:
    first = {"en": "i'd like a mug", "es": "quiero una taza", "fr": "je voudrais une tasse"}
    talk = Talk(language)
    talk.say(first[language], words)
    assert talk.gathered == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("actually could you do an eleven, my feet swell", ("SHOE-WH-3", 1)),
        ("i meant a nine", ("SHOE-WH-1", 1)),
        ("make it a nine in black", ("SHOE-BK-1", 1)),
        ("sorry, eleven, not ten", ("SHOE-WH-3", 1)),
        ("one size up please", ("SHOE-WH-3", 1)),
        ("the next size down, please", ("SHOE-WH-1", 1)),
        ("make it two", ("SHOE-WH-2", 2)),
        ("actually could I get two pairs", ("SHOE-WH-2", 2)),
        ("make that nine pairs", ("SHOE-WH-2", 9)),
        ("I'll need nine of them", ("SHOE-WH-2", 9)),
    ],
)
def test_a_number_behind_an_article_is_a_size_of_what_is_read_back(
    words: str, line: tuple[str, int]
) -> None:
    talk = Talk("en")
    talk.say("i want the white trail runners in a ten please", "pickup", "downtown", words)
    assert talk.gathered == [line]


def test_the_size_is_that_of_the_only_goods_that_have_one() -> None:
    talk = Talk("en")
    talk.say("i want white shoes in a ten and a mug", "pickup", "downtown", "I'd need a nine")
    assert talk.gathered == [("MUG", 1), ("SHOE-WH-1", 1)]


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("es", "una chaqueta impermeable azul talla M", "una talla más, por favor"),
        ("fr", "une veste bleue en M", "plutôt une taille au-dessus"),
        ("de", "eine blaue Regenjacke in M", "doch lieber eine Nummer größer"),
    ],
)
def test_a_size_up_is_the_next_one_there_is(language: str, first: str, words: str) -> None:
    talk = Talk(language)
    talk.say(first, *WAYS[language], words)
    assert talk.gathered == [("JACKET-BL-L", 1)]


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("en", "a head lamp and a kayak please", "the downtown one"),
        ("en", "a head lamp and a kayak please", "no"),
        ("en", "a head lamp and a kayak please", "never mind that one"),
        ("en", "a head lamp and a kayak please", "that's all"),
        ("en", "a head lamp and a kayak please", "just the lamp then"),
        ("es", "una linterna y un kayak por favor", "pues nada, solo la linterna"),
        ("fr", "une lampe frontale et un kayak s'il vous plaît", "non, c'est tout"),
        ("de", "eine Stirnlampe und ein Kajak bitte", "dann ohne"),
    ],
)
def test_who_gives_up_what_is_not_sold_goes_on_with_the_rest(
    language: str, first: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(first, WAYS[language][0], words)
    assert talk.gathered == [("LAMP", 1)]
    assert "38" in talk.say("ok")


def test_other_goods_for_what_is_not_sold_come_to_the_rest() -> None:
    talk = Talk("en")
    talk.say("a head lamp and a kayak please", "pickup", "a mug then")
    assert talk.gathered == [("LAMP", 1), ("MUG", 1)]


def test_who_cancels_everything_beside_what_is_not_sold_has_nothing() -> None:
    talk = Talk("en")
    talk.say("a head lamp and a kayak please", "pickup", "cancel everything")
    assert talk.gathered == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "i need a head torch, it's pitch black when i walk the dog"),
        ("es", "quiero una linterna, está muy oscuro cuando saco al perro"),
        ("fr", "je voudrais une lampe, c'est tout noir quand je promène le chien"),
        ("de", "ich brauche eine Stirnlampe, ist ja stockfinster beim Gassigehen mit dem Hund"),
    ],
)
def test_what_is_told_behind_a_wish_names_no_further_goods(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(words, *WAYS[language])
    assert talk.gathered == [("LAMP", 1)]
    assert talk.shop_lines()[0].quantity == 1


def test_goods_named_behind_a_reason_and_an_and_are_wanted_as_well() -> None:
    talk = Talk("en")
    talk.say("i want a mug, they're for my office, and a lamp", "pickup", "downtown")
    assert talk.gathered == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("en", "do you have tents", "the two person tent"),
        ("en", "a tent", "the two person one"),
        ("es", "¿tenéis carpas?", "la de las dos personas"),
        ("fr", "je cherche une tente", "celle de deux places"),
    ],
)
def test_the_two_person_one_is_one(language: str, first: str, words: str) -> None:
    talk = Talk(language)
    talk.say(first, words)
    assert talk.gathered == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "first", "words"),
    [
        ("en", "do you have tents", "the two of them"),
        ("en", "do you have tents", "both tents"),
        ("es", "¿tenéis carpas?", "las dos"),
    ],
)
def test_the_two_of_them_are_both(language: str, first: str, words: str) -> None:
    talk = Talk(language)
    talk.say(first, words)
    assert talk.gathered == [("FAMTENT", 1), ("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "a mug between fifteen and twenty dollars"),
        ("en", "two mugs between fifteen and twenty dollars"),
        ("es", "una taza de entre quince y veinte euros"),
        ("fr", "une tasse entre quinze et vingt euros"),
        ("de", "eine Tasse zwischen fünfzehn und zwanzig Euro"),
    ],
)
def test_goods_between_two_prices_are_looked_for_at_these(language: str, words: str) -> None:
    talk = Talk(language)
    said = talk.say(words)
    nothing = {"en": "nothing at that price", "es": "no tengo nada", "fr": "rien à ce prix"}
    assert nothing.get(language, "habe ich nichts") in said


@pytest.mark.parametrize(
    ("language", "words", "line"),
    [
        ("en", "give me two, no three, of the steel bottles", ("BOTTLE", 3)),
        ("en", "a mug, no two mugs please", ("MUG", 2)),
        ("fr", "donnez-moi deux, non trois, gourdes en acier", ("BOTTLE", 3)),
        ("de", "ich hätte gern zwei, nein drei, von den Campingbechern", ("MUG", 3)),
        ("es", "quiero dos, no, tres botellas", ("BOTTLE", 3)),
    ],
)
def test_a_number_behind_a_no_is_the_one_that_is_meant(
    language: str, words: str, line: tuple[str, int]
) -> None:
    talk = Talk(language)
    talk.say(words)
    assert talk.gathered == [line]


@pytest.mark.parametrize("words", ["is the gas stove back in yet", "is the stove in stock again"])
def test_goods_that_are_back_are_asked_of_the_shop(words: str) -> None:
    assert "Gas Stove" in Talk("en").say(words)


def test_goods_that_have_come_yet_are_asked_of_an_order() -> None:
    assert "orders" in Talk("en").say("are the socks in yet")
