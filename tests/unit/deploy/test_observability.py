"""The dashboard and the alert rules name metrics, labels and pages that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

from adapters.metrics import TransportMetrics
from tests.contracts_path import PROJECT_ROOT
from tools import dashboard

FOLDER = PROJECT_ROOT / "deploy" / "observability"
RULES = [
    rule
    for group in yaml.safe_load((FOLDER / "voicetill-alerts.yaml").read_bytes())["groups"]
    for rule in group["rules"]
]
PANELS = [
    panel for panel in json.loads(dashboard.TARGET.read_bytes())["panels"] if panel["type"] != "row"
]
TRIALS = yaml.safe_load((FOLDER / "voicetill-alerts.test.yaml").read_bytes())["tests"]
_OF_PROMETHEUS = {"le", "instance", "job"}
_DURATION = re.compile(r"\d+(ms|s|m|h|d|w|y)")


def _metrics() -> dict[str, set[str]]:
    """The labels of every series that there is, by name."""
    for folder in ("app", "sync"):
        for path in (PROJECT_ROOT / folder).rglob("*.py"):
            if "import Counter" in (text := path.read_text()) or "import Gauge" in text:
                import_module(".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts))
    ours = CollectorRegistry()
    TransportMetrics(ours)
    series: dict[str, set[str]] = {}
    for collector in [*REGISTRY._collector_to_names, *ours._collector_to_names]:
        if isinstance(collector, Counter | Gauge | Histogram):
            ends = {Counter: ("_total",), Gauge: ("",), Histogram: ("_bucket", "_count", "_sum")}
            for end in ends[type(collector)]:
                series[collector._name + end] = set(collector._labelnames)
    return series


METRICS = _metrics()


def expressions() -> Iterator[tuple[str, str]]:
    """Every expression, with where it stands."""
    for rule in RULES:
        yield rule["alert"], rule["expr"]
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


EXPRESSIONS = list(expressions())


def test_the_dashboard_is_the_one_of_its_table() -> None:
    assert dashboard.TARGET.read_text(encoding="utf-8") == dashboard.text(), "run: make dashboard"


def test_grafanas_own_types_know_all_that_the_dashboard_says() -> None:
    from grafana_foundation_sdk.cog import encoder, plugins
    from grafana_foundation_sdk.models.dashboard import Dashboard

    plugins.register_default_plugins()
    ours = json.loads(dashboard.TARGET.read_bytes())
    read = Dashboard.from_json({**ours, "titel": "misspelled"})
    theirs = json.loads(encoder.JSONEncoder().encode(read))

    assert "titel" not in theirs, "what they do not know they leave out"
    assert set(_leaves(ours)) - set(_leaves(theirs)) == {(("id",), None)}


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[object, object]]:
    """Every plain value with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*path, at))
    else:
        yield path, value


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[e[0] for e in EXPRESSIONS])
def test_an_expression_names_what_there_is(where: str, expression: str) -> None:
    named = set(re.findall(r"\bvoicetill_\w+", expression))
    used = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression))
    for group in re.findall(r"\bby \(([^)]*)\)", expression):
        used |= {label.strip() for label in group.split(",")}

    assert named, "an expression about nothing of ours"
    assert named <= METRICS.keys()
    known = set().union(*(METRICS[name] for name in named)) | _OF_PROMETHEUS
    assert used <= known
    for opening, closing in ("()", "{}", "[]"):
        assert expression.count(opening) == expression.count(closing)
    for span in re.findall(r"\[([^\]]*)\]", expression):
        assert span == "$__rate_interval" or _DURATION.fullmatch(span)


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[e[0] for e in EXPRESSIONS])
def test_an_expression_is_promql(where: str, expression: str) -> None:
    import promql_parser

    promql_parser.parse(expression.replace("$__rate_interval", "5m").replace("$platform", ".*"))


@pytest.mark.parametrize("wrong", ["sum(rate(x[5m])", "rate(x)", "x[5m] > 1", "sum by le (x)"])
def test_what_is_no_promql_is_told(wrong: str) -> None:
    import promql_parser

    with pytest.raises(ValueError):
        promql_parser.parse(wrong)


def test_every_metric_of_ours_is_shown_or_watched() -> None:
    named = {name for _, text in EXPRESSIONS for name in re.findall(r"\bvoicetill_\w+", text)}
    stems = {re.sub(r"_(bucket|count|sum)$", "", name) for name in named}
    known = {re.sub(r"_(bucket|count|sum)$", "", name) for name in METRICS}

    assert {name for name in known - stems if name.startswith("voicetill_")} == _NOT_SHOWN


_NOT_SHOWN = {
    "voicetill_intake_doubts_total",
    "voicetill_parcels_told_total",
    "voicetill_shadow_looks_total",
    "voicetill_spot_checked_total",
    "voicetill_spot_drifted_total",
    "voicetill_turn_notes_lost_total",
}
"""For looking closer, from the console's own pages or by hand."""


def test_every_rule_says_how_grave_it_is_and_what_to_do() -> None:
    names = [rule["alert"] for rule in RULES]

    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert (PROJECT_ROOT / rule["annotations"]["runbook"]).is_file(), rule["alert"]
        assert _DURATION.fullmatch(rule.get("for", "0s"))
        told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        grouped = re.search(r"\bby \(([^)]*)\)", rule["expr"])
        kept = set() if grouped is None else {label.strip() for label in grouped[1].split(",")}
        assert told <= kept, rule["alert"]


@pytest.mark.parametrize("rule", [rule["alert"] for rule in RULES])
def test_every_rule_is_tried_where_it_fires_and_where_it_does_not(rule: str) -> None:
    looks = [
        bool(look.get("exp_alerts"))
        for trial in TRIALS
        for look in trial["alert_rule_test"]
        if look["alertname"] == rule
    ]

    assert set(looks) == {True, False}


def test_promtool_says_that_each_rule_fires_when_it_should() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: `make promtool` says how to get it")

    done = subprocess.run(
        [promtool, "test", "rules", "voicetill-alerts.test.yaml"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        place: dict[str, Any] = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not taken & cells, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
