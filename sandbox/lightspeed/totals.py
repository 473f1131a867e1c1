"""What a sale comes to: line by line exactly, each tax rounded once for the whole sale.

The vendor's examples show it: two lines with taxes of 0.4995 and 1 make a first tax of 1.5, and
14.1 with 0.705 and 1.406475 makes 16.22 although its line alone comes to 16.211475.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.kit.web import JsonObject
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import cents, number

_ZERO = Decimal(0)


def rates_of(state: State, sale: JsonObject, tax_class: str) -> tuple[str, str]:
    """A line's two rates: those of its tax class in the sale's category, else the category's."""
    category = state["tax_categories"].get(sale["taxCategoryID"])
    if category is None:
        return "0", "0"
    special = state["tax_category_classes"].where(
        taxCategoryID=category["taxCategoryID"], taxClassID=tax_class
    )
    found = special[0] if special else category
    return found["tax1Rate"], found["tax2Rate"]


def tax_category_of(state: State, customer: str, shop: JsonObject) -> str:
    """The customer's own tax category, else the shop's."""
    own = str((state["customers"].get(customer) or {}).get("taxCategoryID", "0"))
    return str(shop["taxCategoryID"]) if own == "0" else own


def is_inclusive(state: State, category: str) -> bool:
    """Whether prices in a tax category contain the tax."""
    found = state["tax_categories"].get(category)
    return found is not None and found["isTaxInclusive"] == "true"


def price_line(line: JsonObject) -> None:
    """Work out one line's amounts in place; a price that contains the tax is what is paid."""
    quantity, unit = Decimal(line["unitQuantity"]), Decimal(line["unitPrice"])
    subtotal = quantity * unit
    discount = Decimal(line["discountAmount"]) + subtotal * Decimal(line["discountPercent"])
    base = subtotal - discount
    taxed = line["tax"] == "true"
    rates = (Decimal(line["tax1Rate"]), Decimal(line["tax2Rate"])) if taxed else (_ZERO, _ZERO)
    net = base / (1 + sum(rates)) if line.get("_inclusive") else base
    first, second = (net * rate for rate in rates)
    line.update(
        displayableSubtotal=number(base),
        displayableUnitPrice=number(unit),
        calcLineDiscount=number(discount),
        calcTransactionDiscount="0",
        calcSubtotal=number(subtotal),
        calcTax1=number(first),
        calcTax2=number(second),
        calcTotal=number(base if line.get("_inclusive") else base + first + second),
    )


def price_sale(state: State, sale: JsonObject) -> None:
    """Work out a sale's totals in place from its lines and payments."""
    lines = state["sale_lines"].where(saleID=sale["saleID"])
    payments = state["sale_payments"].where(saleID=sale["saleID"], archived="false")
    subtotal = cents(_sum(lines, "calcSubtotal"))
    discount = cents(_sum(lines, "calcLineDiscount"))
    first, second = cents(_sum(lines, "calcTax1")), cents(_sum(lines, "calcTax2"))
    taxable = sum((Decimal(one["calcSubtotal"]) for one in lines if _is_taxed(one)), _ZERO)
    is_gross = bool(lines) and all(one.get("_inclusive") for one in lines)
    total = subtotal - discount + (_ZERO if is_gross else first + second)
    paid = _sum(payments, "amount")
    sale.update(
        displayableSubtotal=number(subtotal - discount),
        calcDiscount=number(discount),
        calcTotal=number(total),
        calcSubtotal=number(subtotal),
        calcTaxable=number(cents(taxable)),
        calcNonTaxable=number(cents(subtotal - taxable)),
        calcAvgCost="0",
        calcFIFOCost="0",
        calcTax1=number(first),
        calcTax2=number(second),
        calcPayments=number(paid),
        calcTips="0",
        total=number(total),
        totalDue=number(total),
        displayableTotal=number(total),
        balance=number(total - paid),
        taxTotal=number(first + second),
    )


def _is_taxed(line: JsonObject) -> bool:
    return line["tax"] == "true" and (Decimal(line["tax1Rate"]) + Decimal(line["tax2Rate"])) > 0


def _sum(rows: list[JsonObject], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), _ZERO)
