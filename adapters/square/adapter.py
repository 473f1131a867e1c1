"""Square as a `PosAdapter`: one seller's account, bound to one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from adapters.guard import guarded
from adapters.platform import AdapterSettings
from adapters.square import (
    cards,
    customers,
    gift_cards,
    loyalty,
    orders,
    payments,
    transfers,
)
from adapters.square.account import read_account
from adapters.square.capabilities import capabilities_with
from adapters.square.catalog import CatalogRun, list_locations, list_stock
from adapters.square.census import census
from adapters.square.client import SquareClient
from adapters.square.errors import PLATFORM_NAME, SQUARE_VERSION, TITLE
from adapters.square.oauth import scopes_with
from adapters.square.recount import set_stock
from adapters.square.subscribing import SubscribingAdapter
from adapters.square.subscriptions import ensure_subscription
from adapters.wire import Line
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockChange, StockLevel
from domain.customers import Customer, StoredCard
from domain.errors import ConfigurationError
from domain.events import Entity
from domain.gift_cards import GiftCard
from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyStanding, OrderPoints
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, PosReturn, Quote, ReturnRequest
from domain.payments import Payment, PaymentOutcome, PaymentRequest, Refund, RefundRequest
from domain.ports.pos import Account, ApiVersion, CensusPage, Page, Subscription
from domain.transfers import PosTransfer, TransferWish

API_VERSION = ApiVersion(
    version=SQUARE_VERSION,
    sunset=None,
    source="squareup 46.0.0.20260916; developer.squareup.com/docs/build-basics/api-lifecycle: "
    "twelve months from deprecation to retirement, no date announced (read 2026-11-20)",
)


def open_adapter(line: Line, settings: AdapterSettings) -> SquareAdapter:
    """The adapter of one connection for one call."""
    return SquareAdapter(client=SquareClient(line), settings=settings)


@guarded
@dataclass(frozen=True, slots=True)
class SquareAdapter(SubscribingAdapter):
    """Square, API version 2026-09-16. Source: Square API reference (read 2026-11-20)."""

    @property
    def platform(self) -> str:
        """`square`."""
        return PLATFORM_NAME

    @property
    def title(self) -> str:
        """`Square`."""
        return TITLE

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What Square can do for this merchant."""
        return capabilities_with(self.switched_on)

    @property
    def api_version(self) -> ApiVersion:
        """The pinned version."""
        return API_VERSION

    @property
    def _now(self) -> datetime:
        return self.settings.clock.now()

    @property
    def _has_loyalty(self) -> bool:
        return "loyalty" in self.switched_on

    def ping(self) -> Account:
        """Whose account it is and what was granted."""
        return read_account(self.client, scopes_with(self.settings.options))

    def locations(self) -> Iterator[Page[Location]]:
        """All locations, inactive ones included."""
        yield list_locations(self.client, self.report)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Items with their variations; a delta also brings deleted ones, as inactive."""
        run = self._catalog_run()
        return run.everything(cursor) if since is None else run.changes(since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One item, by its own id or that of a variation."""
        return self._catalog_run().one(platform_id)

    def _catalog_run(self) -> CatalogRun:
        return CatalogRun(self.client, self.report, self.settings.location_ids)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts of goods in stock; what has no count is unknown and does not appear."""
        return list_stock(
            self.client, self.report, since=since, inventory_ids=inventory_ids, cursor=cursor
        )

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Profiles changed after `since`; deletions are told by webhook only."""
        return customers.list_customers(self.client, self.report, since=since, cursor=cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id."""
        return customers.customer(self.client, self.report, platform_id)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Profiles with exactly this phone or this e-mail."""
        return customers.find_customers(self.client, self.report, phone=phone, email=email)

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """Enabled cards on file, newest first, expired ones last."""
        return customers.stored_cards(self.client, self.report, customer_id, now=self._now)

    def keep_card(self, token: str, customer_id: PlatformId, *, key: IdempotencyKey) -> StoredCard:
        """Put the card behind a nonce on file."""
        return cards.keep_card(self.client, self.report, token, customer_id, key=key)

    def drop_card(self, token: str) -> None:
        """Disable a card on file."""
        cards.drop_card(self.client, token)

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders of one customer, or changed after `since`, newest first."""
        return orders.list_orders(
            self.client,
            self.report,
            location_ids=self.settings.location_ids,
            since=since,
            customer_id=customer_id,
            cursor=cursor,
        )

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order with fulfillments and tracking."""
        return orders.get_order(self.client, platform_id, self.report)

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The order that carries our reference."""
        return orders.find_order(
            self.client,
            reference,
            self.report,
            location_id=location_id,
            created_after=created_after,
        )

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        places = self.settings.location_ids
        if entity is Entity.ORDER and not places:
            listed = list_locations(self.client, self.report)
            places = tuple(one.platform_id for one in listed.records)
        return census(self.client, entity, places)

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """Write a physical count, read immediately before."""
        return set_stock(
            self.client,
            inventory_id,
            location_id,
            quantity,
            expected=expected,
            key=key,
            now=self._now,
        )

    def quote(self, cart: Cart) -> Quote:
        """Square's own price; what `create_order` will cost."""
        return orders.quote(self.client, cart, self.report)

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """An OPEN, unpaid order that staff do not see yet."""
        return orders.create_order(self.client, draft, self.report, key=key)

    def confirm_order(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """No call when the captured money is the order's total: paying it confirmed it."""
        if external_reference is not None:
            payments.record_external(
                self.client, order, self.report, paid=paid, reference=external_reference, key=key
            )
        return orders.confirm_order(self.client, order, self.report, paid=paid, key=key)

    def amend_order(
        self, platform_id: PlatformId, quantities: Sequence[int], *, key: IdempotencyKey
    ) -> PosOrder:
        """Lower the quantities of an unpaid order's lines, or take lines off."""
        return orders.amend_order(self.client, platform_id, quantities, self.report, key=key)

    def cancel_order(
        self, platform_id: PlatformId, *, reason: str, key: IdempotencyKey
    ) -> PosOrder:
        """Cancel the order if unpaid, else its fulfillment."""
        return orders.cancel_order(
            self.client,
            platform_id,
            self.report,
            reason=reason,
            key=key,
            loyalty=self._has_loyalty,
        )

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Reserve the amount on a nonce or a card on file."""
        return payments.authorize(self.client, request, self.report, key=key)

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - the payment knows its order
        key: IdempotencyKey,
        reserved: Money | None = None,
    ) -> Payment:
        """Take what was authorized, lowered before to `amount` where that is less; the answer
        tells how much it was."""
        if reserved is not None and amount != reserved:
            return payments.capture_part(self.client, payment_id, amount, self.report, key=key)
        return payments.capture(self.client, payment_id, self.report)

    def capture_together(
        self, order_id: PlatformId, payment_ids: Sequence[PlatformId], *, key: IdempotencyKey
    ) -> PosOrder:
        """Pay the order with all of them; approved ones that are not named are canceled."""
        if "gift_cards" not in self.switched_on:
            self.refuse(Capability.SEVERAL_TENDERS, "orders.pay")
        return orders.pay_order(self.client, order_id, payment_ids, self.report, key=key)

    def void(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - the payment knows its order
        key: IdempotencyKey,  # noqa: ARG002 - repeat-safe by state
    ) -> Payment:
        """Let the authorization go."""
        return payments.void(self.client, payment_id, self.report)

    def void_lost(
        self,
        key: IdempotencyKey,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - Square finds the payment by the key
    ) -> None:
        """Cancel what `authorize` did under this key, if anything."""
        payments.void_lost(self.client, key)

    def gift_cards(self, customer_id: PlatformId) -> Sequence[GiftCard]:
        """Those linked to the customer's profile."""
        self._require_gift_cards("gift_cards.list")
        return gift_cards.of_customer(self.client, customer_id, self.report)

    def gift_card_of(self, nonce: str) -> GiftCard:
        """The one behind a nonce of Square's own field."""
        self._require_gift_cards("gift_cards.from_nonce")
        return gift_cards.of_nonce(self.client, nonce, self.report)

    def _require_gift_cards(self, operation: str) -> None:
        if "gift_cards" not in self.switched_on:
            self.refuse(Capability.GIFT_CARDS, operation)

    def payments_since(self, since: datetime) -> Iterator[Page[Payment]]:
        """Payments begun since then."""
        return payments.list_payments(self.client, self.report, since=since)

    def payment(
        self,
        payment_id: PlatformId,
        *,
        order_id: PlatformId | None,  # noqa: ARG002 - payments have ids of their own
    ) -> Payment | None:
        """One payment as it stands."""
        return payments.get_payment(self.client, payment_id, self.report)

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back on a captured payment."""
        return payments.refund(self.client, request, self.report, key=key)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Put goods back in stock; the list of goods stays with us."""
        return orders.create_return(self.client, request, key=key, now=self._now)

    def _require_loyalty(self, operation: str) -> None:
        if not self._has_loyalty:
            self.refuse(Capability.LOYALTY, operation)

    def loyalty(self, customer_id: PlatformId) -> LoyaltyStanding | None:
        """The seller's program with this customer's account."""
        self._require_loyalty("loyalty.standing")
        return loyalty.standing(self.client, self.report, customer_id)

    def accrue_points(
        self, order_id: PlatformId, *, account_id: PlatformId, key: IdempotencyKey
    ) -> int:
        """Have Square give the points of an order that it calls COMPLETED."""
        self._require_loyalty("loyalty.accrue")
        order = orders.raw_order(self.client, order_id)
        return loyalty.accrue(self.client, order, account_id, key=key)

    def points_of_order(
        self, order_id: PlatformId, *, account_id: PlatformId, reference: str
    ) -> OrderPoints:
        """What the order did to the account, by Square's own events."""
        self._require_loyalty("loyalty.order")
        order = orders.raw_order(self.client, order_id)
        return loyalty.points_of(self.client, order, account_id, reference=reference)

    def correct_points(
        self, account_id: PlatformId, points: int, *, reference: str, key: IdempotencyKey
    ) -> None:
        """Adjust the points by hand."""
        self._require_loyalty("loyalty.correct")
        loyalty.correct(self.client, account_id, points, reference=reference, key=key)

    def create_transfer(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """A draft transfer order at the sending location."""
        return transfers.create(self.client, wish, self.report, key=key)

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer order."""
        return transfers.get(self.client, platform_id, self.report)

    def cancel_transfer(self, platform_id: PlatformId, *, key: IdempotencyKey) -> PosTransfer:
        """Delete a draft, or cancel what is under way."""
        return transfers.cancel(self.client, platform_id, self.report, key=key)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """The application's subscription for `url`, found or made."""
        token = self.settings.application_token
        if token is None:
            raise ConfigurationError(
                "Square subscriptions need the application's own access token: set it from the "
                "Credentials page of the Square Developer Console"
            )
        return (ensure_subscription(self.client, url, token=token),)
