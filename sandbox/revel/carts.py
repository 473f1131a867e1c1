"""The cart calls: what they accept, and what a cart costs.

Source: request bodies in public client code, and Revel's own open-source online-ordering
application for statuses, totals, dining options and payment types. Prices are the catalog's;
whether Revel would take a caller's price is unknown, so a given price changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.revel.catalog import PARENT, Catalog
from sandbox.revel.errors import cart_fault, cart_status

NO_PAYMENT, CREDIT, SHIPPING = 4, 2, 7
_TOP = frozenset(
    {"skin", "establishmentId", "items", "orderInfo", "paymentInfo", "customMenuInfo"}
    | {"notifications", "serviceFees", "discounts", "discount_code"}
)
_ITEM = frozenset(
    {"product", "quantity", "price", "special_request", "modifieritems", "barcode"}
    | {"product_name_override", "product_sub_id", "is_combo", "has_upsell", "products_sets"}
)
_CENT = Decimal("0.01")
_LONGEST_NAME = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a cart, priced; amounts in dollars."""

    product: int
    name: str
    quantity: int
    price: Decimal
    extra: Decimal
    """Modifiers of one piece."""
    modifiers: tuple[JsonObject, ...]
    tax: Decimal
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """A cart as Revel understood it."""

    place: int
    lines: tuple[Line, ...]
    info: JsonObject
    payment: JsonObject

    @property
    def subtotal(self) -> Decimal:
        """Lines before tax."""
        return sum(((line.price + line.extra) * line.quantity for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Tax, rounded once."""
        exact = sum((line.tax for line in self.lines), Decimal(0))
        return exact.quantize(_CENT, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        """What it costs."""
        return self.subtotal + self.tax


class Carts:
    """Reads carts against the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Price by this catalog."""
        self._catalog = catalog

    def read(self, body: JsonObject) -> Cart:
        """The cart of a request. Raises: RevelError as the vendor refuses."""
        for name in body.keys() - _TOP:
            raise cart_fault(f"Unexpected field: {name}")
        place = body.get("establishmentId")
        if not isinstance(place, int):
            raise cart_fault("establishmentId is required")
        items = body.get("items")
        if not isinstance(items, list) or not items:
            raise cart_fault("items must not be empty")
        info, payment = body.get("orderInfo") or {}, body.get("paymentInfo") or {}
        _check_info(info)
        if not isinstance(payment, dict):
            raise cart_fault("paymentInfo must be an object")
        lines = tuple(self._line(item, place) for item in items)
        return Cart(place=place, lines=lines, info=info, payment=payment)

    def check_stock(self, cart: Cart) -> None:
        """Refuse what the shelf does not have. Raises: RevelError `INSUFFICIENT_STOCK`."""
        short = []
        for line in cart.lines:
            row = self._catalog.stock_row(line.product)
            if row is not None and row["quantity_in_hand"] < line.quantity:
                short.append(
                    {
                        "id": line.product,
                        "requested": line.quantity,
                        "stock_amount": row["quantity_in_hand"],
                    }
                )
        if short:
            raise cart_status("INSUFFICIENT_STOCK", "", short)

    def _line(self, item: Any, place: int) -> Line:
        if not isinstance(item, dict):
            raise cart_fault("An item must be an object")
        for name in item.keys() - _ITEM:
            raise cart_fault(f"Unexpected field in an item: {name}")
        quantity = item.get("quantity", 1)
        if not isinstance(quantity, int) or quantity < 1:
            raise cart_fault("quantity must be a positive integer")
        row = self._catalog.product(item.get("product"))
        if row is None or self._catalog.place_of(row) != place:
            raise cart_fault(f"Product {item.get('product')} does not exist")
        if not row["active"] or row["attribute_type"] == PARENT:
            raise cart_status("ERROR", f"Product {row['id']} is not available")
        modifiers = item.get("modifieritems") or []
        if not isinstance(modifiers, list) or not all(isinstance(one, dict) for one in modifiers):
            raise cart_fault("modifieritems must be a list of objects")
        chosen = self._modifiers(row["id"], modifiers)
        price = Decimal(str(row["price"])).quantize(_CENT)
        extra = sum((Decimal(one["modifier_price"]) for one in chosen), Decimal(0))
        percent = Decimal(self._catalog.tax_percent(row["id"]))
        return Line(
            product=row["id"],
            name=row["name"],
            quantity=quantity,
            price=price,
            extra=extra,
            modifiers=tuple(chosen),
            tax=(price + extra) * quantity * percent / 100,
            request=str(item.get("special_request") or ""),
        )

    def _modifiers(self, product: int, items: list[Any]) -> list[JsonObject]:
        """The chosen modifiers at the catalog's prices. Raises: RevelError."""
        (block, *_) = [*self._catalog.modifiers(product), None]
        known = {str(one["id"]): one for one in (block["modifiers"] if block else ())}
        chosen = []
        for item in items:
            one = known.get(str(item.get("modifier")))
            if one is None or item.get("qty") != 1:
                raise cart_fault(f"Modifier {item.get('modifier')} does not exist")
            chosen.append({"modifier": one["id"], "modifier_price": str(one["price"]), "qty": 1})
        if block and len(chosen) > block["lock_amount"]:
            raise cart_status("ERROR", f"Too many modifiers of {block['name']}")
        return chosen


def totals(cart: Cart) -> JsonObject:
    """What `cart/calculate` tells of a cart."""
    return {
        "final_total": float(cart.total),
        "items": [
            {
                "product": line.product,
                "price": float(line.price),
                "quantity": line.quantity,
                "modifieritems": list(line.modifiers),
                "product_name_override": line.name,
                "special_request": line.request,
            }
            for line in cart.lines
        ],
        "subtotal": float(cart.subtotal),
        "tax": float(cart.tax),
        "surcharge": 0,
        "discounts": 0,
        "service_fees": [],
    }


def check_payment(cart: Cart) -> None:
    """Only an order without payment can be submitted from outside. Raises: RevelError."""
    kind = str(cart.payment.get("type", NO_PAYMENT))
    if kind == str(CREDIT):
        raise cart_status("PAYMENT_INFO_REQUIRED", "Card payments need the payment page")
    if kind != str(NO_PAYMENT):
        raise cart_status("ERROR", f"Payment type {kind} is not enabled")


def _check_info(info: Any) -> None:
    if not isinstance(info, dict):
        raise cart_fault("orderInfo must be an object")
    option = str(info.get("dining_option", 0))
    if not option.isdecimal() or int(option) > SHIPPING:
        raise cart_fault(f"Unknown dining option: {option}")
    if int(option) == SHIPPING and not info.get("shipping"):
        raise cart_status("DELIVERY_ADDRESS_ERROR", "Choose a shipping service")
    if len(str(info.get("call_name") or "")) > _LONGEST_NAME:
        raise cart_fault(f"call_name is longer than {_LONGEST_NAME}")
