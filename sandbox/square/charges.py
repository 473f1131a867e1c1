"""Making payments: charge at once or authorize, from tokens, stored cards, cash or elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.square import gift_cards
from sandbox.square.calls import Call
from sandbox.square.catalog_objects import money
from sandbox.square.errors import SquareError, bad_request, invalid_value, missing, not_found
from sandbox.square.instruments import Instrument, Instruments, decline_error
from sandbox.square.orders import Orders, copied, is_paid
from sandbox.square.payment_records import capture, new_payment, restamp
from sandbox.square.payments import Payments
from sandbox.square.seller import CURRENCY, Seller
from sandbox.square.store import State

_DEFAULT_DELAY = timedelta(days=7)
_LONGEST_DELAY = timedelta(days=30)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_HIGHEST = 5_000_000
_MANUAL = ("CASH", "EXTERNAL")


class Charges:
    """CreatePayment."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        orders: Orders,
        payments: Payments,
        instruments: Instruments,
    ) -> None:
        """Add what is made to `payments`."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._orders = orders
        self._payments = payments
        self._instruments = instruments

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
        amount = self._in_part(body, amount)
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
        if order is not None:
            payment["order_id"] = order["id"]
        decline = instrument.decline or self._instruments.next_decline()
        decline = decline or gift_cards.declined_by(self._state, body["source_id"], amount)
        if decline and instrument.kind != "BANK_ACCOUNT":
            self._refuse(payment, decline)
        if order is None:
            order = self._orders.named(self._sale_of(amount, location_id))
        payment["order_id"] = order["id"]
        if instrument.kind == "BANK_ACCOUNT":
            self._payments.wait_for_bank(payment, decline)
        elif body.get("autocomplete", True):
            capture(payment, self._clock.now())
        self._state.payment_keys.put(body["idempotency_key"], {"payment_id": payment["id"]})
        gift_cards.move(self._state, payment["id"], -amount, source_id=body["source_id"])
        self._payments.add(payment, order)
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

    def _in_part(self, body: JsonObject, amount: int) -> int:
        """What a gift card pays, where a part is accepted; of other cards all of it."""
        if not body.get("accept_partial_authorization", False):
            return amount
        if body.get("autocomplete", True) or "order_id" not in body:
            detail = "A partial authorization needs an order_id and autocomplete: false."
            raise bad_request(detail, "accept_partial_authorization")
        left = gift_cards.balance(self._state, body["source_id"])
        return amount if not left else min(left, amount)

    def _order(self, body: JsonObject, amount: int) -> JsonObject | None:
        if "order_id" not in body:
            return None
        order = self._state.orders.get(body["order_id"])
        if order is None:
            raise not_found(f"Order `{body['order_id']}`", "order_id")
        if order["state"] != "OPEN" or is_paid(order):
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
        self._state.marks.setdefault("made_for_payments", []).append(order_id)
        return order_id

    def _refuse(self, payment: JsonObject, decline: str) -> None:
        """Keep the failed payment, and raise the decline with it in the same body."""
        if decline == "CARD_TOKEN_USED":
            raise decline_error(decline)
        restamp(payment, self._clock.now())
        payment["status"] = "FAILED"
        error = decline_error(decline, {"payment": payment})
        if "card_details" in payment:
            payment["card_details"]["status"] = "FAILED"
            payment["card_details"]["errors"] = error.body["errors"]
            payment["card_details"]["card_payment_timeline"] = {}
        payment.pop("approved_money", None)
        self._payments.keep(payment, "payment.created")
        self._payments.tell("payment.updated", payment)
        raise error


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
