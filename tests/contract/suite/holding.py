"""Goods that the platform itself keeps aside for us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.capabilities import Capability
from domain.errors import DomainError, RejectedError, UnsupportedError
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, key

LATER = timedelta(minutes=5)


class Holding(ContractBase):
    """A native hold lowers the shelf at once and gives it back once."""

    @requires(Capability.NATIVE_HOLD)
    def test_held_goods_are_off_the_shelf_and_come_back_once(self, sim: PosSim) -> None:
        before = sim.on_shelf()

        hold = sim.adapter.hold_stock(sim.cart(quantity=2), reference="vt-h1", key=key("hold"))
        while_held = sim.on_shelf()
        for _ in range(2):
            sim.adapter.release_hold(hold.platform_id, key=key("release"))

        assert while_held == before - 2
        assert sim.on_shelf() == before

    @requires(Capability.NATIVE_HOLD)
    def test_one_key_holds_once(self, sim: PosSim) -> None:
        before, cart = sim.on_shelf(), sim.cart()

        first = sim.adapter.hold_stock(cart, reference="vt-h1", key=key("hold"))
        again = sim.reopen().hold_stock(cart, reference="vt-h1", key=key("hold"))

        assert again.platform_id == first.platform_id
        assert sim.on_shelf() == before - 1

    @requires(Capability.NATIVE_HOLD)
    def test_our_old_holds_are_listed_and_those_of_staff_are_not(self, sim: PosSim) -> None:
        hold = sim.adapter.hold_stock(sim.cart(), reference="vt-h1", key=key("hold"))
        now = datetime.now(UTC)

        old = sim.adapter.native_holds(created_before=now + LATER)
        young = sim.adapter.native_holds(created_before=now - timedelta(days=1))

        assert [(one.platform_id, one.reference) for one in old] == [(hold.platform_id, "vt-h1")]
        assert young == ()

    @requires(Capability.NATIVE_HOLD)
    def test_a_released_hold_is_listed_no_longer(self, sim: PosSim) -> None:
        hold = sim.adapter.hold_stock(sim.cart(), reference="vt-h1", key=key("hold"))

        sim.adapter.release_hold(hold.platform_id, key=key("release"))

        assert sim.adapter.native_holds(created_before=datetime.now(UTC) + LATER) == ()

    @requires(Capability.NATIVE_HOLD)
    def test_more_than_is_on_the_shelf_is_not_held(self, sim: PosSim) -> None:
        left = int(sim.on_shelf())

        with pytest.raises((RejectedError, UnsupportedError, DomainError)):
            sim.adapter.hold_stock(sim.cart(quantity=left + 1), reference="vt-h1", key=key("much"))

        assert sim.on_shelf() == left
