"""Toast as a `PosAdapter`: one restaurant, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.toast import census, options
from adapters.toast.capabilities import CAPABILITIES
from adapters.toast.client import ToastClient
from adapters.toast.errors import PLATFORM_NAME, TITLE, VERSION
from adapters.toast.history import OrderRun
from adapters.toast.keys import SCOPES
from adapters.toast.menus import MenuRun, list_locations, read_restaurant
from adapters.toast.ordering import Ordering
from adapters.toast.stock import list_stock
from adapters.toast.webhooks import CATEGORIES
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.errors import UnsupportedError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, Quote
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription
from mapping.report import MappingReport

API_VERSION = ApiVersion(
    version=VERSION,
    sunset=None,
    source="toast-orders.yaml, toast-menus.yaml and toast-stock.yaml as offered for download at "
    "doc.toasttab.com; no end of a major version is announced (read 2026-11-20)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> ToastAdapter:
    """The adapter of one connection for one call; the account is the restaurant's GUID."""
    return ToastAdapter(settings, ToastClient(line, settings.account_id))


@guarded
@dataclass(frozen=True, slots=True)
class ToastAdapter(RefusingAdapter):
    """Toast: orders 2.9.0, menus V2, stock 1.0.0. Source: its API documents (read 2026-11-20)."""

    client: ToastClient

    @property
    def platform(self) -> str:
        """`toast`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """The vendor's own spelling."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Toast can do."""
        return CAPABILITIES

    @property
    def api_version(self) -> ApiVersion:
        """The versions of the documents in use."""
        return API_VERSION

    @property
    def _report(self) -> MappingReport:
        return self.settings.report

    @property
    def _now(self) -> datetime:
        return self.settings.clock.now()

    @property
    def _ordering(self) -> Ordering:
        """The writing side; costs a read, because no order names its currency."""
        return Ordering(self.client, self.settings, self._currency())

    def _currency(self) -> str:
        """The restaurant's currency, which orders and menus do not name."""
        currency: str = read_restaurant(self.client)["general"]["currencyCode"]
        return currency

    def _orders_run(self, currency: str) -> OrderRun:
        days = self.settings.options.get(options.HISTORY_DAYS) or "90"
        return OrderRun(
            client=self.client,
            report=self._report,
            currency=currency,
            now=self._now,
            history=timedelta(days=int(days)),
        )

    def ping(self) -> Account:
        """Whose restaurant it is; the scopes are those that the login's token names."""
        general = read_restaurant(self.client)["general"]
        granted = frozenset(self.settings.granted_scopes)
        return Account(
            platform_id=PlatformId(self.client.restaurant),
            name=str(general.get("name") or self.client.restaurant),
            currency=general["currencyCode"],
            granted_scopes=granted,
            missing_scopes=frozenset(SCOPES) - granted,
        )

    def locations(self) -> Iterator[Page[Location]]:
        """The one restaurant."""
        yield list_locations(self.client, self._report)

    def _menu_run(self) -> MenuRun:
        return MenuRun(self.client, self._report, self._currency(), self._now)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Everything on the published menus; a delta brings all or, if nothing moved, nothing."""
        run = self._menu_run()
        yield from run.everything(cursor) if since is None else run.changes(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product by its own id, its item's or a variant's."""
        return self._menu_run().one(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,  # noqa: ARG002 - one answer holds everything
    ) -> Iterator[Page[StockLevel]]:
        """What is 86'd, counted, or was so at the last sweep; named items in any case."""
        return list_stock(
            self.client, self._report, since=since, inventory_ids=inventory_ids, now=self._now
        )

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """The guests of the orders we may read."""
        return self._orders_run("").customers(since=since, cursor=cursor)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Guests in our own copy: Toast searches none."""
        index = self.settings.customer_index
        if index is None:
            raise UnsupportedError(
                "no guest can be looked up before orders were read; ask for name and number",
                platform=PLATFORM_NAME,
                operation="customers.find",
            )
        return index.find(phone=phone, email=email)

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders placed by voice, newest first; those of one guest are picked out here."""
        run = self._orders_run(self._currency())
        yield from run.orders(since=since, customer_id=customer_id, cursor=cursor)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order with how far the kitchen has come."""
        return self._ordering.get(platform_id)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 - the connection is one restaurant
        created_after: datetime,
    ) -> PosOrder | None:
        """The order that carries our reference."""
        ordering = self._ordering
        run = self._orders_run(ordering.currency)
        return ordering.find(reference, created_after=created_after, run=run)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        if entity is Entity.PRODUCT:
            return census.of_menus(self._menu_run())
        if entity is Entity.STOCK:
            return census.of_stock(self.client)
        return census.of_orders(self._orders_run(self._currency()))

    def quote(self, cart: Cart) -> Quote:
        """The restaurant's own price; what `create_order` will cost."""
        return self._ordering.quote(cart)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - our reference is what Toast keeps unique
    ) -> PosOrder:
        """Price the order and send it to the kitchen, unpaid."""
        return self._ordering.create(draft)

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by looking the payment up
    ) -> PosOrder:
        """Book what another processor took."""
        return self._ordering.confirm(order, paid=paid, reference=external_reference)

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,  # noqa: ARG002 - Toast's void takes no reason
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Void the whole order with its booked payment."""
        return self._ordering.cancel(platform_id)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """What Toast's staff are asked for; no call can do it. The secrets they hand over are
        given in the order of `CATEGORIES`, with commas between, as the application's secret."""
        secrets = (self.settings.webhook_secret or "").split(",")
        handed = dict(zip(CATEGORIES, secrets, strict=False))
        return tuple(
            Subscription(
                platform_id=PlatformId(f"by-toast:{category}"),
                topics=topics,
                url=url,
                signing_secret=handed.get(category, "").strip() or None,
            )
            for category, topics in CATEGORIES.items()
        )
