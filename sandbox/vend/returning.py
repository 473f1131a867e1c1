"""Returns: a parked sale with negative quantities, closed by an ordinary update.

The answer to the action still has the older, flat shape, as the vendor's own example shows. Source:
OpenAPI 2026-07 (initReturnSale), docs/sales_returns, changelog 2026-07-void-other-parked-returns.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import VendError
from sandbox.vend.numbers import exact, wire
from sandbox.vend.sales import Sales
from sandbox.vend.totals import priced_line, total


class Returning:
    """POST /sales/{sale_id}/actions/return."""

    def __init__(self, sales: Sales, clock: Clock) -> None:
        """Return what `sales` sold."""
        self._sales = sales
        self._clock = clock

    def begin(self, call: Call) -> Answer:
        """A parked return of everything not yet returned; other parked ones are voided."""
        original = self._sales.named(call.params["sale_id"])
        if original["state"] != "closed" or original["return"]["is_return"]:
            raise VendError(409, "only a closed sale can be returned")
        for other in self._sales.returns_of(original["id"]):
            if other["state"] == "parked":
                other["state"] = "voided"
                self._sales.keep(other)
        lines = self._lines(original)
        if not lines:
            raise VendError(409, "everything was returned already")
        made = self._return(original, lines)
        self._sales.keep(made)
        original["return"]["return_sale_ids"].append(made["id"])
        self._sales.keep(original)
        return json_answer({"data": _flat(made, original)})

    def _lines(self, original: JsonObject) -> list[JsonObject]:
        back: Counter[str] = Counter()
        for earlier in self._sales.returns_of(original["id"]):
            if earlier["state"] == "closed":
                for line in earlier["line_items"]:
                    back[line["product"]["id"]] -= int(line["quantity"])
        found = []
        for number, line in enumerate(original["line_items"]):
            product = line["product"]["id"]
            taken = min(Decimal(back[product]), exact(line["quantity"], "quantity"))
            back[product] -= int(taken)
            rest = exact(line["quantity"], "quantity") - taken
            if rest > 0:
                asked = {**line, "quantity": wire(-rest), "attributes": []}
                register = original["source"]["register_id"]
                made = priced_line(asked, number, line_id=ids.fresh(), register_id=register)
                found.append({**made, "status": "SAVED"})
        return found

    def _return(self, original: JsonObject, lines: list[JsonObject]) -> JsonObject:
        now = self._clock.now().isoformat(timespec="seconds")
        made: JsonObject = {
            **original,
            "id": ids.fresh(),
            "state": "parked",
            "attributes": [],
            "source": {**original["source"], "id": None, "type": None},
            "line_items": lines,
            "payments": [],
            "note": "",
            "date": now,
            "created_at": now,
            "updated_at": now,
            "short_code": ids.token(6).lower(),
            "return": {
                "is_return": True,
                "original_sale_id": original["id"],
                "return_sale_ids": [],
            },
            "methods": [],
        }
        total(made)
        return made


def _flat(sale: JsonObject, original: JsonObject) -> JsonObject:
    """The shape of API 2.0."""
    return {
        "id": sale["id"],
        "outlet_id": sale["source"]["outlet_id"],
        "register_id": sale["source"]["register_id"],
        "user_id": sale["source"]["author"]["id"],
        "customer_id": sale["customer_id"],
        "invoice_number": sale["invoice_number"],
        "receipt_number": sale["receipt_number"],
        "status": "SAVED",
        "state": sale["state"],
        "note": "",
        "short_code": sale["short_code"],
        "return_for": original["id"],
        "total_price": sale["totals"]["price"],
        "total_tax": sale["totals"]["tax"],
        "total_loyalty": 0,
        "created_at": sale["created_at"],
        "updated_at": sale["updated_at"],
        "sale_date": sale["date"],
        "deleted_at": None,
        "line_items": [
            {
                "id": line["id"],
                "product_id": line["product"]["id"],
                "quantity": line["quantity"],
                "price": line["pricing"]["price"],
                "tax": line["tax"]["amount"],
                "tax_id": line["tax"]["id"],
                "price_total": line["pricing"]["total"],
                "tax_total": line["tax"]["total"],
                "is_return": True,
                "status": "SAVED",
                "sequence": line["_metadata"]["sequence"],
            }
            for line in sale["line_items"]
        ],
        "payments": [],
        "taxes": [],
        "version": sale["version"],
    }
