"""Looks after connections by the clock: tokens kept fresh, people called in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import structlog
from prometheus_client import Gauge

from adapters.versions import SUNSET_NOTICE
from app.connections.countdown import reauthorize_by, told
from app.connections.directory import Directory
from app.webhook_addresses import drop_old_notes
from domain.calls import Call, Clock, Lane
from domain.errors import ConfigurationError, PlatformError
from storage import alerts, merchants, privacy
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.vault import Vault

log = structlog.get_logger(__name__)

NOTICE = timedelta(days=14)
"""How long before a person must connect again they are told."""
URGENT = timedelta(days=3)
_CALL_S = 15.0
REAUTHORIZE_SECONDS = Gauge(
    "voicetill_connection_reauthorize_seconds",
    "Time until a person must connect again; negative when it is over. Absent where nothing ends.",
    ("platform", "connection"),
    multiprocess_mode="mostrecent",
)
SUNSET_SECONDS = Gauge(
    "voicetill_platform_version_sunset_seconds",
    "Time until a platform switches off the API version in use.",
    ("platform",),
    multiprocess_mode="mostrecent",
)


@dataclass(frozen=True, slots=True)
class _Concern:
    """Something that ends at a known moment."""

    kind: str
    due_at: datetime
    notice: timedelta
    message: str


class ConnectionWatch:
    """Rounds for a worker; each is safe in any number of processes."""

    def __init__(
        self, database: Database, directory: Directory, vault: Vault, clock: Clock
    ) -> None:
        self._db = database
        self._directory = directory
        self._vault = vault
        self._clock = clock

    def run(self) -> int:
        """Renew what is due and raise or resolve alerts; how many stand."""
        with self._db.read() as tx:
            rows = merchants.connections(tx)
        for row in rows:
            if row.status is ConnectionStatus.ACTIVE:
                self._keep_fresh(row)
            self._look_at(row)
        with self._db.write() as tx:
            drop_old_notes(tx, self._clock.now())
            privacy.drop_reports(tx, self._clock.now())
            return len(alerts.standing(tx))

    def _keep_fresh(self, row: PosConnection) -> None:
        """A refresh token that nobody uses dies (Lightspeed R: 30 days, fact sheet 2026-11-20)."""
        call = Call.within(_CALL_S, lane=Lane.BACKFILL, correlation_id=f"watch-{row.id}")
        try:
            self._directory.keep_fresh(row.id, call)
        except (PlatformError, ConfigurationError) as error:
            log.warning("token.not_kept_fresh", connection_id=row.id, error=str(error))

    def _look_at(self, row: PosConnection) -> None:
        now = self._clock.now()
        concerns = {} if row.status is ConnectionStatus.REVOKED else self._concerns(row)
        for kind in ("reauthorize", "access-refused", "version-sunset"):
            concern = concerns.get(kind)
            if concern is not None and concern.due_at - now <= concern.notice:
                self._raise(row, concern, now)
            else:
                with self._db.write() as tx:
                    alerts.resolve(tx, row.id, kind, now=now)

    def _concerns(self, row: PosConnection) -> dict[str, _Concern]:
        now = self._clock.now()
        with self._db.read() as tx:
            row = merchants.connection(tx, row.id)
            tokens = self._vault.tokens(tx, row.id)
            due = None if tokens is None else reauthorize_by(tokens)
            words = "" if tokens is None or due is None else told(tx, row, tokens, due)
        found = []
        if due is not None:
            REAUTHORIZE_SECONDS.labels(row.platform, row.id).set((due - now).total_seconds())
            found.append(_Concern("reauthorize", due, NOTICE, words))
        if row.status is not ConnectionStatus.ACTIVE:
            words = f"{row.account_name} is {row.status.value}: {row.status_reason}"
            found.append(_Concern("access-refused", now, NOTICE, words))
        version = self._directory.platform(row.platform).api_version
        if version.sunset is not None:
            end = datetime.combine(version.sunset, time(), UTC)
            SUNSET_SECONDS.labels(row.platform).set((end - now).total_seconds())
            words = f"{row.platform} switches version {version.version} off on {version.sunset}"
            found.append(_Concern("version-sunset", end, SUNSET_NOTICE, words))
        return {each.kind: each for each in found}

    def _raise(self, row: PosConnection, concern: _Concern, now: datetime) -> None:
        left = concern.due_at - now
        severity = "critical" if left <= URGENT else "warning"
        with self._db.write() as tx:
            is_news = alerts.raise_alert(
                tx,
                row,
                concern.kind,
                severity=severity,
                message=concern.message,
                due_at=concern.due_at,
                now=now,
            )
        if is_news:
            tell = log.error if severity == "critical" else log.warning
            tell(
                "alert.raised",
                kind=concern.kind,
                connection_id=row.id,
                platform=row.platform,
                days_left=max(0, left.days),
                message=concern.message,
            )
