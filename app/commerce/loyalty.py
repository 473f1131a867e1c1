"""Points of the merchant's own loyalty program: where a shopper stands, and rewards for orders.

The platform keeps the points. Only customers we know by their record on the platform are looked
up, never a phone number that somebody says: points are worth money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from app.commerce.model import NotOrderable
from app.commerce.routing import Plan
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError, PlatformError
from domain.ids import ConnectionId, CustomerId, MerchantId
from domain.loyalty import LoyaltyStanding, RewardWish
from domain.ports.pos import PosAdapter, PosDirectory
from storage import customer_merges
from storage.engine import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A shopper's standing in the program of one connection."""

    connection_id: ConnectionId
    platform: str
    standing: LoyaltyStanding


@dataclass(frozen=True, slots=True)
class LoyaltyDesk:
    """Asks the platforms that have a program; thread-safe, keeps nothing."""

    database: Database
    pos: PosDirectory

    def memberships(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call
    ) -> tuple[Membership, ...]:
        """Where the customer stands with each program of the merchant's, asked now.

        Raises NotFoundError, PlatformError. A connection that is paused is left out.
        """
        with self.database.read() as tx:
            view = customer_merges.person(tx, merchant_id, customer_id)
        found = []
        for record in view.records:
            try:
                pos = self.pos.open(record.connection_id, call)
            except ConfigurationError:
                continue
            standing = pos.loyalty(record.platform_id) if has_loyalty(pos) else None
            if standing is not None:
                found.append(
                    Membership(
                        connection_id=record.connection_id,
                        platform=pos.platform,
                        standing=standing,
                    )
                )
        return tuple(found)


def has_loyalty(pos: PosAdapter) -> bool:
    """Whether this connection has a program that the merchant lets us use; nobody is asked."""
    return pos.capabilities[Capability.LOYALTY].support is not Support.NONE


def with_loyalty(
    pos: PosDirectory, plan: Plan, reward_id: str | None, call: Call
) -> Plan | NotOrderable:
    """The plan with what the till's program does for it, or why the reward cannot be had.

    Costs no call unless a reward is wanted. Raises ConfigurationError.
    """
    till = pos.open(plan.store.connection_id, call)
    customer = plan.recipient.customer_platform_id
    if customer is None or not has_loyalty(till):
        return plan if reward_id is None else _no_reward("no-loyalty", "no membership is known")
    if reward_id is None:
        return replace(plan, earns_points=True)
    try:
        standing = till.loyalty(customer)
    except PlatformError as error:
        log.warning("loyalty.unknown", error=type(error).__name__)
        return _no_reward("loyalty-unknown", "the till does not tell the points now")
    wish = _wish(standing, reward_id)
    if isinstance(wish, NotOrderable):
        return wish
    return replace(plan, earns_points=True, reward=wish)


def _wish(standing: LoyaltyStanding | None, reward_id: str) -> RewardWish | NotOrderable:
    if standing is None or not standing.program.active or standing.account is None:
        return _no_reward("no-loyalty", "the shopper is no member of a program that runs")
    tier = standing.reward(reward_id)
    if tier is None:
        return _no_reward("unknown-reward", f"the program has no reward {reward_id}")
    if not standing.affords(tier):
        left = standing.account.balance
        return _no_reward("too-few-points", f"{tier.name} costs {tier.points}, {left} are left")
    return RewardWish(account_id=standing.account.platform_id, tier_id=tier.platform_id)


def _no_reward(reason: str, detail: str) -> NotOrderable:
    return NotOrderable(reason=reason, detail=detail)
