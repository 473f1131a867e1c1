"""Bodies about orders, drafts, money, fulfillments, refunds and returns."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
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
from sandbox.shopify.pricing import draft_taxes, draft_totals, merged
from sandbox.shopify.rows import (
    AppliedDiscount,
    DraftLine,
    DraftOrder,
    Fulfillment,
    FulfillmentOrder,
    LineItem,
    Order,
    OrderTransaction,
    Refund,
    RefundLineItem,
    Return,
    ShippingLine,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import (
    current_quantity,
    financial_status,
    fulfillment_status,
    outstanding,
    totals,
    unfulfilled_quantity,
    unsettled,
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
