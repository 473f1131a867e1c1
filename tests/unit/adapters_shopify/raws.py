"""Answers as Shopify would word them, built from the fields that our documents ask for."""

from __future__ import annotations

from typing import Any

ORDER = "gid://shopify/Order/5001"
DRAFT = "gid://shopify/DraftOrder/7001"
VARIANT = "gid://shopify/ProductVariant/301"
ITEM = "gid://shopify/InventoryItem/401"
CAPITOL = "gid://shopify/Location/11"
TACOMA = "gid://shopify/Location/12"
AUTHORIZATION = "gid://shopify/OrderTransaction/901"
LAST_PAGE = {"hasNextPage": False, "endCursor": None}

Raw = dict[str, Any]


def amount(value: str) -> Raw:
    return {"amount": value, "currencyCode": "USD"}


def bag(value: str) -> Raw:
    return {"shopMoney": amount(value)}


def variant(number: int = 301, **changes: Any) -> Raw:
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "title": "Black / US 10",
        "sku": "NK-AIRMAX90-BLK-10",
        "barcode": "4006381333931",
        "price": "129.99",
        "compareAtPrice": None,
        "taxable": True,
        "inventoryPolicy": "DENY",
        "requiresComponents": False,
        "updatedAt": "2026-11-01T10:00:00Z",
        "selectedOptions": [
            {"name": "Colour", "value": "Black"},
            {"name": "Shoe size", "value": "US 10"},
        ],
        "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number + 100}", "tracked": True},
        **changes,
    }


def product(number: int = 201, *, variants: list[Raw] | None = None, **changes: Any) -> Raw:
    return {
        "id": f"gid://shopify/Product/{number}",
        "title": "Nike Air Max 90",
        "description": "A running shoe.",
        "status": "ACTIVE",
        "isGiftCard": False,
        "vendor": "Nike",
        "productType": "Shoes",
        "tags": ["running", "sale"],
        "updatedAt": "2026-11-02T10:00:00Z",
        "category": {"name": "Sneakers"},
        "media": {
            "nodes": [
                {
                    "id": "gid://shopify/MediaImage/1",
                    "alt": "Side view",
                    "image": {"url": "https://cdn.example.com/1.jpg"},
                }
            ]
        },
        "variants": {
            "nodes": [variant()] if variants is None else variants,
            "pageInfo": LAST_PAGE,
        },
        **changes,
    }


def line(number: int = 601, **changes: Any) -> Raw:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "name": "Nike Air Max 90 - Black / US 10",
        "quantity": 2,
        "variant": {"id": VARIANT},
        "originalUnitPriceSet": bag("129.99"),
        "originalTotalSet": bag("259.98"),
        "discountAllocations": [{"allocatedAmountSet": bag("10.00")}],
        "taxLines": [{"priceSet": bag("20.00")}, {"priceSet": bag("5.62")}],
        **changes,
    }


def fulfillment_order(location: str = CAPITOL, status: str = "OPEN", number: int = 801) -> Raw:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": status,
        "assignedLocation": {"location": {"id": location}},
        "deliveryMethod": {"methodType": "SHIPPING"},
    }


def order(**changes: Any) -> Raw:
    return {
        "id": ORDER,
        "name": "#1001",
        "createdAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-20T10:00:05Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PENDING",
        "displayFulfillmentStatus": "UNFULFILLED",
        "returnStatus": "NO_RETURN",
        "taxesIncluded": False,
        "customAttributes": attributes("ord-1"),
        "customer": {"id": "gid://shopify/Customer/1"},
        "retailLocation": None,
        "totalPriceSet": bag("275.60"),
        "totalTaxSet": bag("25.62"),
        "totalRefundedSet": bag("0.0"),
        "lineItems": {"nodes": [line()], "pageInfo": LAST_PAGE},
        "fulfillmentOrders": {"nodes": [fulfillment_order()]},
        "fulfillments": [],
        "transactions": [],
        **changes,
    }


def attributes(reference: str, method: str = "pickup") -> list[Raw]:
    return [
        {"key": "voicetill_reference", "value": reference},
        {"key": "voicetill_method", "value": method},
    ]


def draft(number: int = 7001, reference: str = "ord-1", **changes: Any) -> Raw:
    return {
        "id": f"gid://shopify/DraftOrder/{number}",
        "ready": True,
        "status": "OPEN",
        "customAttributes": attributes(reference),
        "order": None,
        **changes,
    }


def sold(number: int = 7001, reference: str = "ord-1") -> Raw:
    return draft(number, reference, status="COMPLETED", order={"id": ORDER})


def transaction(
    kind: str = "AUTHORIZATION",
    status: str = "SUCCESS",
    *,
    number: int = 901,
    parent: str | None = None,
    value: str = "275.60",
    **changes: Any,
) -> Raw:
    return {
        "id": f"gid://shopify/OrderTransaction/{number}",
        "kind": kind,
        "status": status,
        "errorCode": None,
        "gateway": "shopify_payments",
        "createdAt": f"2026-11-20T10:01:{number % 60:02d}Z",
        "processedAt": None,
        "authorizationExpiresAt": None,
        "amountSet": bag(value),
        "parentTransaction": {"id": parent} if parent else None,
        "paymentDetails": {
            "__typename": "CardPaymentDetails",
            "company": "Visa",
            "number": "•••• •••• •••• 4242",
        },
        **changes,
    }


def money_of(*transactions: Raw) -> Raw:
    return {
        "id": ORDER,
        "customAttributes": attributes("ord-1"),
        "transactions": list(transactions),
    }
