"""Being the one process of many that keeps the clocks, and knowing when it no longer is."""

from __future__ import annotations

import uuid
from datetime import timedelta
from time import monotonic

import structlog
from sqlalchemy.exc import DBAPIError, TimeoutError

from domain.calls import Clock
from storage import leadership
from storage.engine import Database, DatabaseBusyError

log = structlog.get_logger(__name__)

CLOCKS = "clocks"
_LEASE = timedelta(seconds=10)
"""With a try every third of it, a dead leader is followed after 14 seconds at most."""


class Leadership:
    """One candidate for a place. Call `renew` every `renew_every_s`; thread-safe."""

    def __init__(
        self, database: Database, clock: Clock, *, name: str = CLOCKS, lease: timedelta = _LEASE
    ) -> None:
        self._db = database
        self._clock = clock
        self._name = name
        self._lease = lease
        self._owner = uuid.uuid4().hex
        self._leads_until = 0.0

    @property
    def renew_every_s(self) -> float:
        """How often the place must be renewed, or tried for."""
        return self._lease.total_seconds() / 3

    @property
    def leads(self) -> bool:
        """Whether nobody else can be leading now: our lease, by our own clock, still runs.

        It was counted from before it was asked for, so that ours ends before another's begins.
        """
        return monotonic() < self._leads_until

    def renew(self) -> bool:
        """Take or keep the place; whether it is ours. A database that is gone gives none."""
        asked = monotonic()
        try:
            with self._db.write() as tx:
                ours = leadership.lead(
                    tx, self._name, self._owner, now=self._clock.now(), lease=self._lease
                )
        except (DBAPIError, TimeoutError, DatabaseBusyError) as error:
            log.warning("leadership.not_renewed", error=type(error).__name__)
            return self.leads
        if ours and not self.leads:
            log.info("leadership.taken", name=self._name)
        self._leads_until = asked + self._lease.total_seconds() if ours else 0.0
        return ours

    def resign(self) -> None:
        """Let another lead at once, rather than after the lease has run out."""
        self._leads_until = 0.0
        try:
            with self._db.write() as tx:
                leadership.resign(tx, self._name, self._owner)
        except (DBAPIError, TimeoutError, DatabaseBusyError) as error:
            log.info("leadership.not_resigned", error=type(error).__name__)
