"""How often stock is asked for: the arithmetic, without a database or a platform.

An item that moved is asked for again in half the time, one that did not in half as much more, both
within bounds. What asking may cost is a share of the connection's rate budget: each answer is paid
for by waiting, before anything more is asked, for as long as the share takes to earn its cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SHARE = 0.2
"""Of a connection's rate budget; shoppers, hints and backfills have the rest."""
DEAR = timedelta(seconds=10)
"""Asking for all that changed costs more than this is worth of the share: what moves fast is asked
for by name meanwhile."""
PER_ROUND = timedelta(seconds=5)
"""As much as this is worth of the share is asked for by name in one round, at least one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The shortest and the longest that stock is left alone."""

    floor: timedelta
    ceiling: timedelta

    def within(self, interval: timedelta) -> timedelta:
        """The nearest interval inside."""
        return min(max(interval, self.floor), self.ceiling)


TOLD = Bounds(floor=timedelta(seconds=60), ceiling=timedelta(hours=1))
"""Where the platform sends webhooks: a net under what they tell."""
UNTOLD = Bounds(floor=timedelta(seconds=5), ceiling=timedelta(minutes=5))
"""Where nobody tells: the poll is all there is."""
NAMED = Bounds(floor=timedelta(seconds=5), ceiling=timedelta(hours=1))
"""Single items, asked for by name."""
FIRST_NAMED = NAMED.floor * 4
"""What an item that is seen to move for the first time is taken to have had."""


def next_interval(interval: timedelta, *, moved: bool, bounds: Bounds) -> timedelta:
    """Half of it after a move, half as much more without."""
    return bounds.within(interval / 2 if moved else interval * 3 / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What polling the stock of one connection may cost."""

    per_s: float
    """Units of the rate budget that are earned each second, more than 0."""

    @classmethod
    def of(cls, rate_per_s: float, share: float = SHARE) -> Allowance:
        """A share of a connection's rate."""
        return cls(per_s=rate_per_s * share)

    def wait_for(self, cost: float) -> timedelta:
        """How long it takes to earn that many units."""
        return timedelta(seconds=cost / self.per_s)

    def is_dear(self, cost: float) -> bool:
        """Whether a listing at that cost cannot come round as fast as stock moves."""
        return self.wait_for(cost) > DEAR

    def calls(self, call_cost: float) -> int:
        """How many calls of that cost one round may make."""
        return max(1, int(PER_ROUND.total_seconds() * self.per_s / call_cost))


def listing_interval(
    interval: timedelta, *, moved: bool, bounds: Bounds, allowance: Allowance, cost: float
) -> timedelta:
    """When to ask again for all that changed, of which the last time cost `cost`.

    A dear one takes half of the allowance at most, so that named items have the other half.
    """
    earns = allowance.wait_for(cost)
    if allowance.is_dear(cost):
        earns *= 2
    return max(earns, next_interval(interval, moved=moved, bounds=bounds))
