"""Payments: charge, authorize, complete, cancel; declines and expiry as documented."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.square.calls import Call
from sandbox.square.catalog_objects import money
from sandbox.square.errors import (
    SquareError,
    bad_request,
    invalid_value,
    missing,
    not_found,
    version_mismatch,
)
from sandbox.square.instruments import Instrument, Instruments, decline_error
from sandbox.square.listing import page_of, select
from sandbox.square.notices import Notices
from sandbox.square.orders import Orders, copied, is_paid
from sandbox.square.payment_records import (
    capture,
    new_payment,
    restamp,
    tender_of,
    void,
)
from sandbox.square.seller import CURRENCY, Seller
from sandbox.square.store import State
from sandbox.square.validation import moment

_DEFAULT_DELAY = timedelta(days=7)
_LONGEST_DELAY = timedelta(days=30)
_BANK_CLEARING = timedelta(seconds=2)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_HIGHEST = 5_000_000
_MANUAL = ("CASH", "EXTERNAL")


class Payments:
    """One seller's payments."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        orders: Orders,
        instruments: Instruments,
        notices: Notices,
    ) -> None:
        """Keep payments in `state`."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._orders = orders
        self._instruments = instruments
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/payments."""
        body = call.body
        amount = self._amount(body)
        order = self._order(body, amount)
        location_id = self._location(body, order)
        instrument = self._instruments.resolve(
            body["source_id"], now=self._clock.timestamp(), spend=False
        )
        _check_source(body, instrument)
        delay = _delay(body)
        self._instruments.resolve(body["source_id"], now=self._clock.timestamp())
        payment = new_payment(
            body=body,
            instrument=instrument,
            amount=amount,
            location_id=location_id,
            client_id=call.client_id,
            now=self._clock.now(),
            delay=delay,
        )
        decline = instrument.decline or self._instruments.next_decline()
        if decline and instrument.kind != "BANK_ACCOUNT":
            self._refuse(payment, decline)
        if order is None:
            order = self._orders.named(self._sale_of(amount, location_id))
        payment["order_id"] = order["id"]
        if instrument.kind == "BANK_ACCOUNT":
            self._wait_for_bank(payment, decline)
        elif body.get("autocomplete", True):
            capture(payment, self._clock.now())
        self._state.payment_keys.put(body["idempotency_key"], {"payment_id": payment["id"]})
        self._keep(payment, "payment.created")
        self._orders.put_tender(order, tender_of(payment), tip=_tip(payment))
        if payment["status"] == "COMPLETED":
            self._tell("payment.updated", payment)
        return {"payment": copied(payment)}

    def _amount(self, body: JsonObject) -> int:
        asked = body.get("amount_money")
        if asked is None or "amount" not in asked:
            raise missing("amount_money.amount" if asked else "amount_money")
        for name in ("amount_money", "tip_money"):
            if body.get(name, {}).get("currency", CURRENCY) != CURRENCY:
                detail = f"The currency must be {CURRENCY}."
                raise SquareError("CURRENCY_MISMATCH", detail, field=f"{name}.currency")
        amount: int = asked["amount"]
        if amount < 0 or (amount == 0 and body["source_id"] not in _MANUAL):
            raise SquareError("AMOUNT_TOO_LOW", "The amount is too low.", field="amount_money")
        if amount > _HIGHEST:
            raise SquareError("AMOUNT_TOO_HIGH", "The amount is too high.", field="amount_money")
        return amount

    def _order(self, body: JsonObject, amount: int) -> JsonObject | None:
        if "order_id" not in body:
            return None
        order = self._state.orders.get(body["order_id"])
        if order is None:
            raise not_found(f"Order `{body['order_id']}`", "order_id")
        if order["state"] in ("COMPLETED", "CANCELED") or is_paid(order):
            raise bad_request(f"The order is already {order['state']} or paid.", "order_id")
        due = order["net_amount_due_money"]["amount"]
        whole = body.get("autocomplete", True)
        if amount > due or (whole and amount != due):
            detail = f"The payment of {amount} does not match the {due} due on the order."
            raise SquareError("PAYMENT_AMOUNT_MISMATCH", detail, field="amount_money")
        return order

    def _location(self, body: JsonObject, order: JsonObject | None) -> str:
        default = order["location_id"] if order else self._seller.main_location_id
        place: str = body["location_id"] if "location_id" in body else str(default)
        if place not in self._seller.locations:
            detail = f"Location `{place}` not found."
            raise SquareError("INVALID_LOCATION", detail, field="location_id")
        if order and place != order["location_id"]:
            detail = "The payment's location differs from the order's."
            raise SquareError("LOCATION_MISMATCH", detail, field="location_id")
        return place

    def _sale_of(self, amount: int, location_id: str) -> str:
        """Square makes an order for a payment that names none."""
        line = {
            "quantity": "1",
            "item_type": "CUSTOM_AMOUNT",
            "base_price_money": money(amount),
        }
        call = Call(body={"order": {"location_id": location_id, "line_items": [line]}})
        order_id: str = self._orders.create(call)["order"]["id"]
        return order_id

    def _refuse(self, payment: JsonObject, decline: str) -> None:
        """Keep the failed payment, and raise the decline with it in the same body."""
        now = self._clock.now()
        restamp(payment, now)
        payment["status"] = "FAILED"
        error = decline_error(decline, {"payment": payment})
        if "card_details" in payment:
            payment["card_details"]["status"] = "FAILED"
            payment["card_details"]["errors"] = error.body["errors"]
            payment["card_details"]["card_payment_timeline"] = {}
        payment.pop("approved_money", None)
        self._keep(payment, "payment.created")
        self._tell("payment.updated", payment)
        raise error

    def _wait_for_bank(self, payment: JsonObject, decline: str | None) -> None:
        payment["status"] = "PENDING"
        payment.pop("approved_money", None)
        waiting = self._state.marks.setdefault("bank", {})
        due = (self._clock.now() + _BANK_CLEARING).timestamp()
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

    def complete(self, call: Call) -> JsonObject:
        """POST /v2/payments/{payment_id}/complete."""
        payment = self.named(call.params["payment_id"])
        token = call.body.get("version_token")
        if token is not None and token != payment["version_token"]:
            raise version_mismatch("The payment has changed since.", status=400)
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
        self._keep(payment, "payment.updated")
        self._orders.put_tender(order, tender_of(payment), tip=_tip(payment))

    def void(self, payment: JsonObject) -> None:
        """Give up an approved payment."""
        void(payment, self._clock.now())
        order = self._orders.named(payment["order_id"])
        self._keep(payment, "payment.updated")
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
                self._keep(payment, "payment.updated")
            else:
                self._capture(payment)

    def keep_refund(self, payment: JsonObject, refund_id: str, refunded: int) -> None:
        """Note on a payment that money went back."""
        payment["refund_ids"] = [*payment.get("refund_ids", []), refund_id]
        payment["refunded_money"] = money(refunded)
        restamp(payment, self._clock.now())
        self._keep(payment, "payment.updated")

    def _keep(self, payment: JsonObject, kind: str) -> None:
        self._state.payments.put(payment["id"], payment)
        approved = self._state.marks.setdefault("approved", {})
        if payment["status"] == "APPROVED":
            approved[payment["id"]] = moment(payment["delayed_until"], "").timestamp()
        else:
            approved.pop(payment["id"], None)
        self._tell(kind, payment)

    def _tell(self, kind: str, payment: JsonObject) -> None:
        self._notices.tell(kind, "payment", {"payment": payment}, object_id=payment["id"])


def _check_source(body: JsonObject, instrument: Instrument) -> None:
    if instrument.stored is not None:
        _check_stored(body, instrument.stored)
    if body["source_id"] == "CASH" and "cash_details" not in body:
        raise missing("cash_details")
    if body["source_id"] == "EXTERNAL":
        for field in ("type", "source"):
            if field not in body.get("external_details", {}):
                raise missing(f"external_details.{field}")
    if not body.get("autocomplete", True) and body["source_id"] in _MANUAL:
        raise bad_request("Such payments are completed at once.", "autocomplete")


def _check_stored(body: JsonObject, card: JsonObject) -> None:
    if not card["enabled"]:
        detail = "The card on file has been disabled."
        raise SquareError("NOT_FOUND", detail, field="source_id", status=404)
    if "customer_id" not in body:
        raise missing("customer_id")
    if body["customer_id"] != card.get("customer_id"):
        raise not_found("Card on file for this customer", "source_id")


def _delay(body: JsonObject) -> timedelta:
    if body.get("delay_action") == "COMPLETE" and "order_id" in body:
        raise bad_request("delay_action COMPLETE cannot be used with an order.", "delay_action")
    if "delay_duration" not in body:
        return _DEFAULT_DELAY
    match = _DURATION.fullmatch(body["delay_duration"])
    if match is None or not any(match.groups()):
        raise invalid_value("Expected an ISO 8601 duration.", "delay_duration")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    delay = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not timedelta(minutes=1) <= delay <= _LONGEST_DELAY:
        raise invalid_value("Must be between one minute and 30 days.", "delay_duration")
    return delay


def _tip(payment: JsonObject) -> int:
    amount: int = payment.get("tip_money", {}).get("amount", 0)
    return amount
