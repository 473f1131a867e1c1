"""Writes turns down beside the work: a turn only leaves a note, and a thread stores many at once.

A shopper waits for no figure: a note costs microseconds, and a process that dies loses at most the
notes of its last second. Nothing that money or a promise depends on is kept here.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

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
from app.voice.identity import AccountLinks, LinkedShopper
from app.voice.nlu.understanding import PROOFS
from app.voice.services import TurnNote
from app.voice.speech import shown
from domain.ids import CustomerId, MerchantId
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
_Subject: TypeAlias = tuple[str, str]
"""A merchant, and a shopper or caller of theirs."""
_Shown: TypeAlias = dict[tuple[int, str], str]
"""Words by the identity of what says them, and by locale: of turns that are kept meanwhile."""
LOST = Counter("voicetill_turn_notes_lost_total", "Turns that were not written down.")


class TurnBook:
    """`TurnLog` over the database; thread-safe, and at home again after a fork."""

    def __init__(
        self, database: Database, *, links: AccountLinks | None = None, keeps_words: bool = True
    ) -> None:
        self._db = database
        self._links = links
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
                told = self._told(self._known(batch))  # before the database is locked for others
                with self._db.write() as tx:
                    turns.add(tx, self._agreed_to(told))
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

    def _known(self, batch: Sequence[TurnNote]) -> list[TurnNote]:
        """The notes with who spoke, also in turns that did not need to know: what a linked shopper
        wants kept holds for every word, and what is kept is theirs to see and to erase."""
        found: dict[tuple[str, str], LinkedShopper | None] = {}
        named = []
        for note in batch:
            token, merchant_id = note.turn.access_token, note.turn.merchant_id
            if self._links is None or note.shopper is not None or not token:
                named.append(note)
                continue
            if (merchant_id, token) not in found:
                found[merchant_id, token] = self._links.find(merchant_id, token, note.at)
            named.append(replace(note, shopper=found[merchant_id, token]))
        return named

    def _agreed_to(self, told: Sequence[tuple[_Subject, TurnRow]]) -> list[TurnRow]:
        """The rows, without the words of shoppers and callers who do not want them kept."""
        with self._db.read() as tx:
            refusing = consents.refusing(tx, REMEMBER, {subject for subject, _ in told})
        return [replace(row, heard=None) if subject in refusing else row for subject, row in told]

    def _told(self, batch: Sequence[TurnNote]) -> list[tuple[_Subject, TurnRow]]:
        """Each turn's row, and whose word on being remembered counts for it."""
        shown_before: _Shown = {}
        told = []
        for note in batch:
            try:
                told.append((_subject(note), self._row(note, shown_before)))
            except Exception:  # noqa: BLE001 - the last handler of a note: it stops no other
                _LOG.exception("turns.note_lost", channel=note.turn.channel)
                LOST.inc()
        return told

    def _row(self, note: TurnNote, shown_before: _Shown) -> TurnRow:
        turn, shopper = note.turn, note.shopper
        names = () if shopper is None else (shopper.name,)
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
            customer_id=_customer(note),
            heard=_heard(note, names) if self._keeps_words else None,
            said=_said(note, names, shown_before),
        )


def _customer(note: TurnNote) -> CustomerId | None:
    return note.proven if note.shopper is None else note.shopper.customer_id


def _subject(note: TurnNote) -> _Subject:
    """Whose word on being remembered counts: the shopper's, else the device's or number's."""
    turn, customer_id = note.turn, _customer(note)
    if customer_id is not None:
        return turn.merchant_id, customer_id
    return turn.merchant_id, caller_subject(turn.merchant_id, turn.channel, turn.caller)


def _heard(note: TurnNote, names: tuple[str, ...]) -> str:
    """What was said, redacted; of an answer to "who is speaking?" nothing at all."""
    if note.expect in PROOFS and note.turn.text:
        return MASKED_PROOF
    if note.told_address and note.turn.text:
        return MASKED_ADDRESS
    return heard_redacted(note.turn.text or "", names=names)


def _said(note: TurnNote, names: tuple[str, ...], shown_before: _Shown) -> str:
    """What we said, redacted; where it says an address back nothing of it."""
    if note.says_address:
        return MASKED_ADDRESS
    say, locale = note.reply.say, note.turn.locale
    words = shown_before.get((id(say), locale))
    if words is None:
        words = shown_before[id(say), locale] = shown(say, locale)
    return said_redacted(words, names=names)
