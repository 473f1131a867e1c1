"""Learning from what was not understood: missed turns, a person's label, rows for the training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import orjson

from app.voice.nlu.classifier import Reading
from app.voice.nlu.entities.reader import guess_language
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import SentenceParser
from app.voice.nlu.training.rows import read_rows
from app.voice.nlu.understanding import Expect
from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage import audit, turns
from storage.engine import Database
from storage.results import Listed
from storage.turns import NOTHING_TO_LEARN, Spoken

SOURCE: Final = "review"
"""The source of the rows, as training files name it."""
_LANGUAGES: Final = ("en", "es", "fr", "de")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A turn that was not understood, and what today's model makes of it."""

    turn: Spoken
    readings: Sequence[Reading]
    """The likeliest first."""


@dataclass(frozen=True, kw_only=True)
class ReviewDesk:
    """One for the command line and the console; the model is loaded when it is first asked."""

    database: Database
    clock: Clock
    make_parser: Callable[[], SentenceParser] = field(default=SentenceParser, repr=False)

    @cached_property
    def _parser(self) -> SentenceParser:
        return self.make_parser()

    def missed(self, merchant_id: MerchantId, *, after: int = 0, limit: int = 50) -> Listed[Missed]:
        """Turns that wait for a label, oldest first."""
        with self.database.read() as tx:
            found = turns.unlabeled(tx, merchant_id, after=after, limit=limit)
        return Listed(rows=tuple(map(self._read, found.rows)), cursor=found.cursor)

    def waiting(self, merchant_id: MerchantId) -> int:
        """How many turns wait for a label."""
        with self.database.read() as tx:
            return turns.waiting(tx, merchant_id)

    def conversation(self, merchant_id: MerchantId, session: str) -> list[Missed]:
        """All turns of a conversation, by its digest, oldest first."""
        with self.database.read() as tx:
            return list(map(self._read, turns.of_session(tx, merchant_id, session)))

    def label(self, merchant_id: MerchantId, turn_id: int, label: str, *, by: str) -> Spoken:
        """Say what a turn meant; an empty label: there is nothing to learn from it.

        Raises InvalidInputError, NotFoundError.
        """
        if label != NOTHING_TO_LEARN and label not in set(Label):
            raise InvalidInputError("label", label[:40], f"one of {', '.join(Label)}")
        with self.database.write() as tx:
            labeled = turns.label(tx, merchant_id, turn_id, label, by=by)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=by,
                action="turn.labeled",
                subject=str(turn_id),
                detail={"label": label},
                at=self.clock.now(),
            )
        return labeled

    def write_rows(self, merchant_id: MerchantId, file: Path) -> int:
        """Add what was labeled to a file of training rows; how many were new.

        Texts the file has already are left as they are. Raises ValueError naming a line of the
        file that is no row.
        """
        known = {row.text for row in read_rows(file)} if file.exists() else set()
        with self.database.read() as tx:
            labeled = turns.labeled(tx, merchant_id)
        fresh: dict[str, dict[str, str]] = {}
        for turn in labeled:
            text = " ".join(turn.heard.split())
            if text and text not in known:
                fresh[text] = {
                    "text": text,
                    "intent": turn.label or "",
                    "lang": _language(turn),
                    "source": SOURCE,
                }
        with file.open("ab") as out:
            out.writelines(orjson.dumps(row) + b"\n" for row in fresh.values())
        return len(fresh)

    def _read(self, turn: Spoken) -> Missed:
        if not turn.heard:
            return Missed(turn=turn, readings=())
        parsed = self._parser.parse(
            turn.heard,
            today=turn.at.date(),
            lang=_language(turn),
            expect=_expected(turn.expect),
        )
        return Missed(turn=turn, readings=parsed.readings)


def _language(turn: Spoken) -> str:
    spoken = turn.locale[:2].lower()
    return spoken if spoken in _LANGUAGES else guess_language(turn.heard)


def _expected(told: str) -> Expect:
    """What had been asked, where this code still knows such a question."""
    return Expect(told) if told in set(Expect) else Expect.NOTHING
