"""EasyPost's shipment ⇄ our label (Shipment, Rate, PostageLabel, Parcel and Refund objects, API v2,
docs.easypost.com, read 2026-11-22).

A shipment costs nothing until a rate of it is bought, and one shipment has one label: a lost answer
is asked for by the shipment. With `is_return` the addresses are those of the way there; EasyPost
turns them round. Weights are ounces, lengths inches, both with one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType
from typing import Any, Final

from adapters.easypost.fields import NAME, FieldsOf
from adapters.easypost.parcels import carrier_name
from domain.errors import RejectedError, UnsupportedError
from domain.money import Money
from domain.return_labels import (
    Label,
    LabelOffer,
    LabelRefund,
    LabelWish,
    ParcelSize,
    PostalContact,
    RefundNews,
)

EXISTS: Final = "SHIPMENT.POSTAGE.EXISTS"
"""A label of this shipment was bought before."""
_SHIPMENT, _REFUND, _TRACKER = FieldsOf("shipment"), FieldsOf("refund"), FieldsOf("tracker")
_OUNCE, _INCH = Decimal("28.349523125"), Decimal("25.4")
_TENTH: Final = Decimal("0.1")
_REFUNDS: Final[Mapping[str, LabelRefund]] = MappingProxyType(
    {
        "submitted": LabelRefund.ASKED,
        "refunded": LabelRefund.DONE,
        "rejected": LabelRefund.REFUSED,
        "not_applicable": LabelRefund.NOT_CHARGED,
    }
)


def shipment_of(wish: LabelWish) -> dict[str, Any]:
    """What is to be created. Raises UnsupportedError where customs would have to be passed."""
    there, back = wish.shopper.address.country, wish.merchant.address.country
    if there != back:
        raise UnsupportedError(
            f"a parcel from {there} to {back} needs customs papers: make its label at the carrier",
            platform=NAME,
            operation="offer label",
        )
    return {
        "shipment": {
            "is_return": True,
            "to_address": _address(wish.shopper),
            "from_address": _address(wish.merchant),
            "parcel": _parcel(wish.parcel),
            "options": {"label_format": "PDF"},
            "reference": wish.reference,
        }
    }


def offer_of(raw: Any) -> LabelOffer:
    """The cheapest rate of a shipment. Raises RejectedError where there is none,
    MalformedResponseError naming the field."""
    shipment = _SHIPMENT.table(raw, "shipment")
    rates = [_SHIPMENT.table(each, "rates") for each in shipment.get("rates") or ()]
    if not rates:
        told = "; ".join(_messages(shipment)) or "no carrier of the account takes it"
        raise RejectedError(f"no rate: {told}"[:300], platform=NAME, operation="offer label")
    offers = [
        LabelOffer(
            shipment_id=_SHIPMENT.text(shipment, "id"),
            rate_id=_SHIPMENT.text(rate, "id"),
            carrier=carrier_name(_SHIPMENT.text(rate, "carrier")),
            service=_SHIPMENT.text(rate, "service"),
            cost=_cost(rate),
        )
        for rate in rates
    ]
    return min(offers, key=lambda each: (each.cost.amount, each.rate_id))


def label_of(raw: Any) -> Label | None:
    """The label of a shipment; None: none was bought. Raises MalformedResponseError."""
    shipment = _SHIPMENT.table(raw, "shipment")
    printed, rate = shipment.get("postage_label"), shipment.get("selected_rate")
    if printed is None:
        return None
    bought, paper = (
        _SHIPMENT.table(rate, "selected_rate"),
        _SHIPMENT.table(printed, "postage_label"),
    )
    return Label(
        shipment_id=_SHIPMENT.text(shipment, "id"),
        carrier=carrier_name(_SHIPMENT.text(bought, "carrier")),
        service=_SHIPMENT.text(bought, "service"),
        number=_SHIPMENT.text(shipment, "tracking_code"),
        url=_SHIPMENT.text(paper, "label_pdf_url" if paper.get("label_pdf_url") else "label_url"),
        cost=_cost(bought),
        tracker_id=_tracker_of(shipment),
    )


def _tracker_of(shipment: Mapping[str, Any]) -> str | None:
    """Of the tracker that EasyPost makes with every label; to make another may cost something."""
    tracker = shipment.get("tracker")
    return None if tracker is None else _TRACKER.text(_TRACKER.table(tracker, "tracker"), "id")


def refund_of(raw: Any) -> LabelRefund | None:
    """How giving a label back stands; None: it was not asked for. Raises MalformedResponseError."""
    word = _SHIPMENT.table(raw, "shipment").get("refund_status")
    if word is None:
        return None
    if word not in _REFUNDS:
        raise _SHIPMENT.malformed("refund_status")
    return _REFUNDS[word]


def refund_news_of(raw: Any) -> RefundNews:
    """A Refund object, as events tell it. Raises MalformedResponseError."""
    refund = _REFUND.table(raw, "refund")
    word = _REFUND.text(refund, "status")
    if word not in _REFUNDS:
        raise _REFUND.malformed("status")
    return RefundNews(_REFUND.text(refund, "shipment_id"), _REFUNDS[word])


def _address(contact: PostalContact) -> dict[str, str]:
    address = contact.address
    told = {
        "name": contact.name,
        "street1": address.line1,
        "street2": address.line2,
        "city": address.city,
        "state": address.region,
        "zip": address.postal_code,
        "country": address.country,
        "phone": contact.phone,
        "email": contact.email,
    }
    return {name: value for name, value in told.items() if value}


def _parcel(size: ParcelSize) -> dict[str, float]:
    told = {"weight": _up(size.grams / _OUNCE)}
    sides = {"length": size.length_mm, "width": size.width_mm, "height": size.height_mm}
    for name, side in sides.items():
        if side is not None:
            told[name] = _up(side / _INCH)
    return told


def _up(amount: Decimal) -> float:
    """To the next tenth: a parcel is never told lighter or smaller than it is."""
    return float(amount.quantize(_TENTH, rounding=ROUND_CEILING))


def _cost(rate: Mapping[str, Any]) -> Money:
    try:
        return Money.from_decimal(_SHIPMENT.text(rate, "rate"), _SHIPMENT.text(rate, "currency"))
    except ValueError:
        raise _SHIPMENT.malformed("rate") from None


def _messages(shipment: Mapping[str, Any]) -> list[str]:
    """Why carriers have no rate, in their words."""
    told = [each for each in shipment.get("messages") or () if isinstance(each, dict)]
    return [f"{each.get('carrier', 'carrier')}: {each.get('message')}" for each in told]
