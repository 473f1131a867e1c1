"""From an order as requested to an order as Square keeps it: catalog data, uids, auto taxes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.catalog import Catalog, is_present
from sandbox.square.catalog_objects import money
from sandbox.square.errors import SquareError, bad_request, invalid_value, missing, not_found
from sandbox.square.pricing import price
from sandbox.square.seller import CURRENCY, Seller
from sandbox.square.validation import check_quantity

_MOST_LINES = 500
_PHASES = ("SUBTOTAL_PHASE", "TOTAL_PHASE")


class OrderBuilder:
    """Completes and prices orders against the catalog."""

    def __init__(self, catalog: Catalog, seller: Seller) -> None:
        """Look things up in `catalog`."""
        self._catalog = catalog
        self._seller = seller

    def finish(self, order: JsonObject) -> None:
        """Fill in lines, taxes, discounts and charges, then every amount, in place.

        May be repeated on an order that was changed. Raises: SquareError.
        """
        if order["location_id"] not in self._seller.locations:
            raise not_found(f"Location `{order['location_id']}`", "order.location_id")
        lines = order.get("line_items", [])
        if len(lines) > _MOST_LINES:
            detail = f"At most {_MOST_LINES} line items are allowed."
            raise SquareError("ARRAY_LENGTH_TOO_LONG", detail, field="order.line_items")
        for number, line in enumerate(lines):
            self._line(line, order["location_id"], f"order.line_items[{number}]")
        _check_uids(lines, "order.line_items")
        self._adjustments(order)
        if order.get("pricing_options", {}).get("auto_apply_taxes"):
            self._auto_taxes(order)
        self._check_applied(order)
        price(order)
        for name in ("taxes", "discounts", "service_charges", "line_items"):
            if not order.get(name):
                order.pop(name, None)

    def _line(self, line: JsonObject, location_id: str, path: str) -> None:
        if "quantity" not in line:
            raise missing(f"{path}.quantity")
        check_quantity(line["quantity"], f"{path}.quantity")
        if "quantity_unit" not in line and Decimal(line["quantity"]) % 1:
            detail = "A fractional quantity needs a quantity_unit."
            raise invalid_value(detail, f"{path}.quantity")
        line.setdefault("uid", ids.mixed(22))
        line.setdefault("item_type", "ITEM")
        if "catalog_object_id" in line:
            self._from_catalog(line, location_id, path)
        else:
            for field in ("name", "base_price_money"):
                if field not in line and line["item_type"] != "CUSTOM_AMOUNT":
                    raise missing(f"{path}.{field}")
        if "base_price_money" not in line:
            raise missing(f"{path}.base_price_money")
        _check_money(line["base_price_money"], f"{path}.base_price_money")
        for number, modifier in enumerate(line.get("modifiers", ())):
            self._modifier(modifier, f"{path}.modifiers[{number}]")

    def _from_catalog(self, line: JsonObject, location_id: str, path: str) -> None:
        found = self._catalog.priced(line["catalog_object_id"], location_id)
        if found is None:
            what = f"Item variation with catalog object ID `{line['catalog_object_id']}`"
            raise not_found(what, f"{path}.catalog_object_id")
        variation = found.variation
        line.setdefault("catalog_version", variation["version"])
        line.setdefault("name", found.item["item_data"]["name"])
        line.setdefault("variation_name", variation["item_variation_data"]["name"])
        if found.price is not None:
            line.setdefault("base_price_money", money(found.price))

    def _modifier(self, modifier: JsonObject, path: str) -> None:
        modifier.setdefault("uid", ids.mixed(22))
        if "quantity" in modifier:
            check_quantity(modifier["quantity"], f"{path}.quantity")
        if "catalog_object_id" in modifier:
            found = self._catalog.find(modifier["catalog_object_id"])
            if found is None or found["type"] != "MODIFIER":
                what = f"Modifier with catalog object ID `{modifier['catalog_object_id']}`"
                raise not_found(what, f"{path}.catalog_object_id")
            modifier.setdefault("catalog_version", found["version"])
            modifier.setdefault("name", found["modifier_data"]["name"])
            modifier.setdefault("base_price_money", found["modifier_data"]["price_money"])
        for field in ("name", "base_price_money"):
            if field not in modifier:
                raise missing(f"{path}.{field}")
        _check_money(modifier["base_price_money"], f"{path}.base_price_money")

    def _adjustments(self, order: JsonObject) -> None:
        for number, tax in enumerate(order.get("taxes", ())):
            self._tax(tax, f"order.taxes[{number}]")
        for number, discount in enumerate(order.get("discounts", ())):
            self._discount(discount, f"order.discounts[{number}]")
        for number, charge in enumerate(order.get("service_charges", ())):
            _service_charge(charge, f"order.service_charges[{number}]")
        for name in ("taxes", "discounts", "service_charges"):
            _check_uids(order.get(name, []), f"order.{name}")

    def _tax(self, tax: JsonObject, path: str) -> None:
        tax.setdefault("uid", ids.mixed(22))
        if "catalog_object_id" in tax:
            found = self._catalog.find(tax["catalog_object_id"])
            if found is None or found["type"] != "TAX":
                what = f"Tax with catalog object ID `{tax['catalog_object_id']}`"
                raise not_found(what, f"{path}.catalog_object_id")
            _fill_tax(tax, found)
        for field in ("name", "percentage"):
            if field not in tax:
                raise missing(f"{path}.{field}")
        _check_percentage(tax["percentage"], f"{path}.percentage")
        tax.setdefault("type", "ADDITIVE")
        tax.setdefault("scope", "ORDER")

    def _discount(self, discount: JsonObject, path: str) -> None:
        discount.setdefault("uid", ids.mixed(22))
        if "catalog_object_id" in discount:
            what = f"Discount with catalog object ID `{discount['catalog_object_id']}`"
            raise not_found(what, f"{path}.catalog_object_id")
        if "name" not in discount:
            raise missing(f"{path}.name")
        if ("percentage" in discount) == ("amount_money" in discount):
            raise bad_request("Give either a percentage or an amount_money.", path)
        if "percentage" in discount:
            _check_percentage(discount["percentage"], f"{path}.percentage")
        else:
            _check_money(discount["amount_money"], f"{path}.amount_money")
        kind = "FIXED_PERCENTAGE" if "percentage" in discount else "FIXED_AMOUNT"
        discount.setdefault("type", kind)
        discount.setdefault("scope", "ORDER")

    def _auto_taxes(self, order: JsonObject) -> None:
        """Apply the seller's own taxes per line; earlier automatic ones are worked out anew."""
        old = {tax["uid"] for tax in order.get("taxes", ()) if tax.get("auto_applied")}
        taxes = [tax for tax in order.get("taxes", ()) if tax["uid"] not in old]
        automatic: dict[str, JsonObject] = {}
        for line in order.get("line_items", ()):
            applied = [a for a in line.get("applied_taxes", ()) if a["tax_uid"] not in old]
            for found in self._taxes_for(line, order["location_id"]):
                tax = automatic.setdefault(found["id"], _automatic_tax(found))
                applied.append({"uid": ids.mixed(22), "tax_uid": tax["uid"], "auto_applied": True})
            line["applied_taxes"] = applied
        order["taxes"] = [*taxes, *automatic.values()]

    def _taxes_for(self, line: JsonObject, location_id: str) -> Iterator[JsonObject]:
        blocked = {
            block.get("tax_catalog_object_id")
            for block in line.get("pricing_blocklists", {}).get("blocked_taxes", ())
        }
        for tax_id in self._tax_ids(line):
            tax = self._catalog.find(tax_id)
            if tax is None or tax_id in blocked or not is_present(tax, location_id):
                continue
            if tax["tax_data"]["enabled"]:
                yield tax

    def _tax_ids(self, line: JsonObject) -> list[str]:
        if "catalog_object_id" in line:
            item = self._catalog.item_of(line["catalog_object_id"])
            found: list[str] = item["item_data"].get("tax_ids", []) if item else []
            return found
        custom = (self._catalog.get(key) for key in self._catalog.listed(["TAX"]))
        return [tax["id"] for tax in custom if tax["tax_data"]["applies_to_custom_amounts"]]

    def _check_applied(self, order: JsonObject) -> None:
        for name, plural in (("tax", "taxes"), ("discount", "discounts")):
            known = {each["uid"] for each in order.get(plural, ())}
            for number, line in enumerate(order.get("line_items", ())):
                for applied in line.get(f"applied_{plural}", ()):
                    if applied.get(f"{name}_uid") not in known:
                        path = f"order.line_items[{number}].applied_{plural}"
                        raise bad_request(f"Unknown {name}_uid.", path)
                    applied.setdefault("uid", ids.mixed(22))


def _automatic_tax(found: JsonObject) -> JsonObject:
    tax: JsonObject = {"uid": ids.mixed(22), "catalog_object_id": found["id"]}
    _fill_tax(tax, found)
    return {**tax, "scope": "LINE_ITEM", "auto_applied": True}


def _fill_tax(tax: JsonObject, found: JsonObject) -> None:
    tax["catalog_version"] = found["version"]
    tax["name"] = found["tax_data"]["name"]
    tax["percentage"] = found["tax_data"]["percentage"]
    tax["type"] = found["tax_data"]["inclusion_type"]


def _service_charge(charge: JsonObject, path: str) -> None:
    charge.setdefault("uid", ids.mixed(22))
    if "name" not in charge:
        raise missing(f"{path}.name")
    if ("percentage" in charge) == ("amount_money" in charge):
        raise bad_request("Give either a percentage or an amount_money.", path)
    if "percentage" in charge:
        _check_percentage(charge["percentage"], f"{path}.percentage")
    else:
        _check_money(charge["amount_money"], f"{path}.amount_money")
    if "calculation_phase" not in charge:
        raise missing(f"{path}.calculation_phase")
    if charge["calculation_phase"] not in _PHASES:
        detail = "Apportioned service charges are not supported here."
        raise SquareError("NOT_IMPLEMENTED", detail, field=path, status=501)
    if charge.get("taxable") and charge["calculation_phase"] == "TOTAL_PHASE":
        raise invalid_value("A TOTAL_PHASE charge cannot be taxable.", f"{path}.taxable")
    charge.setdefault("taxable", False)
    charge.setdefault("type", "CUSTOM")
    charge.setdefault("treatment_type", "LINE_ITEM_TREATMENT")
    charge.setdefault("scope", "ORDER")


def _check_money(amount: JsonObject, path: str) -> None:
    if "amount" not in amount:
        raise missing(f"{path}.amount")
    if amount.get("currency", CURRENCY) != CURRENCY:
        detail = f"The currency must be {CURRENCY}."
        raise SquareError("CURRENCY_MISMATCH", detail, field=f"{path}.currency")
    if amount["amount"] < 0:
        raise SquareError("VALUE_TOO_LOW", "Must not be negative.", field=f"{path}.amount")
    amount["currency"] = CURRENCY


def _check_percentage(text: str, path: str) -> None:
    check_quantity(text, path)
    if Decimal(text) > 100:
        raise invalid_value("Must not be above 100.", path)


def _check_uids(rows: list[JsonObject], path: str) -> None:
    found = [row["uid"] for row in rows]
    if len(set(found)) != len(found):
        raise bad_request("uids must be unique.", path)
