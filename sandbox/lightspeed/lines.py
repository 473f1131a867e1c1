"""Sale lines: on a sale, or standing alone as a layaway or a special order of a customer.

Source: developers.lightspeedhq.com/retail/endpoints/SaleLine and /tutorials/reservations.
"""

from __future__ import annotations

from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.catalog import Catalog, price_of
from sandbox.lightspeed.errors import Refusal, missing
from sandbox.lightspeed.store import State
from sandbox.lightspeed.totals import is_inclusive, price_line, rates_of, tax_category_of
from sandbox.lightspeed.wire import flag, moment, number, read_flag, read_number

_FIELDS = frozenset(
    {"itemID", "itemCode", "unitQuantity", "unitPrice", "tax", "taxClassID", "Note", "saleLineID"}
    | {"parentSaleLineID", "employeeID", "shopID", "customerID", "discountAmount"}
    | {"discountPercent", "isLayaway", "isSpecialOrder", "requireFullReservation", "saleID"}
)


class Lines:
    """Every sale line of the account."""

    def __init__(self, *, state: State, clock: Clock, catalog: Catalog) -> None:
        """Price lines from `catalog`."""
        self._state = state
        self._clock = clock
        self._catalog = catalog

    def put_on(self, sale: JsonObject, asked: JsonObject) -> JsonObject:
        """A line of a sale: an item, a miscellaneous charge, a refund, or a reserved line."""
        self._check(asked)
        if asked.get("saleLineID"):
            return self._attach(sale, self.one(str(asked["saleLineID"])), asked)
        parent = self._parent(asked)
        item = self._item(asked, parent)
        line = self._new(
            asked,
            item,
            sale={**sale, "employeeID": str(asked.get("employeeID", sale["employeeID"]))},
            quantity=self._quantity(asked, sale=True),
        )
        if parent is not None:
            self._limit_refund(line, parent)
            line.update({k: parent[k] for k in ("unitPrice", "tax", "tax1Rate", "tax2Rate")})
            line["parentSaleLineID"] = parent["saleLineID"]
        price_line(line)
        return self._state["sale_lines"].add(line)

    def reserve(self, body: JsonObject) -> JsonObject:
        """POST SaleLine: goods put aside for a customer, or ordered for one."""
        self._check(body)
        layaway = read_flag(body.get("isLayaway", False), "isLayaway")
        special = read_flag(body.get("isSpecialOrder", False), "isSpecialOrder")
        if layaway == special:
            raise Refusal("SaleLine not created. isLayaway or isSpecialOrder must be true.")
        for table, name in (("customers", "customerID"), ("employees", "employeeID")):
            if self._state[table].get(str(body.get(name, ""))) is None:
                raise Refusal(f"SaleLine not created. A valid {name} is required.")
        shop = self._state["shops"].get(str(body.get("shopID", "")))
        item = self._item(body, None)
        if shop is None or item is None:
            raise Refusal("SaleLine not created. A valid shopID and itemID are required.")
        quantity = self._quantity(body, sale=False)
        category = tax_category_of(self._state, str(body["customerID"]), shop)
        context = {"saleID": "0", "shopID": shop["shopID"], "taxCategoryID": category}
        line = self._new(
            {"tax": "false", **body},  # only the example that says so shows a taxed one
            item,
            sale={**context, "employeeID": body["employeeID"]},
            quantity=quantity,
        )
        line.update(customerID=str(body["customerID"]), isLayaway=flag(layaway))
        line["isSpecialOrder"] = flag(special)
        price_line(line)
        full = read_flag(body.get("requireFullReservation", False), "requireFullReservation")
        held = self._available(line, quantity) if layaway else 0
        if layaway and full and held < quantity and self._is_counted(line):
            raise Refusal(
                "SaleLine not created. There is insufficient inventory to fully reserve it.",
                status=422,
            )
        line = self._state["sale_lines"].add(line)
        if special:
            self._order(line)
        self._set_aside(line, held)
        return line

    def change(self, line: JsonObject, body: JsonObject) -> JsonObject:
        """PUT SaleLine: another quantity, or a sale to put the line on."""
        self._check(body)
        if "saleID" in body:
            sale = self._state["sales"].get(str(body["saleID"]))
            if sale is None:
                raise missing("Sale")
            return self._attach(sale, line, body)
        if "unitQuantity" in body:
            self._set_aside(line, -self.reserved(line))
            line["unitQuantity"] = str(self._quantity(body, sale=False))
            price_line(line)
            if line["isLayaway"] == "true":
                self._set_aside(line, self._available(line, int(line["unitQuantity"])))
        line["timeStamp"] = moment(self._clock.now())
        self._state.touch()
        return line

    def delete(self, line: JsonObject) -> JsonObject:
        """DELETE SaleLine: the goods go back on the shelf. Raises: Refusal for a sold line."""
        sale = self._state["sales"].get(line["saleID"])
        if sale is not None and (sale["completed"] == "true" or sale["archived"] == "true"):
            raise Refusal("A line of a completed or cancelled sale cannot be deleted.")
        self.take_off(line)
        return line

    def take_off(self, line: JsonObject) -> None:
        """Remove a line and give back what is reserved for it."""
        self._set_aside(line, -self.reserved(line))
        for order in self._state["special_orders"].where(saleLineID=line["saleLineID"]):
            self._state["special_orders"].remove(order["specialOrderID"])
        self._state["sale_lines"].remove(line["saleLineID"])

    def hand_over(self, line: JsonObject) -> None:
        """The sale is complete: goods leave the shelf, reserved ones first."""
        if line["itemID"] == "0":
            return
        held, quantity = self.reserved(line), int(line["unitQuantity"])
        self._catalog.move(line["itemID"], line["shopID"], by=held - quantity, aside=-held)
        if held == 0 and quantity > 0:
            self._allot(line, quantity)
        line["isLayaway"] = "false"
        line["_sold"] = True

    def reserved(self, line: JsonObject) -> int:
        """How many pieces lie aside for a line that is not sold yet."""
        if line.get("_sold"):
            return 0
        rows = self._state["inventory_sales"].where(_line=line["saleLineID"])
        return sum(int(row["quantity"]) for row in rows)

    def one(self, key: str) -> JsonObject:
        """A line by its id. Raises: Refusal 404."""
        found = self._state["sale_lines"].get(key)
        if found is None:
            raise missing("SaleLine")
        return found

    def _check(self, asked: JsonObject) -> None:
        unknown = set(asked) - _FIELDS
        if unknown:
            raise Refusal(f"{min(unknown)} is not a field of SaleLine.")

    def _quantity(self, asked: JsonObject, *, sale: bool) -> int:
        quantity = read_number(asked.get("unitQuantity", "0"), "unitQuantity")
        if quantity != quantity.to_integral_value():
            raise Refusal("unitQuantity must be an integer.")
        if quantity == 0 or (quantity < 0 and not sale):
            raise Refusal("SaleLine not created. unitQuantity must be positive.")
        return int(quantity)

    def _item(self, asked: JsonObject, parent: JsonObject | None) -> JsonObject | None:
        wanted = asked.get("itemID", asked.get("itemCode"))
        if wanted in (None, "", "0", 0):
            return self._catalog.item(parent["itemID"]) if parent else None
        item = self._catalog.item(str(wanted))
        if item is None:
            raise Refusal(f"Item {wanted} not found.")
        if item["archived"] == "true":
            raise Refusal(f"Item {wanted} is archived.")
        return item

    def _parent(self, asked: JsonObject) -> JsonObject | None:
        wanted = str(asked.get("parentSaleLineID", "0"))
        return None if wanted == "0" else self.one(wanted)

    def _limit_refund(self, line: JsonObject, parent: JsonObject) -> None:
        earlier = self._state["sale_lines"].where(parentSaleLineID=parent["saleLineID"])
        back = sum(-int(row["unitQuantity"]) for row in earlier) - int(line["unitQuantity"])
        if int(line["unitQuantity"]) >= 0 or back > int(parent["unitQuantity"]):
            raise Refusal("The refund exceeds the quantity of the original line.")

    def _new(
        self, asked: JsonObject, item: JsonObject | None, *, sale: JsonObject, quantity: int
    ) -> JsonObject:
        now = moment(self._clock.now())
        tax_class = str(asked.get("taxClassID", item["taxClassID"] if item else "0"))
        first, second = rates_of(self._state, sale, tax_class)
        taxed = asked.get("tax", item["tax"] if item else "false")
        usual = str(price_of(item)) if item else "0"
        price = read_number(asked.get("unitPrice", usual), "unitPrice")
        return {
            "createTime": now,
            "timeStamp": now,
            "unitQuantity": str(quantity),
            "unitPrice": number(price),
            "normalUnitPrice": "0",
            "discountAmount": number(read_number(asked.get("discountAmount", 0), "discountAmount")),
            "discountPercent": number(
                read_number(asked.get("discountPercent", 0), "discountPercent")
            ),
            "avgCost": "0",
            "fifoCost": "0",
            "tax": flag(read_flag(taxed, "tax")),
            "tax1Rate": first,
            "tax2Rate": second,
            "isLayaway": "false",
            "isWorkorder": "false",
            "isSpecialOrder": "false",
            "lineType": "",
            "taxClassID": tax_class,
            "customerID": "0",
            "discountID": "0",
            "employeeID": str(sale["employeeID"]),
            "itemID": item["itemID"] if item else "0",
            "noteID": "0",
            "parentSaleLineID": "0",
            "shopID": sale["shopID"],
            "taxCategoryID": sale["taxCategoryID"],
            "saleID": sale["saleID"],
            "itemFeeID": "0",
            "_note": _note(asked.get("Note")),
            "_inclusive": is_inclusive(self._state, sale["taxCategoryID"]),
        }

    def _attach(self, sale: JsonObject, line: JsonObject, asked: JsonObject) -> JsonObject:
        if line["saleID"] not in ("0", sale["saleID"]):
            raise Refusal("The line belongs to another sale.")
        if line["customerID"] not in ("0", sale["customerID"]):
            raise Refusal("A reservation can only be attached to a sale of the same customer.")
        line.update(saleID=sale["saleID"], timeStamp=moment(self._clock.now()))
        if "Note" in asked:
            line["_note"] = _note(asked["Note"])
        self._state.touch()
        return line

    def _is_counted(self, line: JsonObject) -> bool:
        return self._catalog.count(line["itemID"], line["shopID"]) is not None

    def _available(self, line: JsonObject, quantity: int) -> int:
        row = self._catalog.count(line["itemID"], line["shopID"])
        return 0 if row is None else min(quantity, int(row["sellable"]))

    def _set_aside(self, line: JsonObject, pieces: int) -> None:
        if pieces == 0:
            return
        self._catalog.move(line["itemID"], line["shopID"], by=-pieces, aside=pieces)
        if pieces > 0:
            self._allot(line, pieces)
            return
        for row in self._state["inventory_sales"].where(_line=line["saleLineID"]):
            self._state["inventory_sales"].remove(row["inventorySaleID"])

    def _allot(self, line: JsonObject, pieces: int) -> None:
        self._state["inventory_sales"].add(
            {
                "quantity": str(pieces),
                "createTime": moment(self._clock.now()),
                "inventoryID": f"312{line['itemID']}",
                "_line": line["saleLineID"],
            }
        )

    def _order(self, line: JsonObject) -> None:
        self._state["special_orders"].add(
            {
                "unitQuantity": line["unitQuantity"],
                "contacted": "false",
                "completed": "false",
                "timeStamp": line["timeStamp"],
                "status": "Not Ordered",
                "customerID": line["customerID"],
                "shopID": line["shopID"],
                "saleLineID": line["saleLineID"],
                "orderLineID": "0",
                "transferItemID": "0",
            }
        )


def _note(asked: Any) -> str:
    if asked in (None, ""):
        return ""
    if not isinstance(asked, dict) or set(asked) - {"note", "isPublic"}:
        raise Refusal("Note has a note and isPublic.")
    return str(asked.get("note", ""))
