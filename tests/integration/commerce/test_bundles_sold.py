"""A bundle that was sold, canceled, or came back in parts: what its till counts of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.commerce.model import Canceled, Placed, Prepared
from app.commerce.returns import AskReturn
from domain.ids import ProductSku
from domain.returns import Refused, ReturnReason, ReturnState, Wanted
from storage import merchants
from sync.full_sync import FullSync
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, House, Shelf, new_call

_PARTS = (1, 2)
"""How many of each part one bundle takes."""


@dataclass(frozen=True, slots=True)
class Set:
    """A bundle of two parts, of each of which ten stand in the store."""

    house: House
    bundle: Shelf
    parts: tuple[Shelf, Shelf]

    def there(self) -> tuple[Decimal, ...]:
        """What the till counts of each part; the gateway's own figures are the same."""
        counted = tuple(part.till.stock(part.sku, part.store) for part in self.parts)
        for part in self.parts:
            part.learn()
        assert tuple(part.level().pos_available for part in self.parts) == counted
        return counted

    def buy(self, quantity: int) -> Prepared:
        prepared = self.bundle.prepare(quantity)
        assert isinstance(place(self.house, prepared), Placed)
        return prepared

    def hand_over(self, prepared: Prepared) -> None:
        order = self.house.services.orders.order(MERCHANT, prepared.order_id)
        told = {"order_id": order.pos_order_id, "state": "COMPLETED"}
        self.bundle.till.control("POST fulfillment", told)
        self.house.services.orders.order(MERCHANT, prepared.order_id, call=new_call())

    def bring_back(self, prepared: Prepared, quantity: int) -> str:
        """The refusal's code, or the state of the return once the goods are here."""
        returns = self.house.services.returns
        before = len(returns.of_order(MERCHANT, prepared.order_id))
        wish = AskReturn(
            merchant_id=MERCHANT,
            order_id=prepared.order_id,
            lines=(Wanted(position=0, quantity=quantity),),
            reason=ReturnReason.CHANGED_MIND,
            channel="test",
            key=f"{prepared.order_id}-{quantity}-{before}",
        )
        asked = returns.ask(wish, new_call())
        if isinstance(asked, Refused):
            return asked.code
        if asked.state is ReturnState.NEEDS_PERSON:  # what is dear, or comes back often
            returns.decide(MERCHANT, asked.id, approve=True, actor="staff")
        return returns.received(MERCHANT, asked.id, actor="staff", call=new_call()).state


@pytest.fixture
def sold_as_set(house: House) -> Set:
    bundle, one, other = (house.shelf(SHOPIFY_STORE, 10) for _ in range(3))
    parts = {str(part.sku): many for part, many in zip((one, other), _PARTS, strict=True)}
    bundle.till.control("POST bundle", {"sku": ProductSku(bundle.sku), "components": parts})
    runner = FullSync(house.services.database, house.services.directory, house.clock)
    with house.services.database.read() as tx:
        connection = merchants.connection(tx, house.connections["shopify"])
    runner.run(connection.id, lambda _progress: None)
    return Set(house, bundle, (one, other))


def test_a_bundle_is_taken_off_its_parts_and_goes_back_to_them_bit_by_bit(sold_as_set: Set) -> None:
    prepared = sold_as_set.buy(3)
    sold = sold_as_set.there()
    sold_as_set.hand_over(prepared)
    handed_over = sold_as_set.there()

    steps = [sold_as_set.bring_back(prepared, many) for many in (1, 3, 2, 1)]

    done = ReturnState.DONE
    assert sold == handed_over == (7, 4)
    assert steps == [done, "more-than-received", done, "already-returned"]
    assert sold_as_set.there() == (10, 10)
    order = sold_as_set.house.services.orders.order(MERCHANT, prepared.order_id)
    assert order.refunded == prepared.total


def test_the_parts_of_a_canceled_bundle_are_for_sale_again(sold_as_set: Set) -> None:
    prepared = sold_as_set.buy(2)
    sold = sold_as_set.there()

    canceled = sold_as_set.house.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
    )

    assert isinstance(canceled, Canceled)
    assert sold == (8, 6)
    assert sold_as_set.there() == (10, 10)
