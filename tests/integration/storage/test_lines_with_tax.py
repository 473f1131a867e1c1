"""The step of the schema that puts tax into lines which were told without it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.catalog import Source
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import OrderLine, OrderState, PaymentState, PosOrder
from storage import migrate, orders, tables
from storage.engine import open_database
from tests.integration.storage.shop import NOW, open_shop


def _order(name: str, total: int, tax: int, *lines: tuple[int, int]) -> PosOrder:
    """An order of a till; each line as it was told: its total and its tax."""
    return PosOrder(
        platform_id=PlatformId(name),
        number=name,
        state=OrderState.COMPLETED,
        payment_state=PaymentState.PAID,
        total=Money(total, "USD"),
        tax=Money(tax, "USD"),
        lines=tuple(
            OrderLine(
                platform_id=PlatformId(f"{name}-{at}"),
                name="Mug",
                quantity=Decimal(1),
                unit_price=Money(told, "USD"),
                total=Money(told, "USD"),
                tax=Money(part, "USD"),
            )
            for at, (told, part) in enumerate(lines)
        ),
        created_at=NOW,
        updated_at=NOW,
        revision=1,
    )


@pytest.mark.parametrize(
    ("total", "tax", "told", "expected"),
    [
        pytest.param(2710, 254, [(457, 47), (1999, 207)], [504, 2206], id="told before tax"),
        pytest.param(2711, 255, [(457, 47), (1999, 207)], [504, 2207], id="a cent of rounding"),
        pytest.param(2710, 254, [(457, 0), (1999, 0)], [504, 2206], id="no tax told of lines"),
        pytest.param(2710, 254, [(504, 47), (2206, 207)], [504, 2206], id="told with tax"),
        pytest.param(3505, 254, [(504, 47), (2206, 207)], [504, 2206], id="a fee beside them"),
        pytest.param(2000, 0, [(2000, 0)], [2000], id="without tax"),
    ],
)
def test_lines_told_before_tax_get_it_and_others_stay(
    blank_url: str, total: int, tax: int, told: list[tuple[int, int]], expected: list[int]
) -> None:
    migrate.upgrade(blank_url, "0064")
    database = open_database(blank_url)
    shop = open_shop(database)
    with database.write() as tx:
        order = _order("O1", total, tax, *told)
        orders.apply_orders(tx, shop.connection, [order], as_of=NOW, source=Source.POLL)

    migrate.upgrade(blank_url)
    migrate.upgrade(blank_url)

    lines = tables.order_lines
    with database.read() as tx:
        kept = tx.execute(lines.select().order_by(lines.c.position)).all()
    database.close()
    assert [row.total_minor for row in kept] == expected
