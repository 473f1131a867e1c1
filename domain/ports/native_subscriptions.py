"""The part of the port to a point of sale that keeps and bills subscriptions itself.

Refused with `UnsupportedError`, before any network call, where
`Capability.NATIVE_SUBSCRIPTIONS` is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.ids import IdempotencyKey, PlatformId
from domain.native_subscriptions import NativeBill, NativePlan, NativeSubscription, NativeWish


class NativeSubscriptionPort(Protocol):
    """Plans of the merchant's, and subscriptions to them; the platform charges each period."""

    def subscription_plans(self) -> Sequence[NativePlan]:
        """Every plan that the merchant offers."""
        ...

    def start_subscription(self, wish: NativeWish, *, key: IdempotencyKey) -> NativeSubscription:
        """Begin one; the same key begins one."""
        ...

    def native_subscription(self, platform_id: PlatformId) -> NativeSubscription | None:
        """One as it stands, with what is planned; None if unknown."""
        ...

    def subscription_bill(self, bill_id: PlatformId) -> NativeBill | None:
        """The bill of one period; None if unknown."""
        ...

    def pause_subscription(
        self, platform_id: PlatformId, *, until: date | None = None, periods: int | None = None
    ) -> NativeSubscription:
        """Bill nothing from the next period on: until a day, for so many periods, or until it is
        resumed. One that is paused, or will be, is returned as it is."""
        ...

    def resume_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Go on now; one that goes on is returned as it is."""
        ...

    def cancel_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Bill nothing after the period that is paid; canceling twice is the same."""
        ...

    def charge_subscription_to(
        self, platform_id: PlatformId, card_token: str
    ) -> NativeSubscription:
        """Let another card of the same customer pay from now on."""
        ...
