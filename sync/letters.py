"""Dead letters as people handle them: look, try anew, discard; every deed is in the audit trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from domain.calls import Clock
from domain.counting import counted
from domain.errors import InvalidInputError
from domain.events import Entity
from storage import audit, dead_letters, merchants
from storage.dead_letters import DeadLetter, LetterFilter, LetterGroup, Source
from storage.engine import Database
from storage.results import Listed
from sync.intake import PATH
from sync.own_deliveries import ask_again

log = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 100_000
"""Letters that one command handles; the rest takes another."""
_TOGETHER: Final = 200
PACE: Final = timedelta(seconds=4)
"""Between two batches of what is tried anew: fifty a second, whatever their number."""
_NAMED: Final = 20
"""So many ids are written into a line of the audit trail."""
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What a replay or a discarding did, or in a dry run would do."""

    groups: tuple[LetterGroup, ...]
    """The letters that were meant, by what they died of."""
    letters: int
    done: int
    """0 in a dry run; less than `letters` where others handled some meanwhile."""
    last_due_at: datetime | None = None
    """When the last of them is tried."""


class DeadLetterDesk:
    """What the command line, the REST surface and the console do with dead letters."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def list(self, wanted: LetterFilter, *, offset: int = 0, limit: int = 50) -> Listed[DeadLetter]:
        """The letters, those first that hurt most."""
        with self._db.read() as tx:
            return dead_letters.listed(
                tx, wanted, now=self._clock.now(), offset=offset, limit=limit
            )

    def groups(self, wanted: LetterFilter) -> tuple[LetterGroup, ...]:
        """The same by what they died of."""
        with self._db.read() as tx:
            return tuple(dead_letters.grouped(tx, wanted))

    def show(self, letter_id: str, *, merchant_id: str | None = None) -> tuple[DeadLetter, bytes]:
        """One letter with its raw content. Raises NotFoundError."""
        with self._db.read() as tx:
            return dead_letters.get(tx, letter_id, now=self._clock.now(), merchant_id=merchant_id)

    def replay(
        self, wanted: LetterFilter, *, actor: str, accept: bool = False, dry_run: bool = False
    ) -> Handled:
        """Try letters anew, the worst first, fifty a second.

        A record in quarantine is asked for again; `accept` takes it whatever doubts an intake
        policy has. A delivery that an intake policy had refused is taken as it is.
        """
        began = self._clock.now()

        def tries(tx: Connection, letters: Sequence[DeadLetter], place: int) -> int:
            due_at = began + place * PACE
            return (
                dead_letters.replay_deliveries(tx, letters, due_at=due_at)
                + dead_letters.replay_effects(tx, letters, due_at=due_at)
                + _ask_for(tx, letters, accept=accept, due_at=due_at, now=began)
            )

        done = self._handle(wanted, "dead-letters.replayed", actor, tries, dry_run=dry_run)
        if dry_run or not done.letters:
            return done
        batches = (done.letters - 1) // _TOGETHER
        return Handled(
            groups=done.groups,
            letters=done.letters,
            done=done.done,
            last_due_at=began + batches * PACE,
        )

    def discard(
        self, wanted: LetterFilter, *, reason: str, actor: str, dry_run: bool = False
    ) -> Handled:
        """Close letters for good. Raises InvalidInputError without a reason."""
        words = reason.strip()[:_LONGEST_REASON]
        if not words:
            raise InvalidInputError("reason", reason, "say why these letters are of no use")

        def closes(tx: Connection, letters: Sequence[DeadLetter], _place: int) -> int:
            return dead_letters.discard(tx, letters, reason=words, now=self._clock.now())

        action = "dead-letters.discarded"
        return self._handle(wanted, action, actor, closes, dry_run=dry_run, reason=words)

    def _handle(
        self,
        wanted: LetterFilter,
        action: str,
        actor: str,
        work: Callable[[Connection, Sequence[DeadLetter], int], int],
        *,
        dry_run: bool,
        reason: str | None = None,
    ) -> Handled:
        """In short transactions, each with its lines of the audit trail."""
        letters = self.list(wanted, limit=MOST_AT_ONCE).rows
        groups, done = self.groups(wanted), 0
        for place, batch in enumerate(() if dry_run else _batches(letters)):
            with self._db.write() as tx:
                done += work(tx, batch, place)
                _audit(tx, batch, action, actor, reason, self._clock.now())
        if done:
            log.info(action, letters=done, actor=actor)
        return Handled(groups=groups, letters=len(letters), done=done)


def _batches(letters: Sequence[DeadLetter]) -> Iterator[Sequence[DeadLetter]]:
    for start in range(0, len(letters), _TOGETHER):
        yield letters[start : start + _TOGETHER]


def _ask_for(
    tx: Connection,
    letters: Sequence[DeadLetter],
    *,
    accept: bool,
    due_at: datetime,
    now: datetime,
) -> int:
    """Have the records in quarantine asked for again, each once whatever its faults."""
    records = {
        (each.connection_id, each.topic, each.subject): each
        for each in letters
        if each.source is Source.QUARANTINE and each.connection_id is not None
    }
    for (connection_id, entity, platform_id), letter in records.items():
        doubted = letter.code if letter.code.startswith(PATH) else None
        ask_again(
            tx,
            merchants.connection(tx, connection_id),
            Entity(entity),
            platform_id,
            accepted=doubted if accept else None,
            due_at=due_at,
            now=now,
        )
    return sum(each.source is Source.QUARANTINE for each in letters)


def _audit(
    tx: Connection,
    letters: Sequence[DeadLetter],
    action: str,
    actor: str,
    reason: str | None,
    now: datetime,
) -> None:
    owned: defaultdict[str, list[str]] = defaultdict(list)
    for letter in letters:
        owned[letter.merchant_id].append(letter.id)
    for merchant_id, ids in sorted(owned.items()):
        audit.record(
            tx,
            merchant_id=merchant_id,
            actor=actor,
            action=action,
            subject=counted(len(ids), "dead letter"),
            detail={"letters": ids[:_NAMED], "count": len(ids), "reason": reason},
            at=now,
        )
