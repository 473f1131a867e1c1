"""What a conversation asks of commerce besides goods and orders; implemented in `app.commerce`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from app.commerce.exchanges import AskExchange
from app.commerce.model import (
    AuthorizedPayment,
    LinkSent,
    NotOrderable,
    OutOfStock,
    PlaceOutcome,
    PosDown,
    PrepareOrder,
)
from app.commerce.returns import AskReturn
from app.commerce.search import ProductWish, SearchAnswer
from app.commerce.split_model import (
    PlaceSplit,
    SplitPlaceOutcome,
    SplitPrepareOutcome,
    SplitView,
)
from app.commerce.subscriptions.model import (
    Plan,
    Preview,
    StartSubscription,
    SubscriptionView,
    Wish,
)
from app.commerce.transfer_offers import NotTransferable, TransferOffer
from app.commerce.transfers import AskTransfer
from app.commerce.usual import Usual
from domain.calls import Call
from domain.hours import OpeningHours
from domain.ids import CustomerId, HoldId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.orders import Tracking
from domain.return_labels import LabelNews
from domain.returns import Agreed, Refused, ReturnPolicy, ReturnReason, Wanted
from domain.subscriptions import SubscriptionState
from storage.exchanges import StoredExchange
from storage.results import Listed
from storage.returns import StoredReturn
from storage.shopper_notices import ShopperChannelKind
from storage.transfers import StoredTransfer

if TYPE_CHECKING:
    from app.commerce.loyalty import Membership
    from app.payments.gift_cards import GiftCardView
    from storage.store_credit import CreditEntry


class GoodsSearch(Protocol):
    """Looking for goods by what they are like."""

    def search(self, merchant_id: MerchantId, wish: ProductWish) -> SearchAnswer:
        """Products that fit the wish, best first."""
        ...


class StoreGuide(Protocol):
    """What stores there are and when."""

    def opening(self, merchant_id: MerchantId, location_id: LocationId) -> OpeningHours | None:
        """When a store is open; None where nobody said."""
        ...


class Habits(Protocol):
    """What a shopper buys again and again."""

    def usual(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        *,
        words: str | None = None,
        limit: int = 3,
    ) -> Usual:
        """What a shopper means by "my usual", or "my usual coffee". Raises NotFoundError."""
        ...


class Subscriptions(Protocol):
    """What comes again and again."""

    def preview(self, plan: Plan, *, count: int = 3) -> Preview:
        """What it would cost, where and when. Raises UnknownSkuError, NotFoundError,
        InvalidInputError."""
        ...

    def start(self, wish: StartSubscription) -> SubscriptionView:
        """Begin it; the same key gives the same one. Raises what `preview` raises, and
        PriceChangedError."""
        ...

    def get(self, merchant_id: MerchantId, subscription_id: str) -> SubscriptionView:
        """One subscription. Raises NotFoundError."""
        ...

    def list(
        self,
        merchant_id: MerchantId,
        *,
        customer_id: str | None,
        state: SubscriptionState | None,
        cursor: str | None,
        limit: int,
    ) -> Listed[SubscriptionView]:
        """A shopper's subscriptions, newest first."""
        ...

    def manage(
        self,
        merchant_id: MerchantId,
        subscription_id: str,
        wish: Wish,
        *,
        actor: str,
        key: str | None = None,
    ) -> SubscriptionView:
        """Change what stands, once per key. Raises NotFoundError, IllegalTransitionError,
        InvalidInputError."""
        ...


class PayLinks(Protocol):
    """Pages of the platform's on which shoppers pay."""

    def way(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> ShopperChannelKind | None:
        """By what the shopper could be sent one for this order; None: by nothing."""
        ...

    def send(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> LinkSent | PlaceOutcome | AuthorizedPayment:
        """Send it, or the outcome that stands in the way. Raises NotFoundError,
        IllegalTransitionError, PlatformError."""
        ...


class GoodsReturns(Protocol):
    """Goods that go back."""

    def policy(self, merchant_id: MerchantId) -> ReturnPolicy:
        """What the merchant takes back by itself."""
        ...

    def of_order(self, merchant_id: MerchantId, order_id: OrderId) -> Sequence[StoredReturn]:
        """All returns of an order, oldest first."""
        ...

    def assess(
        self,
        merchant_id: MerchantId,
        order_id: OrderId,
        lines: Sequence[Wanted],
        reason: ReturnReason,
        *,
        call: Call,
    ) -> Refused | Agreed:
        """What the policy would say. Raises NotFoundError, InvalidInputError."""
        ...

    def ask(self, wish: AskReturn, call: Call) -> StoredReturn | Refused:
        """Take a return; the same key gives the same one. Raises NotFoundError."""
        ...

    def label_news(self, stored: StoredReturn) -> LabelNews | None:
        """What the shopper may be told of a return's label; None where none is bought for it."""
        ...

    def parcels(
        self, merchant_id: MerchantId, stored: Sequence[StoredReturn]
    ) -> Mapping[str, Tracking]:
        """Where the parcels are that returns come back in, by the return's id, as told last."""
        ...


class Exchanges(Protocol):
    """Goods for goods."""

    def ask(
        self, wish: AskExchange, call: Call
    ) -> StoredExchange | Refused | OutOfStock | PosDown | NotOrderable:
        """Take note of what goes back, price and hold what is wanted; the same key gives the same
        exchange. Raises NotFoundError, InvalidInputError, UnknownSkuError."""
        ...

    def confirm(
        self, merchant_id: MerchantId, exchange_id: str, token: str | None, call: Call
    ) -> tuple[StoredExchange, PlaceOutcome | None]:
        """Place the new order; None where the exchange had ended before. Raises NotFoundError,
        IllegalTransitionError."""
        ...

    def get(self, merchant_id: MerchantId, exchange_id: str) -> StoredExchange:
        """One exchange. Raises NotFoundError."""
        ...

    def drop(self, merchant_id: MerchantId, exchange_id: str, call: Call) -> StoredExchange:
        """The shopper keeps what they have. Raises NotFoundError, IllegalTransitionError."""
        ...


class Memberships(Protocol):
    """Loyalty programs of the platforms'."""

    def memberships(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call
    ) -> tuple[Membership, ...]:
        """Where a customer stands with each, asked now. Raises NotFoundError, PlatformError."""
        ...


class Credit(Protocol):
    """Store credit."""

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, cursor: str | None, limit: int
    ) -> tuple[Mapping[str, Money], Listed[CreditEntry]]:
        """What a customer has by currency, and what changed it. Raises NotFoundError."""
        ...


class GiftCards(Protocol):
    """Gift cards of the platforms'."""

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call, *, actor: str
    ) -> tuple[GiftCardView, ...]:
        """Those that are linked to a customer. Raises NotFoundError, PlatformError."""
        ...


class Splits(Protocol):
    """Orders of which each store delivers a part."""

    def stores_for(self, command: PrepareOrder) -> tuple[LocationId, ...]:
        """The stores that would take the lines, one for each part; none where that cannot be.
        Raises UnknownSkuError."""
        ...

    def prepare(self, command: PrepareOrder, call: Call) -> SplitPrepareOutcome:
        """Price and hold every part; the same key gives the same order. Raises UnknownSkuError,
        NotFoundError, InvalidInputError."""
        ...

    def place(self, command: PlaceSplit, call: Call) -> SplitPlaceOutcome:
        """Authorize every part, then place them; placing a placed order tells the same again.
        Raises NotFoundError, IllegalTransitionError, InvalidInputError."""
        ...

    def cancel(self, merchant_id: MerchantId, split_id: str, *, call: Call) -> SplitView:
        """Take every part back. Raises NotFoundError, IllegalTransitionError."""
        ...


class Transfers(Protocol):
    """Goods that one store sends to another."""

    def offer(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        to: LocationId,
        call: Call,
        quantity: int = 1,
        channel: str | None = None,
        source: LocationId | None = None,
    ) -> TransferOffer | NotTransferable:
        """Who could send it there, and when it would arrive; `source`: that store or none. Raises
        UnknownSkuError, NotFoundError."""
        ...

    def ask(self, wish: AskTransfer, call: Call) -> StoredTransfer | NotTransferable:
        """Hold the goods and have them sent; the same key gives the same transfer. Raises
        UnknownSkuError, NotFoundError."""
        ...

    def kept_hold(
        self,
        merchant_id: MerchantId,
        caller: str,
        sku: ProductSku,
        quantity: int,
        location_id: LocationId,
    ) -> HoldId | None:
        """The live hold on exactly these goods, if they were sent there for this caller."""
        ...
