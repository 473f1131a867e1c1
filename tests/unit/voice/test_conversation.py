"""Whole conversations at the keyboard, against a shop in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.commerce.model import (
    Canceled,
    CancelRefused,
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    PayElsewhere,
    PlaceOrder,
    PlaceOutcome,
    PosDown,
    Prepared,
    PriceChanged,
    StillWorking,
)
from app.voice.channels.terminal import Line, Terminal
from app.voice.sessions import SessionKey
from app.voice.speech import shown
from domain.calls import Call
from domain.errors import UnavailableError
from domain.ids import CustomerId, LocationId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, Tracking
from domain.payments import DeclineReason
from tests.conversations.shop import LOCALES
from tests.conversations.talk import Talk
from tests.fakes.voice import (
    JORDAN,
    NORTHWIND,
    OTHER,
    Notes,
    TalkingShop,
    home_at,
    said,
    talking_shop,
)

KEY = SessionKey(merchant_id=NORTHWIND, channel="terminal", session_id="s1")
ORDER = OrderId("ord_1")


@pytest.fixture
def shop() -> TalkingShop:
    return talking_shop()


def talk(terminal: Terminal, *sentences: str) -> list[str]:
    return said([terminal.say(sentence) for sentence in sentences])


def last(terminal: Terminal, *sentences: str) -> Line:
    return [terminal.say(sentence) for sentence in sentences][-1]


def at_confirmation(shop: TalkingShop) -> Terminal:
    """A shopper who has just heard the order read back."""
    terminal = shop.terminal()
    read_back = last(terminal, "order a camp mug for pickup at downtown")
    assert "Shall I go ahead?" in read_back.text
    return terminal


def is_held(shop: TalkingShop, sku: str = "MUG", place: str = "dt", stock: int = 4) -> bool:
    left = shop.shop.available(NORTHWIND, ProductSku(sku), LocationId(place))
    return left is not None and left < stock


# --- language --------------------------------------------------------------------------------


def test_an_order_keeps_what_its_shopper_speaks_for_what_is_written_later(
    shop: TalkingShop,
) -> None:
    at_confirmation(shop)

    (order,) = shop.shop.orders.values()
    assert order.command.shopper.locale == "en-US"


# --- availability ----------------------------------------------------------------------------


def test_stock_is_told_with_store_count_and_price(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have a camp mug")

    assert line.text == (
        "Yes. Camp Mug: 4 at Downtown. It's $12.50. "
        "Would you like to order one for pickup at Downtown?"
    )


def test_a_size_in_several_colors_says_which_are_in_stock_and_asks(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have the nike air max in size 10")

    assert line.text == (
        "Yes, the Nike Air Max 90 in size 10 is in stock in Black and White. "
        "Which color would you like?"
    )


def test_size_is_asked_before_color(shop: TalkingShop) -> None:
    texts = talk(shop.terminal(), "do you have the nike air max 90", "ten", "white")

    assert "Which size" in texts[0]
    assert "Which color" in texts[1]
    assert texts[2].startswith("Yes. Nike Air Max 90, White, size 10: 3 at Downtown.")


def test_a_size_that_does_not_exist_is_said_with_those_that_do(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have the nike air max 90 in size 15")

    assert line.text == (
        "The Nike Air Max 90 doesn't come in size 15. It comes in 9, 10 or 11. "
        "Which would you like?"
    )


def test_a_size_between_two_is_answered_with_its_neighbors(shop: TalkingShop) -> None:
    asked, chosen = talk(
        shop.terminal(), "do you have the nike air max 90 in size 9.5", "the second one"
    )

    assert asked == (
        "The Nike Air Max 90 doesn't come in size 9.5, but it does in 9 or 10. "
        "Which would you like?"
    )
    assert "size 10" in chosen


def test_the_store_asked_for_is_answered_first_and_another_offered(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have a camp mug at ballard")

    assert line.text.startswith("Ballard is out of Camp Mug, but Downtown has 4.")


def test_a_store_that_has_told_no_count_is_not_called_out_of_it(shop: TalkingShop) -> None:
    shop.shop.counts[NORTHWIND, ProductSku("MUG"), LocationId("bl")] = None

    line = last(shop.terminal(), "do you have a camp mug at ballard")

    assert line.text.startswith("I can't see how many Camp Mug Ballard has, but Downtown has 4.")


def test_colors_are_those_of_the_store_asked_for(shop: TalkingShop) -> None:
    shop.shop.counts[NORTHWIND, ProductSku("AM-W-10"), LocationId("bl")] = 0

    line = last(shop.terminal(), "do you have the nike air max in size 10 at ballard")

    assert line.text.startswith("Yes. Nike Air Max 90, Black, size 10: 1 at Ballard.")


def test_uncounted_variants_are_asked_for_by_option(shop: TalkingShop) -> None:
    for size in ("S", "L"):
        shop.shop.add_variant(
            NORTHWIND, f"TEA-{size}", "Iced Tea", options={"size": size}, stock={"dt": None}
        )

    texts = talk(shop.terminal(), "do you have iced tea", "large")

    assert texts[0] == "Which size would you like? It comes in small or large."
    assert texts[1].startswith("The stores don't count Iced Tea, size large")


def test_stock_at_no_store_is_said_plainly(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have hiker socks")

    assert line.text.startswith("Sorry, Hiker Socks is out of stock at every store.")


def test_uncounted_stock_is_never_called_sold_out(shop: TalkingShop) -> None:
    line = last(shop.terminal(), "do you have a caffe latte")

    assert line.text.startswith("The stores don't count Caffe Latte")


def test_an_answer_from_the_cache_says_so_when_the_pos_is_slow(shop: TalkingShop) -> None:
    shop.shop.is_slow = True

    line = last(shop.terminal(), "do you have a camp mug")

    assert "The store's till was slow to answer" in line.text


def test_the_home_store_of_a_linked_shopper_comes_first() -> None:
    shop = talking_shop(linked=home_at("bl"))

    line = last(shop.terminal(), "do you have a trail tent")

    assert line.text.startswith("Yes. Trail Tent: 2 at Ballard.")


def test_everyone_may_ask_for_stock_without_an_account(shop: TalkingShop) -> None:
    assert last(shop.terminal(token=None), "do you have a camp mug").text.startswith("Yes.")


def test_something_unknown_is_asked_for_again_and_given_up_kindly(shop: TalkingShop) -> None:
    lines = [shop.terminal().say(f"do you have zork {n}") for n in range(1, 4)]

    assert "couldn't find" in lines[0].text
    assert not lines[1].end
    assert lines[2].end


# --- ordering --------------------------------------------------------------------------------


def test_an_order_is_read_back_held_agreed_to_and_confirmed(shop: TalkingShop) -> None:
    terminal = shop.terminal()

    texts = talk(
        terminal, "order two nike air max 90 size 10 in white", "pickup", "bellevue", "yes"
    )

    assert texts[0] == "Would you like pickup at a store, or delivery?"
    assert texts[1] == "Which store? Downtown with 3 or Bellevue with 5."
    assert texts[2] == (
        "2 Nike Air Max 90, White, size 10, for pickup at Bellevue. The total is $286.00, "
        "including $26.00 tax. I'm holding them for 10 minutes. Shall I go ahead?"
    )
    assert texts[3] == (
        "Done. I ordered 2 Nike Air Max 90, White, size 10, for pickup at Bellevue. "
        "Your order number is 0001. $286.00 was charged to your Visa ending in 1111."
    )
    assert shop.shop.orders[ORDER].receipt is not None


def test_nothing_is_charged_before_the_yes(shop: TalkingShop) -> None:
    at_confirmation(shop)

    assert is_held(shop)
    assert shop.shop.orders[ORDER].receipt is None


def test_only_the_total_that_was_read_back_is_agreed_to(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    order = shop.shop.orders[ORDER]
    quote = replace(order.prepared.quote, total=Money(9999, "USD"))
    order.prepared = replace(order.prepared, quote=quote)

    line = last(terminal, "yes")

    assert line.text.startswith("The total is still $13.75.")  # priced anew, asked again
    assert order.receipt is None


def test_delivery_goes_to_the_address_on_file(shop: TalkingShop) -> None:
    texts = talk(shop.terminal(), "buy the camp mug", "delivery")

    assert "for delivery to your address on file" in texts[1]


def test_delivery_without_an_address_offers_pickup() -> None:
    shop = talking_shop(linked=replace(JORDAN, address=None))

    texts = talk(shop.terminal(), "buy the camp mug", "delivery")

    assert texts[1].startswith("There's no delivery address in your account.")


def test_a_yes_with_a_change_agrees_to_nothing(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    line = last(terminal, "yes but make it three")

    assert line.text.startswith("3 Camp Mug")
    assert all(order.receipt is None for order in shop.shop.orders.values())


def test_a_no_asks_what_to_change_and_the_old_hold_is_given_back(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    texts = talk(terminal, "no", "make it four")

    assert "What would you like to change" in texts[0]
    assert texts[1].startswith("4 Camp Mug")  # all four: the first hold is gone


@pytest.mark.parametrize(
    ("word", "question"),
    [("the quantity", "How many"), ("the item", "What are you looking for")],
)
def test_the_thing_to_change_may_be_named(shop: TalkingShop, word: str, question: str) -> None:
    terminal = at_confirmation(shop)

    assert question in talk(terminal, "no", word)[1]


def test_the_size_can_be_changed_by_name(shop: TalkingShop) -> None:
    terminal = shop.terminal()

    texts = talk(
        terminal,
        "order a nike air max 90 size 10 in black for pickup at downtown",
        "no",
        "the size",
        "nine",
    )

    assert "Which size" in texts[2]
    assert texts[3].startswith("1 Nike Air Max 90, Black, size 9, for pickup at Downtown.")


@pytest.mark.parametrize(
    "word", ["stop", "cancel", "never mind", "forget it", "cancel my order", "start over"]
)
def test_leaving_gives_stock_and_order_up_and_says_so(shop: TalkingShop, word: str) -> None:
    terminal = at_confirmation(shop)

    line = last(terminal, word)

    assert not is_held(shop)
    assert shop.shop.orders[ORDER].state is OrderState.CANCELED
    assert "ordered" not in line.text


def test_walking_away_gives_stock_and_order_up(shop: TalkingShop) -> None:
    at_confirmation(shop).close()

    assert not is_held(shop)
    assert shop.shop.orders[ORDER].state is OrderState.CANCELED
    assert KEY not in shop.sessions.kept


def test_an_order_read_back_anew_gives_the_one_before_up(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    assert terminal.say("no, make it two").text.startswith("2 Camp Mug")

    states = [order.state for order in shop.shop.orders.values()]
    assert states == [OrderState.CANCELED, OrderState.PENDING]


def test_an_order_placed_meanwhile_stands_when_its_caller_hangs_up(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.checkout.place(PlaceOrder(merchant_id=NORTHWIND, order_id=ORDER), Call.within(60))

    terminal.close()

    assert shop.shop.orders[ORDER].state is OrderState.CONFIRMED


def test_an_order_handed_over_is_not_given_back_by_walking_away(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.shop.next_place.append(StillWorking(order_id=ORDER))
    terminal.say("yes")

    terminal.close()

    assert is_held(shop)


def test_an_offer_accepted_becomes_an_order_at_that_store(shop: TalkingShop) -> None:
    texts = talk(shop.terminal(), "do you have a camp mug", "yes", "yes")

    assert texts[1].startswith("1 Camp Mug, for pickup at Downtown.")
    assert texts[2].startswith("Done. I ordered 1 Camp Mug")


def test_repeating_a_receipt_reads_it_from_the_order_book_again(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    receipt = terminal.say("yes").text

    assert terminal.say("repeat").text == receipt
    assert len([o for o in shop.shop.orders.values() if o.receipt]) == 1


def test_repeat_and_help_keep_the_question_open(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    texts = talk(terminal, "say that again", "help", "yes")

    assert "Shall I go ahead?" in texts[0]
    assert "Say yes, or no to change it." in texts[1]
    assert texts[2].startswith("Done.")


def test_a_question_in_between_comes_back_to_the_order(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    texts = talk(terminal, "where is my order", "yes")

    assert texts[0].endswith("Say yes, or no to change it.")
    assert texts[1].startswith("Done.")


def test_another_wish_gives_up_the_one_that_was_held(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    line = last(terminal, "order the trail tent")

    assert line.text.startswith("Would you like pickup")
    assert not is_held(shop)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("do you have a trail tent", "Trail Tent costs $300.00. Downtown has it."),
        ("do you have hiker socks", "Hiker Socks costs $22.00. Hiker Socks is out of stock."),
        ("do you have a frobnicator", "I couldn't find frobnicator in the shop."),
    ],
)
def test_a_question_about_other_goods_leaves_the_order_as_it_is(
    shop: TalkingShop, words: str, begins: str
) -> None:
    terminal = at_confirmation(shop)

    texts = talk(terminal, words, "yes")

    assert texts[0].startswith(begins)
    assert texts[0].endswith("Say yes, or no to change it.")
    assert texts[1].startswith("Done. I ordered 1 Camp Mug")


def test_a_session_ends_also_where_what_is_held_cannot_be_given_back(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.shop.next_error.append(UnavailableError("no answer", platform="fake", operation="any"))

    terminal.close()

    assert not shop.shop.next_error


def test_three_failures_in_a_row_end_kindly_and_give_the_stock_back(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    lines = [terminal.say(noise) for noise in ("mm", "mm mm", "mm")]

    assert lines[0].text != lines[1].text
    assert lines[2].end
    assert not is_held(shop)


@pytest.mark.parametrize("words", ["purple monkey", "yes purple monkey"])
def test_stray_words_neither_agree_to_an_order_nor_replace_it(
    shop: TalkingShop, words: str
) -> None:
    terminal = at_confirmation(shop)

    texts = talk(terminal, words, "yes")

    assert texts[0].startswith("Sorry, I didn't get that.")
    assert texts[1].startswith("Done. I ordered 1 Camp Mug")


def test_a_list_is_walked_with_more_and_picked_by_place(shop: TalkingShop) -> None:
    for name in ["Alder", "Birch", "Cedar", "Dogwood", "Elm"]:
        shop.shop.add_variant(NORTHWIND, name, f"{name} Chair", stock={"dt": 1})
    terminal = shop.terminal()

    texts = talk(terminal, "do you have chair", "more", "the second one")

    assert "Alder Chair, Birch Chair or Cedar Chair" in texts[0]
    assert "Dogwood Chair and Elm Chair" in texts[1]
    assert texts[2].startswith("Yes. Elm Chair")  # the second of those just read out


# --- every outcome in its own words ----------------------------------------------------------


def place_outcomes(shop: TalkingShop) -> dict[str, tuple[PlaceOutcome, str]]:
    mug = shop.shop.variants[NORTHWIND][ProductSku("MUG")]
    tent = shop.stock.availability(NORTHWIND, ProductSku("TENT"))
    return {
        "card not looked up": (
            CardUnread(order_id=ORDER),
            "I couldn't look up the card in your account just now, so nothing was charged.",
        ),
        "no card": (NoCard(order_id=ORDER), "no card stored in your account"),
        "pay elsewhere": (
            PayElsewhere(order_id=ORDER, url="https://pay.example/x"),
            "link on a card in your app",
        ),
        "hold expired": (HoldExpired(order_id=ORDER), "Shall I take it again?"),
        "out of stock": (
            OutOfStock(
                variant=mug,
                wanted=1,
                left=None,
                location_name="Downtown",
                alternatives=tent.stores[1:2],
            ),
            "Downtown is out of Camp Mug. Ballard has 2. Shall I take it from there?",
        ),
        "pos down": (PosDown(location_name="Downtown"), "Nothing was charged. Shall I try"),
        "pos down, other store": (
            PosDown(location_name="Downtown", alternatives=tent.stores[1:2]),
            "Shall I try Ballard instead?",
        ),
        "not orderable": (
            NotOrderable(reason="over-limit", detail="orders are limited to 100.00 USD"),
            "more than this shop takes in one order by voice",
        ),
        "not orderable, too often by phone": (
            NotOrderable(reason="too-often-by-phone", detail="at most 3 attempts in 60 minutes"),
            "There were several orders in a short time",
        ),
        "not orderable, too often today": (
            NotOrderable(reason="too-many-today", detail="at most 2 orders a day are taken"),
            "takes no more orders from you today",
        ),
        "not orderable, no city": (
            NotOrderable(reason="address-city-missing", detail="the address has no city"),
            "The delivery address is incomplete",
        ),
        "not orderable, another state": (
            NotOrderable(reason="region-mismatch", detail="postcode 98101 is in WA"),
            "don't go together",
        ),
        "not orderable, no pickup": (
            NotOrderable(reason="no-pickup", detail="Warehouse offers no pickup"),
            "nothing can be picked up there",
        ),
        "not orderable, unknown reason": (
            NotOrderable(reason="new-in-2027", detail="internal words"),
            "can't take that order by voice",
        ),
        "parked, told": (
            parked(is_told=True),
            "Nothing is charged before that. I'll send you a message.",
        ),
        "parked, not to be told": (
            parked(is_told=False),
            "Nothing is charged before that. Ask me where your order is to hear how it went.",
        ),
        "still working": (StillWorking(order_id=ORDER), "I'll finish this in the background"),
    }


def parked(*, is_told: bool) -> Parked:
    return Parked(
        order_id=ORDER,
        location_name="Downtown",
        total=Money(1320, "USD"),
        is_authorized=False,
        until=datetime(2026, 11, 22, 20, tzinfo=UTC),
        is_told=is_told,
    )


OUTCOMES = tuple(place_outcomes(talking_shop()))


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_outcome_of_placing_has_its_own_words(shop: TalkingShop, name: str) -> None:
    outcome, words = place_outcomes(shop)[name]
    terminal = at_confirmation(shop)
    shop.shop.next_place.append(outcome)

    line = last(terminal, "yes")

    assert words in line.text
    assert "internal words" not in line.text
    assert "pay.example" not in line.text


def test_a_payment_link_is_on_the_card_only(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.shop.next_place.append(PayElsewhere(order_id=ORDER, url="https://pay.example/x"))

    line = last(terminal, "yes")

    assert line.card is not None
    assert "https://pay.example/x" in line.card


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_each_decline_says_why_and_what_can_be_done(
    shop: TalkingShop, reason: DeclineReason
) -> None:
    terminal = at_confirmation(shop)
    shop.shop.next_place.append(CardDeclined(order_id=ORDER, reason=reason))

    lines = [terminal.say("yes"), terminal.say("try again")]

    assert "Nothing was charged, and I'm still holding your item." in lines[0].text
    assert lines[1].text.startswith("Done.")


def test_a_changed_price_is_told_with_both_totals_and_asked_again(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.shop.variants[NORTHWIND][ProductSku("MUG")] = shop.shop.add_variant(
        NORTHWIND, "MUG", "Camp Mug", price=1500, stock={"dt": 4}
    )
    shop.shop.next_place.append(
        PriceChanged(order_id=ORDER, agreed=Money(1375, "USD"), now=Money(1650, "USD"))
    )

    texts = talk(terminal, "yes", "yes")

    assert texts[0].startswith("The price has changed: it was $13.75, and now it is $16.50.")
    assert "Shall I go ahead?" in texts[0]
    assert "$16.50 was charged" in texts[1]


def test_an_order_placed_and_canceled_meanwhile_is_told_as_canceled(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    call = Call.within(60, correlation_id="elsewhere")
    shop.checkout.place(PlaceOrder(merchant_id=NORTHWIND, order_id=ORDER), call)
    shop.checkout.cancel(NORTHWIND, ORDER, reason="elsewhere", call=call)

    line = last(terminal, "yes")

    assert "is canceled." in line.text
    assert "ordered" not in line.text


def test_an_expired_hold_is_taken_again_on_request(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.clock.advance(minutes=11)

    texts = talk(terminal, "yes", "yes", "yes")

    assert "Nothing was charged." in texts[0]
    assert "Shall I go ahead?" in texts[1]
    assert texts[2].startswith("Done.")


def test_a_checkout_taken_back_meanwhile_is_prepared_anew_and_asked_again(
    shop: TalkingShop,
) -> None:
    terminal = at_confirmation(shop)
    shop.stock.release(NORTHWIND, shop.shop.orders[ORDER].prepared.hold_id)
    shop.shop.next_place.append(NotOrderable(reason="checkout-undone", detail="ord_1 anew"))

    texts = talk(terminal, "yes", "yes")

    assert texts[0].startswith("The total is still $13.75.")
    assert texts[1].startswith("Done.")


def test_another_store_is_offered_when_one_sold_out_and_yes_takes_it(shop: TalkingShop) -> None:
    texts = talk(
        shop.terminal(), "order two trail tents for pickup at downtown", "the first one", "yes"
    )

    assert texts[1] == (
        "Trail Tent: only 1 left at Downtown. Ballard has 2. Shall I take it from there?"
    )
    assert texts[2].startswith("2 Trail Tent, for pickup at Ballard.")


def test_a_pos_that_is_down_while_preparing_offers_another_try(shop: TalkingShop) -> None:
    shop.shop.next_prepare.append(PosDown(location_name="Downtown"))

    texts = talk(shop.terminal(), "order a camp mug for pickup at downtown", "yes")

    assert texts[0].startswith("I can't reach the till at Downtown right now.")
    assert "Shall I go ahead?" in texts[1]


def test_goods_are_not_offered_to_be_sent_to_a_store_whose_till_is_all_that_is_in_the_way(
    shop: TalkingShop,
) -> None:
    shop.transfers.offered = True
    tent = shop.stock.availability(NORTHWIND, ProductSku("TENT"))
    down = PosDown(location_name="Downtown", alternatives=tent.stores[1:2])
    shop.shop.next_prepare.append(down)

    texts = talk(shop.terminal(), "order a trail tent for pickup at downtown", "no")

    assert "Shall I try Ballard instead?" in texts[0]
    assert "sent" not in texts[1]


def test_an_internal_failure_while_placing_never_claims_that_nothing_happened(
    shop: TalkingShop,
) -> None:
    terminal = at_confirmation(shop)
    shop.shop.next_error.append(
        UnavailableError("no answer", platform="square", operation="orders.create")
    )

    line = last(terminal, "yes")

    assert line.text == (
        "Sorry, I couldn't hear back about that order. Before trying again, please ask me where "
        "your order is."
    )


def test_an_internal_failure_elsewhere_is_an_apology(shop: TalkingShop) -> None:
    shop.shop.next_error.append(
        UnavailableError("no answer", platform="square", operation="inventory.read")
    )

    assert "can't reach the shop's system" in last(shop.terminal(), "do you have a camp mug").text


# --- accounts --------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "stale-or-invented"])
@pytest.mark.parametrize("wish", ["order a camp mug", "where is my order", "cancel my order"])
def test_an_order_needs_a_linked_account(shop: TalkingShop, token: str | None, wish: str) -> None:
    line = last(shop.terminal(token=token), wish)

    assert line.card == "Link your shop account."
    assert line.end
    assert shop.shop.effects == 0


def test_a_link_revoked_before_the_yes_stops_the_order(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.links.shoppers.clear()

    line = last(terminal, "yes")

    assert line.card == "Link your shop account."
    assert shop.shop.orders[ORDER].receipt is None


def test_a_link_of_another_merchant_is_no_link(shop: TalkingShop) -> None:
    shop.links.shoppers[OTHER, "elsewhere"] = JORDAN

    line = last(shop.terminal(token="elsewhere"), "where is my order")

    assert line.card == "Link your shop account."


# --- after the order -------------------------------------------------------------------------


def with_order(shop: TalkingShop) -> Terminal:
    terminal = at_confirmation(shop)
    terminal.say("yes")
    return terminal


def test_the_last_order_is_told_with_its_state_and_place(shop: TalkingShop) -> None:
    line = last(with_order(shop), "where is my order")

    assert line.text == "Order 0001 from today, for $13.75, is being prepared at Downtown."


@pytest.mark.parametrize("number", ["0001", "1", "zero zero zero one"])
def test_an_order_is_found_by_its_number_however_said(shop: TalkingShop, number: str) -> None:
    terminal = with_order(shop)

    assert terminal.say(f"where is order number {number}").text.startswith("Order 0001")


def test_anothers_order_sounds_the_same_as_no_order(shop: TalkingShop) -> None:
    with_order(shop)
    shop.links.shoppers[NORTHWIND, "other"] = replace(JORDAN, customer_id=CustomerId("cust_other"))
    stranger = shop.terminal("s2", token="other")

    theirs = stranger.say("where is order number 0001").text
    nobodys = stranger.say("where is order number 9999").text

    assert theirs == nobodys == "I can't find an order with that number on your account."


def test_tracking_is_spoken_by_its_last_four_and_shown_in_full(shop: TalkingShop) -> None:
    terminal = with_order(shop)
    shop.shop.orders[ORDER].state = OrderState.SHIPPED
    shop.shop.tracking[ORDER] = (
        Tracking(carrier="UPS", number="1Z999AA10123456784", url="https://ups.example/1Z"),
    )

    line = last(terminal, "where is my package")

    assert "has shipped. It travels with UPS, tracking number ending in 6784." in line.text
    assert "1Z999AA10123456784" not in line.text
    assert line.card is not None
    assert "1Z999AA10123456784\nhttps://ups.example/1Z" in line.card


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("where is my parcel", "0001"),
        ("where is order number 0002", "0002"),
        ("where is my order", "0002"),
    ],
)
def test_who_asks_for_a_parcel_hears_of_what_travels_not_of_what_waits_at_a_store(
    shop: TalkingShop, words: str, told: str
) -> None:
    terminal = with_order(shop)
    shop.shop.orders[ORDER].state = OrderState.SHIPPED
    shop.shop.tracking[ORDER] = (Tracking(carrier="UPS", number="1Z999AA10123456784"),)
    talk(terminal, "order a camp mug for pickup downtown", "yes")

    assert f"Order {told}" in last(terminal, words).text


def test_a_status_from_memory_says_so_when_the_pos_is_down(shop: TalkingShop) -> None:
    terminal = with_order(shop)
    shop.shop.next_live_order_error.append(
        UnavailableError("slow", platform="square", operation="orders.retrieve")
    )

    line = last(terminal, "where is my order")

    assert line.text.endswith("that's what I knew last.")


def test_an_order_that_stands_is_canceled_after_an_explicit_yes(shop: TalkingShop) -> None:
    terminal = with_order(shop)

    texts = talk(terminal, "cancel my order", "yes")

    assert texts[0] == "Do you want me to cancel order 0001 with Camp Mug, for $13.75?"
    assert texts[1] == "Order 0001 is canceled. $13.75 goes back to your card."


@pytest.mark.parametrize("word", ["no", "stop"])
def test_an_order_is_left_alone_without_that_yes(shop: TalkingShop, word: str) -> None:
    terminal = with_order(shop)

    texts = talk(terminal, "cancel my order", word)

    assert texts[1] == "Okay, I've left it as it is."
    assert shop.shop.orders[ORDER].state is OrderState.CONFIRMED


def cancel_refused(shop: TalkingShop) -> CancelRefused:
    """It was fetched between the question and the yes."""
    fetched = replace(shop.orders.order(NORTHWIND, ORDER), state=OrderState.COMPLETED)
    return CancelRefused(order=fetched, reason="completed")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (cancel_refused, "It's too late to cancel order 0001; it is complete."),
        (lambda shop: PosDown(location_name="Downtown"), "order 0001 isn't canceled yet"),
        (lambda shop: StillWorking(order_id=ORDER), "I'm still canceling it"),
    ],
    ids=["refused", "pos down", "still working"],
)
def test_each_outcome_of_canceling_has_its_own_words(
    shop: TalkingShop,
    outcome: Callable[[TalkingShop], CancelRefused | PosDown | StillWorking | Canceled],
    words: str,
) -> None:
    terminal = with_order(shop)
    shop.shop.next_cancel.append(outcome(shop))

    assert words in talk(terminal, "cancel my order", "yes")[1]


# --- the session store -----------------------------------------------------------------------


def test_a_turn_that_lost_the_race_runs_again_on_the_newer_state(shop: TalkingShop) -> None:
    terminal = shop.terminal()
    shop.sessions.conflicts = 1

    line = last(terminal, "order a camp mug for pickup at downtown")

    assert "Shall I go ahead?" in line.text
    assert len(shop.shop.orders) == 1  # the same key, the same prepared order


def test_a_receipt_is_said_even_if_its_turn_lost_the_race(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.sessions.conflicts = 5

    assert terminal.say("yes").text.startswith("Done.")


def test_a_turn_that_keeps_losing_says_so_instead_of_guessing(shop: TalkingShop) -> None:
    shop.sessions.conflicts = 5

    line = last(shop.terminal(), "do you have a camp mug")

    assert line.text == "Sorry, I didn't get that."


def test_a_turn_that_changes_nothing_writes_nothing(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    before = shop.sessions.saves

    talk(terminal, "help", "repeat")

    assert shop.sessions.saves == before


def test_a_session_left_alone_is_forgotten(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)
    shop.clock.advance(minutes=31)

    assert "Done" not in terminal.say("yes").text


def test_sessions_do_not_mix(shop: TalkingShop) -> None:
    at_confirmation(shop)

    assert "Done" not in shop.terminal("another").say("yes").text


def test_a_card_number_is_refused_and_kept_nowhere(shop: TalkingShop) -> None:
    terminal = at_confirmation(shop)

    line = last(terminal, "use my card 4111 1111 1111 1111")

    assert "never say card numbers" in line.text
    assert all(b"4111" not in stored[0].state for stored in shop.sessions.kept.values())
    assert terminal.say("yes").text.startswith("Done.")


def test_every_call_carries_one_deadline_of_the_turn(shop: TalkingShop) -> None:
    at_confirmation(shop).say("yes")

    assert shop.shop.calls
    assert all(0 < call.deadline.remaining() <= 3.5 for call in shop.shop.calls)


def test_a_prepared_order_names_what_the_shopper_wished(shop: TalkingShop) -> None:
    at_confirmation(shop)

    command = shop.shop.orders[ORDER].command

    assert command.channel == "terminal"
    assert command.method is FulfillmentMethod.PICKUP
    assert (command.shopper.caller, command.shopper.name) == ("cust_jordan", "Jordan Rivera")
    assert isinstance(shop.shop.orders[ORDER].prepared, Prepared)


@pytest.mark.parametrize(
    ("language", "words", "person"),
    [
        ("en", "order a camp mug for pickup downtown", "a person"),
        ("es", "quiero una taza de camping para recoger en Centro", "una persona"),
        ("fr", "je voudrais une tasse de camping, retrait à République", "une personne"),
        ("de", "ich möchte einen Campingbecher, Abholung in Mitte", "Mitarbeiter"),
    ],
)
def test_no_card_is_promised_where_none_can_be_sent(language: str, words: str, person: str) -> None:
    talk = Talk(language, token=None, caller="a page without an account")

    reply = talk.turn(words)

    assert person in shown(reply.say, LOCALES[language])
    assert reply.card is None
    assert not reply.end
    assert talk.turn(person).end
    assert talk.shop.handoffs.opened


@pytest.mark.parametrize(
    "outcome",
    [
        StillWorking(order_id=ORDER),
        PayElsewhere(order_id=ORDER, url="https://pay.example/x"),
        HoldExpired(order_id=ORDER),
    ],
    ids=["in the background", "at a payment page", "not at all"],
)
def test_a_turn_is_noted_with_the_order_that_it_left_to_others(
    shop: TalkingShop, outcome: PlaceOutcome
) -> None:
    notes = Notes()
    terminal = at_confirmation(shop)
    shop.voice = replace(shop.voice, turns=notes)
    shop.shop.next_place.append(outcome)

    terminal.say("yes")

    left = None if isinstance(outcome, HoldExpired) else ORDER
    assert [note.order_id for note in notes.notes] == [left]
