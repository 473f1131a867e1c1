"""Writes turns down beside the work: a turn only leaves a note, and a thread stores many at once.

A shopper waits for no figure: a note costs microseconds, and a process that dies loses at most the
notes of its last second. Nothing that money or a promise depends on is kept here.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import Final

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import InterfaceError, OperationalError

from app.conversations.redacting import (
    MASKED_ADDRESS,
    MASKED_PROOF,
    heard_redacted,
    said_redacted,
)
from app.shoppers.desk import Purpose, caller_subject
from app.voice.nlu.understanding import PROOFS
from app.voice.services import TurnNote
from app.voice.speech import shown
from domain.ids import MerchantId
from storage import consents, turns
from storage.engine import Database, DatabaseBusyError
from storage.turns import Spoken, TurnRow

_LOG = structlog.get_logger(__name__)
_EVERY_S: Final = 1.0
_MOST: Final = 20_000
"""Notes kept while the database is away; the oldest go first."""
_BATCH: Final = 500
REMEMBER: Final = Purpose.REMEMBER.value
"""The consent without which the words of a shopper are not kept; given unless it is refused."""
LOST = Counter("voicetill_turn_notes_lost_total", "Turns that were not written down.")


class TurnBook:
    """`TurnLog` over the database; thread-safe, and at home again after a fork."""

    def __init__(self, database: Database, *, keeps_words: bool = True) -> None:
        self._db = database
        self._keeps_words = keeps_words
        self._notes: deque[TurnNote] = deque(maxlen=_MOST)
        self._writing = threading.Lock()
        self._stop = threading.Event()
        self._process: int | None = None

    def note(self, note: TurnNote) -> None:
        """Remember a turn until it is written down, within about a second."""
        if len(self._notes) == _MOST:
            LOST.inc()
        self._notes.append(note)
        if self._process != os.getpid():
            self._begin()

    def flush(self) -> int:
        """Write down what is remembered; how many turns. Raises what the database raises."""
        written = 0
        with self._writing:
            while self._notes:
                batch = [self._notes[at] for at in range(min(_BATCH, len(self._notes)))]
                with self._db.write() as tx:
                    refusing = self._refusing(batch)
                    rows = [self._told(each, refusing) for each in batch]
                    turns.add(tx, [row for row in rows if row is not None])
                for _ in batch:
                    self._notes.popleft()
                written += len(batch)
        return written

    def spoken(self, merchant_id: MerchantId, channel: str, session_id: str) -> list[Spoken]:
        """The words of a conversation so far, redacted, oldest first."""
        self.flush()
        session = turns.session_digest(merchant_id, channel, session_id)
        with self._db.read() as tx:
            return turns.of_session(tx, merchant_id, session)

    def close(self) -> None:
        """Write down what is left; call it before the database is closed."""
        self._stop.set()
        self._try_to_flush()

    def _begin(self) -> None:
        with self._writing:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            threading.Thread(target=self._run, name="turn-book", daemon=True).start()

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self._try_to_flush()

    def _try_to_flush(self) -> None:
        try:
            self.flush()
        except (OperationalError, InterfaceError, DatabaseBusyError) as error:
            _LOG.warning("turns.not_written", waiting=len(self._notes), error=type(error).__name__)

    def _refusing(self, batch: list[TurnNote]) -> frozenset[tuple[str, str]]:
        """Shoppers and callers of these turns who do not want their words kept."""
        with self._db.read() as tx:
            return consents.refusing(tx, REMEMBER, set(map(_subject, batch)))

    def _told(self, note: TurnNote, refusing: frozenset[tuple[str, str]]) -> TurnRow | None:
        try:
            return self._row(note, refusing)
        except Exception:  # noqa: BLE001 - the last handler of a note: it stops no other
            _LOG.exception("turns.note_lost", channel=note.turn.channel)
            LOST.inc()
            return None

    def _row(self, note: TurnNote, refusing: frozenset[tuple[str, str]]) -> TurnRow:
        turn, shopper = note.turn, note.shopper
        names = () if shopper is None else (shopper.name,)
        keeps = self._keeps_words and _subject(note) not in refusing
        return TurnRow(
            merchant_id=turn.merchant_id,
            session=turns.session_digest(turn.merchant_id, turn.channel, turn.session_id),
            channel=turn.channel,
            locale=turn.locale[:35],
            at=note.at,
            took_ms=note.took_ms,
            intent=note.intent.value,
            expect=note.expect.value,
            missed=note.missed,
            order_id=note.order_id,
            customer_id=None if shopper is None else shopper.customer_id,
            heard=_heard(note, names) if keeps else None,
            said=_said(note, names),
        )


def _subject(note: TurnNote) -> tuple[str, str]:
    """Whose word on being remembered counts: the shopper's, else the device's or number's."""
    turn, shopper = note.turn, note.shopper
    if shopper is not None:
        return turn.merchant_id, shopper.customer_id
    return turn.merchant_id, caller_subject(turn.merchant_id, turn.channel, turn.user_id)


def _heard(note: TurnNote, names: tuple[str, ...]) -> str:
    """What was said, redacted; of an answer to "who is speaking?" nothing at all."""
    if note.expect in PROOFS and note.turn.text:
        return MASKED_PROOF
    if note.told_address and note.turn.text:
        return MASKED_ADDRESS
    return heard_redacted(note.turn.text or "", names=names)


def _said(note: TurnNote, names: tuple[str, ...]) -> str:
    """What we said, redacted; where it says an address back nothing of it."""
    if note.says_address:
        return MASKED_ADDRESS
    return said_redacted(shown(note.reply.say, note.turn.locale), names=names)
