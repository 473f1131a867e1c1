"""Shopify as a `PosAdapter`: one shop, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.shopify.account import read_account
from adapters.shopify.capabilities import capabilities_with
from adapters.shopify.catalog import Catalog
from adapters.shopify.census import census
from adapters.shopify.client import ShopifyClient
from adapters.shopify.customers import Customers
from adapters.shopify.dialect import SHOPIFY_VERSION
from adapters.shopify.errors import PLATFORM_NAME, TITLE, rejected
from adapters.shopify.holds import Holds
from adapters.shopify.options import keeps_aside, switched_on, writes_transfers
from adapters.shopify.orders import Orders
from adapters.shopify.payments import Payments, ShopperNeeded
from adapters.shopify.returns import Returns
from adapters.shopify.stock import Stock
from adapters.shopify.subscriptions import subscribe
from adapters.shopify.transfers import Transfers
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockChange, StockLevel
from domain.customers import Customer, StoredCard
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    OrderDraft,
    OrderState,
    PaymentState,
    PosHold,
    PosOrder,
    PosReturn,
    Quote,
    ReturnRequest,
)
from domain.payments import (
    NeedsShopper,
    Payment,
    PaymentOutcome,
    PaymentRequest,
    Refund,
    RefundRequest,
)
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription
from domain.transfers import PosTransfer, TransferWish

API_VERSION = ApiVersion(
    version=SHOPIFY_VERSION,
    sunset=date(2027, 10, 1),
    source="shopify.dev/docs/api/usage/versioning: stable since 2026-10-01, served for at least "
    "twelve months, then answered by the oldest version still served (read 2026-11-20)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> ShopifyAdapter:
    """The adapter of one connection for one call."""
    return ShopifyAdapter(client=ShopifyClient(line), settings=settings)


@guarded
@dataclass(frozen=True, slots=True)
class ShopifyAdapter(RefusingAdapter):
    """Shopify, Admin GraphQL API 2026-10."""

    client: ShopifyClient

    @property
    def platform(self) -> str:
        """`shopify`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """`Shopify`."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Shopify can do for this merchant."""
        return capabilities_with(switched_on(self.settings.options))

    @property
    def api_version(self) -> ApiVersion:
        """The pinned version and the first day on which it may be gone."""
        return API_VERSION

    @property
    def _catalog(self) -> Catalog:
        return Catalog(self.client, self.settings)

    @property
    def _stock(self) -> Stock:
        return Stock(self.client, self.settings)

    @property
    def _customers(self) -> Customers:
        return Customers(self.client, self.settings)

    @property
    def _holds(self) -> Holds:
        return Holds(self.client, self.settings)

    @property
    def _orders(self) -> Orders:
        return Orders(self.client, self.settings)

    @property
    def _transfers(self) -> Transfers:
        return Transfers(self.client, self.settings.report)

    @property
    def _payments(self) -> Payments:
        return Payments(self.client, self.settings)

    def ping(self) -> Account:
        """Whose shop it is and what was granted."""
        return read_account(self.client, self.settings.options)

    def locations(self) -> Iterator[Page[Location]]:
        """All locations, deactivated ones included."""
        return self._catalog.locations()

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Products with all their variants; a delta does not tell deletions."""
        return self._catalog.products(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product by its global id."""
        return self._catalog.product(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Sellable quantities by inventory item and location."""
        if inventory_ids is not None:
            return self._stock.of_items(inventory_ids, cursor)
        return self._stock.levels(since, cursor)

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers changed after `since`; a delta does not tell deletions."""
        return self._customers.changed(since, cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return self._customers.one(platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail, two at most."""
        return self._customers.found(phone, email)

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """Cards behind a payment mandate."""
        return self._customers.cards(customer_id)

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders of one customer, or changed after `since`, newest first."""
        return self._orders.listed(since, customer_id, cursor)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order with fulfillments and tracking."""
        return self._orders.one(platform_id)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 - orders are found across the shop
        created_after: datetime,
    ) -> PosOrder | None:
        """The order that carries our reference, whichever way finds it first."""
        return self._orders.referenced(reference, created_after=created_after)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return census(self.client, entity, places=self._stock.places, now=self.settings.clock.now())

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """Write a count that Shopify compares with what it holds."""
        return self._stock.set_to(inventory_id, location_id, quantity, expected=expected, key=key)

    def quote(self, cart: Cart) -> Quote:
        """Price, discounts and tax by the shop's rules."""
        return self._orders.quoted(cart)

    def hold_stock(
        self,
        cart: Cart,
        *,
        reference: str,
        key: IdempotencyKey,  # noqa: ARG002 - noted and found by reference
    ) -> PosHold:
        """Move the goods from available to reserved at the cart's location, all or none."""
        if not keeps_aside(self.settings.options):
            self.refuse(Capability.NATIVE_HOLD, "holds.create")
        return self._holds.placed(cart, reference=reference)

    def release_hold(
        self,
        platform_id: PlatformId,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - keys are of the hold's own note
    ) -> None:
        """Have the goods available again, also where no more are to be kept aside."""
        self._holds.release(platform_id)

    def native_holds(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Our holds in this shop that are older."""
        return self._holds.listed(created_before=created_before)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - Shopify takes none here: the reference stands for it
    ) -> PosOrder:
        """An unpaid order at the wished location, its stock committed."""
        return self._orders.create(draft)

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 - a paid order cannot be marked as paid again
    ) -> PosOrder:
        """The paid order; `external_reference` marks it as paid when another processor was.

        Money that Shopify took whole needs no call: staff see the order since its creation, and
        the capture has told that it is paid.
        """
        if external_reference is None:
            return self._captured(order, paid)
        if order.payment_state is PaymentState.AUTHORIZED:
            raise rejected("MarkAsPaid", "an authorization is open: marking would capture it")
        if paid != order.total:
            raise rejected("MarkAsPaid", f"{paid} was taken but {order.total} is owed")
        return self._orders.marked_paid(order, external_reference)

    def _captured(self, order: PosOrder, paid: Money) -> PosOrder:
        if paid == order.total:
            return replace(order, state=OrderState.CONFIRMED, payment_state=PaymentState.PAID)
        now = self._orders.one(order.platform_id)
        if now is None or now.payment_state is not PaymentState.PAID:
            raise rejected("OrderById", f"order {order.number} is not paid")
        return now

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,
        key: IdempotencyKey,  # noqa: ARG002 - a canceled order cannot be canceled again
    ) -> PosOrder:
        """Cancel and restock; captured money is refunded apart."""
        return self._orders.canceled(platform_id, reason)

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Reserve the amount on a payment mandate; any other token is unsupported."""
        outcome = self._payments.authorize(request, key=key)
        if isinstance(outcome, ShopperNeeded):
            return NeedsShopper(url=self._orders.payment_page(outcome.order_id))
        return outcome

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,
        *,
        order_id: PlatformId | None,
        key: IdempotencyKey,  # noqa: ARG002 - the order's transactions are read first instead
        reserved: Money | None = None,  # noqa: ARG002 - a capture is final, whatever it takes
    ) -> Payment:
        """Take the amount; what was authorized beyond it is let go."""
        return self._payments.capture(payment_id, amount, order_id=order_id)

    def void(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,
        key: IdempotencyKey,  # noqa: ARG002 - the order's transactions are read first instead
    ) -> Payment:
        """Let the authorization go."""
        return self._payments.void(payment_id, order_id=order_id)

    def void_lost(
        self,
        key: IdempotencyKey,  # noqa: ARG002 - the order is of this one sale: all of it is let go
        *,
        order_id: PlatformId | None,
    ) -> None:
        """Void whatever was authorized on the order; without an order nothing was."""
        if order_id is not None:
            self._payments.void_all(order_id)

    def payment(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment | None:
        """One payment, told by the transaction that began it."""
        return self._payments.payment(payment_id, order_id)

    def payment_link(self, order: PosOrder) -> str:
        """Shopify's page for what is still owed on the order."""
        return self._orders.payment_page(order.platform_id)

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back; goods come back by `create_return`."""
        return self._payments.refund(request, key=key)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Take handed-over goods back."""
        return Returns(self.client, self.settings).create(request, key=key)

    def create_transfer(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """A draft transfer at the sending location."""
        self._require_transfers("transfers.create")
        return self._transfers.drafted(wish, key=key)

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer."""
        self._require_transfers("transfers.get")
        return self._transfers.one(platform_id)

    def cancel_transfer(
        self,
        platform_id: PlatformId,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosTransfer:
        """Delete a draft, or cancel what is packed."""
        self._require_transfers("transfers.cancel")
        return self._transfers.called_off(platform_id)

    def _require_transfers(self, operation: str) -> None:
        if not writes_transfers(self.settings.options):
            self.refuse(Capability.TRANSFERS, operation)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """Every topic we read, delivered to `url`."""
        secret = self.settings.webhook_secret
        return subscribe(self.client, url, signing_secret=secret)
