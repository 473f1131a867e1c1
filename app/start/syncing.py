"""Full runs with a progress bar on a terminal."""

from __future__ import annotations

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

from app.services import Services
from domain.ids import ConnectionId
from storage import merchants
from storage.merchants import ConnectionStatus, PosConnection
from sync.full_sync import ENTITIES, FullSync, SyncProgress


def sync_connections(
    services: Services, *, only: str | None = None, console: Console | None = None
) -> dict[str, Any]:
    """Bring everything over; what came, by connection id. Raises PlatformError.

    The progress bar goes to `console`; None: to standard output.
    """
    runner = FullSync(services.database, services.directory, services.clock)
    return {
        connection.id: _sync(runner, connection, console or Console())
        for connection in _connections(services, only)
    }


def _connections(services: Services, only: str | None) -> list[PosConnection]:
    with services.database.read() as tx:
        if only is not None:
            return [merchants.connection(tx, ConnectionId(only))]
        return [
            connection
            for merchant in merchants.merchants(tx)
            for connection in merchants.connections(tx, merchant.id)
            if connection.status is ConnectionStatus.ACTIVE
        ]


def _sync(runner: FullSync, connection: PosConnection, console: Console) -> dict[str, Any]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(f"{connection.platform:<8} locations", total=len(ENTITIES), note="")
        done = 0

        def listen(progress: SyncProgress) -> None:
            nonlocal done
            done += progress.finished
            _draw(bars, task, connection.platform, progress, done)

        summary = runner.run(connection.id, listen)
        note = f"{summary.variants:,} variants"
        bars.update(task, description=f"{connection.platform:<8} all", note=note)
    return {
        "platform": connection.platform,
        "counts": summary.counts,
        "variants": summary.variants,
        "quarantined": summary.quarantined,
        "deleted": summary.deleted,
        "mapping": summary.report.as_dict(),
    }


def _draw(bars: Progress, task: TaskID, platform: str, progress: SyncProgress, done: int) -> None:
    note = f"{progress.records:,} records"
    if progress.quarantined:
        note += f", {progress.quarantined} in quarantine"
    bars.update(
        task, completed=done, description=f"{platform:<8} {progress.entity.value}s", note=note
    )
