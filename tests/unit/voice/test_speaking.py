"""Whoever moves money or goods proves who they are, in the conversation, at the level it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.commerce.model import PlaceOrder, Prepared, PrepareOrder, Wish
from app.identity.factors import Factor
from app.voice.conversation import Conversation
from app.voice.dialogue.stored_state import decode
from app.voice.identity import shopper_of
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import Expect
from app.voice.readings import Readings
from app.voice.sessions import SessionKey
from app.voice.speech import shown
from app.voice.turn import Intent, Slot, Turn
from domain.calls import Call
from domain.ids import IdempotencyKey, LocationId, ProductSku
from domain.orders import FulfillmentMethod, OrderState
from tests.fakes.speakers import MemorySpeakers
from tests.fakes.voice import JORDAN, NORTHWIND, TOKEN, MemoryHandoffs, TalkingShop, talking_shop

DAY = date(2026, 11, 22)
STRANGER = "+12065559999"


class Caller:
    """Somebody on the phone, linked only with a token."""

    def __init__(
        self, speakers: MemorySpeakers, *, token: str | None = None, understands: bool = False
    ) -> None:
        self.shop: TalkingShop = talking_shop()
        if understands:
            readings = Readings(TrainedUnderstander(today=lambda _zone: DAY))
            self.shop.voice = replace(self.shop.voice, readings=readings)
        self.handoffs = MemoryHandoffs()
        self.shop.voice = replace(self.shop.voice, speakers=speakers, handoffs=self.handoffs)
        self.number, self.token = JORDAN.phone or "", token
        self.turns, self.session, self.by_phone = 0, "s1", True

    def say(self, words: str, intent: Intent | None = None, number: str | None = None) -> str:
        self.turns += 1
        turn = Turn(
            channel="phone",
            merchant_id=NORTHWIND,
            session_id=self.session,
            by_phone=self.by_phone,
            user_id=self.number,
            request_id=f"r{self.turns}",
            text=words,
            intent=intent,
            slots={} if number is None else {Slot.ORDER_NUMBER: number},
            access_token=self.token,
        )
        return shown(Conversation(shop=self.shop).answer(turn).say, "en-US")

    @property
    def asked(self) -> Expect:
        key = SessionKey(merchant_id=NORTHWIND, channel="phone", session_id=self.session)
        stored = self.shop.sessions.load(key, self.shop.clock.now())
        assert stored is not None
        return decode(stored.state).expect

    def order(self) -> str:
        command = PrepareOrder(
            merchant_id=NORTHWIND,
            lines=(Wish(sku=ProductSku("MUG"), quantity=1),),
            shopper=shopper_of(JORDAN, locale="en-US"),
            channel="web",
            key=IdempotencyKey("given"),
            location_id=LocationId("dt"),
            method=FulfillmentMethod.PICKUP,
        )
        prepared = self.shop.checkout.prepare(command, Call.within(60))
        assert isinstance(prepared, Prepared)
        placing = PlaceOrder(merchant_id=NORTHWIND, order_id=prepared.order_id)
        self.shop.checkout.place(placing, Call.within(60))
        receipt = self.shop.shop.orders[prepared.order_id].receipt
        assert receipt is not None
        return receipt.number

    def state_of(self, number: str) -> OrderState:
        orders = self.shop.shop.orders.values()
        return next(o.state for o in orders if o.receipt and o.receipt.number == number)


def a_caller(**more: object) -> tuple[Caller, MemorySpeakers, str]:
    speakers = MemorySpeakers(
        JORDAN, {Factor.PIN: "4821", Factor.CODE: "135790", Factor.LAST_FOUR: "0123"}
    )
    caller = Caller(speakers, **more)  # type: ignore[arg-type]  # a test's shorthand
    number = caller.order()
    speakers.orders = frozenset({number})
    return caller, speakers, number


def test_a_callers_number_alone_tells_nothing_of_an_order() -> None:
    caller, _, number = a_caller()

    said = caller.say("where is my order")

    assert caller.asked is Expect.PROOF_NUMBER
    assert number not in said
    assert "12.50" not in said


def test_a_callers_number_with_an_order_number_hears_where_it_is() -> None:
    caller, _, number = a_caller()

    caller.say("where is my order")
    said = caller.say(" ".join(number))

    assert "Camp Mug" in said or number in said.replace(" ", "")


def test_who_names_the_order_at_once_is_not_asked_for_it_again() -> None:
    caller, speakers, number = a_caller()

    caller.say(f"where is order {number}")

    assert speakers.checked == [(JORDAN.customer_id, Factor.ORDER_NUMBER)]
    assert caller.asked is Expect.NOTHING


def test_a_number_nobody_is_known_by_needs_the_last_four_digits_too() -> None:
    caller, _, number = a_caller()
    caller.number = STRANGER

    caller.say("where is my order")
    caller.say(number)
    asked = caller.asked
    caller.say("zero one two three")

    assert (asked, caller.asked) == (Expect.PROOF_LAST_FOUR, Expect.NOTHING)


@pytest.mark.parametrize(
    "said",
    [
        "5AWXR2",
        "5awxr2",
        "5 A W X R 2",
        "it's five A W X R two",
        "my order number is 5 A W X R 2",
        "5 awx r2",
    ],
)
def test_an_order_number_of_letters_and_figures_proves_it_however_it_is_told(said: str) -> None:
    caller, speakers, _number = a_caller(understands=True)
    speakers.orders = frozenset({"5AWXR2"})

    caller.say("where is my order")
    assert caller.asked is Expect.PROOF_NUMBER
    caller.say(said)

    assert (speakers.told, caller.asked) == (["5AWXR2"], Expect.NOTHING)


@pytest.mark.parametrize(
    ("said", "number"),
    [("T T D seven two R", "TTD72R"), ("TTD72R", "TTD72R"), ("A B C D E F", "ABCDEF")],
)
def test_an_order_number_that_begins_with_letters_or_has_no_figure_is_one_too(
    said: str, number: str
) -> None:
    caller, speakers, _ = a_caller(understands=True)

    caller.say("where is my order")
    caller.say(said)

    assert speakers.told == [number]


@pytest.mark.parametrize("said", ["oh one two three", "o 1 2 3", "it's zero one two three"])
def test_a_leading_oh_is_a_figure_of_the_last_four(said: str) -> None:
    caller, _, number = a_caller(understands=True)
    caller.number = STRANGER

    caller.say(f"where is order {number}")
    caller.say(said)

    assert caller.asked is Expect.NOTHING


def test_what_cannot_be_the_last_four_digits_is_no_wrong_answer() -> None:
    caller, speakers, number = a_caller()
    caller.number = STRANGER
    caller.say(f"where is order {number}")

    caller.say(number)  # the order's number once more
    caller.say("", Intent.ORDER_STATUS, number)  # a bot's tool, called again with all it knows
    caller.say("12")
    asked = caller.asked
    caller.say("zero one two three")

    assert speakers.checked == [(JORDAN.customer_id, Factor.LAST_FOUR)]
    assert (asked, caller.asked) == (Expect.PROOF_LAST_FOUR, Expect.NOTHING)


def test_the_whole_phone_number_tells_its_last_four_digits_as_well() -> None:
    caller, _, number = a_caller()
    caller.number = STRANGER
    caller.say(f"where is order {number}")

    said = caller.say("two oh six, five five five, oh one two three")

    assert "Camp Mug" in said or number in said.replace(" ", "")


def test_keys_that_cannot_be_a_pin_or_a_code_are_no_wrong_answer() -> None:
    caller, speakers, number = a_caller()
    caller.say(f"cancel order {number}")
    caller.say("yes")
    before = len(speakers.checked)

    caller.say("1")
    caller.say("send me a code")
    caller.say("1")

    assert len(speakers.checked) == before
    assert caller.asked is Expect.PROOF_CODE


def test_who_withholds_the_number_proves_it_by_an_order_and_the_last_four_digits() -> None:
    caller, _, number = a_caller()
    caller.number = ""

    caller.say("where is my order")
    caller.say(number)
    asked = caller.asked
    said = caller.say("zero one two three")

    assert asked is Expect.PROOF_LAST_FOUR
    assert "Camp Mug" in said or number in said.replace(" ", "")


def test_wrong_answers_of_one_who_is_not_named_are_not_counted_for_all_the_others() -> None:
    caller, speakers, number = a_caller(token=TOKEN)
    speakers.asks_linked, caller.number = True, ""

    for session in ("one", "another"):
        caller.session = session
        caller.say(f"cancel order {number}")
        caller.say("yes")
        caller.say("9999")

    assert speakers.callers == ["one", "another"]


def test_an_order_number_does_not_cancel_and_a_pin_does() -> None:
    caller, _, number = a_caller()

    caller.say(f"cancel order {number}")
    caller.say("yes")
    assert caller.asked is Expect.PROOF_PIN
    assert caller.state_of(number) is not OrderState.CANCELED
    caller.say("four eight two one")

    assert caller.state_of(number) is OrderState.CANCELED


def test_a_code_is_sent_where_it_is_asked_for_and_proves_as_much() -> None:
    caller, speakers, number = a_caller()

    caller.say(f"cancel order {number}")
    caller.say("yes")
    caller.say("send me a code")
    assert caller.asked is Expect.PROOF_CODE
    caller.say("1 3 5 7 9 0")

    assert [each.customer_id for each in speakers.sent] == [JORDAN.customer_id]
    assert caller.state_of(number) is OrderState.CANCELED


def test_a_wrong_pin_does_nothing_and_is_asked_for_again() -> None:
    caller, _, number = a_caller()

    caller.say(f"cancel order {number}")
    caller.say("yes")
    said = caller.say("9999")

    assert said.startswith("That doesn't fit")
    assert caller.asked is Expect.PROOF_PIN
    assert caller.state_of(number) is not OrderState.CANCELED


def test_a_lock_is_told_with_its_end_and_a_person_is_one_word_away() -> None:
    caller, speakers, number = a_caller()
    caller.say(f"cancel order {number}")
    caller.say("yes")
    speakers.locked = caller.shop.clock.now() + timedelta(minutes=15)

    said = caller.say("4821")
    caller.say("I want to talk to a person")

    assert "15 minutes" in said
    assert [each.identity_level for each in caller.handoffs.opened] == [1]


def test_a_ticket_of_somebody_unknown_says_so() -> None:
    caller, _, _ = a_caller()

    caller.say("I want to talk to a person")

    assert [each.identity_level for each in caller.handoffs.opened] == [0]


def test_somebody_else_on_the_line_has_proven_nothing() -> None:
    caller, _, number = a_caller()
    caller.say(f"where is order {number}")

    caller.number = STRANGER
    caller.say("where is my order")

    assert caller.asked is Expect.PROOF_NUMBER


@pytest.mark.parametrize("asks", [False, True])
def test_a_linked_account_proves_more_only_where_that_is_asked_for(asks: bool) -> None:
    caller, speakers, number = a_caller(token=TOKEN)
    speakers.asks_linked = asks

    caller.say(f"cancel order {number}")
    caller.say("yes")
    assert (caller.state_of(number) is OrderState.CANCELED) is not asks
    if asks:
        assert caller.asked is Expect.PROOF_PIN
        caller.say("4821")

    assert caller.state_of(number) is OrderState.CANCELED


def test_an_order_waits_for_the_pin_and_is_placed_once_it_fits() -> None:
    caller, speakers, _ = a_caller(token=TOKEN)
    speakers.asks_linked = True

    caller.say("order a camp mug for pickup at downtown")
    assert "order number" not in caller.say("yes")
    said = caller.say("4821")

    assert "order number is" in said


# --- changing an address -----------------------------------------------------------------------


def deliverable(caller: Caller, number: str, **facts: object) -> None:
    """The order is to be delivered."""
    for order in caller.shop.shop.orders.values():
        if order.receipt is not None and order.receipt.number == number:
            order.prepared = replace(order.prepared, method=FulfillmentMethod.SHIPPING)
            for name, value in facts.items():
                setattr(order, name, value)


def test_an_address_is_changed_only_for_who_proves_it_with_a_second_factor() -> None:
    caller, speakers, number = a_caller()
    deliverable(caller, number)

    caller.say("change its address", Intent.CHANGE_ADDRESS, number)
    assert caller.asked is Expect.PROOF_PIN
    assert caller.handoffs.opened == []
    told = caller.say("four eight two one")

    (asked,) = caller.handoffs.opened
    assert speakers.checked == [(JORDAN.customer_id, Factor.PIN)]
    assert (asked.identity_level, asked.order_id is not None) == (2, True)
    assert "person" in told


def test_an_order_that_is_on_its_way_keeps_its_address() -> None:
    caller, _, number = a_caller()
    deliverable(caller, number, state=OrderState.SHIPPED)

    caller.say("change its address", Intent.CHANGE_ADDRESS, number)
    told = caller.say("four eight two one")

    assert "can't change any more" in told
    assert caller.handoffs.opened == []


def test_an_order_for_pickup_needs_no_address() -> None:
    caller, _, number = a_caller()

    caller.say("change its address", Intent.CHANGE_ADDRESS, number)
    told = caller.say("four eight two one")

    assert "for pickup" in told
    assert caller.handoffs.opened == []


def test_who_moved_is_seen_to_by_a_person_though_nothing_is_to_be_sent() -> None:
    caller, _, _ = a_caller()

    caller.say("I moved, I need to change my address", Intent.CHANGE_ADDRESS)
    caller.say("four eight two one")

    (asked,) = caller.handoffs.opened
    assert (asked.identity_level, asked.order_id) == (2, None)
