"""Works off the webhook inbox: parse, refetch what is only hinted at, apply, done.

Deliveries are claimed in batches. Many hints at one record become one refetch. A delivery that
fails goes back with a growing, jittered pause, and after its last attempt becomes a dead letter;
its neighbors are not held up.
"""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.catalog import Source, StockLevel
from domain.errors import (
    ConfigurationError,
    MalformedResponseError,
    PlatformError,
    RetryableError,
    VoicetillError,
)
from domain.events import Changed, Deleted, Disconnected, Entity, PosEvent, Refetch
from domain.ids import ConnectionId
from storage import inbox, merchants, quarantine, sync_runs
from storage.engine import Database
from storage.inbox import InboxRow
from storage.merchants import ConnectionStatus, PosConnection
from sync.apply import Arrival, apply_deletion, apply_records
from sync.fetch import Fetched, fetch
from sync.ports import ReaderOf, SyncDirectory

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
_BATCH = 50
_TOGETHER = 10
"""Deliveries applied in one transaction: on SQLite it keeps every other writer waiting."""
_ATTEMPTS = 8
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 900.0
_REFETCH_S = 30.0


@dataclass(slots=True)
class _Work:
    """What a batch of one connection's deliveries comes to."""

    rows: list[InboxRow] = field(default_factory=list)
    events: list[tuple[InboxRow, PosEvent]] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)


class InboxWorker:
    """Applies deliveries; any number of them may run, in any number of processes."""

    def __init__(
        self, database: Database, directory: SyncDirectory, reader_of: ReaderOf, clock: Clock
    ) -> None:
        self._db = database
        self._directory = directory
        self._reader_of = reader_of
        self._clock = clock
        self._owner = f"inbox-{uuid.uuid4().hex[:12]}"

    def run_once(self, limit: int = _BATCH) -> int:
        """Claim and work off up to `limit` deliveries; how many were claimed."""
        with self._db.write() as tx:
            rows = inbox.claim(
                tx, owner=self._owner, now=self._clock.now(), lease=LEASE, limit=limit
            )
        by_connection: defaultdict[ConnectionId, list[InboxRow]] = defaultdict(list)
        for row in rows:
            by_connection[row.connection_id].append(row)
        for connection_id, group in by_connection.items():
            with self._db.read() as tx:
                connection = merchants.connection(tx, connection_id)
            for start in range(0, len(group), _TOGETHER):
                self._work_off(connection, group[start : start + _TOGETHER])
        return len(rows)

    def _work_off(self, connection: PosConnection, rows: Sequence[InboxRow]) -> None:
        """All at once; if that fails, one by one, so that one bad delivery stands alone."""
        try:
            self._apply(connection, rows)
        except (VoicetillError, ValueError) as error:
            if len(rows) == 1:
                self._put_back(rows[0], error)
                return
            for row in rows:
                self._work_off(connection, [row])

    def _apply(self, connection: PosConnection, rows: Sequence[InboxRow]) -> None:
        work = _Work(rows=list(rows))
        reader = self._reader_of(connection.platform)
        for row in rows:
            work.events.extend((row, event) for event in reader.parse(row.topic, row.body))
        self._fetch_hints(connection, work)
        now = self._clock.now()
        self._db.transact(lambda tx: self._write(tx, connection, work, now))
        log.info(
            "webhook.applied",
            connection_id=connection.id,
            platform=connection.platform,
            deliveries=len(rows),
            refetches=len(work.fetched),
            age_ms=int((now - min(row.received_at for row in rows)).total_seconds() * 1000),
        )

    def _write(self, tx: Connection, connection: PosConnection, work: _Work, now: datetime) -> None:
        """Every effect of a batch and its end, in one transaction that may be run again."""
        for row, event in sorted(work.events, key=_lock_order):
            arrival = Arrival(
                connection=connection,
                source=Source.WEBHOOK,
                now=now,
                delivery_id=row.delivery_id,
            )
            if isinstance(event, Changed):
                apply_records(tx, arrival, event.entity, [event.record])
            elif isinstance(event, Deleted):
                apply_deletion(tx, arrival, event)
            elif isinstance(event, Disconnected):
                merchants.set_status(tx, connection.id, ConnectionStatus.REVOKED, event.reason)
        arrival = Arrival(connection=connection, source=Source.WEBHOOK, now=now)
        for fetched in work.fetched:
            apply_records(tx, arrival, fetched.entity, fetched.page.records)
            quarantine.record(tx, connection, fetched.page.quarantined, now=now)
            if fetched.page.high_water is not None:
                sync_runs.set_since(
                    tx, connection, fetched.entity.value, fetched.page.high_water, now=now
                )
        inbox.done(tx, [row.id for row in work.rows], owner=self._owner, now=now)

    def _fetch_hints(self, connection: PosConnection, work: _Work) -> None:
        hints = dict.fromkeys(event for _, event in work.events if isinstance(event, Refetch))
        if not hints:
            return
        call = Call.within(_REFETCH_S, lane=Lane.REFETCH, correlation_id=f"inbox-{work.rows[0].id}")
        pos = self._directory.open(connection.id, call)

        def since_of(entity: Entity) -> str | None:
            with self._db.read() as tx:
                return sync_runs.since(tx, connection.id, entity.value)

        for hint in hints:
            work.fetched.extend(fetch(pos, hint, since_of))

    def _put_back(self, row: InboxRow, error: VoicetillError | ValueError) -> None:
        now = self._clock.now()
        reason = f"{type(error).__name__}: {error}"[:500]
        final = not _may_work_later(error) or row.attempts >= _ATTEMPTS
        with self._db.write() as tx:
            if final:
                inbox.bury(tx, row.id, owner=self._owner, now=now, reason=reason)
            else:
                again = now + _pause(row.attempts)
                inbox.retry(tx, row.id, owner=self._owner, now=now, at=again, reason=reason)
        log.warning(
            "webhook.buried" if final else "webhook.postponed",
            inbox_id=row.id,
            connection_id=row.connection_id,
            topic=row.topic,
            attempts=row.attempts,
            reason=reason,
        )


def _lock_order(item: tuple[InboxRow, PosEvent]) -> tuple[bool, str, str]:
    """Stock last, and by variant and place: two workers then never wait for each other."""
    _, event = item
    record = event.record if isinstance(event, Changed) else None
    if isinstance(record, StockLevel):
        return True, record.inventory_platform_id, record.location_platform_id
    return False, "", ""


def _may_work_later(error: Exception) -> bool:
    if isinstance(error, MalformedResponseError):
        return False
    return isinstance(error, (RetryableError, ConfigurationError, PlatformError))


def _pause(attempts: int) -> timedelta:
    """Exponential with full jitter, so that what failed together does not return together."""
    ceiling = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**attempts)
    return timedelta(seconds=random.uniform(0.1, ceiling))  # noqa: S311 - spreads load, no secret
