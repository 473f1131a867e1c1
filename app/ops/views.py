"""Alerts, rules, channels and dead letters as plain values, for REST and the command line."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from app.ops.alert_desk import RuleView
from app.ops.rules import runbook
from storage.alerts import Alert
from storage.dead_letters import DeadLetter, LetterGroup
from storage.notifications import AlertChannel, ChannelKind
from sync.letters import Handled


def alert_view(alert: Alert) -> dict[str, Any]:
    """One alert that stands."""
    return {
        "kind": alert.kind,
        "severity": alert.severity,
        "connection_id": alert.connection_id,
        "message": alert.message,
        "raised_at": alert.raised_at,
        "due_at": alert.due_at,
        "runbook": runbook(alert.kind),
    }


def rule_view(view: RuleView) -> dict[str, Any]:
    """One rule in force."""
    rule = view.rule
    return {
        "name": rule.name,
        "metric": rule.metric,
        "entity": rule.entity,
        "threshold": rule.threshold,
        "raise_after_s": int(rule.raise_after.total_seconds()),
        "resolve_after_s": int(rule.resolve_after.total_seconds()),
        "severity": rule.severity.value,
        "enabled": rule.enabled,
        "own": view.is_own,
        "runbook": view.runbook,
    }


def channel_view(channel: AlertChannel) -> dict[str, Any]:
    """One channel; of a webhook's address only the host, for the rest may be all it takes."""
    is_mail = channel.kind is ChannelKind.EMAIL
    return {
        "channel_id": channel.id,
        "kind": channel.kind.value,
        "name": channel.name,
        "to": channel.target if is_mail else urlsplit(channel.target).hostname,
        "least_severity": channel.least_severity.value,
        "created_at": channel.created_at,
    }


def letter_view(letter: DeadLetter) -> dict[str, Any]:
    """One dead letter without its content."""
    return {
        "letter_id": letter.id,
        "source": letter.source.value,
        "impact": letter.impact.name.lower(),
        "connection_id": letter.connection_id,
        "topic": letter.topic,
        "subject": letter.subject,
        "code": letter.code,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "first_seen_at": letter.first_seen_at,
        "last_seen_at": letter.last_seen_at,
    }


def group_view(group: LetterGroup) -> dict[str, Any]:
    """Letters that died of the same."""
    return {
        "source": group.source.value,
        "impact": group.impact.name.lower(),
        "topic": group.topic,
        "code": group.code,
        "letters": group.letters,
        "first_seen_at": group.first_seen_at,
        "last_seen_at": group.last_seen_at,
    }


def handled_view(done: Handled, *, dry_run: bool) -> dict[str, Any]:
    """What a replay or a discarding did, or would do."""
    return {
        "dry_run": dry_run,
        "letters": done.letters,
        "done": done.done,
        "last_due_at": done.last_due_at,
        "groups": [group_view(each) for each in done.groups],
    }
