"""Parked orders in memory: every order of a merchant waits for its till."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.commerce.model import Canceled, CancelOutcome, OrderView
from app.commerce.under_way import UnderWay
from domain.calls import Call
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.parking import ParkedState
from storage.parked import ParkedOrder
from storage.results import Listed
from tests.fakes.clock import FakeClock


@dataclass
class FakeParked:
    """What the REST views ask of the queue."""

    clock: FakeClock
    order: Callable[[MerchantId, OrderId], OrderView]
    """Raises NotFoundError."""
    kept: dict[OrderId, ParkedOrder] = field(default_factory=dict)
    stuck: Sequence[UnderWay] = ()

    def list(
        self,
        merchant_id: MerchantId,
        *,
        states: Collection[ParkedState],
        cursor: str | None,
        limit: int,
    ) -> Listed[ParkedOrder]:
        rows = [each for each in self.kept.values() if each.merchant_id == merchant_id]
        return Listed(rows=tuple(each for each in rows if each.state in states)[:limit])

    def under_way(self, merchant_id: MerchantId) -> Sequence[UnderWay]:
        return self.stuck

    def get(self, merchant_id: MerchantId, order_id: OrderId) -> ParkedOrder:
        view, now = self.order(merchant_id, order_id), self.clock.now()
        return self.kept.setdefault(
            order_id,
            ParkedOrder(
                order_id=order_id,
                merchant_id=merchant_id,
                connection_id=ConnectionId("con_x"),
                state=ParkedState.WAITING,
                is_authorized=False,
                total=view.total,
                location_name=view.location_name or "",
                channel="api",
                reason="UnavailableError",
                attempts=0,
                parked_at=now,
                until=now + timedelta(hours=4),
                due_at=now,
            ),
        )

    def retry(
        self, merchant_id: MerchantId, order_id: OrderId, *, actor: str, call: Call
    ) -> ParkedOrder:
        return self._moved(merchant_id, order_id, state=ParkedState.CONFIRMED)

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, actor: str, call: Call
    ) -> CancelOutcome:
        self._moved(merchant_id, order_id, state=ParkedState.ENDED)
        return Canceled(order=self.order(merchant_id, order_id))

    def entered(
        self, merchant_id: MerchantId, order_id: OrderId, *, number: str, actor: str, call: Call
    ) -> ParkedOrder:
        moved = self._moved(merchant_id, order_id, state=ParkedState.ENTERED)
        self.kept[order_id] = replace(moved, number=number, closed_by=actor)
        return self.kept[order_id]

    def _moved(
        self, merchant_id: MerchantId, order_id: OrderId, *, state: ParkedState
    ) -> ParkedOrder:
        moved = replace(self.get(merchant_id, order_id), state=state)
        self.kept[order_id] = moved
        return moved
