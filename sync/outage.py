"""A platform that does not answer: noticed, waited for, and asked again without a stampede.

Health is judged from every process's calls and from a probe per connection. While a connection is
down, what would have to ask it waits and burns no attempts. With the first answer what waited is
let go in the order in which it came, a few at first and more every second.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.errors import PlatformError, RateLimitedError, RetryableError
from domain.events import Entity
from domain.ids import ConnectionId
from storage import health, inbox, sync_jobs
from storage.engine import Database
from storage.health import Change, HealthState, Sighting
from storage.merchants import PosConnection
from storage.sync_jobs import IfOpen, JobKind, SyncJob
from storage.types import JsonValue
from sync.job_runner import JobContext
from sync.ports import SyncDirectory

log = structlog.get_logger(__name__)

PROBE_WEIGHT: Final = 3
"""A probe that fails counts as three calls: it asks for nothing but an answer."""
PROBE_AGAIN: Final = timedelta(seconds=10)
"""How soon the next probe follows while a connection is down."""
_PROBE_S = 10.0
_LEAST_WAIT_S, _MOST_WAIT_S = 30.0, 90.0
"""What waits looks again after this long by itself, should the news of the return be lost."""
_FIRST_PER_S = 5.0
_MORE_PER_S = 0.5
_TOGETHER = 10
"""Deliveries let go at one moment, so that hints at one record can become one question."""
_CATCH_UP: Final = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
"""In this order: stock needs variants, orders need customers."""
_CATCH_UP_STEP: Final = timedelta(seconds=2)


def ramp(place: int) -> timedelta:
    """When the delivery at that place of the queue is let go, counted from the return.

    Five a second at first, and half a one a second more in every second: with t seconds gone,
    5 t + t²/4 have been let go.
    """
    first, more = _FIRST_PER_S, _MORE_PER_S
    return timedelta(seconds=(sqrt(first * first + 2 * more * place) - first) / more)


class Outages:
    """Notices that connections go down and come back; thread-safe, any number of processes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def tell(self, connection: PosConnection, seen: Sighting) -> Change:
        """Add what was seen of a connection; whoever sees it come back lets go what waited."""
        return self.tell_all([(connection, seen)])[0]

    def tell_all(self, sightings: Sequence[tuple[PosConnection, Sighting]]) -> list[Change]:
        """The same of several, in one transaction."""
        now = self._clock.now()
        changes = self._db.transact(
            lambda tx: [health.note(tx, row, seen, now=now) for row, seen in sightings]
        )
        for (connection, _), change in zip(sightings, changes, strict=True):
            self._follow(connection, change, now)
        return changes

    def _follow(self, connection: PosConnection, change: Change, now: datetime) -> None:
        names = {"connection_id": connection.id, "platform": connection.platform}
        if change.went_down:
            log.warning("connection.down", **names, error=change.health.last_error)
        elif change.came_back:
            released = self._let_go(connection, now)
            log.info("connection.returned", **names, released=released)

    def waits_until(self, connection_id: ConnectionId) -> datetime | None:
        """When to ask again what a connection that is down would have to be asked; None: now."""
        with self._db.look() as tx:
            is_down = health.is_down(tx, connection_id)
        if not is_down:
            return None
        wait = random.uniform(_LEAST_WAIT_S, _MOST_WAIT_S)  # noqa: S311 - spreads load, no secret
        return self._clock.now() + timedelta(seconds=wait)

    def gate(self, job: SyncJob, _now: datetime) -> datetime | None:
        """`sync.job_runner.Gate`: only probes are sent to what is down."""
        return None if job.kind is JobKind.PROBE else self.waits_until(job.connection_id)

    def _let_go(self, connection: PosConnection, now: datetime) -> int:
        """In short transactions; what a crash leaves behind comes due by itself."""
        with self._db.write() as tx:
            _catch_up(tx, connection, now)
        released = 0
        for ids in self._waiting(connection.id, now):
            due_at = now + ramp(released)
            with self._db.write() as tx:
                inbox.reschedule(tx, ids, due_at=due_at)
            released += len(ids)
        return released

    def _waiting(self, connection_id: ConnectionId, now: datetime) -> Iterator[Sequence[int]]:
        last = 0
        while True:
            with self._db.read() as tx:
                ids = inbox.waiting(
                    tx, connection_id, after_id=last, due_after=now, limit=_TOGETHER
                )
            if not ids:
                return
            yield ids
            last = ids[-1]


def _catch_up(tx: Connection, connection: PosConnection, now: datetime) -> None:
    """Read on from where the last deltas ended, one kind of records after the other."""
    for place, entity in enumerate(_CATCH_UP):
        sync_jobs.enqueue(
            tx,
            connection,
            kind=JobKind.DELTA,
            entity=entity,
            due_at=now + place * _CATCH_UP_STEP,
            requested_by="outage",
            now=now,
            if_open=IfOpen.REPEAT,
        )


class Prober:
    """The handler of `probe` jobs: whether the platform answers at all."""

    def __init__(
        self, database: Database, directory: SyncDirectory, outages: Outages, clock: Clock
    ) -> None:
        self._db = database
        self._directory = directory
        self._outages = outages
        self._clock = clock

    def __call__(self, job: SyncJob, context: JobContext) -> JsonValue:
        """Ping once. Raises ConfigurationError if the connection is paused."""
        change = self._outages.tell(context.connection, self._seen(job))
        state = change.health.state
        if state is HealthState.DOWN:
            self._ask_again(context.connection)
        return {"state": state.value, "failures": change.health.failures}

    def _seen(self, job: SyncJob) -> Sighting:
        call = Call.within(_PROBE_S, lane=Lane.BACKFILL, correlation_id=f"probe-{job.id}")
        seen = Sighting()
        try:
            self._directory.open(job.connection_id, call).ping()
        except PlatformError as error:
            if isinstance(error, RetryableError) and not isinstance(error, RateLimitedError):
                seen.missed(str(error), now=self._clock.now(), weight=PROBE_WEIGHT)
                return seen
            log.info("probe.refused", connection_id=job.connection_id, error=str(error))
        seen.alive(now=self._clock.now())
        return seen

    def _ask_again(self, connection: PosConnection) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            sync_jobs.enqueue(
                tx,
                connection,
                kind=JobKind.PROBE,
                due_at=now + PROBE_AGAIN,
                requested_by="outage",
                now=now,
                if_open=IfOpen.REPEAT,
            )
