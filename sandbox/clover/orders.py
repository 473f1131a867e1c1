"""Orders of REST v3: atomic ones, reading, updating, deleting, and records of money taken."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.clover import ids
from sandbox.clover.carts import Carts, checked
from sandbox.clover.catalog import Catalog
from sandbox.clover.errors import bad_request, not_found
from sandbox.clover.merchant import Merchant
from sandbox.clover.notices import Notices
from sandbox.clover.query import Getter, Query, elements, expansions
from sandbox.clover.store import State
from sandbox.kit.web import JsonObject, Request

EXPANSIONS = (
    "lineItems",
    "lineItems.discounts",
    "lineItems.modifications",
    "lineItems.taxRates",
    "serviceCharge",
    "discounts",
    "credits",
    "payments",
    "payments.tender",
    "customers",
    "orderFulfillmentEvent",
    "refunds",
    "employee",
    "orderType",
    "voids",
)
WINDOW_MS = 90 * 24 * 3600 * 1000
_RECENT = frozenset(
    {"deletedTime", "externalReferenceId", "createdTime", "total", "payType", "title", "note"}
    | {"state", "manualTransaction", "testMode"}
)
"""Filters that see the last 90 days only."""
_UPDATE = {
    "note": str,
    "title": str,
    "state": str,
    "orderType": dict,
    "taxRemoved": bool,
    "testMode": bool,
    "manualTransaction": bool,
    "groupLineItems": bool,
    "total": int,
    "externalReferenceId": str,
    "customers": list,
}
_PAYMENT = {
    "amount": int,
    "tender": dict,
    "taxAmount": int,
    "tipAmount": int,
    "externalPaymentId": str,
    "externalReferenceId": str,
    "note": str,
    "employee": dict,
}
_CARD_TENDERS = frozenset({"com.clover.tender.credit_card", "com.clover.tender.debit_card"})


class Orders:
    """The orders app's side of the shop."""

    def __init__(
        self, *, merchant: Merchant, state: State, catalog: Catalog, carts: Carts, notices: Notices
    ) -> None:
        """Keep records in `state`."""
        self._merchant = merchant
        self._state = state
        self._catalog = catalog
        self._carts = carts
        self._notices = notices

    # Atomic orders

    def create_atomic(self, body: JsonObject, base: str) -> JsonObject:
        """POST …/atomic_order/orders."""
        order, sums = self._carts.read(body)
        row = self.open(order, total=sums.total)
        return {**self.shown(row, _ATOMIC, base), **sums.block()}

    def checkout(self, body: JsonObject) -> JsonObject:
        """POST …/atomic_order/checkouts: the same sums, and nothing is kept."""
        order, sums = self._carts.read(body)
        lines = order.pop("lineItems")["elements"]
        return {"currency": self._merchant.currency, **order, "lineItems": lines, **sums.block()}

    def open(self, order: JsonObject, *, total: int, at: int | None = None) -> JsonObject:
        """Keep a new order and tell of it."""
        moment = at or self._catalog.now_ms()
        row: JsonObject = {
            "id": ids.fresh(),
            "currency": self._merchant.currency,
            "employee": {"id": self._merchant.employee},
            "total": total,
            "paymentState": "OPEN",
            "taxRemoved": False,
            "isVat": False,
            "state": "open",
            "manualTransaction": False,
            "groupLineItems": True,
            "testMode": False,
            "createdTime": moment,
            "clientCreatedTime": moment,
            "modifiedTime": moment,
            **order,
        }
        for line in row["lineItems"]["elements"]:
            line |= {"orderRef": {"id": row["id"]}, "createdTime": moment}
            line["orderClientCreatedTime"] = moment
        self._state.orders[row["id"]] = row
        self._state.touch()
        self._notices.tell("O", row["id"], "CREATE")
        return row

    # Reading

    def list_orders(self, request: Request, base: str) -> JsonObject:
        """GET …/orders: hidden ones (no state) and deleted ones are left out."""
        query = Query(request, filters=_FILTERS, expandable=EXPANSIONS)
        oldest = self._catalog.now_ms() - WINDOW_MS
        recent_only = any(name in _RECENT for name, _ in query.clauses)
        rows = [
            row
            for row in self._state.orders.values()
            if row.get("state") and (query.asks("deletedTime") or "deletedTimestamp" not in row)
            if not recent_only or row["createdTime"] >= oldest
        ]
        page = query.select(rows, created="createdTime")
        return elements([self.shown(row, query.expand, base) for row in page], f"{base}/orders")

    def get_order(self, request: Request, order_id: str, base: str) -> JsonObject:
        """GET …/orders/{orderId}."""
        expand = expansions(request.query.get("expand"), EXPANSIONS)
        return self.shown(self.live(order_id), expand, base)

    def live(self, order_id: str) -> JsonObject:
        """An order that is not deleted. Raises: CloverError 404."""
        found = self._state.orders.get(order_id)
        if found is None or "deletedTimestamp" in found:
            raise not_found()
        return found

    def shown(self, row: JsonObject, expand: frozenset[str], base: str) -> JsonObject:
        """An order as it is answered."""
        hidden = {"lineItems", "discounts", "serviceCharge", "customers", "_items"}
        shown: JsonObject = {"href": f"{base}/orders/{row['id']}"}
        shown |= {name: value for name, value in row.items() if name not in hidden}
        tops = {name.partition(".")[0] for name in expand}
        for name in ("discounts", "serviceCharge", "customers"):
            if name in tops and name in row:
                shown[name] = row[name]
        if "lineItems" in tops:
            lines = [_line(line, expand) for line in row["lineItems"]["elements"][:100]]
            shown["lineItems"] = {"elements": lines}
        shown |= self._money(row, tops)
        return shown

    def _money(self, row: JsonObject, tops: set[str]) -> JsonObject:
        found: JsonObject = {}
        paid = [p for p in self._state.payments.values() if p["order"]["id"] == row["id"]]
        live = [one for one in paid if one["result"] != "VOIDED"]
        gone = [one for one in paid if one["result"] == "VOIDED"]
        back = [r for r in self._state.refunds.values() if r["orderRef"]["id"] == row["id"]]
        for name, rows in (("payments", live), ("voids", gone), ("refunds", back)):
            if name in tops and rows:
                found[name] = {"elements": rows}
        return found

    # Writing

    def update(self, order_id: str, body: JsonObject, base: str) -> JsonObject:
        """POST …/orders/{orderId}: only what is given changes."""
        row = self.live(order_id)
        row.update(checked(body, _UPDATE, "order"))
        self.changed(row)
        return self.shown(row, frozenset(), base)

    def delete(self, order_id: str, base: str) -> JsonObject:
        """DELETE …/orders/{orderId}: an order with payments cannot be deleted."""
        row = self.live(order_id)
        if row["paymentState"] != "OPEN":
            raise bad_request("An order with payments cannot be deleted")
        row["deletedTimestamp"] = row["modifiedTime"] = self._catalog.now_ms()
        self._state.touch()
        self._notices.tell("O", order_id, "DELETE")
        return self.shown(row, frozenset(), base)

    def changed(self, row: JsonObject) -> None:
        """Note a change and tell of it."""
        row["modifiedTime"] = max(self._catalog.now_ms(), row["modifiedTime"] + 1)
        self._state.touch()
        self._notices.tell("O", row["id"], "UPDATE")

    def print_event(self, body: JsonObject) -> JsonObject:
        """POST …/print_event."""
        order = self.live(str((body.get("orderRef") or {}).get("id")))
        now = self._catalog.now_ms()
        event = {
            "id": ids.fresh(),
            "orderRef": {"id": order["id"]},
            "state": "CREATED",
            "createdTime": now,
            "modifiedTime": now,
            "printTime": now,
        }
        self._state.prints[str(event["id"])] = event
        self._state.touch()
        return event

    # Money

    def record_payment(self, order_id: str, body: JsonObject) -> JsonObject:
        """POST …/orders/{orderId}/payments: bookkeeping for tenders other than cards."""
        row = self.live(order_id)
        given = checked(body, _PAYMENT, "payment")
        tender = self._state.tenders.get(str((given.get("tender") or {}).get("id")))
        if given.get("amount", 0) <= 0 or tender is None:
            raise bad_request("A positive amount and a valid tender are required")
        if tender["labelKey"] in _CARD_TENDERS:
            raise bad_request("Card tenders cannot be recorded")
        return self.settle(row, tender, given)

    def settle(self, row: JsonObject, tender: JsonObject, given: JsonObject) -> JsonObject:
        """Book a payment; stock falls once the order is paid in full."""
        now = self._catalog.now_ms()
        payment: JsonObject = {
            "id": given.get("id") or ids.fresh(),
            "order": {"id": row["id"]},
            "tender": tender,
            "tipAmount": 0,
            "taxAmount": 0,
            "cashbackAmount": 0,
            "employee": {"id": self._merchant.employee},
            "createdTime": now,
            "clientCreatedTime": now,
            "modifiedTime": now,
            "offline": False,
            "result": "SUCCESS",
            **{name: value for name, value in given.items() if name != "tender"},
        }
        self._state.payments[payment["id"]] = payment
        was_paid = row["paymentState"] == "PAID"
        self.judge(row)
        if row["paymentState"] == "PAID" and not was_paid:
            self._sold(row)
        self.changed(row)
        self._notices.tell("P", payment["id"], "CREATE")
        return payment

    def judge(self, row: JsonObject) -> None:
        """Work `paymentState` out anew."""
        paid = sum(
            one["amount"]
            for one in self._state.payments.values()
            if one["order"]["id"] == row["id"] and one["result"] == "SUCCESS"
        )
        back = sum(
            one["amount"]
            for one in self._state.refunds.values()
            if one["orderRef"]["id"] == row["id"]
        )
        if paid == 0:
            row["paymentState"] = "OPEN"
        elif back:
            row["paymentState"] = "REFUNDED" if back >= paid else "PARTIALLY_REFUNDED"
        else:
            row["paymentState"] = "PAID" if paid >= row["total"] else "PARTIALLY_PAID"
        row["unpaidBalance"] = max(0, row["total"] - paid)

    def _sold(self, row: JsonObject) -> None:
        if not self._state.marks["updateStock"]:
            return
        for line in row["lineItems"]["elements"]:
            item_id = (line.get("item") or {}).get("id")
            count = self._catalog.count(item_id) if item_id else None
            if item_id and count is not None:
                self._catalog.set_count(item_id, count - 1)
                self._notices.tell("I", item_id, "UPDATE")


def _line(line: JsonObject, expand: frozenset[str]) -> JsonObject:
    """A line of an expanded order; its own lists come when asked for."""
    lists = ("modifications", "discounts", "taxRates")
    hidden = {name for name in lists if f"lineItems.{name}" not in expand}
    return {name: value for name, value in line.items() if name not in hidden}


def _plain(name: str) -> Getter:
    return lambda row: row.get(name)


_ATOMIC = frozenset(
    {"lineItems", "lineItems.modifications", "lineItems.discounts", "lineItems.taxRates"}
    | {"discounts", "customers", "serviceCharge"}
)
_FILTERS: Mapping[str, Getter] = {
    **{
        name: _plain(name)
        for name in ("note", "modifiedTime", "manualTransaction", "title", "externalReferenceId")
    },
    **{
        name: _plain(name)
        for name in ("clientCreatedTime", "total", "payType", "testMode", "createdTime", "id")
    },
    "state": _plain("state"),
    "deletedTime": lambda row: row.get("deletedTimestamp"),
    "employee.id": lambda row: row["employee"]["id"],
    "orderType": lambda row: (row.get("orderType") or {}).get("id"),
}
