"""Lines that come to what their order costs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import PlatformId
from domain.line_shares import settled
from domain.money import Money
from domain.orders import OrderLine, OrderState, PaymentState, PosOrder

_AT = datetime(2026, 11, 22, tzinfo=UTC)
_CENTS = st.integers(min_value=1, max_value=500_000)


def _order(lines: list[tuple[int, int]], *, tax: int, total: int) -> PosOrder:
    """An order of such lines, each as it is told: its total, and its tax."""
    return PosOrder(
        platform_id=PlatformId("O1"),
        number="1",
        state=OrderState.COMPLETED,
        payment_state=PaymentState.PAID,
        total=Money(total, "USD"),
        tax=Money(tax, "USD"),
        lines=tuple(
            OrderLine(
                platform_id=PlatformId(str(at)),
                name="",
                quantity=Decimal(1),
                unit_price=Money(told, "USD"),
                total=Money(told, "USD"),
                tax=Money(part, "USD"),
            )
            for at, (told, part) in enumerate(lines)
        ),
        created_at=_AT,
        updated_at=_AT,
    )


def _told(order: PosOrder) -> list[tuple[int, int]]:
    return [(line.total.amount, line.tax.amount) for line in order.lines]


@pytest.mark.parametrize(
    ("lines", "tax", "total", "hold_tax", "expected"),
    [
        pytest.param(
            [(1741, 163), (1102, 103)], 267, 2844, True, [(1742, 164), (1102, 103)],
            id="tax that is rounded once for the order",
        ),
        pytest.param(
            [(457, 47), (1999, 207)], 254, 2710, False, [(504, 47), (2206, 207)],
            id="lines told before tax",
        ),
        pytest.param(
            [(1000, 0), (3000, 0)], 414, 4414, False, [(1104, 104), (3310, 310)],
            id="tax that no line tells",
        ),
        pytest.param(
            [(1000, 104), (3000, 311)], 373, 3973, False, [(993, 93), (2980, 280)],
            id="a tenth off the whole order",
        ),
        pytest.param(
            [(1104, 104)], 152, 1606, True, [(1104, 104)],
            id="a taxed delivery fee beside the line",
        ),
        pytest.param(
            [(1104, 104), (552, 52)], 156, 1956, True, [(1104, 104), (552, 52)],
            id="a tip beside the lines",
        ),
        pytest.param([(-1104, -104)], -104, -1104, True, [(-1104, -104)], id="goods given back"),
        pytest.param([(0, 0)], 0, 0, False, [(0, 0)], id="nothing to pay"),
    ],
)  # fmt: skip
def test_a_line_is_told_with_its_part_of_tax_and_discount(
    lines: list[tuple[int, int]],
    tax: int,
    total: int,
    hold_tax: bool,
    expected: list[tuple[int, int]],
) -> None:
    order = _order(lines, tax=tax, total=total)

    assert _told(settled(order, lines_hold_tax=hold_tax)) == expected


@given(
    lines=st.lists(st.tuples(_CENTS, st.integers(0, 25)), min_size=1, max_size=8),
    off=st.integers(0, 90),
    hold_tax=st.booleans(),
)
def test_lines_add_up_however_tax_and_discount_are_told(
    lines: list[tuple[int, int]], off: int, hold_tax: bool
) -> None:
    told = [(net, net * percent // 100) for net, percent in lines]
    nets = sum(net for net, _ in told)
    tax = sum(part for _, part in told) * (100 - off) // 100
    total = nets * (100 - off) // 100 + tax
    seen = [(net + part, part) for net, part in told] if hold_tax else told

    made = settled(_order(seen, tax=tax, total=total), lines_hold_tax=hold_tax)

    assert sum(amount for amount, _ in _told(made)) == total
    assert sum(part for _, part in _told(made)) == tax


def test_an_order_whose_lines_are_not_told_stays_as_it_is() -> None:
    order = _order([], tax=0, total=500)

    assert settled(order, lines_hold_tax=True) is order
