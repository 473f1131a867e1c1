"""Identifiers that look like Clover's: 13 capital letters and digits."""

from __future__ import annotations

import secrets
from functools import lru_cache
from hashlib import blake2b

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13


@lru_cache(maxsize=65536)
def fixed(kind: str, key: str, length: int = LENGTH) -> str:
    """The same id for the same thing in every run."""
    digest = blake2b(f"clover/{kind}/{key}".encode(), digest_size=48).digest()
    return "".join(_ALPHABET[byte & 31] for byte in digest)[:length]


def fresh(length: int = LENGTH) -> str:
    """A new id."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def token(prefix: str = "") -> str:
    """A secret: access tokens, card tokens, codes."""
    return prefix + secrets.token_hex(16)
