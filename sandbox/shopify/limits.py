"""The cost bucket of one app on one shop (fact sheet §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MOST_PER_QUERY = 1000


@dataclass(slots=True)
class CostBucket:
    """Points that refill by the second; a query reserves its cost and gets the rest back."""

    maximum: float
    restore_rate: float
    clock: Callable[[], float]
    level: float = field(init=False)
    updated: float = field(init=False)

    def __post_init__(self) -> None:
        """Start full."""
        self.level = self.maximum
        self.updated = self.clock()

    def available(self) -> float:
        """Points there are now."""
        now = self.clock()
        gained = max(0.0, now - self.updated) * self.restore_rate
        self.level = min(self.maximum, self.level + gained)
        self.updated = now
        return self.level

    def reserve(self, points: int) -> bool:
        """Take points; False = not enough, nothing is taken."""
        if self.available() < points:
            return False
        self.level -= points
        return True

    def give_back(self, points: int) -> None:
        """Return what was reserved and not used."""
        self.level = min(self.maximum, self.available() + points)

    def status(self) -> dict[str, Any]:
        """`throttleStatus`."""
        return {
            "maximumAvailable": self.maximum,
            "currentlyAvailable": int(self.available()),
            "restoreRate": self.restore_rate,
        }
