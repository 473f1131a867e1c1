"""How every connection stands: one picture for REST, the command line, metrics and alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from app.connections.countdown import reauthorize_by
from app.ops.rules import SLA_RULE, in_force
from app.ops.standing import ConnectionStanding
from domain.calls import Clock
from domain.ids import ConnectionId, MerchantId
from storage import alert_rules, health, merchants, sync_figures
from storage.engine import Database
from storage.health import CallFigures
from storage.merchants import ConnectionStatus
from storage.sync_figures import SyncFigures
from storage.vault import Vault

Ends: TypeAlias = tuple[datetime | None, datetime | None]
"""When the access token ends, and by when a person must connect again; None: never, or unknown."""


class StatusBoard:
    """Reads how connections stand."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._db = database
        self._vault = vault
        self._clock = clock

    def read(self, merchant_id: MerchantId | None = None) -> list[ConnectionStanding]:
        """Every connection of a merchant (None: of all), oldest first; without revoked ones."""
        with self._db.read() as tx:
            return standings(tx, now=self._clock.now(), merchant_id=merchant_id)

    def countdowns(self, rows: Sequence[ConnectionStanding]) -> Mapping[ConnectionId, Ends]:
        """When each connection's access ends."""
        found: dict[ConnectionId, Ends] = {}
        with self._db.read() as tx:
            for row in rows:
                tokens = self._vault.tokens(tx, row.connection.id)
                found[row.connection.id] = (
                    (None, None) if tokens is None else (tokens.expires_at, reauthorize_by(tokens))
                )
        return found

    def view(self, merchant_id: MerchantId | None = None) -> list[dict[str, Any]]:
        """The same as plain values, for REST and the command line."""
        rows = self.read(merchant_id)
        ends = self.countdowns(rows)
        promised = self._promised({row.connection.merchant_id for row in rows})
        return [
            _view(row, ends[row.connection.id], promised[row.connection.merchant_id])
            for row in rows
        ]

    def _promised(self, merchant_ids: Iterable[MerchantId]) -> dict[MerchantId, int]:
        """The response time that 95 of 100 answers shall keep, in milliseconds."""
        with self._db.read() as tx:
            own = {each: alert_rules.of_merchant(tx, each) for each in merchant_ids}
        return {each: in_force(rules)[SLA_RULE].threshold for each, rules in own.items()}


def standings(
    tx: Connection, *, now: datetime, merchant_id: str | None = None
) -> list[ConnectionStanding]:
    """How connections stand, read in one transaction."""
    rows = merchants.connections(tx, merchant_id)
    known = health.of_all(tx, merchant_id)
    wanted = None if merchant_id is None else [row.id for row in rows]
    calls = health.figures(tx, now=now, connection_ids=wanted)
    figures = sync_figures.read(tx, now=now, merchant_id=merchant_id)
    return [
        ConnectionStanding(
            connection=row,
            at=now,
            health=known.get(row.id),
            calls=calls.get(row.id, CallFigures()),
            figures=figures.get(row.id, SyncFigures()),
        )
        for row in rows
        if row.status is not ConnectionStatus.REVOKED
    ]


def _view(row: ConnectionStanding, ends: Ends, sla_ms: int) -> dict[str, Any]:
    return {
        **_names(row),
        **_health(row),
        "calls": _calls(row, sla_ms),
        "entities": [
            {"entity": each.entity.value, "fresh_at": each.fresh_at, "lag_s": each.lag_s}
            for each in row.entities
        ],
        "lag_s": row.lag_s,
        "backlog": {"deliveries": row.backlog, "oldest_s": row.backlog_age_s},
        "jobs": {"open": row.figures.open_jobs, "failed": dict(row.figures.failed_jobs)},
        "proofs": {"failed": dict(row.figures.failed_proofs)},
        "dead_letters": row.dead_letters,
        "webhooks": {
            "last_event_at": row.figures.last_event_at,
            "silent_since": row.figures.silent_since,
        },
        "drift_percent": row.drift_percent,
        "access_ends_at": ends[0],
        "reauthorize_by": ends[1],
    }


def _names(row: ConnectionStanding) -> dict[str, Any]:
    return {
        "connection_id": row.connection.id,
        "merchant_id": row.connection.merchant_id,
        "platform": row.connection.platform,
        "account_name": row.connection.account_name,
        "status": row.connection.status.value,
    }


def _health(row: ConnectionStanding) -> dict[str, Any]:
    known = row.health
    return {
        "health": {
            "state": "unknown" if known is None else known.state.value,
            "since": None if known is None else known.since,
            "last_success_at": None if known is None else known.last_success_at,
            "last_failure_at": None if known is None else known.last_failure_at,
            "last_error": None if known is None else known.last_error,
        },
        "breaker": None if known is None else known.breaker,
        "budget_used_percent": row.budget_used,
    }


def _calls(row: ConnectionStanding, sla_ms: int) -> dict[str, Any]:
    return {
        "window_s": int(health.WINDOW.total_seconds()),
        "calls": row.calls.calls,
        "error_percent": row.error_rate,
        "throttled_percent": row.throttled_percent,
        "p50_ms": row.calls.p50_ms,
        "p95_ms": row.p95_ms,
        "sla_ms": sla_ms,
        "within_sla": None if row.p95_ms is None else row.p95_ms < sla_ms,
    }
