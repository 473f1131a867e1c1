"""EasyPost's tracker ⇄ our parcel (Tracker object, API v2, docs.easypost.com, read 2026-11-21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from adapters.easypost.fields import FieldsOf
from domain.parcels import Parcel, ParcelState

_TRACKER, _DETAIL = FieldsOf("tracker"), FieldsOf("tracking detail")
_STATES: Final[Mapping[str, ParcelState]] = MappingProxyType(
    {
        "pre_transit": ParcelState.ANNOUNCED,
        "in_transit": ParcelState.MOVING,
        "out_for_delivery": ParcelState.OUT_FOR_DELIVERY,
        "available_for_pickup": ParcelState.AWAITS_PICKUP,
        "delivered": ParcelState.DELIVERED,
        "return_to_sender": ParcelState.RETURNING,
        "failure": ParcelState.FAILED,
        "error": ParcelState.FAILED,
        "cancelled": ParcelState.CANCELED,
        "unknown": ParcelState.UNKNOWN,
    }
)
_IN_HAND: Final = frozenset({"in_transit", "out_for_delivery", "available_for_pickup", "delivered"})
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FedExDefault": "FedEx",
        "UPSDAP": "UPS",
        "DHLExpress": "DHL",
        "DhlEcs": "DHL eCommerce",
        "AmazonMws": "Amazon",
    }
)
"""Carriers whose name in the API is not what people call them."""


def parcel_of(raw: Any) -> Parcel:
    """A tracker as our parcel. Raises MalformedResponseError naming the field."""
    tracker = _TRACKER.table(raw, "tracker")
    details = [each for each in tracker.get("tracking_details") or () if isinstance(each, dict)]
    return Parcel(
        tracker_id=_TRACKER.text(tracker, "id"),
        number=_TRACKER.text(tracker, "tracking_code"),
        carrier=carrier_name(tracker["carrier"]) if tracker.get("carrier") else None,
        state=_STATES.get(tracker.get("status") or "unknown", ParcelState.UNKNOWN),
        shipped_at=_first(details, _IN_HAND),
        expected_on=_expected(tracker),
        delivered_at=_first(details, frozenset({"delivered"})),
        url=tracker.get("public_url"),
        updated_at=_TRACKER.moment(tracker, "updated_at"),
    )


def carrier_name(name: str) -> str:
    """What people call a carrier."""
    return _NAMES.get(name, name)


def _expected(raw: Mapping[str, Any]) -> date | None:
    """The destination's own day where the carrier tells it, else the day of the moment in UTC."""
    local = (raw.get("carrier_detail") or {}).get("est_delivery_date_local")
    text = local or raw.get("est_delivery_date")
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise _TRACKER.malformed("est_delivery_date") from None


def _first(details: list[dict[str, Any]], states: frozenset[str]) -> datetime | None:
    moments = [_DETAIL.moment(each, "datetime") for each in details if each.get("status") in states]
    return min(moments, default=None)
