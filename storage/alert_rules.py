"""Rules of alerts that a merchant sets, and since when figures have been past their limits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.statements import AnyRow, upsert

_RULES = tables.alert_rules
_TRIALS = tables.alert_trials


class Severity(StrEnum):
    """How soon a person must see to it; ordered by that."""

    CRITICAL = "critical"
    WARNING = "warning"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """When a figure of a connection is worth a person's attention."""

    name: str
    metric: str
    threshold: int
    """Breached from here on, in the metric's unit."""
    raise_after: timedelta
    """So long without a break before it is raised."""
    resolve_after: timedelta
    """So long well before it is resolved."""
    severity: Severity
    entity: str | None = None
    """Only the figure of this entity, where the metric has one for each; None: the worst."""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """On which side of its threshold a figure is, and since when."""

    connection_id: ConnectionId
    rule: str
    breached: bool
    since: datetime


def of_merchant(tx: Connection, merchant_id: str) -> list[AlertRule]:
    """What a merchant has set, by name."""
    rows = tx.execute(
        select(_RULES).where(_RULES.c.merchant_id == merchant_id).order_by(_RULES.c.name)
    )
    return [_rule(row) for row in rows]


def of_all(tx: Connection) -> dict[MerchantId, list[AlertRule]]:
    """What every merchant has set."""
    found: dict[MerchantId, list[AlertRule]] = {}
    for row in tx.execute(select(_RULES).order_by(_RULES.c.merchant_id, _RULES.c.name)):
        found.setdefault(MerchantId(row.merchant_id), []).append(_rule(row))
    return found


def put(tx: Connection, merchant_id: str, rule: AlertRule, *, now: datetime) -> None:
    """Set a rule, in place of the merchant's own or the general one of its name."""
    values = {
        "metric": rule.metric,
        "entity": rule.entity,
        "threshold": rule.threshold,
        "raise_after_s": int(rule.raise_after.total_seconds()),
        "resolve_after_s": int(rule.resolve_after.total_seconds()),
        "severity": rule.severity.value,
        "enabled": rule.enabled,
        "updated_at": now,
    }
    statement = upsert(tx, _RULES).values(merchant_id=merchant_id, name=rule.name, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["merchant_id", "name"], set_=values))


def drop(tx: Connection, merchant_id: str, name: str) -> bool:
    """Take a merchant's rule away, so that the general one holds again; whether there was one."""
    gone = tx.execute(
        delete(_RULES).where(_RULES.c.merchant_id == merchant_id, _RULES.c.name == name)
    )
    return gone.rowcount == 1


def trials(tx: Connection) -> dict[tuple[ConnectionId, str], Trial]:
    """Every trial by connection and rule."""
    found = (
        Trial(
            connection_id=ConnectionId(row.connection_id),
            rule=row.rule,
            breached=row.breached,
            since=row.since,
        )
        for row in tx.execute(select(_TRIALS))
    )
    return {(each.connection_id, each.rule): each for each in found}


def put_trial(tx: Connection, merchant_id: str, trial: Trial) -> None:
    """Keep that a figure has changed sides."""
    values = {"breached": trial.breached, "since": trial.since}
    statement = upsert(tx, _TRIALS).values(
        connection_id=trial.connection_id, rule=trial.rule, merchant_id=merchant_id, **values
    )
    tx.execute(
        statement.on_conflict_do_update(index_elements=["connection_id", "rule"], set_=values)
    )


def drop_trials(tx: Connection, keys: Collection[tuple[ConnectionId, str]]) -> None:
    """Forget trials of rules that hold no more, or whose figure is well and long resolved."""
    for connection_id, rule in keys:
        tx.execute(
            delete(_TRIALS).where(_TRIALS.c.connection_id == connection_id, _TRIALS.c.rule == rule)
        )


def _rule(row: AnyRow) -> AlertRule:
    return AlertRule(
        name=row.name,
        metric=row.metric,
        entity=row.entity,
        threshold=row.threshold,
        raise_after=timedelta(seconds=row.raise_after_s),
        resolve_after=timedelta(seconds=row.resolve_after_s),
        severity=Severity(row.severity),
        enabled=row.enabled,
    )
