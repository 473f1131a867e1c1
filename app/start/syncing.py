"""Full runs with a progress bar on a terminal, or a line of JSON per page for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from app.ops.job_desk import followed
from app.services import Services
from domain.ids import ConnectionId
from storage import merchants
from storage.merchants import ConnectionStatus, PosConnection
from storage.sync_jobs import JobKind, SyncJob
from sync.done_here import done_here
from sync.full_sync import FullSync, Listener, SyncProgress, SyncSummary
from sync.job_runner import JobContext
from sync.jobs import full_result

Tell = Callable[[dict[str, Any]], None]
"""Takes what happened, as JSON."""


def sync_connections(
    services: Services,
    *,
    only: str | None = None,
    console: Console | None = None,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """Bring everything over; what came, by connection id. Raises PlatformError.

    Progress goes to `tell`, page by page, or else as a bar to `console` (None: standard output).
    A run that was stopped goes on behind its last page.
    """
    shown = console or Console(quiet=tell is not None)
    return {
        connection.id: _as_job(services, connection, shown, tell)
        for connection in connections(services, only)
    }


def _as_job(
    services: Services, connection: PosConnection, console: Console, tell: Tell | None
) -> dict[str, Any]:
    """Run it here under a job that others see and cancel; or wait for the worker that is at it."""
    runner = FullSync(services.database, services.directory, services.clock)
    database, clock = services.database, services.clock
    while True:
        with done_here(database, clock, connection, JobKind.FULL, actor="operator") as work:
            if isinstance(work, JobContext):
                return _sync(runner, connection, console, tell, work)
        console.print(f"{connection.platform:<8} a worker is at it: job {work.job.id}")
        ended = followed(services.jobs, work.job, gives_up=lambda job: job.due_at < clock.now())
        if not ended.state.is_open:
            return _told_elsewhere(connection, ended)


def _told_elsewhere(connection: PosConnection, ended: SyncJob) -> dict[str, Any]:
    """What a worker's run brought, as far as its job keeps it."""
    told = {
        "counts": {},
        "variants": 0,
        "quarantined": 0,
        "deleted": 0,
        "proofs": {},
        "mapping": {},
    }
    return {**told, "platform": connection.platform, **ended.progress, "job": ended.state.value}


def connections(services: Services, only: str | None) -> list[PosConnection]:
    """The active connections, or the one named. Raises NotFoundError."""
    with services.database.read() as tx:
        if only is not None:
            return [merchants.connection(tx, ConnectionId(only))]
        return [
            connection
            for merchant in merchants.merchants(tx)
            for connection in merchants.connections(tx, merchant.id)
            if connection.status is ConnectionStatus.ACTIVE
        ]


def _sync(
    runner: FullSync,
    connection: PosConnection,
    console: Console,
    tell: Tell | None,
    work: JobContext,
) -> dict[str, Any]:
    if tell is not None:
        summary = runner.run(connection.id, _telling(tell, connection, work))
        work.page_done(full_result(summary))
        return _told(connection, summary)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(f"{connection.platform:<8} locations", total=None, note="")
        summary = runner.run(connection.id, _drawing(bars, task, connection.platform, work))
        work.page_done(full_result(summary))
        note = f"{summary.variants:,} variants, {_proved(summary)}"
        bars.update(
            task,
            description=f"{connection.platform:<8} all",
            completed=sum(summary.counts.values()),
            total=sum(summary.counts.values()),
            note=note,
        )
    return _told(connection, summary)


def _told(connection: PosConnection, summary: SyncSummary) -> dict[str, Any]:
    return {
        "platform": connection.platform,
        "counts": summary.counts,
        "variants": summary.variants,
        "quarantined": summary.quarantined,
        "deleted": summary.deleted,
        "proofs": {
            entity: {
                "state": proof.state.value,
                "repaired": proof.findings["repaired"],
                "unresolved": proof.findings["unresolved"],
                "alarms": list(proof.alarms),
            }
            for entity, proof in summary.proofs.items()
        },
        "mapping": summary.report.as_dict(),
    }


def _proved(summary: SyncSummary) -> str:
    states = sorted({proof.state.value for proof in summary.proofs.values()})
    return ", ".join(states) or "proved before"


def _telling(tell: Tell, connection: PosConnection, work: JobContext) -> Listener:
    about = {"event": "progress", "connection_id": connection.id}

    def listen(progress: SyncProgress) -> None:
        tell({**about, **progress.as_json()})
        work.page_done(progress.as_json())

    return listen


def _drawing(bars: Progress, task: TaskID, platform: str, work: JobContext) -> Listener:
    def listen(progress: SyncProgress) -> None:
        work.page_done(progress.as_json())
        note = f"{progress.rate:,.0f}/s"
        if progress.eta_s is not None:
            note += f", {progress.eta_s:,.0f} s left"
        if progress.quarantined:
            note += f", {progress.quarantined} in quarantine"
        doing = f"{progress.entity.value}s {'' if progress.finished else progress.stage.value}"
        bars.update(
            task,
            completed=progress.records,
            total=progress.records if progress.finished else progress.expected,
            description=f"{platform:<8} {doing.strip()}",
            note=note,
        )

    return listen
