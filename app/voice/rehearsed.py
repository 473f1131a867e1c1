"""Answers known by heart: the same question met by the same facts gets the same answer.

The dialogue is pure, so a run of it is told by where it began and what it was told on its way. Of
runs that open a conversation and only look goods up, the facts and the outcome are kept. When
somebody asks the same, everything is looked up again; if each fact is what it was, the outcome is
too, and only the dialogue's own work is saved. Nothing is answered from here without looking.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from app.voice.dialogue.actions import (
    Action,
    CheckStock,
    Event,
    Failed,
    FindProducts,
    ListVariants,
    StockKnown,
)
from app.voice.dialogue.state import State
from app.voice.dialogue.stored_state import encode
from app.voice.nlu.understanding import Understanding
from app.voice.reply import Reply
from domain.ids import LocationId, MerchantId

_MOST: Final = 1024
_LOOKING: Final = (FindProducts, ListVariants, CheckStock)

_Key: TypeAlias = tuple[MerchantId, LocationId | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the dialogue, from what was heard to the reply."""

    heard: Understanding
    met: tuple[tuple[Action, Event], ...]
    """What was looked up, and what was found, in this order."""
    after: State
    stored: bytes
    """`after` as sessions keep it."""
    reply: Reply


def run_of(
    heard: Understanding, met: Sequence[tuple[Action, Event]], after: State, reply: Reply
) -> Run:
    """A run that has just ended; its reply says what is listened for next."""
    told = replace(reply, expect=after.expect, option=after.option)
    return Run(heard=heard, met=tuple(met), after=after, stored=encode(after), reply=told)


@dataclass(slots=True)
class Rehearsed:
    """Keeps the last thousand runs that opened a conversation. Thread-safe."""

    _kept: dict[_Key, Run] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def again(
        self,
        merchant_id: MerchantId,
        home: LocationId | None,
        heard: Understanding,
        look_up: Callable[[Action, Event], Event],
    ) -> Run | None:
        """The run that was kept, if looking everything up again finds the same.

        `look_up` is told what was found before, and gives that very fact where it is still so.
        """
        known = self._kept.get((merchant_id, home, id(heard)))
        if known is None or known.heard is not heard:
            return None
        met: list[tuple[Action, Event]] = []
        for action, before in known.met:
            event = look_up(action, before)
            if event is not before and event != before:
                return None
            met.append((action, event))
        if any(now[1] is not then[1] for now, then in zip(met, known.met, strict=True)):
            self.keep(merchant_id, home, replace(known, met=tuple(met)))
        return known

    def keep(self, merchant_id: MerchantId, home: LocationId | None, run: Run) -> None:
        """Keep a run, unless it did more than look goods up or told how old a figure is.

        `run.heard` is kept with it, so that its identity stays its own.
        """
        if not run.met or not all(_is_plain(action, event) for action, event in run.met):
            return
        with self._lock:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[merchant_id, home, id(run.heard)] = run


def _is_plain(action: Action, event: Event) -> bool:
    """Facts are compared without their age, so what speaks of age is none."""
    if isinstance(event, StockKnown):
        return not any(answer.disclaimer for answer in event.answers)
    return isinstance(action, _LOOKING) and not isinstance(event, Failed)
