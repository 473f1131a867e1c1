"""How much a worker takes at once: a group into one transaction, a bite out of the backlog.

SQLite has one writer. While the worker applies a long group, a shopper's hold and every webhook
that comes in wait for it; in groups of one, the commits cost more than the work. So the group grows
while it stays short and shrinks when it was long, and after each the writer is left to others for
as long as it took. PostgreSQL's writers wait for each other's rows only: there the longest group
is the cheapest one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, sleep, thread_time

from storage.engine import Database

_SHORT_S, _LONG_S = 0.003, 0.007
"""A group of less work than the one is doubled, of more than the other halved. Only its own work
counts: where the machine is busy every commit is slow, and small groups only make more of them."""
_LONGEST_WAY_S = 0.05
_LEAST, _FIRST, _LONGEST = 1, 4, 64
_FREE = 200
_BITE, _LEAST_BITE, _GREATEST_BITE = 50, 8, 400
_QUICK_S, _SLOW_S = 0.5, 1.0


@dataclass(slots=True)
class Stride:
    """How long the next group may be, learned from those before."""

    gives_way: bool
    length: int

    @classmethod
    def of(cls, database: Database) -> Stride:
        """A short one where writers take turns, the longest where they do not."""
        one_writer = database.has_one_writer
        return cls(gives_way=one_writer, length=_FIRST if one_writer else _FREE)

    def walk(self, work: Callable[[], object]) -> None:
        """Do the work of one group, and leave the writer to others for as long as it took."""
        began, spent = perf_counter(), thread_time()
        work()
        if not self.gives_way:
            return
        worked = thread_time() - spent
        if worked < _SHORT_S:
            self.length = min(_LONGEST, self.length * 2)
        elif worked > _LONG_S:
            self.length = max(_LEAST, self.length // 2)
        sleep(min(perf_counter() - began, _LONGEST_WAY_S))


@dataclass(slots=True)
class Appetite:
    """How many deliveries to claim: more while a backlog goes down quickly, fewer while a platform
    takes its time, so that the others are left to other workers, and the last bite of a backlog is
    not one that a single worker chews on while the others have nothing."""

    size: int = _BITE

    def learn(self, *, is_full: bool, took_s: float) -> None:
        """From a round that found all it asked for, or not."""
        if took_s > _SLOW_S:
            self.size = max(_LEAST_BITE, self.size // 2)
        elif not is_full:
            self.size = _BITE
        elif took_s < _QUICK_S:
            self.size = min(_GREATEST_BITE, self.size * 2)
