"""Cursors of ours around Square's: where a walk stands, and what it must remember to go on."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A place in a listing that another process can take up."""

    cursor: str | None = None
    """Square's own cursor within the part; None is its beginning."""
    mark: str | None = None
    """The high-water mark collected so far."""
    part: int = 0
    """Which of several requests (groups of ids or locations) is under way."""

    def write(self) -> str:
        """The bookmark as opaque text."""
        packed = orjson.dumps([self.cursor, self.mark, self.part])
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def read(cls, text: str | None) -> Bookmark:
        """The bookmark that was written; None is the beginning. Raises ValueError."""
        if text is None:
            return cls()
        cursor, mark, part = orjson.loads(base64.urlsafe_b64decode(text.encode()))
        return cls(cursor=cursor, mark=mark, part=part)
