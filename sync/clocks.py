"""The clocks: what is due is asked for as a job; working on it is for whoever claims it.

Only the leader rings, but two that do so do no harm: a job that is open already is left as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import structlog
from sqlalchemy import Connection

from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import schedules, sync_jobs
from storage.engine import Database
from storage.schedules import Duty, OwnRule, SyncClock, Winding
from storage.sync_jobs import JobKind, Wanted
from sync.rhythm import NEVER, Every, Rhythm, parse

log = structlog.get_logger(__name__)

DEFAULTS: Mapping[Duty, str] = MappingProxyType(
    {
        Duty(JobKind.DELTA, Entity.PRODUCT): "every 1h",
        Duty(JobKind.DELTA, Entity.STOCK): "every 1h",
        Duty(JobKind.DELTA, Entity.CUSTOMER): "every 1h",
        Duty(JobKind.DELTA, Entity.ORDER): "every 1h",
        Duty(JobKind.FULL): "nightly",
        Duty(JobKind.STOCK_POLL): "every 5m",
        Duty(JobKind.WATCH_WEBHOOKS): "every 15m",
        Duty(JobKind.SPOT_CHECK): "every 10m",
        Duty(JobKind.PROBE): "every 60s",
        Duty(JobKind.BALANCE): "nightly",
        Duty(JobKind.VERIFY): NEVER,
    }
)
"""What holds where a merchant wishes nothing else. Stock polls set their own pace once begun; their
clock begins them, and begins them anew should they ever stop."""
BY_CLOCK = "clock"
_BATCH = 200
_BATCHES = 10


class Clocks:
    """Rings for every connection; `tick` is called every second, by the leader."""

    def __init__(
        self, database: Database, clock: Clock, *, kinds: Collection[JobKind] = tuple(JobKind)
    ) -> None:
        """`kinds`: those that some worker can do; clocks for others would only pile up."""
        self._db = database
        self._clock = clock
        self._duties = tuple(duty for duty in DEFAULTS if duty.kind in kinds)

    def set_up(self) -> int:
        """Give every active connection that lacks some its clocks; how many connections."""
        now = self._clock.now()
        with self._db.write() as tx:
            lacking = schedules.without_clocks(tx, self._duties)
            for connection_id, (merchant_id, zone) in lacking.items():
                own = schedules.own_rules(tx, merchant_id)
                windings = [
                    Winding(
                        connection_id=connection_id,
                        duty=duty,
                        next_at=_next(duty, own.get(duty), connection_id, zone, now),
                    )
                    for duty in self._duties
                ]
                schedules.set_up(tx, merchant_id, windings)
        return len(lacking)

    def tick(self) -> int:
        """Ask for what is due; how many clocks rang."""
        rang = 0
        for _ in range(_BATCHES):
            with self._db.read() as tx:
                if not schedules.has_due(tx, self._clock.now()):
                    break
            rang += self._ring()
        return rang

    def _ring(self) -> int:
        now = self._clock.now()
        with self._db.write() as tx:
            due = schedules.due(tx, now, limit=_BATCH)
            wanted = [
                Wanted(
                    merchant_id=each.merchant_id,
                    connection_id=each.connection_id,
                    kind=each.duty.kind,
                    entity=each.duty.entity,
                )
                for each in due
                if each.is_active and each.duty in self._duties
            ]
            sync_jobs.enqueue_due(tx, wanted, requested_by=BY_CLOCK, now=now)
            schedules.wind(tx, [_wound(each, now) for each in due], now=now)
        return len(due)


class Schedules:
    """What people see and change of the clocks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def rules(self, merchant_id: MerchantId) -> list[tuple[Duty, str, bool]]:
        """Every duty with the rule that holds, and whether it is the merchant's own."""
        with self._db.read() as tx:
            own = schedules.own_rules(tx, merchant_id)
        return [(duty, rule_of(duty, own.get(duty)), duty in own) for duty in DEFAULTS]

    def clocks(self, merchant_id: MerchantId | None) -> list[SyncClock]:
        """The merchant's clocks (None: everyone's) and when each is due."""
        with self._db.read() as tx:
            return schedules.clocks(tx, merchant_id)

    def set_rule(self, merchant_id: MerchantId, duty: Duty, rule: str) -> None:
        """Let it hold from now on. Raises InvalidInputError."""
        rhythm = parse(rule)
        _check(duty, rhythm, rule)
        stored = None if rule.strip() == NEVER else " ".join(rule.split())
        with self._db.write() as tx:
            schedules.set_rule(tx, merchant_id, duty, stored, now=self._clock.now())
            self._wind(tx, merchant_id, duty)

    def drop_rule(self, merchant_id: MerchantId, duty: Duty) -> bool:
        """Go back to the default; False if it held already."""
        with self._db.write() as tx:
            dropped = schedules.drop_rule(tx, merchant_id, duty)
            self._wind(tx, merchant_id, duty)
        return dropped

    def _wind(self, tx: Connection, merchant_id: MerchantId, duty: Duty) -> None:
        now = self._clock.now()
        windings = [
            Winding(
                connection_id=each.connection_id,
                duty=duty,
                next_at=_next(duty, each.own, each.connection_id, each.timezone, now),
            )
            for each in schedules.clocks(tx, merchant_id, duty=duty)
        ]
        schedules.wind(tx, windings, now=now)


def rule_of(duty: Duty, own: OwnRule | None) -> str:
    """The words of the rule that holds."""
    if own is None:
        return DEFAULTS.get(duty, NEVER)
    return own.rule or NEVER


def rhythm_of(duty: Duty, own: OwnRule | None) -> Rhythm:
    """The rhythm that holds; the default where a stored wish cannot be read any more."""
    try:
        return parse(rule_of(duty, own))
    except InvalidInputError as error:
        log.warning("schedule.unreadable", duty=duty.name, error=str(error))
        return parse(DEFAULTS.get(duty, NEVER))


def duty_named(name: str) -> Duty:
    """The duty people mean by `delta:product` or `full`. Raises InvalidInputError."""
    for duty in DEFAULTS:
        if duty.name == name:
            return duty
    known = ", ".join(duty.name for duty in DEFAULTS)
    raise InvalidInputError("duty", name, f"there are: {known}")


def _check(duty: Duty, rhythm: Rhythm, rule: str) -> None:
    """A full run has hours to do; asked for every minute it would never end."""
    is_close = isinstance(rhythm, Every) and rhythm.interval < timedelta(hours=1)
    if duty.kind is JobKind.FULL and is_close:
        raise InvalidInputError("schedule", rule, "a full run comes once an hour at most")


def _wound(clock: SyncClock, now: datetime) -> Winding:
    return Winding(
        connection_id=clock.connection_id,
        duty=clock.duty,
        next_at=_next(clock.duty, clock.own, clock.connection_id, clock.timezone, now),
        rang=clock.is_active,
    )


def _next(
    duty: Duty, own: OwnRule | None, connection_id: ConnectionId, zone: str, now: datetime
) -> datetime | None:
    """When a duty of a connection comes round; each at a beat of its own."""
    return rhythm_of(duty, own).after(now, zone, f"{connection_id} {duty.name}")
