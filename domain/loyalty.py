"""Points that a merchant's own program gives for purchases, and what they buy."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ids import PlatformId
from domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTier:
    """Something that points buy, as the merchant's program offers it."""

    platform_id: PlatformId
    name: str
    points: int
    """What it costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyProgram:
    """The rules of one merchant's program, as far as a shopper must know them."""

    platform_id: PlatformId
    active: bool
    point: str
    """What one point is called."""
    points: str
    """What several are called."""
    rewards: tuple[RewardTier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyAccount:
    """One shopper's membership."""

    platform_id: PlatformId
    balance: int
    """Points that can be spent; below zero where points were taken back that were spent."""
    lifetime: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyStanding:
    """Where a shopper stands; without an account they have not joined."""

    program: LoyaltyProgram
    account: LoyaltyAccount | None

    def reward(self, platform_id: str) -> RewardTier | None:
        """The reward of that id."""
        rewards = self.program.rewards
        return next((each for each in rewards if each.platform_id == platform_id), None)

    def affords(self, reward: RewardTier) -> bool:
        """Whether the points are enough."""
        return self.account is not None and self.account.balance >= reward.points


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardWish:
    """A reward that an order is to be paid with, in part."""

    account_id: PlatformId
    tier_id: PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPoints:
    """What one order has done to an account so far, by the platform's own books."""

    earned: int
    """Points that were given for it; 0 if none were, or not yet."""
    spent: int
    """Points of the rewards that were redeemed with it."""
    corrected: int
    """The sum of our own corrections because of it: below zero where points were taken back."""


def correction(points: OrderPoints, *, total: Money, refunded: Money, ended: bool) -> int:
    """Points still to be given (or, below zero, taken) so that the account is right again.

    Of the points earned, the share of the money given back is taken back, rounded down in the
    shopper's favor. Points spent come back only with the whole order: `ended`, that is canceled or
    refunded in full; then everything earned goes back as well.
    """
    if ended:
        due = points.spent - points.earned
    elif total.amount > 0:
        due = -(points.earned * min(refunded.amount, total.amount) // total.amount)
    else:
        due = 0
    return due - points.corrected
