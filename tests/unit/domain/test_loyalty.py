"""How many points come or go when an order is handed over, refunded in part, or ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.loyalty import OrderPoints, correction
from domain.money import Money


def points(earned: int = 0, spent: int = 0, corrected: int = 0) -> OrderPoints:
    return OrderPoints(earned=earned, spent=spent, corrected=corrected)


@pytest.mark.parametrize(
    ("stands", "refunded", "ended", "due"),
    [
        pytest.param(points(earned=40), 0, False, 0, id="kept whole"),
        pytest.param(points(earned=40), 25_00, False, -10, id="a quarter back"),
        pytest.param(points(earned=3), 50_00, False, -1, id="rounded for the shopper"),
        pytest.param(points(earned=40, corrected=-10), 50_00, False, -10, id="another quarter"),
        pytest.param(points(earned=40, spent=10), 100_00, True, -30, id="ended with a reward"),
        pytest.param(points(spent=10), 0, True, 10, id="ended before anything was earned"),
        pytest.param(points(earned=40, spent=10, corrected=-30), 100_00, True, 0, id="right"),
        pytest.param(points(earned=40, corrected=-40), 0, False, 40, id="taken by mistake"),
    ],
)
def test_what_is_due(stands: OrderPoints, refunded: int, ended: bool, due: int) -> None:
    total, back = Money(100_00, "USD"), Money(refunded, "USD")

    assert correction(stands, total=total, refunded=back, ended=ended) == due


def test_an_order_that_cost_nothing_has_nothing_taken_back() -> None:
    zero = Money.zero("USD")

    assert correction(points(earned=4), total=zero, refunded=zero, ended=False) == 0


@given(
    earned=st.integers(0, 10_000),
    spent=st.integers(0, 10_000),
    total=st.integers(1, 10**9),
    share=st.integers(0, 10**9),
    ended=st.booleans(),
)
def test_a_correction_leaves_nothing_to_correct_and_never_takes_more_than_was_earned(
    earned: int, spent: int, total: int, share: int, ended: bool
) -> None:
    money = {"total": Money(total, "USD"), "refunded": Money(share, "USD")}
    stands = points(earned, spent)

    due = correction(stands, **money, ended=ended)

    assert due >= -earned
    assert correction(points(earned, spent, due), **money, ended=ended) == 0
