"""A till that keeps no subscriptions of its own, and sells no gift cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from domain.errors import UnsupportedError
from domain.gift_cards import GiftCard
from domain.ids import IdempotencyKey, PlatformId
from domain.native_subscriptions import NativeBill, NativePlan, NativeSubscription, NativeWish
from domain.orders import PosOrder


class NoSubscriptions:
    """The native subscriptions of the port, and its gift cards, refused."""

    def gift_cards(self, customer_id: PlatformId) -> Sequence[GiftCard]:
        """Refused."""
        _refuse("gift_cards.list")

    def gift_card_of(self, nonce: str) -> GiftCard:
        """Refused."""
        _refuse("gift_cards.from_nonce")

    def capture_together(
        self, order_id: PlatformId, payment_ids: Sequence[PlatformId], *, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        _refuse("orders.pay")

    def subscription_plans(self) -> Sequence[NativePlan]:
        """Refused."""
        _refuse("plans.list")

    def start_subscription(self, wish: NativeWish, *, key: IdempotencyKey) -> NativeSubscription:
        """Refused."""
        _refuse("subscriptions.create")

    def native_subscription(self, platform_id: PlatformId) -> NativeSubscription | None:
        """Refused."""
        _refuse("subscriptions.get")

    def subscription_bill(self, bill_id: PlatformId) -> NativeBill | None:
        """Refused."""
        _refuse("invoices.get")

    def pause_subscription(
        self, platform_id: PlatformId, *, until: date | None = None, periods: int | None = None
    ) -> NativeSubscription:
        """Refused."""
        _refuse("subscriptions.pause")

    def resume_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Refused."""
        _refuse("subscriptions.resume")

    def cancel_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Refused."""
        _refuse("subscriptions.cancel")

    def charge_subscription_to(
        self, platform_id: PlatformId, card_token: str
    ) -> NativeSubscription:
        """Refused."""
        _refuse("subscriptions.update")


def _refuse(operation: str) -> NoReturn:
    raise UnsupportedError(
        "every delivery is bought by itself", platform="memory", operation=operation
    )
