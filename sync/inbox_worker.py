"""Works off the webhook inbox: parse, ask for what is only hinted at, apply, done.

Deliveries are claimed in batches and applied together; many hints at one record become one
question. Whatever fails stands alone: an unreadable body is a dead letter at once, a hint whose
platform is down waits with a growing, jittered pause, the neighbors are applied meanwhile.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock, Lane
from domain.catalog import Source, StockLevel
from domain.errors import (
    ConfigurationError,
    NotAuthorizedError,
)
from domain.events import (
    Changed,
    Deleted,
    Disconnected,
    Entity,
    PosEvent,
    PrivacyRequest,
    Record,
    Refetch,
)
from domain.ids import ConnectionId
from domain.ports.pos import Account, PosAdapter
from storage import inbox, intake, merchants, privacy, sync_runs
from storage.engine import Database
from storage.inbox import InboxRow
from storage.intake import Mode, Verdict
from storage.merchants import ConnectionStatus, PosConnection
from sync.apply import (
    Arrival,
    apply_counts,
    apply_deletion,
    apply_page,
    apply_records,
    close_faults,
)
from sync.asking import ask_all
from sync.failures import OUTAGES, is_final, pause, reason_of, was_rejected_for
from sync.fetch import Fetched, fetch
from sync.hints import Ear, Hints, Question
from sync.intake import (
    WEBHOOK,
    DoubtfulRecordError,
    Judgement,
    count_doubts,
    judge_events,
    note,
)
from sync.keeping import kept
from sync.own_deliveries import accepted_doubt, is_ours, own_events
from sync.ports import ReaderOf, SyncDirectory
from sync.stride import Appetite, Stride

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=10)
"""What a dead worker had in hand falls due again after it; a living one prolongs it."""
_REFETCH_S = 30.0
_Answer: TypeAlias = list[Fetched] | Account | None
"""Pages of records; or whose account it is, None if it is not ours to see any more."""
WaitsUntil: TypeAlias = Callable[[ConnectionId], datetime | None]
"""When to ask a connection again that is down; None: now."""


@dataclass(slots=True)
class _Letter:
    """One delivery, what it says, and what the platform answered to what it asks."""

    row: InboxRow
    events: list[PosEvent]
    judgement: Judgement = field(default_factory=Judgement)
    answers: dict[Question, _Answer] = field(default_factory=dict)

    @property
    def questions(self) -> list[Question]:
        return [event for event in self.events if isinstance(event, Refetch | Disconnected)]


class InboxWorker:
    """Applies deliveries; any number of them may run, in any number of processes."""

    def __init__(
        self,
        database: Database,
        directory: SyncDirectory,
        reader_of: ReaderOf,
        clock: Clock,
        *,
        waits_until: WaitsUntil = lambda _: None,
    ) -> None:
        """`waits_until` knows of outages (`sync.outage`); by default there are none."""
        self._db = database
        self._waits_until = waits_until
        self._directory = directory
        self._reader_of = reader_of
        self._clock = clock
        self._owner = f"inbox-{uuid.uuid4().hex[:12]}"
        self._appetite = Appetite()
        self._stride = Stride.of(database)
        self._hints = Hints(database, clock, self._owner)
        self._ear = Ear(database)

    def run_once(self, limit: int | None = None) -> int:
        """Claim and work off deliveries, as many as the backlog suggests; how many were claimed."""
        began = perf_counter()
        wanted = self._appetite.size if limit is None else limit
        with self._db.write() as tx:
            rows = inbox.claim(
                tx, owner=self._owner, now=self._clock.now(), lease=LEASE, limit=wanted
            )
        if rows:
            with kept(lambda: self._prolong(rows), every_s=LEASE.total_seconds() / 3):
                self._work_off_all(rows)
        self._appetite.learn(is_full=len(rows) == wanted, took_s=perf_counter() - began)
        return len(rows)

    def _prolong(self, rows: Sequence[InboxRow]) -> None:
        """Keep those of them that have not had their end: a platform may take its time."""
        ids = [row.id for row in rows]
        with self._db.write() as tx:
            inbox.heartbeat(tx, ids, owner=self._owner, now=self._clock.now(), lease=LEASE)

    def _work_off_all(self, rows: Sequence[InboxRow]) -> None:
        waiting: defaultdict[ConnectionId, list[InboxRow]] = defaultdict(list)
        for row in rows:
            waiting[row.connection_id].append(row)
        for connection_id, group in waiting.items():
            self._work_off(connection_id, group)

    def _work_off(self, connection_id: ConnectionId, rows: Sequence[InboxRow]) -> None:
        with self._db.read() as tx:
            connection = merchants.connection(tx, connection_id)
            mode = intake.mode_of(tx, connection, WEBHOOK)
        self._ear.hear(connection, (row.received_at for row in rows if not is_ours(row.topic)))
        letters = self._opened(connection, rows, mode)
        self._apply_all(connection, [each for each in letters if not each.questions])
        asking = [each for each in letters if each.questions]
        if asking:
            self._apply_all(connection, self._answered(connection, asking))

    def _apply_all(self, connection: PosConnection, letters: Sequence[_Letter]) -> None:
        """What tells all by itself is visible before a platform is asked about the rest."""
        while letters:
            together = self._stride.length
            self._stride.walk(partial(self._apply_group, connection, letters[:together]))
            letters = letters[together:]

    def _opened(
        self, connection: PosConnection, rows: Sequence[InboxRow], mode: Mode
    ) -> list[_Letter]:
        """What the deliveries say; those that cannot be read are put back or buried."""
        reader = self._reader_of(connection.platform)
        letters = []
        for row in rows:
            try:
                events = (
                    own_events(row.body)
                    if is_ours(row.topic)
                    else reader.parse(row.topic, row.body)
                )
                letters.append(self._judged(connection, row, _of_concern(connection, events), mode))
            except Exception as error:  # noqa: BLE001 - logged and kept with the delivery
                self._put_back(row, error)
        return letters

    def _judged(
        self, connection: PosConnection, row: InboxRow, events: list[PosEvent], mode: Mode
    ) -> _Letter:
        """What the policy lets in; a delivery that a person had tried anew is taken as it is."""
        now = self._clock.now()

        def prices_of(variant_ids: Sequence[str]) -> Mapping[str, int]:
            with self._db.read() as tx:
                return intake.prices(tx, connection.id, variant_ids)

        try:
            left, judgement = judge_events(
                events, Mode.LENIENT if row.replays else mode, now, prices_of
            )
        except DoubtfulRecordError as error:
            with self._db.write() as tx:
                count_doubts(tx, connection, WEBHOOK, Verdict.REFUSED, [error.reason], now)
            raise
        return _Letter(row, left, judgement)

    # --- asking the platform -----------------------------------------------------------------

    def _answered(self, connection: PosConnection, letters: Sequence[_Letter]) -> list[_Letter]:
        """The letters whose questions the platform answered, each asked once; the rest is put
        back."""
        letters = self._unless_asked(connection, self._unless_down(connection, letters))
        if not letters:
            return []
        call = Call.within(_REFETCH_S, lane=Lane.REFETCH, correlation_id=_correlation(letters))
        asked = (each for letter in letters for each in letter.questions)
        questions = list(dict.fromkeys(sorted(asked, key=_is_about_records)))
        heard = ask_all(questions, lambda each: self._ask(connection, each, call), outages=OUTAGES)
        ready = []
        for letter in letters:
            failed = next((each for each in letter.questions if each in heard.failures), None)
            if failed is None:
                letter.answers = {each: heard.answers[each] for each in letter.questions}
                ready.append(letter)
            else:
                self._put_back(letter.row, heard.failures[failed])
        return ready

    def _unless_down(
        self, connection: PosConnection, letters: Sequence[_Letter]
    ) -> Sequence[_Letter]:
        """While the platform is down, only what tells all by itself; the rest waits for it."""
        asking = [each.row.id for each in letters if each.questions]
        again = self._waits_until(connection.id) if asking else None
        if again is None:
            return letters
        with self._db.write() as tx:
            inbox.postpone(tx, asking, owner=self._owner, at=again, reason="the platform is down")
        log.info("webhook.waiting", connection_id=connection.id, deliveries=len(asking))
        return [each for each in letters if not each.questions]

    def _unless_asked(
        self, connection: PosConnection, letters: Sequence[_Letter]
    ) -> Sequence[_Letter]:
        """Without those whose question was asked a moment ago: they wait for the next time."""
        asking = [(each.row, each.questions) for each in letters if each.questions]
        waiting = self._hints.put_off(connection, asking)
        return [each for each in letters if each.row.id not in waiting]

    def _ask(self, connection: PosConnection, question: Question, call: Call) -> _Answer:
        if isinstance(question, Disconnected) or not _is_about_records(question):
            return self._account(connection, call)

        def since_of(entity: Entity) -> str | None:
            with self._db.read() as tx:
                return sync_runs.since(tx, connection.id, entity.value)

        return list(fetch(self._open(connection, call), question, since_of))

    def _account(self, connection: PosConnection, call: Call) -> Account | None:
        """Whose account it is; None when the access is gone.

        News of a disconnection may be late: the merchant may have connected again since.
        """
        try:
            return self._open(connection, call).ping()
        except (NotAuthorizedError, ConfigurationError):
            return None

    def _open(self, connection: PosConnection, call: Call) -> PosAdapter:
        return self._directory.open(connection.id, call)

    # --- applying ----------------------------------------------------------------------------

    def _apply_group(self, connection: PosConnection, letters: Sequence[_Letter]) -> None:
        try:
            self._apply(connection, letters)
        except Exception:  # noqa: BLE001 - the one at fault is found, logged and put back below
            for letter in letters:
                self._apply_alone(connection, letter)

    def _apply_alone(self, connection: PosConnection, letter: _Letter) -> None:
        try:
            self._apply(connection, [letter])
        except Exception as error:  # noqa: BLE001 - logged and kept with the delivery
            self._put_back(letter.row, error)

    def _apply(self, connection: PosConnection, letters: Sequence[_Letter]) -> None:
        """Everything these deliveries brought, and their end, in one transaction."""
        if not letters:
            return
        now = self._clock.now()
        arrival = Arrival(connection=connection, source=Source.WEBHOOK, now=now)
        answers = {
            question: answer for each in letters for question, answer in each.answers.items()
        }

        accepted = _accepted(letters)

        def work(tx: Connection) -> None:
            _apply_letters(tx, arrival, letters)
            for question, answer in answers.items():
                _apply_answer(
                    tx, replace(arrival, accepts_doubts=question in accepted), question, answer
                )
            note(tx, connection, WEBHOOK, [each.judgement for each in letters], now)
            unfounded = [code for each in letters if (code := was_rejected_for(each.row))]
            count_doubts(tx, connection, WEBHOOK, Verdict.FALSE_REJECT, unfounded, now)
            inbox.done(tx, [each.row.id for each in letters], owner=self._owner, now=now)

        self._db.transact(work)
        log.info(
            "webhook.applied",
            connection_id=connection.id,
            platform=connection.platform,
            deliveries=len(letters),
            questions=len(answers),
            age_ms=_milliseconds(now - min(each.row.received_at for each in letters)),
        )

    def _put_back(self, row: InboxRow, error: Exception) -> None:
        now = self._clock.now()
        reason = reason_of(error)
        final = is_final(row, error, age=now - row.received_at)
        with self._db.write() as tx:
            if final:
                inbox.bury(tx, row.id, owner=self._owner, now=now, reason=reason)
            else:
                again = now + pause(row.attempts)
                inbox.retry(tx, row.id, owner=self._owner, now=now, at=again, reason=reason)
        log.warning(
            "webhook.buried" if final else "webhook.postponed",
            inbox_id=row.id,
            connection_id=row.connection_id,
            topic=row.topic,
            attempts=row.attempts,
            reason=reason,
        )


def _apply_letters(tx: Connection, arrival: Arrival, letters: Sequence[_Letter]) -> None:
    """What the bodies tell by themselves; each record knows which delivery brought it."""
    mapped: defaultdict[Entity, list[Record]] = defaultdict(list)
    counts: list[tuple[StockLevel, str]] = []
    for letter in letters:
        told = replace(arrival, delivery_id=letter.row.delivery_id)
        for event in letter.events:
            if isinstance(event, Changed):
                mapped[event.entity].append(event.record)
                if isinstance(event.record, StockLevel):
                    counts.append((event.record, letter.row.delivery_id))
                else:
                    apply_records(tx, told, event.entity, [event.record])
            elif isinstance(event, Deleted):
                apply_deletion(tx, told, event)
            elif isinstance(event, PrivacyRequest):
                privacy.carry_out(
                    tx,
                    told.connection,
                    event,
                    delivery_id=letter.row.delivery_id,
                    now=told.now,
                )
    apply_counts(tx, arrival, counts)
    for entity, records in mapped.items():
        close_faults(tx, arrival, entity, records)


def _apply_answer(tx: Connection, arrival: Arrival, question: Question, answer: _Answer) -> None:
    connection = arrival.connection
    if answer is None:
        reason = question.reason if isinstance(question, Disconnected) else "access is refused"
        merchants.set_status(tx, connection.id, ConnectionStatus.REVOKED, reason)
        log.warning("connection.revoked", connection_id=connection.id, reason=reason)
    elif isinstance(answer, Account):
        merchants.set_scopes(tx, connection.id, answer.granted_scopes)
    else:
        for fetched in answer:
            apply_page(tx, arrival, fetched.entity, fetched.page)
            mark = fetched.page.high_water
            if mark is not None:
                entity = fetched.entity.value
                sync_runs.set_since(tx, connection, entity, mark, now=arrival.now)


def _of_concern(connection: PosConnection, events: list[PosEvent]) -> list[PosEvent]:
    """Of an account we have no access to any more, only what is asked about personal data."""
    if connection.status is not ConnectionStatus.REVOKED:
        return events
    return [event for event in events if isinstance(event, PrivacyRequest)]


def _accepted(letters: Sequence[_Letter]) -> frozenset[Question]:
    """Questions whose answers a person has decided to take as they are."""
    return frozenset(
        question
        for letter in letters
        if accepted_doubt(letter.row.topic, letter.row.body)
        for question in letter.questions
    )


def _is_about_records(question: Question) -> bool:
    """Sorts what is asked about the connection itself before all else."""
    return isinstance(question, Refetch) and question.entity is not Entity.CONNECTION


def _correlation(letters: Sequence[_Letter]) -> str:
    return f"inbox-{letters[0].row.id}" if letters else "inbox"


def _milliseconds(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
