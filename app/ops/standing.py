"""How one connection stands: its figures at one moment, by the names that rules of alerts use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from domain.events import Entity
from storage.dead_letters import Impact
from storage.health import CallFigures, Health, HealthState
from storage.merchants import ConnectionStatus, PosConnection
from storage.sync_figures import ENTITIES, SyncFigures

METRICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "down_s": "seconds the platform has not answered",
        "error_rate": "percent of the calls of 15 minutes that failed",
        "p95_ms": "milliseconds within which 95 of 100 calls were answered",
        "throttled_percent": "percent of calls that the platform refused for their rate",
        "budget_used": "percent of the rate budget that is spent",
        "lag_s": "seconds since all changes of the stalest entity were brought over",
        "backlog": "deliveries that wait",
        "backlog_age_s": "seconds that the oldest delivery has waited",
        "dead_letters": "letters that no retry will mend",
        "dead_orders": "of these, about orders and payments",
        "webhooks_silent_s": "seconds that webhooks are missing, by the connection's habit",
        "drift_percent": "percent of the figures compared within a day that differed",
        "failed_jobs": "kinds of jobs whose latest one failed",
        "failed_proofs": "kinds of records whose latest proof differs or is an alarm",
        "need_person": "orders of a week that only a person can settle",
    }
)
"""What rules may be about: properties of `ConnectionStanding` by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityStatus:
    """How fresh one kind of records is."""

    entity: Entity
    fresh_at: datetime
    """When all changes were last brought over."""
    lag_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionStanding:
    """One connection at one moment."""

    connection: PosConnection
    at: datetime
    health: Health | None
    """None: nobody has called it yet."""
    calls: CallFigures
    figures: SyncFigures

    def figure(self, metric: str, entity: Entity | None = None) -> int | None:
        """The figure of that name (of one entity: its own lag); None where there is none."""
        if metric == "lag_s" and entity is not None:
            return next((each.lag_s for each in self.entities if each.entity is entity), None)
        value: int | None = getattr(self, metric)
        return value

    @property
    def is_active(self) -> bool:
        """Whether its platform may be asked at all."""
        return self.connection.status is ConnectionStatus.ACTIVE

    @property
    def entities(self) -> tuple[EntityStatus, ...]:
        """The kinds of records that this connection has ever brought, in a fixed order."""
        known = self.figures.fresh_at
        return tuple(
            EntityStatus(entity=each, fresh_at=known[each], lag_s=self._age_s(known[each]))
            for each in ENTITIES
            if each in known
        )

    @property
    def lag_s(self) -> int:
        """Of the stalest entity; since it was connected where nothing was brought yet.

        Places are read by full runs alone, and change when shops open: they are left out.
        """
        lags = [each.lag_s for each in self.entities if each.entity is not Entity.LOCATION]
        return max(lags, default=self._age_s(self.connection.created_at))

    @property
    def backlog(self) -> int:
        """Deliveries that wait."""
        return self.figures.pending

    @property
    def backlog_age_s(self) -> int:
        """How long the oldest delivery has waited."""
        oldest = self.figures.oldest_pending_at
        return 0 if oldest is None else self._age_s(oldest)

    @property
    def down_s(self) -> int:
        """How long the platform has not answered; 0 while it does."""
        known = self.health
        if known is None or known.state is not HealthState.DOWN:
            return 0
        return self._age_s(known.since)

    @property
    def error_rate(self) -> int | None:
        """Failures in percent of the calls."""
        return self.calls.error_rate

    @property
    def p95_ms(self) -> int | None:
        """What 95 of 100 answers kept."""
        return self.calls.p95_ms

    @property
    def throttled_percent(self) -> int | None:
        """Throttled answers in percent of the calls."""
        calls = self.calls
        return None if not calls.calls else round(100 * calls.throttled / calls.calls)

    @property
    def budget_used(self) -> int | None:
        """The rate budget's spent share, as the process that called last saw it."""
        return None if self.health is None else self.health.budget_used

    @property
    def dead_letters(self) -> int:
        """All of them."""
        return self.figures.dead_letters

    @property
    def dead_orders(self) -> int:
        """Those about orders and payments."""
        return self.figures.dead.get(Impact.ORDERS, 0)

    @property
    def webhooks_silent_s(self) -> int:
        """How long they are missing; 0 while they come as usual."""
        since = self.figures.silent_since
        return 0 if since is None else self._age_s(since)

    @property
    def drift_percent(self) -> int | None:
        """Differing figures among those compared, rounded up; None: none were compared."""
        figures = self.figures
        return -(-100 * figures.drifted // figures.checked) if figures.checked else None

    @property
    def failed_jobs(self) -> int:
        """Kinds of jobs whose latest one failed."""
        return len(self.figures.failed_jobs)

    @property
    def failed_proofs(self) -> int:
        """Kinds of records that are not what the platform has, by their latest proof."""
        return len(self.figures.failed_proofs)

    @property
    def need_person(self) -> int:
        """Orders only a person can settle."""
        return self.figures.need_person

    def _age_s(self, moment: datetime) -> int:
        return max(0, int((self.at - moment).total_seconds()))
