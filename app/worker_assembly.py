"""What a worker process is put together from: its loops and timed jobs, over built services.

Of no use to a web process, which therefore never imports it.
"""

from __future__ import annotations

from functools import partial

from app.commerce.cancel_wishes import KIND as CANCEL_WISH
from app.commerce.order_news import KIND as ORDER_NEWS
from app.commerce.order_news import OrderNewsWork
from app.commerce.points import KIND as POINTS
from app.commerce.points import PointsWork
from app.commerce.returns import KIND as RETURN
from app.connections.watch import ConnectionWatch
from app.services import Services
from app.worker import Loop, TimedJob, Worker
from app.worker_bell import INBOX_BELL, Bell
from app.worker_loops import clock_jobs, inbox_loops, job_loops
from domain.calls import Call
from storage.outbox import Effect
from storage.return_labels import BUY as LABEL
from storage.return_labels import GIVE_BACK as LABEL_BACK
from sync.leadership import Leadership
from sync.upkeep import Upkeep


def build_worker(services: Services) -> Worker:
    """The loops and timed jobs of a worker process."""
    watch = ConnectionWatch(services.database, services.directory, services.vault, services.clock)
    upkeep = Upkeep(
        services.database,
        services.clock,
        cancel=services.cancellation,
        native=services.native,
        more={
            CANCEL_WISH: services.cancellation.go_on,
            RETURN: partial(_go_on_with_return, services),
            LABEL: services.carriers.labels.buy,
            LABEL_BACK: services.carriers.refunds.give_back,
            ORDER_NEWS: OrderNewsWork(services.database, services.clock).carry_out,
            POINTS: PointsWork(services.database, services.directory, services.clock).carry_out,
        },
    )
    return Worker(
        loops=(
            *inbox_loops(services, _bell(services)),
            Loop(name="checkouts", work=services.reconciler.run, idle_s=0.5),
            Loop(name="parked", work=services.parked.run, idle_s=1.0),
            Loop(name="exchanges", work=services.exchanges.run, idle_s=2.0),
            Loop(name="transfers", work=services.transfers.run, idle_s=2.0),
            Loop(name="split-orders", work=services.splits.run, idle_s=2.0),
            Loop(name="subscriptions", work=services.biller.run_once, idle_s=5.0),
            Loop(name="native-subscriptions", work=services.subscriptions.follow, idle_s=10.0),
            Loop(name="holds", work=upkeep.end_holds, idle_s=0.5),
            Loop(name="outbox", work=upkeep.carry_out_effects, idle_s=1.0),
            Loop(name="alerts", work=services.care.notifier.run_once, idle_s=1.0),
            Loop(name="shoppers", work=services.care.shoppers.run_once, idle_s=1.0),
            Loop(name="webhooks-out", work=services.outward.sender.run_once, idle_s=1.0, threads=2),
            *job_loops(services),
            *_log_loops(services),
        ),
        jobs=(
            *clock_jobs(services),
            TimedJob(name="connections", work=watch.run, every_s=900),
            TimedJob(
                name="alerts",
                work=services.care.round.run,
                every_s=15,
                lay_down=services.care.round.lay_down,
            ),
            TimedJob(name="native-holds", work=services.native.sweep, every_s=300),
            TimedJob(name="subscriptions", work=services.subscriptions.resume_due, every_s=30),
            TimedJob(name="prune", work=upkeep.prune, every_s=600),
            TimedJob(name="retention", work=services.shoppers.forget, every_s=3600),
            TimedJob(name="cards", work=services.cards.keep_fresh, every_s=600),
            TimedJob(name="prune-webhooks", work=services.outward.desk.prune, every_s=3600),
            TimedJob(name="parcels", work=services.carriers.desk.round, every_s=60),
            TimedJob(name="label-refunds", work=services.carriers.refunds.look, every_s=300),
            TimedJob(name="prune-rollout", work=services.rollout.desk.prune, every_s=3600),
        ),
        leadership=Leadership(services.database, services.clock),
    )


def _log_loops(services: Services) -> tuple[Loop, ...]:
    """On the embedded database, what keeps its log short; a server sees to that itself."""
    database = services.database
    if not database.has_one_writer:
        return ()

    def copy() -> int:
        database.copy_log_back()
        return 0

    return (Loop(name="database-log", work=copy, idle_s=1.0),)


def _bell(services: Services) -> Bell | None:
    return None if services.redis is None else Bell(services.redis, INBOX_BELL)


def _go_on_with_return(services: Services, effect: Effect, call: Call) -> None:
    services.returns.carry_out(effect.merchant_id, effect.key, call=call)
