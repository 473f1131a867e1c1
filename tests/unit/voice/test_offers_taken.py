"""How shoppers of four languages take what was offered, name its size, or want another."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

LAMP = {
    "en": "do you have a head lamp",
    "es": "¿tienen una linterna frontal?",
    "fr": "vous avez une lampe frontale ?",
    "de": "haben Sie eine Stirnlampe?",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "lovely, put one aside for me"),
        ("en", "okay, hold one please"),
        ("es", "venga, resérveme una"),
        ("es", "pues apárteme una, por favor"),
        ("fr", "allez, mettez-m'en une de côté"),
        ("fr", "d'accord, gardez-m'en une"),
        ("de", "ja gut, legen Sie mir eine zurück"),
        ("de", "gut, dann reservieren Sie mir eine"),
        ("de", "na gut, die nehm ich"),
    ],
)
def test_who_has_it_put_aside_takes_the_offer(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(LAMP[language])

    told = talk.say(words)

    assert "38" in told  # the order is read back with its tax
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words", "where", "read"),
    [
        (
            "en",
            "I'd like trail running shoes in a ten and a camp mug",
            ("black", "pickup downtown"),
            "1 Trail Running Shoes, size 10",
        ),
        (
            "es",
            "quiero las zapatillas de trail en la cuarenta y una en negro",
            ("para recoger en Centro",),
            "1 Zapatillas de Trail, talla 41",
        ),
        (
            "fr",
            "je voudrais les chaussures de trail en quarante et un en noir",
            ("retrait à République",),
            "1 Chaussures de Trail, taille 41",
        ),
        (
            "de",
            "ich möchte die Trailrunning Schuhe in vierzig in schwarz",
            ("Abholung in Mitte",),
            "1 Trailrunning Schuhe, Größe 40",
        ),
    ],
)
def test_the_size_that_is_named_is_no_number_of_pairs(
    language: str, words: str, where: tuple[str, ...], read: str
) -> None:
    assert read in Talk(language).say(words, *where)


def test_a_pair_in_a_size_is_looked_for_once() -> None:
    told = Talk("en").say("do you have the trail running shoes in a nine in black")

    assert "size 9" in told
    assert "only" not in told  # as where nine pairs are wanted


@pytest.mark.parametrize(
    ("language", "asked", "words"),
    [
        ("en", "what does the family tent cost", "haven't you got a smaller one"),
        ("es", "¿cuánto cuesta la carpa familiar?", "¿no tiene una más pequeña?"),
        ("fr", "combien coûte la tente familiale ?", "vous n'en auriez pas une plus petite ?"),
    ],
)
def test_a_smaller_one_of_goods_without_sizes_is_another_of_their_kind(
    language: str, asked: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(asked)

    told = talk.say(words)

    assert "249" in told
    assert "449" not in told


def test_a_way_named_with_what_is_looked_for_makes_it_an_order() -> None:
    told = Talk("es").say("busco una linterna frontal, y que me la traigan a casa")

    assert "38" in told  # read back with what it costs to the door
    assert "Centro" not in told


def test_nothing_of_an_order_that_nobody_has_yet_goes_back() -> None:
    talk = Talk("en")
    talk.say("do you have the gas stove")

    told = talk.say("then a camp mug")

    assert "Camp Mug" in told


@pytest.mark.parametrize("words", ["I'll take both", "I want both of them", "wait, I want both"])
def test_both_of_one_thing_is_no_yes(words: str) -> None:
    talk = Talk("en")
    talk.say("order a head lamp for pickup downtown")

    told = talk.say(words)

    assert talk.bought == []
    assert "38.50" in told


def test_both_of_two_things_read_back_is_a_yes() -> None:
    talk = Talk("en")

    talk.say("order a head lamp and a camp mug for pickup downtown", "I'll take both")

    assert talk.bought == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "both", "where", "store"),
    [
        ("en", "do you have a tent", "both", "pickup at Ballard", "Ballard"),
        ("es", "¿tienen carpas?", "las dos", "para recoger en Norte", "Norte"),
        ("fr", "vous avez des tentes ?", "les deux", "retrait à Bastille", "Bastille"),
    ],
)
def test_a_way_told_when_asked_for_more_ends_the_list(
    language: str, asked: str, both: str, where: str, store: str
) -> None:
    talk = Talk(language)
    talk.say(asked, both)

    told = talk.say(where)

    assert store in told
    assert "767" in told.replace(".", "").replace(",", "")


@pytest.mark.parametrize(
    ("language", "words", "read"),
    [
        ("en", "right, I'll have a couple then", "2 Head Lamp"),
        ("en", "I'll take three of them please", "3 Head Lamp"),
        ("es", "vale, ponme tres", "3 Linterna Frontal"),
        ("fr", "mettez-m'en quatre", "4 Lampe Frontale"),
        ("fr", "j'en prends deux, s'il vous plaît", "2 Lampe Frontale"),
        ("de", "dann nehm ich zwei davon", "2 Stirnlampe"),
    ],
)
def test_so_many_of_what_was_offered_are_taken(language: str, words: str, read: str) -> None:
    talk = Talk(language)
    talk.say(LAMP[language])

    assert read in talk.say(words)
    assert talk.bought == []


def test_other_goods_are_not_a_number_of_what_was_offered() -> None:
    talk = Talk("en")
    talk.say(LAMP["en"])

    assert "2 Camp Mug" in talk.say("I'll have two camp mugs", "pickup downtown")
