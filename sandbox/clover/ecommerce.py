"""The Ecommerce API: charges, paying an order, refunds. US and Canada only.

Source: the Ecommerce reference at docs.clover.com (read 2026-11-20). Creating and capturing a
charge and paying an order need the payer's address in `x-forwarded-for`; an idempotency key must
be a UUID.
"""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable

import orjson

from sandbox.clover import ids
from sandbox.clover.cards import Cards
from sandbox.clover.carts import checked
from sandbox.clover.catalog import Catalog
from sandbox.clover.errors import CloverError, EcommerceError, declined, invalid_request
from sandbox.clover.orders import Orders
from sandbox.clover.pricing import line_amount
from sandbox.clover.query import elements
from sandbox.clover.store import State
from sandbox.kit.web import JsonObject, Request

_CHARGE = {
    "amount": int,
    "currency": str,
    "source": str,
    "capture": bool,
    "ecomind": str,
    "external_reference_id": str,
    "description": str,
    "customer": str,
    "receipt_email": str,
    "tax_amount": int,
    "tip_amount": int,
    "metadata": dict,
    "stored_credentials": dict,
}
_PAY = {
    "source": str,
    "customer": str,
    "amount": int,
    "currency": str,
    "ecomind": str,
    "email": str,
    "external_reference_id": str,
    "external_customer_reference": str,
    "metadata": dict,
    "stored_credentials": dict,
    "tip_amount": int,
    "expand": list,
}
_REFUND = {"charge": str, "amount": int, "external_reference_id": str, "reason": str}
_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "The security code is incorrect.",
}
CARD_TENDER = "com.clover.tender.credit_card"


class Ecommerce:
    """Takes money and gives it back."""

    def __init__(self, *, state: State, catalog: Catalog, orders: Orders, cards: Cards) -> None:
        """Book on `orders`."""
        self._state = state
        self._catalog = catalog
        self._orders = orders
        self._cards = cards

    # Charging

    def charge(self, request: Request) -> JsonObject:
        """POST /v1/charges: an order is made for it."""
        body = _body(request, _CHARGE)
        _check_payer(request)
        return self._once(request, lambda: self._charged(body))

    def _charged(self, body: JsonObject) -> JsonObject:
        amount = body.get("amount")
        if not isinstance(amount, int) or amount <= 0 or body.get("currency") != "usd":
            raise invalid_request("amount_invalid", "amount and currency must be given")
        line = {"id": ids.fresh(), "name": "Online charge", "price": amount}
        order = self._orders.open({"lineItems": {"elements": [line]}}, total=amount)
        return self._take(order, body, amount, capture=body.get("capture", True))

    def pay(self, request: Request, order_id: str) -> JsonObject:
        """POST /v1/orders/{orderId}/pay: the whole order, at once."""
        body = _body(request, _PAY)
        _check_payer(request)
        order = self._state.orders.get(order_id)
        if order is None or "deletedTimestamp" in order:
            raise invalid_request("resource_missing", "No such order", status=404)
        if order["paymentState"] not in ("OPEN", "PARTIALLY_PAID"):
            raise invalid_request("order_already_paid", "The order is already paid")
        if body.get("currency", "usd") != "usd":
            raise invalid_request("currency_invalid", "The order is in another currency")
        if body.get("amount", order["total"]) != order["total"]:
            raise invalid_request("amount_invalid", "amount is not the order's total")
        charge = self._take(order, body, order["total"], capture=True)
        return {
            "id": order_id,
            "object": "order",
            "amount": order["total"],
            "amount_paid": order["total"],
            "currency": "USD",
            "charge": charge["id"],
            "created": charge["created"],
            "ref_num": charge["ref_num"],
            "auth_code": charge["auth_code"],
            "items": [
                {"parent": line.get("item", {}).get("id", line["id"]), "amount": line["price"]}
                for line in order["lineItems"]["elements"]
            ],
            "source": charge["source"],
            "status": "paid",
            "status_transitions": {"paid": charge["created"]},
            "external_reference_id": charge.get("external_reference_id"),
        }

    def _take(
        self, order: JsonObject, body: JsonObject, amount: int, *, capture: bool
    ) -> JsonObject:
        reference = body.get("external_reference_id", "")
        if reference and not (len(reference) <= 12 and reference.replace(" ", "a").isalnum()):
            raise invalid_request("external_reference_id_invalid", "12 letters or digits at most")
        card = self._cards.spend(body.get("source"))
        now = self._catalog.now_ms()
        charge: JsonObject = {
            "id": ids.fresh(),
            "object": "charge",
            "amount": amount,
            "amount_refunded": 0,
            "currency": "usd",
            "created": now,
            "captured": capture,
            "order": order["id"],
            "paid": True,
            "status": "succeeded",
            "ref_num": str(now),
            "auth_code": "OK1234",
            "outcome": {"network_status": "approved_by_network", "type": "authorized"},
            "refunded": False,
            "ecomind": body.get("ecomind", "ecom"),
            "livemode": False,
            "source": {"id": card["id"], "brand": card["brand"], "last4": card["last4"]},
            **({"external_reference_id": reference} if reference else {}),
        }
        if card["decline"]:
            raise declined(card["decline"], _MESSAGES[card["decline"]], charge["id"])
        self._state.charges[charge["id"]] = charge
        if capture:
            self._book(order, charge)
        return charge

    def _book(self, order: JsonObject, charge: JsonObject) -> None:
        tender = next(row for row in self._state.tenders.values() if row["labelKey"] == CARD_TENDER)
        lines = order["lineItems"]["elements"]
        self._orders.settle(
            order,
            tender,
            {
                "id": charge["id"],
                "amount": charge["amount"],
                "taxAmount": charge["amount"] - sum(line_amount(line) for line in lines),
                "externalReferenceId": charge.get("external_reference_id"),
                "cardTransaction": {
                    "cardType": charge["source"]["brand"],
                    "last4": charge["source"]["last4"],
                    "entryType": "KEYED",
                    "type": "AUTH",
                    "state": "CLOSED",
                    "captured": True,
                },
            },
        )

    def capture(self, request: Request, charge_id: str) -> JsonObject:
        """POST /v1/charges/{chargeId}/capture."""
        _check_payer(request)
        charge = self._charge(charge_id)
        if charge["captured"]:
            raise invalid_request("charge_already_captured", "The charge was captured before")
        charge["captured"] = True
        charge["amount_captured"] = charge["amount"]
        self._book(self._state.orders[charge["order"]], charge)
        return charge

    # Reading

    def get_charge(self, charge_id: str) -> JsonObject:
        """GET /v1/charges/{chargeId}."""
        return self._charge(charge_id)

    def list_charges(self, request: Request) -> JsonObject:
        """GET /v1/charges: newest first, at most 100."""
        return self._listed(request, self._state.charges, ("created", "customer"))

    def list_refunds(self, request: Request) -> JsonObject:
        """GET /v1/refunds."""
        rows = {key: _refund(row) for key, row in self._state.refunds.items()}
        return self._listed(request, rows, ("charge", "created"))

    def _listed(
        self, request: Request, table: dict[str, JsonObject], filters: tuple[str, ...]
    ) -> JsonObject:
        query = request.query
        for name in query:
            if name not in (*filters, "limit", "starting_after", "ending_before", "expand"):
                raise invalid_request("parameter_unknown", f"Unknown parameter {name}")
        limit = query.get("limit", "10")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise invalid_request("parameter_invalid", "limit must be between 1 and 100")
        rows = [
            row
            for row in reversed(list(table.values()))
            if all(str(row.get(name)) == query[name] for name in filters if name in query)
        ]
        after = query.get("starting_after")
        if after is not None:
            places = [place for place, row in enumerate(rows) if row["id"] == after]
            if not places:
                raise invalid_request("resource_missing", "No such object")
            rows = rows[places[0] + 1 :]
        return elements(rows[: int(limit)], request.path)

    def _charge(self, charge_id: str) -> JsonObject:
        found = self._state.charges.get(charge_id)
        if found is None:
            raise invalid_request("resource_missing", "No such charge", status=404)
        return found

    # Giving back

    def refund(self, request: Request) -> JsonObject:
        """POST /v1/refunds: whole or in part, up to what is left."""
        body = _body(request, _REFUND)
        if body.get("reason", _REASONS[0]) not in _REASONS:
            raise invalid_request("parameter_invalid", "reason is not one of the documented ones")
        return self._once(request, lambda: self._refunded(body))

    def _refunded(self, body: JsonObject) -> JsonObject:
        charge = self._charge(str(body.get("charge")))
        left = charge["amount"] - charge["amount_refunded"]
        amount = body.get("amount", left)
        if amount <= 0 or amount > left:
            raise invalid_request("amount_too_large", "More than what is left of the charge")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        now = self._catalog.now_ms()
        row: JsonObject = {
            "id": ids.fresh(),
            "orderRef": {"id": charge["order"]},
            "amount": amount,
            "taxAmount": 0,
            "createdTime": now,
            "clientCreatedTime": now,
            "payment": {"id": charge["id"]},
            "voided": False,
            "externalReferenceId": body.get("external_reference_id"),
        }
        self._state.refunds[row["id"]] = row
        order = self._state.orders[charge["order"]]
        self._orders.judge(order)
        self._orders.changed(order)
        return _refund(row)

    def _once(self, request: Request, work: Callable[[], JsonObject]) -> JsonObject:
        """Run once for an idempotency key; another body under the same key is refused."""
        key = request.headers.get("idempotency-key")
        if key is None:
            return work()
        try:
            uuid.UUID(key)
        except ValueError:
            raise EcommerceError(
                400, "idempotency_key_invalid", "The key must be a UUID", kind="idempotency_error"
            ) from None
        place, said = f"{request.path} {key}", request.body.decode()
        known = self._state.keys.get(place)
        if known is None:
            answer = work()
            self._state.keys[place] = {"said": said, "answer": orjson.dumps(answer).decode()}
            return answer
        if known["said"] != said:
            raise EcommerceError(
                400, "idempotency_key_in_use", "Another body had this key", kind="idempotency_error"
            )
        again: JsonObject = orjson.loads(known["answer"])
        return again


def _body(request: Request, known: dict[str, type]) -> JsonObject:
    try:
        return checked(request.json(), known, "body")
    except CloverError as error:
        raise invalid_request("parameter_invalid", str(error)) from None


def _check_payer(request: Request) -> None:
    """Requests without the payer's address are not successful."""
    address = request.headers.get("x-forwarded-for", "")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise invalid_request("header_missing", "x-forwarded-for is required") from None


def _refund(row: JsonObject) -> JsonObject:
    return {
        "id": row["id"],
        "object": "refund",
        "amount": row["amount"],
        "charge": row["payment"]["id"],
        "created": row["createdTime"],
        "currency": "usd",
        "status": "succeeded",
    }
