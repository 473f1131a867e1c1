"""The shadow writes down what our records would have said otherwise, and can do nothing else."""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import exc

from app.commerce.model import (
    OutOfStock,
    Prepared,
    PreparedLine,
    PrepareOrder,
    Shopper,
    StockAt,
    VariantView,
    Wish,
)
from app.rollout.shadow import Looks, Shadow, ShadowedCheckout
from domain.calls import Call
from domain.errors import UnknownSkuError
from domain.ids import (
    ConnectionId,
    HoldId,
    IdempotencyKey,
    LocationId,
    MerchantId,
    OrderId,
    ProductSku,
)
from domain.money import Money
from domain.orders import FulfillmentMethod, Quote
from storage import tables
from storage.engine import open_database
from storage.read_only import read_only
from storage.rollout import Difference
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop

MERCHANT, SKU, PLACE = MerchantId("mer_1"), ProductSku("MUG"), LocationId("loc_1")
MUG = VariantView(sku=SKU, product_id="p", title="Mug", options={}, price=Money(500, "USD"))
ZERO = Money.zero("USD")
COMMAND = PrepareOrder(
    merchant_id=MERCHANT,
    lines=(Wish(sku=SKU, quantity=2),),
    shopper=Shopper(caller="x", name="Ada"),
    channel="alexa",
    key=IdempotencyKey("k"),
)
PREPARED = Prepared(
    order_id=OrderId("ord_1"),
    hold_id=HoldId("hld_1"),
    lines=(PreparedLine(variant=MUG, quantity=2, unit_price=MUG.price, total=MUG.price * 2),),
    quote=Quote(
        lines=(),
        subtotal=Money(1000, "USD"),
        discount=ZERO,
        tax=Money(80, "USD"),
        shipping=ZERO,
        total=Money(1080, "USD"),
    ),
    location_id=PLACE,
    location_name="Downtown",
    method=FulfillmentMethod.PICKUP,
    expires_at=NOW + timedelta(minutes=10),
    held_ms=1.0,
)
AT = StockAt(
    location_id=PLACE,
    location_name="Downtown",
    connection_id=ConnectionId("con_1"),
    available=Decimal(3),
    as_of=NOW,
    source="full",
    age_s=1,
)


@dataclass
class Live:
    """A checkout that answers what it is told to."""

    outcome: Any = PREPARED

    def prepare(self, command: PrepareOrder, call: Call) -> Any:
        return self.outcome


@dataclass
class Beside:
    """A live checkout with a shadow, and what that found."""

    price: Money | None = MUG.price
    stock: tuple[StockAt, ...] = (AT,)
    fault: Exception | None = None
    on: bool = True
    wait: threading.Event = field(default_factory=threading.Event)
    found: list[Difference] = field(default_factory=list)

    def prepare(self, outcome: Any = PREPARED) -> Any:
        shadow = Shadow(
            Looks(price=self._price, stock=lambda *_: {SKU: self.stock}),
            lambda _, found: self.found.extend(found),
            lambda *_: self.on,
            FakeClock(NOW),
        )
        told = ShadowedCheckout(Live(outcome), shadow).prepare(COMMAND, Call.within(60))  # type: ignore[arg-type]
        self.wait.set()
        shadow._pool.shutdown(wait=True)  # closing leaves out what is not begun
        shadow.close()
        return told

    def _price(self, *_: Any) -> Money | None:
        self.wait.wait(5)
        if self.fault is not None:
            raise self.fault
        return self.price


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Beside:
    """Its looks have all the time they need."""
    monkeypatch.setattr("app.rollout.shadow._DEADLINE_S", 60.0)
    return Beside()


def test_what_agrees_leaves_no_trace(beside: Beside) -> None:
    assert beside.prepare() is PREPARED
    assert beside.found == []


def test_another_price_is_written_down_with_both(beside: Beside) -> None:
    beside.price = Money(450, "USD")
    beside.prepare()

    assert [(d.field, d.sku) for d in beside.found] == [("unit_price", "MUG"), ("subtotal", None)]
    price = beside.found[0]
    assert price.live == {"amount": 500, "currency": "USD"}
    assert price.shadow == {"amount": 450, "currency": "USD"}
    assert price.order_id == "ord_1"


def test_a_price_that_the_till_decides_is_no_difference(beside: Beside) -> None:
    beside.price = None
    beside.prepare()

    assert beside.found == []


def test_goods_that_our_records_lack_are_written_down(beside: Beside) -> None:
    beside.stock = (replace(AT, available=Decimal(-1)),)
    beside.prepare()

    assert [(d.field, d.live, d.shadow) for d in beside.found] == [("available", 2, "-1")]


def test_goods_that_only_the_till_lacks_are_written_down(beside: Beside) -> None:
    sold_out = OutOfStock(variant=MUG, wanted=2, left=Decimal(0), location_name="Downtown")
    beside.prepare(sold_out)

    assert [(d.field, d.live, d.shadow) for d in beside.found] == [("available", "0", "3")]


def test_a_variant_that_our_catalog_lacks_is_an_outcome_of_its_own(beside: Beside) -> None:
    beside.fault = UnknownSkuError("MUG")
    beside.prepare()

    assert [(d.field, d.shadow) for d in beside.found] == [("outcome", "unknown-sku")]


def test_the_live_path_neither_waits_for_the_shadow_nor_hears_of_its_faults(
    beside: Beside,
) -> None:
    beside.fault = RuntimeError("broken")

    assert beside.prepare() is PREPARED  # returned while the shadow still waited
    assert beside.found == []


def test_without_shadow_mode_nothing_is_looked_at(beside: Beside) -> None:
    beside.on, beside.fault = False, RuntimeError("must not be asked")

    assert beside.prepare() is PREPARED


def test_all_that_a_shadow_holds_are_two_functions_that_read() -> None:
    assert [each.name for each in dataclasses.fields(Looks)] == ["price", "stock"]


def test_the_database_refuses_a_write_from_where_the_shadow_reads(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    open_shop(database)

    with pytest.raises(exc.OperationalError), read_only(database) as tx:
        tx.execute(tables.refetches.delete())
    with database.write() as tx:
        tx.execute(tables.refetches.delete())
    database.close()
