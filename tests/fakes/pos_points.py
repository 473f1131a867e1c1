"""A till without a loyalty program of its own."""

from __future__ import annotations

from typing import NoReturn

from domain.errors import UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyStanding, OrderPoints
from domain.orders import Cart


class NoPoints:
    """The loyalty part of the port, refused."""

    def loyalty(self, customer_id: PlatformId) -> LoyaltyStanding | None:
        """Refused."""
        _refuse("loyalty.standing")

    def accrue_points(
        self, order_id: PlatformId, *, account_id: PlatformId, key: IdempotencyKey
    ) -> int:
        """Refused."""
        _refuse("loyalty.accrue")

    def points_of_order(
        self, order_id: PlatformId, *, account_id: PlatformId, reference: str
    ) -> OrderPoints:
        """Refused."""
        _refuse("loyalty.order")

    def correct_points(
        self, account_id: PlatformId, points: int, *, reference: str, key: IdempotencyKey
    ) -> None:
        """Refused."""
        _refuse("loyalty.correct")


def require_plain(cart: Cart) -> None:
    """Neither codes nor rewards lower a price here. Raises UnsupportedError."""
    if cart.reward is not None or cart.discount_codes:
        _refuse("quote")


def _refuse(operation: str) -> NoReturn:
    raise UnsupportedError("it keeps no points", platform="memory", operation=operation)
