"""Shoppers who can prove it is them, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.identity.factors import GIVES, Claim, Factor, LockedOut, NotPassed, Outcome, Passed
from app.voice.identity import LinkedShopper
from domain.ids import CustomerId, MerchantId


@dataclass(slots=True)
class MemorySpeakers:
    """One shopper with factors; `locked` refuses everybody until then."""

    shopper: LinkedShopper
    knows: dict[Factor, str] = field(default_factory=dict)
    asks_linked: bool = False
    orders: frozenset[str] = frozenset()
    locked: datetime | None = None
    sent: list[Claim] = field(default_factory=list)
    checked: list[tuple[CustomerId | None, Factor]] = field(default_factory=list)
    callers: list[str] = field(default_factory=list)
    """On whose account each check was counted, besides the shopper's."""
    told: list[str] = field(default_factory=list)

    def called(self, merchant_id: MerchantId, number: str) -> LinkedShopper | None:
        return self.shopper if number == self.shopper.phone else None

    def buyer(self, merchant_id: MerchantId, order_number: str) -> CustomerId | None:
        return self.shopper.customer_id if order_number in self.orders else None

    def person(self, merchant_id: MerchantId, customer_id: CustomerId) -> LinkedShopper | None:
        return self.shopper if customer_id == self.shopper.customer_id else None

    def needs_more(self, merchant_id: MerchantId, customer_id: CustomerId) -> bool:
        return self.asks_linked

    def check(self, claim: Claim, factor: Factor, told: str) -> Outcome:
        self.checked.append((claim.customer_id, factor))
        self.callers.append(claim.caller)
        self.told.append(told)
        if self.locked is not None:
            return LockedOut(self.locked)
        if claim.customer_id is None:
            return NotPassed()
        fits = told in self.orders if factor is Factor.ORDER_NUMBER else False
        return Passed(GIVES[factor]) if fits or self.knows.get(factor) == told else NotPassed()

    def send_code(self, claim: Claim, *, locale: str) -> None:
        self.sent.append(claim)
