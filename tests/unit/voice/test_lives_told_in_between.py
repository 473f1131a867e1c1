"""Shoppers tell of their lives beside what they want, and mean it in words nobody listed."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_TWO_MUGS = {
    "en": "two camp mugs please, I'll collect them downtown",
    "de": "zwei Becher bitte, ich hol sie in Mitte ab",
    "es": "dos tazas de camping, las recojo en Centro",
    "fr": "deux tasses de camping, je les récupère à République",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hmm just the one actually, the wife's got hers already"),
        ("en", "only one this time, I'm off on holiday"),
        ("en", "one will do, we're away most of the summer"),
        ("de", "nur einen bitte, meine Frau hat schon einen"),
        ("de", "bitte nur den einen"),
        ("es", "solo una, mi mujer ya tiene una"),
        ("fr", "juste une, ma femme en a déjà une"),
    ],
)
def test_fewer_are_wanted_whatever_is_told_beside_it(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 1)]
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "yes, my brother wants one too"),
        ("en", "that's it, the kids are waiting"),
        ("de", "ja, mein Bruder will auch einen"),
    ],
)
def test_a_yes_with_something_told_beside_it_stays_whole(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "nur einen bitte"), ("de", "einen bitte"), ("de", "einen für mich bitte")],
)
def test_a_wish_to_order_of_another_number_buys_nothing(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words", "place"),
    [
        ("en", "actually I'm at the dentist in Ballard later, can I get them there instead", "nb"),
        ("en", "better make that Ballard, I'm at my mum's today", "nb"),
        ("de", "doch lieber in Altona, da bin ich morgen beim Zahnarzt", "nb"),
        ("de", "ich bin morgen eh in Altona, geht's auch dort", "nb"),
    ],
)
def test_another_store_is_heard_beside_a_reason(language: str, words: str, place: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert talk._state().place == place
    assert len(talk.shop_lines()) == 1


def test_a_broken_car_has_it_brought_and_is_no_damage() -> None:
    talk = Talk("de")
    said = talk.say(_TWO_MUGS["de"], "mein Auto ist kaputt, könnt ihr mir das bringen")

    assert "Lieferung" in said


def test_the_time_somebody_comes_by_names_no_goods() -> None:
    talk = Talk("en")
    said = talk.say(
        "do you have house blend coffee", "ok one bag, ballard, I'll swing by after work"
    )

    assert said.startswith("1 House Blend Coffee, for pickup at Ballard.")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "mugs? no, water bottles I meant"),
        ("en", "what am I saying, water bottles, not mugs"),
        ("de", "Becher? Quatsch, Trinkflaschen mein ich"),
        ("de", "Becher? nein, Trinkflaschen hab ich gemeint"),
        ("de", "Schmarrn, Trinkflaschen will ich"),
    ],
)
def test_what_was_meant_comes_in_the_same_number(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("BOTTLE", 2)]


@pytest.mark.parametrize(
    ("language", "words", "size"),
    [
        ("en", "the black sneakers pinch, can I trade them for an eleven", "11"),
        (
            "en",
            "my sneakers are killing my toes, could I get them in an eleven instead",
            "11",
        ),
        ("de", "meine Schuhe sind mir zu knapp, ich hätt gern 42", "42"),
    ],
)
def test_what_does_not_fit_is_exchanged_in_other_words(
    language: str, words: str, size: str
) -> None:
    said = shopper_with(language, "completed SHOE-BK-2").say(words)

    assert size in said
    assert "damaged" not in said


@pytest.mark.parametrize(
    ("language", "given", "words", "name"),
    [
        ("en", "completed MUG", "one of my mugs has a crack in it", "Camp Mug"),
        (
            "de",
            "completed LAMP",
            "die Stirnlampe von letzter Woche geht nicht mehr an",
            "Stirnlampe",
        ),
        (
            "en",
            "completed FAMTENT",
            "the kids hate camping so I've got a family tent here nobody wants",
            "Family Tent",
        ),
    ],
)
def test_goods_that_are_no_good_to_their_owner_go_back(
    language: str, given: str, words: str, name: str
) -> None:
    talk = shopper_with(language, given)
    said = talk.say(words)

    assert name in said
    assert talk._state().expect.value in {"confirm_return", "return_reason"}


@pytest.mark.parametrize(
    ("language", "words", "reason"),
    [
        ("en", "your driver left my parcel out in the rain", "damage"),
        ("en", "your delivery guy threw my parcel over the fence", "damage"),
        ("en", "the lad at your till was dead rude to me", "anger"),
        ("en", "no refund, I want to make a complaint", "requested"),
        ("de", "euer Fahrer hat mein Paket im Regen stehen lassen", "damage"),
        ("de", "der Verkäufer war sowas von unfreundlich zu mir", "anger"),
        ("de", "ich will mich über einen Verkäufer beschweren", "requested"),
    ],
)
def test_what_went_badly_wrong_goes_to_a_person(language: str, words: str, reason: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert [each.reason.value for each in talk.shop.handoffs.opened] == [reason]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I've two orders with you, how's the mug doing"),
        ("de", "ich hab zwei Sachen bestellt, wie sieht's mit dem Becher aus"),
    ],
)
def test_an_order_is_asked_after_by_its_goods_in_passing(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed LAMP", "confirmed MUG")

    assert "0002" in talk.say(words)
    assert talk._state().expect.value == "nothing"


@pytest.mark.parametrize(
    ("language", "wish", "words", "size"),
    [
        ("en", "running shoes please", "I'm usually a ten but they come up small, so eleven", "11"),
        ("en", "a rain jacket please", "I'd say a medium but I wear layers, so large", "L"),
        ("de", "eine Regenjacke bitte", "normal hab ich M, aber mit Pulli drunter, also L", "L"),
        ("de", "eine Regenjacke bitte", "L, oder warten S', nein, M reicht", "M"),
        ("de", "eine Regenjacke bitte", "S... ach nein, lieber M", "M"),
    ],
)
def test_the_size_that_was_concluded_counts(
    language: str, wish: str, words: str, size: str
) -> None:
    talk = Talk(language)
    talk.say(wish, words)
    item = talk._state().item

    assert item is not None
    assert item.attributes.get("size") == size


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "take one off"),
        ("en", "leave one out, my brother has his own"),
        ("en", "one fewer actually"),
        ("en", "one of them can go"),
        ("en", "we've one too many there"),
        ("de", "einen können Sie weglassen, der Opa hat seinen eigenen"),
        ("de", "nehmen Sie einen wieder raus"),
        ("de", "einer ist zu viel"),
        ("es", "quita una"),
        ("es", "una menos"),
        ("fr", "enlevez-en une"),
        ("fr", "une de moins"),
    ],
)
def test_one_piece_fewer_is_no_line_fewer(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "opening", "words"),
    [
        ("en", "cancel my order", "the mug, yes please"),
        ("en", "cancel my order", "yes, the mug"),
        ("de", "stornieren bitte", "ja, den Becher"),
        ("de", "stornieren bitte", "den Becher meine ich"),
        ("es", "cancela mi pedido", "la taza, sí por favor"),
        ("fr", "annulez ma commande", "la tasse, oui"),
    ],
)
def test_a_yes_that_names_other_goods_cancels_nothing(
    language: str, opening: str, words: str
) -> None:
    talk = shopper_with(language, "confirmed MUG", "confirmed SOCK")
    said = talk.say(opening, words)

    assert "0001" in said
    assert {each.value for each in talk.placed} == {"confirmed"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "I put in two orders, the socks are fine, it's the camp mug I'd like to cancel",
        ),
        ("de", "die Socken passen, aber den Becher bitte stornieren"),
    ],
)
def test_what_is_fine_is_not_canceled(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed MUG", "confirmed SOCK")

    assert "0001" in talk.say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "na gut, dann jedenfalls zwei Paar Wollsocken, die könnt ihr mir schicken"),
        ("en", "kindly book two pairs of wool socks for me, please have them delivered"),
    ],
)
def test_nothing_is_subscribed_to_or_priced_without_a_word_for_it(
    language: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SOCK", 2)]


@pytest.mark.parametrize(
    ("language", "given", "words"),
    [
        ("en", "completed BOTTLE", "it leaked boiling water and scalded my hand"),
        ("de", "completed MUG", "der ist mir in der Hand zersprungen, ich hab mich geschnitten"),
    ],
)
def test_who_came_to_harm_is_asked_for_no_reason(language: str, given: str, words: str) -> None:
    talk = shopper_with(language, given)
    opening = {"en": "I want to return the bottle", "de": "ich will den Becher zurückgeben"}
    talk.say(opening[language], words)

    assert [each.reason.value for each in talk.shop.handoffs.opened] == ["damage"]


@pytest.mark.parametrize(
    ("language", "given", "words"),
    [
        ("en", "ready ESPRESSO", "is my coffee there for me to pick up or am I too early"),
        ("de", "ready BOTTLE", "liegt meine Flasche schon bereit"),
    ],
)
def test_own_goods_that_are_asked_after_are_not_sold_again(
    language: str, given: str, words: str
) -> None:
    assert "0001" in shopper_with(language, given).say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "hm, na ja, ach, warum eigentlich nicht, eine nehm ich"),
        ("de", "das schaff ich, legt mir eine zurück"),
        ("en", "ah sure why not, I'll take one"),
        ("en", "go on so, I'll come and get it tomorrow"),
    ],
)
def test_an_offer_is_taken_among_other_words(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(
        {"de": "was kostet die Stirnlampe", "en": "how much is the head lamp"}[language], words
    )

    assert talk._state().goal.value == "order"


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("en", "and from then on I'd like two bags each time instead of one", "2"),
        ("en", "from next month I'd like three bags instead of one", "3"),
        ("de", "ab nächstem Monat hätt ich gern drei Packungen statt einer", "3"),
    ],
)
def test_so_many_come_from_then_on(language: str, words: str, count: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")

    assert count in talk.say(words)
    assert talk._state().expect.value == "confirm_change"
