"""Split orders as a conversation asks for them, over a shop in memory; a key gives one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.commerce.model import (
    NotOrderable,
    Parked,
    PayElsewhere,
    Placed,
    PlaceOrder,
    Prepared,
    PrepareOrder,
)
from app.commerce.split_model import (
    PlaceSplit,
    SplitPlaced,
    SplitPlaceOutcome,
    SplitPrepared,
    SplitPrepareOutcome,
    SplitView,
)
from domain.calls import Call
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import IdempotencyKey, LocationId, MerchantId, OrderId, ProductSku
from domain.money import total
from domain.splits import Demand, OnFailure, SplitState, lay_out
from storage.split_orders import StoredSplit
from tests.fakes.commerce import FakeShop


@dataclass
class TalkedSplits:
    """Each part an order of the shop's own."""

    shop: FakeShop
    offered: bool = True
    most_parts: int = 2
    kept: dict[str, SplitPrepared] = field(default_factory=dict)
    canceled: list[str] = field(default_factory=list)
    is_being_placed: bool = False
    """Somebody is at it: it cannot be taken back now."""

    def stores_for(self, command: PrepareOrder) -> tuple[LocationId, ...]:
        return tuple(self._laid(command))

    def prepare(self, command: PrepareOrder, call: Call) -> SplitPrepareOutcome:
        laid = self._laid(command)
        if not laid:
            return NotOrderable(reason="split-impossible", detail="no two stores have it all")
        if command.key in self.kept:
            return self.kept[command.key]
        held: list[Prepared] = []
        for place, lines in laid.items():
            part = replace(
                command,
                lines=tuple(command.lines[each] for each in lines),
                location_id=place,
                key=IdempotencyKey(f"{command.key}-{place}"),
                part_of=command.key,
            )
            outcome = self.shop.checkout.prepare(part, call)
            if not isinstance(outcome, Prepared):
                return outcome
            held.append(outcome)
        self.kept[command.key] = SplitPrepared(
            split_id=f"spl_{len(self.kept) + 1}",
            parts=tuple(held),
            total=total((each.total for each in held), "USD"),
        )
        return self.kept[command.key]

    def place(self, command: PlaceSplit, call: Call) -> SplitPlaceOutcome:
        split = self._get(command.split_id)
        receipts = []
        for part in split.parts:
            order = PlaceOrder(merchant_id=command.merchant_id, order_id=part.order_id)
            outcome = self.shop.checkout.place(order, call)
            if not isinstance(outcome, Placed):
                assert not isinstance(outcome, Parked | PayElsewhere)
                return outcome
            receipts.append(outcome.receipt)
        return SplitPlaced(split_id=split.split_id, receipts=tuple(receipts))

    def cancel(self, merchant_id: MerchantId, split_id: str, *, call: Call) -> SplitView:
        split = self._get(split_id)
        if self.is_being_placed:
            raise IllegalTransitionError("split order", "agreed", "ended")
        for part in split.parts:
            self.shop.checkout.cancel(  # what has to wait, the worker takes back
                merchant_id, OrderId(part.order_id), reason="split order", call=call
            )
        self.canceled.append(split_id)
        now = self.shop.clock.now()
        ended = StoredSplit(
            id=split_id,
            merchant_id=merchant_id,
            key=split_id,
            state=SplitState.ENDED,
            on_failure=OnFailure.ALL,
            total=split.total,
            channel="test",
            customer_id=None,
            reason=None,
            attempts=0,
            due_at=now,
            created_at=now,
            updated_at=now,
            parts=(),
        )
        orders = tuple(
            self.shop.order_book.order(merchant_id, OrderId(part.order_id)) for part in split.parts
        )
        return SplitView(stored=ended, orders=orders)

    def _get(self, split_id: str) -> SplitPrepared:
        found = [each for each in self.kept.values() if each.split_id == split_id]
        if not found:
            raise NotFoundError("split order", split_id)
        return found[0]

    def _laid(self, command: PrepareOrder) -> dict[LocationId, tuple[int, ...]]:
        free: dict[tuple[ProductSku, LocationId], Decimal | None] = {
            (line.sku, store.location_id): store.available
            for line in command.lines
            for store in self.shop.stock.stores_with(command.merchant_id, line.sku)
        }
        stores = sorted(
            {place for _, place in free}, key=lambda each: (each != command.location_id, each)
        )
        demand = [Demand(sku=line.sku, quantity=line.quantity) for line in command.lines]
        laid = lay_out(demand, stores, free, most=self.most_parts) if self.offered else None
        return dict(laid) if laid else {}
