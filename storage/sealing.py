"""Sealing small secrets under the master keys, as text that names its key.

For secrets outside the vault, whose rows belong to connections: of channels, of operators, of
places where alerts are told, of cards. What it is about is authenticated with it, so that a sealed
text cannot be moved elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Table, Update, select, update

from domain.errors import ConfigurationError
from storage import tables
from storage.keyring import KeyProvider
from storage.statements import AnyRow

_NONCE_BYTES = 12
_OF_ROWS = (
    (tables.alert_channels, "id"),
    (tables.webhook_endpoints, "id"),
    (tables.carrier_accounts, "id"),
    (tables.shopper_channels, "id"),
    (tables.card_keys, "kid"),
    (tables.card_tokens, "id"),
)
"""Tables with one sealed text a row, about the row's own id."""
_log = structlog.get_logger(__name__)


def seal(keys: KeyProvider, plain: bytes, *, about: str) -> str:
    """The secret under the current master key: `<key id>.<base64>`."""
    key_id = keys.current_id
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(keys.key(key_id)).encrypt(nonce, plain, about.encode())
    return f"{key_id}.{base64.b64encode(sealed).decode()}"


def unseal(keys: KeyProvider, text: str, *, about: str) -> bytes:
    """The secret. Raises ConfigurationError: its key is gone, or the text was changed."""
    key_id, _, encoded = text.rpartition(".")
    key = keys.key(key_id)
    try:
        sealed = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise ConfigurationError(
            f"the sealed secret of {about} cannot be opened; restore its master key, or set the "
            "secret anew"
        ) from error


# --- exchanging the master key ---------------------------------------------------------------


def usage(tx: Connection) -> Counter[str]:
    """How many sealed texts each master key seals."""
    return Counter(each.text.rpartition(".")[0] for each in _kept(tx))


def rewrap(tx: Connection, keys: KeyProvider) -> tuple[int, int]:
    """Seal every text anew that is under another key than the current: done, and unreadable."""
    done = unreadable = 0
    for each in _kept(tx):
        if each.text.rpartition(".")[0] == keys.current_id:
            continue
        try:
            plain = unseal(keys, each.text, about=each.about)
        except ConfigurationError as error:
            _log.error("secret.unreadable", about=each.about, error=str(error))
            unreadable += 1
            continue
        tx.execute(each.write(seal(keys, plain, about=each.about)))
        done += 1
    return done, unreadable


@dataclass(frozen=True, slots=True)
class _Kept:
    """One sealed text: where it is, and how it is replaced."""

    about: str
    text: str
    write: Callable[[str], Update]


def _kept(tx: Connection) -> Iterator[_Kept]:
    channels, operators = tables.channels, tables.operators
    for row in tx.execute(select(channels)).all():
        sealed = row.settings.get("secret")
        if sealed:
            yield _Kept(f"{row.kind}:{row.external_id}", sealed, partial(_channel, row))
    for row in tx.execute(select(operators).where(operators.c.totp_secret.is_not(None))).all():
        yield _Kept(row.id, row.totp_secret, partial(_operator, row))
    for table, name in _OF_ROWS:
        for row in tx.execute(select(table)).all():
            about = row._mapping[name]
            yield _Kept(about, row.sealed, partial(_of_row, table.c[name] == about, table))


def _channel(row: AnyRow, text: str) -> Update:
    settings = {**row.settings, "secret": text}
    return update(tables.channels).where(tables.channels.c.id == row.id).values(settings=settings)


def _operator(row: AnyRow, text: str) -> Update:
    table = tables.operators
    return update(table).where(table.c.id == row.id).values(totp_secret=text)


def _of_row(is_it: ColumnElement[bool], table: Table, text: str) -> Update:
    return update(table).where(is_it).values(sealed=text)
