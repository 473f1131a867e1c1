"""What no one store has all of is offered in parts, agreed to whole, and told by its receipts."""

from __future__ import annotations

import pytest

from app.commerce.model import CardDeclined
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
