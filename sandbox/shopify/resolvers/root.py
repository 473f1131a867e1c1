"""The fields of `QueryRoot` and `Mutation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.shopify import canceling, counting, drafts, fulfilling, ordering, paying, returning
from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.claims import Outcome, once, require_key
from sandbox.shopify.context import Context
from sandbox.shopify.customers import by_identifier, set_customer
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.run import Arguments, Resolver, Resolvers, Run
from sandbox.shopify.ids import gid, key_of, kind_of, number_of
from sandbox.shopify.metafields import owner_by_value, set_metafields
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
from sandbox.shopify.refunding import create_refund
from sandbox.shopify.resolvers.basics import api_versions, app_of
from sandbox.shopify.resolvers.catalog import inventory_properties
from sandbox.shopify.resolvers.support import const, context_of, count, of, shop_of, with_shop
from sandbox.shopify.returning import returnable
from sandbox.shopify.rows import (
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
from sandbox.shopify.shop import Shop
from sandbox.shopify.tags import read_tags

Act = Callable[[Shop, Arguments], Payload]


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


def _returnable_lines(source: Any, arguments: Arguments, _run: Run) -> Any:
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
    "currentAppInstallation": const({}),
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


def _act(act: Act) -> Resolver:
    return lambda _source, arguments, run: act(shop_of(run), arguments)


def _create_order(_source: Any, arguments: Arguments, run: Run) -> Payload:
    if context_of(run).caller.is_online:
        text = "Access denied for orderCreate field. Required access: offline tokens."
        raise FieldError(text, "ACCESS_DENIED")
    return ordering.create_order(shop_of(run), arguments)


def _guarded(
    operation: str, perform: Act, ids_of: Callable[[Payload], Outcome], retell: Callable[..., Any]
) -> Resolver:
    """A mutation behind the `@idempotent` directive."""

    def resolve(_source: Any, arguments: Arguments, run: Run) -> Payload:
        context = context_of(run)
        require_key(run.idempotency_key, context.version)

        def work() -> tuple[Payload, Outcome]:
            payload = perform(context.shop, arguments)
            return payload, ({} if payload["userErrors"] else ids_of(payload))

        return once(
            context.shop,
            operation,
            run.idempotency_key,
            arguments,
            work,
            lambda outcome: retell(context.shop, outcome),
        )

    return resolve


def _adjust(shop: Shop, arguments: Arguments) -> Payload:
    return counting.adjust(shop, arguments["input"])


def _set_to(shop: Shop, arguments: Arguments) -> Payload:
    return counting.set_to(shop, arguments["input"])


def _move_between(shop: Shop, arguments: Arguments) -> Payload:
    return counting.move_between(shop, arguments["input"])


def _group_ids(payload: Payload) -> Outcome:
    return {"group": payload["inventoryAdjustmentGroup"].id}


def _retell_group(shop: Shop, outcome: Outcome) -> Payload:
    return counting.retold(shop, outcome["group"])


def _compared(resolver: Resolver, input_type: str, entries: Callable[[Any], Any]) -> Resolver:
    """Refuse changes that do not say what they expect, since 2026-04."""

    def resolve(source: Any, arguments: Arguments, run: Run) -> Payload:
        if context_of(run).version >= "2026-04":
            require_key(run.idempotency_key, context_of(run).version)
            counting.require_comparisons(input_type, entries(arguments["input"]))
        payload: Payload = resolver(source, arguments, run)
        return payload

    return resolve


def _refund_ids(payload: Payload) -> Outcome:
    return {"refund": payload["refund"].id, "order": payload["order"].id}


def _retell_refund(shop: Shop, outcome: Outcome) -> Payload:
    order = shop.books.orders[outcome["order"]]
    refund = next(each for each in order.refunds if each.id == outcome["refund"])
    return done(refund=refund, order=order)


def _tags(*, add: bool) -> Resolver:
    def resolve(_source: Any, arguments: Arguments, run: Run) -> Payload:
        context = context_of(run)
        row = node(context, arguments["id"])
        if row is None or not hasattr(row, "tags"):
            return refused(["id"], "Record does not exist or carries no tags")
        given = read_tags(arguments["tags"])
        gone = {tag.lower() for tag in given}
        kept = [*row.tags, *given] if add else [t for t in row.tags if t.lower() not in gone]
        row.tags = read_tags(kept)
        context.shop.changed(row)
        context.shop.emit(_UPDATED[type(row)], row)
        return done(node=row)

    return resolve


_UPDATED: dict[type[Any], str] = {
    Order: "orders/updated",
    DraftOrder: "draft_orders/update",
    Customer: "customers/update",
    Product: "products/update",
}


def _hooks(name: str) -> Resolver:
    def resolve(_source: Any, arguments: Arguments, run: Run) -> Payload:
        payload: Payload = getattr(context_of(run).hooks, name)(arguments)
        return payload

    return resolve


def _run_bulk(_source: Any, arguments: Arguments, run: Run) -> Payload:
    context: Context = context_of(run)
    return context.bulk.start(context, arguments)


def _cancel_bulk(_source: Any, arguments: Arguments, run: Run) -> Payload:
    context: Context = context_of(run)
    return context.bulk.cancel(context, arguments["id"])


def _uninstall(_source: Any, arguments: Arguments, run: Run) -> Payload:
    app = app_of(None, arguments, run)
    context_of(run).uninstall()
    return done(app=app)


MUTATIONS: dict[str, Resolver] = {
    "appUninstall": _uninstall,
    "customerSet": _act(set_customer),
    "draftOrderCalculate": _act(drafts.calculate),
    "draftOrderCreate": _act(drafts.create),
    "draftOrderUpdate": _act(drafts.update),
    "draftOrderComplete": _act(drafts.complete),
    "draftOrderDelete": _act(drafts.delete),
    "draftOrderInvoiceSend": _act(drafts.send_invoice),
    "orderCreate": _create_order,
    "orderUpdate": _act(ordering.update_order),
    "orderClose": _act(ordering.close_order),
    "orderMarkAsPaid": _act(paying.mark_as_paid),
    "orderCapture": _act(paying.capture),
    "transactionVoid": _act(paying.void),
    "orderCreateMandatePayment": _act(paying.pay_by_mandate),
    "orderCancel": _act(canceling.cancel_order),
    "refundCreate": _guarded("refundCreate", create_refund, _refund_ids, _retell_refund),
    "returnCreate": _act(returning.create_return),
    "returnProcess": _act(returning.process_return),
    "returnClose": _act(returning.close_return),
    "returnCancel": _act(returning.cancel_return),
    "fulfillmentCreate": _act(fulfilling.create_fulfillment),
    "fulfillmentCancel": _act(fulfilling.cancel_fulfillment),
    "fulfillmentTrackingInfoUpdate": _act(fulfilling.update_tracking),
    "fulfillmentOrderMove": _act(fulfilling.move_fulfillment_order),
    "fulfillmentOrderLineItemsPreparedForPickup": _act(fulfilling.prepare_for_pickup),
    "inventoryAdjustQuantities": _compared(
        _guarded("inventoryAdjustQuantities", _adjust, _group_ids, _retell_group),
        "InventoryChangeInput",
        lambda given: given["changes"],
    ),
    "inventorySetQuantities": _compared(
        _guarded("inventorySetQuantities", _set_to, _group_ids, _retell_group),
        "InventoryQuantityInput",
        lambda given: given["quantities"],
    ),
    "inventoryMoveQuantities": _compared(
        _guarded("inventoryMoveQuantities", _move_between, _group_ids, _retell_group),
        "InventoryMoveQuantityTerminalInput",
        lambda given: [side for each in given["changes"] for side in (each["from"], each["to"])],
    ),
    "bulkOperationRunQuery": _run_bulk,
    "bulkOperationCancel": _cancel_bulk,
    "webhookSubscriptionCreate": _hooks("create"),
    "webhookSubscriptionUpdate": _hooks("update"),
    "webhookSubscriptionDelete": _hooks("delete"),
    "tagsAdd": _tags(add=True),
    "tagsRemove": _tags(add=False),
    "metafieldsSet": _act(set_metafields),
}


def _bulk_url(source: Any, _arguments: Arguments, run: Run) -> str | None:
    context: Context = context_of(run)
    return context.bulk.url_of(context, source)


def _api_version(_source: Any) -> dict[str, Any]:
    return next(each for each in api_versions() if each["handle"] == "2026-10")


ROOT: Resolvers = {
    "QueryRoot": QUERIES,
    "Mutation": MUTATIONS,
    "ReturnableFulfillment": {
        "id": of(lambda row: gid("ReturnableFulfillment", row["fulfillment"].id)),
        "returnableFulfillmentLineItems": _returnable_lines,
    },
    "BulkOperation": {
        "id": of(lambda row: gid("BulkOperation", row.id)),
        "type": const("QUERY"),
        "url": _bulk_url,
        "partialDataUrl": const(None),
    },
    "WebhookSubscription": {
        "id": of(lambda row: gid("WebhookSubscription", row.id)),
        "legacyResourceId": of(lambda row: row.id),
        "callbackUrl": of(lambda row: row.uri),
        "apiVersion": of(_api_version),
    },
}
"""Resolvers of the root types and of what only they lead to."""
