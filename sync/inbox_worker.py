"""Works off the webhook inbox: parse, ask for what is only hinted at, apply, done.

Deliveries are claimed in batches and applied together; many hints at one record become one
question. What tells all by itself is visible before any platform is asked about the rest. Whatever
fails stands alone: an unreadable body is a dead letter at once, a hint whose platform is down waits
with a growing, jittered pause, the neighbors are applied meanwhile.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from time import perf_counter

import structlog
from sqlalchemy import Connection

from domain.calls import Clock
from domain.catalog import Source
from domain.events import PosEvent, PrivacyRequest, Refetch
from domain.ids import ConnectionId
from storage import inbox, intake, merchants
from storage.engine import Database
from storage.inbox import InboxRow
from storage.intake import Mode, Verdict
from storage.merchants import ConnectionStatus, PosConnection
from sync.apply import Arrival
from sync.crowd import Crowd
from sync.delivered import Letter, answers_of, write_letters
from sync.failures import is_final, pause, reason_of
from sync.hints import Ear, without_known
from sync.intake import WEBHOOK, DoubtfulRecordError, count_doubts, judge_events
from sync.keeping import kept
from sync.own_deliveries import is_ours, own_events
from sync.ports import ReaderOf, SyncDirectory
from sync.refetching import Refetcher, WaitsUntil
from sync.stride import Appetite, Stride

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=10)
"""What a dead worker had in hand falls due again after it; a living one prolongs it."""


class InboxWorker:
    """Applies deliveries; one for each thread, and any number in any number of processes."""

    def __init__(
        self,
        database: Database,
        directory: SyncDirectory,
        reader_of: ReaderOf,
        clock: Clock,
        *,
        waits_until: WaitsUntil = lambda _: None,
        crowd: Crowd | None = None,
    ) -> None:
        """`waits_until` knows of outages (`sync.outage`); by default there are none. `crowd` is
        shared by those that work beside each other in one process; None: there is one only."""
        self._db = database
        self._reader_of = reader_of
        self._clock = clock
        self._owner = f"inbox-{uuid.uuid4().hex[:12]}"
        self._appetite = Appetite()
        self._is_idle = False
        self._stride, self._asked_stride = Stride.of(database), Stride.of(database)
        self._crowd = crowd or Crowd()
        self._refetcher = Refetcher(database, directory, clock, self._owner, waits_until)
        self._ear = Ear(database)

    def run_once(self, limit: int | None = None) -> int:
        """Claim and work off deliveries, as many as the backlog suggests; how many were claimed."""
        if self._is_idle and not self._has_due():
            return 0
        began = perf_counter()
        wanted = self._appetite.size if limit is None else limit
        with self._db.write() as tx:
            rows = inbox.claim(
                tx,
                owner=self._owner,
                now=self._clock.now(),
                lease=LEASE,
                limit=wanted,
                without=self._crowd.full(),
            )
        if rows:
            with kept(lambda: self._prolong(rows), every_s=LEASE.total_seconds() / 3):
                self._work_off(rows)
        self._appetite.learn(is_full=len(rows) == wanted, took_s=perf_counter() - began)
        self._is_idle = not rows
        return len(rows)

    def _has_due(self) -> bool:
        """Looked at before the claim, which takes the writer, by one who found nothing before."""
        with self._db.look() as tx:
            return inbox.has_due(tx, now=self._clock.now())

    def _prolong(self, rows: Sequence[InboxRow]) -> None:
        """Keep those of them that have not had their end: a platform may take its time."""
        ids = [row.id for row in rows]
        with self._db.write() as tx:
            inbox.heartbeat(tx, ids, owner=self._owner, now=self._clock.now(), lease=LEASE)

    def _work_off(self, rows: Sequence[InboxRow]) -> None:
        """Of all connections first what tells all by itself: none waits for another's platform."""
        waiting: defaultdict[ConnectionId, list[InboxRow]] = defaultdict(list)
        for row in rows:
            waiting[row.connection_id].append(row)
        asking = []
        for connection_id, group in waiting.items():
            connection, letters = self._opened(connection_id, group)
            telling = [each for each in letters if not each.questions]
            self._apply_all(connection, telling, self._stride)
            if left := [each for each in letters if each.questions]:
                asking.append((connection, left))
        for connection, letters in asking:
            with self._crowd.place(connection.id) as is_free:
                if is_free:
                    self._answer(connection, letters)
                else:
                    self._refetcher.leave(letters)

    def _answer(self, connection: PosConnection, letters: Sequence[Letter]) -> None:
        heard = self._refetcher.answers(connection, self._refetcher.mouthful(letters))
        for row, error in heard.failed:
            self._put_back(row, error)
        self._apply_all(connection, heard.ready, self._asked_stride)

    # --- reading -----------------------------------------------------------------------------

    def _opened(
        self, connection_id: ConnectionId, rows: Sequence[InboxRow]
    ) -> tuple[PosConnection, list[Letter]]:
        """What the deliveries say; those that cannot be read are put back or buried."""
        with self._db.look() as tx:
            connection = merchants.connection(tx, connection_id)
            mode = intake.mode_of(tx, connection, WEBHOOK)
        self._ear.hear(connection, (row.received_at for row in rows if not is_ours(row.topic)))
        letters = []
        for row in rows:
            try:
                letters.append(self._judged(connection, row, self._read(connection, row), mode))
            except Exception as error:  # noqa: BLE001 - logged and kept with the delivery
                self._put_back(row, error)
        self._leave_out_known(connection, letters)
        return connection, letters

    def _leave_out_known(self, connection: PosConnection, letters: Sequence[Letter]) -> None:
        """Hints at what the book has already ask nothing; whoever has one tried anew, asks."""
        hinting = [each for each in letters if not each.row.replays]
        hints = {e for letter in hinting for e in letter.events if isinstance(e, Refetch)}
        left = without_known(self._db, connection, hints) if hints else {}
        for letter in hinting:
            letter.events = [
                left[event] if isinstance(event, Refetch) else event
                for event in letter.events
                if not isinstance(event, Refetch) or event in left
            ]

    def _read(self, connection: PosConnection, row: InboxRow) -> list[PosEvent]:
        if is_ours(row.topic):
            events: Iterable[PosEvent] = own_events(row.body)
        else:
            events = self._reader_of(connection.platform).parse(row.topic, row.body)
        return _of_concern(connection, events)

    def _judged(
        self, connection: PosConnection, row: InboxRow, events: list[PosEvent], mode: Mode
    ) -> Letter:
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
        return Letter(row, left, judgement)

    # --- applying ----------------------------------------------------------------------------

    def _apply_all(
        self, connection: PosConnection, letters: Sequence[Letter], stride: Stride
    ) -> None:
        """In groups; what was asked takes longer to apply, so each kind has its own stride."""
        while letters:
            together = stride.length
            stride.walk(partial(self._apply_group, connection, letters[:together]))
            letters = letters[together:]

    def _apply_group(self, connection: PosConnection, letters: Sequence[Letter]) -> None:
        if len(letters) == 1:
            self._apply_alone(connection, letters[0])
            return
        try:
            self._apply(connection, letters)
        except Exception as error:  # noqa: BLE001 - each is applied alone below
            log.warning(
                "webhook.group_divided",
                connection_id=connection.id,
                deliveries=len(letters),
                reason=reason_of(error),
            )
            for letter in letters:
                self._apply_alone(connection, letter)

    def _apply_alone(self, connection: PosConnection, letter: Letter) -> None:
        try:
            self._apply(connection, [letter])
        except Exception as error:  # noqa: BLE001 - logged and kept with the delivery
            self._put_back(letter.row, error)

    def _apply(self, connection: PosConnection, letters: Sequence[Letter]) -> None:
        """Everything these deliveries brought, and their end, in one transaction."""
        now = self._clock.now()
        arrival = Arrival(connection=connection, source=Source.WEBHOOK, now=now)

        def work(tx: Connection) -> None:
            write_letters(tx, arrival, letters)
            inbox.done(tx, [each.row.id for each in letters], owner=self._owner, now=now)

        self._db.transact(work)
        log.info(
            "webhook.applied",
            connection_id=connection.id,
            platform=connection.platform,
            deliveries=len(letters),
            questions=len(answers_of(letters)),
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


def _of_concern(connection: PosConnection, events: Iterable[PosEvent]) -> list[PosEvent]:
    """Of an account we have no access to any more, only what is asked about personal data."""
    if connection.status is not ConnectionStatus.REVOKED:
        return list(events)
    return [event for event in events if isinstance(event, PrivacyRequest)]


def _milliseconds(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
