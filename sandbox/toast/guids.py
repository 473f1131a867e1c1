"""Toast's GUIDs: the seed's are derived from names, so that every start gives the same."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache

_SPACE = uuid.UUID("7f6bd0f2-54b1-4c0d-9f0e-5d2f2a7d1c11")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@lru_cache(maxsize=65536)
def named(*parts: str) -> str:
    """The GUID of something in the seed."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def fresh() -> str:
    """A GUID for something new."""
    return str(uuid.uuid4())


def is_guid(value: object) -> bool:
    """Whether it is written as Toast writes them."""
    return isinstance(value, str) and _GUID.fullmatch(value) is not None
