"""One order through each of three platforms that quote, hold and take money each in its way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commerce.model import Canceled, NotOrderable, Placed, PlaceOrder, Prepared
from domain.orders import OrderState, PaymentState
from storage import merchants
from tests.integration.commerce.acts import settle_services
from tests.integration.commerce.house import GOOD_CARD, MERCHANT, new_call
from tests.integration.commerce.street import Street

SHOE = "NK-AIRMAX90-BLK-10"


def yes(street: Street, prepared: Prepared, token: str) -> Placed:
    """The shopper's yes, with that card; the order stands."""
    outcome = street.services.checkout.place(
        PlaceOrder(
            merchant_id=MERCHANT,
            order_id=prepared.order_id,
            payment_token=token,
            agreed_total=prepared.total,
        ),
        new_call(),
    )
    assert isinstance(outcome, Placed), outcome
    return outcome


def in_till(street: Street, platform: str, prepared: Prepared) -> dict[str, Any]:
    """The one order in the till's books."""
    rows = street.tills[platform].control("GET orders")["orders"]
    (row,) = [one for one in rows if prepared.order_id in map(str, one.values())]
    return dict(row)


def taken_by_square(street: Street, prepared: Prepared) -> int:
    """What Square took for the order and did not give back."""
    rows = street.tills["square"].control("GET payments")["payments"]
    mine = [one for one in rows if one["reference_id"] == prepared.order_id]
    return sum(one["charged"] - one["refunded"] for one in mine)


@pytest.mark.parametrize("platform", ["lightspeed", "vend"])
def test_square_takes_the_money_that_the_till_records(street: Street, platform: str) -> None:
    street.count(platform, SHOE, 5)
    prepared = street.prepare(platform, SHOE, 2, key="recorded")

    placed = yes(street, prepared, GOOD_CARD)
    settle_services(street.services)

    row = in_till(street, platform, prepared)
    assert taken_by_square(street, prepared) == prepared.total.amount
    assert sum(one["charged"] for one in row["payments"]) == prepared.total.amount
    assert placed.receipt.platform == platform
    assert street.on_shelf(platform, SHOE) == 3
    order = street.services.orders.order(MERCHANT, prepared.order_id, call=new_call())
    assert order.payment_state is PaymentState.PAID


def test_clover_takes_its_own_money_at_once(street: Street) -> None:
    street.paid_through("clover")
    street.count("clover", SHOE, 5)
    prepared = street.prepare("clover", SHOE, 2, key="own-money")
    nonce = street.tills["clover"].control("POST nonce", {})["nonce"]

    yes(street, prepared, nonce)

    row = in_till(street, "clover", prepared)
    assert sum(one["charged"] for one in row["payments"]) == prepared.total.amount
    assert taken_by_square(street, prepared) == 0
    assert street.on_shelf("clover", SHOE) == 3


def test_what_clover_took_at_once_is_given_back_when_the_shopper_cancels(street: Street) -> None:
    street.paid_through("clover")
    street.count("clover", SHOE, 5)
    prepared = street.prepare("clover", SHOE, 1, key="taken-back")
    nonce = street.tills["clover"].control("POST nonce", {})["nonce"]
    yes(street, prepared, nonce)

    outcome = street.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
    )

    assert isinstance(outcome, Canceled), outcome
    assert outcome.refunded == prepared.total
    assert outcome.order.state is OrderState.CANCELED


def _without_payer(street: Street, **options: str) -> None:
    with street.services.database.write() as tx:
        row = merchants.connection(tx, street.connections["clover"])
        settings = {**row.settings, "options": options}
        merchants.update_connection(tx, replace(row, settings=settings))
    street.services.directory.forget(street.connections["clover"])


@pytest.mark.parametrize("options", [{}, {"region": "eu", "payer_address": "203.0.113.7"}])
def test_where_clover_can_charge_no_card_the_other_connection_does(
    street: Street, options: dict[str, str]
) -> None:
    street.count("clover", SHOE, 5)
    _without_payer(street, **options)
    try:
        prepared = street.prepare("clover", SHOE, key=f"elsewhere-{len(options)}")
        yes(street, prepared, GOOD_CARD)
        street.paid_through("clover")
        refused = street.ask("clover", SHOE, key=f"nobody-{len(options)}")
    finally:
        _without_payer(street, payer_address="203.0.113.7")

    assert taken_by_square(street, prepared) == prepared.total.amount
    assert isinstance(refused, NotOrderable), refused
    assert refused.reason == "no-payment"
    orders = street.tills["clover"].control("GET orders")["orders"]
    assert sum(prepared.order_id in map(str, one.values()) for one in orders) == 1
