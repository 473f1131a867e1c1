"""Who is whom among a merchant's customers: matches are shown, merging is somebody's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import Connection

from domain.calls import Clock
from domain.ids import CustomerId, MerchantId
from storage import audit, customer_merges, customers
from storage.customer_merges import CustomerMerge
from storage.customers import CustomerView
from storage.engine import Database

log = structlog.get_logger(__name__)

MOST_FOUND: Final = 100
"""Of people with one contact: a till may give the shop's own to everybody who names none."""


@dataclass(frozen=True, slots=True)
class Persons:
    """Thread-safe."""

    database: Database
    clock: Clock

    def with_contact(
        self, merchant_id: MerchantId, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Sequence[CustomerView], bool]:
        """Everybody with exactly this phone (E.164) or e-mail address (in any case), by id.

        The first `MOST_FOUND` of them, and whether these are all.
        """
        with self.database.read() as tx:
            found = customers.find(tx, merchant_id, phone=phone, email=email, most=MOST_FOUND + 1)
        return found[:MOST_FOUND], len(found) <= MOST_FOUND

    def get(self, merchant_id: MerchantId, customer_id: CustomerId) -> CustomerView:
        """One customer with their records. Raises NotFoundError."""
        with self.database.read() as tx:
            return customers.get(tx, merchant_id, customer_id)

    def matches(
        self, merchant_id: MerchantId, customer_id: CustomerId
    ) -> tuple[Sequence[CustomerView], Sequence[CustomerMerge]]:
        """Others who share a phone number or an e-mail address, and the merges there were.

        Raises NotFoundError.
        """
        with self.database.read() as tx:
            return (
                customer_merges.matches(tx, merchant_id, customer_id),
                customer_merges.of_customer(tx, merchant_id, customer_id),
            )

    def merge(
        self,
        merchant_id: MerchantId,
        kept_id: CustomerId,
        merged_id: CustomerId,
        *,
        reason: str,
        is_sure: bool,
        actor: str,
    ) -> CustomerMerge:
        """Let everything of one be the other's; it can be taken back.

        Raises NotFoundError, InvalidInputError, IllegalTransitionError.
        """
        now = self.clock.now()

        def work(tx: Connection) -> CustomerMerge:
            done = customer_merges.merge(
                tx,
                merchant_id,
                kept_id=kept_id,
                merged_id=merged_id,
                reason=reason,
                actor=actor,
                is_sure=is_sure,
                now=now,
            )
            self._note(tx, done, "customer.merged", actor)
            return done

        return self.database.transact(work)

    def unmerge(
        self, merchant_id: MerchantId, kept_id: CustomerId, merged_id: CustomerId, *, actor: str
    ) -> CustomerMerge:
        """Take a merge back. Raises NotFoundError, IllegalTransitionError."""
        now = self.clock.now()

        def work(tx: Connection) -> CustomerMerge:
            done = customer_merges.unmerge(
                tx, merchant_id, kept_id=kept_id, merged_id=merged_id, actor=actor, now=now
            )
            self._note(tx, done, "customer.unmerged", actor)
            return done

        return self.database.transact(work)

    def _note(self, tx: Connection, done: CustomerMerge, action: str, actor: str) -> None:
        audit.record(
            tx,
            merchant_id=done.merchant_id,
            actor=actor,
            action=action,
            subject=done.kept_id,
            detail={"merged_id": done.merged_id, "moved": done.counts, "reason": done.reason},
            at=self.clock.now(),
        )
        log.info(action, kept_id=done.kept_id, merged_id=done.merged_id)
