"""What operators do about rollouts: show, set a share, shadow, roll back, look at differences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.rollout.gate import RolloutGate, Verdict, verdict_of
from domain.calls import Clock
from domain.channels import require_channel
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage import audit, merchants, notifications, rollout
from storage.alert_rules import Severity
from storage.engine import Database
from storage.results import Listed
from storage.rollout import EVERY, Change, Difference, Plan

FIRST_SHARE: Final = 1_000
"""Ten percent: where a rollout begins."""
_MOST_WORDS: Final = 500
_COUNTED: Final = timedelta(days=7)
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a merchant's rollout stands."""

    plans: Sequence[Plan]
    history: Sequence[Change]
    differences: dict[str, int]
    """Of the last seven days, by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What is to be set of a plan; None leaves it as it is."""

    share: int | None = None
    shadow: bool | None = None
    fallback: str | None = None
    """Empty: our own sentence again."""
    transfer: bool | None = None
    halt_percent: int | None = None
    """Zero: no halt rule any more."""


class RolloutDesk:
    """One for the command line, the console and the REST surface; thread-safe."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self.gate = RolloutGate(database, self._halt)

    def standing(self, merchant_id: MerchantId) -> Standing:
        """Plans, their history and the counts of differences."""
        now = self._clock.now()
        with self._db.read() as tx:
            known = rollout.plans(tx, merchant_id)
            return Standing(
                plans=tuple(known[name] for name in sorted(known)),
                history=tuple(rollout.history(tx, merchant_id)),
                differences=rollout.counts(tx, merchant_id, since=now - _COUNTED),
            )

    def set(self, merchant_id: MerchantId, channel: str, change: PlanChange, *, actor: str) -> Plan:
        """Change a channel's plan, or everybody's (`*`). A first plan begins at ten percent
        unless a share is told. Raises InvalidInputError, NotFoundError (merchant)."""
        values = _checked(change)
        now = self._clock.now()
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            known = rollout.plans(tx, merchant_id)
            _require(channel, known)
            is_first = channel not in known and EVERY not in known
            if is_first and change.share is None and change.shadow is None:
                values["share"] = FIRST_SHARE
            made = rollout.put(
                tx, merchant_id, channel, values, reason=_told(values), actor=actor, now=now
            )
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="rollout.set",
                subject=channel,
                detail={"share": made.share / 100, "shadow": made.shadow},
                at=now,
            )
        self.gate.forget(merchant_id)
        return made

    def roll_back(
        self, merchant_id: MerchantId, channel: str, *, reason: str, actor: str
    ) -> list[Plan]:
        """Serve nobody any more on a channel, or on any (`*`); the plans that changed.

        Here it holds at once, in other processes within two seconds. Raises InvalidInputError,
        NotFoundError (merchant).
        """
        if not reason.strip():
            raise InvalidInputError("reason", reason, "say why, for the history")
        now = self._clock.now()
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            known = rollout.plans(tx, merchant_id)
            _require(channel, known)
            named = {channel} | (known.keys() if channel == EVERY else set())
            made = [
                rollout.put(
                    tx, merchant_id, each, {"share": 0}, reason=reason, actor=actor, now=now
                )
                for each in sorted(named)
            ]
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="rollout.rolled_back",
                subject=channel,
                detail={"reason": reason},
                at=now,
            )
        self.gate.forget(merchant_id)
        return made

    def decide(self, merchant_id: MerchantId, channel: str, shopper: str) -> Verdict:
        """Whether a shopper would be served now; nothing is counted. Raises InvalidInputError."""
        with self._db.read() as tx:
            known = rollout.plans(tx, merchant_id)
            _require(channel, known)
        return verdict_of(known.get(channel) or known.get(EVERY), shopper)

    def differences(
        self,
        merchant_id: MerchantId,
        *,
        field: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[Difference]:
        """What shadows saw, newest first."""
        with self._db.read() as tx:
            return rollout.differences(tx, merchant_id, field=field, cursor=cursor, limit=limit)

    def prune(self) -> int:
        """Forget differences older than thirty days; how many."""
        gone = 0
        while True:
            with self._db.write() as tx:
                some = rollout.prune(tx, before=self._clock.now() - _KEPT)
            gone += some
            if not some:
                return gone

    def _halt(self, merchant_id: MerchantId, channel: str, reason: str) -> None:
        """The halt rule's rollback; whoever hears of alerts is told."""
        self.roll_back(merchant_id, channel, reason=reason, actor="halt rule")
        now = self._clock.now()
        with self._db.write() as tx:
            notifications.tell(
                tx,
                merchant_id,
                kind="rollout-halted",
                key=f"{channel}:{now.isoformat()}",
                severity=Severity.CRITICAL,
                message=f"nobody is served by voice any more ({channel}): {reason}",
                now=now,
            )


def share_of(text: str) -> int:
    """A share in hundredths of a percent, from percent as people write them.

    Raises InvalidInputError.
    """
    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        percent = Decimal(-1)
    scaled = percent * 100
    if not (percent.is_finite() and 0 <= percent <= 100 and scaled == scaled.to_integral_value()):
        raise InvalidInputError("share", text[:20], "use 0 to 100 percent, two decimals at most")
    return int(scaled)


def _checked(change: PlanChange) -> dict[str, Any]:
    if change.halt_percent is not None and not 0 <= change.halt_percent <= 100:
        raise InvalidInputError("halt_percent", change.halt_percent, "use 0 (no rule) to 100")
    if change.share is not None and not 0 <= change.share <= rollout.WHOLE:
        raise InvalidInputError("share", change.share, "use 0 to 100 percent")
    if change.fallback is not None and len(change.fallback) > _MOST_WORDS:
        raise InvalidInputError("fallback", "…", f"use at most {_MOST_WORDS} characters")
    told: dict[str, Any] = {
        "share": change.share,
        "shadow": change.shadow,
        "fallback": change.fallback,
        "transfer": change.transfer,
        "halt_percent": change.halt_percent,
    }
    values = {name: value for name, value in told.items() if value is not None}
    for name in ("fallback", "halt_percent"):
        if name in values:
            values[name] = values[name] or None
    return values


def _require(channel: str, planned: Collection[str]) -> None:
    """A slip in a channel's name must not look like a rollback. Raises InvalidInputError."""
    require_channel(channel, besides={EVERY, *planned})


def _told(values: dict[str, Any]) -> str:
    return "set " + ", ".join(sorted(values)) if values else "set"
