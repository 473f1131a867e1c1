"""What follows an order: fulfillment orders, fulfillments, refunds and returns."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.fulfilling import tracking_url
from sandbox.shopify.ids import gid
from sandbox.shopify.money import share
from sandbox.shopify.paging import listed
from sandbox.shopify.resolvers.lines import card_details
from sandbox.shopify.resolvers.support import (
    Fields,
    connection,
    const,
    ids,
    legacy_ids,
    of,
    with_shop,
)
from sandbox.shopify.returning import fulfillment_line
from sandbox.shopify.rows import (
    Disposition,
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    Location,
    Order,
    OrderTransaction,
    Refund,
    Return,
    ReturnLineItem,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import line_part


def _order(row: Any, shop: Shop) -> Order:
    return shop.books.orders[row.order_id]


def _sold(line_id: int, shop: Shop) -> LineItem:
    order = shop.order_with("LineItem", line_id)
    if order is None:
        raise LookupError(f"no order has line {line_id}")
    return next(line for line in order.lines if line.id == line_id)


def _location(row: Any, shop: Shop) -> Location | None:
    return shop.books.locations.get(row.location_id)


def _assigned(row: FulfillmentOrder, shop: Shop) -> dict[str, Any]:
    location = shop.books.locations[row.location_id]
    return {
        "location": location,
        "name": location.name,
        "address1": location.address1,
        "address2": None,
        "city": location.city,
        "countryCode": location.country_code,
        "phone": location.phone,
        "province": location.province,
        "zip": location.zip,
    }


def _destination(row: FulfillmentOrder, shop: Shop) -> dict[str, Any] | None:
    order = _order(row, shop)
    address = order.shipping_address
    if address is None:
        return None
    return {
        "id": gid("FulfillmentOrderDestination", address.id),
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "company": address.company,
        "countryCode": address.country_code,
        "email": order.email,
        "firstName": address.first_name,
        "lastName": address.last_name,
        "location": None,
        "phone": address.phone,
        "province": address.province,
        "zip": address.zip,
    }


def _delivery(row: FulfillmentOrder, shop: Shop) -> dict[str, Any]:
    lines = _order(row, shop).shipping_lines
    return {
        "id": gid("DeliveryMethod", row.id),
        "methodType": row.method,
        "presentedName": lines[0].title if lines else None,
        "serviceCode": lines[0].code if lines else None,
        "minDeliveryDateTime": None,
        "maxDeliveryDateTime": None,
    }


def _actions(row: FulfillmentOrder) -> list[dict[str, Any]]:
    names = {
        "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
        "IN_PROGRESS": ("CREATE_FULFILLMENT", "MOVE", "MARK_AS_OPEN"),
    }
    return [{"action": name, "externalUrl": None} for name in names.get(row.status, ())]


def _fulfillments_of(row: FulfillmentOrder, shop: Shop) -> list[Fulfillment]:
    every = _order(row, shop).fulfillments
    return [each for each in every if row.id in each.fulfillment_order_ids]


def _item_gid(row: FulfillmentOrderLineItem, shop: Shop) -> str | None:
    variant = shop.books.variants.get(_sold(row.line_item_id, shop).variant_id)
    return gid("InventoryItem", variant.item_id) if variant else None


def _from_line(read: str) -> Any:
    return with_shop(lambda row, shop: getattr(_sold(row.line_item_id, shop), read))


def _tracking(source: Fulfillment, arguments: Arguments, _run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    most = max(len(source.tracking_numbers), len(source.tracking_urls))
    for place in range(most):
        number = _at(source.tracking_numbers, place)
        url = _at(source.tracking_urls, place)
        known = tracking_url(source.tracking_company, number) if number else None
        found.append({"company": source.tracking_company, "number": number, "url": url or known})
    limit = arguments.get("first")
    return found if limit is None else found[:limit]


def _at(values: list[str], place: int) -> str | None:
    return values[place] if place < len(values) else None


def _origin(row: Fulfillment, shop: Shop) -> dict[str, Any]:
    location = shop.books.locations[row.location_id]
    return {
        "address1": location.address1,
        "address2": None,
        "city": location.city,
        "countryCode": location.country_code,
        "provinceCode": location.province_code,
        "zip": location.zip,
    }


def _handed_over(row: Fulfillment, shop: Shop) -> list[FulfillmentOrder]:
    every = _order(row, shop).fulfillment_orders
    return [each for each in every if each.id in row.fulfillment_order_ids]


def _part_net(row: FulfillmentLineItem, shop: Shop) -> int:
    return line_part(_sold(row.line_item_id, shop), row.quantity)


def _part_gross(row: FulfillmentLineItem, shop: Shop) -> int:
    return _sold(row.line_item_id, shop).price * row.quantity


def _refund_money(row: Refund, shop: Shop) -> int:
    return sum(each.amount for each in _refund_transactions(row, shop))


def _refund_transactions(row: Refund, shop: Shop) -> list[OrderTransaction]:
    wanted = set(row.transaction_ids)
    return [each for each in _order(row, shop).transactions if each.id in wanted]


def _refund_shipping(row: Refund, shop: Shop) -> list[dict[str, Any]]:
    lines = _order(row, shop).shipping_lines
    if not row.shipping or not lines:
        return []
    return [
        {
            "id": gid("RefundShippingLine", row.id),
            "shippingLine": lines[0],
            "subtotalAmountSet": row.shipping,
            "taxAmountSet": row.shipping_tax,
        }
    ]


def _refund_return(row: Refund, shop: Shop) -> Return | None:
    every = _order(row, shop).returns
    return next((each for each in every if each.id == row.return_id), None)


def _return_refunds(row: Return, shop: Shop) -> list[Refund]:
    return [each for each in _order(row, shop).refunds if each.return_id == row.id]


def _return_transactions(row: Return, shop: Shop) -> list[OrderTransaction]:
    return [
        transaction
        for refund in _return_refunds(row, shop)
        for transaction in _refund_transactions(refund, shop)
    ]


def _reverse_orders(row: Return, shop: Shop) -> list[dict[str, Any]]:
    done = all(line.processed >= line.quantity for line in row.lines)
    status = {"OPEN": "CLOSED" if done else "OPEN", "CANCELED": "CANCELED"}
    return [
        {
            "id": gid("ReverseFulfillmentOrder", row.reverse_order_id),
            "status": status.get(row.status, "CLOSED"),
            "order": _order(row, shop),
            "lines": [_reverse_line(row, line, shop) for line in row.lines],
        }
    ]


def _reverse_line(row: Return, line: ReturnLineItem, shop: Shop) -> dict[str, Any]:
    return {
        "id": gid("ReverseFulfillmentOrderLineItem", line.reverse_line_id),
        "totalQuantity": line.quantity,
        "fulfillmentLineItem": fulfillment_line(_order(row, shop), line.fulfillment_line_item_id),
        "dispositions": [
            _disposition(each, shop)
            for each in row.dispositions
            if each.reverse_line_id == line.reverse_line_id
        ],
    }


def _disposition(each: Disposition, shop: Shop) -> dict[str, Any]:
    return {
        "id": gid("ReverseFulfillmentOrderDisposition", each.id),
        "type": each.type,
        "quantity": each.quantity,
        "location": shop.books.locations.get(each.location_id),
    }


def _reverse_lines(source: dict[str, Any], arguments: Arguments, _run: Run) -> Any:
    return listed(source["lines"], arguments)


def _returned_line(row: ReturnLineItem, shop: Shop) -> FulfillmentLineItem:
    order = shop.order_with("ReturnLineItem", row.id)
    found = fulfillment_line(order, row.fulfillment_line_item_id) if order else None
    if found is None:
        raise LookupError(f"no order has return line {row.id}")
    return found


def _returned_value(row: ReturnLineItem, shop: Shop) -> int:
    return line_part(_sold(_returned_line(row, shop).line_item_id, shop), row.quantity)


def _refund_line_fields() -> Fields:
    return {
        "id": of(lambda row: gid("RefundLineItem", row.id) if row.id else None),
        "lineItem": with_shop(lambda row, shop: _sold(row.line_item_id, shop)),
        "location": with_shop(_location),
        "priceSet": of(lambda row: share(row.subtotal, 1, row.quantity)),
        "subtotalSet": of(lambda row: row.subtotal),
        "totalTaxSet": of(lambda row: row.total_tax),
    }


AFTERMATH: Resolvers = {
    "FulfillmentOrder": {
        **ids("FulfillmentOrder"),
        "assignedLocation": with_shop(_assigned),
        "deliveryMethod": with_shop(_delivery),
        "destination": with_shop(_destination),
        "lineItems": connection(lambda row, _shop: row.lines),
        "fulfillments": connection(_fulfillments_of),
        "order": with_shop(_order),
        "orderId": of(lambda row: gid("Order", row.order_id)),
        "orderName": with_shop(lambda row, shop: _order(row, shop).name),
        "orderProcessedAt": with_shop(lambda row, shop: _order(row, shop).processed_at),
        "supportedActions": of(_actions),
        "fulfillAt": of(lambda row: row.created_at),
        "fulfillBy": const(None),
    },
    "FulfillmentOrderLineItem": {
        **ids("FulfillmentOrderLineItem"),
        "lineItem": with_shop(lambda row, shop: _sold(row.line_item_id, shop)),
        "requiresShipping": _from_line("requires_shipping"),
        "sku": _from_line("sku"),
        "productTitle": _from_line("title"),
        "variantTitle": _from_line("variant_title"),
        "vendor": _from_line("vendor"),
        "inventoryItemId": with_shop(_item_gid),
        "variant": with_shop(
            lambda row, shop: shop.books.variants.get(_sold(row.line_item_id, shop).variant_id)
        ),
        "image": const(None),
    },
    "Fulfillment": {
        **legacy_ids("Fulfillment"),
        "deliveredAt": const(None),
        "estimatedDeliveryAt": const(None),
        "inTransitAt": const(None),
        "totalQuantity": of(lambda row: sum(line.quantity for line in row.lines)),
        "requiresShipping": with_shop(
            lambda row, shop: any(
                _sold(line.line_item_id, shop).requires_shipping for line in row.lines
            )
        ),
        "trackingInfo": _tracking,
        "fulfillmentLineItems": connection(lambda row, _shop: row.lines),
        "fulfillmentOrders": connection(_handed_over),
        "location": with_shop(_location),
        "order": with_shop(_order),
        "originAddress": with_shop(_origin),
    },
    "FulfillmentLineItem": {
        **ids("FulfillmentLineItem"),
        "lineItem": with_shop(lambda row, shop: _sold(row.line_item_id, shop)),
        "originalTotalSet": with_shop(_part_gross),
        "discountedTotalSet": with_shop(_part_net),
    },
    "Refund": {
        **legacy_ids("Refund"),
        "processedAt": of(lambda row: row.created_at),
        "updatedAt": of(lambda row: row.created_at),
        "order": with_shop(_order),
        "refundLineItems": connection(lambda row, _shop: row.lines),
        "refundShippingLines": connection(_refund_shipping),
        "totalRefundedSet": with_shop(_refund_money),
        "transactions": connection(_refund_transactions),
        "return": with_shop(_refund_return),
    },
    "RefundLineItem": _refund_line_fields(),
    "SuggestedOrderTransaction": {
        "paymentDetails": of(
            lambda row: row["paymentDetails"] and card_details(row["paymentDetails"])
        ),
    },
    "Return": {
        **ids("Return"),
        "order": with_shop(_order),
        "requestApprovedAt": of(lambda row: row.created_at),
        "totalQuantity": of(lambda row: sum(line.quantity for line in row.lines)),
        "returnLineItems": connection(lambda row, _shop: row.lines),
        "refunds": connection(_return_refunds),
        "transactions": connection(_return_transactions),
        "reverseFulfillmentOrders": connection(_reverse_orders),
    },
    "ReturnLineItem": {
        **ids("ReturnLineItem"),
        "processableQuantity": of(lambda row: row.quantity - row.processed),
        "processedQuantity": of(lambda row: row.processed),
        "unprocessedQuantity": of(lambda row: row.quantity - row.processed),
        "refundableQuantity": of(lambda row: row.quantity - row.refunded),
        "refundedQuantity": of(lambda row: row.refunded),
        "returnReason": of(lambda row: row.reason),
        "returnReasonNote": of(lambda row: row.reason_note),
        "customerNote": const(None),
        "fulfillmentLineItem": with_shop(_returned_line),
        "withCodeDiscountedTotalPriceSet": with_shop(_returned_value),
    },
    "ReverseFulfillmentOrder": {"lineItems": _reverse_lines},
}
"""Resolvers of what happens to an order after it was placed."""
