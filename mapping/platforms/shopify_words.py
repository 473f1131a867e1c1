"""Shopify's words and shapes in ours: state tables and converters for the tables in `shopify`.

Admin GraphQL 2026-10; enums may grow with any version, so a new word is UNKNOWN, never a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.catalog import Address, Component, CounterOnly, Image
from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import FulfillmentMethod, FulfillmentState, OrderState, PaymentState
from domain.payments import DeclineReason, PaymentStatus, RefundStatus
from mapping.bundles import components
from mapping.converters import decimal, identifier, integer, money_bag, optional_text, text
from mapping.engine import StateTable
from mapping.options import normalize_option

PRODUCT_ACTIVE = StateTable(
    {"ACTIVE": True, "DRAFT": False, "ARCHIVED": False, "UNLISTED": False}, unknown=False
)
"""UNLISTED products are hidden from search and recommendations, so from voice as well."""
OVERSELL = StateTable({"CONTINUE": True, "DENY": False}, unknown=False)
FULFILLMENT_METHODS = StateTable(
    {
        "PICK_UP": FulfillmentMethod.PICKUP,
        "RETAIL": FulfillmentMethod.PICKUP,
        "SHIPPING": FulfillmentMethod.SHIPPING,
        "LOCAL": FulfillmentMethod.SHIPPING,
        "PICKUP_POINT": FulfillmentMethod.SHIPPING,
        "NONE": FulfillmentMethod.SHIPPING,
    },
    unknown=FulfillmentMethod.SHIPPING,
)
FULFILLMENT_STATES = StateTable(
    {
        # FulfillmentOrderStatus: lines on their way to being handed over
        "OPEN": FulfillmentState.PROPOSED,
        "SCHEDULED": FulfillmentState.PROPOSED,
        "ON_HOLD": FulfillmentState.PROPOSED,
        "IN_PROGRESS": FulfillmentState.ACCEPTED,
        "INCOMPLETE": FulfillmentState.FAILED,
        "CLOSED": FulfillmentState.COMPLETED,
        "CANCELLED": FulfillmentState.CANCELED,
        # FulfillmentStatus, where no display status is given
        "PENDING": FulfillmentState.ACCEPTED,
        "SUCCESS": FulfillmentState.COMPLETED,
        "ERROR": FulfillmentState.FAILED,
        # FulfillmentDisplayStatus
        "SUBMITTED": FulfillmentState.ACCEPTED,
        "CONFIRMED": FulfillmentState.ACCEPTED,
        "LABEL_PURCHASED": FulfillmentState.ACCEPTED,
        "LABEL_PRINTED": FulfillmentState.ACCEPTED,
        "LABEL_VOIDED": FulfillmentState.ACCEPTED,
        "READY_FOR_PICKUP": FulfillmentState.READY,
        "PICKED_UP": FulfillmentState.COMPLETED,
        "FULFILLED": FulfillmentState.COMPLETED,
        "MARKED_AS_FULFILLED": FulfillmentState.COMPLETED,
        "CARRIER_PICKED_UP": FulfillmentState.COMPLETED,
        "IN_TRANSIT": FulfillmentState.COMPLETED,
        "OUT_FOR_DELIVERY": FulfillmentState.COMPLETED,
        "ATTEMPTED_DELIVERY": FulfillmentState.COMPLETED,
        "DELAYED": FulfillmentState.COMPLETED,
        "DELIVERED": FulfillmentState.COMPLETED,
        "NOT_DELIVERED": FulfillmentState.FAILED,
        "FAILURE": FulfillmentState.FAILED,
        "CANCELED": FulfillmentState.CANCELED,
    },
    unknown=FulfillmentState.UNKNOWN,
)
ORDER_STATES = StateTable(
    {
        # words of `order_word` below, then Shopify's OrderDisplayFulfillmentStatus of a paid order
        "CANCELLED": OrderState.CANCELED,
        "RETURNED": OrderState.RETURNED,
        "UNPAID": OrderState.PENDING,
        "READY_FOR_PICKUP": OrderState.READY,
        "HANDED_OVER": OrderState.COMPLETED,
        "FULFILLED": OrderState.SHIPPED,
        "UNFULFILLED": OrderState.CONFIRMED,
        "PARTIALLY_FULFILLED": OrderState.CONFIRMED,
        "OPEN": OrderState.CONFIRMED,
        "IN_PROGRESS": OrderState.CONFIRMED,
        "PENDING_FULFILLMENT": OrderState.CONFIRMED,
        "ON_HOLD": OrderState.CONFIRMED,
        "SCHEDULED": OrderState.CONFIRMED,
        "REQUEST_DECLINED": OrderState.CONFIRMED,
        "FULFILLMENT_NOT_REQUIRED": OrderState.COMPLETED,
        "RESTOCKED": OrderState.CANCELED,
    },
    unknown=OrderState.UNKNOWN,
)
PAYMENT_STATES = StateTable(
    {
        "PENDING": PaymentState.UNPAID,
        "PARTIALLY_PAID": PaymentState.UNPAID,
        "AUTHORIZED": PaymentState.AUTHORIZED,
        "PAID": PaymentState.PAID,
        "PARTIALLY_REFUNDED": PaymentState.PARTIALLY_REFUNDED,
        "REFUNDED": PaymentState.REFUNDED,
        "VOIDED": PaymentState.VOIDED,
        "EXPIRED": PaymentState.VOIDED,
    },
    unknown=PaymentState.UNKNOWN,
)
UNPAID_WORDS = frozenset({"PENDING", "PARTIALLY_PAID", "AUTHORIZED", "VOIDED", "EXPIRED"})
"""Financial words of an order that nobody has paid in full."""
PAYMENT_STATUSES = StateTable(
    {
        # words of `payment_word` in `shopify_records`
        "AUTHORIZED": PaymentStatus.AUTHORIZED,
        "CAPTURED": PaymentStatus.CAPTURED,
        "VOIDED": PaymentStatus.VOIDED,
        # OrderTransactionStatus of the payment itself
        "PENDING": PaymentStatus.PENDING,
        "AWAITING_RESPONSE": PaymentStatus.PENDING,
        "FAILURE": PaymentStatus.FAILED,
        "ERROR": PaymentStatus.FAILED,
    },
    unknown=PaymentStatus.UNKNOWN,
)
REFUND_STATUSES = StateTable(
    {
        "SUCCESS": RefundStatus.COMPLETED,
        "PENDING": RefundStatus.PENDING,
        "AWAITING_RESPONSE": RefundStatus.PENDING,
        "FAILURE": RefundStatus.FAILED,
        "ERROR": RefundStatus.FAILED,
    },
    unknown=RefundStatus.UNKNOWN,
)
DECLINES: Mapping[str, DeclineReason] = {
    "INSUFFICIENT_FUNDS": DeclineReason.INSUFFICIENT_FUNDS,
    "EXPIRED_CARD": DeclineReason.EXPIRED,
    "INVALID_EXPIRY_DATE": DeclineReason.EXPIRED,
    "INCORRECT_CVC": DeclineReason.CVV,
    "INVALID_CVC": DeclineReason.CVV,
    "INCORRECT_ADDRESS": DeclineReason.ADDRESS,
    "INCORRECT_ZIP": DeclineReason.ADDRESS,
    "AUTHENTICATION_REQUIRED": DeclineReason.VERIFICATION_REQUIRED,
    "AMOUNT_TOO_LARGE": DeclineReason.LIMIT,
    "TRANSACTION_LIMIT_EXCEEDED": DeclineReason.LIMIT,
    "PAYMENT_METHOD_UNSUPPORTED": DeclineReason.NOT_SUPPORTED,
    "PAYMENT_METHOD_UNAVAILABLE": DeclineReason.NOT_SUPPORTED,
    "INVALID_PAYMENT_METHOD": DeclineReason.NOT_SUPPORTED,
    "UNSUPPORTED_FEATURE": DeclineReason.NOT_SUPPORTED,
}
"""OrderTransactionErrorCode to our reason; any other code is a plain decline."""

_BRANDS = {"jcb": "JCB", "diners_club": "Diners Club", "unionpay": "UnionPay"}

DEFAULT_TITLE = "Default Title"
"""Title and option value of the only variant of a product without options."""


def gid(kind: str, number: int | str) -> PlatformId:
    """The global id of a numeric one, as webhooks carry it; the digits are never rounded."""
    return PlatformId(f"gid://shopify/{kind}/{integer(number)}")


def inventory_item_gid(number: Any) -> PlatformId:
    """The global id of an inventory item."""
    return gid("InventoryItem", number)


def location_gid(number: Any) -> PlatformId:
    """The global id of a location."""
    return gid("Location", number)


def gid_number(platform_id: str) -> str:
    """The digits at the end of a global id, as search filters want them."""
    return identifier(platform_id).rsplit("/", 1)[-1].partition("?")[0]


def variant_name(value: Any) -> str:
    """A variant's title; empty for the only variant, whose title is a placeholder."""
    name = text(value)
    return "" if name == DEFAULT_TITLE else name


def selected_options(values: Any) -> Mapping[str, str]:
    """`[{"name": "Size", "value": "US 10"}]` in the unified vocabulary."""
    return dict(
        normalize_option(one["name"], one["value"])
        for one in values
        if one["value"] != DEFAULT_TITLE
    )


def category_names(taxonomy: Any, product_type: Any) -> tuple[str, ...]:
    """The standard category and the merchant's own product type, each once, blanks left out."""
    named = (text(one) for one in (taxonomy, product_type) if one)
    return tuple(dict.fromkeys(name for name in named if name))


def images_of(media: Any) -> tuple[Image, ...]:
    """The pictures among a product's media; videos and unfinished uploads are left out."""
    return tuple(
        Image(
            url=text(one["image"]["url"]),
            platform_id=PlatformId(one["id"]),
            alt=optional_text(one["alt"]) if one.get("alt") else None,
        )
        for one in media
        if (one.get("image") or {}).get("url")
    )


def address(raw: Any) -> Address | None:
    """A postal address of GraphQL or REST shape; None where street, city or country is missing."""
    line1, city = raw.get("address1"), raw.get("city")
    country = raw.get("countryCode") or raw.get("countryCodeV2") or raw.get("country_code")
    if not (line1 and city and country):
        return None
    return Address(
        line1=text(line1),
        line2=optional_text(raw.get("address2") or ""),
        city=text(city),
        region=optional_text(raw.get("provinceCode") or raw.get("province_code") or ""),
        postal_code=optional_text(raw.get("zip") or ""),
        country=text(country),
    )


def is_given(_value: Any) -> bool:
    """Whether the platform sent anything here at all."""
    return True


def available(quantities: Any, tracked: Any) -> Decimal | None:
    """The sellable quantity; None (unknown) where Shopify keeps no count."""
    if tracked is False:
        return None
    named = {one["name"]: one["quantity"] for one in quantities}
    return decimal(named["available"])


def attribute(attributes: Any, key: str) -> str | None:
    """The value of one custom attribute of an order, None if it has none of that name."""
    return next((one.get("value") for one in attributes or () if one.get("key") == key), None)


def shop_total(bags: Any, key: str, currency: str) -> Money:
    """The sum of `<element>.<key>.shopMoney` over a list."""
    return total((money_bag(one[key]["shopMoney"]) for one in bags or ()), currency)


def taxes(tax_lines: Any, gross: Any) -> Money:
    """The sum of a line's taxes; `gross` names the currency where there are none."""
    return shop_total(tax_lines, "priceSet", gross["currencyCode"])


def line_total(gross: Any, discounts: Any, tax_lines: Any, taxes_included: bool) -> Money:
    """What a line costs in all: every discount taken off, tax added unless it is in the price."""
    currency = gross["currencyCode"]
    net = money_bag(gross) - shop_total(discounts, "allocatedAmountSet", currency)
    return net if taxes_included else net + shop_total(tax_lines, "priceSet", currency)


def paid_back(raw: Any) -> Money | None:
    """The refunded amount, None while nothing was refunded."""
    amount = money_bag(raw)
    return amount if amount.amount else None


def card_brand(value: Any) -> str:
    """A brand as people write it: "american_express" is "American Express"."""
    word = text(value)
    return _BRANDS.get(word) or (word.replace("_", " ").title() if word.islower() else word)


def last_four(masked: Any) -> str | None:
    """The last four digits of a masked card number ("•••• •••• •••• 4242")."""
    digits = [char for char in text(masked) if char.isdecimal()]
    return "".join(digits[-4:]) if len(digits) >= 4 else None


def components_of(parts: Any) -> tuple[Component, ...]:
    """`ProductVariantComponent`s: a variant and how many of it one bundle takes."""
    return components((part["productVariant"]["id"], part["quantity"]) for part in parts)


def gift_card(is_gift_card: Any) -> CounterOnly | None:
    """Whether the product is one of the shop's gift cards."""
    return CounterOnly.GIFT_CARD if is_gift_card is True else None
