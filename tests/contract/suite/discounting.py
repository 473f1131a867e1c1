"""What lowers a price by the shopper's own word: codes, and rewards where there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.capabilities import Capability, Support
from domain.errors import RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.loyalty import RewardWish
from domain.orders import Cart
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, any_cart, draft, key

CODE = "WELCOME10"
"""One that the stand-in honors, where the platform takes codes."""
ANY_REWARD = RewardWish(account_id=PlatformId("A1"), tier_id=PlatformId("T1"))


class Discounting(ContractBase):
    """Codes are priced by the platform, or refused: never dropped."""

    @requires(Capability.DISCOUNT_CODES, Capability.QUOTE)
    def test_a_code_lowers_the_quote_and_the_order_alike(self, sim: PosSim) -> None:
        cart = replace(sim.cart(quantity=2), discount_codes=(CODE,))

        quoted, plain = sim.adapter.quote(cart), sim.adapter.quote(replace(cart, discount_codes=()))
        order = sim.adapter.create_order(draft(cart), key=key("code"))

        assert quoted.total < plain.total
        assert quoted.discount.amount > 0
        assert order.total == quoted.total

    @requires(Capability.DISCOUNT_CODES, Capability.QUOTE)
    def test_a_code_that_is_not_applied_refuses_the_quote(self, sim: PosSim) -> None:
        cart = replace(sim.cart(), discount_codes=(CODE, "NOSUCHCODE"))

        with pytest.raises(RejectedError, match="NOSUCHCODE"):
            sim.adapter.quote(cart)

    @requires(Capability.QUOTE)
    def test_what_cannot_lower_the_price_there_is_refused_without_a_call(self, sim: PosSim) -> None:
        wishes: dict[Capability, Cart] = {
            Capability.DISCOUNT_CODES: replace(any_cart(), discount_codes=("ANY",)),
            Capability.LOYALTY: replace(any_cart(), reward=ANY_REWARD),
        }
        before = sim.calls()

        for capability, cart in wishes.items():
            if sim.adapter.capabilities[capability].support is not Support.NONE:
                continue
            with pytest.raises(UnsupportedError):
                sim.adapter.quote(cart)
            with pytest.raises(UnsupportedError):
                sim.adapter.create_order(draft(cart), key=key("none"))

        assert sim.calls() == before
