"""Carts of the atomic order calls: checked, and made into priced line items.

Source: docs.clover.com ordercreateatomicorder and create-an-atomic-order (read 2026-11-20): lines
name an inventory item, or carry a price of their own.
"""

from __future__ import annotations

from typing import Any

from sandbox.clover import ids
from sandbox.clover.catalog import Catalog
from sandbox.clover.errors import bad_request
from sandbox.clover.pricing import Totals, totals
from sandbox.clover.query import nested
from sandbox.clover.store import State
from sandbox.kit.web import JsonObject

MOST_LINES = 3000
_CART = {
    "currency": str,
    "title": str,
    "note": str,
    "externalReferenceId": str,
    "orderType": dict,
    "customers": list,
    "employee": dict,
    "lineItems": list,
    "discounts": list,
    "serviceCharge": dict,
    "groupLineItems": bool,
    "taxRemoved": bool,
    "clientCreatedTime": int,
    "testMode": bool,
    "manualTransaction": bool,
}
_LINE = {
    "item": dict,
    "name": str,
    "alternateName": str,
    "price": int,
    "unitQty": int,
    "unitName": str,
    "note": str,
    "modifications": list,
    "discounts": list,
    "taxRates": list,
    "printed": bool,
    "isRevenue": bool,
    "userData": str,
    "binName": str,
}
_LIMITS = {"externalReferenceId": 32, "title": 127, "note": 2047, "name": 127}


def checked(body: JsonObject, known: dict[str, type], where: str) -> JsonObject:
    """The body, or CloverError 400 naming the first field that is unknown, mistyped or long."""
    for name, value in body.items():
        wanted = known.get(name)
        if wanted is None:
            raise bad_request(f"Unrecognized field: {where}.{name}")
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise bad_request(f"Invalid value for {where}.{name}")
        if isinstance(value, str) and len(value) > _LIMITS.get(name, len(value)):
            raise bad_request(f"{where}.{name} is too long")
    return body


class Carts:
    """Reads carts against the inventory."""

    def __init__(self, *, state: State, catalog: Catalog) -> None:
        """Look items up in `catalog`."""
        self._state = state
        self._catalog = catalog

    def read(self, body: JsonObject) -> tuple[JsonObject, Totals]:
        """An order without id and times, and its sums. Raises: CloverError 400."""
        if set(body) != {"orderCart"} or not isinstance(body["orderCart"], dict):
            raise bad_request("orderCart is required")
        cart = checked(body["orderCart"], _CART, "orderCart")
        given = cart.get("lineItems", [])
        if not given:
            raise bad_request("orderCart.lineItems must not be empty")
        if len(given) > MOST_LINES:
            raise bad_request(f"An order can have at most {MOST_LINES} line items")
        lines = [self.line(one) for one in given]
        if cart.get("taxRemoved"):
            for line in lines:
                line.pop("taxRates", None)
        discounts = [_discount(one) for one in cart.get("discounts", [])]
        charge = cart.get("serviceCharge")
        order: JsonObject = {
            name: cart[name]
            for name in ("title", "note", "externalReferenceId", "employee")
            if name in cart
        }
        order |= self._references(cart)
        order["lineItems"] = nested(lines) | {"elements": lines}
        if discounts:
            order["discounts"] = {"elements": discounts}
        if charge:
            order["serviceCharge"] = charge
        return order, totals(lines, discounts, charge)

    def line(self, raw: Any) -> JsonObject:
        """One line. Raises: CloverError 400."""
        if not isinstance(raw, dict):
            raise bad_request("Invalid line item")
        given = checked(raw, _LINE, "lineItem")
        if "item" not in given and "price" not in given:
            raise bad_request("A line item needs an item or a price")
        line: JsonObject = {"id": ids.fresh()}
        rates = [self._rate(one) for one in given.get("taxRates", [])]
        if "item" in given:
            item = self._catalog.item(str(given["item"].get("id")))
            line |= {"item": {"id": item["id"]}, "name": item["name"], "price": item["price"]}
            line["itemCode"] = item["code"]
            rates = rates or self._catalog.rates_of(item)
            if item["priceType"] == "VARIABLE" and "price" not in given:
                raise bad_request("A variable price must be given")
        line |= {
            name: given[name]
            for name in ("name", "price", "unitQty", "unitName", "note")
            if name in given
        }
        line |= {"printed": False, "exchanged": False, "refunded": False, "isRevenue": True}
        if rates:
            line["taxRates"] = {
                "elements": [{**rate, "lineItemRef": {"id": line["id"]}} for rate in rates]
            }
        for name, read in (("modifications", self._modification), ("discounts", _discount)):
            if given.get(name):
                line[name] = {"elements": [read(one) for one in given[name]]}
        return line

    def _rate(self, raw: JsonObject) -> JsonObject:
        found = self._state.tax_rates.get(str(raw.get("id")))
        if found is None:
            raise bad_request(f"Invalid tax rate id: {raw.get('id')}")
        return found

    def _modification(self, raw: JsonObject) -> JsonObject:
        modifier = self._catalog.modifier(str((raw.get("modifier") or {}).get("id")))
        return {
            "id": ids.fresh(),
            "name": raw.get("name", modifier["name"]),
            "amount": raw.get("amount", modifier["price"]),
            "modifier": {"id": modifier["id"]},
        }

    def _references(self, cart: JsonObject) -> JsonObject:
        found: JsonObject = {}
        if "orderType" in cart:
            kind = self._state.order_types.get(str(cart["orderType"].get("id")))
            if kind is None:
                raise bad_request(f"Invalid order type id: {cart['orderType'].get('id')}")
            found["orderType"] = kind
        if "customers" in cart:
            rows = [self._state.customers.get(str(one.get("id"))) for one in cart["customers"]]
            if None in rows:
                raise bad_request("Invalid customer id")
            found["customers"] = {"elements": [{"id": row["id"]} for row in rows if row]}
        return found


def _discount(raw: JsonObject) -> JsonObject:
    if ("amount" in raw) == ("percentage" in raw) or raw.get("amount", 0) > 0:
        raise bad_request("A discount is a negative amount or a percentage")
    return {"id": ids.fresh(), **raw}
