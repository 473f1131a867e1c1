"""Bodies about drafts."""

from __future__ import annotations

from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
from sandbox.shopify.payloads.shared import (
    JsonObject,
    address,
    customer_body,
    local,
    properties,
    tax_bodies,
)
from sandbox.shopify.pricing import draft_taxes, draft_totals
from sandbox.shopify.rows import (
    AppliedDiscount,
    DraftLine,
    DraftOrder,
)
from sandbox.shopify.shop import Shop


def draft_body(shop: Shop, row: DraftOrder) -> JsonObject:
    """`draft_orders/create` and `draft_orders/update`."""
    amounts = draft_totals(row)
    shipping = row.shipping_line
    customer = shop.books.customers.get(row.customer_id)
    return {
        "id": row.id,
        "note": row.note,
        "email": row.email,
        "taxes_included": False,
        "currency": CURRENCY,
        "invoice_sent_at": local(row.invoice_sent_at),
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "tax_exempt": row.tax_exempt,
        "completed_at": local(row.completed_at),
        "name": f"#D{row.number}",
        "allow_discount_codes_in_checkout?": row.allow_discount_codes,
        "b2b?": False,
        "status": row.status.lower(),
        "line_items": [_draft_line(each) for each in row.lines],
        "api_client_id": None,
        "shipping_address": address(row.shipping_address),
        "billing_address": address(row.billing_address),
        "invoice_url": f"https://{shop.options.shop_domain}/invoices/{row.invoice_token}",
        "created_on_api_version_handle": None,
        "applied_discount": _discount(row.applied_discount),
        "order_id": row.order_id,
        "shipping_line": shipping
        and {
            "title": shipping.title,
            "custom": shipping.handle is None,
            "handle": shipping.handle,
            "price": money_text(shipping.price),
        },
        "tax_lines": [
            {"rate": float(each.rate), "title": each.title, "price": money_text(each.price)}
            for each in draft_taxes(row)
        ],
        "tags": ", ".join(row.tags),
        "note_attributes": properties(row.custom_attributes),
        "total_price": money_text(amounts.total),
        "subtotal_price": money_text(amounts.subtotal),
        "total_tax": money_text(amounts.tax),
        "payment_terms": None,
        "admin_graphql_api_id": gid("DraftOrder", row.id),
        "customer": customer_body(customer, with_addresses=False),
    }


def _discount(row: AppliedDiscount | None) -> JsonObject | None:
    if row is None:
        return None
    return {
        "description": row.description,
        "value": str(row.value),
        "title": row.title or "",
        "amount": money_text(row.amount),
        "value_type": row.value_type.lower(),
    }


def _draft_line(line: DraftLine) -> JsonObject:
    return {
        "id": line.id,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "title": line.title,
        "variant_title": line.variant_title,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "taxable": line.taxable,
        "gift_card": False,
        "fulfillment_service": "manual",
        "grams": line.grams,
        "tax_lines": tax_bodies(line.tax_lines),
        "applied_discount": _discount(line.applied_discount),
        "name": f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "properties": properties(line.custom_attributes),
        "custom": line.variant_id is None,
        "price": money_text(line.price),
        "admin_graphql_api_id": gid("DraftOrderLineItem", line.id),
    }
