"""A number told anew, goods let be with a reason, and the words of the place for the rest."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_TWO_MUGS = {
    "en": "two camp mugs please, I'll collect them downtown",
    "de": "zwei Campingbecher bitte, ich hol sie in Mitte ab",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "cancel order 0001 please, no sorry, it's 0002 I mean"),
        ("en", "can you cancel 0001, wait, 0002"),
        ("de", "bitte die 0001 stornieren, ach Quatsch, die 0002 mein ich"),
        ("es", "cancela el 0001, no, perdón, el 0002"),
        ("fr", "annulez la 0001, non pardon, la 0002"),
    ],
)
def test_the_number_that_is_told_last_is_canceled(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed BOTTLE", "confirmed SOCK")

    assert "0002" in talk.say(words)


def test_a_yes_to_another_number_cancels_nothing() -> None:
    talk = shopper_with("en", "confirmed BOTTLE", "confirmed SOCK")
    said = talk.say("cancel order 0001 please", "yes, 0002")

    assert "0002" in said
    assert {each.value for each in talk.placed} == {"confirmed"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "ach die Lampe lassen wir mal, mein Schwager leiht mir seine"),
        ("de", "die Lampe lass ich doch, ich hab noch eine gefunden"),
        ("en", "oh wait, I found my old lamp in the car, so leave the lamp out"),
    ],
)
def test_what_is_let_be_goes_out_of_the_order(language: str, words: str) -> None:
    talk = Talk(language)
    wish = {
        "en": "two steel water bottles and a head lamp for pickup downtown",
        "de": "zwei Trinkflaschen und eine Stirnlampe zum Abholen in Mitte",
    }
    talk.say(wish[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("BOTTLE", 2)]


def test_another_kind_is_tried_this_time() -> None:
    talk = shopper_with("de", "usual HOUSE")
    talk.say("wie immer bitte", "ach wissen Sie, diesmal probier ich den Espresso")

    assert [str(each.sku) for each in talk.shop_lines()] == ["ESPRESSO"]


@pytest.mark.parametrize(
    ("language", "words", "expect"),
    [
        ("en", "I'm being posted abroad till spring, can you put the coffee on ice", "paus"),
        ("de", "legt den Kaffee mal auf Eis", "pausieren"),
        ("en", "we don't get through it that fast, could the coffee come every second month", "2"),
        ("de", "wir kommen nicht hinterher mit dem Kaffee, jeden zweiten Monat würd reichen", "2"),
    ],
)
def test_what_comes_is_spoken_of_by_its_goods_alone(language: str, words: str, expect: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")

    assert expect in talk.say(words)
    assert talk._state().expect.value == "confirm_change"


@pytest.mark.parametrize(
    ("language", "words", "reason"),
    [
        ("en", "this is the third time I'm ringing and nobody's done a thing", "anger"),
        ("en", "you've taken the money twice for my order", "dispute"),
    ],
)
def test_who_is_fed_up_gets_a_person(language: str, words: str, reason: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert [each.reason.value for each in talk.shop.handoffs.opened] == [reason]


def test_a_size_from_thirty_on_is_no_count_of_what_was_read_back() -> None:
    talk = Talk("de")
    talk.say("schwarze Trailrunning Schuhe in 41, zum Abholen in Mitte", "also 42 bitte")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("SHOE-BK-3", 1)]


def test_the_store_beside_a_taken_offer_is_kept() -> None:
    talk = Talk("en")
    talk.say("do you have steel bottles", "I'll be through Ballard around four, I'll grab it then")

    assert talk._state().place == "nb"


def test_what_can_be_had_for_so_much_is_looked_for() -> None:
    said = Talk("en").say("I've only got fifteen dollars on me, anything I can get for that")

    assert "Camp Mug" in said


def test_the_smaller_of_two_is_the_one_that_costs_less() -> None:
    said = Talk("en").say("what tents have you got", "the smaller one sounds about right")

    assert "Two Person Tent" in said


def test_who_would_rather_buy_next_month_leaves() -> None:
    talk = Talk("de")
    talk.say("was kostet die Stirnlampe")

    assert talk.turn("so viel hab ich grad nicht, dann lieber nächsten Monat").end


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("de", "Regenjacke, M, und zwar rot, zum Abholen in Mitte", "JACKET-RD-M"),
        ("en", "rain jacket, L, blue, pickup downtown", "JACKET-BL-L"),
        ("en", "running shoes, ten, black, pickup downtown", "SHOE-BK-2"),
    ],
)
def test_sizes_are_told_in_one_word_between_commas(language: str, words: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [(sku, 1)]


@pytest.mark.parametrize(
    ("language", "given", "words"),
    [
        ("en", "confirmed BOTTLE", "so is that bottle of mine ever going to turn up or what"),
        ("de", "ready HOUSE", "hab von euch ne SMS gekriegt, irgendwas ist fertig"),
    ],
)
def test_what_somebody_waits_for_is_told_of(language: str, given: str, words: str) -> None:
    assert "0001" in shopper_with(language, given).say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "we won't be needing the rain jacket now, the trip's off"),
        ("de", "die Regenjacke brauchen wir jetzt doch nicht mehr"),
    ],
)
def test_what_is_not_needed_now_is_canceled_and_not_bought(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed JACKET-BL-M")
    talk.say(words)

    assert talk._state().expect.value == "confirm_cancel"


@pytest.mark.parametrize(
    ("language", "given", "words", "expect"),
    [
        (
            "en",
            "HOUSE",
            "with the new baby we're drinking gallons, can you up the coffee to two",
            "2",
        ),
        ("de", "ESPRESSO*2", "statt zwei Packungen Espresso im Monat bitte künftig drei", "3"),
        (
            "de",
            "HOUSE",
            "ich zieh weg, da brauch ich den Kaffee nicht mehr, bitte beenden",
            "beenden",
        ),
    ],
)
def test_what_comes_again_is_changed_by_its_last_number(
    language: str, given: str, words: str, expect: str
) -> None:
    talk = shopper_with(language, f"subscription {given}")

    assert expect in talk.say(words)
    assert talk._state().expect.value == "confirm_change"


def test_a_halt_before_something_else_is_a_pause() -> None:
    talk = Talk("de")
    reply = talk.turn("schwarze Trailrunning Schuhe in 41, zum Abholen in Mitte")
    reply = talk.turn("halt, 42 brauch ich")

    assert not reply.end
    assert [str(each.sku) for each in talk.shop_lines()] == ["SHOE-BK-3"]


def test_only_one_of_two_is_no_further_one() -> None:
    talk = Talk("en")
    talk.say("two steel bottles and a head lamp sent to mine please")
    talk.say("hmm, we only need the one bottle really")

    lines = sorted((str(each.sku), each.quantity) for each in talk.shop_lines())
    assert lines == [("BOTTLE", 1), ("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the sole's come off my running shoes after two runs"),
        ("de", "nach drei Wäschen sind meine Laufschuhe kaputt"),
    ],
)
def test_two_runs_are_no_two_pairs(language: str, words: str) -> None:
    talk = shopper_with(language, "completed SHOE-BK-2")
    talk.say(words)
    returning = talk._state().returning

    assert returning is not None
    assert returning.quantity == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "we've still got a mountain of coffee, don't bother with the next lot"),
        ("de", "wir haben noch einen Berg Kaffee, die nächste Lieferung könnt ihr euch sparen"),
    ],
)
def test_who_has_a_mountain_of_it_skips_the_next(language: str, words: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")
    talk.say(words)

    assert talk._state().expect.value == "confirm_change"


def test_who_has_one_at_home_leaves_in_the_middle_of_it() -> None:
    talk = Talk("de")
    talk.say("ich hätt gern eine Regenjacke", "L")
    words = "ach wissen Sie was, ich hab ja noch eine daheim, vergessen Sie's, Wiederhören"

    assert talk.turn(words).end


def test_who_was_served_badly_is_put_through() -> None:
    talk = Talk("de")
    talk.say("so unfreundlich wie bei euch in Mitte bin ich noch nirgends bedient worden")

    assert [each.reason.value for each in talk.shop.handoffs.opened] == ["anger"]
