"""Of a store on two connections one is offered, and which one follows from what is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.commerce.failover import offered
from domain.catalog import Source
from domain.ids import ConnectionId, LocationId, MerchantId, PlatformId
from storage.locations import Store
from storage.twins import Twin

FIRST, TWIN, OTHER = (
    Store(
        id=LocationId(name),
        merchant_id=MerchantId("m"),
        connection_id=ConnectionId(f"con_{name}"),
        platform_id=PlatformId(name),
        name=name.title(),
        active=True,
        address=None,
        phone=None,
        timezone=None,
        currency="USD",
        latitude=None,
        longitude=None,
        offers_pickup=True,
        hours=(),
        source=Source.POLL,
        as_of=datetime(2026, 11, 21, tzinfo=UTC),
    )
    for name in ("first", "twin", "other")
)
PAIR = Twin(location_id=FIRST.id, twin_id=TWIN.id, created_at=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("down", "sold"),
    [
        (set(), FIRST),
        ({"con_first"}, replace(TWIN, name="First")),
        ({"con_twin"}, FIRST),
        ({"con_first", "con_twin"}, FIRST),
        ({"con_other"}, FIRST),
    ],
    ids=["all up", "first down", "twin down", "both down", "another down"],
)
def test_one_store_of_a_pair_is_offered(down: set[ConnectionId], sold: Store) -> None:
    now = offered([FIRST, TWIN, OTHER], [PAIR], down)

    assert now.stores == (sold, OTHER)
    assert now.stands_in == {FIRST.id: sold.id, TWIN.id: sold.id}


def test_a_pair_with_a_closed_store_does_not_count() -> None:
    now = offered([TWIN, OTHER], [PAIR], {FIRST.connection_id})

    assert now.stores == (TWIN, OTHER)
    assert now.stands_in == {}
