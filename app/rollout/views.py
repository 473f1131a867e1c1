"""Rollouts as people and programs see them."""

from __future__ import annotations

from typing import Any

from app.rollout.desk import Standing
from domain.money import Money
from storage.rollout import Change, Difference, Plan


def percent(share: int) -> str:
    """A share in percent, as people write it."""
    return f"{share / 100:g}"


def plan_view(plan: Plan) -> dict[str, Any]:
    """One plan; never its salt."""
    return {
        "channel": plan.channel,
        "share_percent": percent(plan.share),
        "shadow": plan.shadow,
        "fallback": plan.fallback,
        "transfer": plan.transfer,
        "halt_percent": plan.halt_percent,
        "revision": plan.revision,
        "updated_at": plan.updated_at,
    }


def change_view(change: Change) -> dict[str, Any]:
    """One line of the history."""
    return {
        "channel": change.channel,
        "share_percent": percent(change.share),
        "shadow": change.shadow,
        "reason": change.reason,
        "actor": change.actor,
        "at": change.at,
    }


def difference_view(difference: Difference) -> dict[str, Any]:
    """One thing the shadow would have said otherwise."""
    return {
        "channel": difference.channel,
        "order_id": difference.order_id,
        "field": difference.field,
        "sku": difference.sku,
        "live": difference.live,
        "shadow": difference.shadow,
        "at": difference.at,
    }


def said(value: Any) -> str:
    """One side of a difference as people read it: an amount, a number or a word."""
    if isinstance(value, dict):
        return f"{Money(**value).to_decimal()} {value['currency']}"
    return "unknown" if value is None else str(value)


def standing_view(standing: Standing) -> dict[str, Any]:
    """How a rollout stands."""
    return {
        "plans": [plan_view(each) for each in standing.plans],
        "history": [change_view(each) for each in standing.history],
        "differences": standing.differences,
    }
