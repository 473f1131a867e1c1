"""Orders: from the cart, from the till, and as the two resources show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.revel.carts import Cart, Carts, check_payment
from sandbox.revel.catalog import Catalog, fixed_uuid, uri
from sandbox.revel.errors import tastypie
from sandbox.revel.notices import Notices
from sandbox.revel.people import customer_of
from sandbox.revel.store import State, written

ORDER_FIELDS = frozenset(
    {"id", "uuid", "establishment", "customer", "created_by", "call_number", "call_name"}
    | {"running_tax_number", "web_order", "is_invoice", "closed", "printed", "has_items"}
    | {"has_history", "dining_option", "delivery_employee", "device_id", "local_id"}
    | {"pickup_time", "created_date", "updated_date", "resource_uri"}
)
"""Order of the OpenAPI document: no items, no amounts."""
_CHANGEABLE = ORDER_FIELDS - {"id", "uuid", "resource_uri", "created_date", "updated_date"}
_CASH = 1


class Orders:
    """The order book of the instance."""

    def __init__(
        self, *, state: State, clock: Clock, catalog: Catalog, carts: Carts, notices: Notices
    ) -> None:
        """Write to these rows, and tell of finished orders."""
        self._state = state
        self._clock = clock
        self._catalog = catalog
        self._carts = carts
        self._notices = notices

    def submit(self, body: JsonObject) -> JsonObject:
        """Take an order of the online store: open, printed for staff, not paid."""
        cart = self._carts.read(body)
        self._carts.check_stock(cart)
        check_payment(cart)
        customer = customer_of(self._state, cart.payment)
        row = self._write(cart, self._clock.now(), web=True, customer=customer)
        return {"status": "OK", "data": {"orderId": row["id"]}}

    def sell(self, place: int, product: int, quantity: int) -> JsonObject:
        """A sale at the till, paid in cash."""
        cart = self._carts.read(
            {"establishmentId": place, "items": [{"product": product, "quantity": quantity}]}
        )
        row = self._write(cart, self._clock.now(), web=False)
        return self.close(row)

    def remember(self, cart: Cart, when: datetime, customer: int) -> None:
        """A purchase of long ago; tells nobody and moves no stock."""
        row = self._write(cart, when, web=False, customer=customer)
        self._settle(row, written(when))

    def close(self, row: JsonObject) -> JsonObject:
        """Staff take the money and hand the goods over: stock falls, `order.finalized` is sent."""
        self._settle(row, written(self._clock.now()))
        for item in row["items"]:
            number = int(item["product"].rstrip("/").rsplit("/", 1)[-1])
            stock = self._catalog.stock_row(number)
            if stock is not None:
                stock["quantity_in_hand"] -= item["quantity"]
                self._state.touch(stock)
        event = {"event": "order.finalized", **all_in_one(row)}
        self._notices.tell("order.finalized", event, place=row["place"])
        return row

    def patch(self, row: JsonObject, body: JsonObject) -> JsonObject:
        """Change fields of the order resource. Raises: RevelError."""
        for name in body.keys() - _CHANGEABLE:
            raise tastypie(f"The '{name}' field cannot be changed.")
        if len(str(body.get("call_name") or "")) > 128:
            raise tastypie("call_name: Ensure this value has at most 128 characters.")
        row.update(body)
        return self._state.touch(row)

    def _settle(self, row: JsonObject, when: str) -> None:
        row["closed"] = True
        row["updated_date"] = when
        row["remaining_due"] = 0
        row["payments"] = [
            {
                "id": row["id"] * 10 + 1,
                "amount": row["final_total"],
                "payment_type": _CASH,
                "tip": 0,
                "created_date": when,
            }
        ]
        self._state.revision += 1

    def _write(
        self, cart: Cart, when: datetime, *, web: bool, customer: int | None = None
    ) -> JsonObject:
        at = written(when)
        row = self._state.add("Order", _order(cart, at, web=web, customer=customer))
        number = row["id"]
        row["uuid"] = fixed_uuid("order", number, at)
        row["local_id"] = str(number)
        row["call_number"] = number % 100
        row["resource_uri"] = uri("Order", number)
        row["items"] = [_item(line, number, at, turn) for turn, line in enumerate(cart.lines, 1)]
        return row


def _order(cart: Cart, at: str, *, web: bool, customer: int | None) -> JsonObject:
    info = cart.info
    return {
        "place": cart.place,
        "establishment": cart.place,
        "customer": customer,
        "created_by": 1,
        "call_name": info.get("call_name"),
        "running_tax_number": None,
        "web_order": web,
        "is_invoice": False,
        "closed": False,
        "printed": True,
        "has_items": True,
        "has_history": True,
        "dining_option": int(info.get("dining_option", 0)),
        "delivery_employee": None,
        "device_id": None,
        "pickup_time": info.get("pickup_time"),
        "created_date": at,
        "updated_date": at,
        "notes": info.get("notes") or "",
        "subtotal": float(cart.subtotal),
        "tax": float(cart.tax),
        "final_total": f"{cart.total:.2f}",
        "remaining_due": float(cart.total),
        "discount_amount": 0,
        "surcharge": 0,
        "number_of_people": 1,
        "payments": [],
        "history": [],
    }


def _item(line: Any, order: int, at: str, turn: int) -> JsonObject:
    return {
        "id": order * 100 + turn,
        "order": uri("Order", order),
        "product": uri("Product", line.product),
        "product_name_override": line.name,
        "quantity": line.quantity,
        "price": float(line.price),
        "initial_price": float(line.price),
        "pure_sales": float((line.price + line.extra) * line.quantity),
        "tax_amount": float(line.tax),
        "tax_included": False,
        "modifieritems": list(line.modifiers),
        "special_request": line.request,
        "voided_date": None,
        "created_date": at,
        "updated_date": at,
    }


def brief(row: JsonObject) -> JsonObject:
    """An order as `/resources/Order/` shows it: references are ids."""
    return {name: value for name, value in row.items() if name in ORDER_FIELDS}


def all_in_one(row: JsonObject) -> JsonObject:
    """An order as `/resources/OrderAllInOne/` shows it: with items and payments."""
    shown = {name: value for name, value in row.items() if name != "place"}
    shown["establishment"] = uri("Establishment", row["place"])
    shown["customer"] = uri("Customer", row["customer"]) if row["customer"] else None
    shown["created_by"] = "/enterprise/User/1/"
    shown["resource_uri"] = f"/resources/OrderAllInOne/{row['id']}/"
    return shown
