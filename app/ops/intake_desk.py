"""How strictly a merchant's accounts are judged, as people set and see it."""

from __future__ import annotations

from typing import Final

from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage import audit, intake, merchants
from storage.engine import Database
from storage.intake import ANY, IntakeCount, IntakePolicy, Mode
from sync.intake import POLL, WEBHOOK

CHANNELS: Final = (WEBHOOK, POLL, ANY)


class IntakeDesk:
    """One for the command line and the REST surface; thread-safe."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def policies(self, merchant_id: MerchantId) -> list[IntakePolicy]:
        """What is set, the most general first; where nothing is: lenient."""
        with self._db.read() as tx:
            return intake.policies(tx, merchant_id)

    def counts(self, merchant_id: MerchantId) -> list[IntakeCount]:
        """How often which doubt led to what, false rejects among it."""
        with self._db.read() as tx:
            return intake.counts(tx, merchant_id)

    def set(
        self,
        merchant_id: MerchantId,
        mode: Mode | None,
        *,
        account: str = ANY,
        channel: str = ANY,
        actor: str,
    ) -> None:
        """Set the mode of an account and a channel; None takes the more general one again.

        Raises InvalidInputError, NotFoundError if the account is none of the merchant's.
        """
        if channel not in CHANNELS:
            raise InvalidInputError("channel", channel, f"use one of {', '.join(CHANNELS)}")
        now = self._clock.now()
        with self._db.write() as tx:
            if account != ANY:
                merchants.connection(tx, account, merchant_id=merchant_id)
            if mode is None:
                intake.drop_policy(tx, merchant_id, account=account, channel=channel)
            else:
                intake.set_policy(
                    tx, merchant_id, account=account, channel=channel, mode=mode, now=now
                )
            audit.record(
                tx,
                merchant_id=merchant_id,
                connection_id=None if account == ANY else account,
                actor=actor,
                action="intake.policy_set",
                subject=f"{account}/{channel}",
                detail={"mode": None if mode is None else mode.value},
                at=now,
            )
