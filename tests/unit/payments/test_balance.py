"""The closing balance: money without orders, orders without money, refunds without returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from app.commerce.journaled import dump
from app.commerce.records import CheckoutContext
from app.payments.balance import ALERT, POLICY, ClosingBalance
from domain.balance import FindingKind, FindingState
from domain.calls import Call
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    NotFoundError,
    RejectedError,
)
from domain.ids import ConnectionId, IdempotencyKey, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, PosOrder
from domain.payments import Payment, PaymentStatus
from domain.ports.pos import Page, PosAdapter
from storage import alerts, merchants, order_money, orders, tables
from storage.balance import StoredFinding
from storage.engine import Database, open_database
from storage.merchants import PosConnection
from storage.orders import Transition
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, a_connection, open_shop
from tests.unit.commerce.contexts import CONTEXT

MERCHANT = MerchantId("mer_1")
CON = ConnectionId("con_a")
PLACED = NOW + timedelta(hours=1)
TOTAL = Money(2640, "USD")


def payment(name: str, status: PaymentStatus = PaymentStatus.CAPTURED, **facts: Any) -> Payment:
    return Payment(
        platform_id=PlatformId(name), status=status, amount=TOTAL, updated_at=PLACED, **facts
    )


def pos_order(name: str, state: OrderState = OrderState.CONFIRMED) -> PosOrder:
    return PosOrder(
        platform_id=PlatformId(name),
        number="1",
        state=state,
        payment_state=PaymentState.PAID,
        total=TOTAL,
        tax=Money.zero("USD"),
        lines=(),
        created_at=PLACED,
        updated_at=PLACED,
    )


@dataclass
class Till:
    """Orders and payments as the platform has them."""

    orders: dict[str, PosOrder] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    voided: list[str] = field(default_factory=list)
    refuses: bool = False
    paused: str | None = None

    def open(self, connection_id: ConnectionId, call: Call) -> PosAdapter:
        if connection_id == self.paused:
            raise ConfigurationError(f"{connection_id} is paused")
        return cast(PosAdapter, self)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        return self.orders.get(platform_id)

    def payment(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment | None:
        return self.payments.get(payment_id)

    def payments_since(self, since: datetime) -> Iterator[Page[Payment]]:
        begun = [each for each in self.payments.values() if each.updated_at >= since]
        yield Page(records=tuple(begun))

    def void(
        self, payment_id: PlatformId, *, order_id: PlatformId | None, key: IdempotencyKey
    ) -> Payment:
        if self.refuses:
            raise RejectedError("no", platform="square", operation="payments.cancel")
        self.voided.append(payment_id)
        ended = replace(self.payments[payment_id], status=PaymentStatus.VOIDED)
        self.payments[payment_id] = ended
        return ended


@dataclass
class House:
    """A shop with a till, and the balance over both."""

    database: Database
    till: Till
    clock: FakeClock
    connection: PosConnection

    def prove(self) -> list[FindingKind]:
        """Run once; the kinds that are open afterwards."""
        balance = ClosingBalance(self.database, self.till, self.clock)
        balance.prove(self.connection, lambda: None, correlation_id="test")
        _, found = balance.standing(MERCHANT, state=FindingState.OPEN)
        return [each.finding.kind for each in found]

    def placed(
        self, name: str = "ord_1", *, at: datetime = PLACED, till: ConnectionId = CON
    ) -> None:
        """An order with its payment, on both sides."""
        new = orders.NewOrder(
            id=OrderId(name), merchant_id=MERCHANT, connection_id=till, channel="api",
            customer_id=None, currency="USD", subtotal_minor=2640, discount_minor=0, tax_minor=0,
            shipping_minor=0, total_minor=2640, location_id="loc_1", location_platform_id="L1",
            method=CONTEXT.method, hold_id=CONTEXT.hold_id, lines=(), at=at,
        )  # fmt: skip
        paid = payment(f"pay_{name}", reference=name)
        with self.database.write() as tx:
            orders.open_order(tx, new)
            moved = Transition(kind="placed", state=OrderState.CONFIRMED, pos_order_id=f"O-{name}")
            orders.record_transition(tx, MERCHANT, name, moved, actor="test", at=at)
            order_money.save_payment(tx, MERCHANT, CON, name, paid, now=at)
        self.checkout(name, f"pay_{name}", outcome={"kind": "placed"}, at=at)
        self.till.payments[paid.platform_id] = paid
        self.till.orders[f"O-{name}"] = pos_order(f"O-{name}")

    def checkout(
        self,
        name: str,
        payment_id: str | None,
        *,
        outcome: dict[str, str],
        at: datetime = PLACED,
        credit: Money | None = None,
    ) -> None:
        """A closed checkout in the journal."""
        context: CheckoutContext = replace(
            CONTEXT,
            order_id=OrderId(name),
            payment_connection=CON,
            record_connection=CON,
            payment_id=None if payment_id is None else PlatformId(payment_id),
            pos_order_id=PlatformId(f"O-{name}"),
            credit=credit,
        )
        with self.database.write() as tx:
            tx.execute(
                tables.checkouts.insert().values(
                    order_id=name, merchant_id=MERCHANT, key=name, state="closed", command={},
                    context=dump(context), attempts=1, lease_until=at, outcome=outcome,
                    created_at=at, updated_at=at,
                )
            )  # fmt: skip

    def alert(self) -> str | None:
        """The message of the alert that stands."""
        with self.database.read() as tx:
            found = [each for each in alerts.standing(tx, MERCHANT) if each.kind == ALERT]
        return found[0].message if found else None


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    opened = open_database(sqlite_url)
    open_shop(opened)
    with opened.read() as tx:
        connection = merchants.connection(tx, CON)
    yield House(opened, Till(), FakeClock(NOW + timedelta(hours=6)), connection)
    opened.close()


def test_what_adds_up_raises_nothing(house: House) -> None:
    for number in range(3):
        house.placed(f"ord_{number}")

    assert house.prove() == []
    assert house.alert() is None


def test_money_without_an_order_is_raised_until_it_is_given_back(house: House) -> None:
    house.placed()
    house.till.orders["O-ord_1"] = pos_order("O-ord_1", OrderState.CANCELED)

    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]
    assert "1 payment does not match its order" in str(house.alert())
    house.clock.advance(days=40)
    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]  # seen again though long past
    house.till.payments["pay_ord_1"] = payment("pay_ord_1", refunded=TOTAL, reference="ord_1")
    with house.database.write() as tx:
        moved = Transition(kind="canceled", state=OrderState.CANCELED)
        orders.record_transition(tx, MERCHANT, "ord_1", moved, actor="pos", at=house.clock.now())
    house.clock.advance(hours=2)
    assert house.prove() == []
    assert house.alert() is None


def test_an_order_that_the_till_does_not_know_is_raised(house: House) -> None:
    house.placed()
    house.till.orders.clear()

    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]


@pytest.mark.parametrize(
    "status", [PaymentStatus.AUTHORIZED, PaymentStatus.VOIDED, PaymentStatus.FAILED, None]
)
def test_an_order_whose_money_was_never_taken_is_raised(
    house: House, status: PaymentStatus | None
) -> None:
    house.placed()
    house.till.payments.clear()
    if status is not None:
        house.till.payments["pay_ord_1"] = payment("pay_ord_1", status, reference="ord_1")

    assert house.prove() == [FindingKind.ORDER_WITHOUT_CAPTURE]


def accepted(house: House, note: str = "goodwill") -> StoredFinding:
    """What is open, once a person said that it is right as it is."""
    balance = ClosingBalance(house.database, house.till, house.clock)
    _, (open_one,) = balance.standing(MERCHANT, state=FindingState.OPEN)
    return balance.accept(MERCHANT, open_one.id, note=note, actor="ada")


def given_back(house: House, minor: int) -> None:
    house.till.payments["pay_ord_1"] = payment(
        "pay_ord_1", refunded=Money(minor, "USD"), reference="ord_1"
    )


def test_what_a_person_accepts_stays_so_until_it_is_another_amount(house: House) -> None:
    house.placed()
    given_back(house, 500)
    assert house.prove() == [FindingKind.REFUND_WITHOUT_RETURN]

    said = accepted(house, "a scratch, agreed by phone")

    assert said.state is FindingState.ACCEPTED
    assert "a scratch, agreed by phone" in said.finding.detail
    assert house.alert() is None
    house.clock.advance(hours=1)
    assert house.prove() == []
    given_back(house, 900)
    assert house.prove() == [FindingKind.REFUND_WITHOUT_RETURN]
    assert house.alert() is not None


def test_the_alert_stands_while_something_else_is_open(house: House) -> None:
    house.placed()
    given_back(house, 500)
    house.till.payments["pay_twin"] = payment("pay_twin", reference="ord_1")
    house.prove()
    balance = ClosingBalance(house.database, house.till, house.clock)
    _, found = balance.standing(MERCHANT, state=FindingState.OPEN)
    refund = next(each for each in found if each.finding.kind is FindingKind.REFUND_WITHOUT_RETURN)

    balance.accept(MERCHANT, refund.id, note="goodwill", actor="ada")

    assert house.alert() is not None
    assert house.prove() == [FindingKind.SECOND_PAYMENT]


def test_what_is_not_open_or_another_merchants_cannot_be_accepted(house: House) -> None:
    house.placed()
    given_back(house, 500)
    house.prove()
    said = accepted(house)
    balance = ClosingBalance(house.database, house.till, house.clock)

    with pytest.raises(IllegalTransitionError):
        balance.accept(MERCHANT, said.id, note="again", actor="ada")
    with pytest.raises(NotFoundError):
        balance.accept(MerchantId("mer_2"), said.id, note="mine", actor="eve")


def test_a_reservation_left_behind_is_let_go(house: House) -> None:
    house.checkout("ord_9", "pay_9", outcome={"kind": "undone"})
    house.till.payments["pay_9"] = payment("pay_9", PaymentStatus.AUTHORIZED, reference="ord_9")

    assert house.prove() == []
    assert house.till.voided == ["pay_9"]
    assert house.prove() == []
    assert house.till.voided == ["pay_9"]


def test_a_reservation_waits_for_a_person_where_the_policy_says_so(house: House) -> None:
    house.checkout("ord_9", "pay_9", outcome={"kind": "undone"})
    house.till.payments["pay_9"] = payment("pay_9", PaymentStatus.AUTHORIZED)
    with house.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(tx, replace(merchant, settings={POLICY: "ask"}))

    assert house.prove() == [FindingKind.AUTHORIZATION_LEFT]
    assert not house.till.voided


def test_a_reservation_that_cannot_be_let_go_waits_for_a_person(house: House) -> None:
    house.checkout("ord_9", "pay_9", outcome={"kind": "undone"})
    house.till.payments["pay_9"] = payment("pay_9", PaymentStatus.AUTHORIZED)
    house.till.refuses = True

    assert house.prove() == [FindingKind.AUTHORIZATION_LEFT]


def test_money_of_an_undone_checkout_is_raised_and_not_touched(house: House) -> None:
    house.checkout("ord_9", "pay_9", outcome={"kind": "undone"})
    house.till.payments["pay_9"] = payment("pay_9", reference="ord_9")

    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]
    assert not house.till.voided


def test_money_that_names_an_undone_order_is_no_second_payment_but_one_without_an_order(
    house: House,
) -> None:
    house.checkout("ord_9", None, outcome={"kind": "undone"})
    taken = payment("pay_stray", reference="ord_9")
    house.till.payments["pay_stray"] = taken
    found = []

    for _ in range(4):
        found.append(house.prove())
        house.clock.advance(days=1)

    assert found == [[FindingKind.CAPTURE_WITHOUT_ORDER]] * 4
    house.till.payments["pay_stray"] = replace(taken, refunded=TOTAL)
    assert house.prove() == []


def test_a_second_payment_of_one_order_is_raised(house: House) -> None:
    house.placed()
    house.till.payments["pay_twin"] = payment("pay_twin", reference="ord_1")

    assert house.prove() == [FindingKind.SECOND_PAYMENT]


def test_what_a_till_noted_of_goods_or_credit_that_paid_is_no_second_payment_once(
    house: House,
) -> None:
    paid = CONTEXT.quote.total
    house.checkout("ord_8", None, outcome={"kind": "placed"}, credit=paid)
    for name in ("note", "twin"):
        house.till.payments[name] = replace(payment(name, reference="ord_8"), amount=paid)

    assert house.prove() == [FindingKind.SECOND_PAYMENT]


@pytest.mark.parametrize("covered", [False, True], ids=["paid by card", "paid by credit"])
def test_a_second_payment_stays_open_until_it_is_given_back_however_many_nights_pass(
    house: House, *, covered: bool
) -> None:
    paid = CONTEXT.quote.total
    if covered:
        house.checkout("ord_1", None, outcome={"kind": "placed"}, credit=paid)
        house.till.payments["note"] = replace(payment("note", reference="ord_1"), amount=paid)
    else:
        house.placed()
    twin = replace(payment("pay_twin", reference="ord_1"), amount=paid)
    house.till.payments["pay_twin"] = twin
    found = []

    for _ in range(4):
        found.append(house.prove())
        house.clock.advance(days=1)

    assert found == [[FindingKind.SECOND_PAYMENT]] * 4
    house.till.payments["pay_twin"] = replace(twin, refunded=paid)
    assert house.prove() == []


LOST = "ord_01jd8qv7c8m5t0x9w3y2z1a4bc"
"""An id as ours are, of an order that is in no book here."""


def test_a_payment_of_an_order_as_ours_are_that_is_unknown_here_waits_for_a_person(
    house: House,
) -> None:
    taken = payment("pay_lost", reference=LOST)
    house.till.payments["pay_lost"] = taken
    found = []

    for _ in range(3):
        found.append(house.prove())
        house.clock.advance(days=1)

    assert found == [[FindingKind.UNKNOWN_ORDER]] * 3
    _, (told,) = ClosingBalance(house.database, house.till, house.clock).standing(MERCHANT)
    assert LOST in told.finding.detail
    assert told.finding.amount == TOTAL
    assert not house.till.voided
    house.till.payments["pay_lost"] = replace(taken, refunded=TOTAL)
    assert house.prove() == []


def test_a_reservation_for_an_unknown_order_is_not_let_go_by_itself(house: House) -> None:
    house.till.payments["pay_lost"] = payment("pay_lost", PaymentStatus.AUTHORIZED, reference=LOST)

    assert house.prove() == [FindingKind.UNKNOWN_ORDER]
    assert not house.till.voided


@pytest.mark.parametrize("status", [PaymentStatus.VOIDED, PaymentStatus.FAILED])
def test_no_money_of_an_unknown_order_is_nobodys_business(
    house: House, status: PaymentStatus
) -> None:
    house.till.payments["pay_lost"] = payment("pay_lost", status, reference=LOST)

    assert house.prove() == []


def test_payments_of_the_tills_own_sales_are_nobodys_business(house: House) -> None:
    house.till.payments["pay_1"] = payment("pay_1")
    house.till.payments["pay_2"] = payment("pay_2", reference="table 12")
    house.till.payments["pay_3"] = payment("pay_3", reference="ord_12")

    assert house.prove() == []


def test_money_given_back_for_nothing_is_raised(house: House) -> None:
    house.placed()
    part = Money(500, "USD")
    house.till.payments["pay_ord_1"] = payment("pay_ord_1", refunded=part, reference="ord_1")

    assert house.prove() == [FindingKind.REFUND_WITHOUT_RETURN]


def test_every_page_of_orders_is_proved(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.payments.balance._PAGE", 2)
    for number in range(5):
        house.placed(f"ord_{number}")
    house.till.orders.clear()

    assert len(house.prove()) == 5


def test_a_checkout_of_the_last_hour_is_left_to_the_reconciler(house: House) -> None:
    house.checkout("ord_9", "pay_9", outcome={"kind": "undone"}, at=house.clock.now())
    house.till.payments["pay_9"] = payment("pay_9", PaymentStatus.AUTHORIZED)

    assert house.prove() == []
    house.clock.advance(hours=2)
    assert house.prove() == []
    assert house.till.voided == ["pay_9"]


@pytest.mark.parametrize("state", [OrderState.PARTLY_RETURNED, OrderState.RETURNED])
def test_money_given_back_at_the_till_for_goods_is_not(house: House, state: OrderState) -> None:
    house.placed()
    part = Money(500, "USD")
    house.till.payments["pay_ord_1"] = payment("pay_ord_1", refunded=part, reference="ord_1")
    with house.database.write() as tx:
        back = Transition(kind="observed", state=state)
        orders.record_transition(tx, MERCHANT, "ord_1", back, actor="till", at=PLACED)

    assert house.prove() == []


def test_an_order_whose_own_till_is_paused_is_proved_once_that_is_back(house: House) -> None:
    with house.database.write() as tx:
        merchants.add_connection(tx, a_connection("con_b"))
    house.placed("ord_1", till=ConnectionId("con_b"))
    house.placed("ord_2")
    house.till.orders.pop("O-ord_1")
    house.till.paused = "con_b"

    assert house.prove() == [FindingKind.NOT_PROVED]
    assert "cannot be asked" in str(house.alert())
    house.till.paused = None
    house.clock.advance(days=30)  # long past by then

    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]


def test_a_payer_that_is_paused_itself_loses_nothing_of_what_it_took(house: House) -> None:
    house.placed()
    house.till.orders.clear()
    house.till.paused = CON
    with pytest.raises(ConfigurationError):
        house.prove()
    house.till.paused = None
    house.clock.advance(days=3)

    assert house.prove() == [FindingKind.CAPTURE_WITHOUT_ORDER]
