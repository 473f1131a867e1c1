"""Clover as a `PosAdapter`: one merchant, which is one store, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from adapters.clover import customers
from adapters.clover.account import list_locations, read_account
from adapters.clover.capabilities import capabilities_with
from adapters.clover.catalog import CatalogRun
from adapters.clover.census import census
from adapters.clover.client import CloverClient
from adapters.clover.errors import CLOVER_VERSION, PLATFORM_NAME, TITLE
from adapters.clover.options import Choices, choices_of
from adapters.clover.orders import Orders
from adapters.clover.payments import Payments
from adapters.clover.returns import create_return
from adapters.clover.stock import list_stock, set_stock
from adapters.clover.subscriptions import standing_subscription
from adapters.clover.tokens import tokenize
from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.refusing import RefusingAdapter
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.card_secret import CardSecret
from domain.catalog import Location, Product, StockChange, StockLevel
from domain.customers import Customer, StoredCard
from domain.errors import UnsupportedError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, PosReturn, Quote, ReturnRequest
from domain.payments import Payment, PaymentOutcome, PaymentRequest, Refund, RefundRequest
from domain.ports.cards import SingleUseToken
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription
from mapping.report import MappingReport

API_VERSION = ApiVersion(
    version=CLOVER_VERSION,
    sunset=None,
    source="docs.clover.com/dev/reference: REST v3 and Ecommerce v1 in the path, no sunset "
    "announced (read 2026-11-20)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> CloverAdapter:
    """The adapter of one connection for one call."""
    return CloverAdapter(client=CloverClient(line, settings.account_id), settings=settings)


@guarded
@dataclass(frozen=True, slots=True)
class CloverAdapter(RefusingAdapter):
    """Clover, REST v3 and Ecommerce v1. Source: docs.clover.com (read 2026-11-20)."""

    client: CloverClient

    @property
    def platform(self) -> str:
        """`clover`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """`Clover`."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Clover can do with this connection's settings."""
        return capabilities_with(self._choices)

    @property
    def api_version(self) -> ApiVersion:
        """The pinned version."""
        return API_VERSION

    @property
    def _report(self) -> MappingReport:
        return self.settings.report

    @property
    def _now(self) -> datetime:
        return self.settings.clock.now()

    @property
    def _choices(self) -> Choices:
        return choices_of(self.settings.options)

    @property
    def _orders(self) -> Orders:
        return Orders(client=self.client, choices=self._choices, report=self._report)

    @property
    def _payments(self) -> Payments:
        return Payments(client=self.client, choices=self._choices, report=self._report)

    def _card_payments(self, operation: str) -> Payments:
        """Refused without a call where Clover charges no cards, or would refuse every charge."""
        choices = self._choices
        if not choices.charges_cards:
            self._refuse_cards("charges cards in the US and Canada only", operation)
        if choices.payer_address is None:
            self._refuse_cards(
                "refuses charges without the payer's address; set the connection's payer_address",
                operation,
            )
        return self._payments

    def _refuse_cards(self, why: str, operation: str) -> None:
        raise UnsupportedError(
            f"with {TITLE}, cards cannot be charged here (it {why})",
            platform=PLATFORM_NAME,
            operation=operation,
        )

    def ping(self) -> Account:
        """Whose account it is and which permissions the app has; each is tried."""
        return read_account(self.client, with_cards=self._choices.charges_cards)

    def locations(self) -> Iterator[Page[Location]]:
        """The merchant itself."""
        yield list_locations(self.client, self._report)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Item groups and single items; a delta also brings deleted ones, as inactive."""
        run = CatalogRun(self.client, self._report)
        return run.everything(cursor) if since is None else run.changes(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product, by the id of its group or of an item."""
        return CatalogRun(self.client, self._report).one(platform_id)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts; what is not counted is unknown and does not appear."""
        return list_stock(
            self.client, self._report, since=since, inventory_ids=inventory_ids, cursor=cursor
        )

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """All customers, whatever `since` is: Clover does not tell who changed."""
        return customers.list_customers(self.client, self._report, since=since, cursor=cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return customers.customer(self.client, self._report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this phone or this e-mail."""
        return customers.find_customers(self.client, self._report, phone=phone, email=email)

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """Cards with a multi-pay token, newest first, expired ones last."""
        return customers.stored_cards(self.client, self._report, customer_id, now=self._now)

    def tokenize(self, card: CardSecret) -> SingleUseToken:
        """A single-use token for a card, from Clover's tokenizer (US and Canada)."""
        if not self._choices.charges_cards:
            self._refuse_cards("charges cards in the US and Canada only", "tokens.create")
        return tokenize(self.client, card)

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders changed after `since`, of one customer in the last 90 days, or all."""
        return self._orders.listed(
            since=since, customer_id=customer_id, cursor=cursor, now=self._now
        )

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order, also one that was deleted."""
        return self._orders.get(platform_id)

    def find_order(
        self,
        reference: str,
        *,
        location_id: PlatformId,  # noqa: ARG002 - a merchant is one location
        created_after: datetime,  # noqa: ARG002 - the reference alone finds it
    ) -> PosOrder | None:
        """The order that carries our reference."""
        return self._orders.find(reference)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        return census(self.client, entity)

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,  # noqa: ARG002 - an absolute count is safe to repeat
    ) -> StockChange:
        """Write a count, read immediately before."""
        if location_id != self.client.merchant_id:
            raise UnsupportedError(
                f"{TITLE} counts one store only",
                platform=PLATFORM_NAME,
                operation="item_stocks.set",
            )
        return set_stock(self.client, inventory_id, quantity, expected=expected)

    def quote(self, cart: Cart) -> Quote:
        """Clover's own price; what `create_order` will cost."""
        return self._orders.quote(cart)

    def create_order(
        self,
        draft: OrderDraft,
        *,
        key: IdempotencyKey,  # noqa: ARG002 - v3 has no keys: the reference is looked up
    ) -> PosOrder:
        """An open, unpaid order that staff see at once."""
        return self._orders.create(draft)

    def confirm_order(
        self,
        order: PosOrder,
        *,
        paid: Money,
        external_reference: str | None,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """No call when the order was paid in full by card; other money is noted first."""
        orders = self._orders
        if external_reference is not None:
            orders.check_open(order)
            self._payments.record_external(order, paid=paid, reference=external_reference)
        return orders.confirm(order, paid=paid)

    def cancel_order(
        self,
        platform_id: PlatformId,
        *,
        reason: str,
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> PosOrder:
        """Delete an unpaid order, mark a paid one."""
        return self._orders.cancel(platform_id, reason=reason)

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Pay the order by token; the money is taken at once."""
        return self._card_payments("payments.pay").authorize(request, key=key)

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,  # noqa: ARG002 - what was taken is told, not asked for
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - the charge knows its order
        key: IdempotencyKey,
        reserved: Money | None = None,  # noqa: ARG002 - nothing is taken but all of it
    ) -> Payment:
        """The payment that paying took; the answer tells how much that was."""
        return self._card_payments("payments.capture").capture(payment_id, key=key)

    def void(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - the charge knows its order
        key: IdempotencyKey,
    ) -> Payment:
        """Give the whole amount back."""
        return self._card_payments("payments.void").void(payment_id, key=key)

    def void_lost(self, key: IdempotencyKey, *, order_id: PlatformId | None) -> None:
        """Give back what `authorize` took under this key, if anything."""
        self._card_payments("payments.void_lost").void_lost(key, order_id=order_id)

    def payment(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - payments have ids of their own
    ) -> Payment | None:
        """One payment as it stands."""
        return self._payments.get(payment_id)

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back on a charge."""
        if not self._choices.charges_cards:
            self._refuse_cards("gives back what it charged only", "refunds.create")
        return self._payments.refund(request, key=key)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Count goods in again; the list of goods stays with us."""
        return create_return(self.client, self._orders, request, key=key)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """What a person must set in the developer dashboard, with the code to check."""
        code = self.settings.webhook_secret
        return (standing_subscription(url, code=code),)
