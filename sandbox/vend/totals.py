"""What a sale comes to: the caller's prices and taxes, summed up."""

from __future__ import annotations

from decimal import Decimal

from sandbox.kit.web import JsonObject
from sandbox.vend.numbers import exact, wire


def priced_line(asked: JsonObject, number: int, *, line_id: str, register_id: str) -> JsonObject:
    """A line item as an answer shows it."""
    pricing, tax = asked["pricing"], asked["tax"]
    quantity = exact(asked["quantity"], "quantity")
    price = exact(pricing["price"], "pricing.price")
    discount = exact(pricing.get("discount") or 0, "pricing.discount")
    cost = exact(pricing.get("cost") or 0, "pricing.cost")
    amount = exact(tax["amount"], "tax.amount")
    notes = [each["value"] for each in asked.get("attributes") or () if each["name"] == "line_note"]
    return {
        "id": line_id,
        "product": {"id": asked["product"]["id"]},
        "quantity": wire(quantity),
        "pricing": {
            "price": wire(price),
            "discount": wire(discount),
            "cost": wire(cost),
            "loyalty_amount": 0,
            "total": wire(price * quantity),
            "discount_total": wire(discount * quantity),
            "cost_total": wire(cost * quantity),
            "loyalty_amount_total": 0,
        },
        "tax": {"id": tax["id"], "amount": wire(amount), "total": wire(amount * quantity)},
        "source": {"register_id": register_id},
        "return": {"is_return": quantity < 0},
        "note": notes[0] if notes else "",
        "promotions": [],
        "surcharges": [],
        "customizations": [],
        "status": asked.get("status") or "CONFIRMED",
        "_metadata": {"sequence": number, "is_price_override": False, "tax_components": []},
    }


def total(sale: JsonObject) -> None:
    """Write `taxes` and `totals` of a sale from its lines."""
    price = Decimal(0)
    taxes: dict[str, Decimal] = {}
    for line in sale["line_items"]:
        price += exact(line["pricing"]["total"], "total")
        tax = line["tax"]
        taxes[tax["id"]] = taxes.get(tax["id"], Decimal(0)) + exact(tax["total"], "tax")
    whole_tax = sum(taxes.values(), Decimal(0))
    sale["taxes"] = [{"id": key, "tax": wire(amount)} for key, amount in taxes.items()]
    sale["totals"] = {
        "price": wire(price),
        "tax": wire(whole_tax),
        "price_incl_tax": wire(price + whole_tax),
        "loyalty": 0,
        "surcharge": 0,
    }
