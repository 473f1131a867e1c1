"""Identifiers that look like Square's: fixed ones for seeded things, random ones for new things."""

from __future__ import annotations

import base64
import secrets
import string
from functools import lru_cache
from hashlib import blake2b

_LETTERS = string.ascii_letters + string.digits
_OF_BYTES = bytes(ord(_LETTERS[byte % len(_LETTERS)]) for byte in range(256))


@lru_cache(maxsize=65536)
def fixed(kind: str, key: str, length: int = 24) -> str:
    """The same capital letters and digits for the same thing in every run."""
    digest = blake2b(f"{kind}/{key}".encode(), digest_size=20).digest()
    return base64.b32encode(digest).decode()[:length]


def fresh(length: int = 24) -> str:
    """New capital letters and digits, as catalog and customer ids have them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()[:length]


def mixed(length: int, *, ending: str = "") -> str:
    """New letters of both cases and digits, as order and payment ids have them."""
    return secrets.token_bytes(length - len(ending)).translate(_OF_BYTES).decode() + ending


@lru_cache(maxsize=65536)
def fixed_mixed(kind: str, key: str, length: int, *, ending: str = "") -> str:
    """Like `mixed`, but the same in every run."""
    digest = blake2b(f"{kind}/{key}".encode(), digest_size=48).digest()
    return digest.translate(_OF_BYTES).decode()[: length - len(ending)] + ending
