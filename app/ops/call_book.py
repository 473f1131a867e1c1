"""What this process sees of platforms by its own calls: summed as it happens, told every 10 s.

What was seen since it was last told is lost if the process is killed; `close` before it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from adapters.call_record import CallSeen
from adapters.circuit import CircuitState
from domain.calls import Clock
from domain.ids import ConnectionId
from storage import merchants
from storage.engine import Database, DatabaseBusyError
from storage.health import Sighting
from storage.merchants import PosConnection
from sync.outage import Outages

_EVERY: Final = timedelta(seconds=10)
_CLOSE_S: Final = 5.0
_TOGETHER: Final = 100
_UNANSWERED: Final = "unavailable"
_AMBIGUOUS: Final = "ambiguous"
_THROTTLED: Final = "rate_limited"
_log = structlog.get_logger(__name__)


class CallBook:
    """`Transport`'s `on_call`. Thread-safe."""

    def __init__(self, database: Database, outages: Outages, clock: Clock) -> None:
        self._db = database
        self._outages = outages
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[ConnectionId, Sighting] = {}
        self._ahead: dict[ConnectionId, timedelta] = {}
        self._told_at = clock.now()
        self._writer: threading.Thread | None = None
        self.standing: Callable[[str, ConnectionId], tuple[CircuitState, float]] | None = None
        """The transport's, once it is made."""

    def __call__(self, call: CallSeen) -> None:
        """A call has ended."""
        if not call.attempts:
            return  # refused before it was sent: that tells nothing of the platform
        now = self._clock.now()
        theirs = _moment(call.date)
        with self._lock:
            if theirs is not None:
                self._ahead[call.connection_id] = now - theirs
            seen = self._seen.setdefault(call.connection_id, Sighting())
            _add(seen, call, now)
            is_due = now - self._told_at >= _EVERY
        if is_due and (self._writer is None or not self._writer.is_alive()):
            self._writer = threading.Thread(target=self.flush, name="call-book", daemon=True)
            self._writer.start()

    def ahead_of(self, connection_id: ConnectionId) -> timedelta | None:
        """How far our clock was ahead of the platform's at its last answer to this process, to
        the second; negative: behind. None: no answer said what time it is."""
        with self._lock:
            return self._ahead.get(connection_id)

    def close(self) -> None:
        """Tell the rest; call it before the database is closed."""
        if self._writer is not None:
            self._writer.join(_CLOSE_S)
        self.flush()

    def flush(self) -> int:
        """Tell what was seen; of how many connections."""
        with self._lock:
            seen, self._seen = self._seen, {}
            self._told_at = self._clock.now()
        if not seen:
            return 0
        try:
            return self._tell(seen)
        except (SQLAlchemyError, DatabaseBusyError) as error:  # figures are not worth a wait
            _log.warning("health.not_told", error=type(error).__name__)
            return 0

    def _tell(self, seen: dict[ConnectionId, Sighting]) -> int:
        """Lines that belong to no connection yet (first steps of joining one) are left out."""
        with self._db.read() as tx:
            known = sorted(merchants.connections_of(tx, seen), key=lambda row: row.id)
        for connection in known:
            self._stand(connection, seen[connection.id])
        for start in range(0, len(known), _TOGETHER):
            some = known[start : start + _TOGETHER]
            self._outages.tell_all([(connection, seen[connection.id]) for connection in some])
        return len(known)

    def _stand(self, connection: PosConnection, sighting: Sighting) -> None:
        if self.standing is not None:
            circuit, spent = self.standing(connection.platform, connection.id)
            sighting.breaker = circuit.name.lower()
            sighting.budget_used = round(100 * spent)


def _moment(date: str | None) -> datetime | None:
    """The moment of a `Date` header; None where it is missing or none."""
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _add(seen: Sighting, call: CallSeen, now: datetime) -> None:
    if call.outcome not in (_UNANSWERED, _AMBIGUOUS):
        seen.answered(call.exchange_ms, now=now)
        seen.throttled += call.outcome == _THROTTLED
        seen.refused += call.outcome not in ("ok", _THROTTLED)
    elif call.sick:
        seen.failed(call.error or call.outcome, now=now, attempts=call.sick)
    else:
        seen.unheard()
