"""How many people there are, a size before one of something else, two sums of money and a size that
is too small: none of them counts goods, nor hides what is wanted."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with


def lines(talk: Talk) -> list[tuple[str | None, int]]:
    return [(line.sku, line.quantity) for line in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "words", "sku", "many"),
    [
        ("en", "we're five at home, we need the family tent", "FAMTENT", 1),
        ("es", "somos cinco en casa, quiero la carpa familiar", "FAMTENT", 1),
        ("fr", "nous sommes cinq à la maison, il nous faut la tente familiale", "FAMTENT", 1),
        ("de", "wir sind fünf zu Hause, wir brauchen das Familienzelt", "FAMTENT", 1),
        ("en", "we're four in the family, I'd like two mugs", "MUG", 2),
        ("fr", "nous sommes trois, une tasse pour chacun", "MUG", 3),
    ],
)
def test_people_are_counted_only_where_each_of_them_shall_have_one(
    language: str, words: str, sku: str, many: int
) -> None:
    talk = Talk(language)
    talk.say(words)
    assert lines(talk) == [(sku, many)]
    assert talk.way() is None


@pytest.mark.parametrize(
    ("language", "words", "kept", "many"),
    [
        ("en", ("a gas stove and two mugs", "oh, then just the mugs"), "MUG", 2),
        ("es", ("quiero una botella y dos tazas", "pues solo las tazas"), "MUG", 2),
        ("fr", ("je voudrais deux gourdes et une tasse", "juste les gourdes"), "BOTTLE", 2),
        ("de", ("ich möchte eine Flasche und drei Becher", "nur die Becher"), "MUG", 3),
        ("en", ("a bottle and two mugs", "just one mug"), "MUG", 1),
    ],
)
def test_what_alone_shall_stay_stays_as_many(
    language: str, words: tuple[str, ...], kept: str, many: int
) -> None:
    talk = Talk(language)
    talk.say(*words)
    assert lines(talk) == [(kept, many)]


def test_a_size_before_one_of_something_else_is_no_number_of_both() -> None:
    talk = Talk("fr")
    talk.say("des chaussures noires en quarante et une veste rouge en S")
    assert lines(talk) == [("SHOE-BK-1", 1)]
    alone = Talk("fr")
    alone.say("des chaussures noires en quarante et un")
    assert lines(alone) == [("SHOE-BK-2", 1)]


@pytest.mark.parametrize(
    ("language", "words", "lamp"),
    [
        ("en", "I'm after a gift between thirty and forty dollars, what do you have", "Head Lamp"),
        ("es", "busco un regalo entre treinta y cuarenta euros, qué tienen", "Linterna Frontal"),
        ("fr", "un cadeau entre trente et quarante euros, vous avez quoi", "Lampe Frontale"),
        ("de", "ein Geschenk zwischen dreißig und vierzig Euro, was haben Sie", "Stirnlampe"),
    ],
)
def test_goods_between_two_sums_cost_no_less_than_the_first(
    language: str, words: str, lamp: str
) -> None:
    assert lamp in Talk(language).say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "my usual order but delivered this time"),
        ("fr", "je voudrais ma commande habituelle mais cette fois-ci livrée"),
        ("de", "ich möchte meine übliche Bestellung, aber diesmal geliefert"),
    ],
)
def test_the_usual_is_had_in_another_way_this_time(language: str, words: str) -> None:
    talk = shopper_with(language, "usual HOUSE*3")
    talk.say(words)
    assert (lines(talk), talk.way()) == ([("HOUSE", 3)], FulfillmentMethod.SHIPPING)


def test_several_are_delivered_and_no_books() -> None:
    talk = Talk("fr")
    talk.say("trois paquets de café expresso livrés s'il vous plaît")
    assert (lines(talk), talk.way()) == ([("ESPRESSO", 3)], FulfillmentMethod.SHIPPING)
    reader = Talk("fr")
    reader.say("je voudrais trois livres s'il vous plaît")
    assert reader.way() is None


@pytest.mark.parametrize(
    ("language", "words", "new"),
    [
        ("es", ("las zapatillas me van justas en 40", "¿me dais las 41?"), "41"),
        ("fr", ("les chaussures sont trop justes en 40", "vous me donnez les 41 ?"), "41"),
        ("de", ("die Schuhe sind in 40 zu knapp", "geben Sie mir die 41?"), "41"),
    ],
)
def test_goods_that_do_not_fit_go_back_for_the_size_told_next(
    language: str, words: tuple[str, ...], new: str
) -> None:
    talk = shopper_with(language, "completed SHOE-BK-1")
    talk.say(*words)
    assert [line.options for line in talk.shop_lines()] == [
        {"size": new, "color": {"es": "Negro", "fr": "Noir", "de": "Schwarz"}[language]}
    ]


def test_who_asks_whether_a_size_comes_up_small_gives_nothing_back() -> None:
    answer = Talk("fr").say("vos chaussures de trail, en 40 elles sont trop petites ?")
    assert "Chaussures de Trail" in answer


@pytest.mark.parametrize(
    ("language", "asked", "words"),
    [
        ("en", "do you have steel bottles", "Downtown's a bit far"),
        ("fr", "avez-vous des gourdes", "Bastille c'est à côté de chez moi"),
        ("de", "haben Sie Trinkflaschen", "Mitte ist mir zu weit"),
    ],
)
def test_how_far_a_store_is_takes_no_offer(language: str, asked: str, words: str) -> None:
    talk = Talk(language)
    talk.say(asked, words)
    assert not talk.shop.shop.holds


def test_an_offer_is_taken_beside_how_far_it_is() -> None:
    talk = Talk("fr")
    talk.say("avez-vous des gourdes", "oui à Bastille, c'est à côté de chez moi")
    assert talk.shop.shop.holds
