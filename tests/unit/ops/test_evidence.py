"""Explanations: the ledger, the holds and the arithmetic behind a figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ops.evidence import Evidence, arithmetic
from domain.calls import SystemClock
from domain.catalog import Source
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import ConnectionId, IdempotencyKey, LocationId, PlatformId, ProductSku
from storage import holds, stock
from storage.holds import HoldLine
from storage.stock import Level
from tests.unit.sync.proof_house import CONNECTION, MERCHANT, House, open_house


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """Books that have everything once."""
    with open_house(sqlite_url) as made:
        yield made


def stocked(house: House) -> Level:
    """A level with a few pieces."""
    with house.database.read() as tx:
        for product in house.shop.products.values():
            for variant in product.variants:
                for level in stock.levels(tx, MERCHANT, str(variant.sku), now=datetime.now(UTC)):
                    if level.pos_available and level.pos_available > 3:
                        return level
    raise AssertionError("nothing is in stock")


def test_a_figure_is_explained_by_its_events_holds_and_arithmetic(house: House) -> None:
    level, now = stocked(house), datetime.now(UTC)
    with house.database.write() as tx:
        hold = holds.place(
            tx,
            MERCHANT,
            caller="alexa",
            lines=[HoldLine(sku=level.sku, location_id=level.location_id, quantity=2)],
            now=now,
            ttl=timedelta(minutes=10),
            key=IdempotencyKey("h1"),
        )
        stock.set_safety(tx, MERCHANT, level.sku, level.location_id, Decimal(1), now=now)

    (told,) = Evidence(house.database, SystemClock()).explain(
        MERCHANT, level.sku, level.location_id
    )

    assert level.pos_available is not None
    left = level.pos_available - 3
    assert told.available == left
    assert told.arithmetic == f"{level.pos_available} counted - 2 held - 1 kept back = {left}"
    assert [(one.hold_id, one.quantity, one.caller) for one in told.holds] == [
        (hold.id, 2, "alexa")
    ]
    assert [(one.source, one.quantity) for one in told.events] == [
        (Source.POLL, level.pos_available)
    ]
    assert (told.source, told.price_source) == ("poll", "poll")
    assert told.age_s is not None
    assert told.connection_id == CONNECTION.id


def test_what_nobody_sells_is_told_apart_from_where_it_is_not_sold(house: House) -> None:
    evidence = Evidence(house.database, SystemClock())

    with pytest.raises(UnknownSkuError):
        evidence.explain(MERCHANT, ProductSku("NOTHING"))
    with pytest.raises(NotFoundError):
        evidence.explain(MERCHANT, stocked(house).sku, LocationId("loc_nowhere"))


@given(
    counted=st.none() | st.integers(min_value=-50, max_value=50),
    held=st.integers(min_value=0, max_value=60),
    safety=st.integers(min_value=0, max_value=10),
    tracked=st.booleans(),
)
def test_unknown_stays_unknown_and_the_words_agree_with_the_figure(
    counted: int | None, held: int, safety: int, tracked: bool
) -> None:
    level = Level(
        sku=ProductSku("MUG"),
        connection_id=ConnectionId("con_1"),
        variant_platform_id=PlatformId("v"),
        location_id=LocationId("loc"),
        location_platform_id=PlatformId("l"),
        pos_available=None if counted is None else Decimal(counted),
        held=Decimal(held),
        safety=Decimal(safety),
        tracked=tracked,
        oversell=False,
        revision=1,
        as_of=None,
        source=None,
    )

    told = arithmetic(level)

    assert (level.available is None) == (counted is None) == told.startswith("unknown")
    if counted is not None:
        assert told.endswith(f"= {counted - held - safety}") == (
            level.available == counted - held - safety
        )
