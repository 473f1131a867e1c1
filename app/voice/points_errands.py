"""Which reward of a program a shopper's points buy for an order that they are to pay for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.commerce.model import NotOrderable, PrepareOrder
from app.voice.dialogue.balances import PointsTaken
from app.voice.services import ShopServices
from domain.calls import Call

_REFUSED: Final = frozenset({"no-loyalty", "unknown-reward", "too-few-points", "loyalty-unknown"})


def rewarded(
    shop: ShopServices, command: PrepareOrder, call: Call
) -> tuple[PrepareOrder, PointsTaken]:
    """The order with the dearest reward that the shopper's points buy, and what is to be said of
    it. Raises NotFoundError, PlatformError."""
    customer_id = command.shopper.customer_id
    if customer_id is None:
        return command, PointsTaken()
    found = shop.loyalty.memberships(command.merchant_id, customer_id, call)
    running = [each.standing for each in found if each.standing.program.active]
    joined = [each for each in running if each.account is not None]
    affordable = [
        (reward.points, each.program.points, reward)
        for each in joined
        for reward in each.program.rewards
        if each.affords(reward)
    ]
    if affordable:
        points, name, reward = max(affordable, key=lambda each: each[0])
        taken = PointsTaken(reward=reward.name, points=points, name=name)
        return replace(command, reward_id=reward.platform_id), taken
    for each in joined:
        if each.account is not None:
            left = PointsTaken(points=each.account.balance, name=each.program.points)
            return command, left
    return command, PointsTaken()


def is_refused(outcome: object) -> bool:
    """Whether the order can be had, and the reward with it cannot: the till of another store has
    the program, or the points are spent by now."""
    return isinstance(outcome, NotOrderable) and outcome.reason in _REFUSED
