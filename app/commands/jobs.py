"""`voicetill jobs …` and `voicetill schedules …`: what is asked of platforms, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from app.ops.job_desk import JobDesk, ScheduleView
    from app.services import Services
    from storage.sync_jobs import SyncJob

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose schedules.")
_OPERATOR = "operator"


@click.group()
def jobs() -> None:
    """What is asked of platforms: deltas, full runs, polls, checks."""


@jobs.command("list")
@click.option("--merchant", default=None, help="Of this merchant only.")
@click.option("--connection", default=None, help="Of this connection only.")
@click.option("--kind", default=None, help="Such as delta, full, stock_poll.")
@click.option("--state", default=None, help="pending, running, done, failed or canceled.")
@click.option("--limit", default=30, show_default=True, help="How many, the newest first.")
@_JSON
def list_jobs(as_json: bool, limit: int, **narrowed: str | None) -> None:
    """List jobs, the newest first."""
    from app.ops.job_desk import job_view
    from domain.ids import MerchantId
    from storage.sync_jobs import JobKind, JobState

    merchant, kind, state = (narrowed[name] for name in ("merchant", "kind", "state"))
    with at_work() as services:
        found = services.jobs.jobs(
            None if merchant is None else MerchantId(merchant),
            connection_id=narrowed["connection"],
            kind=None if kind is None else _word(JobKind, kind, "--kind"),
            state=None if state is None else _word(JobState, state, "--state"),
            limit=limit,
        )
    if as_json:
        print_json([job_view(job) for job in found.rows])
        return
    print_table(
        ("job", "connection", "kind", "state", "asked", "what came of it"),
        (_cells(job) for job in found.rows),
        wide={"connection", "asked"},
    )


@jobs.command("show")
@click.argument("job_id")
@_JSON
def show_job(job_id: str, as_json: bool) -> None:
    """Show one job with its progress."""
    with at_work() as services:
        _print(services.jobs.job(None, job_id), as_json=as_json)


@jobs.command("start")
@click.argument("connection")
@click.argument("kind")
@click.option("--entity", default=None, help="location, product, stock, customer or order.")
@click.option("--follow", is_flag=True, help="Show its progress until it has ended.")
@_JSON
def start_job(connection: str, kind: str, entity: str | None, follow: bool, as_json: bool) -> None:
    """Ask for a job of KIND over CONNECTION now; a worker does it.

    With --follow the exit code is 1 if it fails or is canceled.
    """
    from domain.events import Entity
    from storage.sync_jobs import JobKind, JobState

    with at_work() as services:
        job = services.jobs.start(
            None,
            connection,
            _word(JobKind, kind, "KIND"),
            None if entity is None else _word(Entity, entity, "--entity"),
            actor=_OPERATOR,
        )
        if follow:
            job = _followed(services, job, quiet=as_json)
    _print(job, as_json=as_json)
    if follow and job.state is not JobState.DONE:
        raise click.exceptions.Exit(1)


@jobs.command("cancel")
@click.argument("job_id")
@_JSON
def cancel_job(job_id: str, as_json: bool) -> None:
    """End a job: a pending one now, a running one at its next page. What it stored stays."""
    with at_work() as services:
        _print(services.jobs.cancel(None, job_id, actor=_OPERATOR), as_json=as_json)


@click.group()
def schedules() -> None:
    """When jobs come round, merchant by merchant."""


@schedules.command("list")
@_MERCHANT
@_JSON
def list_schedules(merchant: str, as_json: bool) -> None:
    """List every duty, its rule, and when it comes round next."""
    from app.ops.job_desk import schedule_view
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.jobs.schedules(MerchantId(merchant))
    if as_json:
        print_json([schedule_view(each) for each in found])
        return
    print_table(("duty", "comes round", "rule", "next (UTC)"), map(_schedule, found))


def _schedule(each: ScheduleView) -> tuple[object, ...]:
    moments = [turn.next_at for turn in each.turns if turn.next_at is not None]
    first = f"{min(moments):%Y-%m-%d %H:%M:%S}" if moments else None
    return each.duty.name, each.rule, "own" if each.is_own else "default", first


@schedules.command("set")
@click.argument("duty")
@click.argument("rule")
@_MERCHANT
@_JSON
def set_schedule(duty: str, rule: str, merchant: str, as_json: bool) -> None:
    """Let DUTY (such as delta:product) come round by RULE.

    Rules: "every 15m", "daily 02:30", "nightly", "cron 0 */2 * * *", "never", or "default".
    """
    from app.ops.job_desk import schedule_view
    from domain.ids import MerchantId
    from sync.clocks import duty_named

    with at_work() as services:
        desk: JobDesk = services.jobs
        wish = None if rule == "default" else rule
        told = desk.set_schedule(MerchantId(merchant), duty_named(duty), wish, actor=_OPERATOR)
    if as_json:
        print_json(schedule_view(told))
    else:
        click.echo(f"{told.duty.name} comes round: {told.rule}")


def _followed(services: Services, job: SyncJob, *, quiet: bool) -> SyncJob:
    """The job as it ended; what it does meanwhile goes to standard error."""
    from app.ops.job_desk import followed

    said = ""

    def look(now: SyncJob) -> None:
        nonlocal said
        if (line := _line(now)) != said and not quiet:
            click.echo(line, err=True)
        said = line

    return followed(services.jobs, job, look=look)


def _word(words: Any, text: str, where: str) -> Any:
    try:
        return words(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is none of {', '.join(words)}", param_hint=where
        ) from None


def _print(job: SyncJob, *, as_json: bool) -> None:
    from app.ops.job_desk import job_view

    if as_json:
        print_json(job_view(job))
    else:
        click.echo(_line(job))


def _cells(job: SyncJob) -> tuple[object, ...]:
    what = job.kind.value if job.entity is None else f"{job.kind.value}:{job.entity.value}"
    told = ", ".join(_words(name, value) for name, value in job.progress.items() if value)
    why = f"{told} ({job.reason})" if told and job.reason else told or job.reason
    asked = f"{job.created_at:%Y-%m-%d %H:%M:%S}"
    return job.id, job.connection_id, what, job.state.value, asked, why or "nothing"


def _words(name: str, value: Any) -> str:
    """One figure of a job's progress, as in `records 3`."""
    if isinstance(value, dict):
        inner = ", ".join(f"{each} {told}" for each, told in value.items())
        return f"{name}: {inner}"
    return name if value is True else f"{name} {value}"


def _line(job: SyncJob) -> str:
    return "  ".join(map(str, _cells(job)))
