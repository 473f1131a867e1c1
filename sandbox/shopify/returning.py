"""Returns: goods coming back by the fulfillment they left with, and processing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.ids import number_of
from sandbox.shopify.money import to_cents
from sandbox.shopify.paying import order_of
from sandbox.shopify.placing import line_of
from sandbox.shopify.refunding import (
    Payback,
    Piece,
    enter_refund,
    refund_problem,
    shipping_left,
)
from sandbox.shopify.rows import (
    Disposition,
    Fulfillment,
    FulfillmentLineItem,
    Order,
    Return,
    ReturnLineItem,
)
from sandbox.shopify.shop import Shop

Input = Mapping[str, Any]


def returnable(order: Order) -> Iterator[tuple[Fulfillment, list[FulfillmentLineItem]]]:
    """Fulfillments with the lines that may still come back."""
    for fulfillment in order.fulfillments:
        lines = [each for each in fulfillment.lines if each.quantity > each.returned]
        if fulfillment.status == "SUCCESS" and lines:
            yield fulfillment, lines


def fulfillment_line(order: Order, number: int | None) -> FulfillmentLineItem | None:
    """A fulfillment line by its id."""
    return next(
        (line for each in order.fulfillments for line in each.lines if line.id == number), None
    )


def return_of(shop: Shop, wanted: str) -> tuple[Order, Return] | None:
    """A return with its order."""
    number = number_of(wanted, "Return")
    order = shop.order_with("Return", number)
    if order is None:
        return None
    return order, next(each for each in order.returns if each.id == number)


def create_return(shop: Shop, arguments: Input) -> Payload:
    """`returnCreate`: opens a return with its reverse fulfillment order. Not idempotent."""
    given = arguments["returnInput"]
    order = order_of(shop, given["orderId"])
    if order is None:
        return refused(["returnInput", "orderId"], "Order does not exist.", "NOT_FOUND")
    if not given["returnLineItems"]:
        at = ["returnInput", "returnLineItems"]
        return refused(at, "Return line items can't be blank.", "BLANK")
    for place, entry in enumerate(given["returnLineItems"]):
        refusal = _line_refusal(order, place, entry)
        if refusal is not None:
            return refusal
    back = _opened(shop, order, given["returnLineItems"])
    shop.changed(order)
    shop.emit("returns/approve", back)
    shop.emit("orders/updated", order)
    return done(**{"return": back})


def _line_refusal(order: Order, place: int, entry: Input) -> Payload | None:
    at = ["returnInput", "returnLineItems", str(place)]
    line = fulfillment_line(order, number_of(entry["fulfillmentLineItemId"], "FulfillmentLineItem"))
    if line is None:
        text = "Fulfillment line item does not exist."
        return refused([*at, "fulfillmentLineItemId"], text, "NOT_FOUND")
    if entry["quantity"] < 1:
        return refused([*at, "quantity"], "Quantity must be greater than 0.", "GREATER_THAN")
    if entry["quantity"] > line.quantity - line.returned:
        text = "Return line item has an invalid quantity."
        return refused([*at, "quantity"], text, "INVALID")
    if entry.get("returnReason") is None:
        return refused([*at, "returnReason"], "Return reason can't be blank.", "BLANK")
    if entry["returnReason"] == "OTHER" and not entry.get("returnReasonNote"):
        text = "Return reason note can't be blank when the reason is other."
        return refused([*at, "returnReasonNote"], text, "BLANK")
    return None


def _opened(shop: Shop, order: Order, entries: list[Input]) -> Return:
    back = Return(
        id=shop.new_id("Return"),
        order_id=order.id,
        name=f"{order.name}-R{len(order.returns) + 1}",
        status="OPEN",
        created_at=shop.now(),
        reverse_order_id=shop.new_id("ReverseFulfillmentOrder"),
        lines=[],
    )
    for entry in entries:
        number = number_of(entry["fulfillmentLineItemId"], "FulfillmentLineItem")
        line = fulfillment_line(order, number)
        if line is None:
            continue
        line.returned += entry["quantity"]
        back.lines.append(
            ReturnLineItem(
                id=shop.new_id("ReturnLineItem"),
                fulfillment_line_item_id=line.id,
                quantity=entry["quantity"],
                reason=entry["returnReason"],
                reason_note=entry.get("returnReasonNote") or "",
                reverse_line_id=shop.new_id("ReverseFulfillmentOrderLineItem"),
            )
        )
    order.returns.append(back)
    order.closed_at = None
    return back


def process_return(shop: Shop, arguments: Input) -> Payload:
    """`returnProcess`: what became of the pieces, and the money back. Not idempotent."""
    given = arguments["input"]
    found = return_of(shop, given["returnId"])
    if found is None:
        return refused(["input", "returnId"], "Return does not exist.", "NOT_FOUND")
    order, back = found
    if back.status != "OPEN":
        text = "Return must be open."
        return refused(["input", "returnId"], text, "INVALID_STATE")
    for place, entry in enumerate(given.get("returnLineItems") or []):
        refusal = _process_refusal(shop, back, place, entry)
        if refusal is not None:
            return refusal
    wanted = _money_back(given)
    over = bool(_issue(given).get("allowOverRefunding"))
    problem = refund_problem(order, wanted, over=over)
    if problem is not None:
        at = ["input", "financialTransfer", "issueRefund", "orderTransactions"]
        return refused(at, problem, "INVALID")
    pieces: list[Piece] = []
    for entry in given.get("returnLineItems") or []:
        pieces += _process_line(shop, order, back, entry)
    shipping = _shipping_back(order, given.get("refundShipping") or {})
    if pieces or wanted or shipping:
        enter_refund(
            shop,
            order,
            pieces=pieces,
            shipping=shipping,
            money_back=wanted,
            note=given.get("note"),
            return_id=back.id,
        )
    shop.changed(order)
    shop.emit("returns/process", back)
    return done(**{"return": back})


def _issue(given: Input) -> Input:
    return (given.get("financialTransfer") or {}).get("issueRefund") or {}


def _money_back(given: Input) -> list[Payback]:
    return [
        Payback(
            parent_id=number_of(entry["parentId"], "OrderTransaction") or 0,
            amount=to_cents(entry["transactionAmount"]["amount"]),
        )
        for entry in _issue(given).get("orderTransactions") or []
    ]


def _shipping_back(order: Order, given: Input) -> int:
    if given.get("fullRefund"):
        return shipping_left(order)
    amount = given.get("shippingRefundAmount")
    return min(shipping_left(order), to_cents(amount["amount"])) if amount else 0


def _return_line(back: Return, entry: Input) -> ReturnLineItem | None:
    number = number_of(entry["id"], "ReturnLineItem")
    return next((line for line in back.lines if line.id == number), None)


def _process_refusal(shop: Shop, back: Return, place: int, entry: Input) -> Payload | None:
    at = ["input", "returnLineItems", str(place)]
    line = _return_line(back, entry)
    if line is None:
        return refused([*at, "id"], "Return line item does not exist.", "NOT_FOUND")
    if not 0 < entry["quantity"] <= line.quantity - line.processed:
        text = "Quantity must be within the unprocessed quantity."
        return refused([*at, "quantity"], text, "INVALID")
    dispositions = entry.get("dispositions") or []
    if sum(each["quantity"] for each in dispositions) > entry["quantity"]:
        return refused([*at, "dispositions"], "Quantities exceed those processed.", "INVALID")
    for each in dispositions:
        if each["dispositionType"] == "RESTOCKED":
            location_id = number_of(each.get("locationId"), "Location")
            if shop.books.locations.get(location_id) is None:
                return refused([*at, "dispositions"], "Location does not exist.", "NOT_FOUND")
    return None


def _process_line(shop: Shop, order: Order, back: Return, entry: Input) -> list[Piece]:
    line = _return_line(back, entry)
    source = fulfillment_line(order, line.fulfillment_line_item_id) if line else None
    sold = line_of(order, source.line_item_id) if source else None
    if line is None or sold is None:
        return []
    line.processed += entry["quantity"]
    line.refunded += entry["quantity"]
    pieces: list[Piece] = []
    left = entry["quantity"]
    for each in entry.get("dispositions") or []:
        location_id = number_of(each.get("locationId"), "Location")
        back.dispositions.append(
            Disposition(
                id=shop.new_id("ReverseFulfillmentOrderDisposition"),
                type=each["dispositionType"],
                quantity=each["quantity"],
                location_id=location_id,
                reverse_line_id=line.reverse_line_id,
            )
        )
        if each["dispositionType"] == "RESTOCKED":
            pieces.append(
                Piece(
                    line=sold,
                    quantity=each["quantity"],
                    restock="RETURN",
                    location_id=location_id,
                )
            )
            left -= each["quantity"]
    if left:
        pieces.append(Piece(line=sold, quantity=left, restock="NO_RESTOCK"))
    return pieces


def close_return(shop: Shop, arguments: Input) -> Payload:
    """`returnClose`."""
    return _end(shop, arguments["id"], "CLOSED", "returns/close")


def cancel_return(shop: Shop, arguments: Input) -> Payload:
    """`returnCancel`: only while nothing was processed."""
    found = return_of(shop, arguments["id"])
    if found is not None and any(line.processed for line in found[1].lines):
        text = "Return has processed items and cannot be canceled."
        return refused(["id"], text, "INVALID_STATE")
    answer = _end(shop, arguments["id"], "CANCELED", "returns/cancel")
    if found is not None and not answer["userErrors"]:
        order, back = found
        for line in back.lines:
            source = fulfillment_line(order, line.fulfillment_line_item_id)
            if source is not None:
                source.returned -= line.quantity
    return answer


def _end(shop: Shop, wanted: str, status: str, topic: str) -> Payload:
    found = return_of(shop, wanted)
    if found is None:
        return refused(["id"], "Return does not exist.", "NOT_FOUND")
    order, back = found
    if back.status not in ("OPEN", "REQUESTED"):
        return refused(["id"], f"Return is already {back.status.lower()}.", "INVALID_STATE")
    back.status = status
    back.closed_at = shop.now()
    shop.changed(order)
    shop.emit(topic, back)
    shop.emit("orders/updated", order)
    return done(**{"return": back})
