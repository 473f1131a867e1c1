"""What the gateway remembers for platforms that cannot look it up themselves."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.platform import SentOrder
from domain.calls import Clock
from domain.customers import Customer
from domain.ids import ConnectionId, IdempotencyKey, PlatformId
from storage import customers, sent_orders
from storage.engine import Database
from storage.merchants import PosConnection


@dataclass(frozen=True, slots=True)
class StoredCustomers:
    """`CustomerIndex` over our copy of one connection's customers."""

    database: Database
    connection_id: ConnectionId

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """Customers with exactly this E.164 phone or this e-mail, as last read."""
        with self.database.look() as tx:
            return customers.with_contact(tx, self.connection_id, phone=phone, email=email)


@dataclass(frozen=True, slots=True)
class StoredOrders:
    """`OrderMemory` over the orders noted for one connection."""

    database: Database
    connection: PosConnection
    clock: Clock

    def begin(self, key: IdempotencyKey, *, reference: str) -> SentOrder | None:
        """Note that an order is about to be sent under this key; what was noted before, if any."""
        now = self.clock.now()
        with self.database.write() as tx:
            noted = sent_orders.begin(tx, self.connection, key, reference=reference, now=now)
        return None if noted is None else _sent(noted)

    def finish(self, key: IdempotencyKey, platform_id: PlatformId) -> None:
        """The platform made it."""
        with self.database.write() as tx:
            sent_orders.finish(tx, self.connection.id, key, platform_id)

    def forget(self, key: IdempotencyKey) -> None:
        """The platform surely did not make it; the key may be used again."""
        with self.database.write() as tx:
            sent_orders.forget(tx, self.connection.id, key)

    def find(self, reference: str) -> SentOrder | None:
        """The order with this reference of ours; None if it was never sent."""
        with self.database.look() as tx:
            noted = sent_orders.find(tx, self.connection.id, reference)
        return None if noted is None else _sent(noted)


def _sent(noted: sent_orders.Noted) -> SentOrder:
    return SentOrder(key=noted.key, reference=noted.reference, platform_id=noted.platform_id)
