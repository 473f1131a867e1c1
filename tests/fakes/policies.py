"""How strictly to judge, when to ask live and who stands in, in memory, for both merchants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import NotFoundError
from domain.ids import ConnectionId, LocationId, MerchantId
from storage.intake import ANY, IntakeCount, IntakePolicy, Mode, Verdict
from storage.reading_policies import ReadingPolicy
from storage.twins import Twin
from tests.fakes.clock import FakeClock


@dataclass(slots=True)
class FakeIntake:
    """Each merchant has an account named after it."""

    clock: FakeClock
    kept: dict[tuple[MerchantId, str, str], Mode] = field(default_factory=dict)

    def policies(self, merchant_id: MerchantId) -> list[IntakePolicy]:
        """What is set."""
        return [
            IntakePolicy(account=account, channel=channel, mode=mode, updated_at=self.clock.now())
            for (owner, account, channel), mode in sorted(self.kept.items())
            if owner == merchant_id
        ]

    def counts(self, merchant_id: MerchantId) -> list[IntakeCount]:
        """One false reject."""
        return [
            IntakeCount(
                connection_id=ConnectionId(f"con_{merchant_id}"),
                channel="webhook",
                reason="price_leap",
                verdict=Verdict.FALSE_REJECT,
                times=1,
                last_at=self.clock.now(),
            )
        ]

    def set(
        self,
        merchant_id: MerchantId,
        mode: Mode | None,
        *,
        account: str = ANY,
        channel: str = ANY,
        actor: str,
    ) -> None:
        """Raises NotFoundError for an account of somebody else."""
        if account not in (ANY, f"con_{merchant_id}"):
            raise NotFoundError("connection", account)
        self.kept.pop((merchant_id, account, channel), None)
        if mode is not None:
            self.kept[merchant_id, account, channel] = mode


@dataclass(slots=True)
class FakePolicies:
    """Each merchant has two stores named after it."""

    clock: FakeClock
    kept: dict[tuple[MerchantId, str], ReadingPolicy] = field(default_factory=dict)
    pairs: dict[tuple[MerchantId, str], Twin] = field(default_factory=dict)

    def reading(self, merchant_id: MerchantId) -> Mapping[str, ReadingPolicy]:
        """By channel."""
        return {name: policy for (owner, name), policy in self.kept.items() if owner == merchant_id}

    def set_reading(
        self, merchant_id: MerchantId, channel: str, policy: ReadingPolicy, *, actor: str
    ) -> None:
        """Keep it."""
        self.kept[merchant_id, channel] = policy

    def drop_reading(self, merchant_id: MerchantId, channel: str, *, actor: str) -> None:
        """Raises NotFoundError."""
        if self.kept.pop((merchant_id, channel), None) is None:
            raise NotFoundError("reading policy", channel)

    def twins(self, merchant_id: MerchantId) -> list[Twin]:
        """The pairs."""
        return [twin for (owner, _), twin in self.pairs.items() if owner == merchant_id]

    def pair(self, merchant_id: MerchantId, location_id: str, twin_id: str, *, actor: str) -> Twin:
        """Raises NotFoundError for a store of somebody else."""
        for each in (location_id, twin_id):
            if not each.startswith(f"loc_{merchant_id}_"):
                raise NotFoundError("location", each)
        made = Twin(
            location_id=LocationId(location_id),
            twin_id=LocationId(twin_id),
            created_at=self.clock.now(),
        )
        self.pairs[merchant_id, location_id] = made
        return made

    def part(self, merchant_id: MerchantId, location_id: str, *, actor: str) -> None:
        """Raises NotFoundError."""
        if self.pairs.pop((merchant_id, location_id), None) is None:
            raise NotFoundError("pair of stores", location_id)
