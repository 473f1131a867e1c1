"""One wish of a shopper is bought once, in however many conversations it is spoken of.

A conversation that is gone on with elsewhere is open in both places. The newest attempt takes the
wish over: what an earlier one holds is given up in the transaction that holds it anew. What is
being paid, or is bought, is not taken over: then nothing is held anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from app.commerce.entry import given_up, is_untouched
from app.commerce.model import Elsewhere, PrepareOrder
from app.commerce.records import load_receipt
from domain.calls import Clock
from domain.ids import CustomerId, HoldId, MerchantId, OrderId
from storage import order_intakes, wish_attempts
from storage.engine import Database
from storage.order_intakes import Waiting
from storage.wish_attempts import Attempt

_LASTS: Final = timedelta(days=1)
"""Longer than any conversation, so no attempt at a wish is older."""


class TakenError(Exception):
    """The wish is bought, or being paid for; what was written is rolled back."""


@dataclass(frozen=True, slots=True)
class OneWish:
    """Watches over wishes; thread-safe."""

    database: Database
    clock: Clock

    def alone(self, tx: Connection, command: PrepareOrder) -> None:
        """Wait for other attempts at this wish."""
        if command.wish is not None:
            order_intakes.lock_traits(tx, command.merchant_id, [command.wish])

    def taken_over(
        self, tx: Connection, command: PrepareOrder, hold_id: HoldId
    ) -> Sequence[Waiting]:
        """End what earlier attempts at this wish hold; gives what has ended. Raises TakenError."""
        ended = []
        for each in self._attempts(tx, command):
            if each.waiting.hold_id == hold_id:  # priced anew with what was held
                continue
            if _is_bought(each) or _is_under_way(each):
                raise TakenError
            if not (each.is_open and each.is_held):
                continue
            if not given_up(tx, command.merchant_id, each.waiting, self.clock.now()):
                raise TakenError  # its payment was begun meanwhile
            ended.append(each.waiting)
        return ended

    def is_taken(self, command: PrepareOrder) -> bool:
        """Whether the wish is bought, or being paid for."""
        if command.wish is None:
            return False
        with self.database.look() as tx:
            attempts = self._attempts(tx, command)
        return any(_is_bought(each) or _is_under_way(each) for each in attempts)

    def elsewhere(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        wish: str,
        *,
        besides: OrderId | None = None,
    ) -> Elsewhere | None:
        """Where the wish has gone on, `besides` the attempt of who asks; None: nowhere."""
        with self.database.look() as tx:
            found = [
                each
                for each in self._of(tx, merchant_id, customer_id, wish)
                if each.order_id != besides
            ]
        for each in found:
            if _is_bought(each) and each.outcome is not None:
                return Elsewhere(receipt=load_receipt(each.outcome["receipt"]))
        if any(_is_under_way(each) for each in found):
            return Elsewhere(is_under_way=True)
        return Elsewhere() if any(each.is_open and each.is_held for each in found) else None

    def _attempts(self, tx: Connection, command: PrepareOrder) -> Sequence[Attempt]:
        if command.wish is None or command.shopper.customer_id is None:
            return ()
        attempts = self._of(tx, command.merchant_id, command.shopper.customer_id, command.wish)
        own = command.part_of or command.key
        return [each for each in attempts if each.part_of != own]

    def _of(
        self, tx: Connection, merchant_id: MerchantId, customer_id: CustomerId, wish: str
    ) -> Sequence[Attempt]:
        now = self.clock.now()
        since = now - _LASTS
        return wish_attempts.of_wish(tx, merchant_id, customer_id, wish, since=since, now=now)


def _is_bought(attempt: Attempt) -> bool:
    ended = attempt.outcome
    return ended is not None and ended["kind"] == "placed" and not attempt.is_canceled


def _is_under_way(attempt: Attempt) -> bool:
    """Whether it may still be paid for though nobody says yes any more, or what became of its
    money is for a person to find out."""
    if not attempt.is_open:
        return attempt.outcome is not None and attempt.outcome["kind"] == "needs-person"
    is_undone = attempt.waiting.context.get("undo_reason") is not None
    return not is_undone and not is_untouched(attempt.waiting)
