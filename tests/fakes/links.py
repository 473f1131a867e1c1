"""Payment links in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from app.commerce.model import AuthorizeOutcome, LinkSent, PlaceOutcome
from domain.calls import Call
from domain.ids import MerchantId, OrderId
from storage.shopper_notices import ShopperChannelKind
from tests.fakes.clock import FakeClock


@dataclass
class FakeLinks:
    """What the REST view asks."""

    clock: FakeClock
    require_order: Callable[[MerchantId, OrderId], object]
    """Raises NotFoundError."""

    def send(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> LinkSent | AuthorizeOutcome:
        self.require_order(merchant_id, order_id)
        url = f"https://shop.example/pay/{order_id}"
        return LinkSent(order_id=order_id, url=url, hold_expires_at=self.clock.now(), told=True)


@dataclass
class TalkedLinks:
    """What a conversation asks: nobody can be sent a page until told `by` what."""

    clock: FakeClock
    by: ShopperChannelKind | None = None
    stored: bool = True
    """Whether a message is stored once a page was asked for."""
    sent: list[OrderId] = field(default_factory=list)
    next_sent: deque[PlaceOutcome | Exception] = field(default_factory=deque)

    def way(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> ShopperChannelKind | None:
        return self.by

    def send(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> LinkSent | PlaceOutcome:
        if self.next_sent:
            instead = self.next_sent.popleft()
            if isinstance(instead, Exception):
                raise instead
            return instead
        self.sent.append(order_id)
        return LinkSent(
            order_id=order_id,
            url=f"https://shop.example/pay/{order_id}",
            hold_expires_at=self.clock.now() + timedelta(minutes=30),
            by=self.by if self.stored else None,
            told=self.stored,
        )
