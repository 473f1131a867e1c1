"""Lines that come to what their order costs, to the cent.

A till rounds tax once for an order, tells its lines before tax, or takes a discount off the whole.
What somebody paid for one line is then told by no field of it; a line that comes back is worth
just that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.money import Money, allocate, total
from domain.orders import OrderLine, PosOrder


def settled(order: PosOrder, *, lines_hold_tax: bool) -> PosOrder:
    """The order with its tax, and what was taken off all of it, in its lines.

    `lines_hold_tax`: whether the lines' totals were told with their tax. What an order costs beyond
    its lines, such as a fee or a tip, stays beyond them.
    """
    lines, currency = order.lines, order.total.currency
    if not lines:
        return order
    taxes = _taxes(lines, order.tax)
    nets = [one.total - one.tax if lines_hold_tax else one.total for one in lines]
    due = order.total - total(taxes, currency) - total(nets, currency)
    parts = _parts(due, nets)
    return replace(
        order,
        lines=tuple(
            replace(line, tax=tax, total=net + part + tax)
            for line, tax, net, part in zip(lines, taxes, nets, parts, strict=True)
        ),
    )


def _taxes(lines: Sequence[OrderLine], whole: Money) -> Sequence[Money]:
    """The tax of each line: as told, unless they were rounded or not told, or the order has less.

    Tax beyond the rounding of the lines is on something else, such as a delivery fee.
    """
    told = [line.tax for line in lines]
    known = total(told, whole.currency)
    if known == whole or (known.amount and (whole - known).amount > len(lines)):
        return told
    weights = [max(0, (line.tax if known.amount else line.total).amount) for line in lines]
    return allocate(whole, weights) if any(weights) else told


def _parts(due: Money, nets: Sequence[Money]) -> Sequence[Money]:
    """What each line has to be told more or less: a cent of rounding is the dearest line's, what
    was taken off the whole is every line's in proportion, and more than the lines is no line's."""
    none = Money.zero(due.currency)
    weights = [max(0, net.amount) for net in nets]
    if due.amount > len(nets) or not any(weights):
        return [none] * len(nets)
    if due.amount < -len(nets):
        return allocate(due, weights)
    cent = Money(1 if due.amount > 0 else -1, due.currency)
    dearest = sorted(range(len(nets)), key=lambda at: (-weights[at], at))[: abs(due.amount)]
    return [cent if at in dearest else none for at in range(len(nets))]
