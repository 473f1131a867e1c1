"""The port to a point of sale: what every adapter offers, natively or emulated, or refuses.

A method whose capability is declared `none` raises `UnsupportedError` before any network call.
Every method may raise the `PlatformError` family. Reads are safe to repeat. Writes take a key:
the same key has one effect; where the platform has no keys, the adapter looks the effect up by
reference before it writes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from domain.calls import Call
from domain.capabilities import Capability, Declaration
from domain.catalog import Location, Product, StockChange, StockLevel
from domain.customers import Customer, StoredCard
from domain.events import Delivery, Entity, PosEvent, Quarantined
from domain.ids import ConnectionId, IdempotencyKey, PlatformId
from domain.money import Money
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
from domain.ports.gift_cards import GiftCardPort
from domain.ports.loyalty import LoyaltyPort
from domain.ports.native_subscriptions import NativeSubscriptionPort
from domain.ports.transfers import TransferPort

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a listing; start again from `cursor` to resume behind it."""

    records: tuple[T, ...]
    quarantined: tuple[Quarantined, ...] = ()
    cursor: str | None = None
    """None on the last page."""
    high_water: str | None = None
    """On the last page: the `since` of the next delta, by the platform's own clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusEntry:
    """That a record exists over there, and how new it is."""

    platform_id: PlatformId
    """Of a stock level: the id that is counted."""
    location_id: PlatformId | None = None
    """Of a stock level: where."""
    revision: int | None = None
    """As the full record's mapping tells it; None where the census cannot tell the same."""
    parts: int | None = None
    """Of a product: how many variants it has; None where only the whole record tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusPage:
    """One page of a census."""

    entries: tuple[CensusEntry, ...]
    total: int | None = None
    """How many there are by the platform's own count, where it tells one."""
    reaches_back_to: datetime | None = None
    """Records made before are not told (orders, on platforms that hide old ones)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiVersion:
    """The vendor's API version an adapter speaks, and when it is switched off."""

    version: str
    sunset: date | None
    """None where the vendor announces none."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a connection's first call tells: whose account it is."""

    platform_id: PlatformId
    name: str
    currency: str
    granted_scopes: frozenset[str]
    missing_scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One webhook subscription on the platform."""

    platform_id: PlatformId
    topics: tuple[str, ...]
    url: str
    signing_secret: str | None = None
    """Told once at creation by platforms that give each subscription its own key."""
    renewed: bool = False
    """Whether it did not stand, or was switched off, and this call made it stand."""


CENSUS_OF: Mapping[Entity, Capability] = {
    Entity.PRODUCT: Capability.PRODUCT_CENSUS,
    Entity.STOCK: Capability.STOCK_CENSUS,
    Entity.CUSTOMER: Capability.CUSTOMER_CENSUS,
    Entity.ORDER: Capability.ORDER_CENSUS,
}
"""What a platform must declare for the census of an entity."""


class PosAdapter(LoyaltyPort, TransferPort, NativeSubscriptionPort, GiftCardPort, Protocol):
    """One merchant's account on one platform, bound to one call context."""

    @property
    def platform(self) -> str:
        """The platform's name in lower case."""
        ...

    @property
    def capabilities(self) -> Mapping[Capability, Declaration]:
        """What this platform can do."""
        ...

    @property
    def api_version(self) -> ApiVersion:
        """The API version in use."""
        ...

    def ping(self) -> Account:
        """The cheapest call that proves the credentials."""
        ...

    def locations(self) -> Iterator[Page[Location]]:
        """Every place that holds stock."""
        ...

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Products with variants, changed after `since` (None: all), from `cursor` on."""
        ...

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product by its id; an empty page if it is gone. A bad record is quarantined."""
        ...

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Stock per variant and location, changed after `since` or of the named variants."""
        ...

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers changed after `since`."""
        ...

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer by its id; an empty page if it is gone. A bad record is quarantined."""
        ...

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Customers with exactly this E.164 phone or this e-mail; several are several people."""
        ...

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """The customer's cards on file, usable ones first."""
        ...

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders of one customer, or changed after `since`, newest first."""
        ...

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order with fulfillments and tracking; None if unknown."""
        ...

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The order that carries our reference, for looking up a lost answer."""
        ...

    def census(self, entity: Entity) -> Iterator[CensusPage]:
        """Ids and revisions of everything that a full listing of the entity tells.

        The second witness of a full run: it asks by another page size, another order or another
        route than the listing, so that one mistake does not make both lose the same record.
        """
        ...

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """Write a count, if the platform still counts `expected`; else nothing is written.

        Repeating it after a lost answer is safe: a count that stands already is a success.
        """
        ...

    def quote(self, cart: Cart) -> Quote:
        """Price and tax by the POS's rules, without creating anything."""
        ...

    def hold_stock(self, cart: Cart, *, reference: str, key: IdempotencyKey) -> PosHold:
        """Have the platform itself keep the goods aside, so that no till sells them."""
        ...

    def release_hold(self, platform_id: PlatformId, *, key: IdempotencyKey) -> None:
        """Give the goods back to the shelf; one that is gone is no error."""
        ...

    def native_holds(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Our holds on the platform that are older, for timing out what a crash left."""
        ...

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """Create the unpaid order in the POS of record.

        A platform that prices first raises PriceChangedError, and makes nothing, where it asks
        another total than the draft's `agreed_total`; elsewhere the order made tells its total.
        """
        ...

    def confirm_order(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """Make the captured order visible and binding for staff.

        `external_reference` names the payment when another processor took the money.
        """
        ...

    def amend_order(
        self, platform_id: PlatformId, quantities: Sequence[int], *, key: IdempotencyKey
    ) -> PosOrder:
        """Bring an unpaid order down to so many of each line, in the order of its draft; of a line
        with none nothing is left. Amending twice returns the order as it is."""
        ...

    def cancel_order(
        self, platform_id: PlatformId, *, reason: str, key: IdempotencyKey
    ) -> PosOrder:
        """Cancel; canceling a canceled order returns it unchanged."""
        ...

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Reserve the amount on the token."""
        ...

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,
        *,
        order_id: PlatformId | None,
        key: IdempotencyKey,
        reserved: Money | None = None,
    ) -> Payment:
        """Take the authorized amount; capturing twice returns the captured payment.

        `reserved`: so much was authorized and only `amount` of it is taken (PARTIAL_CAPTURE).
        """
        ...

    def capture_together(
        self, order_id: PlatformId, payment_ids: Sequence[PlatformId], *, key: IdempotencyKey
    ) -> PosOrder:
        """Take authorized payments that come to what an order costs, all or none; capturing
        twice returns the order as it is paid."""
        ...

    def void(
        self, payment_id: PlatformId, *, order_id: PlatformId | None, key: IdempotencyKey
    ) -> Payment:
        """Let the authorization go; voiding twice returns the voided payment."""
        ...

    def void_lost(self, key: IdempotencyKey, *, order_id: PlatformId | None) -> None:
        """Undo whatever `authorize` with this key did, also if it did nothing."""
        ...

    def payment(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment | None:
        """One payment as it stands; None if unknown."""
        ...

    def payment_link(self, order: PosOrder) -> str:
        """A page of the platform where the shopper pays this order."""
        ...

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Give money back on a captured payment."""
        ...

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Take goods back, restocking them where asked."""
        ...

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """Make sure every topic we need is delivered to `url`; safe to repeat."""
        ...


class WebhookReader(Protocol):
    """A platform's way of signing and wording webhooks; needs no network."""

    def verify(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], url: str
    ) -> Delivery:
        """Prove the origin on the raw body. `headers` have lower-case names; `url` is the public
        address the platform was given; any of `secrets` may sign. Raises BadSignatureError."""
        ...

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """The changes a verified body tells. Raises MalformedResponseError."""
        ...


class PosDirectory(Protocol):
    """Opens the adapter of a connection, with its credentials, for one call context."""

    def open(self, connection_id: ConnectionId, call: Call) -> PosAdapter:
        """The adapter, bound to the call. Raises ConfigurationError if it is paused."""
        ...
