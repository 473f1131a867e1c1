"""EasyPost's tracker ⇄ our parcel (Tracker object, API v2, docs.easypost.com, read 2026-11-21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from domain.errors import MalformedResponseError
from domain.parcels import Parcel, ParcelState

NAME: Final = "easypost"
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
    if not isinstance(raw, dict):
        raise _malformed("tracker")
    details = [each for each in raw.get("tracking_details") or () if isinstance(each, dict)]
    return Parcel(
        tracker_id=_text(raw, "id"),
        number=_text(raw, "tracking_code"),
        carrier=carrier_name(raw["carrier"]) if raw.get("carrier") else None,
        state=_STATES.get(raw.get("status") or "unknown", ParcelState.UNKNOWN),
        shipped_at=_first(details, _IN_HAND),
        expected_on=_expected(raw),
        delivered_at=_first(details, frozenset({"delivered"})),
        url=raw.get("public_url"),
        updated_at=_moment(raw.get("updated_at"), "updated_at"),
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
        raise _malformed("est_delivery_date") from None


def _first(details: list[dict[str, Any]], states: frozenset[str]) -> datetime | None:
    moments = [
        _moment(each.get("datetime"), "tracking_details.datetime")
        for each in details
        if each.get("status") in states
    ]
    return min(moments, default=None)


def _moment(text: Any, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise _malformed(field) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(raw: Mapping[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value:
        raise _malformed(field)
    return value


def _malformed(field: str) -> MalformedResponseError:
    return MalformedResponseError(
        f"a tracker's {field} cannot be read", platform=NAME, operation="tracker"
    )
