"""What an order comes to: discounts, taxes and service charges in Square's order and rounding.

Square rounds half to even (docs/orders-api/price-adjustments). An ORDER-scoped adjustment is
worked out once on the sum and shared out over the lines; a LINE_ITEM-scoped one per line.
Percentage discounts come before fixed amounts, then taxes, then service charges after tax.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.catalog_objects import money

_HUNDRED = Decimal(100)
_PLURAL = {"tax": "taxes", "discount": "discounts"}


def rounded(value: Decimal) -> int:
    """Cents, half to even."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` split by weight, exactly: leftovers go to the largest remainders, first first."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: -remainders[at])
    for at in order[: total - sum(shares)]:
        shares[at] += 1
    return shares


class Line:
    """A line while its price is being worked out; amounts in cents."""

    __slots__ = ("discount", "gross", "inclusive", "record", "tax")

    def __init__(self, record: JsonObject, gross: int) -> None:
        """`gross` = (unit price + modifiers) × quantity."""
        self.record = record
        self.gross = gross
        self.discount = 0
        self.tax = 0
        self.inclusive = 0

    @property
    def discounted(self) -> int:
        """What is left after discounts."""
        return self.gross - self.discount

    @property
    def taxable(self) -> int:
        """The base of additive taxes."""
        return self.discounted - self.inclusive


def price(order: JsonObject) -> None:
    """Work out every amount of `order` in place.

    Lines must have `base_price_money`, taxes `percentage` and `type`, applied ones a `tax_uid`.
    """
    lines = [_line(record) for record in order.get("line_items", ())]
    _discounts(order, lines)
    charges = order.get("service_charges", [])
    before_tax = _charges(charges, lines, late=False)
    _taxes(order, lines, before_tax)
    after_tax = _charges(charges, lines, late=True)
    for line in lines:
        _finish(line)
    _totals(order, lines, [*before_tax, *after_tax])


def _line(record: JsonObject) -> Line:
    quantity = Decimal(record["quantity"])
    unit = rounded(record["base_price_money"]["amount"] * quantity)
    record["variation_total_price_money"] = money(unit)
    extra = 0
    for modifier in record.get("modifiers", ()):
        each = Decimal(modifier.get("quantity", "1")) * quantity
        amount = rounded(modifier["base_price_money"]["amount"] * each)
        modifier["total_price_money"] = money(amount)
        extra += amount
    return Line(record, unit + extra)


def _discounts(order: JsonObject, lines: list[Line]) -> None:
    found = order.get("discounts", ())
    if not found:
        return
    for line in lines:
        kept = line.record.get("applied_discounts", ())
        line.record["applied_discounts"] = [a for a in kept if _is_line_scoped(found, a)]
    for discount in sorted(found, key=_discount_order):
        targets = _targets(discount, "discount", lines)
        bases = [target.discounted for target in targets]
        if "percentage" in discount:
            rate = Decimal(discount["percentage"]) / _HUNDRED
            if discount["scope"] == "LINE_ITEM":
                shares = [rounded(base * rate) for base in bases]
            else:
                shares = share_out(rounded(sum(bases) * rate), bases)
        else:
            shares = share_out(min(discount["amount_money"]["amount"], sum(bases)), bases)
        for target, share in zip(targets, shares, strict=True):
            target.discount += share
            _note(target.record, "discount", discount, share)
        discount["applied_money"] = money(sum(shares))


def _discount_order(discount: JsonObject) -> tuple[bool, bool, Decimal]:
    by_amount = "percentage" not in discount
    order_wide = discount["scope"] != "LINE_ITEM"
    return by_amount, order_wide, Decimal(discount.get("percentage", "0"))


def _is_line_scoped(found: Iterable[JsonObject], applied: JsonObject) -> bool:
    scope = next((d["scope"] for d in found if d["uid"] == applied["discount_uid"]), "ORDER")
    return scope == "LINE_ITEM"


def _targets(adjustment: JsonObject, name: str, lines: list[Line]) -> list[Line]:
    if adjustment["scope"] != "LINE_ITEM":
        return [line for line in lines if not _is_blocked(adjustment, name, line.record)]
    uid = adjustment["uid"]
    return [
        line
        for line in lines
        if any(a[f"{name}_uid"] == uid for a in line.record.get(f"applied_{_PLURAL[name]}", ()))
    ]


def _is_blocked(adjustment: JsonObject, name: str, record: JsonObject) -> bool:
    for block in record.get("pricing_blocklists", {}).get(f"blocked_{_PLURAL[name]}", ()):
        by_uid = block.get(f"{name}_uid") == adjustment["uid"]
        catalog_id = block.get(f"{name}_catalog_object_id")
        if by_uid or (catalog_id and catalog_id == adjustment.get("catalog_object_id")):
            return True
    return False


def _note(record: JsonObject, name: str, adjustment: JsonObject, amount: int) -> None:
    applied = record.setdefault(f"applied_{_PLURAL[name]}", [])
    entry = next((a for a in applied if a[f"{name}_uid"] == adjustment["uid"]), None)
    if entry is None:
        entry = {"uid": ids.mixed(22), f"{name}_uid": adjustment["uid"]}
        if adjustment.get("auto_applied"):
            entry["auto_applied"] = True
        applied.append(entry)
    entry["applied_money"] = money(amount)


def _charges(charges: list[JsonObject], lines: list[Line], *, late: bool) -> list[Line]:
    """Service charges of one phase as lines of their own: they may be taxed like lines."""
    found = []
    base = sum(line.discounted + (line.tax - line.inclusive if late else 0) for line in lines)
    for charge in charges:
        if (charge["calculation_phase"] == "TOTAL_PHASE") is not late:
            continue
        if "percentage" in charge:
            amount = rounded(base * Decimal(charge["percentage"]) / _HUNDRED)
        else:
            amount = charge["amount_money"]["amount"]
        found.append(Line(charge, amount))
    return found


def _taxes(order: JsonObject, lines: list[Line], charges: list[Line]) -> None:
    taxes = order.get("taxes", ())
    if not taxes:
        return
    taxable = [charge for charge in charges if charge.record.get("taxable")]
    known = {tax["uid"] for tax in taxes if tax["scope"] == "LINE_ITEM"}
    for target in (*lines, *taxable):
        kept = target.record.get("applied_taxes", ())
        target.record["applied_taxes"] = [a for a in kept if a["tax_uid"] in known]
    inclusive = [tax for tax in taxes if tax["type"] == "INCLUSIVE"]
    for tax in (*inclusive, *(tax for tax in taxes if tax["type"] != "INCLUSIVE")):
        targets = _targets(tax, "tax", [*lines, *taxable])
        shares = _tax_shares(tax, targets, inclusive)
        for target, share in zip(targets, shares, strict=True):
            target.tax += share
            target.inclusive += share if tax["type"] == "INCLUSIVE" else 0
            _note(target.record, "tax", tax, share)
        tax["applied_money"] = money(sum(shares))


def _tax_shares(tax: JsonObject, targets: list[Line], inclusive: list[JsonObject]) -> list[int]:
    rate = Decimal(tax["percentage"])
    if tax["type"] == "INCLUSIVE":
        bases = [target.discounted for target in targets]
        rate /= _HUNDRED + sum(Decimal(other["percentage"]) for other in inclusive)
    else:
        bases = [target.taxable for target in targets]
        rate /= _HUNDRED
    if tax["scope"] == "LINE_ITEM":
        return [rounded(base * rate) for base in bases]
    return share_out(rounded(sum(bases) * rate), bases)


def _finish(line: Line) -> None:
    record = line.record
    record["gross_sales_money"] = money(line.gross - line.inclusive)
    record["total_tax_money"] = money(line.tax)
    record["total_discount_money"] = money(line.discount)
    record["total_money"] = money(line.discounted - line.inclusive + line.tax)
    record["total_service_charge_money"] = money(0)
    for name in ("applied_taxes", "applied_discounts"):
        if not record.get(name):
            record.pop(name, None)


def _totals(order: JsonObject, lines: list[Line], charges: list[Line]) -> None:
    for charge in charges:
        charge.record["applied_money"] = money(charge.gross)
        charge.record["total_money"] = money(charge.gross - charge.inclusive + charge.tax)
        charge.record["total_tax_money"] = money(charge.tax)
        if not charge.record.get("applied_taxes"):
            charge.record.pop("applied_taxes", None)
    tax = sum(line.tax for line in (*lines, *charges))
    discount = sum(line.discount for line in lines)
    charged = sum(charge.gross for charge in charges)
    total = sum(line.discounted - line.inclusive + line.tax for line in (*lines, *charges))
    order["total_money"] = money(total)
    order["total_tax_money"] = money(tax)
    order["total_discount_money"] = money(discount)
    order["total_service_charge_money"] = money(charged)
    order.setdefault("total_tip_money", money(0))
    order["net_amounts"] = _net(total, tax, discount, charged)


def _net(total: int, tax: int, discount: int, charged: int) -> dict[str, Any]:
    return {
        "total_money": money(total),
        "tax_money": money(tax),
        "discount_money": money(discount),
        "tip_money": money(0),
        "service_charge_money": money(charged),
    }
