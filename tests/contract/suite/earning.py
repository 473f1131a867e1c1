"""Points of the merchant's own program: where a shopper stands, rewards on orders, accrual."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.capabilities import Capability
from domain.errors import RejectedError
from domain.ids import PlatformId
from domain.loyalty import LoyaltyAccount, LoyaltyStanding, RewardWish
from domain.orders import Cart, OrderState, PosOrder
from domain.payments import Authorized
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, draft, key


class Earning(ContractBase):
    """The demo shopper is a member; the stand-in's `POST loyalty` sets their points."""

    def member(self, sim: PosSim, points: int) -> tuple[LoyaltyStanding, LoyaltyAccount]:
        """The demo shopper with so many points."""
        sim.control("POST loyalty", {"customer_id": sim.shopper(), "points": points})
        standing = sim.adapter.loyalty(sim.shopper())
        assert standing is not None
        assert standing.account is not None
        return standing, standing.account

    def balance(self, sim: PosSim) -> int:
        """The demo shopper's points, by the stand-in's books."""
        found: int = sim.control("GET loyalty")[sim.shopper()]
        return found

    def with_reward(self, sim: PosSim, points: int = 100) -> Cart:
        """The usual cart, with the cheapest reward."""
        standing, account = self.member(sim, points)
        tier = min(standing.program.rewards, key=lambda each: each.points)
        wish = RewardWish(account_id=account.platform_id, tier_id=tier.platform_id)
        return replace(sim.cart(quantity=2), reward=wish)

    def bought(self, sim: PosSim, cart: Cart) -> PosOrder:
        """The cart paid for and handed over."""
        order = sim.adapter.create_order(draft(cart), key=key("points"))
        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("points")
        )
        assert isinstance(held, Authorized)
        sim.adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("points")
        )
        for state in ("RESERVED", "PREPARED", "COMPLETED"):
            sim.control("POST fulfillment", {"order_id": order.platform_id, "state": state})
        return order

    @requires(Capability.LOYALTY)
    def test_a_member_is_told_their_points_and_what_they_buy(self, sim: PosSim) -> None:
        standing, account = self.member(sim, 25)

        assert standing.program.active
        assert standing.program.points
        assert account.balance == 25
        assert [standing.affords(each) for each in standing.program.rewards] == [True, False]

    @requires(Capability.LOYALTY)
    def test_who_has_not_joined_has_no_account(self, sim: PosSim) -> None:
        standing = sim.adapter.loyalty(PlatformId("NOBODYJOINED0000000000000A"))

        assert standing is not None
        assert standing.account is None

    @requires(Capability.LOYALTY, Capability.QUOTE)
    def test_a_reward_is_quoted_without_costing_points(self, sim: PosSim) -> None:
        cart = self.with_reward(sim)

        with_it, without = sim.adapter.quote(cart), sim.adapter.quote(replace(cart, reward=None))

        assert with_it.total < without.total
        assert with_it.discount.amount > 0
        assert self.balance(sim) == 100

    @requires(Capability.LOYALTY, Capability.CREATE_ORDER)
    def test_an_order_with_a_reward_costs_what_was_quoted_and_locks_the_points_once(
        self, sim: PosSim
    ) -> None:
        cart = self.with_reward(sim)
        quoted = sim.adapter.quote(cart)

        first, again = (sim.adapter.create_order(draft(cart), key=key("reward")) for _ in range(2))

        assert first.total == again.total == quoted.total
        assert first.platform_id == again.platform_id
        assert self.balance(sim) == 90

    @requires(Capability.LOYALTY, Capability.CANCEL_ORDER)
    def test_canceling_an_unpaid_order_gives_the_points_of_its_reward_back(
        self, sim: PosSim
    ) -> None:
        order = sim.adapter.create_order(draft(self.with_reward(sim)), key=key("reward"))

        canceled = sim.adapter.cancel_order(order.platform_id, reason="no", key=key("undo"))

        assert canceled.state is OrderState.CANCELED
        assert self.balance(sim) == 100

    @requires(Capability.LOYALTY, Capability.CREATE_ORDER)
    def test_a_reward_that_the_points_do_not_pay_for_is_refused(self, sim: PosSim) -> None:
        with pytest.raises(RejectedError):
            sim.adapter.create_order(draft(self.with_reward(sim, points=3)), key=key("reward"))

        assert self.balance(sim) == 3

    @requires(Capability.LOYALTY, Capability.CHARGE)
    def test_a_completed_order_earns_points_once(self, sim: PosSim) -> None:
        _, account = self.member(sim, 0)
        order = self.bought(sim, sim.cart())

        given = [
            sim.adapter.accrue_points(
                order.platform_id, account_id=account.platform_id, key=key("accrue")
            )
            for _ in range(2)
        ]

        assert given[0] == given[1] == self.balance(sim) > 0

    @requires(Capability.LOYALTY, Capability.CHARGE)
    def test_an_order_that_is_not_completed_earns_nothing_yet(self, sim: PosSim) -> None:
        _, account = self.member(sim, 0)
        order, _ = sim.paid()

        with pytest.raises(RejectedError):
            sim.adapter.accrue_points(
                order.platform_id, account_id=account.platform_id, key=key("accrue")
            )

    @requires(Capability.LOYALTY, Capability.CHARGE)
    def test_the_platform_tells_what_an_order_did_to_the_points_and_what_we_corrected(
        self, sim: PosSim
    ) -> None:
        order = self.bought(sim, self.with_reward(sim))
        _, account = self.member(sim, 0)
        who = account.platform_id
        given = sim.adapter.accrue_points(order.platform_id, account_id=who, key=key("accrue"))

        for _ in range(2):
            sim.adapter.correct_points(who, -given - 5, reference="vt-1001", key=key("back"))
        sim.adapter.correct_points(who, 1, reference="vt-9", key=key("another"))

        points = sim.adapter.points_of_order(order.platform_id, account_id=who, reference="vt-1001")
        assert (points.earned, points.spent, points.corrected) == (given, 10, -given - 5)
        assert self.balance(sim) == -4
