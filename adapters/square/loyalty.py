"""Square Loyalty: where a shopper stands, points for orders, and rewards on them.

Square counts the points itself; what an order did is read from Square's own events, so nothing
about points is kept here. Source: developer.squareup.com/docs/loyalty-api (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.square.client import SquareClient, platform_key
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyStanding, OrderPoints, RewardWish
from mapping.converters import integer, timestamp
from mapping.platforms import square_loyalty as table
from mapping.report import MappingReport

_EVENTS_PER_PAGE = 30


def standing(
    client: SquareClient, report: MappingReport, customer_id: PlatformId
) -> LoyaltyStanding | None:
    """The seller's program with the customer's oldest account; None without a program."""
    found = client.find("/v2/loyalty/programs/main", "loyalty.program")
    if found is None:
        return None
    program = read_one(table.LOYALTY_PROGRAM, found.get("program"), "loyalty.program", report)
    body = client.search(
        "/v2/loyalty/accounts/search",
        "loyalty.accounts",
        {"query": {"customer_ids": [customer_id]}, "limit": 1},
    )
    accounts = [
        read_one(table.LOYALTY_ACCOUNT, raw, "loyalty.accounts", report)
        for raw in body.get("loyalty_accounts", [])
    ]
    return LoyaltyStanding(program=program, account=accounts[0] if accounts else None)


def accrue(
    client: SquareClient, order: JsonObject, account_id: PlatformId, *, key: IdempotencyKey
) -> int:
    """Have Square count and give the points of an order, which must be COMPLETED there."""
    body = client.write(
        f"/v2/loyalty/accounts/{account_id}/accumulate",
        "loyalty.accrue",
        {
            "idempotency_key": platform_key(key, "accrue"),
            "location_id": order["location_id"],
            "accumulate_points": {"order_id": order["id"]},
        },
    )
    return sum(table.points_earned(event) for event in body.get("events", []))


def points_of(
    client: SquareClient, order: JsonObject, account_id: PlatformId, *, reference: str
) -> OrderPoints:
    """What the order did to the account, by Square's events and the order's own rewards."""
    since = timestamp(order["created_at"])
    earning = _events(client, table.earning_events_request(order["id"]))
    corrections = _events(client, table.correcting_events_request(account_id, since))
    rewards = (_reward(client, each["id"]) for each in order.get("rewards", []))
    return OrderPoints(
        earned=sum(table.points_earned(event) for event in earning),
        spent=sum(integer(each["points"]) for each in rewards if each["status"] == "REDEEMED"),
        corrected=sum(table.points_corrected(event, reference) for event in corrections),
    )


def correct(
    client: SquareClient,
    account_id: PlatformId,
    points: int,
    *,
    reference: str,
    key: IdempotencyKey,
) -> None:
    """Adjust the points, below zero where they are spent by now."""
    client.write(
        f"/v2/loyalty/accounts/{account_id}/adjust",
        "loyalty.correct",
        {
            "idempotency_key": platform_key(key, "points"),
            "adjust_points": {"points": points, "reason": table.correction_reason(reference)},
            "allow_negative_balance": True,
        },
    )


def attach_reward(
    client: SquareClient, wish: RewardWish, order_id: PlatformId, *, key: IdempotencyKey
) -> None:
    """Lock the points and put the discount on an unpaid order; paying it redeems the reward."""
    client.write(
        "/v2/loyalty/rewards",
        "loyalty.reward",
        {
            "idempotency_key": platform_key(key, "reward"),
            "reward": table.reward_request(wish, order_id),
        },
    )


def release_rewards(client: SquareClient, order: JsonObject) -> None:
    """Give the points of an unpaid order's rewards back; what is given back already is fine."""
    for each in order.get("rewards", []):
        path = f"/v2/loyalty/rewards/{each['id']}"
        try:
            client.write(path, "loyalty.release", method="DELETE")
        except RejectedError:
            if _reward(client, each["id"])["status"] == "ISSUED":
                raise


def _reward(client: SquareClient, reward_id: str) -> JsonObject:
    found: JsonObject = client.get(f"/v2/loyalty/rewards/{reward_id}", "loyalty.reward_of")[
        "reward"
    ]
    return found


def _events(client: SquareClient, request: JsonObject) -> Iterator[JsonObject]:
    pages = client.search_pages(
        "/v2/loyalty/events/search", "loyalty.events", {**request, "limit": _EVENTS_PER_PAGE}
    )
    for body in pages:
        yield from body.get("events", [])
