"""Payment tokens that charge nothing: what is wrong is told, and the order waits on as it was."""

from __future__ import annotations

import pytest

from app.commerce.model import AuthorizedPayment, NoCard, Placed, TokenTrouble
from app.payments.tokens import TakeCard
from domain.ids import ConnectionId, IdempotencyKey
from storage import card_tokens
from storage.card_tokens import NewToken
from tests.integration.commerce.acts import assert_nothing_left, place, settle, yes_to
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE])
UNKNOWN = "ptk_01jd8qv7c8m5t0000000000000"


def token_of(house: House, connection: ConnectionId, key: str) -> str:
    """A token of ours for a card that was taken at this account."""
    with house.services.database.write() as tx:
        new = NewToken(
            merchant_id=MERCHANT,
            connection_id=connection,
            customer_id=None,
            customer_platform_id=None,
            key=key,
            token=GOOD_CARD,
            brand=None,
            last4=None,
            exp_month=None,
            exp_year=None,
            reusable=False,
            expires_at=None,
        )
        kept = card_tokens.add(tx, house.services.keyring, new, now=house.clock.now())
    return kept.id


@STORES
def test_a_token_of_another_account_is_told_with_the_account_it_must_be_of(
    house: House, store: str
) -> None:
    prepared = house.shelf(store).prepare(1)
    odd = token_of(house, house.connections["shopify"], f"odd-{prepared.order_id}")

    outcome = place(house, prepared, token=odd)

    assert outcome == NoCard(
        order_id=prepared.order_id,
        trouble=TokenTrouble.OTHER_ACCOUNT,
        payer=house.connections["square"],
    )


@STORES
def test_a_token_that_is_not_known_is_told_apart_from_none(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(1)

    outcome = place(house, prepared, token=UNKNOWN)

    assert isinstance(outcome, NoCard)
    assert outcome.trouble is TokenTrouble.UNKNOWN
    settle(house, ahead_s=1200)
    assert_nothing_left(house, shelf, prepared, 1)


def test_after_an_odd_token_the_card_on_file_pays_without_another(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    place(house, prepared, token=UNKNOWN)

    assert isinstance(place(house, prepared, token=None), Placed)


def test_after_an_odd_token_another_one_pays(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    place(house, prepared, token=UNKNOWN)
    wish = TakeCard(
        merchant_id=MERCHANT,
        key=IdempotencyKey(f"card-{prepared.order_id}"),
        actor="test",
        nonce=GOOD_CARD,
        connection_id=house.connections["square"],
    )
    good = house.services.cards.take(wish, new_call())

    outcome = house.services.checkout.authorize(yes_to(prepared, token=good.id), new_call())

    assert isinstance(outcome, AuthorizedPayment)
