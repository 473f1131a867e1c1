"""Lightspeed Retail (R-Series) as a `PosAdapter`: one account, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.guard import guarded
from adapters.lightspeed import customers, holds, orders, payments
from adapters.lightspeed.account import Facts
from adapters.lightspeed.capabilities import CAPABILITIES
from adapters.lightspeed.catalog import CatalogRun, list_locations, list_stock
from adapters.lightspeed.census import census
from adapters.lightspeed.client import LightspeedClient
from adapters.lightspeed.errors import API_VERSION_NAME, PLATFORM_NAME, TITLE
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosHold, PosOrder, PosReturn, Quote, ReturnRequest
from domain.payments import Payment, Refund, RefundRequest
from domain.ports.pos import Account, ApiVersion, CensusPage, Page
from mapping.report import MappingReport

API_VERSION = ApiVersion(
    version=API_VERSION_NAME,
    sunset=None,
    source="developers.lightspeedhq.com/retail/introduction/changelog: V3 is current since "
    "2022-04-11, no end announced (read 2026-11-21)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> LightspeedAdapter:
    """The adapter of one connection for one call."""
    client = LightspeedClient(line, settings.account_id)
    return LightspeedAdapter(settings, client, Facts(client, settings.options))


@guarded
@dataclass(frozen=True, slots=True)
class LightspeedAdapter(RefusingAdapter):
    """API V3 of 2022-04. Source: developers.lightspeedhq.com/retail (read 2026-11-21)."""

    client: LightspeedClient
    facts: Facts

    @property
    def platform(self) -> str:
        """`lightspeed`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """The vendor's spelling."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Lightspeed can do."""
        return CAPABILITIES

    @property
    def api_version(self) -> ApiVersion:
        """The version in every path."""
        return API_VERSION

    @property
    def _report(self) -> MappingReport:
        return self.settings.report

    def ping(self) -> Account:
        """Whose account it is and what was granted."""
        return self.facts.read_account()

    def locations(self) -> Iterator[Page[Location]]:
        """All shops, archived ones as inactive."""
        return list_locations(self.client, self._report)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Items and matrices; a delta also brings archived ones, as inactive."""
        return self._catalog_run(archived_too=since is not None).walk(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One matrix or item of its own, also by the id of an item in a matrix."""
        return self._catalog_run(archived_too=True).one(platform_id)

    def _catalog_run(self, *, archived_too: bool) -> CatalogRun:
        return CatalogRun(self.client, self._report, lambda: self.facts.currency, archived_too)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts of items by shop; what is not counted does not appear."""
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
        """Customers changed at `since` or later."""
        return customers.list_customers(self.client, self._report, since=since, cursor=cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return customers.customer(self.client, self._report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail."""
        return customers.find_customers(self.client, self._report, phone=phone, email=email)

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Sales of one customer, or changed at `since` or later, newest first."""
        return orders.list_orders(
            self.client,
            self.facts,
            self._report,
            since=since,
            customer_id=customer_id,
            cursor=cursor,
        )

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One sale."""
        return orders.get_order(self.client, self.facts, platform_id, self._report)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 (the reference is unique in the account)
        created_after: datetime,  # noqa: ARG002
    ) -> PosOrder | None:
        """The sale that carries our reference."""
        return orders.find_order(self.client, self.facts, reference, self._report)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return census(self.client, entity)

    def quote(self, cart: Cart) -> Quote:
        """What the order will cost, by Lightspeed's prices and tax rates."""
        return orders.quote(
            self.client, self.facts, cart, self.settings.options.get("shipping_item_id", "")
        )

    def hold_stock(
        self,
        cart: Cart,
        *,
        reference: str,
        key: IdempotencyKey,  # noqa: ARG002 (looked up by reference)
    ) -> PosHold:
        """Layaway lines for every line of the cart, all or none."""
        return holds.hold_stock(self.client, self.facts, cart, self._report, reference=reference)

    def release_hold(
        self,
        platform_id: PlatformId,
        *,
        key: IdempotencyKey,  # noqa: ARG002 (repeat-safe by state)
    ) -> None:
        """Delete the layaway lines that are not on a sale."""
        holds.release_hold(self.client, platform_id)

    def native_holds(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Our layaways that are older."""
        return holds.list_holds(self.client, self._report, created_before=created_before)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 (looked up by reference)
    ) -> PosOrder:
        """An open, unpaid sale; goods held under the same reference are taken over."""
        return orders.create_order(
            self.client,
            self.facts,
            draft,
            self._report,
            shipping_item=self.settings.options.get("shipping_item_id", ""),
        )

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 (repeat-safe by state)
    ) -> PosOrder:
        """Record the money and complete the sale."""
        return orders.confirm_order(
            self.client,
            self.facts,
            order,
            self._report,
            paid=paid,
            external_reference=external_reference,
        )

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,  # noqa: ARG002 (an archived sale has no place for it)
        key: IdempotencyKey,  # noqa: ARG002 (repeat-safe by state)
    ) -> PosOrder:
        """Archive an open sale."""
        return orders.cancel_order(self.client, self.facts, platform_id, self._report)

    def payment(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 (payments have ids of their own)
    ) -> Payment | None:
        """One payment as it is recorded."""
        return payments.get_payment(self.client, self.facts, payment_id, self._report)

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Book money that goes back; none moves."""
        return payments.refund(self.client, self.facts, request, self._report, key=key)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Take goods back into stock."""
        return payments.create_return(self.client, self.facts, request, key=key)
