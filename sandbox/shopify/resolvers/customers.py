"""Customers and the cards that Shopify keeps for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.ids import gid
from sandbox.shopify.paging import in_order, listed, page
from sandbox.shopify.places import full_name
from sandbox.shopify.queries import order_key, visible_orders
from sandbox.shopify.resolvers.support import (
    connection,
    const,
    context_of,
    first_of,
    ids,
    legacy_ids,
    metafields,
    of,
    shop_of,
    with_shop,
)
from sandbox.shopify.rows import Customer, CustomerPaymentMethod, Order
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import money


def _email(customer: Customer) -> dict[str, Any] | None:
    if customer.email is None:
        return None
    return {
        "emailAddress": customer.email,
        "marketingState": "NOT_SUBSCRIBED",
        "marketingOptInLevel": None,
        "marketingUpdatedAt": None,
        "validFormat": True,
    }


def _phone(customer: Customer) -> dict[str, Any] | None:
    if customer.phone is None:
        return None
    return {
        "phoneNumber": customer.phone,
        "marketingState": "NOT_SUBSCRIBED",
        "marketingOptInLevel": None,
        "marketingUpdatedAt": None,
    }


def _spent(customer: Customer, shop: Shop) -> int:
    return sum(money(order).net for order in shop.orders_of(customer.id))


def _orders(source: Customer, arguments: Arguments, run: Run) -> Any:
    """A customer's orders; a `query` goes through the same search as `orders`."""
    context = context_of(run)
    text = arguments.get("query")
    rows: list[Order] = context.shop.orders_of(source.id)
    if text:
        found = context.shop.indexes[Order].search(f"({text}) AND customer_id:{source.id}")[0]
        rows = list(found)
    key = order_key(arguments["sortKey"])
    reverse = bool(arguments.get("reverse"))
    return page(in_order(visible_orders(context, rows), key, reverse=reverse), arguments)


def _last_order(source: Customer, _arguments: Arguments, run: Run) -> Order | None:
    orders = visible_orders(context_of(run), shop_of(run).orders_of(source.id))
    return orders[-1] if orders else None


def _lifetime(customer: Customer, shop: Shop) -> str:
    since = datetime.fromisoformat(customer.created_at)
    days = (shop.clock.now() - since).days
    return f"{days} days" if days != 1 else "1 day"


def _instrument(method: CustomerPaymentMethod) -> dict[str, Any]:
    return {
        "__typename": "CustomerCreditCard",
        "brand": method.brand.lower(),
        "expiresSoon": False,
        "expiryMonth": method.expiry_month,
        "expiryYear": method.expiry_year,
        "firstDigits": None,
        "isRevocable": True,
        "lastDigits": method.last_digits,
        "maskedNumber": f"•••• {method.last_digits}",
        "name": method.name,
        "source": None,
    }


def _mandates(source: CustomerPaymentMethod, arguments: Arguments, _run: Run) -> Any:
    rows = [
        {
            "id": gid("PaymentMandate", each.id),
            "resourceId": None,
            "resourceType": "CREDENTIAL_ON_FILE",
        }
        for each in source.mandates
    ]
    return listed(rows, arguments)


def _methods(source: Customer, arguments: Arguments, _run: Run) -> Any:
    shown = [
        each
        for each in source.payment_methods
        if each.revoked_at is None or arguments.get("showRevoked")
    ]
    return listed(shown, arguments)


def mandate_instrument(method: CustomerPaymentMethod) -> dict[str, Any]:
    """The card as a payment mandate shows it."""
    return {
        "__typename": "VaultCreditCard",
        "brand": method.brand.lower(),
        "expired": False,
        "expiryMonth": method.expiry_month,
        "expiryYear": method.expiry_year,
        "lastDigits": method.last_digits,
        "name": method.name,
    }


CUSTOMERS: Resolvers = {
    "Customer": {
        **legacy_ids("Customer"),
        **metafields(),
        "displayName": of(
            lambda row: full_name(row.first_name, row.last_name) or row.email or row.phone or ""
        ),
        "defaultEmailAddress": of(_email),
        "defaultPhoneNumber": of(_phone),
        "defaultAddress": of(lambda row: row.addresses[0] if row.addresses else None),
        "addresses": first_of(lambda row: row.addresses),
        "addressesV2": connection(lambda row, _shop: row.addresses),
        "verifiedEmail": of(lambda row: row.email is not None),
        "canDelete": with_shop(lambda row, shop: not shop.orders_of(row.id)),
        "numberOfOrders": with_shop(lambda row, shop: len(shop.orders_of(row.id))),
        "amountSpent": with_shop(_spent),
        "lastOrder": _last_order,
        "orders": _orders,
        "paymentMethods": _methods,
        "lifetimeDuration": with_shop(_lifetime),
    },
    "CustomerPaymentMethod": {
        **ids("CustomerPaymentMethod"),
        "customer": with_shop(lambda row, shop: shop.books.customers[row.customer_id]),
        "instrument": of(_instrument),
        "mandates": _mandates,
        "revokedReason": const(None),
    },
}
"""Resolvers of customers."""
