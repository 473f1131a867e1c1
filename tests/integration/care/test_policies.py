"""Reading policies and twins through their desk: kept, audited, and refused where they must be."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.ops.policy_desk import PolicyDesk
from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import audit
from storage.reading_policies import ReadingPolicy
from tests.fakes.clock import FakeClock
from tests.integration.care.world import World

OWNER = MerchantId("mer_1")


@pytest.fixture
def desk(world: World, clock: FakeClock) -> PolicyDesk:
    return PolicyDesk(world.database, clock)


def test_a_reading_policy_is_kept_by_channel_and_who_set_it_is_written_down(
    world: World, desk: PolicyDesk
) -> None:
    policy = ReadingPolicy(fresh=timedelta(seconds=10), live_below=Decimal(3))

    desk.set_reading(OWNER, "phone", policy, actor="ada")

    assert desk.reading(OWNER) == {"phone": policy}
    desk.drop_reading(OWNER, "phone", actor="ada")
    assert not desk.reading(OWNER)
    with world.database.read() as tx:
        told = [(row.actor, row.action) for row in audit.entries(tx, OWNER)]
    assert set(told) >= {("ada", "reading.policy_set"), ("ada", "reading.policy_dropped")}


def test_what_was_not_set_cannot_be_dropped(desk: PolicyDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.drop_reading(OWNER, "phone", actor="ada")
    with pytest.raises(NotFoundError):
        desk.part(OWNER, "loc_none", actor="ada")
    with pytest.raises(NotFoundError):
        desk.pair(OWNER, "loc_none", "loc_other", actor="ada")
