"""What a table alone cannot say about Shopify: records put together from several places.

GraphQL answers tell one thing in several spots (an order's state in five fields, a payment in a
chain of transactions). These functions bring them together in the vendor's own words; the tables
in `shopify` then read the result field by field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from domain.money import Money, allocate, total
from domain.orders import FulfillmentMethod
from mapping.converters import money_bag
from mapping.platforms.shopify_words import UNPAID_WORDS, attribute, shop_total

Raw: TypeAlias = Mapping[str, Any]

REFERENCE_ATTRIBUTE = "voicetill_reference"
"""Custom attribute under which a draft, and the order it becomes, carries our reference."""
METHOD_ATTRIBUTE = "voicetill_method"
"""Custom attribute that says pickup or shipping: a draft cannot set a delivery method."""

_PURCHASES = frozenset({"AUTHORIZATION", "EMV_AUTHORIZATION", "SALE"})
"""Transaction kinds that begin a payment; the others refer to one of them as parent."""
_LIVE = frozenset({"SUCCESS", "PENDING", "AWAITING_RESPONSE"})


def order_record(raw: Raw) -> dict[str, Any]:
    """An order with its state in one word, its deliveries in one list and its location."""
    method = _method_word(raw)
    deliveries = list(_deliveries(raw, method))
    included = bool(raw.get("taxesIncluded"))
    lines = [{**one, "taxesIncluded": included} for one in _nodes(raw["lineItems"])]
    return {
        **raw,
        "lineItems": {"nodes": lines},
        "state": order_word(raw, method),
        "reference": attribute(raw.get("customAttributes"), REFERENCE_ATTRIBUTE),
        "deliveries": deliveries,
        "locationId": next(_locations(raw), None),
        "payments": [
            one["id"]
            for one in raw.get("transactions") or ()
            if one["kind"] in _PURCHASES and one["status"] in _LIVE
        ],
    }


def order_word(raw: Raw, method: str | None) -> str:
    """Where an order stands, in one word of `ORDER_STATES`."""
    if raw.get("cancelledAt"):
        return "CANCELLED"
    if raw.get("returnStatus") == "RETURNED":
        return "RETURNED"
    handed = {one.get("displayStatus") for one in raw.get("fulfillments") or ()}
    word = str(raw.get("displayFulfillmentStatus"))
    if "READY_FOR_PICKUP" in handed:
        return "READY_FOR_PICKUP"
    if word == "FULFILLED":
        is_over = method == "PICK_UP" or handed <= {"DELIVERED", "PICKED_UP"}
        return "HANDED_OVER" if is_over else word
    return "UNPAID" if raw.get("displayFinancialStatus") in UNPAID_WORDS else word


def _method_word(raw: Raw) -> str | None:
    ours = attribute(raw.get("customAttributes"), METHOD_ATTRIBUTE)
    if ours is not None:
        return "PICK_UP" if ours == FulfillmentMethod.PICKUP else "SHIPPING"
    for one in _nodes(raw.get("fulfillmentOrders")):
        word = (one.get("deliveryMethod") or {}).get("methodType")
        if word:
            return str(word)
    return "RETAIL" if raw.get("retailLocation") else None


def _deliveries(raw: Raw, method: str | None) -> Iterator[dict[str, Any]]:
    """What was handed over, then what is still to be: a closed fulfillment order is in the first
    list already."""
    for one in raw.get("fulfillments") or ():
        word = one.get("displayStatus") or one.get("status")
        yield {
            "id": one["id"],
            "method": method or "SHIPPING",
            "state": "CANCELLED" if one.get("status") == "CANCELLED" else word,
            "trackingInfo": one.get("trackingInfo") or [],
        }
    for one in _nodes(raw.get("fulfillmentOrders")):
        if one.get("status") != "CLOSED":
            word = (one.get("deliveryMethod") or {}).get("methodType")
            yield {
                "id": one["id"],
                "method": method or word or "SHIPPING",
                "state": one.get("status"),
                "trackingInfo": [],
            }


def _locations(raw: Raw) -> Iterator[str]:
    """Ids of places that hand the order over, the most telling first."""
    orders = _nodes(raw.get("fulfillmentOrders"))
    for is_open in (True, False):
        for one in orders:
            place = (one.get("assignedLocation") or {}).get("location")
            if place and (one.get("status") not in ("CLOSED", "CANCELLED")) is is_open:
                yield place["id"]
    for place in [one.get("location") for one in raw.get("fulfillments") or ()]:
        if place:
            yield place["id"]
    if raw.get("retailLocation"):
        yield raw["retailLocation"]["id"]


def _nodes(connection: Any) -> Sequence[Raw]:
    return (connection or {}).get("nodes") or ()


def open_fulfillment_orders(raw: Raw) -> list[Raw]:
    """The parts of an order whose location can still be changed."""
    return [
        one
        for one in _nodes(raw.get("fulfillmentOrders"))
        if one.get("status") in ("OPEN", "SCHEDULED", "ON_HOLD")
    ]


def quote_record(raw: Raw) -> dict[str, Any]:
    """A calculated draft whose lines carry their tax and their part of the order's discount.

    Shopify taxes a calculated draft as a whole; the part that is not the shipping's is spread
    over the taxable lines by their discounted prices, so that the lines sum to it exactly. What a
    code takes off the whole order stands in none of its lines either (`discountedTotalSet`): it is
    spread by price before, else a line that comes back would give back more than was paid for it.
    """
    lines = raw["lineItems"]
    told = [money_bag(one["discountedTotalSet"]["shopMoney"]) for one in lines]
    whole = money_bag(raw["totalTaxSet"]["shopMoney"])
    included = bool(raw.get("taxesIncluded"))
    off = _spread(_off_the_order(raw, told, whole, included), [price.amount for price in told])
    prices = [price - part for price, part in zip(told, off, strict=True)]
    shipping_taxes = (raw.get("shippingLine") or {}).get("taxLines")
    on_items = whole - shop_total(shipping_taxes, "priceSet", whole.currency)
    weights = [
        price.amount if one.get("taxable") else 0 for one, price in zip(lines, prices, strict=True)
    ]
    shares = _spread(on_items, weights)
    return {
        **raw,
        "lineItems": [
            {
                **one,
                "tax": tax,
                "discount": money_bag(one["totalDiscountSet"]["shopMoney"]) + part,
                "total": price if included else price + tax,
            }
            for one, price, part, tax in zip(lines, prices, off, shares, strict=True)
        ],
    }


def _off_the_order(raw: Raw, told: Sequence[Money], tax: Money, included: bool) -> Money:
    """What is taken off the order beyond its lines' own discounts: what its total is short of."""
    goods = money_bag(raw["totalPriceSet"]["shopMoney"]) - money_bag(
        raw["totalShippingPriceSet"]["shopMoney"]
    )
    if not included:
        goods = goods - tax
    return max(total(told, tax.currency) - goods, Money.zero(tax.currency))


def _spread(amount: Money, weights: list[int]) -> tuple[Money, ...]:
    if any(weights):
        return allocate(amount, weights)
    return tuple(Money.zero(amount.currency) for _ in weights)


def stock_record(item: Raw, location_id: str, level: Raw) -> dict[str, Any]:
    """An inventory level that names its item and its location, from whichever side it was read."""
    return {**level, "item": item, "location": {"id": location_id}}


def payment_record(order: Raw, payment_id: str) -> dict[str, Any] | None:
    """The transaction that began a payment, with what its captures, voids and refunds add up to.

    None where the order has no such transaction.
    """
    transactions = order.get("transactions") or ()
    begun = next((one for one in transactions if one["id"] == payment_id), None)
    if begun is None:
        return None
    captures = [one for one in descendants(transactions, payment_id) if one["kind"] == "CAPTURE"]
    refunds = [one for one in descendants(transactions, payment_id) if one["kind"] == "REFUND"]
    currency = begun["amountSet"]["shopMoney"]["currencyCode"]
    back = shop_total([one for one in refunds if _succeeded(one)], "amountSet", currency)
    taken = [one for one in captures if _succeeded(one)]
    bags = [one["amountSet"]["shopMoney"] for one in taken] or [begun["amountSet"]["shopMoney"]]
    return {
        **begun,
        "state": payment_word(begun, descendants(transactions, payment_id)),
        "amount": total(map(money_bag, bags), currency),
        "refunded": back if back.amount else None,
        "changedAt": _last_change([begun, *descendants(transactions, payment_id)]),
        "orderId": order["id"],
        "reference": attribute(order.get("customAttributes"), REFERENCE_ATTRIBUTE),
    }


def payment_word(begun: Raw, later: Sequence[Raw]) -> str:
    """Where a payment stands, in one word of `PAYMENT_STATUSES`."""
    done = {one["kind"] for one in later if _succeeded(one)}
    if not _succeeded(begun):
        return str(begun["status"])
    if begun["kind"] == "SALE" or "CAPTURE" in done:
        return "CAPTURED"
    return "VOIDED" if "VOID" in done else "AUTHORIZED"


def descendants(transactions: Sequence[Raw], payment_id: str) -> list[Raw]:
    """Transactions that refer to this one, or to one that does."""
    family, found = {payment_id}, []
    for one in sorted(transactions, key=lambda each: str(each.get("createdAt"))):
        if (one.get("parentTransaction") or {}).get("id") in family:
            family.add(one["id"])
            found.append(one)
    return found


def refundable_transaction(order: Raw, payment_id: str) -> Raw | None:
    """The transaction a refund must name: the newest capture, or the sale itself."""
    transactions = order.get("transactions") or ()
    begun = next((one for one in transactions if one["id"] == payment_id), None)
    if begun is None:
        return None
    captures = [
        one
        for one in descendants(transactions, payment_id)
        if one["kind"] == "CAPTURE" and _succeeded(one)
    ]
    if captures:
        return captures[-1]
    return begun if begun["kind"] in ("SALE", "CAPTURE") and _succeeded(begun) else None


def open_authorizations(order: Raw) -> list[Raw]:
    """Authorizations of an order that are neither captured nor voided, also unfinished ones."""
    transactions = order.get("transactions") or ()
    return [
        one
        for one in transactions
        if one["kind"] in ("AUTHORIZATION", "EMV_AUTHORIZATION")
        and one["status"] in _LIVE
        and payment_word(one, descendants(transactions, one["id"])) not in ("CAPTURED", "VOIDED")
    ]


def refund_record(raw: Raw) -> dict[str, Any]:
    """A refund with its state in one word: that of the transaction that is least far."""
    words = [one["status"] for one in _nodes(raw.get("transactions"))]
    unfinished = next((word for word in words if word != "SUCCESS"), None)
    return {**raw, "state": unfinished or "SUCCESS"}


def _succeeded(transaction: Raw) -> bool:
    return bool(transaction["status"] == "SUCCESS")


def _last_change(transactions: Sequence[Raw]) -> str:
    return max(str(one.get("processedAt") or one["createdAt"]) for one in transactions)
