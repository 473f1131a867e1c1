"""What looks after Acme's connection, in memory: one dead letter, one alert, rules and channels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.ops.alert_desk import RuleChange, RuleView
from app.ops.rules import DEFAULT_RULES, runbook
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import ConnectionId, MerchantId
from storage.alert_rules import AlertRule, Severity
from storage.alerts import Alert
from storage.dead_letters import DeadLetter, Impact, LetterFilter, LetterGroup, Source
from storage.notifications import AlertChannel, ChannelKind
from storage.results import Listed
from sync.letters import Handled
from tests.fakes.clock import FakeClock
from tests.fakes.connections import OWNER
from tests.fakes.policies import FakeIntake, FakePolicies
from tests.fakes.stores import FakeStores

LETTER = "in_7"
RULE = "acmes-own"
CHANNEL = "chn_acme"


@dataclass(slots=True)
class FakeLetters:
    """Acme has one dead letter; `done` keeps what was asked of it."""

    clock: FakeClock
    done: list[tuple[str, LetterFilter, dict[str, Any]]] = field(default_factory=list)

    def list(self, wanted: LetterFilter, *, offset: int = 0, limit: int = 50) -> Listed[DeadLetter]:
        mine = wanted.merchant_id == OWNER and (wanted.ids is None or LETTER in wanted.ids)
        rows = (self._letter(),) if mine else ()
        return Listed(rows=rows[offset : offset + limit])

    def groups(self, wanted: LetterFilter) -> tuple[LetterGroup, ...]:
        return tuple(
            LetterGroup(
                source=each.source,
                code=each.code,
                topic=each.topic,
                impact=each.impact,
                letters=1,
                merchants=1,
                first_seen_at=each.first_seen_at,
                last_seen_at=each.last_seen_at,
            )
            for each in self.list(wanted).rows
        )

    def show(self, letter_id: str, *, merchant_id: str | None = None) -> tuple[DeadLetter, bytes]:
        rows = self.list(LetterFilter(merchant_id=merchant_id, ids=[letter_id])).rows
        if not rows:
            raise NotFoundError("dead letter", letter_id)
        return rows[0], b'{"id": "AM90"}'

    def replay(self, wanted: LetterFilter, **how: Any) -> Handled:
        return self._handle("replay", wanted, how)

    def discard(self, wanted: LetterFilter, **how: Any) -> Handled:
        return self._handle("discard", wanted, how)

    def _handle(self, what: str, wanted: LetterFilter, how: dict[str, Any]) -> Handled:
        rows = self.list(wanted).rows
        if rows:
            self.done.append((what, wanted, how))
        done = 0 if how["dry_run"] else len(rows)
        return Handled(groups=self.groups(wanted), letters=len(rows), done=done)

    def _letter(self) -> DeadLetter:
        now = self.clock.now()
        return DeadLetter(
            id=LETTER,
            source=Source.INBOX,
            merchant_id=OWNER,
            connection_id=ConnectionId("con_m_acme"),
            topic="order.updated",
            subject="delivery-1",
            code="RejectedError",
            reason="RejectedError: no such order",
            attempts=8,
            first_seen_at=now - timedelta(hours=2),
            last_seen_at=now,
            impact=Impact.ORDERS,
            weight=12,
        )


@dataclass(slots=True)
class FakeBoard:
    """Acme's connection is down."""

    clock: FakeClock

    def view(self, merchant_id: MerchantId | None = None) -> list[dict[str, Any]]:
        if merchant_id != OWNER:
            return []
        now = self.clock.now()
        return [
            {
                "connection_id": "con_m_acme",
                "platform": "square",
                "account_name": "Acme",
                "status": "active",
                "health": {
                    "state": "down",
                    "since": now,
                    "last_success_at": None,
                    "last_failure_at": now,
                    "last_error": "connection refused",
                },
                "breaker": "open",
                "budget_used_percent": 40,
                "calls": {
                    "window_s": 900,
                    "calls": 10,
                    "error_percent": 100,
                    "throttled_percent": 0,
                    "p50_ms": None,
                    "p95_ms": None,
                    "sla_ms": 2000,
                    "within_sla": None,
                },
                "entities": [{"entity": "stock", "fresh_at": now, "lag_s": 5}],
                "lag_s": 5,
                "backlog": {"deliveries": 3, "oldest_s": 9},
                "jobs": {"open": 1, "failed": {}},
                "proofs": {"failed": {}},
                "dead_letters": 1,
                "webhooks": {"last_event_at": now, "silent_since": None},
                "drift_percent": None,
                "access_ends_at": None,
                "reauthorize_by": None,
            }
        ]


@dataclass(slots=True)
class FakeAlerts:
    """Acme has an alert, a rule of its own and a channel."""

    clock: FakeClock
    own: dict[tuple[MerchantId, str], AlertRule] = field(default_factory=dict)
    places: dict[str, AlertChannel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own[OWNER, RULE] = replace(DEFAULT_RULES[0], name=RULE)
        self.places[CHANNEL] = self._channel(CHANNEL, OWNER, "https://hooks.acme.example/1")

    def standing(self, merchant_id: MerchantId | None = None) -> list[Alert]:
        if merchant_id != OWNER:
            return []
        return [
            Alert(
                connection_id="con_m_acme",
                merchant_id=OWNER,
                kind="pos-down",
                severity="critical",
                message="Acme (square): 300 seconds without an answer",
                due_at=None,
                raised_at=self.clock.now(),
                resolved_at=None,
            )
        ]

    def rules(self, merchant_id: MerchantId) -> list[RuleView]:
        own = [rule for (owner, _), rule in self.own.items() if owner == merchant_id]
        views = [_view(rule, is_own=False) for rule in DEFAULT_RULES]
        return views + [_view(rule, is_own=True) for rule in own]

    def set_rule(
        self, merchant_id: MerchantId, name: str, change: RuleChange, *, actor: str
    ) -> RuleView:
        known = self.own.get((merchant_id, name))
        if known is None and change.metric is None:
            raise InvalidInputError("metric", None, "a new rule needs one")
        rule = replace(known or DEFAULT_RULES[0], name=name)
        if change.threshold is not None:
            rule = replace(rule, threshold=change.threshold)
        self.own[merchant_id, name] = rule
        return _view(rule, is_own=True)

    def drop_rule(self, merchant_id: MerchantId, name: str, *, actor: str) -> None:
        if self.own.pop((merchant_id, name), None) is None:
            raise NotFoundError("alert rule", name)

    def channels(self, merchant_id: MerchantId) -> list[AlertChannel]:
        return [each for each in self.places.values() if each.merchant_id == merchant_id]

    def channel(self, merchant_id: MerchantId, channel_id: str) -> AlertChannel:
        for each in self.channels(merchant_id):
            if each.id == channel_id:
                return each
        raise NotFoundError("alert channel", channel_id)

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
        if "://" not in target:
            raise InvalidInputError("target", "…", "give an address")
        made = self._channel(f"chn_{len(self.places)}", merchant_id, target)
        self.places[made.id] = made
        return made

    def remove_channel(self, merchant_id: MerchantId, channel_id: str, *, actor: str) -> None:
        del self.places[self.channel(merchant_id, channel_id).id]

    def _channel(self, channel_id: str, owner: MerchantId, target: str) -> AlertChannel:
        return AlertChannel(
            id=channel_id,
            merchant_id=owner,
            kind=ChannelKind.WEBHOOK,
            name="ops",
            target=target,
            secret="whsec_AM90",
            least_severity=Severity.WARNING,
            created_at=self.clock.now(),
        )


def _view(rule: AlertRule, *, is_own: bool) -> RuleView:
    return RuleView(rule=rule, is_own=is_own, runbook=runbook(rule.name))


@dataclass(slots=True)
class FakeCare:
    """All together."""

    clock: FakeClock
    letters: FakeLetters = field(init=False)
    board: FakeBoard = field(init=False)
    alerts: FakeAlerts = field(init=False)
    intake: FakeIntake = field(init=False)
    policies: FakePolicies = field(init=False)
    stores: FakeStores = field(init=False)

    def __post_init__(self) -> None:
        self.letters = FakeLetters(self.clock)
        self.board = FakeBoard(self.clock)
        self.alerts = FakeAlerts(self.clock)
        self.intake = FakeIntake(self.clock)
        self.policies = FakePolicies(self.clock)
        self.stores = FakeStores(self.clock)
