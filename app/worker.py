"""The worker process: works off inbox and jobs, ends holds, settles checkouts, keeps the clocks.

Every loop is independent of the others and safe to run in any number of processes; only what time
brings has one leader, by a lease in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

import redis
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from prometheus_client import Counter, Gauge

from app.worker_bell import Bell
from sync.leadership import Leadership

log = structlog.get_logger(__name__)

FAILURES = Counter(
    "voicetill_worker_failures_total", "Rounds of a worker loop that raised.", ["loop"]
)
ROUNDS = Counter("voicetill_worker_done_total", "Items a worker loop worked off.", ["loop"])
LEADER = Gauge(
    "voicetill_scheduler_leader",
    "Whether this worker runs timed jobs.",
    multiprocess_mode="livesum",
)
_FAILURE_PAUSE_S = 1.0
_TOLD_EVERY_S = 60.0
"""How often a failure that stays the same is told: an outage may not fill the log's disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """One kind of work: call `work` until it reports nothing done, then wait."""

    name: str
    work: Callable[[], int]
    """Does a round; how many items it worked off."""
    idle_s: float
    """Longest wait after an empty round; the bell shortens it."""
    threads: int = 1
    """How many do the same beside each other."""
    bell: Bell | None = None
    """Rings when there may be something to do."""
    gather_s: float = 0.0
    """How long to let more come after the first, so that what belongs together is worked off
    together."""


@dataclass(slots=True)
class _Trouble:
    """What one thread's rounds fail of: told whole when it is news, then counted now and then."""

    loop: str
    what: tuple[type[Exception], str] | None = None
    rounds: int = 0
    told_at: float = 0.0

    def tell(self, error: Exception) -> None:
        """A round failed, of this."""
        self.rounds += 1
        what, now = (type(error), str(error)), monotonic()
        if what != self.what:
            self.what, self.told_at = what, now
            log.exception("worker.failed", loop=self.loop, exc_info=error)
        elif now - self.told_at >= _TOLD_EVERY_S:
            self.told_at = now
            name = type(error).__name__
            log.error("worker.still_failing", loop=self.loop, error=name, rounds=self.rounds)

    def end(self) -> None:
        """A round did not fail."""
        if self.what is not None:
            log.info("worker.recovered", loop=self.loop, rounds=self.rounds)
            self.what, self.rounds = None, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedJob:
    """Something to be done every so often, by the leader only."""

    name: str
    work: Callable[[], object]
    every_s: int
    lay_down: Callable[[], None] | None = None
    """What to do instead where another leads: forget what was told while this one did."""


@dataclass(slots=True)
class Worker:
    """Runs loops in threads until told to stop."""

    loops: tuple[Loop, ...]
    jobs: tuple[TimedJob, ...] = ()
    leadership: Leadership | None = None
    """Whose place the timed jobs need; None: this worker is the only one."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin every loop; returns at once."""
        for loop in self.loops:
            for _ in range(loop.threads):
                self._spawn(loop.name, partial(self._run, loop))
        if self.jobs:
            self._spawn("timed-jobs", self._keep_time)

    def stop(self) -> None:
        """End every loop after its round; returns when all have ended."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=30)

    def ask_to_stop(self) -> None:
        """Let `wait` return; safe in a signal handler."""
        self._stop.set()

    @property
    def is_alive(self) -> bool:
        """Whether every loop still runs; what one round raises does not end its loop."""
        return all(thread.is_alive() for thread in self._threads)

    def wake(self) -> None:
        """Let idle loops look for work now."""
        with self._wake:
            self._wake.notify_all()

    def wait(self) -> None:
        """Block until `stop` is called from elsewhere."""
        self._stop.wait()

    def _spawn(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, loop: Loop) -> None:
        trouble = _Trouble(loop.name)
        while not self._stop.is_set():
            try:
                done = loop.work()
            except Exception as error:  # noqa: BLE001 - the last handler: log, count, go on
                FAILURES.labels(loop.name).inc()
                trouble.tell(error)
                self._stop.wait(_FAILURE_PAUSE_S)
                continue
            trouble.end()
            if done:
                ROUNDS.labels(loop.name).inc(done)
            elif self._rest(loop) and loop.gather_s:
                self._stop.wait(loop.gather_s)

    def _rest(self, loop: Loop) -> bool:
        """Wait for news, and whether there are any; without Redis the time alone ends it."""
        if loop.bell is not None:
            try:
                return loop.bell.wait(loop.idle_s)
            except redis.RedisError as error:
                log.debug("worker.bell_unheard", loop=loop.name, error=type(error).__name__)
        with self._wake:
            return self._wake.wait(loop.idle_s)

    def _keep_time(self) -> None:
        scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True})
        for job in self.jobs:
            scheduler.add_job(
                self._timed(job),
                "interval",
                seconds=job.every_s,
                id=job.name,
                max_instances=1,
                misfire_grace_time=60,
            )
        self._stand()
        scheduler.start()
        while not self._stop.wait(self._stand_every_s):
            self._stand()
        scheduler.shutdown(wait=False)
        LEADER.set(0)
        if self.leadership is not None:
            self.leadership.resign()

    def _timed(self, job: TimedJob) -> Callable[[], None]:
        def run() -> None:
            work = job.work if self._leads else job.lay_down
            if work is None:
                return
            try:
                work()
            except Exception:  # the last handler of a timed job: log, count, go on
                FAILURES.labels(job.name).inc()
                log.exception("worker.failed", loop=job.name)

        return run

    @property
    def _stand_every_s(self) -> float | None:
        return None if self.leadership is None else self.leadership.renew_every_s

    def _stand(self) -> None:
        """Take or keep the place of the leader."""
        leads = self.leadership is None or self.leadership.renew()
        LEADER.set(1 if leads else 0)

    @property
    def _leads(self) -> bool:
        return self.leadership is None or self.leadership.leads
