"""Ends account links on the word of a channel that its shopper has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.calls import Clock
from domain.ids import MerchantId
from storage import audit, linking
from storage.engine import Database

_ACTOR: Final = "channel"


@dataclass(frozen=True, slots=True)
class LinkEnding:
    """`LinkEnder` over stored links."""

    database: Database
    clock: Clock

    def end(self, merchant_id: MerchantId, access_token: str) -> int:
        """End the linking that this token belongs to; how many tokens ended."""
        now = self.clock.now()
        with self.database.write() as tx:
            ended = linking.end_by_access(tx, merchant_id, access_token, now=now)
            if ended:
                audit.record(
                    tx,
                    merchant_id=merchant_id,
                    actor=_ACTOR,
                    action="link.ended",
                    subject="skill disabled",
                    at=now,
                )
        return ended
