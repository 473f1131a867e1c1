"""What no one store has all of is offered in parts, agreed to whole, and told by its receipts."""

from __future__ import annotations

import orjson
import pytest

from app.commerce.model import CardDeclined
from app.commerce.split_model import PlaceSplit
from app.voice.dialogue.state import Item, OfferedPart, SplitOffer, State
from app.voice.dialogue.stored_state import decode, encode
from domain.calls import Call
from domain.ids import LocationId, OrderId, ProductSku
from domain.payments import DeclineReason
from tests.fakes.voice import NORTHWIND, TalkingShop, said, talking_shop

TENTS = "order two trail tent for pickup at ballard"
MUG = "also a camp mug"


@pytest.fixture
def shop() -> TalkingShop:
    """Mugs are at Downtown alone, two tents at Ballard alone."""
    return talking_shop()


def talk(shop: TalkingShop, *sentences: str) -> list[str]:
    terminal = shop.terminal()
    return said([terminal.say(sentence) for sentence in sentences])


def left(shop: TalkingShop, sku: str, place: str) -> int:
    count = shop.shop.available(NORTHWIND, ProductSku(sku), LocationId(place))
    assert count is not None
    return int(count)


def test_each_part_is_read_back_with_its_store_and_all_of_it_with_its_total(
    shop: TalkingShop,
) -> None:
    _, offer = talk(shop, TENTS, MUG)

    assert "No one store has all of it" in offer
    assert "1 Camp Mug at Downtown for $13.75" in offer
    assert "2 Trail Tent at Ballard for $660" in offer
    assert "2 orders, $673.75 in all" in offer
    assert (left(shop, "MUG", "dt"), left(shop, "TENT", "bl")) == (3, 0)
    assert not shop.shop.placed


def test_a_yes_buys_every_part_once_and_tells_their_numbers(shop: TalkingShop) -> None:
    _, _, done, again = talk(shop, TENTS, MUG, "yes", "repeat")

    (split,) = shop.splits.kept.values()
    numbers = [shop.shop.order_book.order(NORTHWIND, part.order_id).number for part in split.parts]
    assert done.count("Its order number is") == 2
    assert again == done
    assert len(set(numbers)) == 2
    assert (left(shop, "MUG", "dt"), left(shop, "TENT", "bl")) == (3, 0)


@pytest.mark.parametrize("change", ["goodbye", "start over", "make it one trail tent"])
def test_whatever_else_is_said_gives_every_part_back(shop: TalkingShop, change: str) -> None:
    talk(shop, TENTS, MUG, change)

    assert shop.splits.canceled == ["spl_1"]
    assert not shop.shop.placed
    assert left(shop, "TENT", "bl") in (1, 2)


def cut_off(shop: TalkingShop, change: str) -> str:
    """What is said after a yes that got through in a turn that died."""
    terminal = shop.terminal()
    said([terminal.say(sentence) for sentence in (TENTS, MUG)])
    (split,) = shop.splits.kept.values()
    if not shop.splits.is_being_placed:
        shop.splits.place(
            PlaceSplit(merchant_id=NORTHWIND, split_id=split.split_id),
            Call.within(5.0, correlation_id="test"),
        )
    (heard,) = said([terminal.say(change)])
    return heard


@pytest.mark.parametrize("is_being_placed", [True, False])
@pytest.mark.parametrize("change", ["cancel my order", "make it one trail tent"])
def test_parts_whose_yes_got_through_are_not_told_as_never_charged(
    shop: TalkingShop, change: str, *, is_being_placed: bool
) -> None:
    shop.splits.is_being_placed = is_being_placed

    heard = cut_off(shop, change)

    assert "nothing was charged" not in heard
    assert "ask me where your order is" in heard


def test_a_declined_card_may_be_tried_again(shop: TalkingShop) -> None:
    declined = CardDeclined(order_id=OrderId("ord_1"), reason=DeclineReason.INSUFFICIENT_FUNDS)
    shop.shop.next_place.append(declined)

    _, _, refused, done = talk(shop, TENTS, MUG, "yes", "yes")

    assert "order number" not in refused
    assert done.count("Its order number is") == 2


def test_a_store_that_has_everything_is_offered_instead(shop: TalkingShop) -> None:
    _, offer = talk(shop, "order a trail tent for pickup at ballard", MUG)

    assert "Downtown" in offer
    assert "No one store" not in offer
    assert not shop.splits.kept


def test_a_merchant_who_splits_nothing_offers_what_there_is(shop: TalkingShop) -> None:
    shop.splits.offered = False

    _, offer = talk(shop, TENTS, MUG)

    assert "No one store" not in offer
    assert "Downtown" in offer


@pytest.fixture
def wide(shop: TalkingShop) -> TalkingShop:
    """A third store, Bellevue, has the only kettles; three parts may be offered."""
    shop.splits.most_parts = 3
    shop.shop.add_variant(NORTHWIND, "KETTLE", "Camp Kettle", price=4000, stock={"bv": 2})
    return shop


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("not the one at ballard", ["1 Camp Mug at Downtown", "1 Camp Kettle at Bellevue"]),
        ("leave out the kettle", ["2 Trail Tent at Ballard", "1 Camp Mug at Downtown"]),
        ("only the tents and the kettle", ["2 Trail Tent at Ballard", "1 Camp Kettle at Bellevue"]),
    ],
)
def test_of_three_parts_two_are_left_and_read_back_as_parts(
    wide: TalkingShop, words: str, left: list[str]
) -> None:
    *_, offer, again, done = talk(wide, TENTS, MUG, "also a camp kettle", words, "yes")

    assert "3 orders" in offer
    assert "2 orders" in again
    assert all(part in again for part in left)
    assert done.count("Its order number is") == 2
    assert len(wide.shop.placed) == 2


def test_of_a_part_with_several_goods_some_may_be_kept(shop: TalkingShop) -> None:
    """A part is its store's; goods of it are left out by their name."""
    shop.shop.add_variant(NORTHWIND, "PAN", "Camp Pan", price=2000, stock={"dt": 2})

    *_, again, done = talk(shop, TENTS, MUG, "also a camp pan", "only the pan", "yes")

    assert "1 Camp Pan, for pickup at Downtown" in again
    assert "Mug" not in done
    assert (left(shop, "MUG", "dt"), left(shop, "PAN", "dt"), left(shop, "TENT", "bl")) == (4, 1, 2)


def test_the_offer_is_stored_with_the_conversation() -> None:
    mug = Item(query="mug", phrase="mug", sku=ProductSku("MUG"), modifiers=("m1",), quantity=2)
    part = OfferedPart(place=LocationId("dt"), store="Downtown", lines=(mug,))
    state = State(split_offer=SplitOffer(parts=(part, part), place=LocationId("bl")))

    assert decode(encode(state)) == state


def test_a_conversation_stored_before_parts_were_kept_is_still_read() -> None:
    version, body = orjson.loads(encode(State(place=LocationId("dt"))))
    del body["split_offer"]

    assert decode(orjson.dumps([version, body])) == State(place=LocationId("dt"))
