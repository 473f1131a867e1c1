"""A merchant who switched Square's gift cards on: balances told, orders paid with one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commerce.model import CardDeclined, Placed
from app.payments.gift_cards import GiftCardView
from domain.errors import InvalidInputError
from domain.money import Money
from domain.payments import DeclineReason
from storage import journal, tables
from tests.integration.commerce.acts import assert_sold_once, place
from tests.integration.commerce.house import MERCHANT, House, grant, new_call


@pytest.fixture
def given(sqlite_house: House) -> Iterator[House]:
    """The house with the option on and permitted; off again afterwards."""
    house, square = sqlite_house, sqlite_house.connections["square"]
    house.clock.ahead_s = 0.0
    house.mall.clear_faults()
    grant(house.services, "square", options={"gift_cards": "on"})
    house.services.connections.change_options(MERCHANT, square, {"gift_cards": "on"})
    yield house
    house.services.connections.change_options(MERCHANT, square, {"gift_cards": ""})


def sold(house: House, amount: int) -> dict[str, str]:
    """A gift card that nobody is linked to."""
    found: dict[str, str] = house.mall.square.control("POST gift-card", {"amount": amount})
    return found


def looked_up(house: House, nonce: str) -> GiftCardView:
    square = house.connections["square"]
    return house.services.gift_cards.of_nonce(
        MERCHANT, nonce, new_call(), connection_id=square, actor="test"
    )


def left_on(house: House, card: dict[str, str]) -> int:
    found: int = house.mall.square.control("GET gift-cards")[card["gift_card_id"]]
    return found


def test_an_order_is_paid_with_a_gift_card_whose_number_and_id_lie_nowhere(given: House) -> None:
    card, shelf = sold(given, 500_000), given.shelf()
    view = looked_up(given, card["nonce"])
    prepared = shelf.prepare(1)

    placed = place(given, prepared, token=view.token.id)

    assert (view.card.balance, view.card.last4) == (Money(500_000, "USD"), card["gan"][-4:])
    assert isinstance(placed, Placed)
    assert placed.receipt.card_last4 == card["gan"][-4:]
    assert left_on(given, card) == 500_000 - prepared.total.amount
    assert_sold_once(given, shelf, prepared, 1)
    with given.services.database.read() as tx:
        row = journal.load(tx, MERCHANT, prepared.order_id)
        sealed = tx.execute(tables.card_tokens.select()).all()
    written = f"{row} {sealed}"
    assert card["gan"] not in written
    assert card["gift_card_id"] not in written


def test_the_same_card_has_one_token_a_day_and_a_customers_own_are_found(given: House) -> None:
    with given.services.database.read() as tx:
        people = tables.customer_records
        there = people.c.connection_id == given.connections["square"]
        its_id = (
            tx.execute(people.select().where(people.c.customer_id == given.jordan, there))
            .one()
            .platform_id
        )
    body = {"amount": 700, "customer_id": its_id}
    given.mall.square.control("POST gift-card", body)
    desk = given.services.gift_cards

    first, again = (
        desk.of_customer(MERCHANT, given.jordan, new_call(), actor="test") for _ in range(2)
    )

    assert [each.card.balance.amount for each in first] == [700]
    assert [each.token.id for each in first] == [each.token.id for each in again]


def test_too_little_on_it_is_declined_and_another_card_pays(given: House) -> None:
    card, shelf = sold(given, 1), given.shelf()
    view = looked_up(given, card["nonce"])
    prepared = shelf.prepare(1)

    declined = place(given, prepared, token=view.token.id)

    assert isinstance(declined, CardDeclined)
    assert declined.reason is DeclineReason.INSUFFICIENT_FUNDS
    assert isinstance(place(given, prepared), Placed)
    assert left_on(given, card) == 1


def test_a_nonce_is_good_once(given: House) -> None:
    card = sold(given, 100)
    looked_up(given, card["nonce"])

    with pytest.raises(InvalidInputError):
        looked_up(given, card["nonce"])
