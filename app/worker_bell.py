"""A bell in Redis that wakes one idle worker, on whichever machine it waits.

Only wakes: what is to be done stands in SQL, and a worker that hears nothing looks by itself. A
published signal would wake every worker there is, and all but one would ask the database for
nothing (decision 0005 has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass

import redis

INBOX_BELL = "voicetill:bell:inbox"
"""The one that tells of deliveries."""
_KEPT = 16
"""Rings that nobody has heard yet; more would only be empty looks after a busy time."""


@dataclass(frozen=True, slots=True)
class Bell:
    """One bell; everybody who knows its name may ring it or wait for it."""

    client: redis.Redis
    name: str

    def ring(self) -> None:
        """Wake the one that has waited longest, or else the next that waits.

        Raises redis.RedisError.
        """
        with self.client.pipeline(transaction=False) as line:
            line.lpush(self.name, b"")
            line.ltrim(self.name, 0, _KEPT - 1)
            line.execute()

    def wait(self, seconds: float) -> bool:
        """Whether it rang for us within that time, which is less than the client's own timeout.

        Raises redis.RedisError.
        """
        return self.client.blpop([self.name], timeout=seconds) is not None
