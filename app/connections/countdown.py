"""When a person must connect again, and what they are told of why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from domain.ports.tokens import TokenEvent, TokenSet
from storage import audit
from storage.merchants import PosConnection

_REASONS = (
    (TokenEvent.BROKEN_OFF, "a process ended before the answer of a renewal was stored"),
    (TokenEvent.REFRESH_FAILED, "the answer of a renewal was lost"),
)


def reauthorize_by(tokens: TokenSet) -> datetime | None:
    """When a person must connect again if nothing else happens; every refresh moves it.

    Without a refresh token that the platform takes, that is the end of the access token; None:
    never.
    """
    is_last = tokens.refresh is None or tokens.refresh_refused_at is not None
    return tokens.expires_at if is_last else tokens.refresh_expires_at


def told(tx: Connection, row: PosConnection, tokens: TokenSet, due: datetime) -> str:
    """The words of the alert: who, until when, and why where the platform refuses to renew."""
    words = f"{row.account_name} must be connected again by {due:%Y-%m-%d %H:%M} UTC"
    if tokens.refresh_refused_at is None:
        return words
    seen = audit.actions_since(tx, row.id, tokens.issued_at)
    why = next(
        (reason for event, reason in _REASONS if f"tokens.{event.value}" in seen),
        "no cause of ours is known",
    )
    return f"{words}: the platform takes its renewal no longer ({why}); it works until then"
