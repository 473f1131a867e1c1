"""The loops of a worker over deliveries and jobs, its clocks, and who handles which job."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.services import Services
from app.wiring import stock_costs
from app.worker import Loop, TimedJob
from app.worker_bell import Bell
from storage.sync_jobs import JobKind
from sync.clocks import Clocks
from sync.crowd import Crowd
from sync.inbox_worker import InboxWorker
from sync.job_runner import Handler, JobRunner
from sync.jobs import handlers
from sync.outage import Outages, Prober

_LONG = frozenset({JobKind.FULL, JobKind.VERIFY, JobKind.BALANCE})
"""Kinds that take hours, for which those that take seconds must not wait."""
_PROBES = frozenset({JobKind.PROBE})
"""What tells that a platform is down waits for none that is."""
_SHORT_THREADS, _LONG_THREADS, _PROBE_THREADS = 6, 2, 2
"""They wait for platforms, not for the processor."""
_INBOX_THREADS, _INBOX_THREADS_OF_ONE_WRITER = 4, 2
"""They wait for platforms too; SQLite's writer would keep more of them waiting for each other."""
_INBOX_LOOK_S = 0.25
"""How soon one of them looks by itself, where no bell is heard."""
_INBOX_GATHER_S = 0.05
_OF_ONE_CONNECTION = 2
"""As many of its short jobs at once: a slow platform holds up itself only."""


def build_handlers(services: Services) -> Mapping[JobKind, Handler]:
    """The handler of every kind of job."""
    database, directory, clock = services.database, services.directory, services.clock
    return {
        **handlers(
            database,
            directory,
            clock,
            costs_of=lambda name: stock_costs(directory.platform(name)),
            subscribing=services.connector,
        ),
        JobKind.BALANCE: services.balance.handle,
        JobKind.PROBE: Prober(database, directory, Outages(database, clock), clock),
    }


def build_runner(
    services: Services, doing: Mapping[JobKind, Handler], *, at_once: int | None = None
) -> JobRunner:
    """A runner of these kinds, which leaves alone what is down."""
    gate = Outages(services.database, services.clock).gate
    return JobRunner(services.database, doing, services.clock, gate=gate, at_once=at_once)


def inbox_loops(services: Services, bell: Bell | None) -> tuple[Loop, ...]:
    """Loops that work off deliveries beside each other; one is always left for connections whose
    platforms do not keep the others waiting."""
    one_writer = services.database.has_one_writer
    threads = _INBOX_THREADS_OF_ONE_WRITER if one_writer else _INBOX_THREADS
    crowd = Crowd(at_most=threads - 1)

    def worker() -> InboxWorker:
        return InboxWorker(
            services.database,
            services.directory,
            lambda platform: services.directory.platform(platform).webhooks,
            services.clock,
            waits_until=services.care.outages.waits_until,
            crowd=crowd,
        )

    return tuple(
        Loop(
            name="inbox",
            work=worker().run_once,
            idle_s=_INBOX_LOOK_S * threads,
            gather_s=_INBOX_GATHER_S,
            bell=bell,
        )
        for _ in range(threads)
    )


def job_loops(services: Services) -> tuple[Loop, ...]:
    """Loops that work off jobs: the long ones, probes, and all the others beside each other."""
    doing = build_handlers(services)
    short = doing.keys() - _LONG - _PROBES

    def loop(
        name: str, kinds: Collection[JobKind], threads: int, *, at_once: int | None = None
    ) -> Loop:
        of_kinds = {kind: doing[kind] for kind in doing.keys() & kinds}
        runner = build_runner(services, of_kinds, at_once=at_once)
        return Loop(name=name, work=runner.run_once, idle_s=0.5, threads=threads)

    return (
        loop("jobs", short, _SHORT_THREADS, at_once=_OF_ONE_CONNECTION),
        loop("long-jobs", _LONG, _LONG_THREADS, at_once=1),
        loop("probes", _PROBES, _PROBE_THREADS),
    )


def clock_jobs(services: Services) -> tuple[TimedJob, ...]:
    """What the leader does so that jobs come round."""
    clocks = Clocks(services.database, services.clock, kinds=build_handlers(services).keys())
    return (
        TimedJob(name="clocks", work=clocks.tick, every_s=1),
        TimedJob(name="new-clocks", work=clocks.set_up, every_s=5),
    )
