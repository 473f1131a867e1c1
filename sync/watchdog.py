"""Sees that webhooks are subscribed and come; what was lost meanwhile is read by deltas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog
from prometheus_client import Counter

from domain.calls import Clock
from domain.errors import UnsupportedError
from domain.events import Entity
from domain.ids import ConnectionId
from domain.ports.pos import Subscription
from storage import sync_jobs, webhook_watches
from storage.engine import Database
from storage.merchants import PosConnection
from storage.sync_jobs import IfOpen, JobKind, SyncJob
from storage.types import JsonValue
from storage.webhook_watches import Watch
from sync.job_runner import JobContext

log = structlog.get_logger(__name__)

RENEWED = Counter(
    "voicetill_webhooks_renewed_total", "Subscriptions a platform had dropped.", ["platform"]
)
SILENCES = Counter(
    "voicetill_webhooks_silent_total", "Silences longer than a connection's habit.", ["platform"]
)
BACKFILLED = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
BY_WATCHDOG = "watchdog"


class KeepsSubscribed(Protocol):
    """Makes sure that every topic is delivered to us."""

    def keep_subscribed(self, connection_id: ConnectionId) -> Sequence[Subscription]:
        """What stands now, and what of it had to be renewed. Safe to repeat."""
        ...


class Watchdog:
    """The handler of `watch_webhooks` jobs."""

    def __init__(self, database: Database, clock: Clock, subscribing: KeepsSubscribed) -> None:
        self._db = database
        self._clock = clock
        self._subscribing = subscribing

    def __call__(self, _job: SyncJob, context: JobContext) -> JsonValue:
        """Renew what the platform dropped, and backfill what nobody told. Raises PlatformError."""
        connection = context.connection
        if connection.webhook_url is None:
            return {"watched": False}
        renewed = self._renew(connection)
        context.page_done({"renewed": renewed})
        with self._db.read() as tx:
            watch = webhook_watches.get(tx, connection.id)
        is_silent = watch is not None and _is_silent(watch, self._clock.now())
        if watch is not None and (watch.has_gap or is_silent):
            self._backfill(connection, watch, renewed=renewed, is_silent=is_silent)
        return {"watched": True, "renewed": renewed, "silent": is_silent}

    def _renew(self, connection: PosConnection) -> list[str]:
        """The topics that were gone, and are subscribed again."""
        try:
            made = self._subscribing.keep_subscribed(connection.id)
        except UnsupportedError:
            return []  # the address stands in the platform's back office, which a person keeps
        with self._db.write() as tx:
            webhook_watches.checked(tx, connection, made, now=self._clock.now())
        renewed = [topic for one in made if one.renewed for topic in one.topics]
        if renewed:
            RENEWED.labels(connection.platform).inc(sum(one.renewed for one in made))
        return renewed

    def _backfill(
        self,
        connection: PosConnection,
        watch: Watch,
        *,
        renewed: Sequence[str],
        is_silent: bool,
    ) -> None:
        """Read what came about since the last event that was told.

        A delta starts where the last one ended, which is no later than that: a mark moves only
        when everything before it has been read, whatever webhooks told meanwhile.
        """
        now = self._clock.now()
        since = watch.last_event_at
        params = {"gap_from": None if since is None else since.isoformat()}
        with self._db.write() as tx:
            for entity in BACKFILLED:
                sync_jobs.enqueue(
                    tx,
                    connection,
                    kind=JobKind.DELTA,
                    entity=entity,
                    params=params,
                    due_at=now,
                    requested_by=BY_WATCHDOG,
                    now=now,
                    if_open=IfOpen.REPEAT,
                )
            silent_since = since if is_silent else watch.silent_since
            webhook_watches.backfilled(tx, connection, now=now, silent_since=silent_since)
        if is_silent:
            SILENCES.labels(connection.platform).inc()
        log.warning(
            "webhooks.gap_found",
            connection_id=connection.id,
            platform=connection.platform,
            renewed=list(renewed),
            silent=is_silent,
            **params,
        )


def _is_silent(watch: Watch, now: datetime) -> bool:
    """Whether it tells nothing for longer than it ever does, and that was not seen to since."""
    if watch.last_event_at is None or watch.habit is None:
        return False
    seen_to = max(watch.last_event_at, watch.backfilled_at or watch.last_event_at)
    return now - seen_to > watch.habit.patience
