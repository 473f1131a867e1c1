"""Performs what a conversation wants to know of a shopper's points, store credit and gift cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from app.voice.dialogue.balances import BalanceKnown, LookUpBalance, Purse
from app.voice.identity import LinkedShopper
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.calls import Call


@dataclass(frozen=True, slots=True)
class BalanceErrands:
    """One turn's look into a purse. Raises NotFoundError, PlatformError."""

    shop: ShopServices
    turn: Turn
    call: Call

    def look_up(self, action: LookUpBalance, shopper: LinkedShopper) -> BalanceKnown:
        """What is left, asked of whoever keeps it."""
        merchant_id, whose = self.turn.merchant_id, shopper.customer_id
        match action.purse:
            case Purse.POINTS:
                found = self.shop.loyalty.memberships(merchant_id, whose, self.call)
                return BalanceKnown(
                    purse=action.purse,
                    points=tuple(
                        (each.standing.program.points, each.standing.account.balance)
                        for each in found
                        if each.standing.program.active and each.standing.account is not None
                    ),
                )
            case Purse.CREDIT:
                sums, _ = self.shop.credit.of_customer(merchant_id, whose, cursor=None, limit=1)
                return BalanceKnown(purse=action.purse, credit=tuple(sums.values()))
            case Purse.GIFT_CARDS:
                actor = f"shopper:{self.turn.channel}"
                views = self.shop.gift_cards.of_customer(merchant_id, whose, self.call, actor=actor)
                cards = [each.card for each in views if each.card.active]
                return BalanceKnown(
                    purse=action.purse, cards=tuple((one.last4, one.balance) for one in cards)
                )
            case _:
                assert_never(action.purse)
