"""Sales: created and updated whole, payments inside, stock moved by their state.

Sources: OpenAPI 2026-07 (SaleRequest, Sale), docs/sales_states_and_attributes, docs/sales_statuses.
Where the vendor is silent this is our choice: 409 for a step that the state forbids, and stock that
falls when a sale becomes pending or closed and comes back when it is voided.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, JsonObject
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import VendError, invalid, not_found, register_closed
from sandbox.vend.inventory import Inventory
from sandbox.vend.numbers import exact, wire
from sandbox.vend.paging import collection, single
from sandbox.vend.store import Store, listed
from sandbox.vend.totals import priced_line, total
from sandbox.vend.validation import SALE_CREATE, SALE_UPDATE, check

_MOVES_STOCK = frozenset({"pending", "closed"})
_NEXT = {
    "parked": frozenset({"parked", "pending", "closed", "voided"}),
    "pending": frozenset({"pending", "closed", "voided"}),
    "closed": frozenset({"closed", "voided"}),
    "voided": frozenset({"voided"}),
}
_EXCLUSIVE = ({"onaccount", "layby"}, {"pickup", "delivery"})
_HIDDEN = ("methods", "version")

Told = Callable[[JsonObject], None]


class Sales:
    """The retailer's sales."""

    def __init__(self, store: Store, inventory: Inventory, clock: Clock) -> None:
        """Keep sales in `store`."""
        self._store = store
        self._inventory = inventory
        self._clock = clock
        self.told: Told = lambda _sale: None
        """Hears of every sale that changed."""

    def list_sales(self, call: Call) -> Answer:
        """GET /sales."""
        return collection(self._store["sales"].values(), call.query, show)

    def get(self, call: Call) -> Answer:
        """GET /sales/{sale_id}."""
        return single(show(self.named(call.params["sale_id"])))

    def create(self, call: Call) -> Answer:
        """POST /sales; an id that is taken already is refused."""
        check(call.body, SALE_CREATE)
        key = call.body.get("id") or ids.fresh()
        if key in self._store["sales"]:
            raise VendError(409, f"a sale with id {key} already exists")
        sale = self.write(call.body, key)
        return single(show(sale))

    def write(self, asked: JsonObject, key: str, *, at: str | None = None) -> JsonObject:
        """A new sale from a checked body; `at` makes it a past one."""
        now = at or self._clock.now().isoformat(timespec="seconds")
        source = self._source(asked["source"])
        sale: JsonObject = {
            "id": key,
            "state": "parked",
            "source": source,
            "line_items": [],
            "payments": [],
            "created_at": now,
            "updated_at": now,
            "date": asked.get("date") or now,
            "deleted_at": None,
            "invoice_number": asked.get("invoice_number") or self._invoice(source["register_id"]),
            "short_code": asked.get("short_code") or ids.token(6).lower(),
            "return": {"is_return": False, "original_sale_id": None, "return_sale_ids": []},
            "adjustments": [],
            "external_applications": [],
            "methods": [],
        }
        sale["receipt_number"] = sale["invoice_number"]
        sale["methods"] = sorted(
            {
                method
                for line in asked.get("line_items") or ()
                if (method := (line.get("_metadata") or {}).get("fulfillment_method"))
            }
        )
        self._fill(sale, asked)
        return self._settled(sale, before="parked", quiet=at is not None)

    def update(self, call: Call) -> Answer:
        """PUT /sales/{sale_id} with the whole sale."""
        check(call.body, SALE_UPDATE)
        sale = self.named(call.params["sale_id"])
        before = sale["state"]
        wanted = call.body["state"]
        if wanted not in _NEXT[before]:
            raise VendError(409, f"a {before} sale cannot become {wanted}")
        changed = {**sale, "source": {**sale["source"], **self._source(call.body["source"])}}
        if wanted != "voided":
            self._check_lines(sale, call.body)
            self._fill(changed, call.body)
        changed["state"] = wanted
        if changed["return"]["is_return"] and wanted == "closed":
            self._void_other_returns(changed)
        sale.clear()
        sale.update(changed)
        return single(show(self._settled(sale, before=before)))

    def _settled(self, sale: JsonObject, *, before: str, quiet: bool = False) -> JsonObject:
        """Move the stock that the change of state moves, and keep the sale."""
        if not quiet:
            self._move(sale, before)
            sale["updated_at"] = self._clock.now().isoformat(timespec="seconds")
        self._store.put("sales", sale["id"], sale)
        sale["_metadata"] = {"version": sale["version"], "has_unsynced_on_account_payments": False}
        if not quiet:
            self.told(sale)
        return sale

    def _move(self, sale: JsonObject, before: str) -> None:
        was, now = before in _MOVES_STOCK, sale["state"] in _MOVES_STOCK
        if was == now:
            return
        sign = Decimal(-1) if now else Decimal(1)
        for line in sale["line_items"]:
            amount = sign * exact(line["quantity"], "quantity")
            self._inventory.move(line["product"]["id"], sale["source"]["outlet_id"], amount)

    # --- the body ----------------------------------------------------------------------------

    def _source(self, asked: JsonObject) -> JsonObject:
        if asked["author_id"] not in self._store["users"]:
            raise invalid("source.author_id is no user of this retailer")
        register_id = asked.get("register_id") or next(iter(self._store["registers"]))
        register = self._store["registers"].get(register_id)
        if register is None:
            raise invalid("source.register_id is no register of this retailer")
        return {
            "author": {"id": asked["author_id"]},
            "register_id": register_id,
            "outlet_id": register["outlet_id"],
            "id": asked.get("id"),
            "type": asked.get("type"),
        }

    def _fill(self, sale: JsonObject, asked: JsonObject) -> None:
        """What the caller decides: customer, lines, payments, state, attributes."""
        customer = asked.get("customer_id")
        if customer is not None and customer not in self._store["customers"]:
            raise invalid("customer_id is no customer of this retailer")
        sale["customer_id"] = customer
        sale["note"] = asked.get("note") or ""
        sale["state"] = asked["state"]
        sale["attributes"] = _attributes(asked)
        _check_dispatch(asked)
        sale["line_items"] = [
            self._line(line, number, sale)
            for number, line in enumerate(asked.get("line_items", ()))
        ]
        sale["payments"] = self._payments(sale, asked.get("payments") or ())
        total(sale)

    def _line(self, asked: JsonObject, number: int, sale: JsonObject) -> JsonObject:
        product = self._store["products"].get(asked["product"]["id"])
        if product is None or product["deleted_at"]:
            raise invalid(f"line_items[{number}].product.id is no product of this retailer")
        if product["has_variants"]:
            raise invalid(f"line_items[{number}].product.id is a family; sell one of its variants")
        if asked["tax"]["id"] not in self._store["taxes"]:
            raise invalid(f"line_items[{number}].tax.id is no tax of this retailer")
        if exact(asked["quantity"], "quantity") == 0:
            raise invalid(f"line_items[{number}].quantity must not be zero")
        register_id = sale["source"]["register_id"]
        return priced_line(
            asked, number, line_id=asked.get("id") or ids.fresh(), register_id=register_id
        )

    def _payments(self, sale: JsonObject, asked: Any) -> list[JsonObject]:
        """The sale's payments with the new ones added; none is taken away by leaving it out."""
        kept = {one["id"]: one for one in sale["payments"]}
        for payment in asked:
            if payment.get("id") is not None:
                if payment["id"] not in kept:
                    raise invalid("payments.id is no payment of this sale")
                continue
            made = self._payment(sale, payment)
            kept[made["id"]] = made
        return list(kept.values())

    def _payment(self, sale: JsonObject, asked: JsonObject) -> JsonObject:
        kind = self._store["payment_types"].get(asked["type"]["config_id"])
        if kind is None or kind["deleted_at"] or kind["disabled"]:
            raise invalid("payments.type.config_id is no payment type of this retailer")
        source = asked.get("source") or {}
        register_id = source.get("register_id") or sale["source"]["register_id"]
        register = self._store["registers"].get(register_id)
        if register is None:
            raise invalid("payments.source.register_id is no register of this retailer")
        if not register["is_open"]:
            raise register_closed(register_id)
        return {
            "id": ids.fresh(),
            "amount": wire(exact(asked["amount"], "payments.amount")),
            "date": asked.get("date") or self._clock.now().isoformat(timespec="seconds"),
            "type": {"config_id": kind["id"], "id": str(kind["type_id"]), "name": kind["name"]},
            "source": {"register_id": register_id, "outlet_id": register["outlet_id"], "id": None},
            "surcharge": {"amount": 0},
            "deleted_at": None,
            "external_applications": [],
            "external_attributes": [],
            "_metadata": {"register_open_sequence_id": register["register_open_sequence_id"]},
        }

    def _check_lines(self, sale: JsonObject, asked: JsonObject) -> None:
        """Lines of a sale that has left the park are what they are; returns give back at most
        what was sold."""
        known = {line["id"]: line for line in sale["line_items"]}
        given = {line.get("id") for line in asked.get("line_items") or ()}
        if sale["state"] != "parked" and given != set(known):
            raise invalid(f"the lines of a {sale['state']} sale cannot be changed")
        if not sale["return"]["is_return"]:
            return
        for line in asked.get("line_items") or ():
            was = known.get(line.get("id"))
            if was is None:
                raise invalid("a return holds lines of the original sale only")
            quantity = exact(line["quantity"], "quantity")
            if not exact(was["quantity"], "quantity") <= quantity < 0:
                raise invalid("a return gives back at most what was sold")

    def _void_other_returns(self, sale: JsonObject) -> None:
        for other in self.returns_of(sale["return"]["original_sale_id"]):
            if other["state"] == "parked" and other["id"] != sale["id"]:
                other["state"] = "voided"
                self._settled(other, before="parked")

    # --- look-ups ----------------------------------------------------------------------------

    def named(self, key: str) -> JsonObject:
        """The sale of an id. Raises: VendError 404."""
        found = self._store["sales"].get(key)
        if found is None:
            raise not_found("Sale")
        return found

    def returns_of(self, key: str) -> list[JsonObject]:
        """The returns made from a sale."""
        rows = self._store["sales"].values()
        return [row for row in rows if row["return"]["original_sale_id"] == key]

    def keep(self, sale: JsonObject) -> JsonObject:
        """Keep a change that moves no stock."""
        return self._settled(sale, before=sale["state"])

    def _invoice(self, register_id: str) -> str:
        register = self._store["registers"][register_id]
        register["invoice_sequence"] += 1
        return f"{register['invoice_prefix']}{register['invoice_sequence']}"


def show(sale: JsonObject) -> JsonObject:
    """A sale as answers show it."""
    return listed(sale, *_HIDDEN)


def _attributes(asked: JsonObject) -> list[str]:
    found = list(asked.get("attributes") or ())
    for pair in _EXCLUSIVE:
        if pair <= set(found):
            raise invalid(f"attributes {' and '.join(sorted(pair))} exclude each other")
    if found and asked["state"] == "parked":
        raise invalid("a parked sale has no attributes")
    return found


def _check_dispatch(asked: JsonObject) -> None:
    for detail in asked.get("fulfillment_details") or ():
        given = detail.get("shipping_address_id") or detail.get("shipping_address_token")
        if detail.get("type") == "DISPATCH" and not given:
            raise invalid("fulfillment_details of DISPATCH need a shipping address")
