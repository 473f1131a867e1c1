"""A closing balance in memory: one finding of each merchant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.balance import Finding, FindingKind, FindingState
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from storage.balance import BalanceRun, StoredFinding
from tests.fakes.clock import FakeClock


@dataclass
class FakeBalance:
    """What the REST view asks."""

    clock: FakeClock
    accepted: dict[MerchantId, str] = field(default_factory=dict)

    def standing(
        self, merchant_id: MerchantId, *, state: FindingState | None = None, limit: int = 100
    ) -> tuple[Sequence[BalanceRun], Sequence[StoredFinding]]:
        now = self.clock.now()
        finding = Finding(
            kind=FindingKind.CAPTURE_WITHOUT_ORDER,
            subject="pay_1",
            order_id=OrderId(f"ord_{merchant_id}"),
            amount=Money(1999, "USD"),
            detail="the order is canceled",
        )
        stored = StoredFinding(
            id=f"fnd_{merchant_id}",
            connection_id=ConnectionId(f"con_{merchant_id}"),
            finding=finding,
            state=FindingState.OPEN,
            found_at=now,
            ended_at=None,
        )
        run = BalanceRun(
            id="bal_1",
            connection_id=ConnectionId(f"con_{merchant_id}"),
            since=now,
            until=now,
            orders=3,
            undone=1,
            told=4,
            found=1,
            ended_at=now,
        )
        said = self.accepted.get(merchant_id)
        if said is not None:
            ended = replace(finding, detail=f"{finding.detail}; accepted: {said}")
            stored = replace(stored, finding=ended, state=FindingState.ACCEPTED, ended_at=now)
        return (run,), (stored,)

    def accept(
        self, merchant_id: MerchantId, finding_id: str, *, note: str, actor: str
    ) -> StoredFinding:
        if finding_id != f"fnd_{merchant_id}":
            raise NotFoundError("finding", finding_id)
        if merchant_id in self.accepted:
            raise IllegalTransitionError("finding", "accepted", "accepted")
        self.accepted[merchant_id] = note
        return self.standing(merchant_id)[1][0]
