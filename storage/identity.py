"""Second factors of shoppers, and who must wait after wrong answers.

PINs are slow hashes, codes are digests; failures are counted here and not in a process, so that
starting over or calling another worker helps nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from storage import tables
from storage.ids import new_id
from storage.prepared import Prepared
from storage.statements import AnyRow, upsert

_PINS = tables.shopper_pins
_CODES = tables.one_time_codes
_LOCKS = tables.lockouts

FAILURES: Final = 3
"""Wrong answers before a lock (fact sheet on voice channels, §4.1)."""
FIRST_LOCK: Final = timedelta(minutes=15)
LONGEST_LOCK: Final = timedelta(hours=24)
_FAILURES_FADE: Final = timedelta(hours=24)
_LOCKS_FADE: Final = timedelta(days=7)
"""After this long without a wrong answer, the next lock is a short one again."""
CODE_LIFE: Final = timedelta(minutes=5)
CODE_TRIES: Final = 3
CODES_AN_HOUR: Final = 5
_NUMBERS: Final = 20


class Watched(StrEnum):
    """Whose wrong answers are counted; both at once."""

    ACCOUNT = "account"
    CALLER = "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """One who is watched; by digest, so that the table leads back to nobody."""

    kind: Watched
    subject: str

    @classmethod
    def of(cls, kind: Watched, *names: str) -> Suspect:
        """An account by its id, a caller by channel and number or device."""
        return cls(kind=kind, subject=hashlib.sha256("\0".join(names).encode()).hexdigest()[:40])


# --- lockout -------------------------------------------------------------------------------------


def locked_until(
    tx: Connection, merchant_id: str, suspects: tuple[Suspect, ...], *, now: datetime
) -> datetime | None:
    """When the last of their locks ends; None: nobody is locked."""
    ends = [
        row.locked_until
        for row in (_lock(tx, merchant_id, each) for each in suspects)
        if row is not None and row.locked_until is not None and row.locked_until > now
    ]
    return max(ends, default=None)


def begin_attempt(
    tx: Connection, merchant_id: str, suspects: tuple[Suspect, ...], *, now: datetime
) -> datetime | None:
    """The same for one who is about to try: nobody tries beside them until this ends, so that
    tries at once are counted one by one. Commit it."""
    for each in sorted(suspects, key=_by_kind):
        _counted(tx, merchant_id, each, now)
    return locked_until(tx, merchant_id, suspects, now=now)


def count_failure(
    tx: Connection, merchant_id: str, suspects: tuple[Suspect, ...], *, now: datetime
) -> datetime | None:
    """Count a wrong answer against each; the end of the longest lock that follows. Commit it."""
    ends = [_count(tx, merchant_id, each, now) for each in sorted(suspects, key=_by_kind)]
    return max((end for end in ends if end is not None), default=None)


def forgive(tx: Connection, merchant_id: str, suspects: tuple[Suspect, ...]) -> None:
    """A right answer ends the counting; how often they were locked fades by itself."""
    for each in sorted(suspects, key=_by_kind):
        tx.execute(update(_LOCKS).where(*_is(merchant_id, each)).values(failures=0))


def _by_kind(suspect: Suspect) -> tuple[str, str]:
    return suspect.kind.value, suspect.subject


def _count(tx: Connection, merchant_id: str, suspect: Suspect, now: datetime) -> datetime | None:
    row = _counted(tx, merchant_id, suspect, now)
    quiet = now - row.failed_at
    failures = 1 if quiet > _FAILURES_FADE else row.failures + 1
    locks = 0 if quiet > _LOCKS_FADE else row.locks
    until = row.locked_until
    if failures >= FAILURES:
        until = now + min(LONGEST_LOCK, FIRST_LOCK * 2**locks)
        failures, locks = 0, locks + 1
    tx.execute(
        update(_LOCKS)
        .where(*_is(merchant_id, suspect))
        .values(failures=failures, locks=locks, failed_at=now, locked_until=until)
    )
    return until if until is not None and until > now else None


def _counted(tx: Connection, merchant_id: str, suspect: Suspect, now: datetime) -> AnyRow:
    """The row that counts, made if there is none, and locked."""
    named = {"merchant_id": merchant_id, "kind": suspect.kind.value, "subject": suspect.subject}
    fresh = {"failures": 0, "locks": 0, "failed_at": now}
    tx.execute(upsert(tx, _LOCKS).values(**named, **fresh).on_conflict_do_nothing())
    return tx.execute(select(_LOCKS).where(*_is(merchant_id, suspect)).with_for_update()).one()


def _lock(tx: Connection, merchant_id: str, suspect: Suspect) -> AnyRow | None:
    return tx.execute(select(_LOCKS).where(*_is(merchant_id, suspect))).one_or_none()


def _is(merchant_id: str, suspect: Suspect) -> tuple[ColumnElement[bool], ...]:
    return (
        _LOCKS.c.merchant_id == merchant_id,
        _LOCKS.c.kind == suspect.kind.value,
        _LOCKS.c.subject == suspect.subject,
    )


# --- PINs ----------------------------------------------------------------------------------------


def set_pin(tx: Connection, merchant_id: str, customer_id: str, pin: str, *, now: datetime) -> None:
    """Give a shopper a new PIN."""
    values = {"hash": _argon2().derive_phc_encoded(pin.encode()), "set_at": now}
    statement = upsert(tx, _PINS).values(merchant_id=merchant_id, customer_id=customer_id, **values)
    tx.execute(
        statement.on_conflict_do_update(index_elements=["merchant_id", "customer_id"], set_=values)
    )


def has_pin(tx: Connection, merchant_id: str, customer_id: str) -> bool:
    """Whether a shopper has chosen a PIN; not to be told to anybody who is not linked."""
    return bool(_PIN_OF.rows(tx, its_merchant=merchant_id, its_customer=customer_id))


_PIN_OF = Prepared(
    select(_PINS.c.customer_id).where(
        _PINS.c.merchant_id == bindparam("its_merchant"),
        _PINS.c.customer_id == bindparam("its_customer"),
    )
)


def pin_fits(tx: Connection, merchant_id: str, customer_id: str | None, pin: str) -> bool:
    """Whether it is the shopper's PIN; takes as long where there is no shopper or no PIN."""
    known = tx.execute(
        select(_PINS.c.hash).where(
            _PINS.c.merchant_id == merchant_id, _PINS.c.customer_id == (customer_id or "")
        )
    ).scalar_one_or_none()
    try:
        Argon2id.verify_phc_encoded(pin.encode(), known or _absent())
    except InvalidKey:
        return False
    return known is not None


def _argon2() -> Argon2id:
    """Parameters of the OWASP password storage cheat sheet (19 MiB, two passes, one lane)."""
    return Argon2id(salt=os.urandom(16), length=32, iterations=2, lanes=1, memory_cost=19 * 1024)


@cache
def _absent() -> str:
    return _argon2().derive_phc_encoded(os.urandom(16))


# --- one-time codes ------------------------------------------------------------------------------


def put_code(
    tx: Connection, merchant_id: str, customer_id: str, purpose: str, code: str, *, now: datetime
) -> bool:
    """Keep a code that is being sent; False: too many were sent within the hour. Older ones of
    the same purpose end."""
    mine = (
        _CODES.c.merchant_id == merchant_id,
        _CODES.c.customer_id == customer_id,
        _CODES.c.purpose == purpose,
    )
    lately = tx.execute(
        select(func.count())
        .select_from(_CODES)
        .where(
            _CODES.c.merchant_id == merchant_id,
            _CODES.c.customer_id == customer_id,
            _CODES.c.created_at > now - timedelta(hours=1),
        )
    ).scalar_one()
    if lately >= CODES_AN_HOUR:
        return False
    tx.execute(update(_CODES).where(*mine, _CODES.c.used_at.is_(None)).values(used_at=now))
    code_id = new_id("otc", now)
    tx.execute(
        _CODES.insert().values(
            id=code_id,
            merchant_id=merchant_id,
            customer_id=customer_id,
            purpose=purpose,
            digest=_digest(code_id, code),
            tries=0,
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    return True


def code_fits(
    tx: Connection,
    merchant_id: str,
    customer_id: str | None,
    purpose: str,
    code: str,
    *,
    now: datetime,
) -> bool:
    """Whether it is the code sent last; a code serves once, and bears three tries. Commit it."""
    row = tx.execute(
        select(_CODES)
        .where(
            _CODES.c.merchant_id == merchant_id,
            _CODES.c.customer_id == (customer_id or ""),
            _CODES.c.purpose == purpose,
            _CODES.c.used_at.is_(None),
            _CODES.c.expires_at > now,
            _CODES.c.tries < CODE_TRIES,
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        _digest("otc_none", code)
        return False
    fits = hmac.compare_digest(_digest(row.id, code), row.digest)
    values = {"tries": row.tries + 1, "used_at": now if fits else None}
    tx.execute(update(_CODES).where(_CODES.c.id == row.id).values(**values))
    return fits


def _digest(code_id: str, code: str) -> bytes:
    """Six digits are soon tried out, so the digest protects for the code's five minutes only."""
    return hashlib.sha256(f"{code_id}:{code}".encode()).digest()


def order_numbers(tx: Connection, merchant_id: str, customer_id: str) -> list[str]:
    """The numbers of a shopper's newest orders, as the shopper was told them."""
    orders = tables.orders
    return list(
        tx.execute(
            select(orders.c.number)
            .where(
                orders.c.merchant_id == merchant_id,
                orders.c.customer_id == customer_id,
                orders.c.number.is_not(None),
            )
            .order_by(orders.c.placed_at.desc())
            .limit(_NUMBERS)
        ).scalars()
    )
