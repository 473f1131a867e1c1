"""The fields of `Mutation`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify import (
    canceling,
    counting,
    drafts,
    fulfilling,
    ordering,
    paying,
    returning,
    transfers,
)
from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.claims import Outcome, once, require_key
from sandbox.shopify.context import Context
from sandbox.shopify.customers import set_customer
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.run import Arguments, Resolver, Run
from sandbox.shopify.metafields import delete_metafields, set_metafields
from sandbox.shopify.queries import (
    node,
)
from sandbox.shopify.refunding import create_refund
from sandbox.shopify.resolvers.basics import app_of
from sandbox.shopify.resolvers.support import context_of, shop_of
from sandbox.shopify.rows import (
    Customer,
    DraftOrder,
    Order,
    Product,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.tags import read_tags

Act = Callable[[Shop, Arguments], Payload]


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


def _transfer_ids(payload: Payload) -> Outcome:
    return {"transfer": payload["inventoryTransfer"].id}


def _retell_transfer(shop: Shop, outcome: Outcome) -> Payload:
    return done(inventoryTransfer=shop.books.transfers.get(outcome["transfer"]))


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
    "inventoryTransferCreate": _guarded(
        "inventoryTransferCreate", transfers.create, _transfer_ids, _retell_transfer
    ),
    "inventoryTransferCancel": _act(transfers.cancel),
    "inventoryTransferDelete": _act(transfers.delete),
    "bulkOperationRunQuery": _run_bulk,
    "bulkOperationCancel": _cancel_bulk,
    "webhookSubscriptionCreate": _hooks("create"),
    "webhookSubscriptionUpdate": _hooks("update"),
    "webhookSubscriptionDelete": _hooks("delete"),
    "tagsAdd": _tags(add=True),
    "tagsRemove": _tags(add=False),
    "metafieldsSet": _act(set_metafields),
    "metafieldsDelete": _act(delete_metafields),
}
