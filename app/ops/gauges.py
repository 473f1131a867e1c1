"""The figures of connections as gauges of `/metrics`, set by the leader's round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import Final, TypeAlias

from prometheus_client import Gauge

from app.ops.standing import ConnectionStanding
from storage.alerts import Alert
from storage.health import HealthState

_VALUES: Final = {HealthState.UP: 0, HealthState.DEGRADED: 1, HealthState.DOWN: 2}
_GONE: Final = float("nan")
_Series: TypeAlias = tuple[Gauge, tuple[str, ...]]


def _gauge(name: str, about: str, *labels: str) -> Gauge:
    return Gauge(name, about, labels, multiprocess_mode="mostrecent")


def _figure(name: str, about: str) -> Gauge:
    return _gauge(name, about, "platform", "connection")


ALERTS = _gauge("voicetill_alerts_standing", "Alerts that stand.", "kind", "severity")
LAG = _gauge(
    "voicetill_sync_lag_seconds",
    "Since all changes were brought over.",
    "platform",
    "connection",
    "entity",
)
HEALTH = _figure("voicetill_connection_health", "0 up, 1 degraded, 2 down.")
FIGURES: Final = {
    "error_rate": _figure("voicetill_connection_error_percent", "Failed calls of 15 minutes."),
    "p95_ms": _figure("voicetill_connection_p95_seconds", "95 of 100 answers came within."),
    "budget_used": _figure("voicetill_connection_budget_used_percent", "Spent rate budget."),
    "backlog": _figure("voicetill_inbox_backlog", "Deliveries that wait."),
    "backlog_age_s": _figure("voicetill_inbox_oldest_seconds", "Wait of the oldest delivery."),
    "dead_letters": _figure("voicetill_dead_letters", "Letters that no retry will mend."),
    "failed_proofs": _figure(
        "voicetill_proofs_failed", "Kinds of records whose latest proof differs or is an alarm."
    ),
    "drift_percent": _figure("voicetill_drift_percent", "Differing figures of a day's samples."),
}
"""By the name of the figure."""
_SCALES: Final = {"p95_ms": 0.001}
"""Metrics are in seconds."""


class SyncGauges:
    """Shows a round's figures. Series over several processes cannot be taken out (prometheus
    client, multiprocess mode): those that are no more are set to NaN, alerts to 0."""

    def __init__(self) -> None:
        self._shown: set[_Series] = set()

    def show(self, rows: Sequence[ConnectionStanding], standing: Sequence[Alert]) -> None:
        """Set every gauge."""
        values = dict(_values(rows))
        for (kind, severity), count in Counter((a.kind, a.severity) for a in standing).items():
            values[ALERTS, (kind, severity)] = count
        _take_out(self._shown - values.keys())
        for (gauge, labels), value in values.items():
            gauge.labels(*labels).set(value)
        self._shown |= values.keys()

    def lay_down(self) -> None:
        """Show nothing any more, once: another process leads and shows its own."""
        _take_out(self._shown)
        self._shown = set()


def _take_out(series: Set[_Series]) -> None:
    for gauge, labels in series:
        gauge.labels(*labels).set(0 if gauge is ALERTS else _GONE)


def _values(rows: Sequence[ConnectionStanding]) -> Iterator[tuple[_Series, float]]:
    for row in rows:
        names = (row.connection.platform, str(row.connection.id))
        for each in row.entities:
            yield (LAG, (*names, each.entity.value)), each.lag_s
        if row.health is not None:
            yield (HEALTH, names), _VALUES[row.health.state]
        for metric, gauge in FIGURES.items():
            value = row.figure(metric)
            if value is not None:
                yield (gauge, names), value * _SCALES.get(metric, 1)
