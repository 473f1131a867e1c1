"""What an alert says on each kind of channel. Texts come from shops' names: escaped at the leaf."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from app.ops.rules import runbook
from storage.types import JsonValue

_SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what a secret begins with, not one
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """One piece of news about one alert."""

    alert_id: str
    kind: str
    state: str
    """`critical`, `warning` or `resolved`."""
    severity: str
    connection_id: str
    merchant_id: str
    text: str
    raised_at: str
    resolved_at: str | None
    help: str
    """The runbook's address, or its path in the project where no address is set."""

    @classmethod
    def of(cls, payload: JsonValue, *, merchant_id: str, docs_url: str | None) -> AlertMessage:
        """From the outbox; `docs_url` is where the project's files are shown."""
        page = runbook(payload["kind"])
        return cls(
            alert_id=payload["alert_id"],
            kind=payload["kind"],
            state=payload["state"],
            severity=payload["severity"],
            connection_id=payload["connection_id"],
            merchant_id=merchant_id,
            text=payload["message"],
            raised_at=payload["raised_at"],
            resolved_at=payload["resolved_at"],
            help=page if docs_url is None else f"{docs_url}/{page}",
        )

    @property
    def title(self) -> str:
        """One line for a subject."""
        return f"[{self.state}] {self.kind}: {self.text}"


def body_of(message: AlertMessage, now: datetime) -> bytes:
    """The JSON of a webhook, in the form of Standard Webhooks (read 2026-11-21)."""
    is_over = message.state == "resolved"
    told: dict[str, Any] = {
        "type": "alert.resolved" if is_over else "alert.raised",
        "timestamp": now.isoformat(),
        "data": {
            "alert_id": message.alert_id,
            "kind": message.kind,
            "severity": message.severity,
            "merchant_id": message.merchant_id,
            "connection_id": message.connection_id,
            "message": message.text,
            "raised_at": message.raised_at,
            "resolved_at": message.resolved_at,
            "runbook": message.help,
        },
    }
    return orjson.dumps(told)


def signed(body: bytes, *, secret: str, message_id: str, now: datetime) -> dict[str, str]:
    """The headers that prove a webhook (Standard Webhooks, symmetric, `v1`).

    The id stays the same over attempts, so that the receiver knows a repetition.
    """
    moment = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX))
    mac = hmac.digest(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
        "Content-Type": "application/json",
    }


def new_secret(random_bytes: bytes) -> str:
    """A signing secret as receivers' libraries expect it."""
    return _SECRET_PREFIX + base64.b64encode(random_bytes).decode()


def chat_body(message: AlertMessage) -> bytes:
    """The text of an incoming webhook of Slack; `&`, `<` and `>` are its control characters
    (Slack API, message formatting, read 2026-11-21)."""
    lines = f"*{_chat(f'[{message.state}] {message.kind}')}*\n{_chat(message.text)}"
    page = _chat(message.help)
    link = f"<{page}|What to do>" if "://" in page else f"What to do: {page}"
    return orjson.dumps({"text": f"{lines}\n{link}"})


def mail_text(message: AlertMessage) -> str:
    """The body of a mail."""
    ended = [f"Resolved:    {message.resolved_at}"] if message.resolved_at else []
    return "\n".join(
        [
            message.text,
            "",
            f"Alert:       {message.kind} ({message.state})",
            f"Raised:      {message.raised_at}",
            *ended,
            f"Merchant:    {message.merchant_id}",
            f"Connection:  {message.connection_id}",
            f"What to do:  {message.help}",
            "",
        ]
    )


def _chat(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
