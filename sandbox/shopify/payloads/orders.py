"""The body about an order."""

from __future__ import annotations

from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
from sandbox.shopify.payloads.aftermath import fulfillment_body, refund_body
from sandbox.shopify.payloads.lines import line_body
from sandbox.shopify.payloads.shared import (
    JsonObject,
    address,
    customer_body,
    local,
    money_set,
    priced,
    properties,
    tax_bodies,
)
from sandbox.shopify.pricing import merged
from sandbox.shopify.rows import (
    Order,
    ShippingLine,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import (
    financial_status,
    fulfillment_status,
    outstanding,
    totals,
)

_FULFILLMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def order_body(shop: Shop, row: Order) -> JsonObject:
    """`orders/*`."""
    amounts = totals(row)
    gross = sum(line.price * line.quantity for line in row.lines)
    customer = shop.books.customers.get(row.customer_id)
    every_tax = [tax for line in row.lines for tax in line.tax_lines]
    every_tax += [tax for line in row.shipping_lines for tax in line.tax_lines]
    token = row.confirmation_number.lower()
    return {
        "id": row.id,
        "admin_graphql_api_id": gid("Order", row.id),
        "app_id": None,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": row.cancel_reason.lower() if row.cancel_reason else None,
        "cancelled_at": local(row.cancelled_at),
        "cart_token": None,
        "checkout_token": None,
        "client_details": None,
        "closed_at": local(row.closed_at),
        "confirmation_number": row.confirmation_number,
        "confirmed": True,
        "contact_email": row.email,
        "created_at": local(row.created_at),
        "currency": CURRENCY,
        "current_shipping_price_set": money_set(amounts.current_shipping),
        **priced("current_subtotal_price", amounts.current_subtotal),
        "current_total_additional_fees_set": None,
        **priced("current_total_discounts", amounts.discounts),
        "current_total_duties_set": None,
        **priced("current_total_price", amounts.current_total),
        **priced("current_total_tax", amounts.current_tax),
        "customer_locale": "en",
        "device_id": None,
        "discount_codes": _codes(row),
        "duties_included": False,
        "email": row.email,
        "estimated_taxes": False,
        "financial_status": financial_status(row).lower(),
        "fulfillment_status": _FULFILLMENT.get(fulfillment_status(row)),
        "landing_site": None,
        "landing_site_ref": None,
        "line_item_groups": [],
        "location_id": None,
        "merchant_business_entity_id": "MTY4ODE3NTUxMDAx",
        "merchant_of_record_app_id": None,
        "name": row.name,
        "note": row.note,
        "note_attributes": properties(row.custom_attributes),
        "number": row.number - 1000,
        "order_number": row.number,
        "order_status_url": f"https://{shop.options.shop_domain}/orders/{token}/authenticate",
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "payment_gateway_names": list(dict.fromkeys(t.gateway for t in row.transactions)),
        "phone": row.phone,
        "po_number": row.po_number,
        "presentment_currency": CURRENCY,
        "processed_at": local(row.processed_at),
        "reference": None,
        "referring_site": None,
        "source_identifier": row.source_identifier,
        "source_name": row.source_name,
        "source_url": row.source_url,
        **priced("subtotal_price", amounts.subtotal),
        "tags": ", ".join(row.tags),
        "tax_exempt": row.tax_exempt,
        "tax_lines": tax_bodies(merged(every_tax)),
        "taxes_included": row.taxes_included,
        "test": row.test,
        "token": token,
        "total_cash_rounding_payment_adjustment_set": money_set(0),
        "total_cash_rounding_refund_adjustment_set": money_set(0),
        **priced("total_discounts", amounts.discounts),
        **priced("total_line_items_price", gross),
        "total_outstanding": money_text(max(0, outstanding(row))),
        **priced("total_price", amounts.total),
        "total_shipping_price_set": money_set(amounts.shipping),
        **priced("total_tax", amounts.tax),
        "total_tip_received": "0.00",
        "total_weight": sum(line.grams * line.quantity for line in row.lines),
        "updated_at": local(row.updated_at),
        "user_id": None,
        "billing_address": address(row.billing_address),
        "customer": customer_body(customer, with_addresses=False),
        "discount_applications": [],
        "fulfillments": [fulfillment_body(shop, each) for each in row.fulfillments],
        "line_items": [line_body(row, each) for each in row.lines],
        "payment_terms": None,
        "refunds": [refund_body(shop, each) for each in row.refunds],
        "shipping_address": address(row.shipping_address),
        "shipping_lines": [_shipping(each) for each in row.shipping_lines],
        "returns": [],
    }


def _codes(row: Order) -> list[JsonObject]:
    amount = sum(line.order_discount for line in row.lines)
    return [
        {"code": code, "amount": money_text(amount), "type": "fixed_amount"}
        for code in row.discount_codes
    ]


def _shipping(line: ShippingLine) -> JsonObject:
    return {
        "id": line.id,
        "carrier_identifier": None,
        "code": line.code,
        "current_discounted_price_set": money_set(line.price),
        **priced("discounted_price", line.price),
        "is_removed": False,
        "phone": None,
        **priced("price", line.price),
        "requested_fulfillment_service_id": None,
        "source": line.source,
        "title": line.title,
        "tax_lines": tax_bodies(line.tax_lines),
        "discount_allocations": [],
    }
