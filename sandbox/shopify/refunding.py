"""Refunds: what may be given back, giving it back, and what happens to the pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.fulfilling import stock_moves
from sandbox.shopify.ids import number_of
from sandbox.shopify.money import CURRENCY, share
from sandbox.shopify.paying import order_of, settled
from sandbox.shopify.placing import line_of, new_transaction
from sandbox.shopify.rows import LineItem, Order, Refund, RefundLineItem
from sandbox.shopify.shop import Shop
from sandbox.shopify.totals import (
    line_part,
    line_tax_part,
    money,
    refundable,
    shipping_total,
    taxes,
    unfulfilled_quantity,
)

Input = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Pieces of a line to pay back, and what becomes of them."""

    line: LineItem
    quantity: int
    restock: str = "NO_RESTOCK"
    location_id: int | None = None

    @property
    def subtotal(self) -> int:
        """Their price after discounts, before taxes."""
        return line_part(self.line, self.quantity)

    @property
    def tax(self) -> int:
        """The tax on them."""
        return line_tax_part(self.line, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payback:
    """Money to give back on one payment."""

    parent_id: int
    amount: int


def shipping_left(order: Order) -> int:
    """Shipping that is not refunded yet, before taxes."""
    return shipping_total(order.shipping_lines) - sum(each.shipping for each in order.refunds)


def shipping_tax(order: Order, amount: int) -> int:
    """The tax on a part of the shipping."""
    whole = shipping_total(order.shipping_lines)
    return share(sum(taxes(line.tax_lines) for line in order.shipping_lines), amount, whole)


def paybacks(order: Order, amount: int) -> list[Payback]:
    """Spread an amount over the order's payments, oldest first."""
    found: list[Payback] = []
    for payment in order.transactions:
        part = min(amount, refundable(order, payment))
        if part > 0:
            found.append(Payback(parent_id=payment.id, amount=part))
            amount -= part
    return found


def suggest(shop: Shop, order: Order, arguments: Input) -> dict[str, Any] | None:
    """`order.suggestedRefund`: what these lines and this shipping are worth, and on what card."""
    pieces = _suggested_pieces(shop, order, arguments)
    shipping = _suggested_shipping(order, arguments)
    subtotal = sum(piece.subtotal for piece in pieces)
    tax = sum(piece.tax for piece in pieces)
    on_shipping = shipping_tax(order, shipping)
    most = max(0, money(order).net)
    amount = min(most, subtotal + tax + shipping + on_shipping)
    left = shipping_left(order)
    return {
        "amountSet": amount,
        "maximumRefundableSet": most,
        "subtotalSet": subtotal,
        "discountedSubtotalSet": subtotal,
        "totalCartDiscountAmountSet": 0,
        "totalDutiesSet": 0,
        "totalTaxSet": tax + on_shipping,
        "shipping": {
            "amountSet": shipping,
            "maximumRefundableSet": left,
            "taxSet": on_shipping,
        },
        "refundLineItems": [_refund_line(0, piece, restocked=False) for piece in pieces],
        "suggestedTransactions": [_suggested(order, each) for each in paybacks(order, amount)],
    }


def _suggested(order: Order, payback: Payback) -> dict[str, Any]:
    parent = next(each for each in order.transactions if each.id == payback.parent_id)
    return {
        "amountSet": payback.amount,
        "maximumRefundableSet": refundable(order, parent),
        "gateway": parent.gateway,
        "formattedGateway": parent.gateway.replace("_", " ").title(),
        "kind": "SUGGESTED_REFUND",
        "parentTransaction": parent,
        "accountNumber": f"•••• {parent.card.last_digits}" if parent.card else None,
        "paymentDetails": parent.card,
    }


def _suggested_pieces(shop: Shop, order: Order, arguments: Input) -> list[Piece]:
    if arguments.get("suggestFullRefund"):
        return [
            Piece(line=line, quantity=line.quantity - line.refunded)
            for line in order.lines
            if line.quantity > line.refunded
        ]
    read = (_piece(shop, order, entry) for entry in arguments.get("refundLineItems") or [])
    return [piece for piece in read if isinstance(piece, Piece)]


def _suggested_shipping(order: Order, arguments: Input) -> int:
    if arguments.get("suggestFullRefund") or arguments.get("refundShipping"):
        return shipping_left(order)
    return min(shipping_left(order), arguments.get("shippingAmount") or 0)


def _piece(shop: Shop, order: Order, entry: Input) -> Piece | str:
    """A refund line, or what is wrong with it."""
    line = line_of(order, number_of(entry["lineItemId"], "LineItem"))
    if line is None:
        return "Line item does not exist"
    left = line.quantity - line.refunded
    if not 0 < entry["quantity"] <= left:
        return "Quantity cannot refund more items than were purchased"
    restock = entry.get("restockType") or "NO_RESTOCK"
    if restock == "CANCEL" and entry["quantity"] > unfulfilled_quantity(line):
        return "Quantity cannot cancel more items than are unfulfilled"
    location_id = number_of(entry.get("locationId"), "Location")
    if restock == "RETURN" and shop.books.locations.get(location_id) is None:
        return "Location must be given for restocking returned items"
    return Piece(line=line, quantity=entry["quantity"], restock=restock, location_id=location_id)


def create_refund(shop: Shop, arguments: Input) -> Payload:
    """`refundCreate`, behind the idempotency check: pieces, shipping and money as given."""
    given = arguments["input"]
    order = order_of(shop, given["orderId"])
    if order is None:
        return refused(["orderId"], "Order does not exist")
    pieces: list[Piece] = []
    for place, entry in enumerate(given.get("refundLineItems") or []):
        piece = _piece(shop, order, entry)
        if isinstance(piece, str):
            return refused(["refundLineItems", place], piece)
        pieces.append(piece)
    shipping = _given_shipping(order, given.get("shipping") or {})
    transactions = given.get("transactions") or []
    problem = _money_problem(order, transactions, given)
    if shipping > shipping_left(order):
        problem = "Shipping amount cannot be more than the remaining shipping"
    if not pieces and not shipping and not transactions:
        problem = "A refund must have line items, shipping or transactions"
    if problem is not None:
        return refused(["transactions"] if transactions else None, problem)
    refund = enter_refund(
        shop,
        order,
        pieces=pieces,
        shipping=shipping,
        money_back=[_payback(entry) for entry in transactions],
        note=given.get("note"),
    )
    return done(refund=refund, order=order)


def _payback(entry: Input) -> Payback:
    parent = number_of(entry.get("parentId"), "OrderTransaction")
    return Payback(parent_id=parent or 0, amount=entry["amount"])


def _given_shipping(order: Order, given: Input) -> int:
    if given.get("fullRefund"):
        return shipping_left(order)
    return int(given.get("amount") or 0)


def _money_problem(order: Order, transactions: Sequence[Input], given: Input) -> str | None:
    if given.get("currency") not in (None, CURRENCY):
        return "Currency must be the presentment currency of the order"
    for entry in transactions:
        if entry["kind"] != "REFUND":
            return "Transactions kind must be refund"
    wanted = [_payback(entry) for entry in transactions]
    return refund_problem(order, wanted, over=bool(given.get("allowOverRefunding")))


def refund_problem(order: Order, wanted: Sequence[Payback], *, over: bool) -> str | None:
    """Why these amounts cannot be given back."""
    by_parent: dict[int, int] = {}
    for each in wanted:
        by_parent[each.parent_id] = by_parent.get(each.parent_id, 0) + each.amount
    for parent_id, amount in by_parent.items():
        parent = next((one for one in order.transactions if one.id == parent_id), None)
        if parent is None or parent.kind not in ("SALE", "CAPTURE"):
            return "Parent transaction does not exist or cannot be refunded"
        if amount <= 0:
            return "Refund amount must be greater than zero"
        if amount > refundable(order, parent) and not over:
            return "Refund amount cannot be greater than the amount that was paid"
    return None


def enter_refund(
    shop: Shop,
    order: Order,
    *,
    pieces: Sequence[Piece],
    shipping: int = 0,
    money_back: Sequence[Payback] = (),
    note: str | None = None,
    return_id: int | None = None,
) -> Refund:
    """Record a refund, move stock and money, tell subscribers."""
    refund = Refund(
        id=shop.new_id("Refund"),
        order_id=order.id,
        created_at=shop.now(),
        note=note,
        lines=[],
        shipping=shipping,
        shipping_tax=shipping_tax(order, shipping),
        return_id=return_id,
    )
    for piece in pieces:
        restocked = _take_back(shop, order, piece)
        number = shop.new_id("RefundLineItem")
        refund.lines.append(_refund_line(number, piece, restocked=restocked))
        piece.line.refunded += piece.quantity
    order.refunds.append(refund)
    for each in money_back:
        parent = next(one for one in order.transactions if one.id == each.parent_id)
        transaction = new_transaction(
            shop,
            order,
            kind="REFUND",
            amount=each.amount,
            gateway=parent.gateway,
            parent_id=parent.id,
            card=parent.card,
            payment_id=parent.payment_id,
            test=parent.test,
        )
        refund.transaction_ids.append(transaction.id)
    settled(shop, order)
    shop.emit("refunds/create", refund)
    return refund


def _refund_line(number: int, piece: Piece, *, restocked: bool) -> RefundLineItem:
    return RefundLineItem(
        id=number,
        line_item_id=piece.line.id,
        quantity=piece.quantity,
        restock_type=piece.restock,
        location_id=piece.location_id,
        restocked=restocked,
        subtotal=piece.subtotal,
        total_tax=piece.tax,
    )


def _take_back(shop: Shop, order: Order, piece: Piece) -> bool:
    """Stock side of a refund line; gives whether pieces went back on the shelf."""
    if piece.restock == "RETURN" and piece.location_id is not None:
        stock_moves(shop, piece.line, piece.location_id, available=piece.quantity)
        return True
    removable = min(piece.quantity, unfulfilled_quantity(piece.line))
    restock = piece.restock == "CANCEL"
    remove_unfulfilled(shop, order, piece.line, removable, restock=restock)
    return restock


def remove_unfulfilled(
    shop: Shop, order: Order, line: LineItem, quantity: int, *, restock: bool
) -> None:
    """Take pieces off the fulfillment orders; committed stock is put back or written off."""
    for each in order.fulfillment_orders:
        for entry in each.lines:
            part = min(quantity, entry.remaining_quantity)
            if entry.line_item_id != line.id or part == 0:
                continue
            entry.remaining_quantity -= part
            entry.total_quantity -= part
            quantity -= part
            line.removed += part
            back = part if restock else 0
            stock_moves(shop, line, each.location_id, committed=-part, available=back)
        each.lines = [entry for entry in each.lines if entry.total_quantity]
        if each.status in ("OPEN", "IN_PROGRESS") and not any(
            entry.remaining_quantity for entry in each.lines
        ):
            each.status = "CLOSED"
