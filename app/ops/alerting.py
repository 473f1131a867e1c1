"""Raises and resolves alerts by rules with hysteresis, over the figures that the status shows.

A figure must be past its threshold for some time without a break before anybody is called, and
well for some time before the all-clear: what flickers calls nobody twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, TypeAlias

import structlog
from sqlalchemy import Connection

from app.ops.gauges import SyncGauges
from app.ops.rules import in_force
from app.ops.standing import METRICS, ConnectionStanding
from app.ops.status import standings
from domain.calls import Clock
from domain.events import Entity
from domain.ids import ConnectionId
from storage import alert_rules, alerts, health, notifications
from storage.alert_rules import AlertRule, Severity, Trial
from storage.alerts import Alert
from storage.engine import Database

log = structlog.get_logger(__name__)

_Key: TypeAlias = tuple[ConnectionId, str]
"""A connection and the name of a rule, which is the kind of its alerts."""
_DOWN: Final = "down_s"
_PROOFS: Final = "failed_proofs"
_ALWAYS: Final = frozenset({"dead_letters", "dead_orders", "need_person"})
"""Judged of every connection. That one which is paused falls behind needs no alert beside the one
that says so (`access-refused`)."""


class Action(Enum):
    """What a look at a figure leads to."""

    NOTHING = "nothing"
    RAISE = "raise"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """How one rule is judged for one connection at one moment."""

    trial: Trial | None
    """What is kept of it; None: nothing."""
    action: Action


def rule_on(
    rule: AlertRule, trial: Trial | None, *, key: _Key, breached: bool, stands: bool, now: datetime
) -> Ruling:
    """The hysteresis: on which side the figure is, since when, and what follows."""
    if trial is None and not breached and not stands:
        return Ruling(trial=None, action=Action.NOTHING)
    if trial is None or trial.breached is not breached:
        trial = Trial(connection_id=key[0], rule=key[1], breached=breached, since=now)
    lasted = now - trial.since
    if breached:
        is_due = lasted >= rule.raise_after
        return Ruling(trial=trial, action=Action.RAISE if is_due else Action.NOTHING)
    if stands and lasted < rule.resolve_after:
        return Ruling(trial=trial, action=Action.NOTHING)
    return Ruling(trial=None, action=Action.RESOLVE if stands else Action.NOTHING)


@dataclass(slots=True)
class _Look:
    """What one round found, to be written in one transaction."""

    trials: Mapping[_Key, Trial]
    standing: Mapping[_Key, Alert]
    kept: dict[_Key, tuple[str, Trial]] = field(default_factory=dict)
    """With the merchant whose they are."""
    raised: list[tuple[ConnectionStanding, AlertRule]] = field(default_factory=list)
    resolved: list[_Key] = field(default_factory=list)


class AlertRound:
    """A round for the leader's clock; a second leader does no harm."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._gauges = SyncGauges()

    def run(self) -> int:
        """Show the figures as metrics, judge them, and ask for news to be told; how many stand."""
        now = self._clock.now()
        with self._db.read() as tx:
            rows = standings(tx, now=now)
            own = alert_rules.of_all(tx)
            look = _Look(alert_rules.trials(tx), _by_key(alerts.standing(tx)))
        for row in rows:
            rules = in_force(own.get(row.connection.merchant_id, ()))
            for rule in rules.values():
                if rule.enabled:
                    _judge(look, row, rule, now)
        _end_the_rest(look)
        with self._db.write() as tx:
            _write(tx, look, now)
            notifications.announce(tx, now=now)
            health.prune(tx, now)
            standing = alerts.standing(tx)
        self._gauges.show(rows, standing)
        return len(standing)

    def lay_down(self) -> None:
        """Another process leads: show its figures no more, so that no alert stands on old ones."""
        self._gauges.lay_down()


def _by_key(standing: Sequence[Alert]) -> dict[_Key, Alert]:
    return {(ConnectionId(each.connection_id), each.kind): each for each in standing}


def _judge(look: _Look, row: ConnectionStanding, rule: AlertRule, now: datetime) -> None:
    key = (row.connection.id, rule.name)
    value = row.figure(rule.metric, None if rule.entity is None else Entity(rule.entity))
    if not row.is_active and rule.metric not in _ALWAYS:
        value = None
    stands = look.standing.get(key)
    ruling = rule_on(
        rule,
        look.trials.get(key),
        key=key,
        breached=value is not None and value >= rule.threshold,
        stands=stands is not None,
        now=now,
    )
    if ruling.trial is not None:
        look.kept[key] = (row.connection.merchant_id, ruling.trial)
    if ruling.action is Action.RESOLVE:
        look.resolved.append(key)
    is_news = stands is None or stands.severity != rule.severity
    if ruling.action is Action.RAISE and is_news:
        look.raised.append((row, rule))


def _end_the_rest(look: _Look) -> None:
    """Rules that hold no more, and connections that are gone, leave nothing standing."""
    ended = look.trials.keys() - look.kept.keys()
    look.resolved += [key for key in ended if key in look.standing and key not in look.resolved]


def _write(tx: Connection, look: _Look, now: datetime) -> None:
    for key, (merchant_id, trial) in look.kept.items():
        if look.trials.get(key) != trial:
            alert_rules.put_trial(tx, merchant_id, trial)
    alert_rules.drop_trials(tx, look.trials.keys() - look.kept.keys())
    for connection_id, kind in look.resolved:
        if alerts.resolve(tx, connection_id, kind, now=now):
            log.info("alert.resolved", kind=kind, connection_id=connection_id)
    for row, rule in look.raised:
        message = words(row, rule)
        alerts.raise_alert(
            tx,
            row.connection,
            rule.name,
            severity=rule.severity.value,
            message=message,
            due_at=None,
            now=now,
        )
        tell = log.error if rule.severity is Severity.CRITICAL else log.warning
        tell("alert.raised", kind=rule.name, connection_id=row.connection.id, message=message)


def words(row: ConnectionStanding, rule: AlertRule) -> str:
    """What a person reads: whose, what, how much, and what the limit is."""
    entity = None if rule.entity is None else Entity(rule.entity)
    value = row.figure(rule.metric, entity)
    about = METRICS[rule.metric] + (f" ({rule.entity})" if rule.entity else "")
    name = f"{row.connection.account_name} ({row.connection.platform})"
    why = _reason(row, rule.metric)
    return f"{name}: {value} {about}; the limit is {rule.threshold}" + (f"; {why}" if why else "")


def _reason(row: ConnectionStanding, metric: str) -> str | None:
    if metric == _DOWN:
        return None if row.health is None else row.health.last_error
    if metric == _PROOFS:
        return "; ".join(f"{what}: {why}" for what, why in row.figures.failed_proofs.items())
    return None
