"""Account linking: clients, authorization codes, and families of tokens. Only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from domain.errors import InvalidInputError, NotFoundError
from domain.ids import CustomerId, MerchantId
from storage import account_links, tables
from storage.ids import new_id
from storage.statements import AnyRow, among

_CLIENTS = tables.oauth_clients
_CODES = tables.oauth_codes
_TOKENS = tables.oauth_tokens
_LINKS = tables.account_links
CODE_LIFE: Final = timedelta(minutes=2)
ACCESS_LIFE: Final = timedelta(hours=1)
REFRESH_LIFE: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClient:
    """A skill, action or app that may link accounts of one merchant."""

    id: str
    merchant_id: MerchantId
    name: str
    channel: str
    redirect_uris: tuple[str, ...]
    secret_digest: bytes | None = field(repr=False)
    """None: a public client, which PKCE alone protects."""
    needs_pkce: bool = True
    """False: its service cannot do PKCE, so that its secret alone protects it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a shopper granted a client."""

    merchant_id: MerchantId
    client_id: str
    customer_id: CustomerId
    scope: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An authorization code as it was given out."""

    grant: Grant
    redirect_uri: str
    challenge: str
    """Empty: the client asked without PKCE."""


def add_client(
    tx: Connection,
    merchant_id: str,
    *,
    name: str,
    channel: str,
    redirect_uris: Sequence[str],
    secret: str | None,
    now: datetime,
    needs_pkce: bool = True,
) -> LinkClient:
    """A new client; its secret is kept as a digest. Raises InvalidInputError where neither a
    secret nor PKCE would protect it."""
    if secret is None and not needs_pkce:
        raise InvalidInputError("pkce", "none", "a client without a secret needs PKCE")
    row = tx.execute(
        _CLIENTS.insert()
        .values(
            id=new_id("lnk", now),
            merchant_id=merchant_id,
            name=name,
            channel=channel,
            redirect_uris=list(redirect_uris),
            secret_digest=None if secret is None else digest(secret),
            created_at=now,
            needs_pkce=needs_pkce,
        )
        .returning(_CLIENTS)
    ).one()
    return _client(row)


def client(tx: Connection, merchant_id: str, client_id: str) -> LinkClient | None:
    """A merchant's client that may link."""
    row = tx.execute(
        select(_CLIENTS).where(
            _CLIENTS.c.id == client_id,
            _CLIENTS.c.merchant_id == merchant_id,
            _CLIENTS.c.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _client(row)


def clients(tx: Connection, merchant_id: str) -> list[LinkClient]:
    """A merchant's clients that may link, oldest first."""
    rows = tx.execute(
        select(_CLIENTS)
        .where(_CLIENTS.c.merchant_id == merchant_id, _CLIENTS.c.disabled_at.is_(None))
        .order_by(_CLIENTS.c.id)
    )
    return [_client(row) for row in rows]


def disable_client(tx: Connection, merchant_id: str, client_id: str, *, now: datetime) -> None:
    """End a client and every token it was given. Raises NotFoundError."""
    if client(tx, merchant_id, client_id) is None:
        raise NotFoundError("link client", client_id)
    tx.execute(update(_CLIENTS).where(_CLIENTS.c.id == client_id).values(disabled_at=now))
    families = tx.execute(
        select(_TOKENS.c.family).where(_TOKENS.c.client_id == client_id).distinct()
    ).scalars()
    for family in list(families):
        revoke_family(tx, merchant_id, family, now=now)


def put_code(tx: Connection, code: str, told: Code, *, now: datetime) -> None:
    """Keep a code for two minutes."""
    tx.execute(
        _CODES.insert().values(
            digest=digest(code),
            redirect_uri=told.redirect_uri,
            challenge=told.challenge,
            created_at=now,
            expires_at=now + CODE_LIFE,
            **_granted(told.grant),
        )
    )


def read_code(tx: Connection, code: str, client_id: str, *, now: datetime) -> Code | None:
    """A code that may be redeemed by that client.

    One that was redeemed before is stolen or replayed: every token that came of it ends.
    """
    row = tx.execute(
        select(_CODES).where(_CODES.c.digest == digest(code), _CODES.c.client_id == client_id)
    ).one_or_none()
    if row is None:
        return None
    if row.used_at is not None:
        revoke_family(tx, row.merchant_id, row.family, now=now)
        return None
    if row.expires_at <= now:
        return None
    return Code(grant=_grant(row), redirect_uri=row.redirect_uri, challenge=row.challenge)


def use_code(tx: Connection, code: str, *, now: datetime) -> bool:
    """Take the right to redeem a code; False: somebody was faster."""
    done = tx.execute(
        update(_CODES)
        .where(_CODES.c.digest == digest(code), _CODES.c.used_at.is_(None))
        .values(used_at=now)
    )
    return done.rowcount == 1


def put_tokens(
    tx: Connection, grant: Grant, *, access: str, refresh: str, channel: str, now: datetime
) -> None:
    """Keep a pair: the access token speaks for the shopper at once."""
    account_links.link(
        tx,
        grant.merchant_id,
        token=access,
        customer_id=grant.customer_id,
        channel=channel,
        scopes=grant.scope.split(),
        now=now,
        expires_at=now + ACCESS_LIFE,
    )
    tx.execute(
        _TOKENS.insert().values(
            digest=digest(refresh),
            access_hash=hashlib.sha256(access.encode()).hexdigest(),
            created_at=now,
            expires_at=now + REFRESH_LIFE,
            **_granted(grant),
        )
    )


def read_refresh(tx: Connection, token: str, client_id: str, *, now: datetime) -> Grant | None:
    """What a refresh token was granted, while it may be used.

    One that was used before is in two hands: its whole family ends.
    """
    row = tx.execute(
        select(_TOKENS).where(_TOKENS.c.digest == digest(token), _TOKENS.c.client_id == client_id)
    ).one_or_none()
    if row is None:
        return None
    if row.used_at is not None:
        revoke_family(tx, row.merchant_id, row.family, now=now)
        return None
    if row.revoked_at is not None or row.expires_at <= now:
        return None
    return _grant(row)


def use_refresh(tx: Connection, token: str, *, now: datetime) -> bool:
    """Take the right to use a refresh token; False: somebody was faster."""
    done = tx.execute(
        update(_TOKENS)
        .where(
            _TOKENS.c.digest == digest(token),
            _TOKENS.c.used_at.is_(None),
            _TOKENS.c.revoked_at.is_(None),
        )
        .values(used_at=now)
    )
    return done.rowcount == 1


def family_of(tx: Connection, token: str, client_id: str) -> Grant | None:
    """The grant that an access or refresh token of a client belongs to."""
    row = tx.execute(
        select(_TOKENS)
        .where(
            _TOKENS.c.client_id == client_id,
            (_TOKENS.c.digest == digest(token))
            | (_TOKENS.c.access_hash == hashlib.sha256(token.encode()).hexdigest()),
        )
        .limit(1)
    ).one_or_none()
    return None if row is None else _grant(row)


def revoke_family(tx: Connection, merchant_id: str, family: str, *, now: datetime) -> int:
    """End every token of one linking; how many refresh tokens were alive."""
    mine = (_TOKENS.c.merchant_id == merchant_id, _TOKENS.c.family == family)
    hashes = tx.execute(select(_TOKENS.c.access_hash).where(*mine)).scalars()
    tx.execute(
        update(_LINKS)
        .where(
            _LINKS.c.merchant_id == merchant_id,
            among(tx, _LINKS.c.token_hash, list(hashes)),
            _LINKS.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    done = tx.execute(
        update(_TOKENS).where(*mine, _TOKENS.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return done.rowcount


def end_by_access(tx: Connection, merchant_id: str, token: str, *, now: datetime) -> int:
    """End the linking that an access token belongs to, whoever made it; how many tokens ended."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    ended = tx.execute(
        update(_LINKS)
        .where(
            _LINKS.c.merchant_id == merchant_id,
            _LINKS.c.token_hash == hashed,
            _LINKS.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    ).rowcount
    mine = (_TOKENS.c.merchant_id == merchant_id, _TOKENS.c.access_hash == hashed)
    family = tx.execute(select(_TOKENS.c.family).where(*mine).limit(1)).scalar_one_or_none()
    return ended + (0 if family is None else revoke_family(tx, merchant_id, family, now=now))


def new_family() -> str:
    """The name of a new linking."""
    return secrets.token_hex(16)


def digest(token: str) -> bytes:
    """What is kept of a code, token or secret; each has 200 random bits and more."""
    return hashlib.sha256(token.encode()).digest()


def _granted(grant: Grant) -> dict[str, str]:
    return {
        "merchant_id": grant.merchant_id,
        "client_id": grant.client_id,
        "customer_id": grant.customer_id,
        "scope": grant.scope,
        "family": grant.family,
    }


def _grant(row: AnyRow) -> Grant:
    return Grant(
        merchant_id=MerchantId(row.merchant_id),
        client_id=row.client_id,
        customer_id=CustomerId(row.customer_id),
        scope=row.scope,
        family=row.family,
    )


def _client(row: AnyRow) -> LinkClient:
    return LinkClient(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        name=row.name,
        channel=row.channel,
        redirect_uris=tuple(row.redirect_uris),
        secret_digest=None if row.secret_digest is None else bytes(row.secret_digest),
        needs_pkce=row.needs_pkce,
    )
