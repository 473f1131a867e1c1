"""Store credit as people see and change it; what orders do with it stands in `credit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import CustomerId, MerchantId
from domain.money import Money
from storage import audit, customer_merges, customers, store_credit
from storage.engine import Database
from storage.results import Listed
from storage.store_credit import CreditEntry, CreditKind, NewEntry

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CreditDesk:
    """Thread-safe."""

    database: Database
    clock: Clock

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, cursor: str | None, limit: int
    ) -> tuple[Mapping[str, Money], Listed[CreditEntry]]:
        """What a customer has by currency, and what changed it, newest first.

        Raises NotFoundError.
        """
        with self.database.read() as tx:
            customers.get(tx, merchant_id, customer_id)
            person = customer_merges.who(tx, merchant_id, customer_id)
            return (
                store_credit.balances(tx, merchant_id, person),
                store_credit.entries(tx, merchant_id, person, cursor=cursor, limit=limit),
            )

    def change(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        amount: Money,
        *,
        reason: str,
        key: str,
        actor: str,
    ) -> CreditEntry:
        """Grant credit, or take some away (negative); the same key changes it once.

        Raises NotFoundError, InvalidInputError (zero, or more than is there).
        """
        if not amount.amount:
            raise InvalidInputError("amount", str(amount), "more or less than nothing")
        now, name = self.clock.now(), f"desk:{key}"
        with self.database.write() as tx:
            customers.get(tx, merchant_id, customer_id)
            person = customer_merges.who(tx, merchant_id, customer_id)
            new = NewEntry(
                merchant_id=merchant_id,
                customer_id=person,
                amount=amount,
                kind=CreditKind.GRANTED if amount.amount > 0 else CreditKind.TAKEN,
                key=name,
                actor=actor,
                note=reason,
            )
            if store_credit.add(tx, new, now=now):
                audit.record(
                    tx,
                    merchant_id=merchant_id,
                    actor=actor,
                    action=f"store-credit.{new.kind.value}",
                    subject=person,
                    detail={"minor": amount.amount, "currency": amount.currency},
                    at=now,
                )
            entry = store_credit.of_key(tx, merchant_id, name)
        assert entry is not None  # noqa: S101 - written just now, or before
        log.info("store_credit.changed", customer_id=person, kind=entry.kind.value)
        return entry
