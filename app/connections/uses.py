"""The audit of every use of a credential: counted as it happens, written once a minute."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from domain.calls import Clock
from domain.ids import ConnectionId, MerchantId
from storage import audit
from storage.engine import Database, DatabaseBusyError
from storage.merchants import PosConnection

_EVERY = timedelta(minutes=1)
_CLOSE_S = 5.0
_log = structlog.get_logger(__name__)


class CredentialUses:
    """Counts per connection and writes one line each minute. Thread-safe.

    What was counted since the last line is lost if the process is killed; `close` before it ends.
    """

    def __init__(self, database: Database, clock: Clock, *, process: str) -> None:
        """`process` tells the processes' lines apart."""
        self._db = database
        self._clock = clock
        self._process = process
        self._lock = threading.Lock()
        self._counts: Counter[tuple[MerchantId, ConnectionId, str]] = Counter()
        self._since = clock.now()
        self._writer: threading.Thread | None = None

    def note(self, connection: PosConnection) -> None:
        """One more piece of work was given this connection's credentials."""
        with self._lock:
            self._counts[connection.merchant_id, connection.id, connection.platform] += 1
            is_due = self._clock.now() - self._since >= _EVERY
        if is_due and (self._writer is None or not self._writer.is_alive()):
            self._writer = threading.Thread(target=self.flush, name="audit-uses", daemon=True)
            self._writer.start()

    def close(self) -> None:
        """Write the rest; call it before the database is closed."""
        if self._writer is not None:
            self._writer.join(_CLOSE_S)
        self.flush()

    def flush(self) -> int:
        """Write what was counted; how many lines."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            since, self._since = self._since, self._clock.now()
        if not counts:
            return 0
        try:
            self._write(counts, since)
        except (SQLAlchemyError, DatabaseBusyError) as error:
            with self._lock:
                self._counts.update(counts)
                self._since = since
            _log.warning("audit.uses_not_written", error=type(error).__name__)
            return 0
        return len(counts)

    def _write(
        self, counts: Counter[tuple[MerchantId, ConnectionId, str]], since: datetime
    ) -> None:
        now = self._clock.now()
        with self._db.write() as tx:
            for (merchant_id, connection_id, platform), times in sorted(counts.items()):
                audit.record(
                    tx,
                    merchant_id=merchant_id,
                    connection_id=connection_id,
                    actor=self._process,
                    action="tokens.used",
                    subject=platform,
                    detail={"times": times, "since": since.isoformat()},
                    at=now,
                )
