"""Webhooks: subscriptions, and deliveries as signed forms that hold the older record shapes.

Sources: OpenAPI 2026-07 (Webhooks), docs/webhooks, docs/webhooks_example_payloads. The signature is
HMAC-SHA256 of the raw form under the application's client secret, in hex; the retries (at most 20
over 48 hours, doubling) are our reading of "exponential".
"""

from __future__ import annotations

import hmac
from urllib.parse import urlencode

import orjson

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.kit.webhooks import Sender
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import VendError, invalid
from sandbox.vend.paging import single
from sandbox.vend.retailer import PREFIX, RETAILER_ID
from sandbox.vend.store import Store
from sandbox.vend.validation import WEBHOOK, check

GAPS_S = tuple(min(30 * 2**number, 14_400) for number in range(19))
_STATUSES = {
    ("parked", None): "SAVED",
    ("pending", None): "OPEN",
    ("voided", None): "VOIDED",
    ("closed", None): "CLOSED",
    ("pending", "onaccount"): "ONACCOUNT",
    ("closed", "onaccount"): "ONACCOUNT_CLOSED",
    ("pending", "layby"): "LAYBY",
    ("closed", "layby"): "LAYBY_CLOSED",
    ("pending", "delivery"): "AWAITING_DISPATCH",
    ("closed", "delivery"): "DISPATCHED_CLOSED",
    ("pending", "pickup"): "AWAITING_PICKUP",
    ("closed", "pickup"): "PICKED_UP_CLOSED",
}


def sign(secret: str, body: bytes) -> str:
    """The value of `X-Signature`."""
    digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return f"signature={digest},algorithm=HMAC-SHA256"


class Hooks:
    """The retailer's webhooks and who is told what."""

    def __init__(self, options: Options, store: Store, clock: Clock, sender: Sender) -> None:
        """Send by `sender`."""
        self._options = options
        self._store = store
        self._clock = clock
        self._sender = sender

    # --- subscriptions -----------------------------------------------------------------------

    def list_hooks(self, _call: Call) -> Answer:
        """GET /webhooks."""
        return json_answer({"data": list(self._store["webhooks"].values())})

    def create(self, call: Call) -> Answer:
        """POST /webhooks; the same type and URL again is a conflict."""
        check(call.body, WEBHOOK)
        self._check(call.body)
        row = {**call.body, "id": ids.fresh(), "retailer_id": RETAILER_ID}
        return single(self._store.keep("webhooks", row["id"], row), status=201)

    def get(self, call: Call) -> Answer:
        """GET /webhooks/{webhook_id}."""
        return single(self._named(call))

    def update(self, call: Call) -> Answer:
        """PUT /webhooks/{webhook_id}."""
        row = self._named(call)
        check(call.body, WEBHOOK)
        self._check(call.body, but=row["id"])
        row.update(call.body)
        return single(self._store.keep("webhooks", row["id"], row))

    def delete(self, call: Call) -> Answer:
        """DELETE /webhooks/{webhook_id}."""
        self._store.remove("webhooks", self._named(call)["id"])
        return Answer(status=200)

    def _check(self, asked: JsonObject, *, but: str | None = None) -> None:
        if not asked["url"].startswith(("http://", "https://")):
            raise invalid("url must be an address")
        for row in self._store["webhooks"].values():
            same = (row["type"], row["url"]) == (asked["type"], asked["url"])
            if same and row["id"] != but:
                text = "A webhook with this type and URL already exists."
                raise VendError(409, text, body={"error": text})

    def _named(self, call: Call) -> JsonObject:
        found = self._store["webhooks"].get(call.params["webhook_id"])
        if found is None:
            raise VendError(404, "Not Found", body={"error": "Webhook not found"})
        return found

    # --- deliveries --------------------------------------------------------------------------

    def tell(self, kind: str, payload: JsonObject) -> None:
        """Send an event to every active webhook of its type."""
        for row in self._store["webhooks"].values():
            if row["active"] and row["type"] == kind:
                form = {
                    "payload": orjson.dumps(payload).decode(),
                    "domain_prefix": PREFIX,
                    "environment": "prod",
                    "retailer_id": RETAILER_ID,
                }
                body = urlencode(form).encode()
                headers = {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Signature": sign(self._options.client_secret, body),
                }
                self._sender.enqueue(
                    id=ids.fresh(), topic=kind, url=row["url"], body=body, headers=headers
                )

    def sale(self, sale: JsonObject) -> None:
        """`sale.update`, in the shape of register_sales."""
        self.tell("sale.update", self._register_sale(sale))

    def product(self, row: JsonObject) -> None:
        """`product.update`."""
        self.tell(
            "product.update",
            {
                "id": row["id"],
                "active": row["active"],
                "base_name": row["name"],
                "name": row["variant_name"],
                "handle": row["handle"],
                "sku": row["sku"],
                "brand": row["brand"],
                "button_order": 0,
                "categories": [],
                "description": row["description"],
                "deleted_at": row["deleted_at"],
                "price": str(row["price_excluding_tax"]),
                "variant_parent_id": row["variant_parent_id"] or "",
                "source_id": None,
                "updated_at": row["updated_at"],
                "inventory": [
                    self._count(each)
                    for each in self._store["inventory"].values()
                    if each["product_id"] == row["id"]
                ],
            },
        )

    def inventory(self, row: JsonObject) -> None:
        """`inventory.update`: one count, with its product and outlet."""
        product = self._store["products"][row["product_id"]]
        outlet = self._store["outlets"][row["outlet_id"]]
        payload = {
            **self._count(row),
            "product": {"id": product["id"], "sku": product["sku"], "name": product["name"]},
            "outlet": {"id": outlet["id"], "name": outlet["name"], "time_zone": "PST8PDT"},
            "version": row["version"],
        }
        self.tell("inventory.update", payload)

    def customer(self, row: JsonObject) -> None:
        """`customer.update`."""
        shown = ("id", "customer_code", "customer_group_id", "first_name", "last_name", "email")
        more = ("phone", "mobile", "updated_at", "deleted_at", "balance", "year_to_date")
        self.tell("customer.update", {name: row[name] for name in (*shown, *more)})

    def _count(self, row: JsonObject) -> JsonObject:
        return {
            "id": row["id"],
            "product_id": row["product_id"],
            "outlet_id": row["outlet_id"],
            "count": str(row["current_inventory_level"]),
            "attributed_cost": "0.00",
            "reorder_point": "5",
            "restock_level": "20",
        }

    def _register_sale(self, sale: JsonObject) -> JsonObject:
        marks: list[str | None] = [*sale["attributes"], None]
        status = next(
            _STATUSES[(sale["state"], mark)] for mark in marks if (sale["state"], mark) in _STATUSES
        )
        return {
            "id": sale["id"],
            "register_id": sale["source"]["register_id"],
            "customer_id": sale["customer_id"],
            "user_id": sale["source"]["author"]["id"],
            "status": status,
            "state": sale["state"],
            "sale_date": sale["date"].replace("T", " ")[:19],
            "created_at": sale["created_at"].replace("T", " ")[:19],
            "updated_at": sale["updated_at"].replace("T", " ")[:19],
            "total_price": sale["totals"]["price"],
            "total_tax": sale["totals"]["tax"],
            "note": sale["note"],
            "short_code": sale["short_code"],
            "invoice_number": sale["invoice_number"],
            "source_id": sale["source"]["id"],
            "register_sale_products": [
                {
                    "id": line["id"],
                    "product_id": line["product"]["id"],
                    "quantity": line["quantity"],
                    "price": line["pricing"]["price"],
                    "tax": line["tax"]["amount"],
                    "tax_id": line["tax"]["id"],
                    "status": line["status"],
                }
                for line in sale["line_items"]
            ],
            "register_sale_payments": [
                {
                    "id": one["id"],
                    "retailer_payment_type_id": one["type"]["config_id"],
                    "name": one["type"]["name"],
                    "payment_date": one["date"],
                    "amount": one["amount"],
                }
                for one in sale["payments"]
            ],
            "version": sale["version"],
        }
