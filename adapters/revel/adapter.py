"""Revel as a `PosAdapter`: one establishment of one instance, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.revel.account import read_account
from adapters.revel.capabilities import CAPABILITIES, READ_ONLY
from adapters.revel.catalog import CatalogRun, list_locations
from adapters.revel.census import Census
from adapters.revel.client import RevelClient
from adapters.revel.customers import find_customers, list_customers, one_customer
from adapters.revel.errors import PLATFORM_NAME, REVEL_VERSION
from adapters.revel.keys import Establishment, allows_orders, establishment_of
from adapters.revel.orders import OrderBook
from adapters.revel.stock import list_stock
from adapters.revel.webhooks import subscription
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, Quote
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription

TITLE = "Revel"
API_VERSION = ApiVersion(
    version=REVEL_VERSION,
    sunset=None,
    source="developer.revelsystems.com/revelsystems, version v2025.3.0 of the reference; requests "
    "carry no version and no end of one is announced (read 2026-11-21)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> RevelAdapter:
    """The adapter of one connection for one call. Raises ConfigurationError."""
    here = establishment_of(settings)
    return RevelAdapter(settings=settings, client=RevelClient(line, here.instance), here=here)


@guarded
@dataclass(frozen=True, slots=True, kw_only=True)
class RevelAdapter(RefusingAdapter):
    """Revel, reference v2025.3.0: reading, and orders by the cart calls where switched on."""

    client: RevelClient
    here: Establishment

    @property
    def platform(self) -> str:
        """`revel`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """`Revel`."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What this connection can do, by its switch."""
        return CAPABILITIES if allows_orders(self.settings) else READ_ONLY

    @property
    def api_version(self) -> ApiVersion:
        """The version of the reference."""
        return API_VERSION

    def ping(self) -> Account:
        """The establishment, and which surface the key does not open."""
        return read_account(self.client, self.here)

    def locations(self) -> Iterator[Page[Location]]:
        """The connection's one establishment."""
        yield list_locations(self.client, self.here, self.settings.report)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """The establishment's products, matrix goods as one product with their versions."""
        run = self._run()
        return run.everything(cursor) if since is None else run.changes(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product, by its own id or that of a version."""
        return self._run().one(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts of the establishment's products."""
        return list_stock(
            self.client,
            self.here,
            self.settings.report,
            since=since,
            inventory_ids=inventory_ids,
            cursor=cursor,
        )

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers of the whole instance."""
        return list_customers(
            self.client, self.here, self.settings.report, since=since, cursor=cursor
        )

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return one_customer(self.client, self.here, self.settings.report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail."""
        return find_customers(
            self.client,
            self.here,
            self.settings.report,
            phone=phone,
            email=email,
            index=self.settings.customer_index,
        )

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """The establishment's orders, newest first."""
        return self._orders.listing(since=since, customer_id=customer_id, cursor=cursor)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order."""
        return self._orders.get(platform_id)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 - a connection is one establishment
        created_after: datetime,
    ) -> PosOrder | None:
        """The order that carries our reference in its call name."""
        return self._orders.find(reference, created_after=created_after)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return Census(self.client, self.here).of(entity)

    def quote(self, cart: Cart) -> Quote:
        """Revel's own price; what `create_order` will cost."""
        self._needs(Capability.QUOTE, "quote")
        return self._orders.quote(cart)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - Revel has no keys: looked up by reference
    ) -> PosOrder:
        """An open order that staff see at once."""
        self._needs(Capability.CREATE_ORDER, "orders.create")
        return self._orders.submit(
            draft,
            payment_type=self.settings.options.get("payment_type", "4"),
            now=self.settings.clock.now(),
        )

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Staff see that the order is paid, and by what."""
        self._needs(Capability.CONFIRM_ORDER, "orders.confirm")
        return self._orders.confirm(order, paid=paid, external_reference=external_reference)

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,  # noqa: ARG002 - the call name has no room for it
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Staff see that the order is off."""
        self._needs(Capability.CANCEL_ORDER, "orders.cancel")
        return self._orders.cancel(platform_id)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """No call: what Revel is to be asked for."""
        return (subscription(url, self.settings.webhook_secret),)

    def _needs(self, capability: Capability, operation: str) -> None:
        if not allows_orders(self.settings):
            self.refuse(capability, operation)

    def _run(self) -> CatalogRun:
        return CatalogRun(self.client, self.here, self.settings.report)

    @property
    def _orders(self) -> OrderBook:
        return OrderBook(client=self.client, here=self.here, report=self.settings.report)
