"""A till's own count beside ours: written down only when asked, trusted only while it is plenty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import pytest

from app.commerce.recount import Recount, Recounter
from domain.calls import Call
from domain.catalog import Component, StockLevel
from domain.errors import NotFoundError, UnavailableError
from domain.ids import ConnectionId, LocationId, MerchantId, PlatformId
from domain.ports.pos import Page, PosAdapter
from storage import stock
from storage.counting import counted_items
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.storage.buyers import line, place
from tests.integration.storage.shop import (
    NOW,
    Shop,
    a_count,
    a_product,
    a_variant,
    after,
    open_shop,
)

MERCHANT = MerchantId("mer_1")
CALL = Call.within(60)


@dataclass(slots=True)
class Till:
    """Answers with these counts; none: it is away."""

    counts: Sequence[StockLevel] | None
    asked: list[PlatformId]

    def open(self, connection_id: ConnectionId, call: Call) -> PosAdapter:
        return cast(PosAdapter, self)

    def stock(self, *, inventory_ids: Sequence[PlatformId]) -> Iterator[Page[StockLevel]]:
        self.asked.extend(inventory_ids)
        if self.counts is None:
            raise UnavailableError("away", platform="square", operation="stock")
        yield Page(records=tuple(self.counts))


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v1", "MUG"), a_variant("v2", "TEA", tracked=False)))
    opened.count(a_count("v1", "P1", 5, at=after(-60)), a_count("v1", "P2", 5, at=after(-60)))
    return opened


def recounter(shop: Shop, till: Till) -> Recounter:
    return Recounter(shop.database, till, FakeClock(NOW))


def asked(
    shop: Shop, *counts: StockLevel, skus: Sequence[str] = ("MUG",)
) -> tuple[Recounter, Recount]:
    ours = recounter(shop, Till(counts, []))
    recount = ours.recount(MERCHANT, skus, LocationId(shop.stores[0]), CALL)
    assert recount is not None
    return ours, recount


def known(shop: Shop, sku: str = "MUG") -> str:
    with shop.database.read() as tx:
        level = stock.level(tx, MERCHANT, sku, shop.stores[0], now=NOW)
    return "nothing" if level is None else str(level.pos_available)


@pytest.mark.parametrize(
    ("told", "held", "expected"),
    [
        pytest.param("5", 3, True, id="more-than-held"),
        pytest.param("3", 3, True, id="just-what-is-held"),
        pytest.param("2", 3, False, id="sold-in-the-store"),
        pytest.param(None, 3, False, id="unknown-to-the-till"),
        pytest.param("9", 5, True, id="more-in-the-till-than-we-know-of"),
    ],
)
def test_there_is_plenty_where_both_counts_cover_what_is_held(
    shop: Shop, told: str | None, held: int, *, expected: bool
) -> None:
    place(shop.database, line("MUG", shop.stores[0], held), key="k")

    ours, recount = asked(shop, a_count("v1", "P1", told), a_count("v1", "P2", 0))

    assert ours.is_plenty(recount) is expected


def test_our_own_count_may_say_that_goods_are_scarce(shop: Shop) -> None:
    place(shop.database, line("MUG", shop.stores[0], 3), key="k")
    shop.count(a_count("v1", "P1", 2))

    ours, recount = asked(shop, a_count("v1", "P1", 50, at=after(-30)))

    assert not ours.is_plenty(recount)


def test_what_the_till_does_not_tell_is_not_plenty_unless_it_is_not_counted(shop: Shop) -> None:
    for sku, expected in (("MUG", False), ("TEA", True)):
        ours, recount = asked(shop, skus=[sku])
        assert ours.is_plenty(recount) is expected


def test_a_count_is_written_down_when_it_is_kept(shop: Shop) -> None:
    ours, recount = asked(shop, a_count("v1", "P1", 4))
    assert known(shop) == "5"

    ours.keep(recount)

    assert known(shop) == "4"


def test_a_till_that_is_away_tells_nothing(shop: Shop) -> None:
    till = Till(None, [])

    assert (
        recounter(shop, till).recount(MERCHANT, ["MUG"], LocationId(shop.stores[0]), CALL) is None
    )
    assert till.asked == ["v1"]


def sell_sets(shop: Shop, *, built: bool = False) -> None:
    """A set of two mugs and a tea that nobody counts."""
    parts = tuple(
        Component(variant_platform_id=PlatformId(name), quantity=Decimal(quantity))
        for name, quantity in (("v1", 2), ("v2", 1))
    )
    shop.sell(a_product("2", a_variant("v3", "SET", components=parts, built_ahead=built)))


@pytest.mark.parametrize(("built", "expected"), [(False, ["v1", "v2"]), (True, ["v3", "v1", "v2"])])
def test_a_bundle_is_counted_by_its_components(
    shop: Shop, *, built: bool, expected: list[str]
) -> None:
    sell_sets(shop, built=built)
    till = Till([], [])

    recounter(shop, till).recount(MERCHANT, ["SET"], LocationId(shop.stores[0]), CALL)

    assert till.asked == expected


@pytest.mark.parametrize(("told", "expected"), [(4, True), (3, False)])
def test_there_is_plenty_of_a_bundle_where_its_components_cover_what_is_held(
    shop: Shop, told: int, *, expected: bool
) -> None:
    sell_sets(shop)
    place(shop.database, line("SET", shop.stores[0], 2), key="k")

    ours, recount = asked(shop, a_count("v1", "P1", told), skus=["SET"])

    assert ours.is_plenty(recount) is expected


def test_a_variant_is_asked_for_as_its_own_connection_names_it(shop: Shop) -> None:
    found = counted_items(shop.database, MERCHANT, ["MUG", "NOPE"], shop.stores[0])

    assert found["MUG"] == (shop.connection.id, "P1", "v1")
    assert found["NOPE"].inventory_platform_id is None
    with pytest.raises(NotFoundError):
        counted_items(shop.database, MERCHANT, ["MUG"], "nowhere")
    with pytest.raises(NotFoundError):
        counted_items(shop.database, "mer_2", ["MUG"], shop.stores[0])
