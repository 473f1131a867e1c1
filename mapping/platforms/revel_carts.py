"""Revel's cart calls: what we ask and what they answer. No public reference describes them.

Source: request bodies in public client code (one is a contract sample), and Revel's own
open-source online-ordering application for totals, dining options, payment types and modifiers
(read 2026-11-21). A quote and the order made from it are written by the same function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from domain.ids import PlatformId
from domain.money import Money, allocate, total
from domain.orders import Cart, CartLine, OrderDraft, Quote, QuoteLine
from mapping.engine import Field, Map
from mapping.platforms import revel_words as words

TO_GO = "0"
"""Dining option of goods that are fetched."""
_SKIN = "weborder"


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedModifier:
    """A chosen modifier with what the cart wants to know of it."""

    platform_id: PlatformId
    price: Money
    cost: Money
    admin_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartItem:
    """One line of a cart with the price and the name of its product's row."""

    line: CartLine
    name: str
    price: Money
    modifiers: tuple[PricedModifier, ...] = ()

    @property
    def unit_price(self) -> Money:
        """One piece with its modifiers."""
        return total((self.price, *(one.price for one in self.modifiers)), self.price.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartTotals:
    """What a cart costs, as the cart call tells it."""

    final_total: Money
    tax: Money
    discounts: Money
    fees: Money
    prices: tuple[Money | None, ...] = ()
    """What each line's product costs now, in the order of the request; None where not told."""


def _fees(surcharge: Any, service_fees: Any, _final: Any, currency: str) -> Money:
    """Charges beyond goods and tax: they are part of what is paid."""
    listed = service_fees if isinstance(service_fees, list) else []
    return total(
        (
            words.rounded_or_zero(surcharge, currency),
            *(words.rounded_or_zero(one.get("amount"), currency) for one in listed),
        ),
        currency,
    )


def _prices(items: Any, currency: str) -> tuple[Money | None, ...]:
    """What the till asks for the lines, in their order."""
    told = [one.get("price") for one in items]
    return tuple(None if one is None else words.rounded(one, currency) for one in told)


QUOTE = Map(
    CartTotals,
    fields=(
        Field("final_total", "final_total", words.rounded, context=("currency",)),
        Field("tax", ("tax", "final_total"), words.first_or_zero, context=("currency",)),
        Field(
            "discounts", ("discounts", "final_total"), words.first_or_zero, context=("currency",)
        ),
        Field(
            "fees",
            ("surcharge", "service_fees", "final_total"),
            _fees,
            context=("currency",),
        ),
        Field("prices", "items", _prices, default=(), context=("currency",)),
    ),
    ignored={
        "subtotal": "summed up line by line",
        "order_discount": "inside discounts",
        "shipping": "only goods that are fetched are ordered",
    },
)
"""The `data` of `cart/calculate`."""


def quote_of(totals: CartTotals, items: Sequence[CartItem]) -> Quote:
    """The quote for these items. Raises ValueError if the answer's amounts do not add up.

    Revel tells tax and discounts for the whole cart; they are split over the lines by value.
    Surcharges and service fees have no line and are part of the subtotal.
    """
    currency = totals.final_total.currency
    items = _repriced(items, totals.prices)
    gross = [item.unit_price * item.line.quantity for item in items]
    subtotal = total(gross, currency) + totals.fees
    if subtotal - totals.discounts + totals.tax != totals.final_total:
        raise ValueError(
            f"goods {subtotal}, discounts {totals.discounts} and tax {totals.tax} "
            f"do not make {totals.final_total}"
        )
    weights = [max(0, one.amount) for one in gross]
    weights = weights if any(weights) else [1] * len(weights)
    lines = tuple(
        QuoteLine(
            variant_platform_id=item.line.variant_platform_id,
            quantity=item.line.quantity,
            unit_price=item.unit_price,
            tax=tax,
            discount=discount,
            total=whole - discount + tax,
            name=item.name,
        )
        for item, whole, tax, discount in zip(
            items,
            gross,
            allocate(totals.tax, weights),
            allocate(totals.discounts, weights),
            strict=True,
        )
    )
    return Quote(
        lines=lines,
        subtotal=subtotal,
        discount=totals.discounts,
        tax=totals.tax,
        shipping=Money.zero(currency),
        total=totals.final_total,
    )


def _repriced(items: Sequence[CartItem], prices: Sequence[Money | None]) -> Sequence[CartItem]:
    """The items at the prices the till asks now, which win over those of the rows."""
    if len(prices) != len(items):
        return items
    return [
        item if price is None else replace(item, price=price)
        for item, price in zip(items, prices, strict=True)
    ]


def cart_request(cart: Cart, items: Sequence[CartItem]) -> dict[str, Any]:
    """A cart as `cart/calculate` takes it."""
    return {
        "skin": _SKIN,
        "establishmentId": int(cart.location_platform_id),
        "items": [_item_request(item) for item in items],
        "orderInfo": {"dining_option": TO_GO},
    }


def submit_request(
    draft: OrderDraft,
    items: Sequence[CartItem],
    *,
    amount: Money,
    payment_type: str,
    zone: tzinfo,
) -> dict[str, Any]:
    """The same cart as `cart/submit` takes it: with who fetches it, when, and the money's way."""
    recipient = draft.cart.recipient
    name = recipient.name if recipient else draft.source_name
    request = cart_request(draft.cart, items)
    info = request["orderInfo"] | {
        "asap": draft.pickup_at is None,
        "call_name": words.call_name(name, draft.reference),
        "notes": " · ".join(filter(None, (draft.source_name, draft.note))),
    }
    if draft.pickup_at is not None:
        info["pickup_time"] = local_time(draft.pickup_at, zone)
    payment: dict[str, Any] = {
        "type": int(payment_type),
        "amount": amount.decimal_string(),
        "tip": 0,
    }
    if recipient is not None:
        contact = {"phone": recipient.phone, "email": recipient.email}
        payment |= {key: value for key, value in contact.items() if value}
        payment["first_name"], _, payment["last_name"] = name.partition(" ")
    return {**request, "orderInfo": info, "paymentInfo": payment}


def local_time(moment: datetime, zone: tzinfo) -> str:
    """A moment as Revel writes it: the establishment's time, without a zone."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def _item_request(item: CartItem) -> dict[str, Any]:
    return {
        "product": item.line.variant_platform_id,
        "product_name_override": item.name,
        "price": item.price.decimal_string(),
        "quantity": item.line.quantity,
        "special_request": item.line.note or "",
        "modifieritems": [
            {
                "modifier": one.platform_id,
                "modifier_cost": one.cost.decimal_string(),
                "modifier_price": one.price.decimal_string(),
                "qty": 1,
                "qty_type": "0",
                "admin_mod_key": one.admin_key,
            }
            for one in item.modifiers
        ],
    }


def priced_modifiers(
    blocks: Sequence[Mapping[str, Any]], chosen: Sequence[PlatformId], currency: str
) -> tuple[PricedModifier, ...]:
    """The chosen modifiers out of a product's classes. Raises KeyError for one it has not."""
    known = {
        words.reference(one["id"]): PricedModifier(
            platform_id=words.reference(one["id"]),
            price=words.rounded_or_zero(one.get("price"), currency),
            cost=words.rounded_or_zero(one.get("cost"), currency),
            admin_key=block.get("admin_mod_key") or None,
        )
        for block in blocks
        for one in block.get("modifiers") or block.get("modifier") or ()
    }
    return tuple(known[one] for one in chosen)
