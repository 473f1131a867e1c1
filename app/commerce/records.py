"""What a checkout remembers between its steps, as plain JSON in the journal.

The journal must be readable after a crash by another process and by a newer version of this code,
so the shape is written out field by field and unknown fields are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.commerce.model import LeftOut, PreparedLine, Receipt, VariantView
from domain.catalog import Address
from domain.ids import (
    ConnectionId,
    HoldId,
    LocationId,
    MerchantId,
    OrderId,
    PlatformId,
    ProductSku,
)
from domain.loyalty import RewardWish
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    PosOrder,
    Quote,
    QuoteLine,
    Recipient,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutLine:
    """One line of the order: our view of the variant, the platform's id, the price quoted."""

    variant: VariantView
    variant_platform_id: PlatformId
    quantity: int
    unit_price: Money
    total: Money
    modifiers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """The names of the modifiers."""
    back_ordered: int = 0
    """How many of it have to come in first, and how many days that takes where it is known."""
    backorder_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What is to be captured of an authorized order, where that is less than was ordered."""

    lines: tuple[CheckoutLine, ...]
    """What is kept of it."""
    quantities: tuple[int, ...]
    """How many of each line that was ordered, by position; none: the line is left out."""
    quote: Quote
    """What the kept lines cost, by the till."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftTender:
    """A gift card that pays before the card does, as far as it goes."""

    token: str = field(repr=False)
    attempt: int
    """Of which attempt to pay it is: part of its idempotency key."""
    payment_id: PlatformId | None = None
    amount: Money | None = None
    """What is reserved on it; None: not yet."""
    last4: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutContext:
    """Everything the steps need, and what they found out so far."""

    order_id: OrderId
    merchant_id: MerchantId
    channel: str
    caller: str
    record_connection: ConnectionId
    """The POS of record: owns the pickup location."""
    payment_connection: ConnectionId | None
    """Who takes the money; None: the shopper pays on the platform's page."""
    order_first: bool
    """The payment must name the order, so the order is created before it is paid."""
    platform: str
    location_id: LocationId
    location_platform_id: PlatformId
    location_name: str
    method: FulfillmentMethod
    lines: tuple[CheckoutLine, ...]
    quote: Quote
    hold_id: HoldId
    fencing_token: int
    hold_expires_at: datetime
    held_ms: float
    recipient: Recipient
    pos_claims_stock: bool = False
    """The POS lowers its own stock when the order is made, not when it is paid."""
    native_hold: bool = False
    """The POS was, or may have been, asked to keep the goods aside as well."""
    customer_id: str | None = None
    locale: str | None = None
    """What the shopper is written in when they are told of the order later."""
    payment_customer_id: PlatformId | None = None
    payment_location_id: PlatformId | None = None
    card_token: str | None = None
    """The card on file, found while preparing."""
    card_unread: bool = False
    """Whether there is one could not be found out while preparing."""
    note: str | None = None
    reward: RewardWish | None = None
    """What of the price is paid with points of the till's loyalty program."""
    earns_points: bool = False
    discount_codes: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    """Names of the steps that are finished."""
    until: str = "confirm"
    """The step that the shopper asked to go to; nobody goes further without being asked."""
    payment_token: str | None = None
    payment_attempt: int = 0
    """Raised after a decline: the next attempt needs a new idempotency key."""
    pos_order_id: PlatformId | None = None
    pos_order_number: str | None = None
    payment_id: PlatformId | None = None
    card_brand: str | None = None
    card_last4: str | None = None
    reserved_with: str | None = None
    """A digest of the token that the money is reserved on; None: not known, or no money is."""
    sold_at: datetime | None = None
    """When the POS of record lowered its stock, by its own clock."""
    parked_at: datetime | None = None
    """When it was first parked because its till could not be reached; from then on the shopper is
    told by message what becomes of it."""
    parked_until: datetime | None = None
    """When it has waited long enough."""
    unanswered_at: datetime | None = None
    """When its shopper was first left without an answer to their yes; they are told by message as
    well what becomes of it."""
    is_parked: bool = False
    """Whether it waits now, for its till or for a person."""
    asked_total: Money | None = None
    """What the till asks for it after the wait, where that is another price."""
    entered_by: str | None = None
    """Who typed it in at the till by hand."""
    paying_since: datetime | None = None
    """When payment first began; the hold was extended then, once."""
    link_sent_at: datetime | None = None
    """When the shopper was first sent the page to pay on; the hold was extended then, once."""
    page_open: bool = False
    """Whether the shopper was told of the platform's page: it may be paid there at any time."""
    undo_reason: str | None = None
    """Set once the checkout is being undone; from then on it only goes backwards."""
    credit: Money | None = None
    """What is paid without the card: with store credit, or with goods that come back."""
    is_store_credit: bool = False
    """Whether that is store credit, to be given back if the order comes to nothing."""
    reduction: Reduction | None = None
    """Set while the order is being brought down to less than was authorized."""
    authorized: Money | None = None
    """What was reserved, where less than that is taken."""
    agreed: Money | None = None
    """What the shopper said yes to, where the till rounds to a cent more or less."""
    left_out: tuple[LeftOut, ...] = ()
    """What was ordered and is not delivered."""
    takes_tenders: bool = False
    """Whether a gift card may pay a part and a card the rest."""
    gift: GiftTender | None = None
    pos_order: PosOrder | None = None
    """The order as the POS last answered it; not journaled, read again after a crash."""

    @property
    def total(self) -> Money:
        """What the shopper agreed to pay, to the cent of the till."""
        return self.quote.total

    @property
    def due(self) -> Money:
        """What is left for cards to pay, gift cards among them."""
        return self.total if self.credit is None else self.total - self.credit

    @property
    def is_covered(self) -> bool:
        """Whether nothing is left for cards: credit pays for all of it, or it costs nothing."""
        return self.due.amount <= 0

    @property
    def card_due(self) -> Money:
        """What is left for the card once a gift card has paid its part."""
        if self.gift is None or self.gift.amount is None:
            return self.due
        return self.due - self.gift.amount

    def cart(self) -> Cart:
        """The wish in the platform's own ids."""
        return Cart(
            location_platform_id=self.location_platform_id,
            currency=self.quote.total.currency,
            lines=tuple(
                CartLine(
                    variant_platform_id=line.variant_platform_id,
                    quantity=line.quantity,
                    modifiers=tuple(PlatformId(m) for m in line.modifiers),
                )
                for line in self.lines
            ),
            method=self.method,
            recipient=self.recipient,
            shipping_fee=self.quote.shipping if self.quote.shipping.amount else None,
            reward=self.reward,
            discount_codes=self.discount_codes,
        )

    def draft(self) -> OrderDraft:
        """What the POS needs to create the order."""
        return OrderDraft(
            cart=self.cart(), reference=self.order_id, note=self.note, agreed_total=self.total
        )

    def prepared_lines(self) -> tuple[PreparedLine, ...]:
        """The lines as channels show them."""
        return tuple(
            PreparedLine(
                variant=line.variant,
                quantity=line.quantity,
                unit_price=line.unit_price,
                total=line.total,
                choices=line.choices,
                back_ordered=line.back_ordered,
                backorder_days=line.backorder_days,
            )
            for line in self.lines
        )


def _money(raw: Json) -> Money:
    return Money(raw["amount"], raw["currency"])


def _moment(raw: str | None) -> datetime | None:
    return None if raw is None else datetime.fromisoformat(raw)


def load_variant(raw: Json) -> VariantView:
    """A variant as it was when the order was prepared."""
    return VariantView(
        sku=ProductSku(raw["sku"]),
        product_id=raw["product_id"],
        title=raw["title"],
        options=raw["options"],
        price=None if raw["price"] is None else _money(raw["price"]),
        brand=raw.get("brand"),
        barcode=raw.get("barcode"),
        modifiers_required=raw.get("modifiers_required", False),
    )


def _checkout_line(raw: Json) -> CheckoutLine:
    return CheckoutLine(
        variant=load_variant(raw["variant"]),
        variant_platform_id=PlatformId(raw["variant_platform_id"]),
        quantity=raw["quantity"],
        unit_price=_money(raw["unit_price"]),
        total=_money(raw["total"]),
        modifiers=tuple(raw["modifiers"]),
        choices=tuple(raw.get("choices", ())),
        back_ordered=raw.get("back_ordered", 0),
        backorder_days=raw.get("backorder_days"),
    )


def _quote_line(raw: Json) -> QuoteLine:
    return QuoteLine(
        variant_platform_id=PlatformId(raw["variant_platform_id"]),
        quantity=raw["quantity"],
        unit_price=_money(raw["unit_price"]),
        tax=_money(raw["tax"]),
        discount=_money(raw["discount"]),
        total=_money(raw["total"]),
        name=raw.get("name"),
    )


def _quote(raw: Json) -> Quote:
    return Quote(
        lines=tuple(_quote_line(line) for line in raw["lines"]),
        subtotal=_money(raw["subtotal"]),
        discount=_money(raw["discount"]),
        tax=_money(raw["tax"]),
        shipping=_money(raw["shipping"]),
        total=_money(raw["total"]),
    )


def _address(raw: Json) -> Address:
    known = Address.__dataclass_fields__
    return Address(**{name: value for name, value in raw.items() if name in known})


def _recipient(raw: Json) -> Recipient:
    address = raw.get("address")
    return Recipient(
        name=raw["name"],
        phone=raw.get("phone"),
        email=raw.get("email"),
        customer_platform_id=raw.get("customer_platform_id"),
        address=None if address is None else _address(address),
    )


def _reduction(raw: Json) -> Reduction:
    return Reduction(
        lines=tuple(_checkout_line(line) for line in raw["lines"]),
        quantities=tuple(raw["quantities"]),
        quote=_quote(raw["quote"]),
    )


def _gift(raw: Json) -> GiftTender:
    amount = raw.get("amount")
    return GiftTender(
        token=raw["token"],
        attempt=raw["attempt"],
        payment_id=raw.get("payment_id"),
        amount=None if amount is None else _money(amount),
        last4=raw.get("last4"),
    )


def _left_out(raw: Sequence[Json]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(**each) for each in raw)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "method": FulfillmentMethod,
    "lines": lambda raw: tuple(_checkout_line(line) for line in raw),
    "quote": _quote,
    "hold_expires_at": _moment,
    "sold_at": _moment,
    "link_sent_at": _moment,
    "paying_since": _moment,
    "parked_at": _moment,
    "parked_until": _moment,
    "unanswered_at": _moment,
    "asked_total": lambda raw: None if raw is None else _money(raw),
    "credit": lambda raw: None if raw is None else _money(raw),
    "reduction": lambda raw: None if raw is None else _reduction(raw),
    "authorized": lambda raw: None if raw is None else _money(raw),
    "agreed": lambda raw: None if raw is None else _money(raw),
    "left_out": _left_out,
    "gift": lambda raw: None if raw is None else _gift(raw),
    "recipient": _recipient,
    "reward": lambda raw: None if raw is None else RewardWish(**raw),
    "done": tuple,
    "discount_codes": tuple,
}
_KNOWN = frozenset(CheckoutContext.__dataclass_fields__) - {"pos_order"}


def find_context(raw: Json) -> CheckoutContext | None:
    """The context of an ended checkout; None where nothing of it was kept.

    Releases before 2026-11 forgot all of it together with its shopper; see `storage.nameless`.
    """
    return load_context(raw) if raw else None


def load_context(raw: Json) -> CheckoutContext:
    """The context of a checkout out of the journal."""
    values = {name: value for name, value in raw.items() if name in _KNOWN}
    for name, read in _READERS.items():
        if name in values:
            values[name] = read(values[name])
    return CheckoutContext(**values)


def _prepared_line(raw: Json) -> PreparedLine:
    return PreparedLine(
        variant=load_variant(raw["variant"]),
        quantity=raw["quantity"],
        unit_price=_money(raw["unit_price"]),
        total=_money(raw["total"]),
        choices=tuple(raw.get("choices", ())),
        back_ordered=raw.get("back_ordered", 0),
        backorder_days=raw.get("backorder_days"),
    )


def load_receipt(raw: Json) -> Receipt:
    """A stored receipt."""
    return Receipt(
        order_id=OrderId(raw["order_id"]),
        pos_order_id=raw["pos_order_id"],
        number=raw["number"],
        platform=raw["platform"],
        total=_money(raw["total"]),
        tax=_money(raw["tax"]),
        lines=tuple(_prepared_line(line) for line in raw["lines"]),
        location_id=LocationId(raw["location_id"]),
        location_name=raw["location_name"],
        method=FulfillmentMethod(raw["method"]),
        placed_at=datetime.fromisoformat(raw["placed_at"]),
        payment_id=raw.get("payment_id"),
        card_brand=raw.get("card_brand"),
        card_last4=raw.get("card_last4"),
        credit=None if raw.get("credit") is None else _money(raw["credit"]),
        authorized=None if raw.get("authorized") is None else _money(raw["authorized"]),
        left_out=_left_out(raw.get("left_out", ())),
        gift=None if raw.get("gift") is None else _money(raw["gift"]),
        gift_last4=raw.get("gift_last4"),
        discount=None if raw.get("discount") is None else _money(raw["discount"]),
    )
