"""Counterpoint as a `PosAdapter`: one company on its merchant's own server, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.counterpoint.account import read_account
from adapters.counterpoint.capabilities import CAPABILITIES
from adapters.counterpoint.catalog import CatalogRun
from adapters.counterpoint.census import Census
from adapters.counterpoint.client import CounterpointClient
from adapters.counterpoint.customers import list_customers, one_customer
from adapters.counterpoint.errors import API, PLATFORM_NAME, TITLE
from adapters.counterpoint.orders import Orders
from adapters.counterpoint.settings import CounterpointSettings
from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.errors import ConfigurationError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, Quote
from domain.ports.pos import Account, ApiVersion, CensusPage, Page

API_VERSION = ApiVersion(
    version=API,
    sunset=None,
    source="github.com/NCRCounterpointAPI/APIGuide Release_Notes (2024-07): API 2.4 for "
    "Counterpoint 8.5.7.2 and 8.6; installed by the merchant, no end announced",
)


def open_adapter(line: Line, settings: AdapterSettings) -> CounterpointAdapter:
    """The adapter of one connection for one call."""
    return CounterpointAdapter(settings=settings, client=CounterpointClient(line))


@guarded
@dataclass(frozen=True, slots=True)
class CounterpointAdapter(RefusingAdapter):
    """NCR Counterpoint, API 2.4. Source: the vendor's API guide (2024-07)."""

    client: CounterpointClient

    @property
    def platform(self) -> str:
        """`counterpoint`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """The vendor's own spelling."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Counterpoint can do."""
        return CAPABILITIES

    @property
    def api_version(self) -> ApiVersion:
        """The version its documents describe."""
        return API_VERSION

    @property
    def _options(self) -> CounterpointSettings:
        return CounterpointSettings(self.settings.options)

    def _run(self) -> CatalogRun:
        return CatalogRun(
            client=self.client,
            settings=self._options,
            report=self.settings.report,
            location_ids=self.settings.location_ids,
            now=self.settings.clock.now(),
        )

    def _orders(self) -> Orders:
        return Orders(self.client, self._run(), self.settings.order_memory)

    def ping(self) -> Account:
        """Whose company it is, and what the user's role allows."""
        return read_account(self.client, self._options, self.settings.account_id)

    def locations(self) -> Iterator[Page[Location]]:
        """Every stock location, in one page."""
        yield self._run().locations()

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Items; each version of a product is an item of its own unless it is a grid item."""
        return self._run().products(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One item, by its number or that of a cell."""
        return self._run().product(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """What is available at each location; what has no row is unknown and does not appear."""
        run = self._run()
        return run.stock(since, cursor) if inventory_ids is None else run.stock_of(inventory_ids)

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers, the walk-in customer among them."""
        return list_customers(
            self.client,
            self._options,
            self.settings.report,
            since=since,
            cursor=cursor,
            now=self.settings.clock.now(),
        )

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return one_customer(self.client, self._options, self.settings.report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers in the gateway's own copy: the server cannot search. No call is made."""
        index = self.settings.customer_index
        if index is None:
            raise ConfigurationError(
                f"{TITLE} cannot search its customers, and no copy of them is at hand"
            )
        return index.find(phone=phone, email=email.lower() if email else None)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One open document; None for one that was posted, which then is done, or never was."""
        return self._orders().get(platform_id)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 - the gateway's memory knows it by reference
        created_after: datetime,  # noqa: ARG002
    ) -> PosOrder | None:
        """The order noted under our reference. Raises AmbiguousOutcomeError if it is in doubt."""
        return self._orders().find(reference)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return Census(self._run()).of(entity)

    def quote(self, cart: Cart) -> Quote:
        """The items' own prices and the connection's taxes."""
        return self._orders().quote(cart)

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """An unpaid order; a key whose answer was lost is in doubt and not sent again."""
        return self._orders().create(draft, key=key)

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,
    ) -> PosOrder:
        """Record the money that another processor took."""
        return self._orders().confirm(
            order, paid=paid, external_reference=external_reference, key=key
        )
