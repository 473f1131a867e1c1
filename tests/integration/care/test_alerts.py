"""The round over all connections: figures in, alerts out, each piece of news told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import event

from app.ops.alerting import AlertRound
from app.ops.status import standings
from domain.events import Entity
from storage import alert_rules, alerts, merchants, notifications, outbox, proofs, sync_runs
from storage.alert_rules import AlertRule, Severity
from storage.health import Sighting
from storage.keyring import Keyring
from storage.merchants import ConnectionStatus
from storage.notifications import AlertChannels, ChannelKind
from storage.outbox import Effect
from storage.proofs import ProofState
from sync.outage import Outages
from tests.fakes.clock import FakeClock
from tests.integration.care.world import LEASE, World
from tests.integration.storage.shop import NOW


@pytest.fixture
def alarm(world: World, clock: FakeClock) -> AlertRound:
    """Everything was brought over this minute: nothing is wrong."""
    fresh(world)
    return AlertRound(world.database, clock)


def fresh(world: World, clock: FakeClock | None = None) -> None:
    now = NOW if clock is None else clock.now()
    with world.database.write() as tx:
        for connection in (world.small, world.big):
            sync_runs.set_since(tx, connection, Entity.PRODUCT.value, "mark", now=now)


def see(world: World, clock: FakeClock, *, failures: int = 0, answers: int = 0) -> None:
    seen = Sighting(budget_used=40, breaker="closed")
    for _ in range(answers):
        seen.answered(80, now=clock.now())
    for _ in range(failures):
        seen.failed("UnavailableError: refused", now=clock.now())
    Outages(world.database, clock).tell(world.small, seen)


def kinds(world: World) -> list[tuple[str, str]]:
    with world.database.read() as tx:
        return [(each.connection_id, each.kind) for each in alerts.standing(tx)]


def messages(world: World) -> list[Effect]:
    with world.database.write() as tx:
        return outbox.claim(
            tx, owner="t", now=NOW + timedelta(days=9), lease=LEASE, kind=notifications.EFFECT
        )


def listen(world: World, least: Severity = Severity.WARNING) -> str:
    channels = AlertChannels(Keyring(current_id="k", keys={"k": b"k" * 32}))
    with world.database.write() as tx:
        return channels.add(
            tx,
            "mer_1",
            kind=ChannelKind.EMAIL,
            name="ops",
            target="ops@shop.example",
            secret=None,
            least_severity=least,
            now=NOW,
        ).id


def test_an_outage_is_raised_after_its_time_and_resolved_after_its_time(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    see(world, clock, failures=5)
    told = []
    for minute in range(12):
        if minute == 6:
            see(world, clock, answers=1)
        fresh(world, clock)
        alarm.run()
        told.append(("con_a", "pos-down") in kinds(world))
        clock.advance(minutes=1)

    assert told == [False] * 3 + [True] * 5 + [False] * 4


def test_all_figures_of_a_connection_are_seen(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    see(world, clock, answers=8, failures=2)
    world.bury(world.big, "d2", "KeyError: x", topic="orders/updated")
    world.receive(world.small, "d1")
    clock.advance(seconds=90)
    with world.database.read() as tx:
        small, big = standings(tx, now=clock.now())

    assert (small.error_rate, small.throttled_percent, small.budget_used) == (20, 0, 40)
    assert (small.backlog, big.backlog, big.dead_letters, big.dead_orders) == (1, 0, 1, 1)
    assert (small.backlog_age_s, small.lag_s, small.drift_percent) == (90, 90, None)
    assert small.p95_ms is not None
    assert 50 < small.p95_ms <= 100
    assert [each.entity for each in small.entities] == [Entity.PRODUCT]
    alarm.run()
    labels = {"platform": "square", "connection": "con_a"}
    assert REGISTRY.get_sample_value("voicetill_connection_error_percent", labels) == 20
    assert REGISTRY.get_sample_value("voicetill_inbox_backlog", labels) == 1
    labels["entity"] = "product"
    assert REGISTRY.get_sample_value("voicetill_sync_lag_seconds", labels) == 90


@pytest.mark.parametrize(
    ("failed", "words"),
    [
        pytest.param((ProofState.DIFFERS, []), "stock: 3 records differ", id="it differs"),
        pytest.param(
            (ProofState.PROVED, ["a multiple of the page size"]),
            "stock: a multiple of the page size",
            id="it is an alarm",
        ),
    ],
)
def test_a_failed_proof_is_raised_with_its_reason_until_one_agrees(
    world: World, alarm: AlertRound, clock: FakeClock, failed: Any, words: str
) -> None:
    see(world, clock, answers=1)
    for state, alarms in (failed, (ProofState.PROVED, [])):
        with world.database.write() as tx:
            proofs.record(
                tx,
                world.small,
                Entity.STOCK,
                state=state,
                findings={"unresolved": 3},
                alarms=alarms,
                started_at=clock.now(),
                now=clock.now(),
            )
        fresh(world, clock)
        alarm.run()
        with world.database.read() as tx:
            standing = [each for each in alerts.standing(tx) if each.kind == "proof-failed"]
        if alarms or state is ProofState.DIFFERS:
            assert words in standing[0].message
        else:
            assert not standing
        clock.advance(minutes=1)


def test_each_news_is_told_once_to_each_channel_that_hears_it(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    everything, urgent = listen(world), listen(world, Severity.CRITICAL)
    world.bury(world.small, "d1", "KeyError: x", topic="orders/updated")
    for _ in range(8):
        fresh(world, clock)
        alarm.run()
        clock.advance(minutes=1)

    found = {
        (m.payload["kind"], m.payload["channel_id"], m.payload["state"]) for m in messages(world)
    }
    assert found == {
        ("dead-orders", everything, "critical"),
        ("dead-orders", urgent, "critical"),
        ("dead-letters", everything, "warning"),
    }
    alarm.run()
    assert messages(world) == []


def test_the_all_clear_is_told_too(world: World, alarm: AlertRound, clock: FakeClock) -> None:
    listen(world)
    with world.database.write() as tx:
        alerts.raise_alert(
            tx, world.small, "reauthorize", severity="warning", message="soon", due_at=None, now=NOW
        )
    alarm.run()
    with world.database.write() as tx:
        alerts.resolve(tx, world.small.id, "reauthorize", now=NOW)
    alarm.run()

    assert [each.payload["state"] for each in messages(world)] == ["warning", "resolved"]


def test_an_alert_that_grows_worse_is_told_again(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    listen(world)
    for severity in ("warning", "critical"):
        with world.database.write() as tx:
            alerts.raise_alert(
                tx, world.small, "x", severity=severity, message="m", due_at=None, now=NOW
            )
        alarm.run()

    assert [each.payload["state"] for each in messages(world)] == ["warning", "critical"]


def test_a_merchants_own_rule_holds_for_that_merchant_alone(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    rule = AlertRule(
        name="stale-products",
        metric="lag_s",
        entity="product",
        threshold=60,
        raise_after=timedelta(0),
        resolve_after=timedelta(0),
        severity=Severity.CRITICAL,
    )
    with world.database.write() as tx:
        alert_rules.put(tx, "mer_2", rule, now=NOW)
    clock.advance(seconds=61)
    alarm.run()
    assert kinds(world) == [("con_b", "stale-products")]

    with world.database.write() as tx:
        alert_rules.drop(tx, "mer_2", "stale-products")
    alarm.run()

    assert kinds(world) == []


def test_a_connection_that_is_gone_leaves_no_alert_standing(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    world.bury(world.small, "d1", "KeyError: x", topic="orders/updated")
    alarm.run()
    assert ("con_a", "dead-orders") in kinds(world)

    with world.database.write() as tx:
        merchants.set_status(tx, world.small.id, ConnectionStatus.REVOKED, "gone")
    alarm.run()

    assert kinds(world) == []


def test_a_round_costs_as_many_questions_for_many_connections_as_for_one(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    alarm.run()

    assert len([each for each in asked if each.startswith("SELECT")]) <= 20


def test_a_paused_connection_is_not_called_late_as_well(
    world: World, alarm: AlertRound, clock: FakeClock
) -> None:
    with world.database.write() as tx:
        merchants.set_status(tx, world.small.id, ConnectionStatus.PAUSED, "token refused")
    for _ in range(3):
        alarm.run()
        clock.advance(hours=3)

    assert kinds(world) == [("con_b", "sync-lag")]
