"""Square's loyalty program, accounts and point events: the tables. Square-Version 2026-09-16.

Source: Square's object model 2026-09-16 and developer.squareup.com/docs/loyalty-api (read
2026-11-21). Request bodies stand beside the tables that read their answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.ids import PlatformId
from domain.loyalty import LoyaltyAccount, LoyaltyProgram, RewardTier, RewardWish
from mapping.converters import identifier, integer, text
from mapping.engine import Field, Map
from mapping.platforms.square_requests import moment_request

_EARNING = ("ACCUMULATE_POINTS", "ACCUMULATE_PROMOTION_POINTS")


def _is_active(status: Any) -> bool:
    return bool(status == "ACTIVE")


REWARD_TIER = Map(
    RewardTier,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("points", "points", integer),
    ),
    ignored={
        "pricing_rule_reference": "Square takes the discount off by itself",
        "definition": "retired; Square takes the discount off by itself",
        "created_at": "the tiers are read anew each time",
    },
)

LOYALTY_PROGRAM = Map(
    LoyaltyProgram,
    fields=(
        Field("platform_id", "id", identifier),
        Field("active", "status", _is_active, default=False),
        Field("point", "terminology.one", text, default="Point"),
        Field("points", "terminology.other", text, default="Points"),
        Field("rewards", "reward_tiers[]", REWARD_TIER, default=()),
    ),
    ignored={
        "accrual_rules": "Square counts the points of an order",
        "expiration_policy": "Square ends points by itself",
        "location_ids": "Square judges where points are given",
        "created_at": "the program is read anew each time",
        "updated_at": "the program is read anew each time",
    },
)

LOYALTY_ACCOUNT = Map(
    LoyaltyAccount,
    fields=(
        Field("platform_id", "id", identifier),
        Field("balance", "balance", integer, default=0),
        Field("lifetime", "lifetime_points", integer, default=0),
    ),
    ignored={
        "program_id": "a seller has one program",
        "customer_id": "our own request",
        "mapping": "found by customer, not by phone",
        "enrolled_at": "not told to the shopper",
        "expiring_point_deadlines": "the balance is what can be spent now",
        "created_at": "not told to the shopper",
        "updated_at": "read anew each time",
    },
)


def points_earned(event: Mapping[str, Any]) -> int:
    """The points that an event of accumulating gave; 0 for one of another kind."""
    told = (event.get("accumulate_points"), event.get("accumulate_promotion_points"))
    return sum(integer(each["points"]) for each in told if each is not None)


def points_corrected(event: Mapping[str, Any], reference: str) -> int:
    """The points of our own correction for this reference; 0 for anybody else's."""
    told = event.get("adjust_points") or {}
    return integer(told["points"]) if told.get("reason") == correction_reason(reference) else 0


def correction_reason(reference: str) -> str:
    """How a correction of ours is known again, by people and by us."""
    return f"Correction for order {reference}"


def reward_request(wish: RewardWish, order_id: PlatformId) -> dict[str, Any]:
    """A reward put on an order that exists."""
    return {
        "loyalty_account_id": wish.account_id,
        "reward_tier_id": wish.tier_id,
        "order_id": order_id,
    }


def proposed_reward(wish: RewardWish) -> dict[str, Any]:
    """A reward as a calculation takes it: its id is any word, nothing is issued."""
    return {"id": "proposed", "reward_tier_id": wish.tier_id}


def earning_events_request(order_id: PlatformId) -> dict[str, Any]:
    """A search for the points that an order gave."""
    filters = {"order_filter": {"order_id": order_id}, "type_filter": {"types": list(_EARNING)}}
    return {"query": {"filter": filters}}


def correcting_events_request(account_id: PlatformId, since: datetime) -> dict[str, Any]:
    """A search for the adjustments of an account since an order was made."""
    filters = {
        "loyalty_account_filter": {"loyalty_account_id": account_id},
        "type_filter": {"types": ["ADJUST_POINTS"]},
        "date_time_filter": {"created_at": {"start_at": moment_request(since)}},
    }
    return {"query": {"filter": filters}}
