"""Time that passes only where a test lets it, in this process and in Valkey's scripts alike.

Tokens come back, pauses end and probes are replaced by the second: by the machine's own time a
pause of the machine would decide what a test sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from redis import Redis

from adapters.shared_state import Reply, Script, SharedState

_ASKED = "redis.call('TIME')"


@dataclass(slots=True)
class Moment:
    """Seconds as a test has them."""

    now: Decimal = Decimal(1_000_000)

    def __call__(self) -> float:
        return float(self.now)

    def advance(self, seconds: str) -> None:
        """Let so many seconds pass."""
        self.now += Decimal(seconds)

    @property
    def told_by_redis(self) -> str:
        """As Lua has what the command TIME answers: seconds, and millionths of the last one."""
        seconds = int(self.now)
        return f"{{'{seconds}', '{int((self.now - seconds) * 1_000_000)}'}}"


class StateAt(SharedState):
    """Runs scripts at that moment, whatever the server's clock says."""

    def __init__(self, client: Redis | None, moment: Moment) -> None:
        super().__init__(client, timer=moment)
        self._moment = moment

    def run(self, script: Script, key: str, args: Sequence[str | int | float]) -> Reply | None:
        """The script's reply at the moment; None without Redis."""
        assert _ASKED in script.source
        told = Script(script.source.replace(_ASKED, self._moment.told_by_redis))
        return super().run(told, key, args)
