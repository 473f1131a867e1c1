"""Parcels as channels show them: what the POS or a label says, joined with the carrier's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.menus import local_time
from domain.orders import Tracking
from storage.parcels import Followed


def with_news(tracking: Tracking, told: Followed | None, zone: str) -> Tracking:
    """One parcel; days by the clock of the time zone."""
    if told is None or told.told_at is None:
        return tracking
    return replace(
        tracking,
        carrier=told.carrier or tracking.carrier,
        url=told.url or tracking.url,
        state=told.state,
        shipped_on=day_of(told.shipped_at, zone),
        expected_on=told.expected_on,
        delivered_on=day_of(told.delivered_at, zone),
    )


def day_of(moment: datetime | None, zone: str) -> date | None:
    """The day of a moment by a time zone's clock."""
    local = None if moment is None else local_time(moment, zone)
    return None if local is None else local.date()
