"""The fields of `QueryRoot`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.shopify import paying
from sandbox.shopify.customers import by_identifier
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.run import Arguments, Resolver, Run
from sandbox.shopify.ids import gid, key_of, kind_of, number_of
from sandbox.shopify.metafields import owner_by_value
from sandbox.shopify.nested import FULFILLMENT_ORDER_FIELDS, narrowed
from sandbox.shopify.paging import by_id, in_order, listed, page
from sandbox.shopify.queries import (
    listing,
    matching,
    node,
    sort_key,
    visible_order,
    visible_orders,
)
from sandbox.shopify.resolvers.basics import api_versions
from sandbox.shopify.resolvers.inventory import inventory_properties
from sandbox.shopify.resolvers.support import const, context_of, count, of, shop_of, with_shop
from sandbox.shopify.returning import returnable
from sandbox.shopify.rows import (
    AppInstallation,
    Collection,
    Customer,
    DraftOrder,
    InventoryItem,
    Location,
    Order,
    Product,
    ProductVariant,
    WebhookSubscription,
)
from sandbox.shopify.shop import APP_ID


def _list(kind: type[Any], field: str) -> Resolver:
    return lambda _source, arguments, run: listing(context_of(run), kind, field, arguments)


def _count(kind: type[Any], field: str) -> Resolver:
    def resolve(_source: Any, arguments: Arguments, run: Run) -> Any:
        number = matching(context_of(run), kind, field, arguments)
        limit = arguments.get("limit")
        if limit is not None and number > limit:
            return {"count": limit, "precision": "AT_LEAST"}
        return count(number)

    return resolve


def _one(kind: str) -> Resolver:
    """A record by id; a global id of another type is the client's mistake."""

    def resolve(_source: Any, arguments: Arguments, run: Run) -> Any:
        wanted = arguments["id"]
        found = kind_of(wanted)
        if found is None or found[0] != kind:
            raise FieldError(f"Invalid id: {wanted}", "RESOURCE_NOT_FOUND")
        return node(context_of(run), wanted)

    return resolve


def _location(_source: Any, arguments: Arguments, run: Run) -> Any:
    if arguments.get("id") is None:
        return min(shop_of(run).books.locations, key=lambda each: each.rank)
    return node(context_of(run), arguments["id"])


def _nodes(_source: Any, arguments: Arguments, run: Run) -> list[Any]:
    return [node(context_of(run), wanted) for wanted in arguments["ids"]]


def _by_custom_id(run: Run, kind: str, identifier: Mapping[str, Any]) -> str | None:
    """The global id of the record that a `customId` names, or the plain `id`."""
    custom = identifier.get("customId")
    if custom is None:
        return identifier.get("id")
    number = owner_by_value(
        shop_of(run), kind, custom.get("namespace"), custom["key"], custom["value"]
    )
    return None if number is None else gid(kind, number)


def _product_by_identifier(_source: Any, arguments: Arguments, run: Run) -> Any:
    identifier = arguments["identifier"]
    if identifier.get("handle"):
        products = shop_of(run).books.products
        return next((each for each in products if each.handle == identifier["handle"]), None)
    wanted = _by_custom_id(run, "Product", identifier)
    return shop_of(run).books.products.get(number_of(wanted, "Product"))


def _variant_by_identifier(_source: Any, arguments: Arguments, run: Run) -> Any:
    wanted = _by_custom_id(run, "ProductVariant", arguments["identifier"])
    return shop_of(run).books.variants.get(number_of(wanted, "ProductVariant"))


def _order_by_identifier(_source: Any, arguments: Arguments, run: Run) -> Any:
    return visible_order(context_of(run), _by_custom_id(run, "Order", arguments["identifier"]))


def _customer_by_identifier(_source: Any, arguments: Arguments, run: Run) -> Any:
    identifier = arguments["identifier"]
    if identifier.get("customId"):
        wanted = _by_custom_id(run, "Customer", identifier)
        return shop_of(run).books.customers.get(number_of(wanted, "Customer"))
    return by_identifier(shop_of(run), identifier)


def _payment_status(_source: Any, arguments: Arguments, run: Run) -> Any:
    return paying.payment_status(shop_of(run), arguments)


def _fulfillment_orders(_source: Any, arguments: Arguments, run: Run) -> Any:
    context = context_of(run)
    rows = [
        each
        for order in visible_orders(context, list(context.shop.books.orders))
        for each in order.fulfillment_orders
        if arguments.get("includeClosed") or each.status not in ("CLOSED", "CANCELLED")
    ]
    text = arguments.get("query")
    narrow = narrowed(context, "fulfillmentOrders", rows, text, FULFILLMENT_ORDER_FIELDS)
    reverse = bool(arguments.get("reverse"))
    return page(in_order(narrow, sort_key(arguments["sortKey"]), reverse=reverse), arguments)


def _returnable(_source: Any, arguments: Arguments, run: Run) -> Any:
    order = visible_order(context_of(run), arguments["orderId"])
    rows = [
        {"fulfillment": fulfillment, "lines": lines}
        for fulfillment, lines in (returnable(order) if order else ())
    ]
    return listed(rows, arguments)


def returnable_lines(source: Any, arguments: Arguments, _run: Run) -> Any:
    """What may still come back of a fulfillment."""
    rows = [
        {"fulfillmentLineItem": line, "quantity": line.quantity - line.returned}
        for line in source["lines"]
    ]
    return listed(rows, arguments)


def _job(_source: Any, arguments: Arguments, run: Run) -> Any:
    return shop_of(run).books.jobs.get(key_of(arguments["id"], "Job"))


def _subscriptions(_source: Any, arguments: Arguments, run: Run) -> Any:
    rows: list[WebhookSubscription] = list(shop_of(run).books.subscriptions)
    if arguments.get("topics"):
        rows = [row for row in rows if row.topic in arguments["topics"]]
    for name in ("uri", "callbackUrl"):
        if arguments.get(name):
            rows = [row for row in rows if row.uri == arguments[name]]
    reverse = bool(arguments.get("reverse"))
    return page(in_order(rows, by_id, reverse=reverse), arguments)


def _bulk_operations(_source: Any, arguments: Arguments, run: Run) -> Any:
    rows = list(shop_of(run).books.bulk)
    return page(in_order(rows, by_id, reverse=bool(arguments.get("reverse"))), arguments)


QUERIES: dict[str, Resolver] = {
    "shop": const({}),
    "currentAppInstallation": const(AppInstallation(id=APP_ID)),
    "publicApiVersions": of(lambda _source: api_versions()),
    "locations": _list(Location, "locations"),
    "location": _location,
    "locationsCount": _count(Location, "locationsCount"),
    "products": _list(Product, "products"),
    "product": _one("Product"),
    "productsCount": _count(Product, "productsCount"),
    "productByIdentifier": _product_by_identifier,
    "productVariants": _list(ProductVariant, "productVariants"),
    "productVariant": _one("ProductVariant"),
    "productVariantsCount": _count(ProductVariant, "productVariantsCount"),
    "productVariantByIdentifier": _variant_by_identifier,
    "collections": _list(Collection, "collections"),
    "collection": _one("Collection"),
    "inventoryItems": _list(InventoryItem, "inventoryItems"),
    "inventoryItem": _one("InventoryItem"),
    "inventoryTransfer": _one("InventoryTransfer"),
    "inventoryLevel": _one("InventoryLevel"),
    "inventoryProperties": of(lambda _source: inventory_properties()),
    "customers": _list(Customer, "customers"),
    "customer": _one("Customer"),
    "customersCount": _count(Customer, "customersCount"),
    "customerByIdentifier": _customer_by_identifier,
    "orders": _list(Order, "orders"),
    "order": _one("Order"),
    "ordersCount": _count(Order, "ordersCount"),
    "orderByIdentifier": _order_by_identifier,
    "orderPaymentStatus": _payment_status,
    "draftOrders": _list(DraftOrder, "draftOrders"),
    "draftOrder": _one("DraftOrder"),
    "draftOrdersCount": _count(DraftOrder, "draftOrdersCount"),
    "bulkOperations": _bulk_operations,
    "bulkOperation": _one("BulkOperation"),
    "job": _job,
    "webhookSubscriptions": _subscriptions,
    "webhookSubscription": _one("WebhookSubscription"),
    "webhookSubscriptionsCount": with_shop(
        lambda _source, shop: count(len(shop.books.subscriptions))
    ),
    "returnableFulfillments": _returnable,
    "return": _one("Return"),
    "refund": _one("Refund"),
    "fulfillment": _one("Fulfillment"),
    "fulfillmentOrder": _one("FulfillmentOrder"),
    "fulfillmentOrders": _fulfillment_orders,
    "node": lambda _source, arguments, run: node(context_of(run), arguments["id"]),
    "nodes": _nodes,
}
