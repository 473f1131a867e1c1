"""The rules that hold for everybody, where a merchant sets no others, and where help is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from app.ops.standing import METRICS
from domain.errors import InvalidInputError
from domain.events import Entity
from storage.alert_rules import AlertRule, Severity

SLA_RULE: Final = "api-slow"
"""The threshold of this rule is the response time that is promised."""
_LONGEST: Final = timedelta(days=7)
_RUNBOOKS: Final = "docs/runbooks/"


def _rule(
    name: str,
    metric: str,
    threshold: int,
    *,
    raise_min: int = 0,
    resolve_min: int = 0,
    severity: Severity = Severity.WARNING,
) -> AlertRule:
    return AlertRule(
        name=name,
        metric=metric,
        threshold=threshold,
        raise_after=timedelta(minutes=raise_min),
        resolve_after=timedelta(minutes=resolve_min),
        severity=severity,
    )


DEFAULT_RULES: Final[tuple[AlertRule, ...]] = (
    _rule("pos-down", "down_s", 1, raise_min=2, resolve_min=2, severity=Severity.CRITICAL),
    _rule("double-charge-suspicion", "need_person", 1, severity=Severity.CRITICAL),
    _rule("dead-orders", "dead_orders", 1, severity=Severity.CRITICAL),
    _rule("dead-letters", "dead_letters", 1, raise_min=5),
    _rule("backlog", "backlog_age_s", 300, raise_min=2, resolve_min=5),
    _rule("sync-lag", "lag_s", 7_200, raise_min=10, resolve_min=5),
    _rule("webhooks-silent", "webhooks_silent_s", 1, raise_min=10, resolve_min=5),
    _rule("drift", "drift_percent", 1, resolve_min=60),
    _rule("proof-failed", "failed_proofs", 1),
    _rule("jobs-failing", "failed_jobs", 1, raise_min=30, resolve_min=5),
    _rule("api-errors", "error_rate", 20, raise_min=5, resolve_min=10),
    _rule(SLA_RULE, "p95_ms", 2_000, raise_min=10, resolve_min=10),
    _rule("rate-limited", "throttled_percent", 5, raise_min=10, resolve_min=10),
)
_PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reauthorize": "token-dead",
        "access-refused": "token-dead",
        "version-sunset": "version-sunset",
        "dead-orders": "dead-letters",
        "sync-lag": "backlog",
        "jobs-failing": "backlog",
        "api-errors": "pos-down",
        SLA_RULE: "pos-down",
        "rollout-halted": "rollback",
        **{
            name: name
            for name in (
                "order-policy-unreadable",
                "orphan-payments",
                "pos-down",
                "double-charge-suspicion",
                "dead-letters",
                "backlog",
                "webhooks-silent",
                "drift",
                "proof-failed",
                "rate-limited",
                "handoff-opened",
                "transfer-for-staff",
                "return-label-failed",
                "return-label-not-refunded",
                "webhook-endpoint-disabled",
            )
        },
    }
)
_PAGE_OF_METRIC: Final = {rule.metric: _PAGES[rule.name] for rule in DEFAULT_RULES}
"""A rule of a merchant's own is about a figure that some general rule is about, mostly."""


def runbook(kind: str, metric: str | None = None) -> str:
    """The page that says what to do about an alert of this kind."""
    name = _PAGES.get(kind) or _PAGE_OF_METRIC.get(metric or "", "README")
    return f"{_RUNBOOKS}{name}.md"


def in_force(own: Iterable[AlertRule]) -> dict[str, AlertRule]:
    """The rules of a merchant by name: the general ones, replaced and joined by the own."""
    rules = {rule.name: rule for rule in DEFAULT_RULES}
    rules.update({rule.name: rule for rule in own})
    return rules


def checked(rule: AlertRule) -> AlertRule:
    """The same rule. Raises InvalidInputError naming the fault."""
    if rule.metric not in METRICS:
        known = ", ".join(METRICS)
        raise InvalidInputError("metric", rule.metric, f"use one of {known}")
    if rule.entity is not None and (rule.metric != "lag_s" or rule.entity not in set(Entity)):
        raise InvalidInputError(
            "entity", rule.entity, "only lag_s has a figure for each entity; name one of them"
        )
    if not 0 < rule.threshold <= 10**12:
        raise InvalidInputError("threshold", rule.threshold, "use a positive number")
    for name, length in (("raise_after", rule.raise_after), ("resolve_after", rule.resolve_after)):
        if not timedelta(0) <= length <= _LONGEST:
            raise InvalidInputError(name, str(length), "use a time of at most seven days")
    return rule
