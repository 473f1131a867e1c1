"""What operators prove themselves by: passwords as Argon2id, and codes of an authenticator app."""

from __future__ import annotations

import hmac
import os
import secrets
from datetime import datetime
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from domain.errors import InvalidInputError

PASSWORD_LEAST = 12
_PASSWORD_MOST = 256
_TOTP_STEP_S = 30
_TOTP_DIGITS = 6
_SECRET_BYTES = 20


def hashed(password: str) -> str:
    """What is stored of a password. Raises InvalidInputError for one too short or too long."""
    if not PASSWORD_LEAST <= len(password) <= _PASSWORD_MOST:
        raise InvalidInputError(
            "password", "(not shown)", f"{PASSWORD_LEAST} to {_PASSWORD_MOST} characters"
        )
    return _argon2().derive_phc_encoded(password.encode())


def _argon2() -> Argon2id:
    """Parameters of the OWASP password storage cheat sheet (19 MiB, two passes, one lane)."""
    return Argon2id(salt=os.urandom(16), length=32, iterations=2, lanes=1, memory_cost=19 * 1024)


@cache
def never_set() -> str:
    """What an unknown login is compared with, so that it takes as long as a known one."""
    return _argon2().derive_phc_encoded(secrets.token_bytes(16))


def fits_password(known: str, password: str) -> bool:
    """Whether this is the password of which that was stored."""
    try:
        Argon2id.verify_phc_encoded(password[:_PASSWORD_MOST].encode(), known)
    except InvalidKey:
        return False
    return True


def new_second_factor() -> bytes:
    """A secret for an authenticator app (RFC 6238, SHA-1, six digits, thirty seconds)."""
    return os.urandom(_SECRET_BYTES)


def provisioning_uri(secret: bytes, login: str) -> str:
    """What an authenticator app reads from a QR code."""
    return _totp(secret).get_provisioning_uri(login, "Voicetill")


def code_fits(secret: bytes, code: str, *, now: datetime) -> int | None:
    """The time step a code belongs to (this one or a neighbor); None if it does not fit."""
    step = int(now.timestamp()) // _TOTP_STEP_S
    totp = _totp(secret)
    found = None
    for each in (step - 1, step, step + 1):
        told = totp.generate(each * _TOTP_STEP_S)
        if hmac.compare_digest(told, code.strip().encode()):
            found = each
    return found


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _TOTP_DIGITS, SHA1(), _TOTP_STEP_S)  # noqa: S303 - what apps speak
