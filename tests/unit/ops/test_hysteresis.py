"""Rules of alerts: a figure must stay past its limit, and stay well, before anybody hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.ops.alerting import Action, rule_on
from app.ops.rules import DEFAULT_RULES, checked, in_force, runbook
from app.ops.standing import METRICS
from domain.errors import InvalidInputError
from domain.ids import ConnectionId
from storage.alert_rules import AlertRule, Severity, Trial
from storage.health import percentile
from tests.contracts_path import PROJECT_ROOT
from tests.fakes.clock import FakeClock

KEY = (ConnectionId("con_a"), "slow")
RULE = AlertRule(
    name="slow",
    metric="p95_ms",
    threshold=100,
    raise_after=timedelta(minutes=5),
    resolve_after=timedelta(minutes=10),
    severity=Severity.WARNING,
)


def watch(minutes: str) -> list[tuple[int, Action]]:
    """One look a minute, `x` past the limit, `.` well; when something was done."""
    clock, trial, stands, done = FakeClock(), None, False, []
    for minute, look in enumerate(minutes):
        ruling = rule_on(RULE, trial, key=KEY, breached=look == "x", stands=stands, now=clock.now())
        trial = ruling.trial
        if ruling.action is not Action.NOTHING and (ruling.action is Action.RAISE) != stands:
            stands = ruling.action is Action.RAISE
            done.append((minute, ruling.action))
        clock.advance(minutes=1)
    return done


@pytest.mark.parametrize(
    ("minutes", "done"),
    [
        ("....................", []),
        ("xxxxx", []),
        ("xxxxxx", [(5, Action.RAISE)]),
        ("xxxx.xxxx.xxxx.xxxx", []),
        ("xxxxxx..........", [(5, Action.RAISE)]),
        ("xxxxxx...........", [(5, Action.RAISE), (16, Action.RESOLVE)]),
        ("xxxxxx.........x..........", [(5, Action.RAISE)]),
        ("xxxxxx...........xxxxxx", [(5, Action.RAISE), (16, Action.RESOLVE), (22, Action.RAISE)]),
    ],
    ids=[
        "well", "too short", "long enough", "flickers", "not yet well", "well for long",
        "breaks in again", "again",
    ],
)  # fmt: skip
def test_what_flickers_calls_nobody(minutes: str, done: list[tuple[int, Action]]) -> None:
    assert watch(minutes) == done


def test_nothing_is_kept_of_a_figure_that_is_well() -> None:
    clock = FakeClock()
    after_blip = Trial(connection_id=KEY[0], rule=KEY[1], breached=True, since=clock.now())

    ruling = rule_on(RULE, after_blip, key=KEY, breached=False, stands=False, now=clock.now())

    assert ruling.trial is None


def test_every_general_rule_is_sound_and_its_runbook_is_written() -> None:
    pages = {runbook(rule.name) for rule in DEFAULT_RULES}
    pages |= {runbook(kind) for kind in ("reauthorize", "access-refused", "version-sunset", "?")}

    for rule in DEFAULT_RULES:
        assert checked(rule) is rule
    assert [page for page in sorted(pages) if not (PROJECT_ROOT / page).is_file()] == []


def test_every_metric_has_a_rule_or_a_page_that_helps() -> None:
    assert all(runbook("own-rule", metric).startswith("docs/runbooks/") for metric in METRICS)


@pytest.mark.parametrize(
    "fault",
    [{"metric": "mood"}, {"threshold": 0}, {"entity": "product"}, {"raise_after": timedelta(9)}],
    ids=str,
)
def test_a_rule_that_cannot_be_judged_is_refused_in_words(fault: dict[str, object]) -> None:
    values = {name: getattr(RULE, name) for name in AlertRule.__slots__}

    with pytest.raises(InvalidInputError, match="cannot be used"):
        checked(AlertRule(**(values | fault)))


def test_a_merchants_rule_replaces_the_general_one_of_its_name() -> None:
    own = AlertRule(**{n: getattr(RULE, n) for n in AlertRule.__slots__} | {"name": "api-slow"})

    rules = in_force([own, RULE])

    assert rules["api-slow"] is own
    assert len(rules) == len(DEFAULT_RULES) + 1


@pytest.mark.parametrize(
    ("times", "share", "ms"),
    [
        ([0] * 11, 0.5, None),
        ([100, *[0] * 10], 0.5, 25),
        ([0, 0, 100, *[0] * 8], 0.95, 195),
        ([50, 50, *[0] * 9], 0.95, 95),
        ([*[0] * 10, 7], 0.5, 10_000),
    ],
    ids=["none", "fast", "one bucket", "two buckets", "beyond"],
)
def test_response_times_are_told_within_their_bucket(
    times: list[int], share: float, ms: int | None
) -> None:
    assert percentile(times, share) == ms
