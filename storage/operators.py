"""Operators of the console: passwords as Argon2id, a second factor, sessions that end.

A password is guessed at most a few times: then the account is locked for a while, and an unknown
login takes as long and fails in the same words as a wrong password.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, select, update

from domain.errors import InvalidInputError, NotFoundError
from storage import tables
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.operator_secrets import PASSWORD_LEAST as PASSWORD_LEAST
from storage.operator_secrets import code_fits as code_fits
from storage.operator_secrets import fits_password, hashed, never_set
from storage.operator_secrets import new_second_factor as new_second_factor
from storage.operator_secrets import provisioning_uri as provisioning_uri
from storage.sealing import seal, unseal
from storage.statements import AnyRow

_TABLE = tables.operators
_SESSIONS = tables.operator_sessions

SESSION_IDLE = timedelta(minutes=60)
SESSION_WHOLE = timedelta(hours=12)
_PENDING_LIFE = timedelta(minutes=5)
"""How long the second factor may take."""
_TOUCH_EVERY = timedelta(minutes=1)
_FAILURES = 5
_LOCKED = timedelta(minutes=15)


class Role(StrEnum):
    """What an operator may do; each may what those before it may."""

    VIEWER = "viewer"
    """Look."""
    OPERATOR = "operator"
    """Retry, replay, cancel, refund, start and stop work."""
    ADMIN = "admin"
    """Connect platforms, issue keys, change settings, look after operators."""

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person at the console."""

    id: str
    login: str
    name: str
    role: Role
    merchant_ids: frozenset[str] | None
    """None: every merchant."""
    has_second_factor: bool
    created_at: datetime
    last_login_at: datetime | None
    locked_until: datetime | None
    disabled_at: datetime | None

    def may_see(self, merchant_id: str) -> bool:
        """Whether this merchant is theirs to look after."""
        return self.merchant_ids is None or merchant_id in self.merchant_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser."""

    operator: Operator
    csrf: str
    is_complete: bool
    """False while the second factor is outstanding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session just begun; `token` is told to the browser and kept nowhere."""

    token: str = field(repr=False)
    session: Session


# --- people ----------------------------------------------------------------------------------


def any_exists(tx: Connection) -> bool:
    """Whether the first set-up is over."""
    return tx.execute(select(_TABLE.c.id).limit(1)).one_or_none() is not None


def add(
    tx: Connection,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    merchant_ids: Collection[str] | None,
    now: datetime,
) -> Operator:
    """A new operator. Raises InvalidInputError naming the field."""
    plain = _login(login)
    if tx.execute(select(_TABLE.c.id).where(_TABLE.c.login == plain)).one_or_none() is not None:
        raise InvalidInputError("login", plain, "somebody has it already; choose another")
    row = tx.execute(
        _TABLE.insert()
        .values(
            id=new_id("opr", now),
            login=plain,
            name=name.strip() or plain,
            role=role.value,
            merchant_ids=None if merchant_ids is None else sorted(merchant_ids),
            password_hash=hashed(password),
            created_at=now,
        )
        .returning(_TABLE)
    ).one()
    return _operator(row)


def from_outside(
    tx: Connection, *, external_id: str, login: str, name: str, role: Role, now: datetime
) -> Operator:
    """Who comes through another sign-in service, made at their first visit; the service decides
    name and role each time. Raises InvalidInputError where another account has the login."""
    told = {"name": name.strip() or login, "role": role.value}
    known = tx.execute(
        update(_TABLE).where(_TABLE.c.external_id == external_id).values(**told).returning(_TABLE)
    ).one_or_none()
    if known is not None:
        return _operator(known)
    plain = _login("".join(login.split()))
    if tx.execute(select(_TABLE.c.id).where(_TABLE.c.login == plain)).one_or_none() is not None:
        raise InvalidInputError("login", plain, "another account has it")
    row = tx.execute(
        _TABLE.insert()
        .values(id=new_id("opr", now), login=plain, external_id=external_id, created_at=now, **told)
        .returning(_TABLE)
    ).one()
    return _operator(row)


def listed(tx: Connection) -> list[Operator]:
    """Everybody, by login."""
    return [_operator(row) for row in tx.execute(select(_TABLE).order_by(_TABLE.c.login))]


def set_password(tx: Connection, login: str, password: str) -> Operator:
    """Give a new password, unlock the account, and end its sessions. Raises NotFoundError."""
    row = _row(tx, login)
    changed = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == row.id)
        .values(password_hash=hashed(password), failures=0, locked_until=None)
        .returning(_TABLE)
    ).one()
    end_sessions(tx, row.id)
    return _operator(changed)


def change(
    tx: Connection,
    login: str,
    *,
    now: datetime,
    role: Role | None = None,
    disabled: bool | None = None,
) -> Operator:
    """Change what somebody may do; their sessions end. Raises NotFoundError, InvalidInputError.

    The last admin stays one, so that nobody locks everybody out.
    """
    row = _row(tx, login)
    loses = (role is not None and role is not Role.ADMIN) or disabled is True
    if row.role == Role.ADMIN and loses and _admins(tx) <= 1:
        raise InvalidInputError("login", login, "the last admin; make somebody else one first")
    values: dict[str, object] = {}
    if role is not None:
        values["role"] = role.value
    if disabled is not None:
        values["disabled_at"] = now if disabled else None
    changed = tx.execute(
        update(_TABLE).where(_TABLE.c.id == row.id).values(**values).returning(_TABLE)
    ).one()
    end_sessions(tx, row.id)
    return _operator(changed)


def _admins(tx: Connection) -> int:
    return tx.execute(
        select(func.count())
        .select_from(_TABLE)
        .where(_TABLE.c.role == Role.ADMIN.value, _TABLE.c.disabled_at.is_(None))
    ).scalar_one()


# --- signing in ------------------------------------------------------------------------------


def check_password(tx: Connection, login: str, password: str, *, now: datetime) -> Operator | None:
    """Who it is; None for an unknown login, a wrong password, a locked or disabled account.

    Commit also when it is None: failures are counted.
    """
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.login == login.strip().lower()).with_for_update()
    ).one_or_none()
    known = row.password_hash if row is not None and row.password_hash else never_set()
    fits = fits_password(known, password)
    if row is None or row.disabled_at is not None:
        return None
    if row.locked_until is not None and row.locked_until > now:
        return None
    if not fits:
        _count_failure(tx, row, now)
        return None
    tx.execute(update(_TABLE).where(_TABLE.c.id == row.id).values(failures=0, locked_until=None))
    return _operator(row)


def _count_failure(tx: Connection, row: AnyRow, now: datetime) -> None:
    failures = row.failures + 1
    locks = failures >= _FAILURES
    tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == row.id)
        .values(failures=0 if locks else failures, locked_until=now + _LOCKED if locks else None)
    )


def begin_session(
    tx: Connection, operator: Operator, *, address: str, complete: bool, now: datetime
) -> NewSession:
    """A new session; what stood before in the browser is not taken over."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    life = SESSION_IDLE if complete else _PENDING_LIFE
    tx.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at <= now))
    tx.execute(
        _SESSIONS.insert().values(
            digest=_digest(token),
            operator_id=operator.id,
            csrf=csrf,
            passed="all" if complete else "password",
            address=address[:80],
            created_at=now,
            seen_at=now,
            expires_at=now + life,
        )
    )
    if complete:
        tx.execute(update(_TABLE).where(_TABLE.c.id == operator.id).values(last_login_at=now))
    return NewSession(
        token=token, session=Session(operator=operator, csrf=csrf, is_complete=complete)
    )


def session(tx: Connection, token: str, *, now: datetime) -> Session | None:
    """The living session of a token."""
    row = tx.execute(
        select(_SESSIONS.c.csrf, _SESSIONS.c.passed, *_TABLE.c)
        .join(_TABLE, _TABLE.c.id == _SESSIONS.c.operator_id)
        .where(
            _SESSIONS.c.digest == _digest(token),
            _SESSIONS.c.expires_at > now,
            _TABLE.c.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Session(operator=_operator(row), csrf=row.csrf, is_complete=row.passed == "all")


def is_stale(tx: Connection, token: str, *, now: datetime) -> bool:
    """Whether the session's last use should be written down now."""
    seen = tx.execute(
        select(_SESSIONS.c.seen_at).where(_SESSIONS.c.digest == _digest(token))
    ).scalar_one_or_none()
    return seen is not None and now - seen > _TOUCH_EVERY


def touch_session(tx: Connection, token: str, *, now: datetime) -> None:
    """Prolong a complete session, up to its whole length."""
    row = tx.execute(select(_SESSIONS).where(_SESSIONS.c.digest == _digest(token))).one_or_none()
    if row is not None and row.passed == "all":
        until = min(now + SESSION_IDLE, row.created_at + SESSION_WHOLE)
        tx.execute(
            update(_SESSIONS)
            .where(_SESSIONS.c.digest == row.digest)
            .values(seen_at=now, expires_at=until)
        )


def end_session(tx: Connection, token: str) -> None:
    """Sign a browser out."""
    tx.execute(delete(_SESSIONS).where(_SESSIONS.c.digest == _digest(token)))


def end_sessions(tx: Connection, operator_id: str) -> None:
    """Sign somebody out everywhere."""
    tx.execute(delete(_SESSIONS).where(_SESSIONS.c.operator_id == operator_id))


# --- the second factor -----------------------------------------------------------------------


def set_second_factor(
    tx: Connection, operator_id: str, secret: bytes | None, keys: KeyProvider
) -> None:
    """Store the secret sealed, or take it away."""
    sealed = None if secret is None else seal(keys, secret, about=operator_id)
    tx.execute(
        update(_TABLE).where(_TABLE.c.id == operator_id).values(totp_secret=sealed, totp_counter=0)
    )


def check_second_factor(
    tx: Connection, operator_id: str, code: str, keys: KeyProvider, *, now: datetime
) -> bool:
    """Whether the code fits and was not used before; failures count like wrong passwords.

    Commit also when it is False.
    """
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.id == operator_id).with_for_update()
    ).one_or_none()
    if row is None or row.totp_secret is None:
        return False
    if row.locked_until is not None and row.locked_until > now:
        return False
    step = code_fits(unseal(keys, row.totp_secret, about=operator_id), code, now=now)
    if step is None or step <= row.totp_counter:
        _count_failure(tx, row, now)
        return False
    tx.execute(update(_TABLE).where(_TABLE.c.id == operator_id).values(totp_counter=step))
    return True


# --- helpers ---------------------------------------------------------------------------------


def _row(tx: Connection, login: str) -> AnyRow:
    row = tx.execute(select(_TABLE).where(_TABLE.c.login == login.strip().lower())).one_or_none()
    if row is None:
        raise NotFoundError("operator", login)
    return row


def _login(text: str) -> str:
    plain = text.strip().lower()
    if not plain or len(plain) > 120 or any(char.isspace() for char in plain):
        raise InvalidInputError("login", text[:120], "1 to 120 characters without spaces")
    return plain


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _operator(row: AnyRow) -> Operator:
    ids = row.merchant_ids
    return Operator(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        merchant_ids=None if ids is None else frozenset(ids),
        has_second_factor=row.totp_secret is not None,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
        locked_until=row.locked_until,
        disabled_at=row.disabled_at,
    )
