"""Asking for stock as often as it moves, for no more than a share of the rate budget.

One question brings everything that changed since a mark. Where that is dear (a call for each of
many places, a sweep over a large catalog) it comes round seldom, and what moves fast is asked for
by name in between, each item at an interval of its own. A poll asks for the next one itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TypeAlias

from sqlalchemy import Connection

from domain.calls import Clock
from domain.capabilities import Capability, Support
from domain.catalog import StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page, PosAdapter
from storage import schedules, stock_pace, sync_jobs, webhook_watches
from storage.engine import Database
from storage.merchants import PosConnection
from storage.schedules import Duty
from storage.stock_pace import ALL, ItemPace
from storage.sync_jobs import IfOpen, JobKind, SyncJob
from storage.types import JsonValue
from sync.fetch import is_listed, unmarked
from sync.job_runner import JobContext
from sync.pace import (
    FIRST_NAMED,
    NAMED,
    TOLD,
    UNTOLD,
    Allowance,
    Bounds,
    listing_interval,
    next_interval,
)
from sync.polling import Poller, Taken

_POLL_S = 300.0
"""An answer that takes longer than the longest interval without webhooks is of no use."""
_DUTY = Duty(JobKind.STOCK_POLL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCosts:
    """What asking one platform for stock costs, in units of its rate budget."""

    rate_per_s: float
    """How many units a connection is given each second."""
    page_cost: float = 1.0
    """Of one page of what changed since a mark."""
    ids_per_call: int = 1
    call_cost: float = 1.0
    """Of one call that names items."""


CostsOf: TypeAlias = Callable[[str], StockCosts]
"""The costs of a platform by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What one poll works with."""

    connection: PosConnection
    pos: PosAdapter
    context: JobContext
    costs: StockCosts
    bounds: Bounds
    since: str

    @property
    def allowance(self) -> Allowance:
        return Allowance.of(self.costs.rate_per_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a round brought and cost, and the paces that follow from it."""

    by: str
    taken: Taken
    cost: float
    paces: Sequence[ItemPace]
    forgotten: Sequence[PlatformId] = ()


class StockPoll:
    """The handler of `stock_poll` jobs."""

    def __init__(self, database: Database, clock: Clock, poller: Poller, costs_of: CostsOf) -> None:
        self._db = database
        self._clock = clock
        self._poller = poller
        self._costs_of = costs_of

    def __call__(self, _job: SyncJob, context: JobContext) -> JsonValue:
        """One round. Raises PlatformError, ConfigurationError."""
        connection = context.connection
        pos = self._poller.open(connection, within_s=_POLL_S)
        since = self._poller.mark(connection, Entity.STOCK)
        if since is None or not is_listed(pos, Entity.STOCK):
            return {"asked": "nothing", "reason": "no full run has read the stock"}
        told = pos.capabilities[Capability.WEBHOOKS].support is Support.NATIVE
        poll = _Round(
            connection=connection,
            pos=pos,
            context=context,
            costs=self._costs_of(connection.platform),
            bounds=TOLD if told and not self._is_silent(connection) else UNTOLD,
            since=since,
        )
        asked = self._ask(poll)
        next_at = self._settle(poll, asked)
        return {
            "asked": asked.by,
            **asked.taken.as_dict(),
            "moved": len(asked.taken.moved),
            "next_at": None if next_at is None else next_at.isoformat(),
        }

    def _is_silent(self, connection: PosConnection) -> bool:
        """Whether its webhooks have stopped coming, so that they cannot be relied on."""
        with self._db.read() as tx:
            watch = webhook_watches.get(tx, connection.id)
        return watch is not None and watch.silent_since is not None

    def _ask(self, poll: _Round) -> _Asked:
        now = self._clock.now()
        limit = poll.allowance.calls(poll.costs.call_cost) * poll.costs.ids_per_call
        with self._db.read() as tx:
            listing = stock_pace.of_items(tx, poll.connection.id, [ALL]).get(ALL)
            named = stock_pace.due(tx, poll.connection.id, now, limit=limit)
        if listing is None or listing.due_at <= now:
            return self._ask_for_all(poll, listing, now)
        return self._ask_for(poll, named, listing, now)

    def _ask_for_all(self, poll: _Round, known: ItemPace | None, now: datetime) -> _Asked:
        """Everything that changed since the mark."""
        taken = self._take(poll, poll.pos.stock(since=poll.since))
        cost = taken.pages * poll.costs.page_cost
        moved = bool(taken.moved)
        pace = known or ItemPace.begin(ALL, poll.bounds.floor, now)
        interval = listing_interval(
            pace.interval, moved=moved, bounds=poll.bounds, allowance=poll.allowance, cost=cost
        )
        paces = [pace.asked(now, interval=interval, moved=moved)]
        if poll.allowance.is_dear(cost):
            paces += self._hastened(poll.connection, taken.moved, now)
        return _Asked(by="all that changed", taken=taken, cost=cost, paces=paces)

    def _hastened(
        self, connection: PosConnection, moved: Collection[PlatformId], now: datetime
    ) -> list[ItemPace]:
        """Those that moved will be asked for by name, sooner each time they do so."""
        with self._db.read() as tx:
            known = stock_pace.of_items(tx, connection.id, moved)
        return [
            _again(known.get(item) or ItemPace.begin(item, FIRST_NAMED, now), now, moved=True)
            for item in sorted(moved)
        ]

    def _ask_for(
        self, poll: _Round, named: Sequence[ItemPace], listing: ItemPace, now: datetime
    ) -> _Asked:
        """These items; one that is not asked for more often than everything is, is let go."""
        if not named:
            return _Asked(by="nothing", taken=Taken(), cost=0.0, paces=())
        pages = poll.pos.stock(inventory_ids=[pace.item for pace in named])
        taken = self._take(poll, unmarked(pages))
        paces = [_again(pace, now, moved=pace.item in taken.moved) for pace in named]
        return _Asked(
            by=f"{len(named)} by name",
            taken=taken,
            cost=ceil(len(named) / poll.costs.ids_per_call) * poll.costs.call_cost,
            paces=[pace for pace in paces if pace.interval < listing.interval],
            forgotten=[pace.item for pace in paces if pace.interval >= listing.interval],
        )

    def _take(self, poll: _Round, pages: Iterator[Page[StockLevel]]) -> Taken:
        return self._poller.take(
            poll.pos,
            poll.connection,
            Entity.STOCK,
            pages,
            since=poll.since,
            page_done=poll.context.page_done,
        )

    def _settle(self, poll: _Round, asked: _Asked) -> datetime | None:
        """Keep the paces, and ask for the next round when it is paid for and due; None: never."""
        now = self._clock.now()
        with self._db.write() as tx:
            stock_pace.put(tx, poll.connection, asked.paces)
            stock_pace.forget(tx, poll.connection.id, asked.forgotten)
            due_at = stock_pace.next_due(tx, poll.connection.id)
            if due_at is None or not _is_wanted(tx, poll.connection):
                return None
            next_at = max(due_at, now + poll.allowance.wait_for(asked.cost))
            sync_jobs.enqueue(
                tx,
                poll.connection,
                kind=JobKind.STOCK_POLL,
                due_at=next_at,
                requested_by=poll.context.job.requested_by,
                now=now,
                if_open=IfOpen.REPEAT,
            )
        return next_at


def _again(pace: ItemPace, now: datetime, *, moved: bool) -> ItemPace:
    interval = next_interval(pace.interval, moved=moved, bounds=NAMED)
    return pace.asked(now, interval=interval, moved=moved)


def _is_wanted(tx: Connection, connection: PosConnection) -> bool:
    """Whether the merchant's schedule lets stock be polled at all."""
    clocks = schedules.clocks(tx, connection.merchant_id, duty=_DUTY, connection_id=connection.id)
    return any(clock.next_at is not None for clock in clocks)
