"""The part of the Square adapter that speaks of Square's own subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.guard import guarded
from adapters.refusing import RefusingAdapter
from adapters.square import recurring
from adapters.square.client import SquareClient
from domain.capabilities import Capability
from domain.ids import IdempotencyKey, PlatformId
from domain.native_subscriptions import NativeBill, NativePlan, NativeSubscription, NativeWish
from mapping.report import MappingReport


@guarded
@dataclass(frozen=True, slots=True)
class SubscribingAdapter(RefusingAdapter):
    """Refuses every call, unless the connection's `subscriptions` is on."""

    client: SquareClient

    @property
    def report(self) -> MappingReport:
        """Where mapping tables tell what they met."""
        return self.settings.report

    @property
    def switched_on(self) -> frozenset[str]:
        """The options that the merchant has switched on."""
        return frozenset(name for name, value in self.settings.options.items() if value == "on")

    def _require(self, operation: str) -> None:
        if "subscriptions" not in self.switched_on:
            self.refuse(Capability.NATIVE_SUBSCRIPTIONS, operation)

    def subscription_plans(self) -> Sequence[NativePlan]:
        """Every plan variation of the catalog."""
        self._require("plans.list")
        return recurring.list_plans(self.client)

    def start_subscription(self, wish: NativeWish, *, key: IdempotencyKey) -> NativeSubscription:
        """Begin one, billed by an order template."""
        self._require("subscriptions.create")
        return recurring.start(self.client, wish, self.report, key=key)

    def native_subscription(self, platform_id: PlatformId) -> NativeSubscription | None:
        """One with its scheduled actions."""
        self._require("subscriptions.get")
        return recurring.get(self.client, platform_id, self.report)

    def subscription_bill(self, bill_id: PlatformId) -> NativeBill | None:
        """The invoice of one cycle."""
        self._require("invoices.get")
        return recurring.bill(self.client, bill_id, self.report)

    def pause_subscription(
        self, platform_id: PlatformId, *, until: date | None = None, periods: int | None = None
    ) -> NativeSubscription:
        """From the next cycle on."""
        self._require("subscriptions.pause")
        return recurring.pause(self.client, platform_id, self.report, until=until, periods=periods)

    def resume_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """At once."""
        self._require("subscriptions.resume")
        return recurring.resume(self.client, platform_id, self.report)

    def cancel_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """At the end of what is paid."""
        self._require("subscriptions.cancel")
        return recurring.cancel(self.client, platform_id, self.report)

    def charge_subscription_to(
        self, platform_id: PlatformId, card_token: str
    ) -> NativeSubscription:
        """Another card on file of the same customer."""
        self._require("subscriptions.update")
        return recurring.charge_to(self.client, platform_id, card_token, self.report)
