"""A card whose holder must approve it on the platform's page: paid there, left, or called off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from adapters.shopify.adapter import ShopifyAdapter
from app.commerce.model import Canceled, PayElsewhere, Placed, Prepared
from domain.ids import IdempotencyKey
from domain.orders import OrderState, PaymentState
from domain.payments import NeedsShopper, PaymentOutcome, PaymentRequest
from storage import merchants
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, House, Shelf, new_call
from tests.integration.commerce.test_parking import news_of
from tests.integration.commerce.test_payment_links import outcome, pay_on_the_page, till_order
from tests.integration.commerce.tills import with_shopify

MANDATE = "gid://shopify/PaymentMandate/1"
_HOLD_OVER_S = 20 * 60


@dataclass(frozen=True, slots=True)
class AskingAdapter(ShopifyAdapter):
    """A till that sends the holder of every card to its own page."""

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """The page, as long as something is owed."""
        assert request.order_platform_id is not None, key
        return NeedsShopper(url=self._orders.payment_page(request.order_platform_id))


@contextmanager
def paid_through(house: House, platform: str) -> Iterator[None]:
    """That account takes the money of orders."""

    def change(to: str) -> None:
        with house.services.database.write() as tx:
            merchant = merchants.merchant(tx, MERCHANT)
            payer = house.connections[to]
            merchants.update_merchant(tx, replace(merchant, payment_connection_id=payer))

    change(platform)
    yield
    change("square")


@pytest.fixture
def asking(house: House, told_by_webhook: None) -> Iterator[House]:
    with paid_through(house, "shopify"), with_shopify(house, AskingAdapter) as opened:
        yield opened


def sent_to_page(asking: House) -> tuple[Shelf, Prepared]:
    """An order whose shopper was told of the page."""
    shelf = asking.shelf(SHOPIFY_STORE, 3)
    prepared = shelf.prepare(1)
    assert isinstance(place(asking, prepared, token=MANDATE), PayElsewhere)
    return shelf, prepared


def money(house: House, prepared: Prepared) -> tuple[int, int]:
    """What the till took for the order and gave back."""
    number = till_order(house, prepared).platform_id.rpartition("/")[2]
    cents = house.mall.shopify.control(f"GET orders/{number}")["cents"]
    return cents["charged"], cents["refunded"]


def test_what_is_approved_on_the_page_is_placed_within_a_minute_and_told(asking: House) -> None:
    shelf, prepared = sent_to_page(asking)
    pay_on_the_page(asking, prepared)

    settle(asking, ahead_s=61)

    assert outcome(asking, prepared) == "placed"
    assert money(asking, prepared) == (prepared.total.amount, 0)
    assert (shelf.level().held, shelf.level().pos_available) == (0, 2)
    assert news_of(asking, prepared) == ["confirmed"]


def test_who_says_yes_again_after_approving_has_the_order(asking: House) -> None:
    _, prepared = sent_to_page(asking)
    pay_on_the_page(asking, prepared)

    again = place(asking, prepared, token=None)

    assert isinstance(again, Placed), again
    assert money(asking, prepared) == (prepared.total.amount, 0)


def test_who_cancels_after_approving_gets_the_money_back(asking: House) -> None:
    _, prepared = sent_to_page(asking)
    pay_on_the_page(asking, prepared)

    canceled = asking.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
    )

    assert isinstance(canceled, Canceled)
    assert canceled.refunded == prepared.total
    assert money(asking, prepared) == (prepared.total.amount, prepared.total.amount)
    order = asking.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.state, order.payment_state) == (OrderState.CANCELED, PaymentState.REFUNDED)


def test_who_leaves_the_page_has_paid_nothing_and_is_told(asking: House) -> None:
    shelf, prepared = sent_to_page(asking)

    settle(asking, ahead_s=_HOLD_OVER_S)

    assert outcome(asking, prepared) == "undone"
    assert money(asking, prepared) == (0, 0)
    assert shelf.level().held == 0
    assert news_of(asking, prepared) == ["not-paid"]


def test_who_approves_while_the_order_is_undone_gets_the_money_back(asking: House) -> None:
    _, prepared = sent_to_page(asking)
    asking.mall.shopify.fault("fail", "Cancel", status=503, times=None)
    settle(asking, ahead_s=_HOLD_OVER_S)
    asking.mall.clear_faults()
    assert outcome(asking, prepared) is None
    pay_on_the_page(asking, prepared)

    settle(asking, ahead_s=_HOLD_OVER_S)

    assert outcome(asking, prepared) == "undone"
    assert money(asking, prepared) == (prepared.total.amount, prepared.total.amount)
