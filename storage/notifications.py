"""Where a merchant's alerts are told, and the telling as effects of the outbox.

An address is sealed under the current master key: whoever has a chat's webhook address may post
there. A webhook of one's own has a signing secret, sealed with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

import orjson
from sqlalchemy import Connection, or_, select, update

from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import outbox, tables
from storage.alert_rules import Severity
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal
from storage.statements import AnyRow

_CHANNELS = tables.alert_channels
_ALERTS = tables.alerts
_RESOLVED: Final = "resolved"
EFFECT: Final = "alert.tell"
"""The outbox's kind of a message to one channel."""


class ChannelKind(StrEnum):
    """How a channel is told."""

    WEBHOOK = "webhook"
    """A signed JSON message (Standard Webhooks)."""
    SLACK = "slack"
    """A text for an incoming webhook of Slack, or of what speaks as it does."""
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChannel:
    """One place where alerts are told."""

    id: str
    merchant_id: MerchantId
    kind: ChannelKind
    name: str
    target: str = field(repr=False)
    """The webhook's address, or the mail address."""
    secret: str | None = field(repr=False)
    """What signs a webhook; None for the other kinds."""
    least_severity: Severity
    """Less urgent alerts are not told here."""
    created_at: datetime


class AlertChannels:
    """The channels of merchants; stateless but for its keyring."""

    def __init__(self, keyring: KeyProvider) -> None:
        self._keyring = keyring

    def add(
        self,
        tx: Connection,
        merchant_id: str,
        *,
        kind: ChannelKind,
        name: str,
        target: str,
        secret: str | None,
        least_severity: Severity,
        now: datetime,
    ) -> AlertChannel:
        """Store a new channel."""
        channel_id = new_id("chn", now)
        told = orjson.dumps({"to": target, "secret": secret})
        row = tx.execute(
            _CHANNELS.insert()
            .values(
                id=channel_id,
                merchant_id=merchant_id,
                kind=kind.value,
                name=name,
                sealed=seal(self._keyring, told, about=channel_id),
                least_severity=least_severity.value,
                created_at=now,
            )
            .returning(_CHANNELS)
        ).one()
        return self._channel(row)

    def of_merchant(self, tx: Connection, merchant_id: str) -> list[AlertChannel]:
        """A merchant's channels, oldest first."""
        rows = tx.execute(
            select(_CHANNELS).where(_CHANNELS.c.merchant_id == merchant_id).order_by(_CHANNELS.c.id)
        )
        return [self._channel(row) for row in rows]

    def get(self, tx: Connection, merchant_id: str, channel_id: str) -> AlertChannel:
        """One of them. Raises NotFoundError; ConfigurationError if it cannot be opened."""
        row = tx.execute(
            select(_CHANNELS).where(
                _CHANNELS.c.id == channel_id, _CHANNELS.c.merchant_id == merchant_id
            )
        ).one_or_none()
        if row is None:
            raise NotFoundError("alert channel", channel_id)
        return self._channel(row)

    def _channel(self, row: AnyRow) -> AlertChannel:
        told = orjson.loads(unseal(self._keyring, row.sealed, about=row.id))
        return AlertChannel(
            id=row.id,
            merchant_id=MerchantId(row.merchant_id),
            kind=ChannelKind(row.kind),
            name=row.name,
            target=told["to"],
            secret=told["secret"],
            least_severity=Severity(row.least_severity),
            created_at=row.created_at,
        )


def remove(tx: Connection, merchant_id: str, channel_id: str) -> bool:
    """Take a channel away; whether there was one."""
    gone = tx.execute(
        _CHANNELS.delete().where(
            _CHANNELS.c.id == channel_id, _CHANNELS.c.merchant_id == merchant_id
        )
    )
    return gone.rowcount == 1


def announce(tx: Connection, *, now: datetime, limit: int = 500) -> int:
    """Ask for every raised, changed or resolved alert to be told; how many alerts were news.

    Whoever raises alerts need not think of it. What is asked for and that it was are one
    transaction, so nothing is told twice for two that announce at once.
    """
    is_news = or_(
        (_ALERTS.c.resolved_at.is_(None))
        & or_(_ALERTS.c.announced.is_(None), _ALERTS.c.announced != _ALERTS.c.severity),
        (_ALERTS.c.resolved_at.is_not(None))
        & (_ALERTS.c.announced.is_not(None))
        & (_ALERTS.c.announced != _RESOLVED),
    )
    news = tx.execute(
        select(_ALERTS).where(is_news).order_by(_ALERTS.c.id).limit(limit).with_for_update()
    ).all()
    for row in news:
        state = _RESOLVED if row.resolved_at is not None else row.severity
        for channel in _listeners(tx, row.merchant_id, row.severity):
            _ask(tx, row, state, channel.id, now)
        tx.execute(update(_ALERTS).where(_ALERTS.c.id == row.id).values(announced=state))
    return len(news)


def tell(
    tx: Connection,
    merchant_id: str,
    *,
    kind: str,
    key: str,
    severity: Severity,
    message: str,
    now: datetime,
) -> int:
    """Ask for news that belongs to no connection to be told, once per key; to how many channels.

    Nothing stands afterwards that would have to be resolved.
    """
    channels = _listeners(tx, merchant_id, severity.value)
    for channel in channels:
        outbox.put(
            tx,
            merchant_id,
            kind=EFFECT,
            key=f"{kind}:{key}:{channel.id}",
            payload={
                "channel_id": channel.id,
                "alert_id": f"{kind}:{key}",
                "kind": kind,
                "state": severity.value,
                "severity": severity.value,
                "connection_id": "",
                "message": message,
                "raised_at": now.isoformat(),
                "resolved_at": None,
            },
            due_at=now,
            now=now,
        )
    return len(channels)


def _listeners(tx: Connection, merchant_id: str, severity: str) -> list[AnyRow]:
    heard = [each.value for each in Severity if each.rank >= Severity(severity).rank]
    rows = tx.execute(
        select(_CHANNELS.c.id).where(
            _CHANNELS.c.merchant_id == merchant_id, _CHANNELS.c.least_severity.in_(heard)
        )
    )
    return list(rows)


def _ask(tx: Connection, row: AnyRow, state: str, channel_id: str, now: datetime) -> None:
    moment = row.resolved_at or row.raised_at
    outbox.put(
        tx,
        row.merchant_id,
        kind=EFFECT,
        key=f"{row.id}:{channel_id}:{state}:{moment:%Y%m%dT%H%M%S%f}",
        payload={
            "channel_id": channel_id,
            "alert_id": row.id,
            "kind": row.kind,
            "state": state,
            "severity": row.severity,
            "connection_id": row.connection_id,
            "message": row.message,
            "raised_at": row.raised_at.isoformat(),
            "resolved_at": None if row.resolved_at is None else row.resolved_at.isoformat(),
        },
        due_at=now,
        now=now,
    )
