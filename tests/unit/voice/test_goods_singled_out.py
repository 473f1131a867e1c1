"""Which of several goods is meant, how many of them, and what changes in an order in hand."""

from __future__ import annotations

import pytest

from app.voice.nlu.taken_offers import count_enough
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("one lamp is enough", 1),
        ("two of those are plenty", 2),
        ("con una me alcanza", 1),
        ("basta con dos", 2),
        ("une seule suffit", 1),
        ("mettez-m'en plus qu'un seul", 1),
        ("eine Lampe reicht eigentlich", 1),
        ("drei reichen", 3),
        ("is one big enough", None),
        ("I've had enough", None),
        ("est-ce qu'un vendeur est là", None),
    ],
)
def test_how_many_are_enough_is_heard(said: str, count: int | None) -> None:
    assert count_enough(said) == count


def test_of_two_lamps_one_is_enough() -> None:
    talk = Talk("de")

    talk.say("ein Familienzelt und zwei Stirnlampen nach Hause", "Moment, eine Lampe reicht", "ja")

    assert talk.bought == [("FAMTENT", 1), ("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "said", "bought"),
    [
        ("en", "do you have the house blend coffee", "great, three bags please", 3),
        ("fr", "vous avez du café maison ?", "allez, deux paquets", 2),
        ("de", "habt ihr Hauskaffee", "gut, dann drei Packungen", 3),
    ],
)
def test_packs_of_what_is_offered_are_no_other_goods(
    language: str, asked: str, said: str, bought: int
) -> None:
    talk = Talk(language)

    talk.say(asked, said)

    assert [(each.title, each.quantity) for each in talk.shop_lines()] == [
        (talk.shop_lines()[0].title, bought)
    ]


COFFEES = {
    "en": "what coffee do you have",
    "es": "¿qué cafés tenéis?",
    "fr": "vous avez quoi comme café ?",
    "de": "was für Kaffee habt ihr",
}


@pytest.mark.parametrize(
    ("language", "said", "taken"),
    [
        ("en", "the cheaper one please", "House Blend Coffee: 8"),
        ("en", "whichever is cheapest", "House Blend Coffee: 8"),
        ("en", "the more expensive one", "Espresso Roast Coffee: 8"),
        ("es", "el más barato de los dos", "Café de la Casa: 8"),
        ("fr", "le moins cher des deux", "Café Maison : 8"),
        ("de", "den billigsten", "Hauskaffee: 8"),
        ("de", "den teureren", "Espresso Kaffee: 8"),
    ],
)
def test_the_cheapest_of_those_read_out_is_taken_without_another_question(
    language: str, said: str, taken: str
) -> None:
    talk = Talk(language)

    talk.say(COFFEES[language])

    assert taken in talk.say(said).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "asked", "said", "told"),
    [
        ("en", "what's the price of the family tent", "and the two person one?", "Two Person Tent"),
        ("es", "¿qué precio tiene la carpa familiar?", "uf, ¿y la de dos personas?", "Carpa Dos"),
        ("fr", "combien coûte la tente familiale ?", "et la deux places ?", "Tente Deux Places"),
        ("de", "was kostet das Familienzelt", "und das für zwei?", "Zelt für Zwei"),
        ("de", "was kostet das Familienzelt", "hm, und der Campingbecher?", "Campingbecher: 8"),
    ],
)
def test_other_goods_asked_after_by_what_tells_them_apart_are_found(
    language: str, asked: str, said: str, told: str
) -> None:
    talk = Talk(language)

    talk.say(asked)

    assert told in talk.say(said)


MUGS_AND_LAMP = {
    "en": "four camp mugs and a head lamp to my door",
    "es": "cuatro tazas de camping y una linterna frontal a casa",
    "fr": "quatre tasses de camping et une lampe frontale à la maison",
    "de": "vier Campingbecher und eine Stirnlampe nach Hause",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hmm, leave out the lamp and make it three mugs"),
        ("en", "three mugs only, and lose the lamp"),
        ("es", "quita la linterna y pon tres tazas"),
        ("fr", "enlevez la lampe et mettez trois tasses"),
        ("de", "nimm die Lampe raus und mach drei Becher draus"),
    ],
)
def test_one_line_is_taken_out_and_another_changed_in_one_breath(language: str, said: str) -> None:
    talk = Talk(language)
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(MUGS_AND_LAMP[language], said, yes[language])

    assert talk.bought == [("MUG", 3)]


HEAD_LAMP = {
    "en": "do you have the head lamp",
    "es": "¿tenéis la linterna frontal?",
    "fr": "vous avez la lampe frontale ?",
    "de": "habt ihr die Stirnlampe",
}


@pytest.mark.parametrize(
    ("language", "said", "count"),
    [
        ("en", "smashing, stick one behind the counter for me", 1),
        ("en", "sold!", 1),
        ("en", "lovely, I'll take a couple, one for me and one for my dad", 2),
        ("es", "estupendo, nos la llevamos", 1),
        ("fr", "génial, on la prend", 1),
        ("fr", "allez, j'en prends deux, une pour lui et une pour moi", 2),
        ("de", "super, die nehmen wir", 1),
    ],
)
def test_what_is_offered_is_taken_in_other_words(language: str, said: str, count: int) -> None:
    talk = Talk(language)

    talk.say(HEAD_LAMP[language], said)

    assert [each.quantity for each in talk.shop_lines()] == [count]
    assert talk.shop.shop.holds


READ_BACK = {
    "en": "two camp mugs for pickup downtown",
    "es": "quiero dos tazas de camping para recoger en Centro",
    "fr": "je voudrais deux tasses de camping, retrait à République",
    "de": "ich möchte zwei Campingbecher, Abholung in Mitte",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh go on, throw another one in"),
        ("es", "venga, ponme otra más"),
        ("fr", "allez, mettez-m'en encore une"),
        ("de", "ach komm, leg noch einen drauf"),
    ],
)
def test_one_more_is_put_on_top_whatever_the_verb(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], said)

    assert [each.quantity for each in talk.shop_lines()] == [3]


@pytest.mark.parametrize(
    ("language", "wish", "said", "value"),
    [
        ("en", "I want two rain jackets in large", "both red", "Red"),
        ("es", "quiero dos chaquetas impermeables, talla M", "rojas las dos", "Rojo"),
        ("fr", "je voudrais deux vestes imperméables en M", "les deux en rouge", "Rouge"),
        ("de", "ich möchte zwei Regenjacken in M", "beide rot", "Rot"),
    ],
)
def test_both_in_one_color_is_two_of_that_color(
    language: str, wish: str, said: str, value: str
) -> None:
    talk = Talk(language)

    talk.say(wish, said)

    assert [(each.options["color"], each.quantity) for each in talk.shop_lines()] == [(value, 2)]


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "one camp mug please, I'd pick it up", "Which store?"),
        ("en", "it's for a gift, a head lamp, delivered to my place", "Shall I go ahead?"),
        ("fr", "c'est pour un cadeau, une lampe frontale, à livrer chez moi", "Je valide ?"),
        ("de", "das ist ein Geschenk, eine Stirnlampe, zu mir geliefert", "Soll ich das machen?"),
    ],
)
def test_goods_with_the_way_they_are_had_are_ordered(language: str, said: str, then: str) -> None:
    assert then in Talk(language).say(said).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the wife says yes, so I'll take it"),
        ("fr", "allez hop, je la prends"),
        ("de", "hilft ja nix, die nehm ich"),
    ],
)
def test_an_offer_is_taken_behind_whatever_is_no_doubt(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(HEAD_LAMP[language], said)

    assert talk.shop.shop.holds


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "if it's cheaper tomorrow I'll take it"), ("en", "I don't think I'll take it")],
)
def test_an_offer_is_not_taken_in_doubt(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(HEAD_LAMP[language], said)

    assert not talk.shop.shop.holds


def test_so_many_of_them_is_how_many_of_the_goods_before() -> None:
    talk = Talk("en")

    talk.say("I could do with some of those wool socks, three pairs if you've got 'em", "delivery")

    assert [(each.title, each.quantity) for each in talk.shop_lines()] == [("Merino Wool Socks", 3)]


def test_goods_sent_round_to_ones_own_are_delivered() -> None:
    assert "for delivery" in Talk("en").say("send a camp mug round to mine please")


@pytest.mark.parametrize("said", ["Ballard's easiest for me", "I'd go for Ballard's"])
def test_a_store_is_heard_in_the_possessive(said: str) -> None:
    talk = Talk("en")

    talk.say("I want a camp mug")

    assert "pickup at Ballard" in talk.say(said)


def test_one_thing_goes_and_another_comes_in_one_breath() -> None:
    talk = Talk("en")

    talk.say("reserve me a head lamp to pick up downtown")
    talk.say("d'you know what, forget the lamp, I'll have a water bottle", "pickup downtown", "yes")

    assert talk.bought == [("BOTTLE", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "said", "taken"),
    [
        ("fr", "baskets", "c'est bien celles-là", "Trail"),
        ("de", "Laufschuhe", "die meine ich", "Trailrunning"),
        ("de", "Laufschuhe", "genau die", "Trailrunning"),
    ],
)
def test_who_is_asked_whether_this_is_meant_may_say_that_it_is(
    language: str, asked: str, said: str, taken: str
) -> None:
    talk = Talk(language)

    talk.say(asked)
    assert len(talk.choices()) == 1

    assert taken in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "that's the one"), ("es", "esa misma"), ("fr", "celle-là"), ("de", "genau die")],
)
def test_just_what_is_offered_is_taken(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(HEAD_LAMP[language], said)

    assert talk.shop.shop.holds
