"""Orders as Toast keeps them: pricing, posting, reading, paying and voiding. Orders API 2.9.0."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.toast import fields
from sandbox.toast.amounts import exact, number
from sandbox.toast.errors import ToastError, bad_request, not_found
from sandbox.toast.guids import fresh, is_guid
from sandbox.toast.pricing import Pricing
from sandbox.toast.refusals import check_customer, check_delivery, check_payment
from sandbox.toast.restaurant import dining_option
from sandbox.toast.shapes import delivery_info, guest, selection_shape, stamp

_MOST_CHECKS = 10
_MOST_PER_PAGE = 100
_LONGEST_WINDOW = timedelta(days=31)
_NOT_OURS = "In Store"
_EPOCH = "1970-01-01T00:00:00.000+0000"


class Orders:
    """All orders of the restaurant, oldest first."""

    def __init__(
        self, *, clock: Clock, pricing: Pricing, tell: Callable[[JsonObject], None]
    ) -> None:
        """`tell` sends the webhook of an order that was made or changed."""
        self._clock = clock
        self._pricing = pricing
        self._tell = tell
        self.rows: dict[str, JsonObject] = {}
        self.auto_approve = True
        self._number = 0

    def prices(self, body: JsonObject) -> JsonObject:
        """`POST /prices`: an order with amounts, of which nothing is kept."""
        order = self._checked(body)
        self._pricing.price(order, self._served_at(order))
        return self._shaped(order, kept=False)

    def post(self, body: JsonObject) -> JsonObject:
        """`POST /orders`. Raises: ToastError."""
        order = self._checked(body)
        self._check_unique(order)
        self._pricing.price(order, self._served_at(order))
        payments = [payment for check in order["checks"] for payment in check.get("payments") or ()]
        for payment in payments:
            check_payment(payment)
        shaped = self._shaped(order, kept=True)
        for check in shaped["checks"]:
            check["payments"] = [self._payment(one, shaped, check) for one in check["payments"]]
            _settle(check, stamp(self._clock.now()))
        self.keep(shaped)
        for check in shaped["checks"]:
            for selection in check["selections"]:
                self._take(selection)
        return shaped

    def keep(self, order: JsonObject) -> None:
        """Add an order to the books and tell of it."""
        self.rows[order["guid"]] = order
        self._tell(order)

    def restore(self, rows: dict[str, JsonObject]) -> None:
        """Take up saved orders."""
        self.rows = rows
        self._number = len(rows)

    def _take(self, selection: JsonObject, sign: int = 1) -> None:
        count = exact(selection["quantity"]) * sign
        for one in (selection, *selection["modifiers"]):
            if one.get("item"):
                self._pricing.stock.take(one["item"]["guid"], count)

    def get(self, guid: str) -> JsonObject:
        """`GET /orders/{guid}`, also by an `externalId` with its naming authority."""
        if is_guid(guid):
            found = self.rows.get(guid)
        elif ":" in guid:
            found = next((one for one in self.rows.values() if one["externalId"] == guid), None)
        else:
            raise bad_request("The order GUID is malformed")
        if found is None or found["source"] == _NOT_OURS:
            raise not_found("Order")
        return found

    def bulk(self, query: dict[str, str]) -> list[JsonObject]:
        """`GET /ordersBulk` by a window of modification; only this client's own orders."""
        for name in query:
            if name not in ("startDate", "endDate", "businessDate", "pageSize", "page"):
                raise bad_request(f"Unknown parameter {name}")
        size, page = _whole(query, "pageSize", _MOST_PER_PAGE), _whole(query, "page", 1)
        if not 1 <= size <= _MOST_PER_PAGE or page < 1:
            raise bad_request("pageSize must be 1 to 100 and page at least 1")
        found = [one for one in self._selected(query) if one["source"] != _NOT_OURS]
        return found[(page - 1) * size : page * size]

    def _selected(self, query: dict[str, str]) -> list[JsonObject]:
        if "businessDate" in query:
            day = _whole(query, "businessDate", 0)
            return [one for one in self.rows.values() if one["businessDate"] == day]
        start = fields.moment(query.get("startDate", ""))
        end = fields.moment(query.get("endDate", ""))
        if start is None or end is None or end <= start:
            raise bad_request("startDate and endDate must be ISO-8601 times, in this order")
        if end - start > _LONGEST_WINDOW:
            raise bad_request("the interval must not exceed one month")
        first, last = stamp(start), stamp(end)
        return [one for one in self.rows.values() if first <= one["modifiedDate"] < last]

    def pay(self, guid: str, check_guid: str, body: Any) -> JsonObject:
        """`POST /orders/{guid}/checks/{guid}/payments`: OTHER, or a CREDIT authorized before."""
        order = self.get(guid)
        check = next((one for one in order["checks"] if one["guid"] == check_guid), None)
        if check is None:
            raise not_found("Check")
        if not isinstance(body, list) or not body:
            raise bad_request("expected an array of payments")
        if order["voided"]:
            raise bad_request("A voided order cannot be updated")
        for payment in body:
            fields.check(payment, fields.PAYMENT, "payment.")
            check_payment(payment)
        now = stamp(self._clock.now())
        check["payments"] += [self._payment(one, order, check) for one in body]
        _settle(check, now)
        self.touch(order)
        return order

    def void(self, guid: str, body: JsonObject) -> JsonObject:
        """`POST /orders/{guid}/void`: the whole of an order that no card has paid."""
        order = self.get(guid)
        everything = {"selections": {"voidAll": True}, "payments": {"voidAll": True}}
        if body != everything:
            raise bad_request("selections and payments must both be voided")
        if order["voided"] or order["deleted"]:
            raise bad_request("The order is already voided", code=10071)
        if any(p["type"] != "OTHER" for check in order["checks"] for p in check["payments"]):
            raise bad_request("Only orders with OTHER payments can be voided", code=10072)
        now = stamp(self._clock.now())
        day = int(now[:10].replace("-", ""))
        order |= {"voided": True, "voidDate": now, "voidBusinessDate": day}
        for check in order["checks"]:
            check |= {"voided": True, "voidDate": now, "voidBusinessDate": day}
            for selection in check["selections"]:
                selection |= {"voided": True, "voidDate": now, "voidBusinessDate": day}
                self._take(selection, -1)
            for payment in check["payments"]:
                payment["paymentStatus"] = "VOIDED"
                payment["voidInfo"] = {"voidDate": now, "voidBusinessDate": day}
        self.touch(order)
        return order

    def touch(self, order: JsonObject) -> None:
        """Note that an order has changed, and tell."""
        order["modifiedDate"] = stamp(self._clock.now())
        self._tell(order)

    def _served_at(self, order: JsonObject) -> datetime:
        promised = order.get("promisedDate")
        moment = fields.moment(promised) if promised else None
        return moment or self._clock.now()

    def _checked(self, body: JsonObject) -> JsonObject:
        fields.check(body, fields.ORDER)
        order = copy.deepcopy(body)
        option = dining_option((order.get("diningOption") or {}).get("guid"))
        checks = order.get("checks")
        if not checks:
            raise bad_request("checks must hold at least one check")
        if len(checks) > _MOST_CHECKS:
            raise ToastError(413, "The number of checks exceeds the limit")
        for check in checks:
            if not check.get("selections"):
                raise bad_request("selections must hold at least one selection")
            if option["behavior"] != "DINE_IN":
                check_customer(check.get("customer"))
        if option["behavior"] == "DELIVERY":
            check_delivery(order.get("deliveryInfo"))
        promised = order.get("promisedDate")
        if promised and self._served_at(order) < self._clock.now() - timedelta(minutes=5):
            raise bad_request("promisedDate must be in the future")
        return order

    def _check_unique(self, order: JsonObject) -> None:
        mine = set(_external_ids(order))
        if len(mine) != len(list(_external_ids(order))):
            raise bad_request("externalId must be unique", code=10061)
        if not mine:
            return
        for one in self.rows.values():
            taken = mine.intersection(_external_ids(one))
            if taken:
                raise bad_request(f"externalId {min(taken)} already exists", code=10061)

    def _shaped(self, order: JsonObject, *, kept: bool) -> JsonObject:
        """The order as an answer: everything that Toast adds."""
        now = self._clock.now()
        promised = order.get("promisedDate")
        future = bool(promised) and self._served_at(order) > now + timedelta(minutes=30)
        approval = "FUTURE" if future else "APPROVED" if self.auto_approve else "NEEDS_APPROVAL"
        if kept:
            self._number += 1
        opened = promised or stamp(now)
        return {
            "guid": fresh() if kept else None,
            "entityType": "Order",
            "externalId": order.get("externalId"),
            "revenueCenter": order.get("revenueCenter"),
            "server": None,
            "createdInTestMode": False,
            "lastModifiedDevice": {"id": None},
            "source": "API",
            "voidDate": None,
            "duration": None,
            "businessDate": int(opened[:10].replace("-", "")),
            "paidDate": None,
            "restaurantService": None,
            "excessFood": False,
            "voided": False,
            "estimatedFulfillmentDate": promised or stamp(now + timedelta(minutes=15)),
            "table": order.get("table"),
            "requiredPrepTime": order.get("requiredPrepTime"),
            "approvalStatus": approval if kept else None,
            "deliveryInfo": delivery_info(order.get("deliveryInfo")),
            "serviceArea": None,
            "curbsidePickupInfo": order.get("curbsidePickupInfo"),
            "numberOfGuests": order.get("numberOfGuests", 1),
            "diningOption": {
                "guid": order["diningOption"]["guid"],
                "entityType": "DiningOption",
                "externalId": None,
            },
            "appliedPackagingInfo": None,
            "openedDate": opened,
            "voidBusinessDate": None,
            "checks": [self._check(check, order, now, kept) for check in order["checks"]],
            "deleted": False,
            "createdDevice": {"id": None},
            "createdDate": stamp(now),
            "closedDate": None,
            "deletedDate": _EPOCH,
            "modifiedDate": stamp(now),
            "promisedDate": promised,
            "channelGuid": None,
            "pricingFeatures": ["TAXESV2"],
            "displayNumber": str(self._number) if kept else None,
        }

    def _check(self, check: JsonObject, order: JsonObject, now: datetime, kept: bool) -> JsonObject:
        charges = check.get("appliedServiceCharges") or []
        for charge in charges:
            charge |= {"guid": fresh() if kept else None, "entityType": "AppliedServiceCharge"}
        return {
            "guid": fresh() if kept else None,
            "entityType": "Check",
            "externalId": check.get("externalId"),
            "displayNumber": check.get("displayNumber") or str(self._number),
            "payments": list(check.get("payments") or ()),
            "appliedDiscounts": [],
            "lastModifiedDevice": {"id": None},
            "voidDate": None,
            "paidDate": None,
            "appliedLoyaltyInfo": None,
            "voided": False,
            "paymentStatus": "OPEN",
            "amount": check["amount"],
            "tabName": check.get("tabName"),
            "taxExempt": False,
            "openedDate": stamp(now),
            "totalAmount": check["totalAmount"],
            "selections": [selection_shape(one, order, now, kept) for one in check["selections"]],
            "voidBusinessDate": None,
            "createdDate": stamp(now),
            "deleted": False,
            "createdDevice": {"id": None},
            "closedDate": None,
            "deletedDate": _EPOCH,
            "modifiedDate": stamp(now),
            "taxAmount": check["taxAmount"],
            "appliedServiceCharges": charges,
            "customer": guest(check.get("customer"), kept),
        }

    def _payment(self, payment: JsonObject, order: JsonObject, check: JsonObject) -> JsonObject:
        now = stamp(self._clock.now())
        return {
            "guid": fresh(),
            "entityType": "OrderPayment",
            "externalId": payment.get("externalId"),
            "originalProcessingFee": None,
            "server": None,
            "cashDrawer": None,
            "lastModifiedDevice": {"id": None},
            "refundStatus": "NONE",
            "type": "OTHER",
            "voidInfo": None,
            "checkGuid": check["guid"],
            "otherPayment": {
                "guid": payment["otherPayment"]["guid"],
                "entityType": "AlternatePaymentType",
                "externalId": None,
            },
            "paidDate": payment.get("paidDate") or now,
            "orderGuid": order["guid"],
            "cardEntryMode": None,
            "paymentStatus": "CAPTURED",
            "amount": number(exact(payment["amount"])),
            "tipAmount": number(exact(payment["tipAmount"])),
            "amountTendered": None,
            "cardType": None,
            "houseAccount": None,
            "mcaRepaymentAmount": None,
            "createdDevice": {"id": None},
            "paidBusinessDate": int(now[:10].replace("-", "")),
            "last4Digits": None,
            "refund": None,
        }


def _settle(check: JsonObject, now: str) -> None:
    paid = sum(exact(one["amount"]) for one in check["payments"] if not one["voidInfo"])
    if check["payments"] and paid >= exact(check["totalAmount"]):
        check |= {"paymentStatus": "CLOSED", "paidDate": now, "closedDate": now}


def _external_ids(order: JsonObject) -> Any:
    for holder in (order, *order["checks"]):
        if holder.get("externalId"):
            yield holder["externalId"]
    for check in order["checks"]:
        for selection in check["selections"]:
            if selection.get("externalId"):
                yield selection["externalId"]


def _whole(query: dict[str, str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if not value.isdecimal():
        raise bad_request(f"{name} must be a whole number")
    return int(value)
