"""Who does which job, and what a worker does about them; used by `app.bootstrap`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.services import Services
from app.wiring import stock_costs
from app.worker import Loop, TimedJob
from storage.sync_jobs import JobKind
from sync.clocks import Clocks
from sync.job_runner import Handler, JobRunner
from sync.jobs import handlers
from sync.outage import Outages, Prober

_LONG = frozenset({JobKind.FULL, JobKind.VERIFY})
"""Kinds that take hours, for which those that take seconds must not wait."""
_PROBES = frozenset({JobKind.PROBE})
"""What tells that a platform is down waits for none that is."""
_SHORT_THREADS, _LONG_THREADS, _PROBE_THREADS = 6, 2, 2
"""They wait for platforms, not for the processor."""
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
        JobKind.PROBE: Prober(database, directory, Outages(database, clock), clock),
    }


def build_runner(
    services: Services, doing: Mapping[JobKind, Handler], *, at_once: int | None = None
) -> JobRunner:
    """A runner of these kinds, which leaves alone what is down."""
    gate = Outages(services.database, services.clock).gate
    return JobRunner(services.database, doing, services.clock, gate=gate, at_once=at_once)


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
