"""The closing balance: a nightly proof of payments against orders, and of refunds against returns.

One run looks at the payments of one connection, from three sides: orders that were placed,
checkouts that were undone, and, where the platform lists them, payments that name orders of ours.
What a run finds is looked at again by every later one until it adds up. Reservations that an undone
checkout left are let go, unless the merchant's policy says otherwise; anything else waits for a
person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.commerce.records import CheckoutContext, find_context
from app.commerce.steps import payment_key
from app.commerce.tenders import payment_ids
from app.payments.findings import ALERT, once, raise_alert, said_of
from domain.balance import (
    Finding,
    FindingKind,
    FindingState,
    judge_placed,
    judge_refunded,
    judge_second,
    judge_undone,
    judge_unknown,
    not_proved,
)
from domain.calls import Call, Clock, Lane
from domain.errors import (
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.payments import Payment
from domain.ports.payments import TellsPayments
from domain.ports.pos import PosAdapter, PosDirectory
from storage import alerts, audit, balance, journal, merchants
from storage.balance import BalanceRun, PaidOrder, StoredFinding
from storage.engine import Database
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.sync_jobs import SyncJob
from storage.types import JsonValue
from sync.job_runner import JobContext

log = structlog.get_logger(__name__)

POLICY: Final = "orphan_authorizations"
"""In the merchant's settings: `void` (the default) or `ask`."""
_FIRST_LOOK = timedelta(days=7)
"""How far the first run reaches back: as long as Square keeps an authorization."""
_GRACE = timedelta(hours=1)
"""Checkouts younger than this are still being worked on."""
_OVERLAP = timedelta(hours=2)
_WATCHED = timedelta(days=60)
"""How long something accepted is looked at every night, though nothing told of a change."""
_PAGE = 100
_OF_PAYMENTS_TOLD = frozenset(
    {
        FindingKind.SECOND_PAYMENT,
        FindingKind.AUTHORIZATION_LEFT,
        FindingKind.UNKNOWN_ORDER,
        FindingKind.CAPTURE_WITHOUT_ORDER,
    }
)
"""What is found among the payments that a platform lists."""
_CALL_S = 300.0

Progress = Callable[[], object]


@dataclass(slots=True)
class _Tally:
    orders: int = 0
    undone: int = 0
    told: int = 0
    found: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding | None) -> None:
        if finding is not None:
            self.found.append(finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one run works with."""

    connection: PosConnection
    pos: PosAdapter
    call: Call
    since: datetime
    until: datetime
    left: Sequence[Finding]
    """What is open."""
    accepted: frozenset[tuple[FindingKind, str, Money]]
    """What a person said is right as it is, by that amount."""
    again: frozenset[str]
    """Orders of what is open, or was accepted of late."""
    progress: Progress
    noted: set[OrderId] = field(default_factory=set)
    """Orders whose till's note of the goods or the credit that paid was met."""


class ClosingBalance:
    """Proves connections; safe in any number of processes."""

    def __init__(self, database: Database, pos: PosDirectory, clock: Clock) -> None:
        self._db = database
        self._pos = pos
        self._clock = clock

    def handle(self, job: SyncJob, context: JobContext) -> JsonValue:
        """The handler of `balance` jobs. Raises PlatformError."""
        run = self.prove(context.connection, context.page_done, correlation_id=job.id)
        return {"orders": run.orders, "undone": run.undone, "told": run.told, "found": run.found}

    def prove(
        self, connection: PosConnection, progress: Progress, *, correlation_id: str
    ) -> BalanceRun:
        """Look at what changed since the last run, and at what is open.

        Raises PlatformError, ConfigurationError (this connection itself is paused).
        """
        now = self._clock.now()
        call = Call.within(_CALL_S, lane=Lane.BACKFILL, correlation_id=correlation_id)
        with self._db.read() as tx:
            before = balance.last_run(tx, connection.id)
            open_now = balance.open_findings(tx, connection.id)
            accepted = balance.accepted(tx, connection.id)
        watched = [each for each in accepted if now - each.found_at < _WATCHED]
        until = now - _GRACE
        since = until - _FIRST_LOOK if before is None else before.until - _OVERLAP
        run = _Run(
            connection=connection,
            pos=self._pos.open(connection.id, call),
            call=call,
            since=since,
            until=until,
            left=[each.finding for each in open_now],
            accepted=frozenset(said_of(each.finding) for each in accepted),
            again=frozenset(
                each.finding.order_id for each in (*open_now, *watched) if each.finding.order_id
            ),
            progress=progress,
        )
        tally = _Tally()
        self._placed(run, tally)
        self._undone(run, tally)
        self._told(run, tally)
        return self._settle(run, tally, now)

    def standing(
        self, merchant_id: MerchantId, *, state: FindingState | None = None, limit: int = 100
    ) -> tuple[Sequence[BalanceRun], Sequence[StoredFinding]]:
        """The newest run of each connection, and findings, newest first."""
        with self._db.read() as tx:
            runs = balance.last_runs(tx, merchant_id)
            return runs, balance.findings(tx, merchant_id, state=state, limit=limit)

    def get(self, merchant_id: MerchantId, finding_id: str) -> StoredFinding:
        """One finding. Raises NotFoundError."""
        with self._db.read() as tx:
            return balance.finding(tx, merchant_id, finding_id)

    def accept(
        self, merchant_id: MerchantId, finding_id: str, *, note: str, actor: str
    ) -> StoredFinding:
        """A person's word that something open is right as it is; the alert ends with the last.

        Raises NotFoundError, IllegalTransitionError (it is not open).
        """
        now = self._clock.now()
        with self._db.write() as tx:
            said = balance.accept(tx, merchant_id, finding_id, note=note, now=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                connection_id=said.connection_id,
                actor=actor,
                action="balance.accepted",
                subject=finding_id,
                detail={"kind": said.finding.kind.value, "note": note},
                at=now,
            )
            if not balance.open_findings(tx, said.connection_id):
                alerts.resolve(tx, said.connection_id, ALERT, now=now)
        log.info("balance.accepted", finding_id=finding_id, kind=said.finding.kind.value)
        return said

    # --- three sides -------------------------------------------------------------------------

    def _placed(self, run: _Run, tally: _Tally) -> None:
        for order in self._paid(run):
            tally.orders += 1
            own = order.record_connection == run.connection.id
            payment = run.pos.payment(
                order.payment_id, order_id=order.pos_order_id if own else None
            )
            tally.add(self._judged(run, order, payment))
            if payment is not None:
                tally.add(judge_refunded(payment, order.order_id, has_reason=order.has_reason))

    def _judged(self, run: _Run, order: PaidOrder, payment: Payment | None) -> Finding | None:
        """The order at its own till against its payment. A till of another account than the payer's
        may be paused, or refuse us: then it is asked by a later run, and the others are proved."""
        try:
            found = self._pos.open(order.record_connection, run.call).order(order.pos_order_id)
        except (ConfigurationError, NotAuthorizedError) as error:
            if order.record_connection == run.connection.id:
                raise
            return not_proved(order.order_id, total=order.total, why=str(error)[:200])
        state = None if found is None else found.state
        return judge_placed(payment, order.order_id, state, total=order.total)

    def _paid(self, run: _Run) -> Iterator[PaidOrder]:
        after = ("", "")
        while True:
            with self._db.read() as tx:
                page = balance.paid_orders(
                    tx,
                    run.connection.merchant_id,
                    run.connection.id,
                    since=run.since,
                    until=run.until,
                    besides=run.again,
                    after=after,
                    limit=_PAGE,
                )
            yield from page
            run.progress()
            if len(page) < _PAGE:
                return
            after = page[-1].order_id, page[-1].payment_id

    def _undone(self, run: _Run, tally: _Tally) -> None:
        for context in self._contexts(run):
            paid_by = payment_ids(context)
            if context.payment_connection != run.connection.id or not paid_by:
                continue
            tally.undone += 1
            order_id = context.pos_order_id if context.order_first else None
            for payment_id in paid_by:
                payment = run.pos.payment(payment_id, order_id=order_id)
                tally.add(judge_undone(payment, context.order_id))

    def _contexts(self, run: _Run) -> Iterator[CheckoutContext]:
        after = ""
        while True:
            with self._db.read() as tx:
                page = balance.undone_checkouts(
                    tx,
                    run.connection.merchant_id,
                    since=run.since,
                    until=run.until,
                    besides=run.again,
                    after=after,
                    limit=_PAGE,
                )
            contexts = (find_context(context) for _, context in page if context is not None)
            yield from (context for context in contexts if context is not None)
            run.progress()
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def _told(self, run: _Run, tally: _Tally) -> None:
        """Payments that name an order of ours; the till's own sales name none."""
        if not isinstance(run.pos, TellsPayments):
            return
        told = set[str]()
        for page in run.pos.payments_since(run.since):
            for payment in page.records:
                told.add(payment.platform_id)
                tally.add(self._second(run, payment))
            run.progress()
        tally.told += len(told)
        for finding in run.left:
            if finding.kind in _OF_PAYMENTS_TOLD and finding.subject not in told:
                tally.add(self._still_second(run, finding))

    def _still_second(self, run: _Run, finding: Finding) -> Finding | None:
        """What an earlier run found, of a payment that is too old to be told again."""
        payment = run.pos.payment(PlatformId(finding.subject), order_id=None)
        if payment is None:
            return None
        if finding.order_id is not None:  # the till's note of it was met then
            run.noted.add(finding.order_id)
        return self._second(run, payment)

    def _second(self, run: _Run, payment: Payment) -> Finding | None:
        if payment.reference is None:
            return None
        with self._db.read() as tx:
            known = journal.load(tx, run.connection.merchant_id, payment.reference)
        if known is None:
            return judge_unknown(payment)
        if known.is_open:
            return None
        context = find_context(known.context)
        if context is None:
            return None  # forgotten: nobody can say which payments were its own
        if context.payment_connection != run.connection.id:
            return None  # money that another processor took, noted here
        if context.is_covered and payment.amount == context.credit:
            is_note = context.order_id not in run.noted
            run.noted.add(context.order_id)
            if is_note:
                return None
        return judge_second(
            payment,
            OrderId(payment.reference),
            payment_ids(context),
            is_placed=balance.is_placed(known.outcome),
        )

    # --- what becomes of it ------------------------------------------------------------------

    def _settle(self, run: _Run, tally: _Tally, now: datetime) -> BalanceRun:
        found = [(each, self._state_of(run, each)) for each in once(tally.found)]
        ended = BalanceRun(
            id=new_id("bal", now),
            connection_id=run.connection.id,
            since=run.since,
            until=run.until,
            orders=tally.orders,
            undone=tally.undone,
            told=tally.told,
            found=sum(state is not FindingState.ACCEPTED for _, state in found),
            ended_at=self._clock.now(),
        )
        left = [each for each, state in found if state is FindingState.OPEN]
        with self._db.write() as tx:
            balance.save(tx, run.connection.merchant_id, ended, found, now=now)
            if left:
                raise_alert(tx, run.connection, left, now)
            else:
                alerts.resolve(tx, run.connection.id, ALERT, now=now)
        log.info(
            "balance.proved", connection_id=run.connection.id, orders=tally.orders, found=len(found)
        )
        return ended

    def _state_of(self, run: _Run, finding: Finding) -> FindingState:
        """Let a reservation go where the policy allows it; what cannot be let go stays open, unless
        a person said that it is right."""
        if said_of(finding) in run.accepted:
            return FindingState.ACCEPTED
        if finding.kind is not FindingKind.AUTHORIZATION_LEFT or not self._may_void(run):
            return FindingState.OPEN
        context = self._context_of(run, finding)
        if context is None:
            return FindingState.OPEN
        try:
            run.pos.void(
                PlatformId(finding.subject),
                order_id=context.pos_order_id if context.order_first else None,
                key=IdempotencyKey(f"{payment_key(context)}-balance"),
            )
        except (RejectedError, UnsupportedError) as error:
            log.warning("balance.void_refused", order_id=finding.order_id, error=str(error))
            return FindingState.OPEN
        log.info("balance.voided", order_id=finding.order_id, payment_id=finding.subject)
        return FindingState.VOIDED

    def _may_void(self, run: _Run) -> bool:
        with self._db.read() as tx:
            settings: Mapping[str, JsonValue] = merchants.merchant(
                tx, run.connection.merchant_id
            ).settings
        return bool(settings.get(POLICY, "void") == "void")

    def _context_of(self, run: _Run, finding: Finding) -> CheckoutContext | None:
        if finding.order_id is None:
            return None
        with self._db.read() as tx:
            known = journal.load(tx, run.connection.merchant_id, finding.order_id)
        return None if known is None else find_context(known.context)
