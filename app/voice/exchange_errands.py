"""Performs what a conversation wants of exchanges."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.commerce.exchanges import AskExchange
from app.commerce.model import OrderView, Wish
from app.voice.dialogue.exchanges import (
    BoughtFound,
    ConfirmExchange,
    ExchangeAction,
    ExchangeConfirmed,
    ExchangeFact,
    ExchangePriced,
    LookUpBought,
    PriceExchange,
)
from app.voice.identity import LinkedShopper
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.calls import Call
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import LocationId, OrderId


@dataclass(frozen=True, slots=True)
class ExchangeErrands:
    """One turn's exchanges of one shopper. Methods raise DomainError, PlatformError."""

    shop: ShopServices
    turn: Turn
    call: Call
    shopper: LinkedShopper

    def run(self, action: ExchangeAction) -> ExchangeFact:
        """The fact that an action leads to."""
        match action:
            case LookUpBought():
                return self._bought(action)
            case PriceExchange():
                return self._price(action)
            case ConfirmExchange():
                return self._confirm(action)

    def _bought(self, action: LookUpBought) -> BoughtFound:
        line = self._own(action.order_id).lines[action.position]
        if line.sku is None:
            return BoughtFound(variant=None)
        try:
            return BoughtFound(variant=self.shop.discovery.variant(self.turn.merchant_id, line.sku))
        except UnknownSkuError:
            return BoughtFound(variant=None)

    def _price(self, action: PriceExchange) -> ExchangePriced:
        first = self._own(action.order_id)
        outcome = self.shop.exchanges.ask(
            AskExchange(
                merchant_id=self.turn.merchant_id,
                order_id=action.order_id,
                lines=(action.wanted,),
                wishes=(Wish(sku=action.sku, quantity=action.wanted.quantity),),
                reason=action.reason,
                channel=self.turn.channel,
                key=self._key(action),
                location_id=action.place,
                method=action.method,
            ),
            self.call,
        )
        return ExchangePriced(outcome=outcome, store=self._store(action.place, first))

    def _confirm(self, action: ConfirmExchange) -> ExchangeConfirmed:
        merchant_id, exchanges = self.turn.merchant_id, self.shop.exchanges
        self._own(exchanges.get(merchant_id, action.exchange_id).order_id)
        stored, outcome = exchanges.confirm(merchant_id, action.exchange_id, None, self.call)
        returns = self.shop.returns.of_order(merchant_id, stored.order_id)
        back = next((each for each in returns if each.id == stored.return_id), None)
        instructions = None if back is None else str(back.detail.get("instructions") or "") or None
        label = None if back is None else self.shop.returns.label_news(back)
        order = None
        if stored.new_order_id is not None:
            order = self.shop.orders.order(merchant_id, stored.new_order_id)
        return ExchangeConfirmed(
            stored=stored,
            outcome=outcome,
            back=back,
            order=order,
            instructions=instructions,
            label=label,
        )

    def _store(self, place: LocationId | None, first: OrderView) -> str:
        if place is None:
            return first.location_name or ""
        return dict(self.shop.stock.locations(self.turn.merchant_id))[place].name

    def _own(self, order_id: OrderId) -> OrderView:
        """The shopper's order. Raises NotFoundError for another's, as if there were none."""
        order = self.shop.orders.order(self.turn.merchant_id, order_id)
        if order.customer_id != self.shopper.customer_id:
            raise NotFoundError("order", order_id)
        return order

    def _key(self, action: PriceExchange) -> str:
        """One attempt of one conversation: the same when a turn is run again."""
        wish = "|".join(
            (
                *(*self.turn.conversation, self.shopper.customer_id),
                *(action.order_id, str(action.wanted.position), str(action.wanted.quantity)),
                *(action.sku, str(action.serial)),
            )
        )
        return f"voice-exchange-{hashlib.sha256(wish.encode()).hexdigest()[:40]}"
