"""Refunds: pending first, then completed; the order's lines and the stock stay as they are."""

from __future__ import annotations

from datetime import timedelta

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.errors import SquareError, missing, not_found, version_mismatch
from sandbox.square.listing import page_of, select
from sandbox.square.notices import Notices
from sandbox.square.orders import Orders, copied
from sandbox.square.payments import Payments
from sandbox.square.seller import CURRENCY
from sandbox.square.store import State

SETTLES_AFTER = timedelta(seconds=1)
"""Square takes up to days; a second is enough to see PENDING first."""


class Refunds:
    """One seller's refunds."""

    def __init__(
        self, *, state: State, clock: Clock, payments: Payments, orders: Orders, notices: Notices
    ) -> None:
        """Keep refunds in `state`."""
        self._state = state
        self._clock = clock
        self._payments = payments
        self._orders = orders
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/refunds of a completed payment, whole or in part."""
        body = call.body
        if "payment_id" not in body:
            if body.get("unlinked"):
                detail = "Unlinked refunds are not supported here."
                raise SquareError("NOT_IMPLEMENTED", detail, field="unlinked", status=501)
            raise missing("payment_id")
        payment = self._payments.named(body["payment_id"])
        amount = self._check(payment, body)
        now = rfc3339(self._clock.now())
        refund: JsonObject = {
            "id": f"{payment['id']}_{ids.mixed(43)}",
            "status": "PENDING",
            "amount_money": {"amount": amount, "currency": CURRENCY},
            "payment_id": payment["id"],
            "order_id": payment["order_id"],
            "created_at": now,
            "updated_at": now,
            "location_id": payment["location_id"],
            "destination_type": payment["source_type"],
        }
        if "reason" in body:
            refund["reason"] = body["reason"]
        self._state.refunds.put(refund["id"], refund)
        waiting = self._state.marks.setdefault("refunds", {})
        waiting[refund["id"]] = (self._clock.now() + SETTLES_AFTER).timestamp()
        self._payments.keep_refund(payment, refund["id"], self.refunded(payment) + amount)
        self._note_on_order(refund)
        self._tell("refund.created", refund)
        return {"refund": copied(refund)}

    def _check(self, payment: JsonObject, body: JsonObject) -> int:
        token = body.get("payment_version_token")
        if token is not None and token != payment["version_token"]:
            raise version_mismatch("The payment has changed since.", status=400)
        if payment["status"] == "APPROVED":
            detail = "The payment must be completed before it is refunded."
            raise SquareError("REFUND_ERROR_PAYMENT_NEEDS_COMPLETION", detail)
        if payment["status"] != "COMPLETED":
            detail = f"A payment that is {payment['status']} cannot be refunded."
            raise SquareError("PAYMENT_NOT_REFUNDABLE", detail)
        asked = body["amount_money"]
        if asked.get("currency", CURRENCY) != CURRENCY:
            detail = f"The currency must be {CURRENCY}."
            raise SquareError("CURRENCY_MISMATCH", detail, field="amount_money.currency")
        amount: int = asked.get("amount", 0)
        rest = payment["total_money"]["amount"] - self.refunded(payment)
        if amount <= 0 or amount > rest:
            detail = f"The amount must be between 1 and the {rest} not refunded yet."
            raise SquareError("REFUND_AMOUNT_INVALID", detail, field="amount_money.amount")
        return amount

    def refunded(self, payment: JsonObject) -> int:
        """Cents of a payment that are refunded or on their way back."""
        found = (self._state.refunds.get(key) for key in payment.get("refund_ids", ()))
        return sum(r["amount_money"]["amount"] for r in found if r and _counts(r))

    def get(self, call: Call) -> JsonObject:
        """GET /v2/refunds/{refund_id}."""
        found = self._state.refunds.get(call.params["refund_id"])
        if found is None:
            raise not_found("Refund")
        return {"refund": found}

    def list_refunds(self, call: Call) -> JsonObject:
        """GET /v2/refunds, newest first."""
        rows = select(self._state.refunds.rows(), call.query, self._clock.now())
        return page_of("refunds", rows, call.query, self._clock)

    def tick(self) -> None:
        """Complete refunds whose time has come."""
        now = self._clock.timestamp()
        waiting = self._state.marks.get("refunds", {})
        for refund_id, due in list(waiting.items()):
            if due > now:
                continue
            del waiting[refund_id]
            refund = self._state.refunds.get(refund_id)
            if refund is None:
                continue
            refund["status"] = "COMPLETED"
            refund["updated_at"] = rfc3339(self._clock.now())
            self._state.refunds.put(refund_id, refund)
            self._note_on_order(refund)
            self._tell("refund.updated", refund)

    def _note_on_order(self, refund: JsonObject) -> None:
        order = self._orders.named(refund["order_id"])
        shown = {
            "id": refund["id"],
            "location_id": refund["location_id"],
            "transaction_id": refund["order_id"],
            "tender_id": refund["payment_id"],
            "created_at": refund["created_at"],
            "reason": refund.get("reason", ""),
            "amount_money": refund["amount_money"],
            "status": "APPROVED" if refund["status"] == "COMPLETED" else "PENDING",
        }
        self._orders.note_refund(order, shown)

    def _tell(self, kind: str, refund: JsonObject) -> None:
        self._notices.tell(kind, "refund", {"refund": refund}, object_id=refund["id"])


def _counts(refund: JsonObject) -> bool:
    return refund["status"] in ("PENDING", "COMPLETED")
