"""Payment links in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.commerce.model import AuthorizeOutcome
from app.payments.links import LinkSent
from domain.calls import Call
from domain.ids import MerchantId, OrderId
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
