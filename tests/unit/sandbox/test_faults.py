"""Faults on request: which call they hit, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.kit.faults import Faults


def kinds(faults: Faults, *labels: str) -> list[str]:
    return [fault.kind for fault in faults.take(labels)]


def test_a_fault_hits_as_often_as_it_was_told() -> None:
    faults = Faults()
    faults.add({"kind": "fail", "route": "POST /v2/orders", "times": 2})

    hits = [kinds(faults, "POST /v2/orders") for _ in range(3)]
    assert hits == [["fail"], ["fail"], []]
    assert faults.listed() == []


def test_a_fault_without_times_stays_until_it_is_removed() -> None:
    faults = Faults()
    fault = faults.add({"kind": "throttle", "times": None})

    assert kinds(faults, "x") == kinds(faults, "y") == ["throttle"]
    assert faults.remove(fault.id) == 1
    assert kinds(faults, "x") == []


@pytest.mark.parametrize(
    ("route", "hit"),
    [
        ("GET /v2/orders/{order_id}", True),
        ("GET /v2/orders/*", True),
        ("orderGet", True),
        ("*", True),
        ("POST /v2/orders/*", False),
        ("GET /v2/payments", False),
    ],
)
def test_a_route_matches_template_path_or_operation_name(route: str, hit: bool) -> None:
    faults = Faults()
    faults.add({"kind": "drop", "route": route})
    labels = ("GET /v2/orders/{order_id}", "orderGet", "GET /v2/orders/abc")

    assert bool(faults.take(labels)) is hit


def test_slowness_comes_before_another_fault_and_spends_both() -> None:
    faults = Faults()
    faults.add({"kind": "fail"})
    faults.add({"kind": "fail"})
    faults.add({"kind": "slow", "delay_ms": 5})

    assert kinds(faults, "x") == ["slow", "fail"]
    assert kinds(faults, "x") == ["fail"]


def test_a_share_of_calls_is_hit_the_same_way_each_time() -> None:
    def run() -> list[bool]:
        faults = Faults()
        faults.add({"kind": "drop", "probability": 0.3, "seed": 4, "times": None})
        return [bool(faults.take(["x"])) for _ in range(200)]

    assert run() == run()
    assert 30 < sum(run()) < 90


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "explode"}, {"kind": "fail", "status": "500"}, {"kind": "fail", "when": 1}],
    ids=str,
)
def test_a_fault_that_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Faults().add(body)
