"""Exchanges and store credit in memory: what the REST views ask for, Acme's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.commerce.exchanges import AskExchange
from app.commerce.model import PlaceOutcome
from domain.calls import Call
from domain.errors import NotFoundError
from domain.ids import CustomerId, MerchantId, OrderId
from domain.money import Money
from domain.returns import Refused
from storage.exchanges import ExchangeState, StoredExchange
from storage.results import Listed
from storage.store_credit import CreditEntry, CreditKind
from tests.fakes.clock import FakeClock

OWNER = MerchantId("m_acme")


@dataclass
class FakeExchanges:
    """One exchange stands from the start."""

    clock: FakeClock
    require_order: Callable[[MerchantId, OrderId], object]
    """Raises NotFoundError."""
    kept: dict[str, StoredExchange] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keep("exc_m_acme", OrderId("ord_x"))

    def _keep(self, its_id: str, order_id: OrderId) -> StoredExchange:
        now = self.clock.now()
        self.kept[its_id] = StoredExchange(
            id=its_id,
            merchant_id=OWNER,
            key=its_id,
            state=ExchangeState.PRICED,
            order_id=order_id,
            return_id="rtn_m_acme",
            new_order_id=OrderId("ord_y"),
            returned=Money(1999, "USD"),
            total=Money(2499, "USD"),
            credit=Money(1999, "USD"),
            channel="api",
            customer_id=None,
            created_at=now,
            updated_at=now,
        )
        return self.kept[its_id]

    def ask(self, wish: AskExchange, call: Call) -> StoredExchange | Refused:
        self.require_order(wish.merchant_id, wish.order_id)
        if wish.lines[0].quantity > 3:
            return Refused("more-than-received", "Mug", 3, 0)
        return self._keep(f"exc_{len(self.kept)}", wish.order_id)

    def confirm(
        self, merchant_id: MerchantId, exchange_id: str, token: str | None, call: Call
    ) -> tuple[StoredExchange, PlaceOutcome | None]:
        done = replace(self.get(merchant_id, exchange_id), state=ExchangeState.DONE)
        self.kept[exchange_id] = done
        return done, None

    def get(self, merchant_id: MerchantId, exchange_id: str) -> StoredExchange:
        found = self.kept.get(exchange_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("exchange", exchange_id)
        return found

    def list(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> Listed[StoredExchange]:
        rows = [each for each in self.kept.values() if each.merchant_id == merchant_id]
        return Listed(rows=tuple(rows[:limit]))


@dataclass
class FakeCredit:
    """Every customer is Acme's and has ten dollars."""

    clock: FakeClock

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, cursor: str | None, limit: int
    ) -> tuple[Mapping[str, Money], Listed[CreditEntry]]:
        self._require(merchant_id, customer_id)
        return {"USD": Money(1000, "USD")}, Listed(rows=())

    def change(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        amount: Money,
        *,
        reason: str,
        key: str,
        actor: str,
    ) -> CreditEntry:
        self._require(merchant_id, customer_id)
        return CreditEntry(
            id="crd_1",
            kind=CreditKind.GRANTED,
            amount=amount,
            order_id=None,
            actor=actor,
            note=reason,
            at=self.clock.now(),
        )

    def _require(self, merchant_id: MerchantId, customer_id: CustomerId) -> None:
        if merchant_id != OWNER:
            raise NotFoundError("customer", customer_id)
