"""Which store takes which lines: as few as can be, nearest first, never more than is there."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.ids import LocationId, ProductSku
from domain.splits import Demand, OnFailure, SplitPolicy, lay_out

STORES = tuple(map(LocationId, ("near", "middle", "far", "farthest")))
SKUS = tuple(map(ProductSku, ("mug", "lamp", "tent")))
lines = st.lists(
    st.builds(Demand, sku=st.sampled_from(SKUS), quantity=st.integers(1, 3)), min_size=1, max_size=5
)
stock = st.dictionaries(
    st.tuples(st.sampled_from(SKUS), st.sampled_from(STORES)),
    st.one_of(st.none(), st.integers(0, 6).map(Decimal)),
)


def free(**told: str) -> dict[tuple[ProductSku, LocationId], Decimal | None]:
    """`mug="near far"`: three of it at each of these."""
    return {
        (ProductSku(sku), LocationId(store)): Decimal(3)
        for sku, stores in told.items()
        for store in stores.split()
    }


def wanted(*skus: str) -> list[Demand]:
    return [Demand(sku=ProductSku(sku), quantity=1) for sku in skus]


def test_one_store_that_has_everything_takes_everything() -> None:
    laid = lay_out(wanted("mug", "lamp"), STORES, free(mug="near far", lamp="far"), most=2)

    assert laid == {"far": (0, 1)}


def test_among_pairs_the_nearest_is_taken_and_each_line_goes_to_the_nearer_of_it() -> None:
    there = free(mug="near middle", lamp="middle far", tent="near")

    laid = lay_out(wanted("lamp", "mug", "tent"), STORES, there, most=2)

    assert laid == {"middle": (0,), "near": (1, 2)}


def test_two_lines_of_one_variant_are_counted_together() -> None:
    mugs = [Demand(sku=ProductSku("mug"), quantity=2), Demand(sku=ProductSku("mug"), quantity=2)]

    assert lay_out(mugs, STORES, free(mug="near"), most=2) is None
    assert lay_out(mugs, STORES, free(mug="near far"), most=2) == {"near": (0,), "far": (1,)}


def test_more_stores_than_the_merchant_allows_are_too_many() -> None:
    there = free(mug="near", lamp="middle", tent="far")

    assert lay_out(wanted("mug", "lamp", "tent"), STORES, there, most=2) is None
    assert lay_out(wanted("mug", "lamp", "tent"), STORES, there, most=3) is not None


@given(lines=lines, there=stock, most=st.integers(1, 4))
def test_every_line_is_laid_once_within_what_is_free(
    lines: list[Demand], there: dict[Any, Decimal | None], most: int
) -> None:
    laid = lay_out(lines, STORES, there, most=most)

    if laid is None:
        return
    assert sorted(at for positions in laid.values() for at in positions) == list(range(len(lines)))
    assert len(laid) <= most
    for store, positions in laid.items():
        for sku in SKUS:
            taken = sum(lines[at].quantity for at in positions if lines[at].sku == sku)
            assert taken <= (there.get((sku, store)) or 0)


@given(lines=lines, there=stock)
def test_no_fewer_stores_would_have_done(
    lines: list[Demand], there: dict[Any, Decimal | None]
) -> None:
    laid = lay_out(lines, STORES, there, most=4)

    if laid is not None and len(laid) > 1:
        for fewer in combinations(STORES, len(laid) - 1):
            assert lay_out(lines, fewer, there, most=len(laid) - 1) is None


def test_a_policy_is_read_and_kept_within_bounds() -> None:
    told = SplitPolicy.from_settings({"most_parts": 3, "on_failure": "rest"})

    assert (told.offered, told.most_parts, told.on_failure) == (True, 3, OnFailure.REST)
    assert SplitPolicy.from_settings({}) == SplitPolicy()


@pytest.mark.parametrize(
    "told",
    [{"most_parts": 1}, {"most_parts": 9}, {"on_failure": "some"}, {"offered": "no"}, {"x": 1}, 7],
    ids=str,
)
def test_a_policy_that_cannot_be_read_is_refused_by_its_field(told: Any) -> None:
    with pytest.raises(InvalidInputError, match="split_orders"):
        SplitPolicy.from_settings(told)
