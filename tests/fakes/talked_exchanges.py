"""Exchanges in a conversation: the real rules of returns, orders in memory; a key gives one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.commerce.exchanges import AskExchange, Refusal
from app.commerce.model import (
    CancelRefused,
    HoldExpired,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    Prepared,
    PrepareOrder,
)
from app.voice.identity import LinkedShopper, shopper_of
from app.voice.shop_ports import GoodsReturns
from domain.calls import Call
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import ConnectionId, IdempotencyKey, MerchantId
from domain.money import Money, total
from domain.orders import OrderState
from domain.returns import Refused, ReturnState
from storage.exchanges import ExchangeState, StoredExchange
from storage.returns import StoredReturn
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop


@dataclass
class TalkedExchanges:
    """Exchanges of one shopper. Totals are untaxed, as what a return comes to is here."""

    shop: FakeShop
    clock: FakeClock
    given_back: list[StoredReturn]
    returns: Callable[[], GoodsReturns]
    shopper: LinkedShopper
    takes_goods: bool = True
    """Whether the till sets the goods against the new order; else both go through whole."""
    kept: dict[str, StoredExchange] = field(default_factory=dict)

    def ask(self, wish: AskExchange, call: Call) -> StoredExchange | Refusal:
        known = next((each for each in self.kept.values() if each.key == wish.key), None)
        if known is not None:
            return known
        said = self.returns().assess(
            wish.merchant_id, wish.order_id, wish.lines, wish.reason, call=call
        )
        if isinstance(said, Refused):
            return said
        if said.person is not None:
            return Refused("needs-person")
        first = self.shop.orders[wish.order_id]
        prepared = self.shop.checkout.prepare(
            PrepareOrder(
                merchant_id=wish.merchant_id,
                lines=wish.wishes,
                shopper=shopper_of(self.shopper, locale="en-US"),
                channel=wish.channel,
                key=IdempotencyKey(f"exchange:{wish.key}"),
                location_id=wish.location_id or first.prepared.location_id,
                method=wish.method,
                goods_back=said.amount,
            ),
            call,
        )
        if not isinstance(prepared, Prepared):
            return prepared
        return self._priced(wish, said.amount, prepared)

    def _priced(self, wish: AskExchange, returned: Money, prepared: Prepared) -> StoredExchange:
        now, number = self.clock.now(), len(self.kept) + 1
        costs = total((line.total for line in prepared.lines), returned.currency)
        credit = min(costs, returned) if self.takes_goods else Money.zero(returned.currency)
        back = StoredReturn(
            id=f"rtn_exc_{number}",
            merchant_id=wish.merchant_id,
            connection_id=ConnectionId("con_x"),
            order_id=wish.order_id,
            state=ReturnState.EXCHANGING,
            reason=wish.reason,
            note=wish.note,
            lines=tuple((each.position, each.quantity) for each in wish.lines),
            amount=returned,
            channel=wish.channel,
            customer_id=self.shopper.customer_id,
            platform_id=None,
            restocked=False,
            detail={"key": wish.key},
            created_at=now,
            updated_at=now,
        )
        self.given_back.append(back)
        stored = StoredExchange(
            id=f"exc_{number}",
            merchant_id=wish.merchant_id,
            key=wish.key,
            state=ExchangeState.PRICED,
            order_id=wish.order_id,
            return_id=back.id,
            new_order_id=prepared.order_id,
            returned=returned,
            total=costs,
            credit=credit,
            channel=wish.channel,
            customer_id=self.shopper.customer_id,
            created_at=now,
            updated_at=now,
        )
        self.kept[stored.id] = stored
        return stored

    def confirm(
        self, merchant_id: MerchantId, exchange_id: str, token: str | None, call: Call
    ) -> tuple[StoredExchange, PlaceOutcome | None]:
        stored = self.get(merchant_id, exchange_id)
        if stored.state is not ExchangeState.PRICED or stored.new_order_id is None:
            return stored, None
        outcome = self.shop.checkout.place(
            PlaceOrder(merchant_id=merchant_id, order_id=stored.new_order_id), call
        )
        if isinstance(outcome, Placed):
            self._back(stored, ReturnState.AWAITING_GOODS)
            return self._moved(stored, ExchangeState.DONE), outcome
        if isinstance(outcome, HoldExpired):
            return self._ended(stored), outcome
        return stored, outcome

    def drop(self, merchant_id: MerchantId, exchange_id: str, call: Call) -> StoredExchange:
        stored = self.get(merchant_id, exchange_id)
        if stored.state is not ExchangeState.PRICED or stored.new_order_id is None:
            return stored
        voided = self.shop.checkout.void(merchant_id, stored.new_order_id, call=call)
        if isinstance(voided, CancelRefused):
            raise IllegalTransitionError("order", OrderState.CONFIRMED.value, "void")
        return self._ended(stored)

    def get(self, merchant_id: MerchantId, exchange_id: str) -> StoredExchange:
        found = self.kept.get(exchange_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("exchange", exchange_id)
        return found

    def _ended(self, stored: StoredExchange) -> StoredExchange:
        self._back(stored, None)
        return self._moved(stored, ExchangeState.ENDED)

    def _moved(self, stored: StoredExchange, to: ExchangeState) -> StoredExchange:
        self.kept[stored.id] = replace(stored, state=to)
        return self.kept[stored.id]

    def _back(self, stored: StoredExchange, to: ReturnState | None) -> None:
        """The return goes on; None: it is given up, and its goods count as the shopper's again."""
        at = next(n for n, each in enumerate(self.given_back) if each.id == stored.return_id)
        if to is None:
            del self.given_back[at]
        else:
            self.given_back[at] = replace(self.given_back[at], state=to)
