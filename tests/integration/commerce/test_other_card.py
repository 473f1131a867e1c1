"""Another card than the one that the money is reserved on is neither charged nor passed over."""

from __future__ import annotations

import pytest

from app.commerce.model import (
    AuthorizedPayment,
    CardDeclined,
    NotOrderable,
    Placed,
    Prepared,
)
from app.commerce.split_model import SplitPlaced
from tests.integration.commerce.acts import place, yes_to
from tests.integration.commerce.house import House, new_call
from tests.integration.commerce.test_split_orders import case_of, orders_of

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
REFUSED_CARD = "cnon:card-nonce-declined"


def new_card(house: House, last_4: str) -> str:
    """A card that was just typed in."""
    made = house.mall.square.control("POST nonce", {"brand": "VISA", "last_4": last_4})
    return str(made["nonce"])


def reserve(house: House, prepared: Prepared, card: str | None) -> AuthorizedPayment:
    command = yes_to(prepared, token=card)
    held = house.services.checkout.authorize(command, new_call())
    assert isinstance(held, AuthorizedPayment), held
    return held


def test_another_card_is_refused_by_name_and_the_reserved_one_is_not_charged(house: House) -> None:
    prepared = house.shelf().prepare(1)
    first, other = new_card(house, "1111"), new_card(house, "2222")
    reserve(house, prepared, first)

    refused = place(house, prepared, token=other)
    again = house.services.checkout.authorize(yes_to(prepared, token=other), new_call())

    assert isinstance(refused, NotOrderable), refused
    assert refused == again
    assert refused.reason == "reserved-on-other-card"
    assert "1111" in refused.detail
    assert str(prepared.total) in refused.detail
    rows = house.mall.square.control("GET payments")["payments"]
    mine = [row for row in rows if row["reference_id"] == prepared.order_id]
    assert [(row["charged"], row["authorized"]) for row in mine] == [(0, prepared.total.amount)]


@pytest.mark.parametrize("card", [None, "3333"], ids=["card-on-file", "card-typed-in"])
def test_the_same_card_or_none_takes_what_is_reserved(house: House, card: str | None) -> None:
    prepared = house.shelf().prepare(1)
    token = None if card is None else new_card(house, card)
    held = reserve(house, prepared, token)

    placed = place(house, prepared, token=token)

    assert isinstance(placed, Placed), placed
    assert placed.receipt.card_last4 == held.card_last4
    assert place(house, prepared, token=None) == placed


def test_a_card_typed_in_does_not_take_the_place_of_the_card_on_file(house: House) -> None:
    prepared = house.shelf().prepare(1)
    reserve(house, prepared, None)

    refused = place(house, prepared, token=new_card(house, "4444"))

    assert isinstance(refused, NotOrderable), refused
    assert refused.reason == "reserved-on-other-card"
    assert isinstance(place(house, prepared, token=None), Placed)


def test_a_part_that_is_reserved_stays_on_its_card_when_another_part_gets_a_new_one(
    house: House,
) -> None:
    case = case_of(house)
    prepared = case.prepared()
    first = new_card(house, "5555")
    assert isinstance(case.place(prepared, cards=(first, REFUSED_CARD)), CardDeclined)

    placed = case.place(prepared, cards=(new_card(house, "6666"), new_card(house, "7777")))

    assert isinstance(placed, SplitPlaced), placed
    assert [each.card_last4 for each in placed.receipts] == ["5555", "7777"]
    assert case.charged(orders_of(case.now(prepared))) == prepared.total.amount
