"""The part of the port to a point of sale that knows the merchant's own loyalty program.

Refused with `UnsupportedError`, before any network call, where `Capability.LOYALTY` is none.
A reward is redeemed by an order: `Cart.reward` is priced by `quote`, attached by `create_order`
and given back by `cancel_order` as long as the order is not paid.
"""

from __future__ import annotations

from typing import Protocol

from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyStanding, OrderPoints


class LoyaltyPort(Protocol):
    """Balance, accrual and correction of points."""

    def loyalty(self, customer_id: PlatformId) -> LoyaltyStanding | None:
        """The program with this customer's account; None where the merchant has no program."""
        ...

    def accrue_points(
        self, order_id: PlatformId, *, account_id: PlatformId, key: IdempotencyKey
    ) -> int:
        """Give the points that a completed order earns; how many, 0 if it earns none.

        The same key gives them once. Raises RejectedError while the platform does not call the
        order completed.
        """
        ...

    def points_of_order(
        self, order_id: PlatformId, *, account_id: PlatformId, reference: str
    ) -> OrderPoints:
        """What the order did to the account; corrections are known by our `reference`."""
        ...

    def correct_points(
        self, account_id: PlatformId, points: int, *, reference: str, key: IdempotencyKey
    ) -> None:
        """Give points, or take them (below zero) even where they are spent by now."""
        ...
