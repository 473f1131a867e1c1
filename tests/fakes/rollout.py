"""A rollout in memory: plans by merchant, and Acme's one difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.rollout.desk import PlanChange, Standing
from app.rollout.gate import Verdict, verdict_of
from domain.ids import MerchantId
from storage.results import Listed
from storage.rollout import WHOLE, Difference, Plan
from tests.fakes.clock import FakeClock
from tests.fakes.connections import OWNER


@dataclass(slots=True)
class FakeRolloutDesk:
    """Plans by merchant and channel."""

    clock: FakeClock
    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)

    def standing(self, merchant_id: MerchantId) -> Standing:
        mine = [plan for (whose, _), plan in self.plans.items() if whose == merchant_id]
        return Standing(plans=mine, history=(), differences={})

    def set(self, merchant_id: MerchantId, channel: str, change: PlanChange, *, actor: str) -> Plan:
        del actor
        made = Plan(
            channel=channel,
            share=WHOLE if change.share is None else change.share,
            shadow=bool(change.shadow),
            fallback=change.fallback,
            transfer=bool(change.transfer),
            halt_percent=change.halt_percent,
            salt="00" * 16,
            revision=1,
            updated_at=self.clock.now(),
        )
        self.plans[merchant_id, channel] = made
        return made

    def roll_back(
        self, merchant_id: MerchantId, channel: str, *, reason: str, actor: str
    ) -> list[Plan]:
        del reason
        return [self.set(merchant_id, channel, PlanChange(share=0), actor=actor)]

    def decide(self, merchant_id: MerchantId, channel: str, shopper: str) -> Verdict:
        return verdict_of(self.plans.get((merchant_id, channel)), shopper)

    def differences(self, merchant_id: MerchantId, **_: Any) -> Listed[Difference]:
        if merchant_id != OWNER:
            return Listed(rows=())
        return Listed(
            rows=(
                Difference(
                    channel="alexa",
                    order_id="ord_1",
                    field="unit_price",
                    sku="AM90",
                    live={"amount": 500, "currency": "USD"},
                    shadow={"amount": 450, "currency": "USD"},
                    at=self.clock.now(),
                ),
            )
        )


@dataclass(slots=True)
class FakeRollout:
    """The rollout's parts."""

    desk: FakeRolloutDesk
