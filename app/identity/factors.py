"""Proving who speaks: PIN, one-time code, order number, last four; and waiting after wrong ones.

Nobody learns whether an account, an order or a PIN exists: unknown and wrong fail alike, cost the
same, and count against the account and against the caller.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from sqlalchemy import Connection

from app.identity.levels import Level
from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import CustomerId, MerchantId
from storage import audit, customers, identity
from storage.customers import CustomerView
from storage.engine import Database
from storage.identity import Suspect, Watched

_PIN: Final = re.compile(r"\d{4,8}")
_EASY_PIN: Final = re.compile(r"(\d)\1+|0123\d*|1234\d*|4321|9876")
_SPACES: Final = re.compile(r"[\s\-]+")
_CODE_DIGITS: Final = 6


class Factor(StrEnum):
    """What a shopper proves it with."""

    PIN = "pin"
    CODE = "code"
    ORDER_NUMBER = "order_number"
    LAST_FOUR = "last_four"
    """Of the phone on file."""


GIVES: Final = {
    Factor.PIN: Level.PROVEN,
    Factor.CODE: Level.PROVEN,
    Factor.ORDER_NUMBER: Level.KNOWN,
    Factor.LAST_FOUR: Level.KNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody says they are a customer, and from where."""

    merchant_id: MerchantId
    customer_id: CustomerId | None
    """None: nobody is known by what was said; checking goes on as if."""
    channel: str
    caller: str = field(repr=False)
    """The number or device the channel tells; it proves nothing alone."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The factor fits."""

    level: Level


@dataclass(frozen=True, slots=True)
class NotPassed:
    """It does not, or there is nobody to fit."""


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Too many wrong answers; nothing was checked."""

    until: datetime


Outcome: TypeAlias = Passed | NotPassed | LockedOut


class CodeSender(Protocol):
    """Sends a code to where the shopper is known to be reached."""

    def send(self, merchant_id: MerchantId, person: CustomerView, code: str, locale: str) -> bool:
        """Whether it was handed on; False: the shop has no way to this person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDesk:
    """One for dialogues and the login page; thread-safe."""

    database: Database
    clock: Clock
    sender: CodeSender
    make_code: Callable[[], str] = field(
        default=lambda: f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}", repr=False
    )

    def check(self, claim: Claim, factor: Factor, told: str, *, purpose: str = "voice") -> Outcome:
        """Whether the factor fits. A wrong answer is counted and audited before it is told."""
        now, answer = self.clock.now(), _SPACES.sub("", told)[:40]
        suspects = _suspects(claim)
        with self.database.write() as tx:
            until = identity.begin_attempt(tx, claim.merchant_id, suspects, now=now)
            if until is not None:
                self._audit(tx, claim, factor, "locked")
                return LockedOut(until)
            if self._fits(tx, claim, factor, answer, purpose, now):
                identity.forgive(tx, claim.merchant_id, suspects)
                self._audit(tx, claim, factor, "passed")
                return Passed(GIVES[factor])
            until = identity.count_failure(tx, claim.merchant_id, suspects, now=now)
            self._audit(tx, claim, factor, "failed")
        return NotPassed() if until is None else LockedOut(until)

    def send_code(self, claim: Claim, *, locale: str, purpose: str = "voice") -> None:
        """Send a code to the number or address on file; nobody is told whether there is one."""
        now, code = self.clock.now(), self.make_code()
        with self.database.write() as tx:
            if claim.customer_id is None or identity.locked_until(
                tx, claim.merchant_id, _suspects(claim), now=now
            ):
                return
            person = customers.get(tx, claim.merchant_id, claim.customer_id)
            kept = identity.put_code(
                tx, claim.merchant_id, claim.customer_id, purpose, code, now=now
            )
            self._audit(tx, claim, Factor.CODE, "sent" if kept else "too_many")
        if kept:
            self.sender.send(claim.merchant_id, person, code, locale)

    def set_pin(self, merchant_id: MerchantId, customer_id: CustomerId, pin: str) -> None:
        """Give a shopper a new PIN; the caller has seen to level 2. Raises InvalidInputError,
        NotFoundError."""
        if not _PIN.fullmatch(pin) or _EASY_PIN.fullmatch(pin):
            raise InvalidInputError(
                "pin", "(not shown)", "4 to 8 digits that are not easy to guess"
            )
        now = self.clock.now()
        with self.database.write() as tx:
            customers.get(tx, merchant_id, customer_id)
            identity.set_pin(tx, merchant_id, customer_id, pin, now=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor="shopper",
                action="identity.pin_set",
                subject=customer_id,
                at=now,
            )

    def _fits(
        self, tx: Connection, claim: Claim, factor: Factor, told: str, purpose: str, now: datetime
    ) -> bool:
        match factor:
            case Factor.PIN:
                return identity.pin_fits(tx, claim.merchant_id, claim.customer_id, told)
            case Factor.CODE:
                return identity.code_fits(
                    tx, claim.merchant_id, claim.customer_id, purpose, told, now=now
                )
            case Factor.ORDER_NUMBER:
                numbers = self._numbers(tx, claim)
                return _any_fits(told.lstrip("#"), [each.lstrip("#") for each in numbers])
            case Factor.LAST_FOUR:
                phone = self._phone(tx, claim)
                return _any_fits(told, [phone[-4:]] if phone else [])

    def _numbers(self, tx: Connection, claim: Claim) -> list[str]:
        if claim.customer_id is None:
            return []
        return identity.order_numbers(tx, claim.merchant_id, claim.customer_id)

    def _phone(self, tx: Connection, claim: Claim) -> str | None:
        if claim.customer_id is None:
            return None
        return customers.get(tx, claim.merchant_id, claim.customer_id).phone

    def _audit(self, tx: Connection, claim: Claim, factor: Factor, what: str) -> None:
        audit.record(
            tx,
            merchant_id=claim.merchant_id,
            actor=f"caller:{claim.channel}",
            action=f"identity.{what}",
            subject=claim.customer_id or "nobody",
            detail={"factor": factor.value},
            at=self.clock.now(),
        )


def _suspects(claim: Claim) -> tuple[Suspect, ...]:
    caller = Suspect.of(Watched.CALLER, claim.channel, claim.caller)
    if claim.customer_id is None:
        return (caller,)
    return (Suspect.of(Watched.ACCOUNT, claim.customer_id), caller)


def _any_fits(told: str, known: list[str]) -> bool:
    """Every candidate is compared, in constant time; of none, something is compared as well."""
    found = False
    for each in known or ["\0"]:
        found |= hmac.compare_digest(told.encode(), each.encode())
    return found and bool(known)
