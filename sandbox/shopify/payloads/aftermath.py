"""Bodies about fulfillments, refunds and returns."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.ids import gid
from sandbox.shopify.payloads.lines import line_body, transaction_body
from sandbox.shopify.payloads.shared import (
    JsonObject,
    address,
    local,
    money_set,
)
from sandbox.shopify.rows import (
    Fulfillment,
    FulfillmentOrder,
    Order,
    Refund,
    RefundLineItem,
    Return,
)
from sandbox.shopify.shop import Shop


def fulfillment_body(shop: Shop, row: Fulfillment) -> JsonObject:
    """`fulfillments/*`, and the fulfillments of an order."""
    order = shop.books.orders[row.order_id]
    by_id = {line.id: line for line in order.lines}
    return {
        "id": row.id,
        "order_id": row.order_id,
        "status": row.status.lower(),
        "created_at": local(row.created_at),
        "service": "manual",
        "updated_at": local(row.updated_at),
        "tracking_company": row.tracking_company,
        "shipment_status": None,
        "location_id": row.location_id,
        "origin_address": None,
        "email": order.email,
        "destination": address(order.shipping_address),
        "line_items": [
            {**line_body(order, by_id[each.line_item_id]), "quantity": each.quantity}
            for each in row.lines
        ],
        "tracking_number": row.tracking_numbers[0] if row.tracking_numbers else None,
        "tracking_numbers": row.tracking_numbers,
        "tracking_url": row.tracking_urls[0] if row.tracking_urls else None,
        "tracking_urls": row.tracking_urls,
        "receipt": {},
        "name": row.name,
        "admin_graphql_api_id": gid("Fulfillment", row.id),
    }


def refund_body(shop: Shop, row: Refund) -> JsonObject:
    """`refunds/create`, and the refunds of an order."""
    order = shop.books.orders[row.order_id]
    wanted = set(row.transaction_ids)
    back = {"id": row.return_id, "admin_graphql_api_id": gid("Return", row.return_id or 0)}
    return {
        "id": row.id,
        "order_id": row.order_id,
        "created_at": local(row.created_at),
        "note": row.note,
        "user_id": None,
        "processed_at": local(row.created_at),
        "duties": [],
        "return": back if row.return_id else None,
        "refund_shipping_lines": [],
        "restock": any(line.restocked for line in row.lines),
        "total_duties_set": money_set(0),
        "admin_graphql_api_id": gid("Refund", row.id),
        "order_adjustments": [],
        "refund_line_items": [_refund_line(order, each) for each in row.lines],
        "transactions": [
            transaction_body(shop, each) for each in order.transactions if each.id in wanted
        ],
    }


def _refund_line(order: Order, row: RefundLineItem) -> JsonObject:
    line = next(each for each in order.lines if each.id == row.line_item_id)
    return {
        "id": row.id,
        "quantity": row.quantity,
        "line_item_id": row.line_item_id,
        "location_id": row.location_id,
        "restock_type": row.restock_type.lower(),
        "subtotal": row.subtotal / 100,
        "subtotal_set": money_set(row.subtotal),
        "total_tax": row.total_tax / 100,
        "total_tax_set": money_set(row.total_tax),
        "line_item": line_body(order, line),
    }


def return_body(shop: Shop, row: Return) -> JsonObject:
    """`returns/approve` and `returns/request`."""
    order = shop.books.orders[row.order_id]
    return {
        "id": row.id,
        "admin_graphql_api_id": gid("Return", row.id),
        "status": row.status.lower(),
        "order": {"id": order.id, "admin_graphql_api_id": gid("Order", order.id)},
        "total_return_line_items": sum(line.quantity for line in row.lines),
        "name": row.name,
        "return_line_items": [
            {
                "id": line.id,
                "admin_graphql_api_id": gid("ReturnLineItem", line.id),
                "fulfillment_line_item": {"id": line.fulfillment_line_item_id},
                "quantity": line.quantity,
                "return_reason": line.reason.lower(),
                "return_reason_note": line.reason_note,
                "customer_note": None,
            }
            for line in row.lines
        ],
        "return_shipping_fees": [],
        "exchange_line_items": [],
        "total_exchange_line_items": 0,
    }


def ended_return_body(_shop: Shop, row: Return) -> JsonObject:
    """`returns/close`, `returns/cancel` and `returns/process`."""
    return {
        "id": row.id,
        "admin_graphql_api_id": gid("Return", row.id),
        "order_id": row.order_id,
        "status": row.status.lower(),
    }


def moved_body(_shop: Shop, row: FulfillmentOrder) -> JsonObject:
    """`fulfillment_orders/moved`."""
    return {
        "moved_fulfillment_order": {
            "id": gid("FulfillmentOrder", row.id),
            "status": row.status.lower(),
            "assigned_location_id": gid("Location", row.location_id),
        }
    }


def prepared_body(_shop: Shop, row: FulfillmentOrder) -> JsonObject:
    """`fulfillment_orders/line_items_prepared_for_pickup`."""
    return {
        "fulfillment_order": {
            "id": gid("FulfillmentOrder", row.id),
            "status": row.status.lower(),
            "preparable": False,
            "delivery_method": {"method_type": "pickup"},
        }
    }


def deleted_body(_shop: Shop, row: Any) -> JsonObject:
    """`products/delete` and `draft_orders/delete`."""
    return {"id": row.id}
