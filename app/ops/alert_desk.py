"""What merchants and operators do about alerts: look, set rules, say where they are told."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.ops.messages import SECRET_BYTES, AlertMessage, new_secret
from app.ops.notify import Notifier, Poster
from app.ops.rules import checked, in_force, runbook
from domain.calls import Clock
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError
from domain.ids import MerchantId
from storage import alert_rules, alerts, audit, notifications
from storage.alert_rules import AlertRule, Severity
from storage.alerts import Alert
from storage.engine import Database
from storage.notifications import AlertChannel, AlertChannels, ChannelKind

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_MOST_CHANNELS: Final = 20
_MOST_RULES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule in force."""

    rule: AlertRule
    is_own: bool
    """Set by the merchant, rather than the one that holds for everybody."""
    runbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What a merchant wants of a rule; None leaves it as it is."""

    metric: str | None = None
    entity: str | None = None
    threshold: int | None = None
    raise_after: timedelta | None = None
    resolve_after: timedelta | None = None
    severity: Severity | None = None
    enabled: bool | None = None


class AlertDesk:
    """One for the command line and the REST surface; thread-safe."""

    def __init__(
        self,
        database: Database,
        channels: AlertChannels,
        poster: Poster,
        notifier: Notifier,
        clock: Clock,
    ) -> None:
        self._db = database
        self._channels = channels
        self._poster = poster
        self._notifier = notifier
        self._clock = clock

    def standing(self, merchant_id: MerchantId | None = None) -> list[Alert]:
        """Alerts that stand, of one merchant or of all, the most urgent first."""
        with self._db.read() as tx:
            return alerts.standing(tx, merchant_id)

    # --- rules -------------------------------------------------------------------------------

    def rules(self, merchant_id: MerchantId) -> list[RuleView]:
        """Every rule in force, by name."""
        with self._db.read() as tx:
            own = alert_rules.of_merchant(tx, merchant_id)
        names = {rule.name for rule in own}
        return [_view(rule, is_own=name in names) for name, rule in sorted(in_force(own).items())]

    def set_rule(
        self, merchant_id: MerchantId, name: str, change: RuleChange, *, actor: str
    ) -> RuleView:
        """Change a rule, or make one of the merchant's own. Raises InvalidInputError."""
        now = self._clock.now()
        with self._db.write() as tx:
            own = alert_rules.of_merchant(tx, merchant_id)
            known = in_force(own)
            if name not in known and len(known) >= _MOST_RULES:
                raise InvalidInputError("name", name, f"there are {_MOST_RULES} rules; drop one")
            rule = checked(_changed(known.get(name), name, change))
            alert_rules.put(tx, merchant_id, rule, now=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="alerts.rule_set",
                subject=name,
                detail={"metric": rule.metric, "threshold": rule.threshold},
                at=now,
            )
        return _view(rule, is_own=True)

    def drop_rule(self, merchant_id: MerchantId, name: str, *, actor: str) -> None:
        """Let the general rule hold again, or end an own one. Raises NotFoundError."""
        now = self._clock.now()
        with self._db.write() as tx:
            if not alert_rules.drop(tx, merchant_id, name):
                raise NotFoundError("alert rule", name)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="alerts.rule_dropped",
                subject=name,
                at=now,
            )

    # --- channels ----------------------------------------------------------------------------

    def channels(self, merchant_id: MerchantId) -> list[AlertChannel]:
        """Where a merchant's alerts are told."""
        with self._db.read() as tx:
            return self._channels.of_merchant(tx, merchant_id)

    def channel(self, merchant_id: MerchantId, channel_id: str) -> AlertChannel:
        """One of them. Raises NotFoundError."""
        with self._db.read() as tx:
            return self._channels.get(tx, merchant_id, channel_id)

    def add_channel(
        self,
        merchant_id: MerchantId,
        *,
        kind: ChannelKind,
        name: str,
        target: str,
        least_severity: Severity,
        actor: str,
    ) -> AlertChannel:
        """A new channel; a webhook's has a signing secret.

        Raises InvalidInputError if the address is none that may be told.
        """
        self._check(kind, target)
        secret = new_secret(secrets.token_bytes(SECRET_BYTES))
        now = self._clock.now()
        with self._db.write() as tx:
            if len(self._channels.of_merchant(tx, merchant_id)) >= _MOST_CHANNELS:
                raise InvalidInputError("name", name, f"there are {_MOST_CHANNELS}; remove one")
            made = self._channels.add(
                tx,
                merchant_id,
                kind=kind,
                name=name,
                target=target,
                secret=secret if kind is ChannelKind.WEBHOOK else None,
                least_severity=least_severity,
                now=now,
            )
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="alerts.channel_added",
                subject=made.id,
                detail={"kind": kind.value, "name": name},
                at=now,
            )
        return made

    def remove_channel(self, merchant_id: MerchantId, channel_id: str, *, actor: str) -> None:
        """Tell nothing there any more. Raises NotFoundError."""
        now = self._clock.now()
        with self._db.write() as tx:
            if not notifications.remove(tx, merchant_id, channel_id):
                raise NotFoundError("alert channel", channel_id)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="alerts.channel_removed",
                subject=channel_id,
                at=now,
            )

    def try_channel(self, merchant_id: MerchantId, channel_id: str) -> None:
        """Send a message that says it is a trial, at once.

        Raises NotFoundError; what `Notifier.send` raises where it was not taken.
        """
        channel = self.channel(merchant_id, channel_id)
        now = self._clock.now()
        message = AlertMessage(
            alert_id="trial",
            kind="trial",
            state="warning",
            severity="warning",
            connection_id="",
            merchant_id=merchant_id,
            text="This is a trial of the channel; nothing is wrong.",
            raised_at=now.isoformat(),
            resolved_at=None,
            help=runbook("trial"),
        )
        self._notifier.send(channel, message, key=f"trial:{channel_id}:{now.isoformat()}")

    def _check(self, kind: ChannelKind, target: str) -> None:
        if kind is ChannelKind.EMAIL:
            if not _ADDRESS.fullmatch(target):
                raise InvalidInputError("target", target, "give one mail address")
            return
        try:
            self._poster.check(target)
        except ConfigurationError as error:
            raise InvalidInputError("target", "…", str(error)) from error


def _changed(known: AlertRule | None, name: str, change: RuleChange) -> AlertRule:
    if known is None:
        known = _new(name, change)
    told = {
        field: value
        for field in RuleChange.__slots__
        if (value := getattr(change, field)) is not None
    }
    return replace(known, **told)


def _new(name: str, change: RuleChange) -> AlertRule:
    """A rule that no general one of this name stands behind."""
    if not _NAME.fullmatch(name):
        raise InvalidInputError("name", name, "use small letters, digits and hyphens")
    if change.metric is None or change.threshold is None:
        raise InvalidInputError("metric", change.metric, "a new rule needs a metric and threshold")
    return AlertRule(
        name=name,
        metric=change.metric,
        threshold=change.threshold,
        raise_after=timedelta(minutes=5),
        resolve_after=timedelta(minutes=5),
        severity=Severity.WARNING,
    )


def _view(rule: AlertRule, *, is_own: bool) -> RuleView:
    return RuleView(rule=rule, is_own=is_own, runbook=runbook(rule.name, rule.metric))
