"""Returns in memory: one of each merchant stands from the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.commerce.returns import AskReturn
from domain.calls import Call
from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from domain.orders import Tracking
from domain.returns import Refused, ReturnReason, ReturnState
from storage.results import Listed
from storage.return_labels import StoredLabel
from storage.returns import StoredReturn
from tests.fakes.clock import FakeClock


@dataclass
class FakeReturns:
    """What the REST views ask of returns."""

    clock: FakeClock
    require_order: Callable[[MerchantId, OrderId], object]
    """Raises NotFoundError."""
    kept: dict[str, StoredReturn] = field(default_factory=dict)
    bought: dict[str, StoredLabel] = field(default_factory=dict)
    tracked: dict[str, Tracking] = field(default_factory=dict)
    """Parcels that come back, by the return's id."""

    def __post_init__(self) -> None:
        for merchant in ("m_acme", "m_other"):
            made = self._new(MerchantId(merchant), OrderId("ord_x"), f"rtn_{merchant}")
            self.kept[made.id] = replace(made, state=ReturnState.NEEDS_PERSON)

    def _new(self, merchant_id: MerchantId, order_id: OrderId, its_id: str) -> StoredReturn:
        now = self.clock.now()
        return StoredReturn(
            id=its_id,
            merchant_id=merchant_id,
            connection_id=ConnectionId("con_x"),
            order_id=order_id,
            state=ReturnState.AWAITING_GOODS,
            reason=ReturnReason.OTHER,
            note=None,
            lines=((0, 1),),
            amount=Money(1999, "USD"),
            channel="api",
            customer_id=None,
            platform_id=None,
            restocked=False,
            created_at=now,
            updated_at=now,
        )

    def ask(self, wish: AskReturn, call: Call) -> StoredReturn | Refused:
        self.require_order(wish.merchant_id, wish.order_id)
        if wish.lines[0].quantity > 3:
            return Refused("more-than-received", "Mug", 3, 0)
        made = self._new(wish.merchant_id, wish.order_id, f"rtn_{len(self.kept)}")
        self.kept[made.id] = made
        return made

    def get(self, merchant_id: MerchantId, return_id: str) -> StoredReturn:
        found = self.kept.get(return_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("return", return_id)
        return found

    def labels(
        self, merchant_id: MerchantId, return_ids: Sequence[str]
    ) -> Mapping[str, StoredLabel]:
        return {each: self.bought[each] for each in return_ids if each in self.bought}

    def parcels(
        self, merchant_id: MerchantId, stored: Sequence[StoredReturn]
    ) -> Mapping[str, Tracking]:
        return {each.id: self.tracked[each.id] for each in stored if each.id in self.tracked}

    def list(
        self, merchant_id: MerchantId, *, state: ReturnState | None, cursor: str | None, limit: int
    ) -> Listed[StoredReturn]:
        rows = [each for each in self.kept.values() if each.merchant_id == merchant_id]
        return Listed(rows=tuple(rows[:limit]))

    def decide(
        self, merchant_id: MerchantId, return_id: str, *, approve: bool, actor: str
    ) -> StoredReturn:
        return self._moved(merchant_id, return_id, ReturnState.AWAITING_GOODS)

    def received(
        self, merchant_id: MerchantId, return_id: str, *, actor: str, call: Call
    ) -> StoredReturn:
        return self._moved(merchant_id, return_id, ReturnState.DONE)

    def cancel(self, merchant_id: MerchantId, return_id: str, *, actor: str) -> StoredReturn:
        return self._moved(merchant_id, return_id, ReturnState.CANCELED)

    def _moved(self, merchant_id: MerchantId, return_id: str, to: ReturnState) -> StoredReturn:
        moved = replace(self.get(merchant_id, return_id), state=to)
        self.kept[return_id] = moved
        return moved
