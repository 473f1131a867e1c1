"""What is done when a job of each kind is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.calls import Clock
from domain.events import Entity
from storage.engine import Database
from storage.sync_jobs import JobKind, SyncJob
from storage.types import JsonValue
from sync.full_sync import FullSync
from sync.job_runner import Handler, JobContext
from sync.polling import Poller
from sync.ports import SyncDirectory
from sync.progress import SyncProgress, SyncSummary
from sync.spot_checks import SpotChecker
from sync.stock_poll import CostsOf, StockPoll
from sync.verify import Verifier
from sync.watchdog import KeepsSubscribed, Watchdog

DELTAS = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
"""What a delta without an entity brings up to date, in this order."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The handler of `delta` jobs."""

    poller: Poller

    def __call__(self, job: SyncJob, context: JobContext) -> JsonValue:
        """Read what changed of the job's entity, of all where it has none. Raises PlatformError."""
        entities = DELTAS if job.entity is None else (job.entity,)
        told: dict[str, JsonValue] = {}
        for entity in entities:
            taken = self.poller.delta(context.connection, entity, context.page_done)
            told[entity.value] = taken.as_dict()
        return told


@dataclass(frozen=True, slots=True)
class Full:
    """The handler of `full` jobs; a canceled or killed one goes on where it stopped."""

    runner: FullSync

    def __call__(self, job: SyncJob, context: JobContext) -> JsonValue:
        """Read everything. Raises PlatformError."""

        def listen(progress: SyncProgress) -> None:
            context.page_done(progress.as_json())

        return full_result(self.runner.run(job.connection_id, listen, correlation_id=job.id))


def full_result(summary: SyncSummary) -> dict[str, JsonValue]:
    """What a `full` job keeps of what it brought."""
    return {
        "counts": summary.counts,
        "variants": summary.variants,
        "quarantined": summary.quarantined,
        "deleted": summary.deleted,
        "proofs": {entity: proof.state.value for entity, proof in summary.proofs.items()},
    }


def handlers(
    database: Database,
    directory: SyncDirectory,
    clock: Clock,
    *,
    costs_of: CostsOf,
    subscribing: KeepsSubscribed,
) -> Mapping[JobKind, Handler]:
    """The handlers of the kinds that need nothing but the sync's own parts."""
    poller = Poller(database, directory, clock)
    return {
        JobKind.DELTA: Delta(poller),
        JobKind.FULL: Full(FullSync(database, directory, clock)),
        JobKind.STOCK_POLL: StockPoll(database, clock, poller, costs_of),
        JobKind.VERIFY: Verifier(database, directory, clock).handle,
        JobKind.SPOT_CHECK: SpotChecker(database, directory, clock).handle,
        JobKind.WATCH_WEBHOOKS: Watchdog(database, clock, subscribing),
    }
