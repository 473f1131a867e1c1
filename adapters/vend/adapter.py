"""Vend as a `PosAdapter`: one retailer, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.vend import customers
from adapters.vend.capabilities import CAPABILITIES, WITHOUT_TRANSFERS
from adapters.vend.catalog import CatalogRun, list_stock
from adapters.vend.census import census
from adapters.vend.client import VendClient
from adapters.vend.errors import PLATFORM_NAME, TITLE, VEND_VERSION
from adapters.vend.orders import Orders
from adapters.vend.retailer import Retailer
from adapters.vend.returns import Returns
from adapters.vend.selling import Selling
from adapters.vend.settings import writes_transfers
from adapters.vend.subscriptions import ensure_subscriptions
from adapters.vend.transfers import Transfers
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, PosReturn, Quote, ReturnRequest
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription
from domain.transfers import PosTransfer, TransferWish
from mapping.report import MappingReport

API_VERSION = ApiVersion(
    version=VEND_VERSION,
    sunset=date(2027, 7, 1),
    source="x-series-api.lightspeedhq.com/docs/versioning-strategy: each quarterly version is "
    "supported at least twelve months; the earliest end is kept here (read 2026-11-20)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> VendAdapter:
    """The adapter of one connection for one call."""
    return VendAdapter(settings, VendClient(line))


@guarded
@dataclass(frozen=True, slots=True)
class VendAdapter(RefusingAdapter):
    """Lightspeed Retail X-Series, API version 2026-07. Source: the vendor's OpenAPI 2026-07."""

    client: VendClient

    @property
    def platform(self) -> str:
        """`vend`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """The vendor's own spelling."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Vend can do."""
        return CAPABILITIES if self._writes_transfers else WITHOUT_TRANSFERS

    @property
    def api_version(self) -> ApiVersion:
        """The pinned version."""
        return API_VERSION

    @property
    def _writes_transfers(self) -> bool:
        return writes_transfers(self.settings.options)

    @property
    def _report(self) -> MappingReport:
        return self.settings.report

    @property
    def _retailer(self) -> Retailer:
        return Retailer(self.client, self.settings.options)

    @property
    def _catalog(self) -> CatalogRun:
        return CatalogRun(self.client, self._retailer, self._report)

    @property
    def _orders(self) -> Orders:
        return Orders(self.client, self._retailer, self._report)

    @property
    def _selling(self) -> Selling:
        return Selling(self.client, self._retailer, self._orders, self.settings.options)

    def ping(self) -> Account:
        """Whose account it is, and which permissions it lacks."""
        return self._retailer.account(self.settings.granted_scopes)

    def locations(self) -> Iterator[Page[Location]]:
        """All outlets, deleted ones as inactive."""
        yield self._retailer.locations(self._report)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Families with their variants; a delta also brings deleted ones, as inactive."""
        run = self._catalog
        return run.everything(cursor) if since is None else run.changes(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One family, by its own id or that of a variant."""
        return self._catalog.one(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts by outlet; what is not counted is unknown and does not appear."""
        return list_stock(
            self.client,
            self._report,
            since=since,
            inventory_ids=inventory_ids,
            cursor=cursor,
            now=self.settings.clock.now(),
        )

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers changed after a version; a delta brings deleted ones, as inactive."""
        return customers.list_customers(self.client, self._report, since=since, cursor=cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return customers.customer(self.client, self._report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail."""
        return customers.find_customers(
            self.client,
            self._report,
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
        """Sales of one customer, newest first, or changed after a version."""
        if customer_id is not None:
            return self._orders.of_customer(customer_id, self.settings.clock.now())
        return self._orders.since(since, cursor)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One sale."""
        return self._orders.get(platform_id)

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The sale that carries our reference."""
        return self._orders.find(reference, location_id=location_id, created_after=created_after)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return census(self.client, entity)

    def quote(self, cart: Cart) -> Quote:
        """Price and tax, computed from what Vend tells; what `create_order` will cost."""
        return self._selling.quote(cart)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - the reference names the sale
    ) -> PosOrder:
        """A parked, unpaid sale; the same reference gives the same sale."""
        return self._selling.create(draft)

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Book the money and let the sale wait to be handed over."""
        return self._selling.confirm(order, paid=paid, external_reference=external_reference)

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,  # noqa: ARG002 - Vend keeps no reason for voiding
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Void the sale."""
        return self._selling.cancel(platform_id)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Take goods back into stock."""
        return Returns(self.client, self._retailer, self._orders).create(request, key=key)

    def create_transfer(
        self,
        wish: TransferWish,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - found again by our reference
    ) -> PosTransfer:
        """An open transfer, which the sending outlet's staff see."""
        self._require_transfers("transfers.create")
        return Transfers(self.client, self._report).opened(wish)

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer."""
        self._require_transfers("transfers.get")
        return Transfers(self.client, self._report).one(platform_id)

    def cancel_transfer(
        self,
        platform_id: PlatformId,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosTransfer:
        """Delete one that has not been sent."""
        self._require_transfers("transfers.cancel")
        return Transfers(self.client, self._report).called_off(platform_id)

    def _require_transfers(self, operation: str) -> None:
        if not self._writes_transfers:
            self.refuse(Capability.TRANSFERS, operation)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """One webhook per topic for `url`, found or made."""
        return ensure_subscriptions(self.client, url)
