"""Handing over: fulfillments, moves between locations, tracking, ready for pickup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.ids import number_of
from sandbox.shopify.placing import fulfillment_order, line_of
from sandbox.shopify.rows import (
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    LineItem,
    Order,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import counted_parts, level_of, move
from sandbox.shopify.totals import fulfillment_status

Input = Mapping[str, Any]
_OPEN = ("OPEN", "IN_PROGRESS")
Pieces = list[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]]


def fulfillment_order_of(shop: Shop, wanted: str) -> tuple[Order, FulfillmentOrder] | None:
    """A fulfillment order with its order."""
    number = number_of(wanted, "FulfillmentOrder")
    order = shop.order_with("FulfillmentOrder", number)
    if order is None:
        return None
    return order, next(each for each in order.fulfillment_orders if each.id == number)


def fulfillment_of(shop: Shop, wanted: str) -> tuple[Order, Fulfillment] | None:
    """A fulfillment with its order."""
    number = number_of(wanted, "Fulfillment")
    order = shop.order_with("Fulfillment", number)
    if order is None:
        return None
    return order, next(each for each in order.fulfillments if each.id == number)


def stock_moves(shop: Shop, line: LineItem, location_id: int, **deltas: int) -> None:
    """Change stock of a line's item at a location, of a bundle that of its components; nothing for
    what is not counted there.

    Lines whose stock was never claimed have nothing committed to give up.
    """
    variant = shop.books.variants.get(line.variant_id)
    if variant is None or ("committed" in deltas and not line.claimed):
        return
    for item, many in counted_parts(shop, variant):
        level = level_of(shop, item.id, location_id)
        if level is not None:
            move(shop, level, **{name: delta * many for name, delta in deltas.items()})


def create_fulfillment(shop: Shop, arguments: Input) -> Payload:
    """`fulfillmentCreate`: hands over all or some pieces of one location. Not idempotent."""
    given = arguments["fulfillment"]
    pieces: Pieces = []
    orders: dict[int, Order] = {}
    for entry in given["lineItemsByFulfillmentOrder"]:
        found = fulfillment_order_of(shop, entry["fulfillmentOrderId"])
        if found is None:
            return refused(["fulfillment"], "Fulfillment order does not exist.")
        order, each = found
        orders[order.id] = order
        problem = _unfulfillable(each) or _choose(each, entry, pieces)
        if problem is not None:
            return refused(["fulfillment"], problem)
    locations = {each.location_id for each, _, _ in pieces}
    if len(orders) != 1 or len(locations) != 1:
        text = "All fulfillment orders must belong to the same order and location."
        return refused(["fulfillment"], text)
    order = next(iter(orders.values()))
    fulfillment = _fulfill(shop, order, pieces, given.get("trackingInfo") or {})
    return done(fulfillment=fulfillment)


def _unfulfillable(each: FulfillmentOrder) -> str | None:
    if each.status in _OPEN:
        return None
    return f"Fulfillment order {each.id} has an unfulfillable status= {each.status.lower()}."


def _choose(each: FulfillmentOrder, entry: Input, pieces: Pieces) -> str | None:
    """Collect the chosen lines, or all that remain; gives what is wrong."""
    chosen = entry.get("fulfillmentOrderLineItems")
    if not chosen:
        pieces += [(each, line, line.remaining_quantity) for line in each.lines]
        return None
    for wish in chosen:
        number = number_of(wish["id"], "FulfillmentOrderLineItem")
        line = next((one for one in each.lines if one.id == number), None)
        if line is None:
            return f"Fulfillment order line item {number} does not exist."
        if not 0 < wish["quantity"] <= line.remaining_quantity:
            return "Invalid fulfillment order line item quantity requested."
        pieces.append((each, line, wish["quantity"]))
    return None


def _fulfill(shop: Shop, order: Order, pieces: Pieces, tracking: Input) -> Fulfillment:
    now = shop.now()
    fulfillment = Fulfillment(
        id=shop.new_id("Fulfillment"),
        order_id=order.id,
        name=f"{order.name}.{len(order.fulfillments) + 1}",
        location_id=pieces[0][0].location_id,
        fulfillment_order_ids=list({each.id: None for each, _, _ in pieces}),
        lines=[],
        created_at=now,
        updated_at=now,
    )
    _set_tracking(fulfillment, tracking)
    for each, entry, quantity in pieces:
        if quantity:
            _hand_over(shop, order, fulfillment, each, entry, quantity)
    order.fulfillments.append(fulfillment)
    shop.changed(order)
    shop.emit("fulfillments/create", fulfillment)
    shop.emit("orders/updated", order)
    if fulfillment_status(order) == "FULFILLED":
        shop.emit("orders/fulfilled", order)
    else:
        shop.emit("orders/partially_fulfilled", order)
    return fulfillment


def _hand_over(
    shop: Shop,
    order: Order,
    fulfillment: Fulfillment,
    each: FulfillmentOrder,
    entry: FulfillmentOrderLineItem,
    quantity: int,
) -> None:
    entry.remaining_quantity -= quantity
    each.updated_at = shop.now()
    done_ = all(line.remaining_quantity == 0 for line in each.lines)
    each.status = "CLOSED" if done_ else "IN_PROGRESS"
    line = line_of(order, entry.line_item_id)
    if line is None:
        return
    line.fulfilled += quantity
    fulfillment.lines.append(
        FulfillmentLineItem(
            id=shop.new_id("FulfillmentLineItem"),
            line_item_id=line.id,
            fulfillment_id=fulfillment.id,
            quantity=quantity,
        )
    )
    stock_moves(shop, line, each.location_id, committed=-quantity)


def _set_tracking(fulfillment: Fulfillment, given: Input) -> None:
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    fulfillment.tracking_company = given.get("company")
    fulfillment.tracking_numbers = list(numbers)
    fulfillment.tracking_urls = list(urls) or [
        url for number in numbers if (url := tracking_url(given.get("company"), number))
    ]


_CARRIERS = {
    "ups": "https://www.ups.com/track?tracknum={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "dhl express": "https://www.dhl.com/en/express/tracking.html?AWB={}",
}


def tracking_url(company: str | None, number: str) -> str | None:
    """The address that Shopify builds for carriers it knows."""
    pattern = _CARRIERS.get((company or "").lower())
    return pattern.format(number) if pattern else None


def update_tracking(shop: Shop, arguments: Input) -> Payload:
    """`fulfillmentTrackingInfoUpdate`."""
    found = fulfillment_of(shop, arguments["fulfillmentId"])
    if found is None:
        return refused(["fulfillmentId"], "Fulfillment does not exist.")
    order, fulfillment = found
    if fulfillment.status == "CANCELLED":
        return refused(["fulfillmentId"], "Fulfillment has been cancelled.")
    _set_tracking(fulfillment, arguments["trackingInfoInput"])
    fulfillment.updated_at = shop.now()
    shop.changed(order)
    shop.emit("fulfillments/update", fulfillment)
    return done(fulfillment=fulfillment)


def cancel_fulfillment(shop: Shop, arguments: Input) -> Payload:
    """`fulfillmentCancel`: the pieces are to be fulfilled again, from the same location."""
    found = fulfillment_of(shop, arguments["id"])
    if found is None:
        return refused(["id"], "Fulfillment does not exist.")
    order, fulfillment = found
    if fulfillment.status == "CANCELLED":
        return refused(["id"], "Fulfillment has already been cancelled.")
    if any(line.returned for line in fulfillment.lines):
        return refused(["id"], "Fulfillment has returned items.")
    fulfillment.status, fulfillment.display_status = "CANCELLED", "CANCELED"
    fulfillment.updated_at = shop.now()
    pieces = [(line.line_item_id, line.quantity) for line in fulfillment.lines]
    for line_id, quantity in pieces:
        line = line_of(order, line_id)
        if line is not None:
            line.fulfilled -= quantity
            stock_moves(shop, line, fulfillment.location_id, committed=quantity)
    again = fulfillment_order(shop, order, fulfillment.location_id, pieces, "SHIPPING")
    order.fulfillment_orders.append(again)
    shop.changed(order)
    shop.emit("fulfillments/update", fulfillment)
    shop.emit("orders/updated", order)
    return done(fulfillment=fulfillment)


def move_fulfillment_order(shop: Shop, arguments: Input) -> Payload:
    """`fulfillmentOrderMove`: another location is to deliver; committed stock goes along."""
    found = fulfillment_order_of(shop, arguments["id"])
    location = shop.books.locations.get(number_of(arguments["newLocationId"], "Location"))
    if found is None:
        return refused(["id"], "Fulfillment order does not exist.")
    if location is None or not location.is_active:
        return refused(["newLocationId"], "Location does not exist or is not active.")
    order, each = found
    if each.status not in _OPEN:
        text = "Cannot change the assigned location of a closed fulfillment order."
        return refused(["id"], text)
    if location.id == each.location_id:
        return refused(["newLocationId"], "The fulfillment order is already at that location.")
    pieces: Pieces = []
    problem = _choose(
        each, {"fulfillmentOrderLineItems": arguments.get("fulfillmentOrderLineItems")}, pieces
    )
    problem = problem or _not_stocked(shop, order, pieces, location.id)
    if problem is not None:
        return refused(["id"], problem)
    moved, remaining = _move(shop, order, each, pieces, location.id)
    shop.changed(order)
    shop.emit("fulfillment_orders/moved", moved)
    shop.emit("orders/updated", order)
    return done(
        movedFulfillmentOrder=moved,
        originalFulfillmentOrder=each,
        remainingFulfillmentOrder=remaining,
    )


def _not_stocked(shop: Shop, order: Order, pieces: Pieces, location_id: int) -> str | None:
    for _, entry, _ in pieces:
        line = line_of(order, entry.line_item_id)
        variant = shop.books.variants.get(line.variant_id) if line else None
        parts = [] if variant is None else counted_parts(shop, variant)
        if any(level_of(shop, item.id, location_id) is None for item, _ in parts):
            return "The destination location does not stock the requested inventory item."
    return None


def _move(
    shop: Shop, order: Order, each: FulfillmentOrder, pieces: Pieces, location_id: int
) -> tuple[FulfillmentOrder, FulfillmentOrder | None]:
    """The fulfillment order at the new location, and what stays behind."""
    for _, entry, quantity in pieces:
        line = line_of(order, entry.line_item_id)
        if line is not None:
            stock_moves(shop, line, each.location_id, committed=-quantity, available=quantity)
            stock_moves(shop, line, location_id, committed=quantity, available=-quantity)
    taken = {entry.id: quantity for _, entry, quantity in pieces}
    whole = all(
        taken.get(entry.id, 0) == entry.remaining_quantity == entry.total_quantity
        for entry in each.lines
    )
    each.updated_at = shop.now()
    if whole:
        each.location_id = location_id
        return each, None
    chosen = [(entry.line_item_id, quantity) for _, entry, quantity in pieces if quantity]
    moved = fulfillment_order(shop, order, location_id, chosen, each.method)
    order.fulfillment_orders.append(moved)
    for entry in each.lines:
        quantity = taken.get(entry.id, 0)
        entry.remaining_quantity -= quantity
        entry.total_quantity -= quantity
    each.lines = [entry for entry in each.lines if entry.total_quantity]
    if all(entry.remaining_quantity == 0 for entry in each.lines):
        each.status = "CLOSED"
    return moved, each if each.status in _OPEN else None


def prepare_for_pickup(shop: Shop, arguments: Input) -> Payload:
    """`fulfillmentOrderLineItemsPreparedForPickup`: only for local pickup orders."""
    wanted: Sequence[Input] = arguments["input"]["lineItemsByFulfillmentOrder"]
    found = [fulfillment_order_of(shop, entry["fulfillmentOrderId"]) for entry in wanted]
    for place, each in enumerate(found):
        at = ["input", "lineItemsByFulfillmentOrder", str(place), "fulfillmentOrderId"]
        if each is None or each[1].method != "PICK_UP":
            text = "Invalid fulfillment order ID provided."
            return refused(at, text, "FULFILLMENT_ORDER_INVALID")
        if each[1].status not in _OPEN or each[1].prepared:
            text = "The fulfillment order does not have any line items that can be prepared."
            return refused(at, text, "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER")
    for each in found:
        if each is not None:
            order, ready = each
            ready.prepared = True
            ready.status = "IN_PROGRESS"
            ready.updated_at = shop.now()
            shop.changed(order)
            shop.emit("fulfillment_orders/line_items_prepared_for_pickup", ready)
    return done()
