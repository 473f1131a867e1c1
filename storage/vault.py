"""Secrets of connections, encrypted: each row under a data key of its own, wrapped by a master key.

AES-256-GCM throughout; the connection and the kind are authenticated with the ciphertext, so a
row cannot be moved to another connection. The master key's id stands in the row: rotating means
wrapping the data keys anew (`rewrap`), without touching what they encrypt.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, delete, func, or_, select, update

from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.ports.tokens import TokenSet
from storage import tables
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.merchants import PosConnection
from storage.statements import database_now, upsert

_TABLE = tables.secrets
_LEASES = tables.refresh_leases
OAUTH: Final = "oauth"
WEBHOOK_SECRET: Final = "webhook_secret"  # noqa: S105 - a kind of secret, not one
_NONCE_BYTES = 12
_log = structlog.get_logger(__name__)
_GENERATIONS_KEPT = 2
"""The pair in use and the one before: a refresh whose answer was lost may need it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrapped:
    """What one step of a rotation did."""

    done: int
    unreadable: int
    """Secrets whose master key is gone, or that were changed; they are left as they are."""
    last_id: str | None
    """Go on behind this one; None: that was all."""


class Vault:
    """Seals and opens secrets; stateless but for its keyring."""

    def __init__(self, keyring: KeyProvider) -> None:
        self._keyring = keyring

    # --- tokens ------------------------------------------------------------------------------

    def put_tokens(
        self,
        tx: Connection,
        connection: PosConnection,
        tokens: TokenSet,
        *,
        now: datetime,
        actor: str,
    ) -> None:
        """Make this the current pair and keep the one before it. `actor` is for the audit trail."""
        tx.execute(
            tables.audit_entries.insert().values(
                merchant_id=connection.merchant_id,
                connection_id=connection.id,
                actor=actor,
                action="tokens.stored",
                subject=connection.platform,
                detail={"expires_at": _text(tokens.expires_at)},
                at=now,
            )
        )
        newest = self._newest(tx, connection.id, OAUTH)
        self._insert(
            tx,
            connection,
            OAUTH,
            newest + 1,
            orjson.dumps(_token_json(tokens)),
            now=now,
            expires_at=tokens.expires_at,
        )
        tx.execute(
            delete(_TABLE).where(
                _TABLE.c.connection_id == connection.id,
                _TABLE.c.kind == OAUTH,
                _TABLE.c.generation <= newest + 1 - _GENERATIONS_KEPT,
            )
        )

    def tokens(self, tx: Connection, connection_id: str, *, age: int = 0) -> TokenSet | None:
        """The current pair, or with `age=1` the one before it."""
        row = tx.execute(
            select(_TABLE)
            .where(_TABLE.c.connection_id == connection_id, _TABLE.c.kind == OAUTH)
            .order_by(_TABLE.c.generation.desc())
            .limit(1)
            .offset(age)
        ).one_or_none()
        return None if row is None else _token_set(orjson.loads(self._open(row)))

    def forget_tokens(self, tx: Connection, connection_id: str) -> None:
        """Delete every pair of a connection that was taken away."""
        tx.execute(
            delete(_TABLE).where(_TABLE.c.connection_id == connection_id, _TABLE.c.kind == OAUTH)
        )

    def expiring(self, tx: Connection, before: datetime) -> list[ConnectionId]:
        """Connections whose access token ends before that moment."""
        rows = tx.execute(
            select(_TABLE.c.connection_id)
            .where(_TABLE.c.kind == OAUTH)
            .group_by(_TABLE.c.connection_id)
            .having(func.max(_TABLE.c.expires_at) < before)
        )
        return [ConnectionId(row.connection_id) for row in rows]

    # --- other secrets -----------------------------------------------------------------------

    def add_webhook_secret(
        self,
        tx: Connection,
        connection: PosConnection,
        secret: str,
        *,
        now: datetime,
        overlap: timedelta | None = timedelta(days=2),
    ) -> None:
        """Add a signing secret; the ones before it stay valid for the overlap (None: for good)."""
        if overlap is not None:
            tx.execute(
                update(_TABLE)
                .where(
                    _TABLE.c.connection_id == connection.id,
                    _TABLE.c.kind == WEBHOOK_SECRET,
                    _TABLE.c.retires_at.is_(None),
                )
                .values(retires_at=now + overlap)
            )
        newest = self._newest(tx, connection.id, WEBHOOK_SECRET)
        self._insert(tx, connection, WEBHOOK_SECRET, newest + 1, secret.encode(), now=now)

    def webhook_secrets(self, tx: Connection, connection_id: str, now: datetime) -> tuple[str, ...]:
        """Every secret that may sign now, the newest first."""
        rows = tx.execute(
            select(_TABLE)
            .where(
                _TABLE.c.connection_id == connection_id,
                _TABLE.c.kind == WEBHOOK_SECRET,
                or_(_TABLE.c.retires_at.is_(None), _TABLE.c.retires_at > now),
            )
            .order_by(_TABLE.c.generation.desc())
        )
        return tuple(self._open(row).decode() for row in rows)

    # --- rotation ----------------------------------------------------------------------------

    def rewrap(self, tx: Connection, *, after_id: str | None = None, limit: int = 200) -> Rewrapped:
        """Wrap data keys of older master keys under the current one, in the order of ids.

        Safe beside running processes and to be repeated: what is done needs nothing any more.
        """
        current = self._keyring.current_id
        query = select(_TABLE).where(_TABLE.c.key_id != current).order_by(_TABLE.c.id).limit(limit)
        rows = tx.execute(query if after_id is None else query.where(_TABLE.c.id > after_id)).all()
        done = sum(self._rewrap_row(tx, row, current) for row in rows)
        return Rewrapped(
            done=done,
            unreadable=len(rows) - done,
            last_id=rows[-1].id if len(rows) == limit else None,
        )

    def _rewrap_row(self, tx: Connection, row: Row[Any], current: str) -> bool:
        try:
            data_key = self._unwrap(row)
        except ConfigurationError as error:
            _log.error("secret.unreadable", connection_id=row.connection_id, error=str(error))
            return False
        wrapped = _seal(self._keyring.key(current), data_key, _about(row))
        values = {"key_id": current, "wrapped_key": wrapped}
        tx.execute(update(_TABLE).where(_TABLE.c.id == row.id).values(**values))
        return True

    def key_usage(self, tx: Connection) -> dict[str, int]:
        """How many secrets each master key wraps."""
        rows = tx.execute(
            select(_TABLE.c.key_id, func.count().label("secrets"))
            .group_by(_TABLE.c.key_id)
            .order_by(_TABLE.c.key_id)
        )
        return {row.key_id: row.secrets for row in rows}

    # --- one refresh at a time ---------------------------------------------------------------

    def claim_refresh(
        self,
        tx: Connection,
        connection: PosConnection,
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
    ) -> bool:
        """Take the right to refresh; False while another owner holds it.

        A server's own clock judges, because two hosts' clocks differ; `now` serves SQLite, whose
        processes share one host.
        """
        moment = database_now(tx, now)
        statement = upsert(tx, _LEASES).values(
            connection_id=connection.id,
            merchant_id=connection.merchant_id,
            owner=owner,
            lease_until=moment + lease,
        )
        done = tx.execute(
            statement.on_conflict_do_update(
                index_elements=["connection_id"],
                set_={"owner": owner, "lease_until": moment + lease},
                where=or_(_LEASES.c.lease_until <= moment, _LEASES.c.owner == owner),
            )
        )
        return done.rowcount == 1

    def has_lapsed_claim(
        self, tx: Connection, connection_id: str, *, owner: str, now: datetime
    ) -> bool:
        """Whether another owner began a refresh and neither ended it nor gave the right back."""
        query = select(_LEASES.c.owner).where(
            _LEASES.c.connection_id == connection_id,
            _LEASES.c.owner != owner,
            _LEASES.c.lease_until <= database_now(tx, now),
        )
        return tx.execute(query).first() is not None

    def release_refresh(self, tx: Connection, connection_id: str, *, owner: str) -> None:
        """Give the right back, if it is still this owner's."""
        tx.execute(
            delete(_LEASES).where(
                _LEASES.c.connection_id == connection_id, _LEASES.c.owner == owner
            )
        )

    # --- sealing -----------------------------------------------------------------------------

    def _newest(self, tx: Connection, connection_id: str, kind: str) -> int:
        newest = tx.execute(
            select(func.max(_TABLE.c.generation)).where(
                _TABLE.c.connection_id == connection_id, _TABLE.c.kind == kind
            )
        ).scalar_one()
        return newest or 0

    def _insert(
        self,
        tx: Connection,
        connection: PosConnection,
        kind: str,
        generation: int,
        secret: bytes,
        *,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> None:
        data_key = AESGCM.generate_key(bit_length=256)
        about = f"{connection.id}:{kind}".encode()
        key_id = self._keyring.current_id
        tx.execute(
            _TABLE.insert().values(
                id=new_id("sec", now),
                merchant_id=connection.merchant_id,
                connection_id=connection.id,
                kind=kind,
                generation=generation,
                key_id=key_id,
                wrapped_key=_seal(self._keyring.key(key_id), data_key, about),
                ciphertext=_seal(data_key, secret, about),
                expires_at=expires_at,
                added_at=now,
            )
        )

    def _unwrap(self, row: Row[Any]) -> bytes:
        return _unseal(self._keyring.key(row.key_id), row.wrapped_key, _about(row))

    def _open(self, row: Row[Any]) -> bytes:
        return _unseal(self._unwrap(row), row.ciphertext, _about(row))


def _about(row: Row[Any]) -> bytes:
    return f"{row.connection_id}:{row.kind}".encode()


def _seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def _unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except InvalidTag as error:
        raise ConfigurationError(
            f"the stored secret {about.decode()} cannot be opened: the master keys have "
            "another one under this id, or the row was changed; restore the key, or connect again"
        ) from error


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _token_json(tokens: TokenSet) -> dict[str, Any]:
    return {
        "access": tokens.access,
        "issued_at": _text(tokens.issued_at),
        "expires_at": _text(tokens.expires_at),
        "refresh": tokens.refresh,
        "refresh_expires_at": _text(tokens.refresh_expires_at),
        "refresh_refused_at": _text(tokens.refresh_refused_at),
        "scopes": list(tokens.scopes),
        "account_id": tokens.account_id,
    }


def _token_set(raw: dict[str, Any]) -> TokenSet:
    return TokenSet(
        access=raw["access"],
        issued_at=datetime.fromisoformat(raw["issued_at"]),
        expires_at=_moment(raw["expires_at"]),
        refresh=raw["refresh"],
        refresh_expires_at=_moment(raw["refresh_expires_at"]),
        refresh_refused_at=_moment(raw.get("refresh_refused_at")),
        scopes=tuple(raw["scopes"]),
        account_id=raw["account_id"],
    )
