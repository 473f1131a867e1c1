"""Goods for goods by voice: what goes back, what for, what it costs, a yes, and what stands."""

from __future__ import annotations

import pytest

from app.commerce.model import CardDeclined, CardUnread, NoCard, OutOfStock, PosDown
from domain.calls import Call
from domain.handover import HandoverReason
from domain.ids import LocationId, OrderId, ProductSku
from domain.payments import DeclineReason
from domain.returns import ReturnPolicy, ReturnState
from storage.exchanges import ExchangeState
from tests.conversations.runner import give
from tests.conversations.shop import LOCALES
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND

_SIZE = {
    "en": "I want to exchange the shoes for a size 11",
    "es": "quiero cambiar las zapatillas por una talla 42",
    "fr": "je voudrais échanger les chaussures contre une taille 42",
    "de": "ich möchte die Schuhe gegen Größe 42 umtauschen",
}
_OTHER = {
    "en": "can I swap the mug for a head lamp",
    "es": "¿puedo cambiar la taza por una linterna frontal?",
    "fr": "puis-je échanger la tasse contre une lampe frontale",
    "de": "kann ich den Becher gegen eine Stirnlampe tauschen",
}
_BARE = {
    "en": ("I'd like to exchange my shoes", "they are too tight", "eleven"),
    "es": ("quiero cambiar mis zapatillas", "me quedan pequeñas", "42"),
    "fr": ("je veux échanger mes chaussures", "elles sont trop petites", "42"),
    "de": ("ich möchte die Schuhe umtauschen", "zu klein", "42"),
}
_YES = {"en": "yes please", "es": "sí", "fr": "oui", "de": "ja"}
_NO = {"en": "no", "es": "no", "fr": "non", "de": "nein"}
_RATHER = {
    "en": "no, in white please",
    "es": "no, en blanco",
    "fr": "non, en blanc",
    "de": "nein lieber in weiß",
}
_CLOSE = {
    "en": "when do you close",
    "es": "¿a qué hora cierran?",
    "fr": "vous fermez à quelle heure",
    "de": "wann schließen Sie",
}
_SOLD_OUT = {
    "en": "exchange the mug for a gas stove",
    "es": "quiero cambiar la taza por un hornillo de gas",
    "fr": "je veux échanger la tasse contre un réchaud à gaz",
    "de": "ich möchte den Becher gegen einen Gaskocher umtauschen",
}
_MONEY = {
    "en": "then I'd rather have my money back",
    "es": "entonces prefiero que me devuelvan el dinero",
    "fr": "alors je préfère un remboursement",
    "de": "dann lieber mein Geld zurück",
}
_BROKEN = {
    "en": "the mug is broken, I want to exchange it",
    "es": "la taza está rota, quiero cambiarla por otra",
    "fr": "la tasse est cassée, je veux l'échanger",
    "de": "der Becher ist kaputt, ich möchte ihn umtauschen",
}
_SLIPS = {
    "en": "um so I uh want to swap the the shoes for a size 11 you know",
    "es": "eh bueno quiero cambiar las las zapatillas por una talla 42",
    "fr": "euh je voudrais échanger les les chaussures contre une taille 42",
    "de": "äh also ich möchte die die Schuhe gegen Größe 42 umtauschen",
}


def _talk(language: str, given: str = "completed SHOE-BK-2") -> Talk:
    talk = Talk(language)
    give(talk.shop, given)
    return talk


def _exchanges(talk: Talk) -> list[tuple[str, ExchangeState]]:
    """The wanted SKU and the state of each."""
    orders = talk.shop.shop.orders
    return [
        (orders[each.new_order_id].command.lines[0].sku, each.state)
        for each in talk.shop.exchanges.kept.values()
        if each.new_order_id is not None
    ]


def _back(talk: Talk) -> list[tuple[int, str, ReturnState]]:
    return [(each.lines[0][0], each.reason.value, each.state) for each in talk.shop.given_back]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_size_is_exchanged_in_two_turns(language: str) -> None:
    talk = _talk(language)

    read_back = talk.say(_SIZE[language])
    nothing_yet = _back(talk)
    done = talk.say(_YES[language])

    assert "0002" not in read_back
    assert [each[2] for each in nothing_yet] == [ReturnState.EXCHANGING]
    assert "0002" in done
    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.DONE)]
    assert _back(talk) == [(0, "wrong_size", ReturnState.AWAITING_GOODS)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_slips_of_the_tongue_do_not_matter(language: str) -> None:
    talk = _talk(language)

    talk.say(_SLIPS[language], _YES[language])

    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.DONE)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_other_goods_are_told_with_what_they_cost_more(language: str) -> None:
    talk = _talk(language, "completed MUG")

    told = talk.say(_OTHER[language]).replace("\xa0", " ")
    talk.say(_YES[language])

    assert "22.50" in told or "22,50" in told
    assert _exchanges(talk) == [("LAMP", ExchangeState.DONE)]
    assert _back(talk) == [(0, "changed_mind", ReturnState.AWAITING_GOODS)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_who_says_no_more_is_led_to_the_size_and_the_color_stays(language: str) -> None:
    talk = _talk(language)

    talk.say(*_BARE[language], _YES[language])

    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.DONE)]
    assert _back(talk) == [(0, "wrong_size", ReturnState.AWAITING_GOODS)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_correction_frees_what_was_held_and_a_digression_keeps_it(language: str) -> None:
    talk = _talk(language)

    talk.say(_SIZE[language], _CLOSE[language], _RATHER[language], _YES[language])

    assert _exchanges(talk) == [
        ("SHOE-BK-3", ExchangeState.ENDED),
        ("SHOE-WH-3", ExchangeState.DONE),
    ]
    assert len(_back(talk)) == 1


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_no_changes_nothing_and_frees_what_was_held(language: str) -> None:
    talk = _talk(language)

    talk.say(_SIZE[language], _NO[language])

    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.ENDED)]
    assert not _back(talk)
    assert not any(talk.shop.shop.is_live(hold.view) for hold in talk.shop.shop.holds.values())


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_sold_out_leads_to_the_money_where_that_is_wanted(language: str) -> None:
    talk = _talk(language, "completed MUG")

    talk.say(_SOLD_OUT[language], _MONEY[language], _YES[language])

    assert not _exchanges(talk)
    assert _back(talk) == [(0, "changed_mind", ReturnState.AWAITING_GOODS)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_broken_goods_go_to_a_person_with_the_order(language: str) -> None:
    talk = _talk(language, "completed MUG")

    talk.say(_BROKEN[language])

    (ticket,) = talk.shop.handoffs.opened
    assert ticket.reason is HandoverReason.DAMAGE
    assert ticket.order_id is not None
    assert not _exchanges(talk)


def test_what_a_person_decides_is_not_exchanged_by_itself() -> None:
    talk = _talk("en")
    talk.shop.policy = ReturnPolicy(most_by_itself=100)

    talk.say(_SIZE["en"])

    (ticket,) = talk.shop.handoffs.opened
    assert ticket.reason is HandoverReason.POLICY_EXCEPTION
    assert not _exchanges(talk)


def test_what_was_a_final_sale_is_not_exchanged() -> None:
    talk = _talk("en")
    talk.shop.policy = ReturnPolicy(final_sale_skus=frozenset({"SHOE-BK-2"}))

    told = talk.say(_SIZE["en"])

    assert "final sale" in told
    assert not _exchanges(talk)


def test_another_store_is_offered_for_what_the_first_has_not() -> None:
    talk = _talk("en", "completed MUG")

    offered = talk.say("exchange the mug for a two person tent")
    there = talk.say("yes")
    talk.say("yes")

    assert "Ballard has it" in offered
    assert "at Ballard" in there
    assert _exchanges(talk) == [("TENT", ExchangeState.DONE)]


def test_where_it_is_sold_out_other_goods_may_be_said() -> None:
    talk = _talk("en", "completed MUG")

    talk.say("exchange the mug for a gas stove", "a head lamp then", "yes")

    assert _exchanges(talk) == [("LAMP", ExchangeState.DONE)]


def test_a_size_that_does_not_exist_is_asked_for_again() -> None:
    talk = _talk("en")

    asked = talk.say("exchange the shoes for size 14")
    talk.say("eleven", "yes")

    assert "doesn't come in size 14" in asked
    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.DONE)]


def test_another_color_is_asked_for_by_name() -> None:
    talk = _talk("en")

    asked = talk.say("can I exchange the shoes for another color")
    talk.say("white", "yes")

    assert "Which color" in asked
    assert _exchanges(talk) == [("SHOE-WH-2", ExchangeState.DONE)]


def test_the_same_again_is_no_exchange() -> None:
    talk = _talk("en")

    told = talk.say("exchange the shoes for black in size 10")
    talk.say("size nine", "yes")

    assert "the one you have" in told
    assert _exchanges(talk) == [("SHOE-BK-1", ExchangeState.DONE)]


def test_of_several_lines_it_is_asked_which() -> None:
    talk = _talk("en", "completed MUG LAMP")

    asked = talk.say("I want to exchange something for a steel water bottle")
    talk.say("the head lamp", "yes")

    assert "Which one would you like to exchange" in asked
    assert _exchanges(talk) == [("BOTTLE", ExchangeState.DONE)]
    assert [each[0] for each in _back(talk)] == [1]


def test_a_return_may_become_an_exchange() -> None:
    talk = _talk("en")

    talk.say("I want to return the shoes", "can I exchange them for a size 9 instead", "yes")

    assert _exchanges(talk) == [("SHOE-BK-1", ExchangeState.DONE)]


def test_an_order_in_hand_is_changed_and_nothing_is_exchanged() -> None:
    talk = _talk("en", "completed SHOE-BK-2")

    talk.say("order a camp mug for pickup downtown", "swap the mug for a head lamp")

    assert not _exchanges(talk)
    assert not _back(talk)


def test_where_the_till_takes_no_goods_both_amounts_are_told() -> None:
    talk = _talk("en", "completed LAMP")
    talk.shop.exchanges.takes_goods = False

    told = talk.say("swap the head lamp for a camp mug")
    done = talk.say("yes")

    assert "$12.50 will be charged to your card now, and $35.00 goes back" in told
    assert "$12.50 was charged" in done
    assert "$35.00 goes back to your card once the store has Head Lamp" in done


def test_cheaper_goods_give_back_the_difference() -> None:
    talk = _talk("en", "completed LAMP")

    told = talk.say("swap the head lamp for a camp mug")

    assert "It costs $22.50 less. $22.50 goes back to your card" in told


def test_nothing_is_said_to_stand_where_the_card_is_declined() -> None:
    talk = _talk("en", "completed MUG")
    talk.say(_OTHER["en"])
    (exchange,) = talk.shop.exchanges.kept.values()
    assert exchange.new_order_id is not None
    talk.shop.shop.next_place.append(
        CardDeclined(order_id=exchange.new_order_id, reason=DeclineReason.GENERIC)
    )

    declined = talk.say("yes")
    done = talk.say("yes")

    assert "Done" not in declined
    assert "Done" in done
    assert _exchanges(talk) == [("LAMP", ExchangeState.DONE)]


@pytest.mark.parametrize(
    "outcome",
    [
        NoCard(order_id=OrderId("ord_2")),
        CardUnread(order_id=OrderId("ord_2")),
        PosDown(location_name="Downtown"),
    ],
    ids=["no card", "card not looked up", "till away"],
)
def test_what_stands_in_the_way_of_the_new_order_is_told_and_may_be_tried_again(
    outcome: NoCard | CardUnread | PosDown,
) -> None:
    talk = _talk("en", "completed MUG")
    talk.say(_OTHER["en"])
    talk.shop.shop.next_place.append(outcome)

    told = talk.say("yes")
    talk.say("yes")

    assert "Done" not in told
    assert _exchanges(talk) == [("LAMP", ExchangeState.DONE)]


def test_what_was_held_too_long_is_priced_anew() -> None:
    talk = _talk("en", "completed MUG")
    talk.say(_OTHER["en"])
    talk.shop.clock.advance(minutes=11)

    told = talk.say("yes")
    read_back = talk.say("yes")
    talk.say("yes")

    assert "nothing was exchanged" in told
    assert "Shall I do that" in read_back
    assert _exchanges(talk) == [("LAMP", ExchangeState.ENDED), ("LAMP", ExchangeState.DONE)]


def test_gone_between_question_and_yes_is_sold_out() -> None:
    talk = _talk("en", "completed MUG")
    talk.say(_OTHER["en"])
    lamp = talk.shop.shop.variants[NORTHWIND][ProductSku("LAMP")]
    talk.shop.shop.next_place.append(
        OutOfStock(variant=lamp, wanted=1, left=None, location_name="Downtown")
    )

    told = talk.say("yes")

    assert "out of Head Lamp" in told


def test_taking_leave_frees_what_was_held() -> None:
    talk = _talk("en")

    talk.say(_SIZE["en"], "never mind")

    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.ENDED)]
    assert not _back(talk)


def test_nobody_elses_order_is_exchanged() -> None:
    talk = Talk("en", token=None)
    give(talk.shop, "completed SHOE-BK-2")

    talk.say(_SIZE["en"])

    assert not _exchanges(talk)


def test_where_there_is_no_order_nothing_is_asked_about_it() -> None:
    talk = Talk("en")

    told = talk.say(_SIZE["en"])

    assert "can't find any orders" in told


@pytest.mark.parametrize(
    "words",
    [
        "what's your exchange policy",
        "do you do exchanges",
        "change my order",
        "change it for me",
        "change it to two",
    ],
)
def test_what_is_no_wish_for_other_goods_exchanges_nothing(words: str) -> None:
    talk = _talk("en")

    told = talk.say(words)

    assert "give back" not in told
    assert "instead of" not in told
    assert not _exchanges(talk)


def test_the_store_may_be_said_with_the_wish() -> None:
    talk = _talk("en", "completed MUG")

    told = talk.say("exchange the mug for a steel water bottle", "no, at Ballard please")
    talk.say("yes")

    assert "at Ballard" in told
    orders = talk.shop.shop.orders.values()
    assert [each.prepared.location_id for each in orders if each.receipt][-1] == LocationId("nb")


@pytest.mark.parametrize("words", ["no", "cancel", "no, in white please"])
def test_an_exchange_whose_yes_got_through_is_not_told_as_dropped(words: str) -> None:
    talk = _talk("en")
    talk.say(_SIZE["en"])
    (exchange,) = talk.shop.exchanges.kept.values()
    call = Call.within(5.0, correlation_id="test")  # the yes of a turn that died
    talk.shop.exchanges.confirm(NORTHWIND, exchange.id, None, call)

    heard = talk.say(words)

    assert "ask me where your order is" in heard
    assert _exchanges(talk) == [("SHOE-BK-3", ExchangeState.DONE)]
