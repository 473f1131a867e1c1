"""Writes deploy/observability/voicetill-dashboard.json, a Grafana dashboard, from one table.

`make dashboard` runs it. The dashboard's own file is long and made of repetition; here stands what
it shows. Every metric named must exist, which a test proves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tools import contract

TARGET: Final = contract.ROOT / "deploy" / "observability" / "voicetill-dashboard.json"
_SOURCE: Final = {"type": "prometheus", "uid": "${source}"}
_WIDE: Final = 24
_ONE: Final = 'platform=~"$platform"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture: its title, unit and lines (expression, legend)."""

    title: str
    lines: tuple[tuple[str, str], ...]
    unit: str = "short"
    about: str = ""
    kind: str = "timeseries"
    red_from: float | None = None
    width: int = 8


def _share(part: str, whole: str) -> str:
    return f"100 * sum({part}) / clamp_min(sum({whole}), 1e-9)"


def _quantile(share: float, metric: str, by: str = "", where: str = "") -> str:
    labels = f"le, {by}" if by else "le"
    rate = f"rate({metric}_bucket{where}[$__rate_interval])"
    return f"histogram_quantile({share}, sum by ({labels}) ({rate}))"


def _rate(metric: str, by: str, where: str = "") -> str:
    return f"sum by ({by}) (rate({metric}{where}[$__rate_interval]))"


def _worst(metric: str, by: str = "platform, connection") -> str:
    """Several processes may tell of one connection; they tell the same."""
    return f"max by ({by}) ({metric}{{{_ONE}}})"


_REQUESTS: Final = "voicetill_http_request_seconds"
_CALLS: Final = "voicetill_platform_call_seconds"
_TURNS: Final = '{route=~"/callbacks/.*"}'
_FAILED: Final = '{status=~"5.."}'

ROWS: Final[tuple[tuple[str, tuple[Panel, ...]], ...]] = (
    (
        "At a glance",
        (
            Panel(
                title="Requests",
                lines=((f"sum(rate({_REQUESTS}_count[$__rate_interval]))", ""),),
                unit="reqps",
                kind="stat",
                width=4,
            ),
            Panel(
                title="Failed requests",
                lines=(
                    (
                        _share(
                            f"rate({_REQUESTS}_count{_FAILED}[$__rate_interval])",
                            f"rate({_REQUESTS}_count[$__rate_interval])",
                        ),
                        "",
                    ),
                ),
                unit="percent",
                kind="stat",
                red_from=1,
                width=4,
            ),
            Panel(
                title="Voice turns, p95",
                lines=((_quantile(0.95, _REQUESTS, where=_TURNS), ""),),
                unit="s",
                kind="stat",
                red_from=2,
                width=4,
            ),
            Panel(
                title="Platforms that do not answer",
                lines=(
                    (
                        "count(max by (connection) (voicetill_connection_health) == 2) or vector(0)",
                        "",
                    ),
                ),
                kind="stat",
                red_from=1,
                width=4,
            ),
            Panel(
                title="Standing alerts",
                lines=(("sum(max by (kind, severity) (voicetill_alerts_standing))", ""),),
                kind="stat",
                red_from=1,
                width=4,
            ),
            Panel(
                title="Orders for a person, 24 h",
                lines=(("sum(increase(voicetill_orders_need_person_total[24h]))", ""),),
                kind="stat",
                red_from=1,
                width=4,
            ),
        ),
    ),
    (
        "Requests",
        (
            Panel(
                title="Requests by route",
                lines=((_rate(f"{_REQUESTS}_count", "route"), "{{route}}"),),
                unit="reqps",
            ),
            Panel(
                title="Time to answer",
                lines=tuple(
                    (_quantile(each, _REQUESTS), f"p{each * 100:.0f}") for each in (0.5, 0.95, 0.99)
                ),
                unit="s",
            ),
            Panel(
                title="Failed requests by route",
                lines=(
                    (_rate(f"{_REQUESTS}_count", "route, status", _FAILED), "{{route}} {{status}}"),
                ),
                unit="reqps",
            ),
            Panel(
                title="Voice turns by channel's route, p95",
                lines=((_quantile(0.95, _REQUESTS, "route", _TURNS), "{{route}}"),),
                unit="s",
                about="Alexa waits eight seconds, Dialogflow five.",
            ),
            Panel(
                title="Exceptions nobody handled",
                lines=((_rate("voicetill_unexpected_errors_total", "place"), "{{place}}"),),
                unit="cps",
            ),
            Panel(
                title="Turns served and left out",
                lines=(
                    (
                        _rate("voicetill_rollout_turns_total", "channel, side"),
                        "{{channel}} {{side}}",
                    ),
                ),
                unit="cps",
            ),
        ),
    ),
    (
        "Platforms",
        (
            Panel(
                title="Calls by outcome",
                lines=(
                    (
                        _rate(f"{_CALLS}_count", "platform, outcome", f"{{{_ONE}}}"),
                        "{{platform}} {{outcome}}",
                    ),
                ),
                unit="cps",
            ),
            Panel(
                title="Calls, p95",
                lines=((_quantile(0.95, _CALLS, "platform", f"{{{_ONE}}}"), "{{platform}}"),),
                unit="s",
                about="As the caller saw it: waits, retries and all.",
            ),
            Panel(
                title="Waiting for the rate budget, p95",
                lines=(
                    (
                        _quantile(
                            0.95,
                            "voicetill_platform_budget_wait_seconds",
                            "platform, lane",
                            f"{{{_ONE}}}",
                        ),
                        "{{platform}} {{lane}}",
                    ),
                ),
                unit="s",
            ),
            Panel(
                title="Health (0 up, 1 degraded, 2 down)",
                lines=((_worst("voicetill_connection_health"), "{{platform}} {{connection}}"),),
                red_from=2,
            ),
            Panel(
                title="Circuit breakers (0 closed, 1 half-open, 2 open)",
                lines=(
                    (_worst("voicetill_platform_breaker_state"), "{{platform}} {{connection}}"),
                ),
                red_from=2,
            ),
            Panel(
                title="Spent rate budget",
                lines=(
                    (
                        _worst("voicetill_connection_budget_used_percent"),
                        "{{platform}} {{connection}}",
                    ),
                ),
                unit="percent",
                red_from=90,
            ),
            Panel(
                title="Throttled, repeated, other version",
                lines=(
                    (
                        _rate("voicetill_platform_throttles_total", "platform", f"{{{_ONE}}}"),
                        "{{platform}} throttled",
                    ),
                    (
                        _rate(
                            "voicetill_platform_retries_total", "platform, reason", f"{{{_ONE}}}"
                        ),
                        "{{platform}} again: {{reason}}",
                    ),
                    (
                        _rate(
                            "voicetill_platform_version_mismatches_total", "platform", f"{{{_ONE}}}"
                        ),
                        "{{platform}} other version",
                    ),
                ),
                unit="cps",
            ),
            Panel(
                title="Until a person must connect again",
                lines=(
                    (
                        f"min by (platform, connection) (voicetill_connection_reauthorize_seconds{{{_ONE}}})",
                        "{{platform}} {{connection}}",
                    ),
                ),
                unit="s",
            ),
            Panel(
                title="Until an API version is switched off",
                lines=(
                    (
                        f"min by (platform) (voicetill_platform_version_sunset_seconds{{{_ONE}}})",
                        "{{platform}}",
                    ),
                ),
                unit="s",
            ),
        ),
    ),
    (
        "Synchronization",
        (
            Panel(
                title="Lag",
                lines=(
                    (
                        _worst("voicetill_sync_lag_seconds", "platform, connection, entity"),
                        "{{platform}} {{connection}} {{entity}}",
                    ),
                ),
                unit="s",
                red_from=7200,
            ),
            Panel(
                title="Deliveries that wait",
                lines=((_worst("voicetill_inbox_backlog"), "{{platform}} {{connection}}"),),
            ),
            Panel(
                title="Wait of the oldest delivery",
                lines=((_worst("voicetill_inbox_oldest_seconds"), "{{platform}} {{connection}}"),),
                unit="s",
                red_from=300,
            ),
            Panel(
                title="Webhooks taken in",
                lines=(
                    (
                        _rate("voicetill_webhooks_total", "platform, outcome", f"{{{_ONE}}}"),
                        "{{platform}} {{outcome}}",
                    ),
                ),
                unit="cps",
            ),
            Panel(
                title="Webhooks silent, subscriptions renewed, in an hour",
                lines=(
                    (
                        f"sum by (platform) (increase(voicetill_webhooks_silent_total{{{_ONE}}}[1h]))",
                        "{{platform}} silent",
                    ),
                    (
                        f"sum by (platform) (increase(voicetill_webhooks_renewed_total{{{_ONE}}}[1h]))",
                        "{{platform}} renewed",
                    ),
                ),
            ),
            Panel(
                title="Dead letters",
                lines=((_worst("voicetill_dead_letters"), "{{platform}} {{connection}}"),),
                red_from=1,
            ),
            Panel(
                title="Drift in a day's samples",
                lines=((_worst("voicetill_drift_percent"), "{{platform}} {{connection}}"),),
                unit="percent",
                red_from=1,
            ),
            Panel(
                title="Proofs, repairs and conflicts in a day",
                lines=(
                    ("sum by (state) (increase(voicetill_proofs_total[24h]))", "proof {{state}}"),
                    (
                        "sum by (how) (increase(voicetill_proof_repairs_total[24h]))",
                        "records {{how}}",
                    ),
                    (
                        "sum by (kind) (increase(voicetill_conflicts_total[24h]))",
                        "conflict {{kind}}",
                    ),
                ),
            ),
            Panel(
                title="Jobs ended and put off",
                lines=(
                    (_rate("voicetill_jobs_ended_total", "kind, state"), "{{kind}} {{state}}"),
                    (_rate("voicetill_jobs_postponed_total", "kind"), "{{kind}} put off"),
                ),
                unit="cps",
            ),
        ),
    ),
    (
        "Orders and shoppers",
        (
            Panel(
                title="Orders that need a person, in an hour",
                lines=(
                    (
                        "sum by (platform, step) (increase(voicetill_orders_need_person_total[1h]))",
                        "{{platform}} {{step}}",
                    ),
                ),
                red_from=1,
            ),
            Panel(
                title="Orders a policy did not take, in an hour",
                lines=(
                    (
                        "sum by (reason) (increase(voicetill_orders_rejected_total[1h]))",
                        "{{reason}}",
                    ),
                ),
            ),
            Panel(
                title="Handed to a person, in an hour",
                lines=(("sum by (reason) (increase(voicetill_handoffs_total[1h]))", "{{reason}}"),),
            ),
            Panel(
                title="Charges of subscriptions, in a day",
                lines=(
                    (
                        "sum by (end) (increase(voicetill_subscription_attempts_total[24h]))",
                        "{{end}}",
                    ),
                ),
            ),
            Panel(
                title="Messages to shoppers and operators, in an hour",
                lines=(
                    (
                        "sum by (channel, outcome) (increase(voicetill_shopper_messages_total[1h]))",
                        "shopper {{channel}} {{outcome}}",
                    ),
                    (
                        "sum by (channel, outcome) (increase(voicetill_alert_messages_total[1h]))",
                        "alert {{channel}} {{outcome}}",
                    ),
                ),
            ),
            Panel(
                title="Webhooks sent, in an hour",
                lines=(
                    (
                        "sum by (outcome) (increase(voicetill_webhooks_sent_total[1h]))",
                        "{{outcome}}",
                    ),
                ),
            ),
        ),
    ),
    (
        "Processes",
        (
            Panel(
                title="Worked off by loop",
                lines=((_rate("voicetill_worker_done_total", "loop"), "{{loop}}"),),
                unit="cps",
            ),
            Panel(
                title="Rounds that failed",
                lines=((_rate("voicetill_worker_failures_total", "loop"), "{{loop}}"),),
                unit="cps",
            ),
            Panel(
                title="Leaders of timed jobs (one)",
                lines=(("sum(voicetill_scheduler_leader)", "leaders"),),
                about="None for long: nothing is scheduled. Two for a moment while one is deposed.",
            ),
        ),
    ),
)


def render() -> dict[str, Any]:
    """The dashboard."""
    return {
        "__inputs": [],
        "annotations": {"list": []},
        "description": "Requests, platforms, synchronization, orders and processes of the gateway.",
        "editable": True,
        "graphTooltip": 1,
        "id": None,
        "links": [],
        "panels": list(_placed()),
        "refresh": "30s",
        "schemaVersion": 39,
        "tags": ["voicetill"],
        "templating": {"list": _variables()},
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "title": "Voicetill",
        "uid": "voicetill",
        "version": 1,
    }


def _variables() -> list[dict[str, Any]]:
    query = "label_values(voicetill_connection_health, platform)"
    everything = {"text": "All", "value": "$__all"}
    return [
        {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"},
        {
            "name": "platform",
            "label": "Platform",
            "type": "query",
            "datasource": _SOURCE,
            "definition": query,
            "query": {"query": query, "refId": "platforms"},
            "refresh": 2,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": everything,
        },
    ]


def _placed() -> Iterator[dict[str, Any]]:
    """The panels with their places, row by row."""
    y, number = 0, 0
    for title, panels in ROWS:
        number += 1
        place = {"h": 1, "w": _WIDE, "x": 0, "y": y}
        yield {
            "id": number,
            "type": "row",
            "title": title,
            "collapsed": False,
            "gridPos": place,
            "panels": [],
        }
        x, y = 0, y + 1
        for panel in panels:
            number += 1
            height = 4 if panel.kind == "stat" else 8
            if x + panel.width > _WIDE:
                x, y = 0, y + height
            yield _panel(panel, number, {"h": height, "w": panel.width, "x": x, "y": y})
            x += panel.width
        y += height


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.red_from is not None:
        steps.append({"color": "red", "value": panel.red_from})
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "options": {},
        "targets": [
            {
                "refId": chr(ord("A") + place_in_panel),
                "datasource": _SOURCE,
                "expr": expression,
                "legendFormat": legend,
                "exemplar": panel.kind == "timeseries",
            }
            for place_in_panel, (expression, legend) in enumerate(panel.lines)
        ],
    }


def text() -> str:
    """The dashboard's file."""
    return json.dumps(render(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
