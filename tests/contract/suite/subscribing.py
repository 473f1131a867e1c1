"""Subscriptions that the platform bills itself: each begun once, one order a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.capabilities import Capability
from domain.errors import RejectedError
from domain.ids import PlatformId
from domain.native_subscriptions import (
    BillState,
    NativePlan,
    NativeState,
    NativeSubscription,
    NativeWish,
)
from domain.orders import PaymentState
from domain.recurrence import Cadence, Unit
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, key

MONTHLY = Cadence(every=1, unit=Unit.MONTH)


class Subscribing(ContractBase):
    """The stand-in's `POST plan` makes a plan of an item, `POST cycle` lets a period begin."""

    def _native_plan(self, sim: PosSim) -> NativePlan:
        """A monthly plan of the usual product."""
        made = sim.control("POST plan", {"name": "Coffee", "cadence": "MONTHLY", "sku": sim.sku})
        plans = {each.platform_id: each for each in sim.adapter.subscription_plans()}
        return plans[made["plan_variation_id"]]

    def _native_wish(self, sim: PosSim, plan: NativePlan) -> NativeWish:
        """Two of the usual variant, from today, to the card on file."""
        card = sim.adapter.stored_cards(sim.shopper())[0]
        return NativeWish(
            plan_id=plan.platform_id,
            customer_id=sim.shopper(),
            location_id=sim.location(),
            variant_id=sim.variant_id(),
            quantity=2,
            card_token=card.token,
            start_on=datetime.now(UTC).date(),
            timezone="America/Los_Angeles",
            reference="sub-1001",
        )

    def _native_begun(self, sim: PosSim) -> NativeSubscription:
        """A subscription that stands."""
        wish = self._native_wish(sim, self._native_plan(sim))
        return sim.adapter.start_subscription(wish, key=key("begin"))

    def _native_cycle(self, sim: PosSim, subscription: NativeSubscription) -> NativeSubscription:
        """The subscription once its next period has begun."""
        sim.control("POST cycle", {"subscription_id": subscription.platform_id})
        found = sim.adapter.native_subscription(subscription.platform_id)
        assert found is not None
        return found

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_a_plan_tells_its_products_and_its_rhythm(self, sim: PosSim) -> None:
        product = next(p for p in sim.products() if any(v.sku == sim.sku for v in p.variants))

        plan = self._native_plan(sim)

        assert plan.covers(product.platform_id, MONTHLY)
        assert not plan.covers(product.platform_id, Cadence(every=1, unit=Unit.WEEK))
        assert not plan.covers(PlatformId("OTHER"), MONTHLY)

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_one_key_begins_one_subscription(self, sim: PosSim) -> None:
        wish = self._native_wish(sim, self._native_plan(sim))

        first = sim.adapter.start_subscription(wish, key=key("begin"))
        again = sim.reopen().start_subscription(wish, key=key("begin"))

        assert again == first
        assert first.state is NativeState.ACTIVE
        assert len(sim.control("GET subscriptions")) == 1
        assert not sim.report.unknown, dict(sim.report.unknown)

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_each_period_has_one_paid_order_of_the_goods(self, sim: PosSim) -> None:
        begun = self._native_begun(sim)

        once = self._native_cycle(sim, begun)
        twice = self._native_cycle(sim, once)

        assert (len(begun.bill_ids), len(once.bill_ids), len(twice.bill_ids)) == (0, 1, 2)
        assert twice.bill_ids[0] == once.bill_ids[0]
        assert once.paid_through is not None
        bills = [sim.adapter.subscription_bill(each) for each in twice.bill_ids]
        assert [bill and bill.state for bill in bills] == [BillState.PAID, BillState.PAID]
        order_id = bills[0] and bills[0].order_id
        assert order_id is not None
        order = sim.adapter.order(order_id)
        assert order is not None
        assert order.payment_state is PaymentState.PAID
        assert [(each.variant_platform_id, each.quantity) for each in order.lines] == [
            (sim.variant_id(), 2)
        ]
        assert order.customer_platform_id == sim.shopper()

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_a_pause_bills_nothing_until_it_is_over(self, sim: PosSim) -> None:
        begun = self._native_cycle(sim, self._native_begun(sim))

        paused = sim.adapter.pause_subscription(begun.platform_id)
        again = sim.adapter.pause_subscription(begun.platform_id)
        without = self._native_cycle(sim, begun)
        resumed = sim.adapter.resume_subscription(begun.platform_id)
        billed = self._native_cycle(sim, resumed)

        assert paused.pauses_on is not None
        assert again == paused
        assert (without.state, len(without.bill_ids)) == (NativeState.PAUSED, 1)
        assert resumed.state is NativeState.ACTIVE
        assert len(billed.bill_ids) == 2

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_one_period_is_left_out(self, sim: PosSim) -> None:
        begun = self._native_cycle(sim, self._native_begun(sim))

        skipped = sim.adapter.pause_subscription(begun.platform_id, periods=1)
        without = self._native_cycle(sim, begun)
        billed = self._native_cycle(sim, begun)

        assert skipped.resumes_on is not None
        assert (len(without.bill_ids), len(billed.bill_ids)) == (1, 2)

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_a_pause_that_has_not_begun_is_taken_back(self, sim: PosSim) -> None:
        begun = self._native_cycle(sim, self._native_begun(sim))
        sim.adapter.pause_subscription(begun.platform_id)

        resumed = sim.adapter.resume_subscription(begun.platform_id)

        assert (resumed.state, resumed.pauses_on) == (NativeState.ACTIVE, None)
        assert len(self._native_cycle(sim, begun).bill_ids) == 2

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_after_a_cancellation_nothing_is_billed(self, sim: PosSim) -> None:
        begun = self._native_cycle(sim, self._native_begun(sim))

        ends = sim.adapter.cancel_subscription(begun.platform_id)
        again = sim.adapter.cancel_subscription(begun.platform_id)
        after = self._native_cycle(sim, begun)

        assert ends.ends_on == begun.paid_through
        assert again == ends
        assert (after.state, len(after.bill_ids)) == (NativeState.ENDED, 1)

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_a_declined_card_leaves_the_bill_of_that_period_unpaid(self, sim: PosSim) -> None:
        begun = self._native_begun(sim)
        sim.control("POST declines", {"code": "INSUFFICIENT_FUNDS", "times": 1})

        billed = self._native_cycle(sim, begun)

        bill = sim.adapter.subscription_bill(billed.bill_ids[0])
        assert bill is not None
        assert bill.state is BillState.FAILED

    @requires(Capability.NATIVE_SUBSCRIPTIONS)
    def test_what_is_unknown_is_none_and_what_is_wrong_is_refused(self, sim: PosSim) -> None:
        wish = self._native_wish(sim, self._native_plan(sim))
        yesterday = wish.start_on - timedelta(days=2)

        assert sim.adapter.native_subscription(PlatformId("none")) is None
        assert sim.adapter.subscription_bill(PlatformId("none")) is None
        for wrong in (
            replace(wish, plan_id=PlatformId("none")),
            replace(wish, start_on=yesterday),
        ):
            with pytest.raises(RejectedError):
                sim.adapter.start_subscription(wrong, key=key(f"{wrong.plan_id} {wrong.start_on}"))
