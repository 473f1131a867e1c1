"""Payments after they are made: read, change, complete, cancel, pay an order, expire."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.square import gift_cards
from sandbox.square.calls import Call
from sandbox.square.catalog_objects import money
from sandbox.square.errors import SquareError, bad_request, missing, version_mismatch
from sandbox.square.listing import page_of, select
from sandbox.square.notices import Notices
from sandbox.square.orders import Orders, copied, is_paid
from sandbox.square.payment_records import capture, restamp, tender_of, void
from sandbox.square.store import State
from sandbox.square.validation import moment

BANK_CLEARING = timedelta(seconds=2)
"""Bank payments take days; two seconds are enough to see PENDING first."""


class Payments:
    """One seller's payments."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        orders: Orders,
        notices: Notices,
    ) -> None:
        """Keep payments in `state`."""
        self._state = state
        self._clock = clock
        self._orders = orders
        self._notices = notices

    def add(self, payment: JsonObject, order: JsonObject) -> None:
        """Take up a new payment of an order: approved, pending or already captured."""
        self.keep(payment, "payment.created")
        self._orders.put_tender(order, tender_of(payment), tip=_tip(payment))
        if payment["status"] == "COMPLETED":
            self.tell("payment.updated", payment)

    def wait_for_bank(self, payment: JsonObject, decline: str | None) -> None:
        """Let a bank payment stay PENDING for a while, then clear or fail with `decline`."""
        payment["status"] = "PENDING"
        payment.pop("approved_money", None)
        waiting = self._state.marks.setdefault("bank", {})
        due = (self._clock.now() + BANK_CLEARING).timestamp()
        waiting[payment["id"]] = {"due": due, "decline": decline}

    def get(self, call: Call) -> JsonObject:
        """GET /v2/payments/{payment_id}."""
        return {"payment": self.named(call.params["payment_id"])}

    def named(self, payment_id: str) -> JsonObject:
        """The payment with this id. Raises: SquareError NOT_FOUND."""
        found = self._state.payments.get(payment_id)
        if found is None:
            detail = f"Could not find payment with id: {payment_id}"
            raise SquareError("NOT_FOUND", detail, status=404)
        return found

    def list_payments(self, call: Call) -> JsonObject:
        """GET /v2/payments of the last year, newest first."""
        query = call.query
        rows = select(self._state.payments.rows(), query, self._clock.now())
        return page_of("payments", rows, query, self._clock)

    def update(self, call: Call) -> JsonObject:
        """PUT /v2/payments/{payment_id}: another amount or tip of an approved payment."""
        payment = self.named(call.params["payment_id"])
        sent = call.body.get("payment")
        if sent is None:
            raise missing("payment")
        self._check_token(payment, sent.get("version_token"))
        self._check_approved(payment, "changed")
        order = self._orders.named(payment["order_id"])
        amount = sent.get("amount_money", payment["amount_money"]).get("amount", 0)
        if order["id"] in self._state.marks.get("made_for_payments", ()) and amount > 0:
            line = order["line_items"][0]  # it comes to whatever its payment does
            self._orders.reprice(order, lambda: line.update(base_price_money=money(amount)))
        if not 0 < amount <= order["net_amount_due_money"]["amount"]:
            detail = "The payment must not be higher than what is due on the order."
            raise SquareError("PAYMENT_AMOUNT_MISMATCH", detail, field="payment.amount_money")
        lowered = payment["amount_money"]["amount"] - amount
        gift_cards.move(self._state, payment["id"], lowered)
        payment["amount_money"] = money(amount)
        if "tip_money" in sent:
            payment["tip_money"] = money(sent["tip_money"].get("amount", 0))
        payment["total_money"] = money(payment["amount_money"]["amount"] + _tip(payment))
        payment["approved_money"] = payment["total_money"]
        restamp(payment, self._clock.now())
        self.keep(payment, "payment.updated")
        self._orders.put_tender(order, tender_of(payment))
        return {"payment": copied(payment)}

    def complete(self, call: Call) -> JsonObject:
        """POST /v2/payments/{payment_id}/complete."""
        payment = self.named(call.params["payment_id"])
        self._check_token(payment, call.body.get("version_token"))
        self._check_approved(payment, "completed")
        order = self._orders.named(payment["order_id"])
        if payment["amount_money"]["amount"] != order["net_amount_due_money"]["amount"]:
            detail = "The payment does not cover the order; use PayOrder."
            raise SquareError("PAYMENT_AMOUNT_MISMATCH", detail)
        self._capture(payment)
        return {"payment": copied(payment)}

    def cancel(self, call: Call) -> JsonObject:
        """POST /v2/payments/{payment_id}/cancel."""
        payment = self.named(call.params["payment_id"])
        self._check_approved(payment, "canceled")
        self.void(payment)
        return {"payment": copied(payment)}

    def cancel_by_key(self, call: Call) -> JsonObject:
        """POST /v2/payments/cancel: nothing happens where no payment has the key."""
        made = self._state.payment_keys.get(call.body["idempotency_key"])
        if made is not None:
            payment = self.named(made["payment_id"])
            if payment["status"] not in ("CANCELED", "FAILED"):
                self._check_approved(payment, "canceled")
                self.void(payment)
        return {}

    def pay_order(self, call: Call) -> JsonObject:
        """POST /v2/orders/{order_id}/pay with approved payments that add up to what is due."""
        order = self._orders.named(call.params["order_id"])
        version = call.body.get("order_version")
        if version is not None and version != order["version"]:
            raise version_mismatch(f"The latest version is {order['version']}.")
        if order["state"] in ("COMPLETED", "CANCELED") or is_paid(order):
            raise bad_request(f"The order is already {order['state']} or paid.", "order_id")
        chosen = [self._payable(key, order) for key in call.body.get("payment_ids", [])]
        total = sum(payment["amount_money"]["amount"] for payment in chosen)
        if total != order["net_amount_due_money"]["amount"]:
            detail = "The total of the payments does not match the total of the order."
            raise SquareError("PAYMENT_AMOUNT_MISMATCH", detail, field="payment_ids")
        self._void_others(order, {payment["id"] for payment in chosen})
        for payment in chosen:
            self._capture(payment)
        if not chosen:
            self._orders.mark_free_as_paid(order)
        return {"order": copied(order)}

    def _payable(self, payment_id: str, order: JsonObject) -> JsonObject:
        payment = self.named(payment_id)
        if payment["order_id"] != order["id"]:
            raise bad_request("The payment belongs to another order.", "payment_ids")
        self._check_approved(payment, "completed")
        return payment

    def _void_others(self, order: JsonObject, chosen: set[str]) -> None:
        for tender in list(order.get("tenders", ())):
            payment = self._state.payments.get(tender["payment_id"])
            if payment and payment["status"] == "APPROVED" and payment["id"] not in chosen:
                self.void(payment)

    def _check_token(self, payment: JsonObject, token: str | None) -> None:
        if token is not None and token != payment["version_token"]:
            raise version_mismatch("The payment has changed since.", status=400)

    def _check_approved(self, payment: JsonObject, verb: str) -> None:
        status = payment["status"]
        if status == "APPROVED":
            return
        if status == "CANCELED" and payment["id"] in self._state.marks.get("expired", ()):
            detail = "The authorization has expired."
            raise SquareError("DELAYED_TRANSACTION_EXPIRED", detail)
        detail = f"A payment that is {status} cannot be {verb}."
        codes = {
            "COMPLETED": "DELAYED_TRANSACTION_CAPTURED",
            "CANCELED": "DELAYED_TRANSACTION_CANCELED",
            "FAILED": "DELAYED_TRANSACTION_FAILED",
        }
        raise SquareError(codes.get(status, "BAD_REQUEST"), detail)

    def _capture(self, payment: JsonObject) -> None:
        capture(payment, self._clock.now())
        order = self._orders.named(payment["order_id"])
        self.keep(payment, "payment.updated")
        self._orders.put_tender(order, tender_of(payment), tip=_tip(payment))

    def void(self, payment: JsonObject) -> None:
        """Give up an approved payment."""
        gift_cards.move(self._state, payment["id"], payment["amount_money"]["amount"])
        void(payment, self._clock.now())
        order = self._orders.named(payment["order_id"])
        self.keep(payment, "payment.updated")
        self._orders.put_tender(order, tender_of(payment))

    def tick(self) -> None:
        """Let authorizations expire and bank payments clear."""
        now = self._clock.now()
        self._clear_bank(now)
        approved = self._state.marks.get("approved", {})
        for payment_id, until in list(approved.items()):
            if until <= now.timestamp():
                self._state.marks.setdefault("expired", []).append(payment_id)
                self.void(self.named(payment_id))

    def _clear_bank(self, now: datetime) -> None:
        waiting = self._state.marks.get("bank", {})
        for payment_id, entry in list(waiting.items()):
            if entry["due"] > now.timestamp():
                continue
            del waiting[payment_id]
            payment = self.named(payment_id)
            if entry["decline"]:
                payment["status"] = "FAILED"
                restamp(payment, now)
                self.keep(payment, "payment.updated")
                self._orders.put_tender(self._orders.named(payment["order_id"]), tender_of(payment))
            else:
                self._capture(payment)

    def keep_refund(self, payment: JsonObject, refund_id: str, refunded: int) -> None:
        """Note on a payment that money went back."""
        before = payment.get("refunded_money", {}).get("amount", 0)
        gift_cards.move(self._state, payment["id"], refunded - before)
        payment["refund_ids"] = [*payment.get("refund_ids", []), refund_id]
        payment["refunded_money"] = money(refunded)
        restamp(payment, self._clock.now())
        self.keep(payment, "payment.updated")

    def keep(self, payment: JsonObject, kind: str) -> None:
        """Store a new or changed payment and tell subscribers `kind`."""
        self._state.payments.put(payment["id"], payment)
        approved = self._state.marks.setdefault("approved", {})
        if payment["status"] == "APPROVED":
            approved[payment["id"]] = moment(payment["delayed_until"], "").timestamp()
        else:
            approved.pop(payment["id"], None)
        self.tell(kind, payment)

    def tell(self, kind: str, payment: JsonObject) -> None:
        """Tell subscribers about a payment."""
        self._notices.tell(kind, "payment", {"payment": payment}, object_id=payment["id"])


def _tip(payment: JsonObject) -> int:
    amount: int = payment.get("tip_money", {}).get("amount", 0)
    return amount
