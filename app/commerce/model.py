"""Commands and outcomes of the commerce use cases: what channels ask and what they may be told.

Outcomes a caller must expect are values of closed unions, matched exhaustively. Errors
(`domain.errors`) are for what the nearest caller cannot handle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from app.commerce.captures import LeftOut as LeftOut
from app.commerce.goods import Availability as Availability
from app.commerce.goods import ProductMatch as ProductMatch
from app.commerce.goods import StockAt as StockAt
from app.commerce.goods import VariantView as VariantView
from app.commerce.order_views import HistoryEntry as HistoryEntry
from app.commerce.order_views import HoldView as HoldView
from app.commerce.order_views import OrderEvent as OrderEvent
from app.commerce.order_views import OrderLineView as OrderLineView
from app.commerce.order_views import OrderView as OrderView
from domain.catalog import Address
from domain.ids import (
    ConnectionId,
    CustomerId,
    HoldId,
    IdempotencyKey,
    LocationId,
    MerchantId,
    OrderId,
    ProductSku,
)
from domain.money import Money
from domain.orders import FulfillmentMethod, Quote
from domain.payments import DeclineReason
from storage.shopper_notices import ShopperChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One variant and how many of it."""

    sku: ProductSku
    quantity: int
    modifiers: tuple[str, ...] = ()
    """Platform ids of the choices at the store that fulfills it; one chosen twice stands twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """Who orders."""

    caller: str
    """Stable name of the caller for holds: linked customer, API client's shopper, or session."""
    name: str
    customer_id: CustomerId | None = None
    phone: str | None = None
    email: str | None = None
    address: Address | None = None
    locale: str | None = None
    """What the shopper is written in, such as es-MX; None: nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareOrder:
    """Price the wish by the POS's rules and hold the stock for ten minutes."""

    merchant_id: MerchantId
    lines: tuple[Wish, ...]
    shopper: Shopper
    channel: str
    key: IdempotencyKey
    location_id: LocationId | None = None
    """None: the shopper's home store, else the first store that has everything."""
    method: FulfillmentMethod = FulfillmentMethod.PICKUP
    hold_id: HoldId | None = None
    """Use this hold instead of making one."""
    note: str | None = None
    reward_id: str | None = None
    """A reward of the till's loyalty program, to be paid for with the shopper's points."""
    discount_codes: tuple[str, ...] = ()
    """Codes the shopper gave, for the till to price."""
    use_store_credit: bool = False
    """Pay with the customer's store credit as far as it goes; the card pays the rest."""
    goods_back: Money | None = None
    """What goods that come back are worth: set against this order where its till can."""
    wish: str | None = None
    """The one wish of a shopper that this is an attempt at, wherever they speak of it: the newest
    attempt ends earlier ones, and a wish that is bought is not held again. None: it has no other.
    """
    part_of: str | None = None
    """Orders that are parts of one attempt leave each other alone; None: it is all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLine:
    """One line of a prepared order."""

    variant: VariantView
    quantity: int
    unit_price: Money
    total: Money
    choices: tuple[str, ...] = ()
    """Names of the choices it is ordered with, in the order of the menu."""
    back_ordered: int = 0
    """How many of it are not there yet and have to come in first."""
    backorder_days: int | None = None
    """How long those usually take; None: nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Priced and held; nothing is sold yet. Place it before `expires_at`."""

    order_id: OrderId
    hold_id: HoldId
    lines: tuple[PreparedLine, ...]
    quote: Quote
    location_id: LocationId
    location_name: str
    method: FulfillmentMethod
    expires_at: datetime
    held_ms: float
    """How long taking the hold took."""
    credit: Money | None = None
    """What is paid without the card: with store credit, or with goods that come back."""

    @property
    def total(self) -> Money:
        """What the order comes to."""
        return self.quote.total

    @property
    def due(self) -> Money:
        """What is left for the card to pay."""
        return self.total if self.credit is None else self.total - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfStock:
    """Fewer left than wanted; other stores that have it, nearest first."""

    variant: VariantView
    wanted: int
    left: Decimal | None
    location_name: str
    alternatives: tuple[StockAt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PosDown:
    """The POS of record cannot be reached; nothing was charged and nothing ordered."""

    location_name: str
    alternatives: tuple[StockAt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOrderable:
    """The order cannot be made; `reason` is a code, `detail` says what would help."""

    reason: str
    detail: str
    reasons: tuple[str, ...] = ()
    """Every reason, where the merchant's policy had several."""


WISH_TAKEN: Final = NotOrderable(
    reason="wish-taken", detail="another conversation of the shopper has bought it, or is at it"
)
"""What an attempt ends with whose wish is bought or being paid for."""

PrepareOutcome: TypeAlias = Prepared | OutOfStock | PosDown | NotOrderable


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Charge and create a prepared order."""

    merchant_id: MerchantId
    order_id: OrderId
    payment_token: str | None = None
    """None: the shopper's card on file."""
    gift_card_token: str | None = None
    """A gift card that pays first, as far as it goes; the card pays the rest."""
    agreed_total: Money | None = None
    """The total the shopper said yes to; another one stops with `PriceChanged`."""
    keep: timedelta | None = None
    """How long an authorization waits with its goods for the capture; None: as long as the hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that an order stands in the POS of record; stored before it is spoken of."""

    order_id: OrderId
    pos_order_id: str
    number: str
    platform: str
    total: Money
    tax: Money
    lines: tuple[PreparedLine, ...]
    location_id: LocationId
    location_name: str
    method: FulfillmentMethod
    placed_at: datetime
    payment_id: str | None = None
    card_brand: str | None = None
    card_last4: str | None = None
    credit: Money | None = None
    """What was paid without the card."""
    authorized: Money | None = None
    """What was reserved on the card, where less was taken."""
    left_out: tuple[LeftOut, ...] = ()
    """What was ordered and is not delivered."""
    gift: Money | None = None
    """What a gift card paid beside the card, or all of it."""
    gift_last4: str | None = None
    discount: Money | None = None
    """What promotions, codes and rewards took off; it is off the total and the lines already."""

    @property
    def due(self) -> Money:
        """What cards paid, a gift card among them."""
        return self.total if self.credit is None else self.total - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order stands."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class CanceledSince:
    """The order was placed before and canceled since: the receipt proves what was, not what is."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDeclined:
    """The card was refused; the hold stays until it ends, so another card may be tried."""

    order_id: OrderId
    reason: DeclineReason
    hold_expires_at: datetime | None = None


class TokenTrouble(StrEnum):
    """Why a token of ours charges nothing."""

    UNKNOWN = "unknown-token"
    OTHER_ACCOUNT = "token-of-other-account"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCard:
    """There is no card on file and no token was given, or none that can be charged."""

    order_id: OrderId
    trouble: TokenTrouble | None = None
    """What is wrong with the token that was given; None: none was."""
    payer: ConnectionId | None = None
    """Whose tokens are taken, where one of another account was given."""
    is_gift: bool = False
    """The token in trouble is the gift card's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUnread:
    """Whether there is a card on file could not be found out just now, and no token was given.
    Nothing was charged, the hold stays: it may be tried again, or with a token."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class PayElsewhere:
    """Only the shopper can pay, on the platform's page; send the link to the number on file."""

    order_id: OrderId
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSent:
    """The shopper can pay on the platform's page."""

    order_id: OrderId
    url: str
    hold_expires_at: datetime
    by: ShopperChannelKind | None = None
    """What the message that is stored for the shopper goes by; None: none is."""
    told: bool = False
    """Whether a message is stored for a shopper who has a phone number or an address on file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged:
    """The POS asks another total; nothing was charged. Prepare again to agree to it."""

    order_id: OrderId
    agreed: Money
    now: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldExpired:
    """The ten minutes were over; nothing was charged."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWorking:
    """An answer of the POS is outstanding; the order is finished (or undone) in the background."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """Received while the till cannot be reached: the store will confirm, and the shopper is told
    again. Nothing was charged, and nothing stands in the POS yet."""

    order_id: OrderId
    location_name: str
    total: Money
    is_authorized: bool
    """Whether the amount is reserved on the shopper's card."""
    until: datetime
    """If it is not confirmed by then, it is undone."""
    is_told: bool = False
    """Whether a message that it is received is stored for the shopper, so that the next will be."""


NotPlaced: TypeAlias = (
    CanceledSince
    | CardDeclined
    | NoCard
    | CardUnread
    | PayElsewhere
    | PriceChanged
    | HoldExpired
    | OutOfStock
    | PosDown
    | NotOrderable
    | StillWorking
    | Parked
)
"""Why an order does not stand, or not yet."""
PlaceOutcome: TypeAlias = Placed | NotPlaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where a wish has gone on."""

    receipt: Receipt | None = None
    """It was bought; this is its receipt."""
    is_under_way: bool = False
    """It is being paid for, or a person must see to it; else it waits for a yes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedPayment:
    """A payment stands authorized for a prepared order; confirm the order to take it."""

    order_id: OrderId
    payment_id: str
    amount: Money
    card_brand: str | None = None
    card_last4: str | None = None
    gift: Money | None = None
    """What of it is reserved on a gift card."""
    hold_expires_at: datetime | None = None
    """Until when goods and money wait for the yes; None: the order is placed already."""


AuthorizeOutcome: TypeAlias = AuthorizedPayment | NotPlaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Canceled:
    """The order is canceled; `refunded` is what goes back to the tender."""

    order: OrderView
    refunded: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRefused:
    """It is too late (or not possible) to cancel; `reason` is a code."""

    order: OrderView
    reason: str


CancelOutcome: TypeAlias = Canceled | CancelRefused | PosDown | StillWorking
