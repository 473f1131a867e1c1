"""EasyPost's Tracker object as its documentation describes it (API v2, read 2026-11-21), and as its
published answers to a purchase show it (EasyPost/examples, read 2026-11-22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

STATES = {
    "EZ1000000001": "pre_transit",
    "EZ2000000002": "in_transit",
    "EZ3000000003": "out_for_delivery",
    "EZ4000000004": "delivered",
    "EZ5000000005": "return_to_sender",
    "EZ6000000006": "failure",
    "EZ7000000007": "unknown",
}
_WAY = ("pre_transit", "in_transit", "out_for_delivery", "delivered")


def tracker(
    code: str, status: str, carrier: str, *, now: datetime, shipment_id: str | None = None
) -> dict[str, Any]:
    """A tracker that has come as far as `status`; `shipment_id` of a label bought here."""
    passed = _WAY[: _WAY.index(status) + 1] if status in _WAY else ()
    is_unheard_of = status == "unknown"
    began = now if is_unheard_of else now - timedelta(days=1)
    details = [
        {
            "object": "TrackingDetail",
            "message": each,
            "status": each,
            "datetime": moment(began + timedelta(minutes=number)),
            "tracking_location": {"object": "TrackingLocation", "city": "SAN FRANCISCO"},
        }
        for number, each in enumerate(passed)
    ]
    return {
        "id": f"trk_{code.lower()}",
        "object": "Tracker",
        "mode": "test",
        "tracking_code": code,
        "status": status,
        "status_detail": "unknown" if is_unheard_of else "status_update",
        "created_at": moment(began),
        "updated_at": moment(now),
        "signed_by": None,
        "weight": None,
        "est_delivery_date": None if is_unheard_of else moment(now + timedelta(days=1)),
        "shipment_id": shipment_id,
        "carrier": carrier,
        "tracking_details": details,
        "carrier_detail": None,
        "public_url": f"https://track.easypost.com/{code}",
        "fees": [],
    }


def moment(at: datetime) -> str:
    """As the vendor writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
