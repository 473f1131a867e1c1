"""Draft orders, calculated drafts and their lines."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.engine.run import Resolvers
from sandbox.shopify.ids import gid
from sandbox.shopify.money import share
from sandbox.shopify.pricing import (
    draft_taxes,
    draft_totals,
    line_after_own_discount,
    line_discount,
    shipping_rates,
)
from sandbox.shopify.resolvers.catalog import first_picture
from sandbox.shopify.resolvers.support import (
    Fields,
    connection,
    const,
    currencies,
    ids,
    legacy_ids,
    metafields,
    of,
    with_shop,
)
from sandbox.shopify.rows import Customer, DraftLine, DraftOrder, MediaImage
from sandbox.shopify.shop import Shop


def _customer(draft: DraftOrder, shop: Shop) -> Customer | None:
    return shop.books.customers.get(draft.customer_id)


def _total(name: str) -> Any:
    return of(lambda draft: getattr(draft_totals(draft), name))


def _same_addresses(draft: DraftOrder) -> bool:
    return draft.billing_address is None or draft.billing_address == draft.shipping_address


def _warnings(draft: DraftOrder) -> list[dict[str, Any]]:
    return [
        {
            "__typename": "DraftOrderDiscountNotAppliedWarning",
            "errorCode": each.error_code,
            "field": each.field,
            "message": each.message,
            "discountCode": each.discount_code,
            "discountTitle": None,
        }
        for each in draft.warnings
    ]


def _amounts() -> Fields:
    """Fields that drafts and calculated drafts have in common."""
    return {
        **currencies(),
        "customer": with_shop(_customer),
        "purchasingEntity": with_shop(_customer),
        "billingAddressMatchesShippingAddress": of(_same_addresses),
        "taxesIncluded": const(False),
        "taxLines": of(draft_taxes),
        "subtotalPriceSet": _total("subtotal"),
        "totalPriceSet": _total("total"),
        "totalTaxSet": _total("tax"),
        "totalDiscountsSet": _total("discounts"),
        "totalLineItemsPriceSet": _total("lines"),
        "lineItemsSubtotalPrice": _total("lines_after_own_discounts"),
        "totalShippingPriceSet": _total("shipping"),
        "totalQuantityOfLineItems": of(lambda draft: sum(each.quantity for each in draft.lines)),
        "warnings": of(_warnings),
    }


def _picture(line: DraftLine, shop: Shop) -> MediaImage | None:
    product = shop.books.products.get(line.product_id)
    return first_picture(product) if product else None


def _name(line: DraftLine) -> str:
    return f"{line.title} - {line.variant_title}" if line.variant_title else line.title


def _unit_after_discount(line: DraftLine) -> int:
    return share(line_after_own_discount(line), 1, line.quantity)


def _line_fields() -> Fields:
    return {
        "name": of(_name),
        "custom": of(lambda line: line.variant_id is None),
        "isGiftCard": const(False),
        "product": with_shop(lambda line, shop: shop.books.products.get(line.product_id)),
        "variant": with_shop(lambda line, shop: shop.books.variants.get(line.variant_id)),
        "image": with_shop(_picture),
        "weight": of(lambda line: line.grams),
        "originalUnitPriceSet": of(lambda line: line.price),
        "originalUnitPriceWithCurrency": of(
            lambda line: line.price if line.variant_id is None else None
        ),
        "originalTotalSet": of(lambda line: line.price * line.quantity),
        "discountedTotalSet": of(line_after_own_discount),
        "approximateDiscountedUnitPriceSet": of(_unit_after_discount),
        "totalDiscountSet": of(line_discount),
    }


DRAFTS: Resolvers = {
    "DraftOrder": {
        **legacy_ids("DraftOrder"),
        **metafields(),
        **_amounts(),
        "name": of(lambda draft: f"#D{draft.number}"),
        "ready": with_shop(lambda draft, shop: draft.ready_at <= shop.clock.timestamp()),
        "note2": of(lambda draft: draft.note),
        "reserveInventoryUntil": of(lambda draft: draft.reserve_until),
        "invoiceUrl": with_shop(
            lambda draft, shop: f"https://{shop.options.shop_domain}/invoices/{draft.invoice_token}"
        ),
        "invoiceEmailTemplateSubject": const("Complete your purchase"),
        "order": with_shop(lambda draft, shop: shop.books.orders.get(draft.order_id)),
        "lineItems": connection(lambda draft, _shop: draft.lines),
        "allowDiscountCodesInCheckout": of(lambda draft: draft.allow_discount_codes),
        "totalWeight": of(lambda draft: sum(each.grams * each.quantity for each in draft.lines)),
        "defaultCursor": of(lambda draft: f"draft-{draft.id}"),
    },
    "DraftOrderLineItem": {**ids("DraftOrderLineItem"), **_line_fields()},
    "CalculatedDraftOrder": {
        **_amounts(),
        "lineItems": of(lambda draft: draft.lines),
        "availableShippingRates": of(shipping_rates),
    },
    "CalculatedDraftOrderLineItem": {
        **_line_fields(),
        "originalUnitPrice": of(lambda line: line.price),
        "originalTotal": of(lambda line: line.price * line.quantity),
        "discountedTotal": of(line_after_own_discount),
    },
    "DraftOrderAppliedDiscount": {
        "amountSet": of(lambda discount: discount.amount),
        "amountV2": of(lambda discount: discount.amount),
    },
    "ShippingLine": {
        "id": of(lambda line: gid("ShippingLine", line.id)),
        "custom": of(lambda line: line.handle is None),
        "shippingRateHandle": of(lambda line: line.handle),
        "carrierIdentifier": const(None),
        "deliveryCategory": const(None),
        "phone": const(None),
        "isRemoved": const(False),
        "originalPriceSet": of(lambda line: line.price),
        "discountedPriceSet": of(lambda line: line.price),
        "currentDiscountedPriceSet": of(lambda line: line.price),
        "discountAllocations": const([]),
    },
    "TaxLine": {
        "rate": of(lambda tax: float(tax.rate)),
        "ratePercentage": of(lambda tax: round(float(tax.rate) * 100, 6)),
        "priceSet": of(lambda tax: tax.price),
        "source": const("Shopify"),
    },
}
"""Resolvers of drafts."""
