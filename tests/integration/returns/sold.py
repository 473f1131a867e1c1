"""A sold order of a till in memory, and its returns over a real database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

from app.commerce.returns import KIND, AskReturn, ReturnService
from domain.calls import Call
from domain.capabilities import Capability, Declaration, Support
from domain.catalog import Source
from domain.errors import RejectedError
from domain.ids import ConnectionId, IdempotencyKey, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.orders import OrderLine, OrderState, PaymentState, PosOrder
from domain.payments import Payment, PaymentStatus, Refund, RefundRequest
from domain.returns import RefundTo, Refused, ReturnReason, Wanted
from storage import merchants, order_money, orders, outbox, tables
from storage.engine import Database
from storage.returns import StoredReturn
from tests.contract.suite.sim import FixedToken
from tests.fakes.clock import FakeClock
from tests.fakes.pos import MemoryPos
from tests.fakes.pos_line import MemoryLine
from tests.fakes.pos_shop import MemoryShop
from tests.integration.storage.shop import NOW, open_shop

MERCHANT = MerchantId("mer_1")
_NUMBERS = count(1)


class Killed(BaseException):
    """The process ends here."""


class Lame(MemoryPos):
    """A till without a call for returns or refunds."""

    capabilities: ClassVar[dict[Capability, Declaration]] = {
        **MemoryPos.capabilities,
        Capability.RETURN: Declaration(support=Support.NONE, note="-", source="-"),
    }


class Silent(MemoryPos):
    """A till that never tells that goods were fetched."""

    capabilities: ClassVar[dict[Capability, Declaration]] = {
        **MemoryPos.capabilities,
        Capability.RETURN: replace(
            MemoryPos.capabilities[Capability.RETURN], hand_over_untold=True
        ),
    }


class Penniless(MemoryPos):
    """A till that refuses to give money back."""

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        raise RejectedError("no money", platform="memory", operation="refund")


@dataclass
class Till:
    """A directory of one till, and the books behind it."""

    shop: MemoryShop
    kind: type[MemoryPos] = MemoryPos

    def open(self, connection_id: ConnectionId, call: Call) -> MemoryPos:
        return self.kind(MemoryLine(self.shop, FixedToken("t", platform="memory"), call))

    @property
    def given_back(self) -> int:
        return sum(each.refunded.amount for each in self.shop.payments.values() if each.refunded)

    @property
    def on_shelf(self) -> Decimal:
        return sum((each.available or 0 for each in self.shop.stock.values()), Decimal(0))


@dataclass
class World:
    """A sold order of three mugs and one pot, paid with two cards."""

    database: Database
    till: Till
    clock: FakeClock
    order_id: OrderId
    dies_at: str | None = None

    def probe(self, point: str) -> None:
        if point == self.dies_at:
            self.dies_at = None
            raise Killed(point)

    @property
    def service(self) -> ReturnService:
        return ReturnService(self.database, self.till, self.clock, probe=self.probe)

    def ask(self, *lines: tuple[int, int], key: str = "k1", **facts: Any) -> StoredReturn | Refused:
        wish = AskReturn(
            merchant_id=MERCHANT,
            order_id=self.order_id,
            lines=tuple(Wanted(position=at, quantity=many) for at, many in lines),
            reason=facts.get("reason", ReturnReason.WRONG_SIZE),
            channel="api",
            key=key,
            refund_to=facts.get("refund_to", RefundTo.ORIGINAL),
        )
        return self.service.ask(wish, Call.within(60))

    def policy(self, **told: Any) -> None:
        with self.database.write() as tx:
            row = merchants.merchant(tx, MERCHANT)
            settings = {**row.settings, "returns": told}
            merchants.update_merchant(tx, replace(row, settings=settings))

    def worker(self) -> None:
        """What the outbox asks for, carried out by somebody else after a while."""
        self.clock.advance(minutes=2)
        with self.database.write() as tx:
            due = outbox.claim(tx, owner="w", now=self.clock.now(), lease=timedelta(seconds=60))
        for effect in due:
            assert effect.kind == KIND
            self.service.carry_out(MERCHANT, effect.key, call=Call.within(60))

    @property
    def order(self) -> orders.StoredOrder:
        with self.database.read() as tx:
            return orders.get(tx, MERCHANT, self.order_id)


def sold(database: Database) -> World:
    """The order stands in the book and at the till."""
    shop = open_shop(database)
    till = Till(MemoryShop.seeded(12))
    variants = [key for key in till.shop.stock if till.shop.stock[key].available is not None][:2]
    place = variants[0][1]
    number = next(_NUMBERS)
    pos_order = PosOrder(
        platform_id=PlatformId(f"order-{number}"),
        number=f"N{number}",
        state=OrderState.COMPLETED,
        payment_state=PaymentState.PAID,
        total=Money(4000, "USD"),
        tax=Money(0, "USD"),
        lines=tuple(
            OrderLine(
                platform_id=PlatformId(f"line-{at}"),
                name=name,
                quantity=Decimal(quantity),
                unit_price=Money(total // quantity, "USD"),
                total=Money(total, "USD"),
                tax=Money(0, "USD"),
                variant_platform_id=variant[0],
            )
            for at, (name, quantity, total, variant) in enumerate(
                [("Mug", 3, 1000, variants[0]), ("Pot", 1, 3000, variants[1])]
            )
        ),
        created_at=NOW,
        updated_at=NOW,
        location_platform_id=place,
        revision=1,
    )
    till.shop.orders[pos_order.platform_id] = pos_order
    clock = FakeClock(NOW + timedelta(days=2))
    with database.write() as tx:
        orders.apply_orders(tx, shop.connection, [pos_order], as_of=NOW, source=Source.POLL)
        row = tx.execute(tables.orders.select()).one()
        for card, minor in (("pay-1", 1500), ("pay-2", 2500)):
            payment = Payment(
                platform_id=PlatformId(f"{card}-{number}"),
                status=PaymentStatus.CAPTURED,
                amount=Money(minor, "USD"),
                updated_at=NOW,
                order_platform_id=pos_order.platform_id,
            )
            till.shop.payments[payment.platform_id] = payment
            order_money.save_payment(tx, MERCHANT, shop.connection.id, row.id, payment, now=NOW)
    return World(database=database, till=till, clock=clock, order_id=OrderId(row.id))
