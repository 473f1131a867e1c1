"""What channels (voice, REST, console) may ask of commerce; implemented beside this file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from app.commerce.captures import CaptureOrder
from app.commerce.facets import Facets, Understood
from app.commerce.model import (
    AuthorizeOutcome,
    Availability,
    CancelOutcome,
    Elsewhere,
    HistoryEntry,
    HoldView,
    OrderView,
    PlaceOrder,
    PlaceOutcome,
    PrepareOrder,
    PrepareOutcome,
    ProductMatch,
    StockAt,
    VariantView,
    Wish,
)
from domain.calls import Call
from domain.catalog import Location, ModifierList
from domain.ids import (
    CustomerId,
    HoldId,
    IdempotencyKey,
    LocationId,
    MerchantId,
    OrderId,
    ProductSku,
)
from storage.order_list import OrdersWanted
from storage.refused_orders import RefusedOrder
from storage.results import Listed


class Discovery(Protocol):
    """Finding products in a merchant's catalog, from memory."""

    def edition(self, merchant_id: MerchantId) -> object:
        """Stands for the catalog as it is looked through now: the same object, the same finds."""
        ...

    def find(
        self,
        merchant_id: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
        least: Decimal | None = None,
        most: Decimal | None = None,
    ) -> tuple[ProductMatch, ...]:
        """Products whose words fit the query (misspelled or misheard), best first; the bounds of
        the price are in whole units of the currency that most of the catalog is priced in."""
        ...

    def similar(
        self, merchant_id: MerchantId, product_id: str, *, limit: int = 5
    ) -> tuple[ProductMatch, ...]:
        """Other products with the most of its words, best first. Raises NotFoundError."""
        ...

    def best_selling(self, merchant_id: MerchantId, *, limit: int) -> tuple[ProductMatch, ...]:
        """Products by what was sold of them lately, the best first."""
        ...

    def facets(self, merchant_id: MerchantId) -> Facets:
        """What the whole catalog can be narrowed down by."""
        ...

    def understood(self, merchant_id: MerchantId, words: str) -> Understood:
        """What the words name in this catalog."""
        ...

    def tags(self, merchant_id: MerchantId, product_id: str) -> tuple[str, ...]:
        """A product's tags; none for an unknown one."""
        ...

    def variant(self, merchant_id: MerchantId, sku: ProductSku) -> VariantView:
        """One variant. Raises UnknownSkuError."""
        ...

    def products(self, merchant_id: MerchantId) -> Iterator[ProductMatch]:
        """Everything that is on sale, product by product."""
        ...

    def is_sold(self, merchant_id: MerchantId, sku: ProductSku) -> bool:
        """Whether a variant is on sale."""
        ...

    def variants_of(self, merchant_id: MerchantId, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product. Raises NotFoundError."""
        ...

    def modifier_lists(
        self, merchant_id: MerchantId, sku: ProductSku, *, at: LocationId | None = None
    ) -> tuple[ModifierList, ...]:
        """The choices of a variant as that store's own till offers them now (None: as its lead
        listing does). Raises UnknownSkuError, NotFoundError."""
        ...

    def choice_names(self, merchant_id: MerchantId) -> frozenset[str]:
        """The names of all choices of this catalog's menus, for the understanding of speech."""
        ...

    def title_words(self, merchant_id: MerchantId) -> frozenset[str]:
        """The words of all titles, folded, for the understanding of speech."""
        ...

    def brand_names(self, merchant_id: MerchantId) -> frozenset[str]:
        """The brands of all products, for the understanding of speech."""
        ...

    def option_values(self, merchant_id: MerchantId) -> Mapping[str, frozenset[str]]:
        """Every option name with its values in this catalog, for the understanding of speech."""
        ...


class Stock(Protocol):
    """Stock per store and the claims on it."""

    def is_as_told(
        self,
        merchant_id: MerchantId,
        told: Availability,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        channel: str | None = None,
    ) -> bool:
        """Whether `availability`, asked the same with a call, would tell the same but for ages: the
        POS would not be asked, and nothing has changed. False where that is not known."""
        ...

    def availability(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        call: Call | None = None,
        channel: str | None = None,
    ) -> Availability:
        """Stores with their stock, `near` first, less what is kept from the channel; with a call,
        the first store is read live if the cached figure is older than the freshness limit and the
        POS answers within the deadline."""
        ...

    def stock_of(
        self,
        merchant_id: MerchantId,
        skus: Sequence[ProductSku],
        *,
        channel: str | None = None,
    ) -> Mapping[ProductSku, tuple[StockAt, ...]]:
        """Where some variants stand, as known here; those sold nowhere are left out."""
        ...

    def locations(self, merchant_id: MerchantId) -> Sequence[tuple[LocationId, Location]]:
        """The merchant's active stores."""
        ...

    def hold(
        self,
        merchant_id: MerchantId,
        lines: Sequence[tuple[Wish, LocationId]],
        *,
        caller: str,
        key: IdempotencyKey,
        ttl: timedelta | None = None,
        channel: str | None = None,
    ) -> HoldView:
        """Claim stock for ten minutes. Raises OutOfStockError, UnknownSkuError."""
        ...

    def find_hold(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        """One hold. Raises NotFoundError."""
        ...

    def release(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        """Give the stock back; releasing twice is the same. Raises NotFoundError."""
        ...


class Checkout(Protocol):
    """From the wish to the order in the POS of record."""

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        """Quote and hold; same key, same prepared order."""
        ...

    def authorize(self, command: PlaceOrder, call: Call) -> AuthorizeOutcome:
        """Run the steps up to the authorization and stop there."""
        ...

    def place(self, command: PlaceOrder, call: Call) -> PlaceOutcome:
        """Run the steps to the end; a placed order gives its receipt again, or `CanceledSince`."""
        ...

    def capture(self, command: CaptureOrder, call: Call) -> PlaceOutcome:
        """Take the money of an authorized order: of all of it, or of what is delivered."""
        ...

    def void(self, merchant_id: MerchantId, order_id: OrderId, *, call: Call) -> CancelOutcome:
        """Let an authorization go with its order; money that is taken stays taken."""
        ...

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Undo: release, void or refund, cancel in the POS."""
        ...

    def elsewhere(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        wish: str,
        *,
        besides: OrderId | None = None,
    ) -> Elsewhere | None:
        """Where a wish has gone on, `besides` the attempt of who asks; None: nowhere."""
        ...


class OrderBook(Protocol):
    """The orders of a merchant, from whatever channel."""

    def order(
        self, merchant_id: MerchantId, order_id: OrderId, *, call: Call | None = None
    ) -> OrderView:
        """One order; with a call, its status is read from the POS. Raises NotFoundError."""
        ...

    def history(self, merchant_id: MerchantId, order_id: OrderId) -> tuple[HistoryEntry, ...]:
        """Everything that happened to an order, oldest first. Raises NotFoundError."""
        ...

    def by_number(self, merchant_id: MerchantId, number: str) -> OrderView | None:
        """The order that people call by this number."""
        ...

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        """A customer's orders, newest first, and the cursor of the next page."""
        ...

    def listed(
        self, merchant_id: MerchantId, wanted: OrdersWanted, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        """A merchant's orders, newest first, and the cursor of the next page; also those that were
        prepared and never placed. Raises InvalidInputError for a strange cursor."""
        ...

    def refused(
        self, merchant_id: MerchantId, *, channel: str | None, limit: int, cursor: str | None
    ) -> Listed[RefusedOrder]:
        """Orders that the merchant's rules did not take, newest first. Raises InvalidInputError
        for a strange cursor."""
        ...
