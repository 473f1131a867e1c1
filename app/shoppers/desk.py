"""What a shopper may ask about their data, and what the merchant promises to forget."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import CustomerId, MerchantId
from storage import audit, consents, inbox, merchants, retention, shopper_data, turns
from storage.engine import Database
from storage.retention import RULES, Kind

_LOG = structlog.get_logger(__name__)
_AT_ONCE: Final = 5_000


class Purpose(StrEnum):
    """What a shopper may agree to or refuse, by voice too."""

    REMEMBER = "remember"
    """That redacted words are kept for a while, so that the shop understands better."""
    PERSONALIZE = "personalize"
    """That what was bought before is offered again."""
    MARKETING = "marketing"
    """That the shop writes or calls about more than an order."""


DEFAULTS: Final[Mapping[Purpose, bool]] = {
    Purpose.REMEMBER: True,
    Purpose.PERSONALIZE: True,
    Purpose.MARKETING: False,
}


@dataclass(frozen=True, slots=True)
class ShopperDesk:
    """One for dialogues, the command line and the worker; thread-safe."""

    database: Database
    clock: Clock

    # --- consent -----------------------------------------------------------------------------

    def agree(
        self,
        merchant_id: MerchantId,
        subject: str,
        purpose: Purpose,
        *,
        channel: str,
        given: bool,
        session: str | None = None,
    ) -> None:
        """Remember what a shopper said; `subject` is a customer's id or `caller_subject`.

        Who refuses to be remembered is forgotten at once: kept words of theirs go, those of the
        conversation in hand (`session`) also where nobody knows who it is.
        """
        now = self.clock.now()
        with self.database.write() as tx:
            consents.put(
                tx, merchant_id, subject, purpose.value, given=given, channel=channel, at=now
            )
            if purpose is Purpose.REMEMBER and not given:
                turns.forget_words(tx, merchant_id, subject)
                if session is not None:
                    turns.forget_session(
                        tx, merchant_id, turns.session_digest(merchant_id, channel, session)
                    )
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=f"shopper:{channel}",
                action="consent.given" if given else "consent.refused",
                subject=subject,
                detail={"purpose": purpose.value},
                at=now,
            )

    def agrees(self, merchant_id: MerchantId, subject: str, purpose: Purpose) -> bool:
        """Whether a shopper agreed, or the default where nothing was said."""
        with self.database.read() as tx:
            word = consents.of_subject(tx, merchant_id, subject).get(purpose.value)
        return DEFAULTS[purpose] if word is None else word.given

    # --- telling and taking away -------------------------------------------------------------

    def export(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, actor: str
    ) -> dict[str, list[dict[str, Any]]]:
        """Everything that is held of a shopper, by table. Raises NotFoundError."""
        with self.database.write() as tx:
            told = shopper_data.export(tx, merchant_id, customer_id)
            self._audit(tx, merchant_id, customer_id, "privacy.exported", actor, _counts(told))
        return told

    def erase(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, actor: str
    ) -> dict[str, int]:
        """Take a shopper out of every table; how many rows. Raises NotFoundError."""
        with self.database.write() as tx:
            counts = shopper_data.erase(tx, merchant_id, customer_id, now=self.clock.now())
            self._audit(tx, merchant_id, customer_id, shopper_data.ERASED, actor, counts)
        return counts

    def _audit(
        self,
        tx: Connection,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        action: str,
        actor: str,
        counts: Mapping[str, int],
    ) -> None:
        audit.record(
            tx,
            merchant_id=merchant_id,
            actor=actor,
            action=action,
            subject=customer_id,
            detail=dict(counts),
            at=self.clock.now(),
        )

    # --- retention ---------------------------------------------------------------------------

    def kept(self, merchant_id: MerchantId) -> dict[Kind, int]:
        """For how many days each kind of data is kept."""
        with self.database.read() as tx:
            return retention.days(tx, merchant_id)

    def keep(self, merchant_id: MerchantId, kind: Kind, days: int, *, actor: str) -> None:
        """Keep a kind for another time. Raises InvalidInputError."""
        rule = RULES[kind]
        if not rule.least <= days <= rule.most:
            raise InvalidInputError("days", days, f"{rule.least} to {rule.most} for {kind.value}")
        now = self.clock.now()
        with self.database.write() as tx:
            retention.put(tx, merchant_id, kind, days, now=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="retention.set",
                subject=kind.value,
                detail={"days": days},
                at=now,
            )

    def forget(self) -> int:
        """Forget what every merchant promised to forget; how many rows. Safe to repeat."""
        with self.database.read() as tx:
            all_of_them = [each.id for each in merchants.merchants(tx)]
        gone = sum(self._erase_again(each) + self._forget(each) for each in all_of_them)
        gone += self._bit_by_bit(inbox.forget_ended)
        if gone:
            _LOG.info("retention.forgotten", rows=gone)
        return gone

    def _erase_again(self, merchant_id: MerchantId) -> int:
        """Take out what an erasure had to leave until an order had its end."""
        with self.database.read() as tx:
            left = shopper_data.to_erase_again(tx, merchant_id)
        return sum(sum(self.erase(merchant_id, each, actor="retention").values()) for each in left)

    def _forget(self, merchant_id: MerchantId) -> int:
        now, gone = self.clock.now(), 0
        for kind, days in self.kept(merchant_id).items():
            before = now - timedelta(days=days)
            prune = partial(RULES[kind].prune, merchant_id=merchant_id, before=before)
            gone += self._bit_by_bit(prune)
        return gone

    def _bit_by_bit(self, prune: Callable[[Connection], int]) -> int:
        """In short transactions, so that intake never waits for it."""
        gone = 0
        while gone < _AT_ONCE:
            with self.database.write() as tx:
                some = prune(tx)
            if not some:
                break
            gone += some
        return gone


def caller_subject(merchant_id: MerchantId, channel: str, user_id: str) -> str:
    """How a shopper is named in consents who is known by nothing but a device or a number."""
    named = "\0".join((merchant_id, channel, user_id))
    return f"caller:{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def _counts(told: Mapping[str, list[Any]]) -> dict[str, int]:
    return {name: len(rows) for name, rows in told.items() if rows}
