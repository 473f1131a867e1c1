"""One shopper of one merchant, who has points."""

from __future__ import annotations

from dataclasses import dataclass

from app.commerce.loyalty import Membership
from domain.calls import Call
from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, MerchantId, PlatformId
from domain.loyalty import LoyaltyAccount, LoyaltyProgram, LoyaltyStanding, RewardTier

OWNER = MerchantId("m_acme")


@dataclass
class FakeLoyalty:
    """What the REST view asks: every customer is Acme's, and has 25 stars."""

    def memberships(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call
    ) -> tuple[Membership, ...]:
        if merchant_id != OWNER:
            raise NotFoundError("customer", customer_id)
        tiers = (("small", 10), ("large", 40))
        program = LoyaltyProgram(
            platform_id=PlatformId("program"),
            active=True,
            point="Star",
            points="Stars",
            rewards=tuple(
                RewardTier(platform_id=PlatformId(name), name=name, points=points)
                for name, points in tiers
            ),
        )
        account = LoyaltyAccount(platform_id=PlatformId("account"), balance=25, lifetime=90)
        standing = LoyaltyStanding(program=program, account=account)
        return (
            Membership(
                connection_id=ConnectionId("con_m_acme"), platform="square", standing=standing
            ),
        )
