"""Lines and transactions of orders, as many bodies carry them."""

from __future__ import annotations

from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
from sandbox.shopify.payloads.shared import (
    JsonObject,
    local,
    priced,
    properties,
    tax_bodies,
)
from sandbox.shopify.rows import (
    LineItem,
    Order,
    OrderTransaction,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import (
    current_quantity,
    unfulfilled_quantity,
    unsettled,
)


def line_body(order: Order, line: LineItem) -> JsonObject:
    """A line of an order."""
    name = f"{line.title} - {line.variant_title}" if line.variant_title else line.title
    done = line.fulfilled >= line.quantity - line.removed
    partly = "partial" if line.fulfilled else None
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": current_quantity(line),
        "fulfillable_quantity": 0 if order.cancelled_at else unfulfilled_quantity(line),
        "fulfillment_service": "manual",
        "fulfillment_status": "fulfilled" if done and line.fulfilled else partly,
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": name,
        **priced("price", line.price),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": properties(line.custom_attributes),
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sku": line.sku,
        "taxable": line.taxable,
        "title": line.title,
        **priced("total_discount", line.discount),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": tax_bodies(line.tax_lines),
        "duties": [],
        "discount_allocations": _allocations(line),
    }


def _allocations(line: LineItem) -> list[JsonObject]:
    if not line.order_discount:
        return []
    return [{**priced("amount", line.order_discount), "discount_application_index": 0}]


def transaction_body(shop: Shop, row: OrderTransaction) -> JsonObject:
    """`order_transactions/create`, and the transactions of a refund."""
    order = shop.books.orders[row.order_id]
    left = unsettled(order, row) if row.kind == "AUTHORIZATION" else 0
    amount = {"amount": money_text(left), "currency": CURRENCY}
    body: JsonObject = {
        "id": row.id,
        "order_id": row.order_id,
        "kind": row.kind.lower(),
        "gateway": row.gateway,
        "status": row.status.lower(),
        "message": row.message,
        "created_at": local(row.created_at),
        "test": row.test,
        "authorization": row.authorization_code,
        "location_id": None,
        "user_id": None,
        "parent_id": row.parent_id,
        "processed_at": local(row.processed_at),
        "device_id": None,
        "error_code": row.error_code.lower() if row.error_code else None,
        "source_name": order.source_name,
        "receipt": row.receipt or {},
        "amount": money_text(row.amount),
        "currency": CURRENCY,
        "payment_id": row.payment_id,
        "total_unsettled_set": {"presentment_money": amount, "shop_money": dict(amount)},
        "manual_payment_gateway": row.gateway == "manual",
        "amount_rounding": None,
        "admin_graphql_api_id": gid("OrderTransaction", row.id),
    }
    if row.card is not None:
        body["payment_details"] = {
            "credit_card_bin": None,
            "avs_result_code": "Y",
            "cvv_result_code": "M",
            "credit_card_number": f"•••• •••• •••• {row.card.last_digits}",
            "credit_card_company": row.card.brand.title(),
            "buyer_action_info": None,
            "credit_card_name": row.card.name,
            "credit_card_wallet": None,
            "credit_card_expiration_month": row.card.expiry_month,
            "credit_card_expiration_year": row.card.expiry_year,
            "payment_method_name": row.card.brand.lower(),
        }
    return body
