"""Writes deploy/observability/voicetill-dashboard.json, a Grafana dashboard, from dashboard.toml.

`make dashboard` runs it. The dashboard's own file is long and made of repetition; the table beside
this module says what it shows. Every metric it names must exist, which a test proves.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tools import contract

TARGET: Final = contract.ROOT / "deploy" / "observability" / "voicetill-dashboard.json"
_TABLE: Final = Path(__file__).with_name("dashboard.toml")
_SOURCE: Final = {"type": "prometheus", "uid": "${source}"}
_WIDE: Final = 24
_OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "stat": {
        "colorMode": "value",
        "graphMode": "area",
        "justifyMode": "auto",
        "orientation": "auto",
        "percentChangeColorMode": "standard",
        "reduceOptions": {"calcs": ["lastNotNull"]},
        "showPercentChange": False,
        "textMode": "auto",
        "wideLayout": True,
    },
    "timeseries": {
        "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
}
"""By the kind of panel; Grafana's published schema wants each of them said."""


def render() -> dict[str, Any]:
    """The dashboard."""
    return {
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
    everything = {"text": "All", "value": "$__all"}
    return [
        {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"},
        {
            "name": "platform",
            "label": "Platform",
            "type": "query",
            "datasource": _SOURCE,
            "query": "label_values(voicetill_connection_health, platform)",
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
    for row in tomllib.loads(_TABLE.read_text(encoding="utf-8"))["row"]:
        number += 1
        place = {"h": 1, "w": _WIDE, "x": 0, "y": y}
        yield {
            "id": number,
            "type": "row",
            "title": row["title"],
            "collapsed": False,
            "gridPos": place,
            "panels": [],
        }
        x, y = 0, y + 1
        for panel in row["panel"]:
            number += 1
            width = panel.get("width", 8)
            height = 4 if panel.get("kind") == "stat" else 8
            if x + width > _WIDE:
                x, y = 0, y + height
            yield _panel(panel, number, {"h": height, "w": width, "x": x, "y": y})
            x += width
        y += height


def _panel(panel: Mapping[str, Any], number: int, place: dict[str, int]) -> dict[str, Any]:
    kind = panel.get("kind", "timeseries")
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if "red_from" in panel:
        steps.append({"color": "red", "value": panel["red_from"]})
    unit, thresholds = panel.get("unit", "short"), {"mode": "absolute", "steps": steps}
    return {
        "id": number,
        "type": kind,
        "title": panel["title"],
        "description": panel.get("about", ""),
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": unit, "thresholds": thresholds}, "overrides": []},
        "options": _OPTIONS[kind],
        "targets": [
            {
                "refId": chr(ord("A") + at),
                "datasource": _SOURCE,
                "expr": expression,
                "legendFormat": legend,
                "exemplar": kind == "timeseries",
            }
            for at, (expression, legend) in enumerate(panel["lines"])
        ],
    }


def text() -> str:
    """The dashboard's file."""
    return json.dumps(render(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
