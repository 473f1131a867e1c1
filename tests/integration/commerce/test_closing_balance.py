"""The closing balance over the shops' own books: what was sold through the gateway adds up."""

from __future__ import annotations

from domain.balance import FindingKind, FindingState
from domain.ids import OrderId
from storage import merchants
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, SQUARE_STORE, House


def found(house: House) -> dict[OrderId | None, FindingKind]:
    """What every connection's proof says, two hours from now, by order."""
    house.clock.advance(2 * 3600)
    with house.services.database.read() as tx:
        mine = merchants.connections(tx, MERCHANT)
    for connection in mine:
        house.services.balance.prove(connection, lambda: None, correlation_id="test")
    _, findings = house.services.balance.standing(MERCHANT, state=FindingState.OPEN)
    return {each.finding.order_id: each.finding.kind for each in findings}


def test_sales_at_both_tills_add_up(house: House) -> None:
    own = house.shelf(SQUARE_STORE).prepare(1)
    other = house.shelf(SHOPIFY_STORE).prepare(1)
    for prepared in (own, other):
        place(house, prepared)
    left = found(house)
    runs, _ = house.services.balance.standing(MERCHANT)

    assert sum(run.orders for run in runs) >= 2
    assert sum(run.told for run in runs) >= 2  # Square lists what it charged for both
    assert own.order_id not in left
    assert other.order_id not in left
