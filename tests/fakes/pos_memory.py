"""In-memory stand-ins for what the gateway remembers on behalf of platforms that cannot search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from adapters.platform import SentOrder
from domain.customers import Customer
from domain.ids import IdempotencyKey, PlatformId


@dataclass
class ListedCustomers:
    """`CustomerIndex` over a listing that is read anew for each question."""

    listed: Callable[[], Iterable[Customer]]

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail."""
        return tuple(
            one
            for one in self.listed()
            if (phone is not None and one.phone == phone)
            or (email is not None and one.email == email)
        )


@dataclass
class MemoryOfOrders:
    """`OrderMemory` in a dictionary."""

    sent: dict[IdempotencyKey, SentOrder] = field(default_factory=dict)

    def begin(self, key: IdempotencyKey, *, reference: str) -> SentOrder | None:
        """What was noted under the key before; else it is noted now."""
        found = self.sent.get(key)
        if found is None:
            self.sent[key] = SentOrder(key=key, reference=reference, platform_id=None)
        return found

    def finish(self, key: IdempotencyKey, platform_id: PlatformId) -> None:
        """The platform made it."""
        self.sent[key] = replace(self.sent[key], platform_id=platform_id)

    def forget(self, key: IdempotencyKey) -> None:
        """The platform surely did not make it."""
        self.sent.pop(key, None)

    def find(self, reference: str) -> SentOrder | None:
        """The order with this reference."""
        return next((one for one in self.sent.values() if one.reference == reference), None)
