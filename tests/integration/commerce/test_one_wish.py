"""However many conversations of a shopper say yes to one wish, it is bought once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from app.commerce.model import (
    WISH_TAKEN,
    AuthorizedPayment,
    CardDeclined,
    Elsewhere,
    HoldExpired,
    NotOrderable,
    Placed,
    PlaceOrder,
    Prepared,
    PrepareOutcome,
)
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)

REFUSED_CARD = "cnon:card-nonce-declined"


def wish_of(shelf: Shelf) -> str:
    """The test's own wish."""
    return f"wish-{shelf.sku}-{shelf.store}"


def ask(shelf: Shelf, key: str, quantity: int = 1, **changes: Any) -> PrepareOutcome:
    """One more attempt at the wish, from another conversation."""
    wished = {"wish": wish_of(shelf), **changes}
    command = shelf.wish(quantity, key=key, **wished)
    return shelf.house.services.checkout.prepare(command, new_call())


def prepared(shelf: Shelf, key: str, **changes: Any) -> Prepared:
    """An attempt that is held."""
    outcome = ask(shelf, key, **changes)
    assert isinstance(outcome, Prepared)
    return outcome


def elsewhere(shelf: Shelf, but: Prepared) -> Elsewhere | None:
    """Where the wish has gone on, as who asks for one attempt is told."""
    house = shelf.house
    checkout = house.services.checkout
    return checkout.elsewhere(MERCHANT, house.jordan, wish_of(shelf), besides=but.order_id)


def together(*works: Callable[[], Any]) -> list[Any]:
    """What came of works that were begun at the same moment."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(work) for work in works]]


@pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
def test_the_newer_attempt_takes_over_what_the_older_one_held(house: House, store: str) -> None:
    shelf = house.shelf(store)
    old = prepared(shelf, "web")
    new = prepared(shelf, "alexa")

    assert shelf.level().held == 1
    assert isinstance(place(house, old), HoldExpired | NotOrderable)
    assert elsewhere(shelf, old) == Elsewhere()
    assert shelf.level().held == 1
    assert isinstance(place(house, new), Placed)
    assert shelf.level().held == 0


def test_what_was_bought_is_not_held_again_and_told_by_its_receipt(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")
    bought = place(house, old)
    assert isinstance(bought, Placed)

    again = ask(shelf, "alexa")

    assert again == WISH_TAKEN
    assert shelf.level().held == 0
    found = house.services.checkout.elsewhere(MERCHANT, house.jordan, wish_of(shelf))
    assert found is not None
    assert found.receipt == bought.receipt


def test_who_bought_the_last_one_hears_so_and_not_that_it_is_sold_out(house: House) -> None:
    shelf = house.shelf(units=1)
    assert isinstance(place(house, prepared(shelf, "web")), Placed)

    assert ask(shelf, "alexa") == WISH_TAKEN


def test_what_is_being_paid_is_not_taken_over(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")
    begun = PlaceOrder(merchant_id=MERCHANT, order_id=old.order_id, payment_token=GOOD_CARD)
    assert isinstance(house.services.checkout.authorize(begun, new_call()), AuthorizedPayment)

    assert ask(shelf, "alexa") == WISH_TAKEN
    found = house.services.checkout.elsewhere(MERCHANT, house.jordan, wish_of(shelf))
    assert found == Elsewhere(is_under_way=True)
    assert isinstance(place(house, old), Placed)


def test_what_a_refused_card_left_is_taken_over(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")
    assert isinstance(place(house, old, token=REFUSED_CARD), CardDeclined)

    new = prepared(shelf, "alexa")

    assert isinstance(place(house, old), HoldExpired | NotOrderable)
    assert isinstance(place(house, new), Placed)


def test_a_wish_whose_order_was_canceled_may_be_bought_again(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")
    assert isinstance(place(house, old), Placed)
    house.services.checkout.cancel(MERCHANT, old.order_id, reason="test", call=new_call())

    assert isinstance(place(house, prepared(shelf, "alexa")), Placed)


def test_priced_anew_with_what_it_holds_an_attempt_keeps_its_hold(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")

    new = prepared(shelf, "web-again", hold_id=old.hold_id)

    assert isinstance(place(house, new), Placed)


def test_another_wish_for_the_same_goods_leaves_both_held(house: House) -> None:
    shelf = house.shelf()
    old = prepared(shelf, "web")
    new = prepared(shelf, "alexa", wish=f"{wish_of(shelf)}-other")

    assert isinstance(place(house, old), Placed)
    assert isinstance(place(house, new), Placed)


def test_parts_of_one_attempt_stay_beside_each_other_and_give_way_together(house: House) -> None:
    here, there = house.shelf(), house.shelf()
    wish = wish_of(here)
    parts = [prepared(each, "part", wish=wish, part_of="split") for each in (here, there)]
    assert (here.level().held, there.level().held) == (1, 1)

    new = prepared(here, "alexa", wish=wish)

    assert (here.level().held, there.level().held) == (1, 0)
    assert all(isinstance(place(house, each), HoldExpired | NotOrderable) for each in parts)
    assert isinstance(place(house, new), Placed)


def test_attempts_of_the_same_moment_leave_one_hold(house: House) -> None:
    shelf = house.shelf(units=9)

    together(*[partial(ask, shelf, f"c{at}") for at in range(4)])

    assert shelf.level().held == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_yes_at_the_moment_of_going_on_elsewhere_buys_once(house: House, turn: int) -> None:
    shelf = house.shelf()
    old = prepared(shelf, f"web-{turn}")

    def gone_on() -> Any:
        new = ask(shelf, f"alexa-{turn}")
        return place(house, new) if isinstance(new, Prepared) else new

    outcomes = together(partial(place, house, old), gone_on)

    assert sum(isinstance(each, Placed) for each in outcomes) == 1
    assert shelf.level().held == 0
