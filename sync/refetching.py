"""Asking a platform what deliveries only hinted at: each question once, for all who ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from domain.calls import Call, Clock, Lane
from domain.errors import ConfigurationError, NotAuthorizedError
from domain.events import Disconnected, Entity, Refetch
from domain.ids import ConnectionId
from domain.ports.pos import Account, PosAdapter
from storage import inbox, sync_runs
from storage.engine import Database
from storage.inbox import InboxRow
from storage.merchants import PosConnection
from sync.asking import AT_ONCE, ask_all
from sync.delivered import Answer, Letter
from sync.failures import OUTAGES
from sync.fetch import fetch
from sync.hints import Hints, Question
from sync.ports import SyncDirectory

log = structlog.get_logger(__name__)

_REFETCH_S = 30.0
_NEXT = timedelta(milliseconds=250)
_TOGETHER = 4 * AT_ONCE
"""So many questions at one go; a slow platform would make one worker's backlog out of more."""
WaitsUntil: TypeAlias = Callable[[ConnectionId], datetime | None]
"""When to ask a connection again that is down; None: now."""


@dataclass(slots=True)
class Heard:
    """Letters with their answers, and those whose question had none."""

    ready: list[Letter] = field(default_factory=list)
    failed: list[tuple[InboxRow, Exception]] = field(default_factory=list)


class Refetcher:
    """Asks for one worker; what is not to be asked now, it puts back."""

    def __init__(
        self,
        database: Database,
        directory: SyncDirectory,
        clock: Clock,
        owner: str,
        waits_until: WaitsUntil,
    ) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock
        self._owner = owner
        self._waits_until = waits_until
        self._hints = Hints(database, clock, owner)
        self._answering: set[ConnectionId] = set()
        """Those that answered the last time: of the others one question finds out, alone."""

    def answers(self, connection: PosConnection, letters: Sequence[Letter]) -> Heard:
        """Of letters that ask something: those that may be asked now, answered or failed."""
        heard = Heard()
        letters = self._unless_asked(connection, self._unless_down(connection, letters))
        if not letters:
            return heard
        call = Call.within(_REFETCH_S, lane=Lane.REFETCH, correlation_id=_correlation(letters))
        asked_at = self._clock.now()
        asked = (each for letter in letters for each in letter.questions)
        questions = list(dict.fromkeys(sorted(asked, key=_is_about_records)))
        told = ask_all(
            questions,
            lambda each: self._ask(connection, each, call),
            outages=OUTAGES,
            first_alone=connection.id not in self._answering,
        )
        if told.met_outage:
            self._answering.discard(connection.id)
        else:
            self._answering.add(connection.id)
        for letter in letters:
            failed = next((each for each in letter.questions if each in told.failures), None)
            if failed is None:
                letter.answers = {each: told.answers[each] for each in letter.questions}
                letter.asked_at = asked_at
                heard.ready.append(letter)
            else:
                heard.failed.append((letter.row, told.failures[failed]))
        return heard

    def leave(self, letters: Sequence[Letter]) -> None:
        """Put back what others of this process are to ask, who are asking that platform now."""
        self._put_back(letters, self._clock.now() + _NEXT, "others are asking")

    def mouthful(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        """The first of them, with as many questions as go together; the rest is put back, due at
        once, for whoever comes first."""
        questions: set[Question] = set()
        for place, letter in enumerate(letters):
            questions.update(letter.questions)
            if len(questions) > _TOGETHER and place:
                self._put_back(letters[place:], self._clock.now(), "left to others")
                return letters[:place]
        return letters

    def _unless_down(
        self, connection: PosConnection, letters: Sequence[Letter]
    ) -> Sequence[Letter]:
        """None while the platform is down: they wait for it."""
        again = self._waits_until(connection.id) if letters else None
        if again is None:
            return letters
        self._put_back(letters, again, "the platform is down")
        log.info("webhook.waiting", connection_id=connection.id, deliveries=len(letters))
        return ()

    def _put_back(self, letters: Sequence[Letter], at: datetime, reason: str) -> None:
        with self._db.write() as tx:
            ids = [each.row.id for each in letters]
            inbox.postpone(tx, ids, owner=self._owner, at=at, reason=reason)

    def _unless_asked(
        self, connection: PosConnection, letters: Sequence[Letter]
    ) -> Sequence[Letter]:
        """Without those whose question was asked a moment ago: they wait for the next time."""
        asking = [(each.row, each.questions) for each in letters]
        waiting = self._hints.put_off(connection, asking)
        return [each for each in letters if each.row.id not in waiting]

    def _ask(self, connection: PosConnection, question: Question, call: Call) -> Answer:
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


def _is_about_records(question: Question) -> bool:
    """Sorts what is asked about the connection itself before all else."""
    return isinstance(question, Refetch) and question.entity is not Entity.CONNECTION


def _correlation(letters: Sequence[Letter]) -> str:
    return f"inbox-{letters[0].row.id}"
