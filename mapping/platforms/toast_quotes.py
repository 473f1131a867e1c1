"""A priced cart: what `POST /prices` answers, which is an order of which nothing is kept.

Orders API 2.9.0. Wants the context `currency`, and `wanted`: the cart's variants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import Quote, QuoteLine
from mapping.converters import identifier, optional_text
from mapping.engine import Field, Map
from mapping.platforms import toast_words as words
from mapping.platforms.toast_checks import CHECK, SELECTION_DETAILS, charged, unit_price
from mapping.platforms.toast_ids import Choice, variant_id
from mapping.platforms.toast_orders import ORDER


def _quote_line(*, price: Money, gross: Money, tax: Money, **fields: Any) -> QuoteLine:
    return QuoteLine(**fields, tax=tax, discount=gross - price, total=price + tax)


def _wanted(item: Any, group: Any, modifiers: Any, wanted: Mapping[str, Any]) -> PlatformId:
    """The cart's variant behind a selection: with the size that was asked for, if any."""
    plain = variant_id(identifier(item), identifier(group))
    for one in modifiers or ():
        size_group, size = one.get("optionGroup"), one.get("item")
        if size_group and size:
            sized = f"{plain}.{Choice(size_group['guid'], size['guid'])}"
            if sized in wanted:
                return PlatformId(sized)
    return plain


def _whole(value: Any) -> int:
    count = words.number(value)
    if count != count.to_integral_value():
        raise ValueError("expected a whole number of pieces")
    return int(count)


QUOTE_LINE = Map(
    _quote_line,
    fields=(
        Field(
            "variant_platform_id",
            ("item.guid", "itemGroup.guid", "modifiers"),
            _wanted,
            context=("wanted",),
        ),
        Field("quantity", "quantity", _whole),
        Field(
            "unit_price",
            ("preDiscountPrice", "quantity", "receiptLinePrice"),
            unit_price,
            context=("currency",),
        ),
        Field("gross", "preDiscountPrice", words.share, context=("currency",)),
        Field("price", "price", words.share, context=("currency",)),
        Field("tax", "tax", words.share, context=("currency",)),
        Field("name", "displayName", optional_text, default=None),
    ),
    ignored=SELECTION_DETAILS
    | {
        "guid": "nothing is created by asking",
        "voided": "nothing is created by asking",
        "fulfillmentStatus": "nothing is created by asking",
        "item": "its guid is in the variant's id",
        "itemGroup": "its guid is in the variant's id",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCheck:
    """The one check of a priced order."""

    lines: tuple[QuoteLine, ...]
    tax: Money
    total: Money
    charges: Money


def _charges(rows: Any, _total: Any, currency: str) -> Money:
    return charged(rows, currency)


def _currency(_checks: Any, currency: str) -> str:
    return currency


PRICED_CHECK = Map(
    PricedCheck,
    fields=(
        Field("lines", "selections[]", QUOTE_LINE),
        Field("tax", "taxAmount", words.amount, context=("currency",)),
        Field("total", "totalAmount", words.amount, context=("currency",)),
        Field(
            "charges",
            ("appliedServiceCharges", "totalAmount"),
            _charges,
            context=("currency",),
        ),
    ),
    ignored={
        **CHECK.ignored,
        **dict.fromkeys(
            (
                "guid",
                "displayNumber",
                "payments",
                "paymentStatus",
                "customer",
                "deleted",
            ),
            "nothing is created by asking",
        ),
    },
)


def _quote(*, checks: tuple[PricedCheck, ...], currency: str) -> Quote:
    """The cart's price: subtotal minus discounts plus tax plus service charges is the total."""
    if len(checks) != 1:
        raise ValueError("a priced cart has one check")
    (check,) = checks
    discount = total((line.discount for line in check.lines), currency)
    return Quote(
        lines=check.lines,
        subtotal=check.total - check.tax - check.charges + discount,
        discount=discount,
        tax=check.tax,
        shipping=check.charges,
        total=check.total,
    )


QUOTE = Map(
    _quote,
    fields=(
        Field("checks", "checks[]", PRICED_CHECK),
        Field("currency", "checks", _currency, context=("currency",)),
    ),
    ignored={
        **ORDER.ignored,
        **dict.fromkeys(
            (
                *("guid", "externalId", "approvalStatus", "guestOrderStatus", "voided", "deleted"),
                *("displayNumber", "deliveryInfo", "promisedDate", "estimatedFulfillmentDate"),
                *("createdDate", "modifiedDate"),
            ),
            "nothing is created by asking",
        ),
    },
)
