"""What buying labels and giving them back have in common: the label's row, and its carrier."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection

from app.carriers.desk import Carrier
from app.commerce.saga import Probe, no_probe
from domain.calls import Clock
from domain.ports.carriers import CarrierPort
from domain.return_labels import LabelState
from storage import notifications, outbox, return_labels
from storage.alert_rules import Severity
from storage.engine import Database
from storage.outbox import Effect
from storage.parcels import Accounts
from storage.return_labels import StoredLabel

log = structlog.get_logger(__name__)


class ForStaffError(Exception):
    """It cannot be done as things are; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBooks:
    """Labels as they are stored, and the carriers they are of; thread-safe."""

    database: Database
    accounts: Accounts
    carriers: Mapping[str, Carrier]
    clock: Clock
    probe: Probe = field(default=no_probe)

    def move(
        self,
        tx: Connection,
        label: StoredLabel,
        to: LabelState,
        out_of: Collection[LabelState],
        **facts: Any,
    ) -> bool:
        """Take a label from one of those states to another, with facts; False if in none."""
        now = self.clock.now()
        moved = return_labels.move(
            tx, label.merchant_id, label.return_id, to=to, out_of=out_of, now=now, **facts
        )
        if moved:
            log.info("return_label.moved", return_id=label.return_id, state=to.value)
        return moved

    def tell_staff(self, tx: Connection, label: StoredLabel, kind: str, news: str) -> None:
        """Have a person told, in the transaction that makes it true."""
        now = self.clock.now()
        notifications.tell(
            tx,
            label.merchant_id,
            kind=kind,
            key=f"{label.return_id}:{now.isoformat()}",
            severity=Severity.WARNING,
            message=f"return {label.return_id} of order {label.order_id} {news}",
            now=now,
        )

    def done(self, tx: Connection, effect: Effect) -> None:
        """What the effect asked for stands, or is not needed any more."""
        now = self.clock.now()
        outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)

    def close(self, effect: Effect) -> None:
        """The same, where nothing else is to be written."""
        with self.database.write() as tx:
            self.done(tx, effect)

    def port(self, label: StoredLabel) -> CarrierPort:
        """Raises ForStaffError without an account, ConfigurationError for one that is locked."""
        with self.database.read() as tx:
            account = self.accounts.of_merchant(tx, label.merchant_id, label.kind)
        if account is None:
            raise ForStaffError(
                f"there is no account with {label.kind}: voicetill carriers connect {label.kind}"
            )
        return self.carriers[account.kind].open(account)


def delayed(return_id: str, error: Exception) -> None:
    """Log that a carrier is asked again later."""
    log.warning("return_label.delayed", return_id=return_id, error=type(error).__name__)
