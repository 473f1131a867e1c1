"""What was read out of turns lately: the same words, asked the same thing, mean the same.

Shoppers say "yes", "size ten" and the names of what sells well over and over; reading them costs
several times as much as the rest of the dialogue.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Final, TypeAlias

from app.voice.nlu.entities.addresses import seems_address
from app.voice.nlu.reading import read
from app.voice.nlu.understanding import UNTOLD, Expect, Understander, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent, Slot, Turn, TurnKind
from domain.calls import Clock

_MOST: Final = 4096

_Key: TypeAlias = tuple[
    Vocabulary,
    date,
    Expect,
    TurnKind,
    Intent | None,
    str | None,
    bool,
    tuple[tuple[Slot, str], ...],
    str,
]


def day_by(clock: Clock) -> Callable[[tzinfo], date]:
    """Tells what day it is somewhere."""
    return lambda zone: clock.now().astimezone(zone).date()


def always_the_same(_zone: tzinfo) -> date:
    """For who reads no days out of sentences."""
    return date.min


@dataclass(slots=True)
class Readings:
    """Reads turns, and keeps the last few thousand readings. Thread-safe.

    What names an order or an address is personal, and not kept. A vocabulary is told by its
    identity.
    """

    understander: Understander
    today: Callable[[tzinfo], date] = always_the_same
    """The day it is somewhere: "tomorrow" is another day tomorrow."""
    _kept: dict[_Key, Understanding] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, turn: Turn, *, vocabulary: Vocabulary, expect: Expect) -> Understanding:
        """What the turn means to somebody who was asked for `expect`."""
        slots = tuple(turn.slots.items())
        said = (turn.kind, turn.intent, turn.text, turn.pressed)
        key = (vocabulary, self.today(vocabulary.zone), expect, *said, slots, turn.locale)
        known = self._kept.get(key)
        if known is None:
            known = read(turn, vocabulary=vocabulary, expect=expect, understander=self.understander)
            if known.order_number is None and not _is_personal(turn.text, expect):
                self._keep(key, known)
        return known

    def _keep(self, key: _Key, reading: Understanding) -> None:
        with self._lock:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = reading


def _is_personal(text: str | None, expect: Expect) -> bool:
    return expect in UNTOLD or (text is not None and seems_address(text))
