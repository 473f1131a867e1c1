"""Ids: UUIDs in lower case, the same for the same seed."""

from __future__ import annotations

import re
import secrets
import uuid
from functools import lru_cache

_SPACE = uuid.UUID("06e35f89-3783-11e6-ec7e-10e1180eba6d")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@lru_cache(maxsize=65536)
def fixed(kind: str, key: str) -> str:
    """The id of something seeded."""
    return str(uuid.uuid5(_SPACE, f"{kind}/{key}"))


def fresh() -> str:
    """A new id."""
    return str(uuid.uuid4())


def is_uuid(text: object) -> bool:
    """Whether this is an id as the vendor writes them."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def token(length: int = 40) -> str:
    """An opaque token or code."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
