"""The loyalty program's fixed rules, and what a reward does to an order.

One point for each whole dollar before tax; two rewards that take something off the whole order.
"""

from __future__ import annotations

from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.catalog_objects import money
from sandbox.square.errors import not_found
from sandbox.square.seller import SINCE, Seller
from sandbox.square.store import State

_CENTS_PER_POINT = 100


def _tier(name: str, points: int, **takes_off: Any) -> JsonObject:
    return {"id": ids.fixed("reward-tier", name), "name": name, "points": points, "off": takes_off}


TIERS = (
    _tier("$5 off your order", 10, amount_money=money(500), type="FIXED_AMOUNT"),
    _tier("10% off your order", 40, percentage="10", type="FIXED_PERCENTAGE"),
)


def program_of(seller: Seller) -> JsonObject:
    """The program as GET /v2/loyalty/programs/main tells it."""
    rule = {"amount_money": money(_CENTS_PER_POINT), "tax_mode": "BEFORE_TAX"}
    return {
        "id": ids.fixed("loyalty-program", seller.merchant_id),
        "status": "ACTIVE",
        "terminology": {"one": "Star", "other": "Stars"},
        "location_ids": list(seller.locations),
        "accrual_rules": [{"accrual_type": "SPEND", "points": 1, "spend_data": rule}],
        "reward_tiers": [_told(tier) for tier in TIERS],
        "created_at": SINCE,
        "updated_at": SINCE,
    }


def _told(tier: JsonObject) -> JsonObject:
    reference = {"object_id": ids.fixed("pricing-rule", tier["id"]), "catalog_version": "1"}
    return {
        "id": tier["id"],
        "name": tier["name"],
        "points": tier["points"],
        "pricing_rule_reference": reference,
        "created_at": SINCE,
    }


def tier_named(tier_id: str, path: str) -> JsonObject:
    """A reward tier. Raises: SquareError NOT_FOUND."""
    found = next((tier for tier in TIERS if tier["id"] == tier_id), None)
    if found is None:
        raise not_found(f"Reward tier `{tier_id}`", path)
    return found


def earned_by(order: JsonObject) -> int:
    """The points that an order is worth."""
    before_tax = order["total_money"]["amount"] - order["total_tax_money"]["amount"]
    return int(before_tax // _CENTS_PER_POINT)


def attach(order: JsonObject, reward_id: str, tier: JsonObject) -> None:
    """Put a reward and its discount on an order that is yet to be priced."""
    order.setdefault("rewards", []).append({"id": reward_id, "reward_tier_id": tier["id"]})
    discount = {
        "uid": ids.mixed(22),
        "name": tier["name"],
        "scope": "ORDER",
        "reward_ids": [reward_id],
        **tier["off"],
    }
    order.setdefault("discounts", []).append(discount)


def detach(order: JsonObject, reward_id: str) -> None:
    """Take a reward and its discount off again."""
    order["rewards"] = [each for each in order.get("rewards", ()) if each["id"] != reward_id]
    if not order["rewards"]:
        del order["rewards"]
    gone = {each["uid"] for each in order["discounts"] if reward_id in each.get("reward_ids", ())}
    order["discounts"] = [each for each in order["discounts"] if each["uid"] not in gone]
    for line in order.get("line_items", ()):
        applied = line.get("applied_discounts", ())
        line["applied_discounts"] = [each for each in applied if each["discount_uid"] not in gone]


def redeem_all(state: State, order: JsonObject, now: str) -> None:
    """The order is paid: its rewards are spent for good."""
    for each in order.get("rewards", ()):
        reward = state.loyalty_rewards.get(each["id"])
        if reward is not None and reward["status"] == "ISSUED":
            reward.update(status="REDEEMED", redeemed_at=now, updated_at=now)
            state.loyalty_rewards.put(reward["id"], reward)
