"""A shopper's new attempt is not refused for goods that only their own old attempt holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from adapters.square.adapter import SquareAdapter
from app.commerce.model import (
    AuthorizedPayment,
    CardDeclined,
    HoldExpired,
    NotOrderable,
    OutOfStock,
    PayElsewhere,
    Placed,
    PlaceOrder,
    Prepared,
    PrepareOutcome,
)
from domain.ids import IdempotencyKey
from domain.payments import NeedsShopper, PaymentOutcome, PaymentRequest
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import GOOD_CARD, MERCHANT, House, Shelf, new_call
from tests.integration.commerce.tills import with_square

REFUSED_CARD = "cnon:card-nonce-declined"


def ask(shelf: Shelf, key: str, **changes: Any) -> PrepareOutcome:
    """Another attempt at one of it."""
    return shelf.house.services.checkout.prepare(shelf.wish(1, key=key, **changes), new_call())


def test_the_last_one_goes_to_the_shoppers_newer_attempt(house: House) -> None:
    shelf = house.shelf(units=1)
    old = shelf.prepare(1, key="old", caller="again")

    new = ask(shelf, "new", caller="again")

    assert isinstance(new, Prepared)
    assert shelf.level().held == 1
    assert isinstance(place(house, old), HoldExpired | NotOrderable)
    assert isinstance(place(house, new), Placed)
    assert shelf.level().held == 0


def test_an_attempt_at_no_store_in_particular_replaces_the_old_one_as_well(house: House) -> None:
    shelf = house.shelf(units=1)
    shelf.prepare(1, key="there", caller="anywhere")

    new = ask(shelf, "wherever", caller="anywhere", location_id=None)

    assert not isinstance(new, OutOfStock)


def test_while_there_are_enough_both_attempts_wait(house: House) -> None:
    shelf = house.shelf(units=2)
    old = shelf.prepare(1, key="first", caller="twice")

    new = ask(shelf, "second", caller="twice")

    assert isinstance(new, Prepared)
    assert shelf.level().held == 2
    assert isinstance(place(house, old), Placed)


def test_nobody_elses_hold_gives_way(house: House) -> None:
    shelf = house.shelf(units=1)
    old = shelf.prepare(1, key="mine", caller="mine")

    assert isinstance(ask(shelf, "yours", caller="yours"), OutOfStock)
    assert isinstance(place(house, old), Placed)


def test_an_attempt_whose_payment_was_begun_stays(house: House) -> None:
    shelf = house.shelf(units=1)
    old = shelf.prepare(1, key="paying", caller="payer")
    begun = house.services.checkout.authorize(
        PlaceOrder(merchant_id=MERCHANT, order_id=old.order_id, payment_token=GOOD_CARD), new_call()
    )
    assert isinstance(begun, AuthorizedPayment)

    assert isinstance(ask(shelf, "later", caller="payer"), OutOfStock)
    assert isinstance(place(house, old), Placed)


def test_an_attempt_whose_card_was_refused_gives_way_and_buys_nothing_any_more(
    house: House,
) -> None:
    shelf = house.shelf(units=1)
    old = shelf.prepare(1, key="refused", caller="other-card")
    assert isinstance(place(house, old, token=REFUSED_CARD), CardDeclined)

    new = ask(shelf, "anew", caller="other-card")

    assert isinstance(new, Prepared)
    assert isinstance(place(house, old), HoldExpired | NotOrderable)
    assert isinstance(place(house, new), Placed)
    assert shelf.level().held == 0


@dataclass(frozen=True, slots=True)
class AskingAdapter(SquareAdapter):
    """A till that wants the shopper on its page before it charges a card on file."""

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """As Square does with a card that is given; else a page."""
        if request.token == REFUSED_CARD:
            return SquareAdapter.authorize(self, request, key=key)
        return NeedsShopper(url="https://pay.example/1")


def test_an_attempt_that_may_be_paid_on_a_page_stays_though_a_card_was_refused_before(
    house: House,
) -> None:
    shelf = house.shelf(units=1)
    with with_square(house, AskingAdapter) as asking:
        old = replace(shelf, house=asking).prepare(1, key="page")
        assert isinstance(place(asking, old, token=REFUSED_CARD), CardDeclined)
        assert isinstance(place(asking, old, token=None), PayElsewhere)

        assert isinstance(ask(replace(shelf, house=asking), "later"), OutOfStock)
