"""Lines of orders, discounts on them, and transactions."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.engine.run import Resolvers
from sandbox.shopify.money import share
from sandbox.shopify.resolvers.catalog import first_picture
from sandbox.shopify.resolvers.support import (
    const,
    first_of,
    ids,
    of,
    with_shop,
)
from sandbox.shopify.rows import (
    AppliedDiscount,
    Card,
    LineItem,
    MediaImage,
    Order,
    OrderTransaction,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.times import iso_at, timestamp
from sandbox.shopify.totals import (
    current_quantity,
    line_part,
    line_total,
    refundable,
    unfulfilled_quantity,
    unsettled,
)


def is_capturable(order: Order, transaction: OrderTransaction) -> bool:
    """Whether an authorization still holds money."""
    return transaction.kind == "AUTHORIZATION" and unsettled(order, transaction) > 0


def discounts_of(order: Order) -> list[dict[str, Any]]:
    """How the order's own discounts are applied, by hand or by code."""
    shared = {"allocationMethod": "ACROSS", "targetSelection": "ALL", "targetType": "LINE_ITEM"}
    found: list[dict[str, Any]] = []
    if order.discount is not None:
        found.append(
            {
                "__typename": "ManualDiscountApplication",
                "title": order.discount.title or "Custom discount",
                "description": order.discount.description,
                "value": _discount_value(order.discount),
                **shared,
            }
        )
    amount = sum(line.order_discount for line in order.lines)
    found += [
        {
            "__typename": "DiscountCodeApplication",
            "code": code,
            "value": {"__typename": "MoneyV2", "cents": amount},
            **shared,
        }
        for code in order.discount_codes
    ]
    return [{**each, "index": place} for place, each in enumerate(found)]


def _discount_value(discount: AppliedDiscount) -> dict[str, Any]:
    if discount.value_type == "PERCENTAGE":
        return {"__typename": "PricingPercentageValue", "percentage": discount.value}
    return {"__typename": "MoneyV2", "cents": discount.amount}


def _allocations(line: LineItem, shop: Shop) -> list[dict[str, Any]]:
    order = shop.order_with("LineItem", line.id)
    applications = discounts_of(order) if order else []
    if not line.order_discount or not applications:
        return []
    return [{"allocatedAmountSet": line.order_discount, "discountApplication": applications[0]}]


def _picture(line: LineItem, shop: Shop) -> MediaImage | None:
    product = shop.books.products.get(line.product_id)
    return first_picture(product) if product else None


def _line_name(line: LineItem) -> str:
    return f"{line.title} - {line.variant_title}" if line.variant_title else line.title


def _order_of(transaction: OrderTransaction, shop: Shop) -> Order:
    return shop.books.orders[transaction.order_id]


def _parent(transaction: OrderTransaction, shop: Shop) -> OrderTransaction | None:
    siblings = _order_of(transaction, shop).transactions
    return next((each for each in siblings if each.id == transaction.parent_id), None)


def _formatted_gateway(transaction: OrderTransaction) -> str:
    return transaction.gateway.replace("_", " ").title()


def _authorization_end(transaction: OrderTransaction) -> str | None:
    """Seven days after the authorization, as Shopify Payments has it."""
    if transaction.kind != "AUTHORIZATION" or transaction.status != "SUCCESS":
        return None
    return iso_at(timestamp(transaction.created_at) + 7 * 86400)


def card_details(card: Card) -> dict[str, Any]:
    """`CardPaymentDetails` of a payment."""
    return {
        "__typename": "CardPaymentDetails",
        "avsResultCode": "Y",
        "bin": None,
        "company": card.brand.title(),
        "cvvResultCode": "M",
        "expirationMonth": card.expiry_month,
        "expirationYear": card.expiry_year,
        "name": card.name,
        "number": f"•••• •••• •••• {card.last_digits}",
        "paymentMethodName": card.brand.lower(),
        "wallet": None,
    }


LINES: Resolvers = {
    "LineItem": {
        **ids("LineItem"),
        "name": of(_line_name),
        "currentQuantity": of(current_quantity),
        "refundableQuantity": of(current_quantity),
        "unfulfilledQuantity": of(unfulfilled_quantity),
        "nonFulfillableQuantity": of(lambda line: line.removed),
        "discountAllocations": with_shop(_allocations),
        "originalUnitPriceSet": of(lambda line: line.price),
        "originalTotalSet": of(lambda line: line.price * line.quantity),
        "discountedUnitPriceSet": of(
            lambda line: line.price - share(line.discount, 1, line.quantity)
        ),
        "discountedUnitPriceAfterAllDiscountsSet": of(lambda line: line_part(line, 1)),
        "discountedTotalSet": of(lambda line: line.price * line.quantity - line.discount),
        "unfulfilledOriginalTotalSet": of(lambda line: line.price * unfulfilled_quantity(line)),
        "unfulfilledDiscountedTotalSet": of(
            lambda line: line_part(line, unfulfilled_quantity(line))
        ),
        "totalDiscountSet": of(lambda line: line.price * line.quantity - line_total(line)),
        "restockable": of(lambda line: line.claimed),
        "isGiftCard": of(lambda line: line.gift_card),
        "merchantEditable": const(True),
        "product": with_shop(lambda line, shop: shop.books.products.get(line.product_id)),
        "variant": with_shop(lambda line, shop: shop.books.variants.get(line.variant_id)),
        "image": with_shop(_picture),
        "taxLines": first_of(lambda line: line.tax_lines),
    },
    "OrderTransaction": {
        **ids("OrderTransaction"),
        "amountSet": of(lambda row: row.amount),
        "formattedGateway": of(_formatted_gateway),
        "manualPaymentGateway": of(lambda row: row.gateway == "manual"),
        "authorizationExpiresAt": of(_authorization_end),
        "parentTransaction": with_shop(_parent),
        "order": with_shop(_order_of),
        "paymentDetails": of(lambda row: row.card and card_details(row.card)),
        "accountNumber": of(lambda row: f"•••• {row.card.last_digits}" if row.card else None),
        "receiptJson": of(lambda row: row.receipt),
        "maximumRefundableV2": with_shop(
            lambda row, shop: (
                refundable(_order_of(row, shop), row) if row.kind in ("SALE", "CAPTURE") else None
            )
        ),
        "totalUnsettledSet": with_shop(
            lambda row, shop: (
                unsettled(_order_of(row, shop), row) if row.kind == "AUTHORIZATION" else 0
            )
        ),
        "manuallyCapturable": with_shop(lambda row, shop: is_capturable(_order_of(row, shop), row)),
        "multiCapturable": with_shop(
            lambda row, shop: shop.options.is_plus and row.kind == "AUTHORIZATION"
        ),
        "settlementCurrency": const(None),
    },
}
"""Resolvers of order lines and of the money that moved."""
