"""Which body each topic carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.payloads.aftermath import (
    deleted_body,
    ended_return_body,
    fulfillment_body,
    moved_body,
    prepared_body,
    refund_body,
    return_body,
)
from sandbox.shopify.payloads.catalog import item_body, level_body, location_body, product_body
from sandbox.shopify.payloads.drafts import draft_body
from sandbox.shopify.payloads.lines import transaction_body
from sandbox.shopify.payloads.orders import order_body
from sandbox.shopify.payloads.shared import JsonObject, customer_body, local
from sandbox.shopify.rows import BulkOperation, Customer
from sandbox.shopify.shop import Shop

Build = Callable[[Shop, Any], JsonObject]


def _customer(_shop: Shop, row: Customer) -> JsonObject:
    return customer_body(row) or {}


def _bulk(_shop: Shop, row: BulkOperation) -> JsonObject:
    return {
        "admin_graphql_api_id": f"gid://shopify/BulkOperation/{row.id}",
        "completed_at": local(row.completed_at),
        "created_at": local(row.created_at),
        "error_code": row.error_code.lower() if row.error_code else None,
        "status": row.status.lower(),
        "type": "query",
    }


def _as_given(_shop: Shop, row: JsonObject) -> JsonObject:
    return row


BODIES: dict[str, Build] = {
    "products/create": product_body,
    "products/update": product_body,
    "products/delete": deleted_body,
    "inventory_levels/update": level_body,
    "inventory_items/update": item_body,
    "locations/create": location_body,
    "locations/update": location_body,
    "locations/activate": location_body,
    "locations/deactivate": location_body,
    "orders/create": order_body,
    "orders/updated": order_body,
    "orders/paid": order_body,
    "orders/cancelled": order_body,
    "orders/fulfilled": order_body,
    "orders/partially_fulfilled": order_body,
    "order_transactions/create": transaction_body,
    "draft_orders/create": draft_body,
    "draft_orders/update": draft_body,
    "draft_orders/delete": deleted_body,
    "refunds/create": refund_body,
    "returns/approve": return_body,
    "returns/request": return_body,
    "returns/process": ended_return_body,
    "returns/close": ended_return_body,
    "returns/cancel": ended_return_body,
    "fulfillments/create": fulfillment_body,
    "fulfillments/update": fulfillment_body,
    "fulfillment_orders/moved": moved_body,
    "fulfillment_orders/line_items_prepared_for_pickup": prepared_body,
    "customers/create": _customer,
    "customers/update": _customer,
    "bulk_operations/finish": _bulk,
    "app/uninstalled": _as_given,
    "app/scopes_update": _as_given,
}
"""Topic → builder of its body."""
