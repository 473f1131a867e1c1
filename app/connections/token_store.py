"""Where the custodian's tokens rest: the vault, with the audit trail and the call to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.connections.countdown import reauthorize_by, told
from domain.calls import Clock
from domain.ids import ConnectionId
from domain.ports.tokens import TokenEvent, TokenSet
from storage import alerts, audit, merchants
from storage.engine import Database
from storage.merchants import PosConnection
from storage.vault import Vault

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class VaultTokens:
    """`TokenStore` over the vault; every method commits before it returns."""

    database: Database
    vault: Vault
    clock: Clock

    def load(self, connection_id: ConnectionId) -> TokenSet | None:
        """The current generation."""
        with self.database.read() as tx:
            return self.vault.tokens(tx, connection_id)

    def save(self, connection_id: ConnectionId, tokens: TokenSet) -> None:
        """Make this the current generation and keep the one before it."""
        with self.database.write() as tx:
            connection = merchants.connection(tx, connection_id)
            self.vault.put_tokens(tx, connection, tokens, now=self.clock.now(), actor="custodian")

    def claim_refresh(self, connection_id: ConnectionId, *, owner: str, lease: timedelta) -> bool:
        """Take the right to refresh for that long. Taking it over from one who never gave it back
        is put on record: a platform that gives a refresh token once may have answered them."""
        now = self.clock.now()
        with self.database.write() as tx:
            connection = merchants.connection(tx, connection_id)
            is_left_over = self.vault.has_lapsed_claim(tx, connection_id, owner=owner, now=now)
            is_ours = self.vault.claim_refresh(tx, connection, owner=owner, now=now, lease=lease)
            if is_ours and is_left_over:
                self._note(tx, connection, TokenEvent.BROKEN_OFF, now)
            return is_ours

    def release_refresh(self, connection_id: ConnectionId, *, owner: str) -> None:
        """Give the right back."""
        with self.database.write() as tx:
            self.vault.release_refresh(tx, connection_id, owner=owner)

    def record(self, connection_id: ConnectionId, event: TokenEvent, *, at: datetime) -> None:
        """Add a line to the audit trail; a grant that the platform calls dead pauses the
        connection, so that nobody asks in vain until the merchant connects it again, and a
        refused renewal calls a person at once: the next round of the watch may be too late."""
        with self.database.write() as tx:
            connection = merchants.connection(tx, connection_id)
            if event is TokenEvent.REFUSED:
                merchants.pause(tx, connection_id, "the platform calls our access ended")
            self._note(tx, connection, event, at)
            if event is TokenEvent.RENEWAL_REFUSED:
                self._call(tx, connection, at)

    def _note(self, tx: Connection, row: PosConnection, event: TokenEvent, at: datetime) -> None:
        audit.record(
            tx,
            merchant_id=row.merchant_id,
            connection_id=row.id,
            actor="custodian",
            action=f"tokens.{event.value}",
            subject=row.platform,
            at=at,
        )

    def _call(self, tx: Connection, row: PosConnection, now: datetime) -> None:
        tokens = self.vault.tokens(tx, row.id)
        due = None if tokens is None else reauthorize_by(tokens)
        if tokens is None or due is None:
            return
        words = told(tx, row, tokens, due)
        alerts.raise_alert(
            tx, row, "reauthorize", severity="critical", message=words, due_at=due, now=now
        )
        log.error(
            "alert.raised",
            kind="reauthorize",
            connection_id=row.id,
            platform=row.platform,
            days_left=max(0, (due - now).days),
            message=words,
        )
