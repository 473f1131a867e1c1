"""Who does which job, and what a worker does about them; used by `app.bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping

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
_SHORT_AT_ONCE, _LONG_AT_ONCE = 4, 2
"""They wait for platforms, not for the processor."""


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


def build_runner(services: Services, doing: Mapping[JobKind, Handler]) -> JobRunner:
    """A runner of these kinds, which leaves alone what is down."""
    gate = Outages(services.database, services.clock).gate
    return JobRunner(services.database, doing, services.clock, gate=gate)


def job_loops(services: Services) -> tuple[Loop, ...]:
    """Loops that work off jobs, the long ones beside the short ones."""
    doing = build_handlers(services)
    long = {kind: handler for kind, handler in doing.items() if kind in _LONG}
    short = {kind: handler for kind, handler in doing.items() if kind not in _LONG}
    return (
        Loop(
            name="jobs",
            work=build_runner(services, short).run_once,
            idle_s=0.5,
            threads=_SHORT_AT_ONCE,
        ),
        Loop(
            name="long-jobs",
            work=build_runner(services, long).run_once,
            idle_s=2.0,
            threads=_LONG_AT_ONCE,
        ),
    )


def clock_jobs(services: Services) -> tuple[TimedJob, ...]:
    """What the leader does so that jobs come round."""
    clocks = Clocks(services.database, services.clock, kinds=build_handlers(services).keys())
    return (
        TimedJob(name="clocks", work=clocks.tick, every_s=1),
        TimedJob(name="new-clocks", work=clocks.set_up, every_s=5),
    )
