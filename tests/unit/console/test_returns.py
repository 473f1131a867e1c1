"""Returns in the console: lines of an order are taken back, and a person's word moves them on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.ids import HoldId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.return_labels import Label, LabelState
from domain.returns import ReturnState
from storage import locations, merchants, orders, parcels, return_labels, returns, tables
from storage.operators import Role
from storage.orders import NewOrder, StoredLine, Transition
from tests.unit.console.conftest import House

MERCHANT = MerchantId("mer_1")
ORDER = OrderId("ord_01m7z1qj4yh85jrqyhn5xjqz1m")
SENT = datetime(2026, 11, 20, 18, tzinfo=UTC)
PAGE = f"/console/mer_1/orders/{ORDER}"


@pytest.fixture(autouse=True)
def sold(house: House) -> None:
    """Two mugs, paid and handed over."""
    now, price = house.clock.now(), Money(1999, "USD")
    with house.services.database.write() as tx:
        (connection, *_) = merchants.connections(tx, MERCHANT)
        place = locations.locations(tx, MERCHANT)[0]
        line = StoredLine(
            name="Mug",
            quantity=Decimal(2),
            unit_price=price,
            tax=Money.zero("USD"),
            total=Money(3998, "USD"),
            sku=ProductSku("MUG-1"),
            variant_platform_id="v1",
            platform_id=None,
        )
        orders.open_order(
            tx,
            NewOrder(
                id=ORDER,
                merchant_id=MERCHANT,
                connection_id=connection.id,
                channel="alexa",
                customer_id=None,
                currency="USD",
                subtotal_minor=3998,
                discount_minor=0,
                tax_minor=0,
                shipping_minor=0,
                total_minor=3998,
                location_id=LocationId(place.id),
                location_platform_id=place.platform_id,
                method=FulfillmentMethod.PICKUP,
                hold_id=HoldId("hold_none"),
                lines=(line,),
                at=now,
            ),
        )
        for step in (
            Transition(
                state=OrderState.CONFIRMED, payment_state=PaymentState.PAID, kind="confirmed"
            ),
            Transition(state=OrderState.DELIVERED, kind="delivered"),
        ):
            orders.record_transition(tx, MERCHANT, ORDER, step, actor="till", at=now)


def ask(house: House, browser: Any, **form: str) -> str:
    told = {"quantity.0": "1", "reason": "damaged", "key": "k1"} | form
    return str(browser.post(f"{PAGE}/return", told).location)


def state(house: House) -> ReturnState | None:
    with house.services.database.read() as tx:
        rows = returns.of_order(tx, MERCHANT, ORDER)
    return rows[-1].state if rows else None


def test_lines_are_taken_back_once_however_often_the_form_is_sent(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    assert "Take lines back" in browser.get(PAGE).get_data(as_text=True)

    first, again = ask(house, browser), ask(house, browser)

    assert first == again
    assert first.startswith("/console/mer_1/returns/")
    assert state(house) is ReturnState.NEEDS_PERSON
    assert "Take it back" in browser.get(first).get_data(as_text=True)
    assert first in browser.get(PAGE).get_data(as_text=True)
    assert first in browser.get("/console/mer_1/returns").get_data(as_text=True)


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("approve", ReturnState.AWAITING_GOODS),
        ("refuse", ReturnState.REFUSED),
        ("cancel", ReturnState.CANCELED),
    ],
)
def test_a_persons_word_moves_a_return_with_a_line_in_the_audit_log(
    house: House, step: str, after: ReturnState
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser)

    browser.post(f"{page}/{step}")

    assert state(house) is after
    assert f"return.{step}" in browser.get("/console/mer_1/audit").get_data(as_text=True)


def test_more_than_was_sold_or_what_is_no_number_is_not_taken(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    assert ask(house, browser, **{"quantity.0": "3"}) == PAGE
    assert "more than received" in browser.get(PAGE).get_data(as_text=True)
    for form in ({"quantity.0": "x"}, {"quantity.0": "0"}, {"reason": "bored"}):
        answer = browser.post(f"{PAGE}/return", {"quantity.0": "1", "reason": "late"} | form)
        assert answer.status_code == 422
    assert state(house) is None


def test_a_return_that_is_over_stays_as_it_is(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser)
    browser.post(f"{page}/refuse")

    browser.post(f"{page}/approve")

    assert state(house) is ReturnState.REFUSED
    assert "Nothing was changed" in browser.get(page).get_data(as_text=True)


def test_goods_whose_money_went_back_at_once_can_be_said_to_be_here(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser)
    with house.services.database.write() as tx:
        returns.move(
            tx,
            MERCHANT,
            page.rsplit("/", 1)[-1],
            to=ReturnState.DONE,
            out_of=(ReturnState.NEEDS_PERSON,),
            now=house.clock.now(),
            detail={"at_once": True, "left": [], "left_of": {}, "paid": True},
        )

    shown = browser.get(page).get_data(as_text=True)

    assert "still with the shopper" in shown
    assert "The goods are here: book them" in shown


@pytest.fixture
def label_is(house: House) -> Callable[..., str]:
    """Gives the newest return a label in that state; its return's id."""

    def put(state: LabelState, **facts: Any) -> str:
        now = house.clock.now()
        with house.services.database.write() as tx:
            its_id = returns.of_order(tx, MERCHANT, ORDER)[-1].id
            return_labels.want(tx, MERCHANT, its_id, ORDER, kind="easypost", now=now)
            return_labels.move(
                tx, MERCHANT, its_id, to=state, out_of=(LabelState.WANTED,), now=now, **facts
            )
        return its_id

    return put


def test_a_label_that_failed_is_shown_with_its_reason_and_bought_again(
    house: House, label_is: Callable[..., str]
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser, reason="late")
    its_id = label_is(LabelState.FAILED, problem="no address of the shopper")
    assert "no address of the shopper" in browser.get(page).get_data(as_text=True)

    browser.post(f"{page}/label")

    assert house.services.carriers.labels.label(MERCHANT, its_id).state is LabelState.WANTED
    assert "return_label.wanted" in browser.get("/console/mer_1/audit").get_data(as_text=True)
    browser.post(f"{page}/label")
    assert "Nothing was changed" in browser.get(page).get_data(as_text=True)


def test_a_label_that_was_bought_is_shown_with_its_cost(
    house: House, label_is: Callable[..., str]
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser, reason="late")
    label_is(
        LabelState.BOUGHT,
        carrier="USPS",
        service="Priority",
        number="9400",
        url="https://files.example/1.pdf",
        cost_minor=742,
        currency="USD",
    )

    shown = browser.get(page).get_data(as_text=True)

    assert 'href="https://files.example/1.pdf"' in shown
    assert "$7.42" in shown
    assert "USPS Priority" in shown
    assert "no: give it to them" in shown


def test_a_refund_that_was_refused_is_shown_with_its_reason_and_asked_for_again(
    house: House, label_is: Callable[..., str]
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser, reason="late")
    browser.post(f"{page}/cancel")
    its_id = label_is(
        LabelState.NOT_REFUNDED,
        shipment_id="shp_1",
        problem="the carrier refused the refund",
        refund_asked_at=house.clock.now(),
    )
    shown = browser.get(page).get_data(as_text=True)
    assert "the carrier refused the refund" in shown
    assert "Refund asked for" in shown
    assert "Ask for the refund again" in shown

    browser.post(f"{page}/label")

    with house.services.database.read() as tx:
        (effect,) = tx.execute(
            select(tables.outbox).where(tables.outbox.c.kind == return_labels.GIVE_BACK)
        ).all()
    assert (effect.key, effect.state) == (its_id, "pending")
    assert "Ask for the refund again" not in browser.get(page).get_data(as_text=True)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, ("the carrier has not told of it yet",)),
        (
            {"state": "moving", "shipped_at": SENT, "expected_on": "2026-11-24"},
            ("On its way back since", "2026-11-20", "Expected", "2026-11-24"),
        ),
        (
            {"state": "delivered", "shipped_at": SENT, "delivered_at": SENT + timedelta(days=2)},
            ("Arrived at the store", "2026-11-22"),
        ),
    ],
    ids=["unheard of", "on its way", "there"],
)
def test_where_the_parcel_is_that_comes_back_is_shown(
    house: House,
    label_is: Callable[..., str],
    told: dict[str, Any],
    words: tuple[str, ...],
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser, reason="late")
    its_id = label_is(LabelState.BOUGHT, number="9400", carrier="USPS")
    house.services.carriers.desk.connect(
        MERCHANT, "easypost", key="k", secret="s", base_url=None, actor="test"
    )
    bought = Label(
        shipment_id="shp_1",
        carrier="USPS",
        service="Priority",
        number="9400",
        url="https://files.example/1.pdf",
        cost=Money(742, "USD"),
    )
    with house.services.database.write() as tx:
        label = return_labels.get(tx, MERCHANT, its_id)
        parcels.follow_return(tx, label, bought, now=house.clock.now())
        if told:
            heard = {"told_at": house.clock.now(), **told}
            tx.execute(update(tables.parcels).values(**heard))

    shown = browser.get(page).get_data(as_text=True)

    for each in words:
        assert each in shown


def test_of_an_exchange_the_page_says_what_goes_back_and_what_paid_for_goods(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    page = ask(house, browser)
    plan = [{"minor": 1500, "goes": "goods"}, {"minor": 499, "goes": "tender"}]
    with house.services.database.write() as tx:
        (stored,) = returns.of_order(tx, MERCHANT, ORDER)
        tx.execute(update(tables.returns).values(detail={**stored.detail, "plan": plan}))

    told = browser.get(page).get_data(as_text=True)

    assert "$19.99" in told
    assert "$4.99, the rest pays for goods taken in exchange" in told
