"""Subscription plans of the catalog, and the days their cadences come to."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sandbox.kit.web import JsonObject
from sandbox.square import ids

_DAYS = {"DAILY": 1, "WEEKLY": 7, "EVERY_TWO_WEEKS": 14, "THIRTY_DAYS": 30}
_DAYS |= {"SIXTY_DAYS": 60, "NINETY_DAYS": 90}
_MONTHS = {"MONTHLY": 1, "EVERY_TWO_MONTHS": 2, "QUARTERLY": 3, "EVERY_FOUR_MONTHS": 4}
_MONTHS |= {"EVERY_SIX_MONTHS": 6, "ANNUAL": 12, "EVERY_TWO_YEARS": 24}


def new_plan(name: str, cadence: str, item: JsonObject | None, *, updated_at: str) -> JsonObject:
    """A plan with one variation and one phase, for one item (None: for all). Raises ValueError."""
    if cadence not in {*_DAYS, *_MONTHS}:
        raise ValueError(f"no such cadence: {cadence}")
    plan_id = ids.fresh()
    common = {
        "updated_at": updated_at,
        "version": 1,
        "is_deleted": False,
        "present_at_all_locations": True,
    }
    phase = {"uid": ids.fresh(), "cadence": cadence, "ordinal": 0}
    variation = {
        "type": "SUBSCRIPTION_PLAN_VARIATION",
        "id": ids.fresh(),
        **common,
        "subscription_plan_variation_data": {
            "name": f"{name}, {cadence.lower()}",
            "phases": [{**phase, "pricing": {"type": "RELATIVE"}}],
            "subscription_plan_id": plan_id,
        },
    }
    return {
        "type": "SUBSCRIPTION_PLAN",
        "id": plan_id,
        **common,
        "subscription_plan_data": {
            "name": name,
            "subscription_plan_variations": [variation],
            "eligible_item_ids": [] if item is None else [item["id"]],
            "all_items": item is None,
        },
    }


def next_day(cadence: str, day: date, *, begun: date) -> date:
    """When the cycle after the one of `day` begins; months end where they must."""
    if cadence in _DAYS:
        return day + timedelta(days=_DAYS[cadence])
    months = day.month - 1 + _MONTHS[cadence]
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(begun.day, monthrange(year, month)[1]))
