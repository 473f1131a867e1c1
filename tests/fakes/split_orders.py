"""Orders over two tills in memory: what the REST views ask for, Acme's alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.commerce.model import NotOrderable, PrepareOrder, PriceChanged
from app.commerce.split_model import (
    PlaceSplit,
    SplitPlaced,
    SplitPlaceOutcome,
    SplitPrepareOutcome,
    SplitView,
)
from domain.calls import Call
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import ConnectionId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.splits import OPEN_SPLITS, OnFailure, SplitState
from storage.results import Listed
from storage.split_orders import StoredPart, StoredSplit
from tests.fakes.clock import FakeClock

OWNER = MerchantId("m_acme")


@dataclass
class FakeSplits:
    """One order of two stores, priced, stands from the start."""

    clock: FakeClock
    require_variant: Callable[[MerchantId, ProductSku], object]
    """Raises UnknownSkuError."""
    kept: dict[str, StoredSplit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.clock.now()
        self.kept["spl_m_acme"] = StoredSplit(
            id="spl_m_acme",
            merchant_id=OWNER,
            key="spl_m_acme",
            state=SplitState.PRICED,
            on_failure=OnFailure.ALL,
            total=Money(3000, "USD"),
            channel="api",
            customer_id=None,
            reason=None,
            attempts=0,
            due_at=now,
            created_at=now,
            updated_at=now,
            parts=tuple(
                StoredPart(
                    split_id="spl_m_acme",
                    position=position,
                    connection_id=ConnectionId(f"con_{position}"),
                    location_id=LocationId(f"loc_m_acme_{position + 1}"),
                    lines=(position,),
                    order_id=None,
                    total_minor=minor,
                )
                for position, minor in enumerate((1999, 1001))
            ),
        )

    def prepare(self, command: PrepareOrder, call: Call) -> SplitPrepareOutcome:
        for line in command.lines:
            self.require_variant(command.merchant_id, line.sku)
        return NotOrderable(reason="split-impossible", detail="no 2 stores have it")

    def place(self, command: PlaceSplit, call: Call) -> SplitPlaceOutcome:
        total = self.get(command.merchant_id, command.split_id).stored.total
        if total is not None and command.agreed_total not in (None, total):
            return PriceChanged(
                order_id=OrderId(command.split_id), agreed=command.agreed_total, now=total
            )
        self._move(command.merchant_id, command.split_id, SplitState.PLACED)
        return SplitPlaced(split_id=command.split_id, receipts=())

    def cancel(self, merchant_id: MerchantId, split_id: str, *, call: Call) -> SplitView:
        self._move(merchant_id, split_id, SplitState.ENDED)
        return self.get(merchant_id, split_id)

    def get(self, merchant_id: MerchantId, split_id: str, *, call: Call | None = None) -> SplitView:
        found = self.kept.get(split_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("split order", split_id)
        return SplitView(stored=found, orders=tuple(None for _ in found.parts))

    def list(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> Listed[StoredSplit]:
        rows = [each for each in self.kept.values() if each.merchant_id == merchant_id]
        return Listed(rows=tuple(rows[:limit]))

    def _move(self, merchant_id: MerchantId, split_id: str, to: SplitState) -> None:
        found = self.get(merchant_id, split_id).stored
        if found.state not in OPEN_SPLITS:
            raise IllegalTransitionError("split order", found.state.value, to.value)
        self.kept[split_id] = replace(found, state=to)
