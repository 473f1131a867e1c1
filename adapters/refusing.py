"""What an adapter starts from: every method of the port refused, in words a shopper can hear."""

# ruff: noqa: ARG002 (a refusal needs no arguments)

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from adapters.platform import AdapterSettings
from domain.capabilities import Capability, Declaration, Support
from domain.catalog import Location, Product, StockChange, StockLevel
from domain.customers import Customer, StoredCard
from domain.errors import BadSignatureError, UnsupportedError
from domain.events import Delivery, Entity, Ignored, PosEvent
from domain.gift_cards import GiftCard
from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyStanding, OrderPoints
from domain.money import Money
from domain.native_subscriptions import NativeBill, NativePlan, NativeSubscription, NativeWish
from domain.orders import (
    Cart,
    OrderDraft,
    PosHold,
    PosOrder,
    PosReturn,
    Quote,
    ReturnRequest,
)
from domain.payments import Payment, PaymentOutcome, PaymentRequest, Refund, RefundRequest
from domain.ports.pos import CENSUS_OF, Account, ApiVersion, CensusPage, Page, Subscription
from domain.transfers import PosTransfer, TransferWish

SPOKEN: Mapping[Capability, str] = {
    Capability.LOCATIONS: "its stores cannot be listed",
    Capability.PRODUCTS: "its products cannot be listed",
    Capability.STOCK: "it does not tell what is in stock",
    Capability.CUSTOMERS: "its customers cannot be listed",
    Capability.FIND_CUSTOMER: "customers cannot be looked up there",
    Capability.ORDER_HISTORY: "earlier orders cannot be looked up there",
    Capability.QUOTE: "it cannot tell a price in advance",
    Capability.CREATE_ORDER: "orders cannot be placed there by voice",
    Capability.CONFIRM_ORDER: "orders cannot be confirmed there",
    Capability.CANCEL_ORDER: "this order can only be canceled at the store",
    Capability.NATIVE_HOLD: "it cannot keep goods aside by itself",
    Capability.CHARGE: "cards cannot be charged there",
    Capability.STORED_CARDS: "it keeps no cards on file",
    Capability.PAYMENT_LINK: "it offers no payment page",
    Capability.REFUND: "the money can only be given back at the store",
    Capability.RETURN: "goods can only be returned at the store",
    Capability.WEBHOOKS: "it sends no messages about changes",
    Capability.CUSTOMER_BY_ID: "a customer cannot be read by number",
    Capability.PRODUCT_CENSUS: "its products cannot be counted a second way",
    Capability.STOCK_CENSUS: "its counts cannot be counted a second way",
    Capability.CUSTOMER_CENSUS: "its customers cannot be counted a second way",
    Capability.ORDER_CENSUS: "its orders cannot be counted a second way",
    Capability.SET_STOCK: "counts can only be changed at the store",
    Capability.LOYALTY: "points can only be used at the store",
    Capability.DISCOUNT_CODES: "discount codes cannot be used",
    Capability.PARTIAL_CAPTURE: "all that was authorized is taken, or nothing",
    Capability.AMEND_ORDER: "an order is changed at the store only",
    Capability.GIFT_CARDS: "gift cards are paid with at the store only",
    Capability.SEVERAL_TENDERS: "one order is paid with one card",
    Capability.NATIVE_SUBSCRIPTIONS: "its own subscriptions are begun at the store only",
    Capability.TRANSFERS: "goods are sent between stores by staff alone",
}
"""Ends of the sentence "With this store's till, …"."""


@dataclass(frozen=True, slots=True)
class RefusingAdapter(ABC):
    """A `PosAdapter` that can do nothing yet; a platform overrides what it has."""

    settings: AdapterSettings

    @property
    @abstractmethod
    def platform(self) -> str:
        """The platform's name in lower case."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The vendor's own spelling."""

    @property
    @abstractmethod
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What this platform can do."""

    @property
    @abstractmethod
    def api_version(self) -> ApiVersion:
        """The API version in use."""

    def refuse(self, capability: Capability, operation: str) -> NoReturn:
        """Raise UnsupportedError without a call; its message can be spoken."""
        why = self.capabilities[capability].note or SPOKEN.get(capability, "that cannot be done")
        raise UnsupportedError(
            f"with {self.title}, {SPOKEN.get(capability, 'that cannot be done')} ({why})",
            platform=self.platform,
            operation=operation,
        )

    @abstractmethod
    def ping(self) -> Account:
        """The cheapest call that proves the credentials; every platform has one."""

    def locations(self) -> Iterator[Page[Location]]:
        """Refused."""
        self.refuse(Capability.LOCATIONS, "locations")

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Refused."""
        self.refuse(Capability.PRODUCTS, "products")

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """Refused."""
        self.refuse(Capability.PRODUCTS, "product")

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Refused."""
        self.refuse(Capability.STOCK, "stock")

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Refused."""
        self.refuse(Capability.CUSTOMERS, "customers")

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """Refused."""
        self.refuse(Capability.CUSTOMER_BY_ID, "customer")

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Refused."""
        self.refuse(Capability.FIND_CUSTOMER, "customers.find")

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """Refused."""
        self.refuse(Capability.STORED_CARDS, "cards")

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Refused."""
        self.refuse(Capability.ORDER_HISTORY, "orders")

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """Refused."""
        self.refuse(Capability.ORDER_HISTORY, "order")

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """Refused."""
        self.refuse(Capability.CREATE_ORDER, "orders.find")

    def census(self, entity: Entity) -> Iterator[CensusPage]:
        """What the platform's `_census_of` tells of the entity; refused where it tells nothing."""
        capability = CENSUS_OF.get(entity)
        if capability is None:
            raise UnsupportedError(
                f"there is no census of {entity.value} records",
                platform=self.platform,
                operation=f"census.{entity.value}",
            )
        if self.capabilities[capability].support is Support.NONE:
            self.refuse(capability, f"census.{entity.value}")
        return self._census_of(entity)

    def _census_of(self, entity: Entity) -> Iterator[CensusPage]:
        """The census of an entity that the capabilities declare."""
        self.refuse(CENSUS_OF[entity], f"census.{entity.value}")

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """Refused."""
        self.refuse(Capability.SET_STOCK, "stock.set")

    def quote(self, cart: Cart) -> Quote:
        """Refused."""
        self.refuse(Capability.QUOTE, "quote")

    def hold_stock(self, cart: Cart, *, reference: str, key: IdempotencyKey) -> PosHold:
        """Refused."""
        self.refuse(Capability.NATIVE_HOLD, "holds.create")

    def release_hold(self, platform_id: PlatformId, *, key: IdempotencyKey) -> None:
        """Refused."""
        self.refuse(Capability.NATIVE_HOLD, "holds.release")

    def native_holds(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Refused."""
        self.refuse(Capability.NATIVE_HOLD, "holds.list")

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """Refused."""
        self.refuse(Capability.CREATE_ORDER, "orders.create")

    def confirm_order(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        self.refuse(Capability.CONFIRM_ORDER, "orders.confirm")

    def amend_order(
        self, platform_id: PlatformId, quantities: Sequence[int], *, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        self.refuse(Capability.AMEND_ORDER, "orders.amend")

    def cancel_order(
        self, platform_id: PlatformId, *, reason: str, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        self.refuse(Capability.CANCEL_ORDER, "orders.cancel")

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Refused."""
        self.refuse(Capability.CHARGE, "payments.authorize")

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,
        *,
        order_id: PlatformId | None,
        key: IdempotencyKey,
        reserved: Money | None = None,
    ) -> Payment:
        """Refused."""
        self.refuse(Capability.CHARGE, "payments.capture")

    def capture_together(
        self, order_id: PlatformId, payment_ids: Sequence[PlatformId], *, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        self.refuse(Capability.SEVERAL_TENDERS, "orders.pay")

    def void(
        self, payment_id: PlatformId, *, order_id: PlatformId | None, key: IdempotencyKey
    ) -> Payment:
        """Refused."""
        self.refuse(Capability.CHARGE, "payments.void")

    def void_lost(self, key: IdempotencyKey, *, order_id: PlatformId | None) -> None:
        """Refused."""
        self.refuse(Capability.CHARGE, "payments.void_lost")

    def payment(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment | None:
        """Refused."""
        self.refuse(Capability.CHARGE, "payment")

    def payment_link(self, order: PosOrder) -> str:
        """Refused."""
        self.refuse(Capability.PAYMENT_LINK, "payment_link")

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Refused."""
        self.refuse(Capability.REFUND, "refunds.create")

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Refused."""
        self.refuse(Capability.RETURN, "returns.create")

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """Refused."""
        self.refuse(Capability.WEBHOOKS, "webhooks.subscribe")

    def loyalty(self, customer_id: PlatformId) -> LoyaltyStanding | None:
        """Refused."""
        self.refuse(Capability.LOYALTY, "loyalty.standing")

    def accrue_points(
        self, order_id: PlatformId, *, account_id: PlatformId, key: IdempotencyKey
    ) -> int:
        """Refused."""
        self.refuse(Capability.LOYALTY, "loyalty.accrue")

    def points_of_order(
        self, order_id: PlatformId, *, account_id: PlatformId, reference: str
    ) -> OrderPoints:
        """Refused."""
        self.refuse(Capability.LOYALTY, "loyalty.order")

    def correct_points(
        self, account_id: PlatformId, points: int, *, reference: str, key: IdempotencyKey
    ) -> None:
        """Refused."""
        self.refuse(Capability.LOYALTY, "loyalty.correct")

    def gift_cards(self, customer_id: PlatformId) -> Sequence[GiftCard]:
        """Refused."""
        self.refuse(Capability.GIFT_CARDS, "gift_cards.list")

    def gift_card_of(self, nonce: str) -> GiftCard:
        """Refused."""
        self.refuse(Capability.GIFT_CARDS, "gift_cards.from_nonce")

    def subscription_plans(self) -> Sequence[NativePlan]:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "plans.list")

    def start_subscription(self, wish: NativeWish, *, key: IdempotencyKey) -> NativeSubscription:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.create")

    def native_subscription(self, platform_id: PlatformId) -> NativeSubscription | None:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.get")

    def subscription_bill(self, bill_id: PlatformId) -> NativeBill | None:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "invoices.get")

    def pause_subscription(
        self, platform_id: PlatformId, *, until: date | None = None, periods: int | None = None
    ) -> NativeSubscription:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.pause")

    def resume_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.resume")

    def cancel_subscription(self, platform_id: PlatformId) -> NativeSubscription:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.cancel")

    def charge_subscription_to(
        self, platform_id: PlatformId, card_token: str
    ) -> NativeSubscription:
        """Refused."""
        self.refuse(Capability.NATIVE_SUBSCRIPTIONS, "subscriptions.update")

    def create_transfer(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """Refused."""
        self.refuse(Capability.TRANSFERS, "transfers.create")

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """Refused."""
        self.refuse(Capability.TRANSFERS, "transfers.get")

    def cancel_transfer(self, platform_id: PlatformId, *, key: IdempotencyKey) -> PosTransfer:
        """Refused."""
        self.refuse(Capability.TRANSFERS, "transfers.cancel")


@dataclass(frozen=True, slots=True)
class NoWebhooks:
    """`WebhookReader` of a platform that sends none: what claims to be one is refused."""

    title: str

    def verify(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], url: str
    ) -> Delivery:
        """Raises BadSignatureError."""
        raise BadSignatureError(f"{self.title} sends no webhooks")

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """Nothing to read."""
        return [Ignored(reason=f"{self.title} sends no webhooks")]
