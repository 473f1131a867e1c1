"""What a merchant decides about reading and standing in, as people set and see it: when a channel
asks the till itself, and which store on a second connection sells while the first is down."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from domain.calls import Clock
from domain.errors import NotFoundError
from domain.ids import LocationId, MerchantId
from storage import audit, reading_policies, twins
from storage.engine import Database
from storage.reading_policies import ReadingPolicy
from storage.twins import Twin


class PolicyDesk:
    """One for the command line and the REST surface; thread-safe, every change is audited."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def reading(self, merchant_id: MerchantId) -> Mapping[str, ReadingPolicy]:
        """What channels want otherwise than the default, by channel."""
        with self._db.read() as tx:
            return reading_policies.policies(tx, merchant_id)

    def set_reading(
        self, merchant_id: MerchantId, channel: str, policy: ReadingPolicy, *, actor: str
    ) -> None:
        """Say when a channel asks the till; it counts within five seconds."""
        with self._db.write() as tx:
            reading_policies.put(tx, merchant_id, channel, policy, now=self._clock.now())
            self._note(tx, merchant_id, actor, "reading.policy_set", channel)

    def drop_reading(self, merchant_id: MerchantId, channel: str, *, actor: str) -> None:
        """Take the default again. Raises NotFoundError if nothing else was set."""
        with self._db.write() as tx:
            if not reading_policies.drop(tx, merchant_id, channel):
                raise NotFoundError("reading policy", channel)
            self._note(tx, merchant_id, actor, "reading.policy_dropped", channel)

    def twins(self, merchant_id: MerchantId) -> list[Twin]:
        """Pairs of stores on two connections."""
        with self._db.read() as tx:
            return twins.of_merchant(tx, merchant_id)

    def pair(self, merchant_id: MerchantId, location_id: str, twin_id: str, *, actor: str) -> Twin:
        """Let the twin stand in for a store, in place of one it had.

        Raises NotFoundError; InvalidInputError unless both are stores on two connections, of which
        neither is in another pair.
        """
        now = self._clock.now()
        with self._db.write() as tx:
            twins.pair(tx, merchant_id, location_id, twin_id, now=now)
            self._note(tx, merchant_id, actor, "twins.paired", f"{location_id} {twin_id}")
        return Twin(
            location_id=LocationId(location_id), twin_id=LocationId(twin_id), created_at=now
        )

    def part(self, merchant_id: MerchantId, location_id: str, *, actor: str) -> None:
        """End a pair by its first store. Raises NotFoundError."""
        with self._db.write() as tx:
            if not twins.part(tx, merchant_id, location_id):
                raise NotFoundError("pair of stores", location_id)
            self._note(tx, merchant_id, actor, "twins.parted", location_id)

    def _note(
        self, tx: Connection, merchant_id: MerchantId, actor: str, action: str, subject: str
    ) -> None:
        audit.record(
            tx,
            merchant_id=merchant_id,
            actor=actor,
            action=action,
            subject=subject,
            at=self._clock.now(),
        )
