"""A shopper's points, store credit and gift cards in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.commerce.loyalty import Membership
from app.payments.gift_cards import GiftCardView
from domain.calls import Call
from domain.ids import CustomerId, MerchantId
from domain.money import Money
from storage.results import Listed
from storage.store_credit import CreditEntry


@dataclass
class TalkedMemberships:
    """The programs that know the shopper."""

    known: tuple[Membership, ...] = ()

    def memberships(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call
    ) -> tuple[Membership, ...]:
        return self.known


@dataclass
class TalkedCredit:
    """What the shopper has by currency."""

    sums: dict[str, Money] = field(default_factory=dict)

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, cursor: str | None, limit: int
    ) -> tuple[Mapping[str, Money], Listed[CreditEntry]]:
        return self.sums, Listed(rows=())


@dataclass
class TalkedGiftCards:
    """The gift cards that are linked to the shopper."""

    known: tuple[GiftCardView, ...] = ()

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call, *, actor: str
    ) -> tuple[GiftCardView, ...]:
        return self.known
