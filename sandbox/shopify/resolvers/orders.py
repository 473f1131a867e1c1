"""Orders as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.ids import gid
from sandbox.shopify.money import share
from sandbox.shopify.nested import FULFILLMENT_ORDER_FIELDS, RETURN_FIELDS, narrowed
from sandbox.shopify.paging import listed
from sandbox.shopify.paying import can_mark_as_paid
from sandbox.shopify.pricing import merged
from sandbox.shopify.refunding import suggest
from sandbox.shopify.resolvers.customers import mandate_instrument
from sandbox.shopify.resolvers.lines import discounts_of, is_capturable
from sandbox.shopify.resolvers.support import (
    Fields,
    connection,
    const,
    context_of,
    count,
    currencies,
    first_of,
    legacy_ids,
    metafields,
    of,
    shop_of,
    with_shop,
)
from sandbox.shopify.rows import (
    Customer,
    LineItem,
    Order,
    OrderTransaction,
    TaxLine,
)
from sandbox.shopify.shop import SHOP_ID, Shop
from sandbox.shopify.totals import (
    current_quantity,
    financial_status,
    fulfillment_status,
    money,
    outstanding,
    return_status,
    totals,
)


def _total(name: str) -> Any:
    return of(lambda order: getattr(totals(order), name))


def _moved(name: str) -> Any:
    return of(lambda order: getattr(money(order), name))


def _all_taxes(order: Order) -> list[TaxLine]:
    every = [tax for line in order.lines for tax in line.tax_lines]
    every += [tax for line in order.shipping_lines for tax in line.tax_lines]
    return merged(every)


def _current_taxes(order: Order) -> list[TaxLine]:
    """Taxes on what is still sold, by title."""
    left: list[TaxLine] = []
    for line in order.lines:
        for tax in line.tax_lines:
            price = share(tax.price, current_quantity(line), line.quantity)
            left.append(TaxLine(title=tax.title, rate=tax.rate, price=price))
    left += [tax for line in order.shipping_lines for tax in line.tax_lines]
    return [tax for tax in merged(left) if tax.price]


def _customer(order: Order, shop: Shop) -> Customer | None:
    return shop.books.customers.get(order.customer_id)


def _same_addresses(order: Order) -> bool:
    return order.billing_address is None or order.billing_address == order.shipping_address


def _transactions(source: Order, arguments: Arguments, _run: Run) -> list[OrderTransaction]:
    rows = source.transactions
    if arguments.get("capturable") is not None:
        wanted = bool(arguments["capturable"])
        rows = [row for row in rows if (is_capturable(source, row)) is wanted]
    return rows if arguments.get("first") is None else rows[: arguments["first"]]


def _fulfillment_orders(source: Order, arguments: Arguments, run: Run) -> Any:
    rows = source.fulfillment_orders
    if arguments.get("displayable"):
        rows = [row for row in rows if row.lines]
    text = arguments.get("query")
    narrow = narrowed(context_of(run), "fulfillmentOrders", rows, text, FULFILLMENT_ORDER_FIELDS)
    return listed(narrow, arguments)


def _returns(source: Order, arguments: Arguments, run: Run) -> Any:
    text = arguments.get("query")
    rows = narrowed(context_of(run), "returns", source.returns, text, RETURN_FIELDS)
    return listed(rows, arguments)


def _vaulted(order: Order, shop: Shop) -> dict[str, Any]:
    customer = _customer(order, shop)
    methods = customer.payment_methods if customer else []
    return {
        "additionalPaymentCollectionUrl": _payment_page(order, shop),
        "vaultedPaymentMethods": [
            {
                "__typename": "PaymentMandate",
                "id": gid("PaymentMandate", mandate.id),
                "paymentInstrument": mandate_instrument(method),
            }
            for method in methods
            if method.revoked_at is None
            for mandate in method.mandates
        ],
    }


def _payment_page(order: Order, shop: Shop) -> str | None:
    """Where the buyer pays what is still owed."""
    if order.cancelled_at is not None or outstanding(order) <= 0:
        return None
    token = order.confirmation_number.lower()
    return f"https://{shop.options.shop_domain}/{SHOP_ID}/order_payment/{order.id}?secret={token}"


def _is_capturable_order(order: Order) -> bool:
    return money(order).capturable > 0


def _weight(lines: Iterable[tuple[LineItem, int]]) -> int:
    return sum(line.grams * quantity for line, quantity in lines)


def _gateways(order: Order) -> list[str]:
    return list(dict.fromkeys(each.gateway for each in order.transactions))


def _suggested(source: Order, arguments: Arguments, run: Run) -> Any:
    return suggest(shop_of(run), source, arguments)


def _statuses() -> Fields:
    return {
        "displayFinancialStatus": of(financial_status),
        "displayFulfillmentStatus": of(fulfillment_status),
        "returnStatus": of(return_status),
        "closed": of(lambda order: order.closed_at is not None),
        "cancellation": of(
            lambda order: {"staffNote": order.staff_note} if order.cancelled_at else None
        ),
        "confirmed": const(True),
        "edited": const(False),
        "fulfillable": of(
            lambda order: any(
                each.status in ("OPEN", "IN_PROGRESS") for each in order.fulfillment_orders
            )
        ),
        "fullyPaid": of(lambda order: outstanding(order) <= 0),
        "unpaid": of(lambda order: money(order).received == 0),
        "capturable": of(_is_capturable_order),
        "canMarkAsPaid": of(can_mark_as_paid),
        "refundable": of(lambda order: money(order).net > 0),
        "restockable": of(lambda order: any(current_quantity(line) for line in order.lines)),
        "requiresShipping": of(lambda order: any(each.requires_shipping for each in order.lines)),
        "estimatedTaxes": const(False),
        "merchantEditable": of(lambda order: order.cancelled_at is None),
        "merchantEditableErrors": const([]),
    }


def _amounts() -> Fields:
    return {
        **currencies(),
        "subtotalLineItemsQuantity": of(lambda order: sum(each.quantity for each in order.lines)),
        "currentSubtotalLineItemsQuantity": of(
            lambda order: sum(current_quantity(each) for each in order.lines)
        ),
        "subtotalPriceSet": _total("subtotal"),
        "currentSubtotalPriceSet": _total("current_subtotal"),
        "totalPriceSet": _total("total"),
        "currentTotalPriceSet": _total("current_total"),
        "originalTotalPriceSet": _total("total"),
        "totalTaxSet": _total("tax"),
        "currentTotalTaxSet": _total("current_tax"),
        "totalDiscountsSet": _total("discounts"),
        "currentTotalDiscountsSet": _total("discounts"),
        "cartDiscountAmountSet": of(lambda order: sum(each.order_discount for each in order.lines)),
        "totalShippingPriceSet": _total("shipping"),
        "currentShippingPriceSet": _total("current_shipping"),
        "totalReceivedSet": _moved("received"),
        "totalRefundedSet": _moved("refunded"),
        "totalRefundedShippingSet": of(lambda order: sum(each.shipping for each in order.refunds)),
        "totalOutstandingSet": of(outstanding),
        "totalCapturableSet": _moved("capturable"),
        "totalTipReceivedSet": const(0),
        "netPaymentSet": _moved("net"),
        "refundDiscrepancySet": const(0),
        "totalWeight": of(lambda order: _weight((each, each.quantity) for each in order.lines)),
        "currentTotalWeight": of(
            lambda order: _weight((each, current_quantity(each)) for each in order.lines)
        ),
    }


def _status_page(order: Order, shop: Shop) -> str:
    token = order.confirmation_number.lower()
    return f"https://{shop.options.shop_domain}/{SHOP_ID}/orders/{token}/authenticate"


ORDERS: Resolvers = {
    "Order": {
        **legacy_ids("Order"),
        **metafields(),
        **_statuses(),
        **_amounts(),
        "customer": with_shop(_customer),
        "registeredSourceUrl": of(lambda order: order.source_url),
        "billingAddressMatchesShippingAddress": of(_same_addresses),
        "displayAddress": of(lambda order: order.shipping_address or order.billing_address),
        "lineItems": connection(lambda order, _shop: order.lines),
        "shippingLine": of(lambda order: (order.shipping_lines or [None])[0]),
        "shippingLines": connection(lambda order, _shop: order.shipping_lines),
        "taxLines": of(_all_taxes),
        "currentTaxLines": of(_current_taxes),
        "discountCode": of(lambda order: (order.discount_codes or [None])[0]),
        "discountApplications": connection(lambda order, _shop: discounts_of(order)),
        "transactions": _transactions,
        "transactionsCount": of(lambda order: count(len(order.transactions))),
        "paymentGatewayNames": of(_gateways),
        "paymentCollectionDetails": with_shop(_vaulted),
        "fulfillmentOrders": _fulfillment_orders,
        "fulfillments": first_of(lambda order: order.fulfillments),
        "fulfillmentsCount": of(lambda order: count(len(order.fulfillments))),
        "refunds": first_of(lambda order: order.refunds),
        "returns": _returns,
        "suggestedRefund": _suggested,
        "statusPageUrl": with_shop(_status_page),
        "customerLocale": const("en"),
        "customerAcceptsMarketing": const(False),
        "retailLocation": const(None),
    },
}
"""Resolvers of orders."""
