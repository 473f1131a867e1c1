"""What an order amounts to: totals, statuses and quantities, from its lines and transactions."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.shopify.money import share
from sandbox.shopify.rows import LineItem, Order, OrderTransaction, ShippingLine, TaxLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Amounts in cents; `current` ones take off what was refunded or removed."""

    lines: int
    discounts: int
    subtotal: int
    shipping: int
    tax: int
    total: int
    current_subtotal: int
    current_shipping: int
    current_tax: int
    current_total: int


def taxes(lines: list[TaxLine]) -> int:
    """Sum of tax lines."""
    return sum(line.price for line in lines)


def line_total(line: LineItem) -> int:
    """A line after all discounts, before taxes."""
    return line.price * line.quantity - line.discount - line.order_discount


def line_part(line: LineItem, quantity: int) -> int:
    """What `quantity` pieces of a line cost after all discounts, before taxes."""
    return share(line_total(line), quantity, line.quantity)


def line_tax_part(line: LineItem, quantity: int) -> int:
    """The tax on `quantity` pieces of a line."""
    return share(taxes(line.tax_lines), quantity, line.quantity)


def current_quantity(line: LineItem) -> int:
    """Pieces still sold: neither removed before fulfillment nor refunded."""
    return line.quantity - line.refunded


def unfulfilled_quantity(line: LineItem) -> int:
    """Pieces that are still to be fulfilled."""
    return line.quantity - line.fulfilled - line.removed


def shipping_total(lines: list[ShippingLine]) -> int:
    """Price of shipping before taxes."""
    return sum(line.price for line in lines)


def totals(order: Order) -> Totals:
    """All amounts of an order."""
    gross = sum(line.price * line.quantity for line in order.lines)
    discounts = sum(line.discount + line.order_discount for line in order.lines)
    shipping = shipping_total(order.shipping_lines)
    tax = sum(taxes(line.tax_lines) for line in order.lines)
    tax += sum(taxes(line.tax_lines) for line in order.shipping_lines)
    added_tax = 0 if order.taxes_included else tax
    kept = sum(line_part(line, current_quantity(line)) for line in order.lines)
    kept_tax = sum(line_tax_part(line, current_quantity(line)) for line in order.lines)
    kept_tax += sum(taxes(line.tax_lines) for line in order.shipping_lines)
    kept_tax -= sum(refund.shipping_tax for refund in order.refunds)
    kept_shipping = shipping - sum(refund.shipping for refund in order.refunds)
    return Totals(
        lines=gross,
        discounts=discounts,
        subtotal=gross - discounts,
        shipping=shipping,
        tax=tax,
        total=gross - discounts + shipping + added_tax,
        current_subtotal=kept,
        current_shipping=kept_shipping,
        current_tax=kept_tax,
        current_total=kept + kept_shipping + (0 if order.taxes_included else kept_tax),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What has moved: amounts in cents of successful transactions."""

    received: int
    refunded: int
    capturable: int

    @property
    def net(self) -> int:
        """Received and not given back."""
        return self.received - self.refunded


def money(order: Order) -> Money:
    """What was received, refunded and may still be captured."""
    received = refunded = capturable = 0
    for transaction in order.transactions:
        if transaction.status != "SUCCESS":
            continue
        if transaction.kind in ("SALE", "CAPTURE"):
            received += transaction.amount
        elif transaction.kind == "REFUND":
            refunded += transaction.amount
        elif transaction.kind == "AUTHORIZATION":
            capturable += unsettled(order, transaction)
    return Money(received=received, refunded=refunded, capturable=capturable)


def unsettled(order: Order, authorization: OrderTransaction) -> int:
    """What of an authorization is neither captured nor voided."""
    left = authorization.amount
    for transaction in order.transactions:
        if transaction.parent_id == authorization.id and transaction.status == "SUCCESS":
            if transaction.kind == "VOID":
                return 0
            if transaction.kind == "CAPTURE":
                left -= transaction.amount
    return left if authorization.status == "SUCCESS" else 0


def refundable(order: Order, payment: OrderTransaction) -> int:
    """What of a sale or capture is not refunded yet."""
    if payment.kind not in ("SALE", "CAPTURE") or payment.status != "SUCCESS":
        return 0
    given = sum(
        each.amount
        for each in order.transactions
        if each.parent_id == payment.id and each.kind == "REFUND" and each.status == "SUCCESS"
    )
    return payment.amount - given


def outstanding(order: Order) -> int:
    """What the customer still owes; negative when too much was taken."""
    if order.cancelled_at is not None and money(order).net == 0:
        return 0
    return totals(order).current_total - money(order).net


def financial_status(order: Order) -> str:
    """`displayFinancialStatus`."""
    moved = money(order)
    if order.financial_status is not None and not order.refunds:
        return order.financial_status
    if moved.refunded > 0:
        return "REFUNDED" if moved.refunded >= moved.received else "PARTIALLY_REFUNDED"
    if moved.received > 0:
        paid = moved.received >= totals(order).current_total
        return "PAID" if paid else "PARTIALLY_PAID"
    if moved.capturable > 0:
        return "AUTHORIZED"
    if any(each.kind == "VOID" and each.status == "SUCCESS" for each in order.transactions):
        return "VOIDED"
    return "PAID" if totals(order).total == 0 and not order.cancelled_at else "PENDING"


def fulfillment_status(order: Order) -> str:
    """`displayFulfillmentStatus`."""
    wanted = sum(line.quantity - line.removed for line in order.lines)
    done = sum(line.fulfilled for line in order.lines)
    if order.lines and wanted == 0:
        return "UNFULFILLED" if order.cancelled_at else "RESTOCKED"
    if done >= wanted:
        return "FULFILLED"
    if done > 0:
        return "PARTIALLY_FULFILLED"
    statuses = {each.status for each in order.fulfillment_orders if each.status != "CLOSED"}
    if statuses == {"ON_HOLD"}:
        return "ON_HOLD"
    return "IN_PROGRESS" if statuses == {"IN_PROGRESS"} else "UNFULFILLED"


def return_status(order: Order) -> str:
    """`returnStatus`."""
    statuses = {each.status for each in order.returns}
    if "OPEN" in statuses:
        return "IN_PROGRESS"
    if "REQUESTED" in statuses:
        return "RETURN_REQUESTED"
    return "RETURNED" if "CLOSED" in statuses else "NO_RETURN"
