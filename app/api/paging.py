"""Paging through a list that is computed whole: the cursor holds how far one has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.api.services import services

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPage:
    """One page of a computed list, from `offset` on."""

    scope: str
    offset: int
    limit: int

    @classmethod
    def open(cls, scope: str, cursor: str | None, limit: int) -> OffsetPage:
        """The page behind a cursor of the same list. Raises InvalidInputError."""
        position = services().rest.cursors.open(cursor, scope=scope)
        return cls(scope=scope, offset=int(position or 0), limit=limit)

    @property
    def reach(self) -> int:
        """How many entries of the list tell this page and whether another follows."""
        return self.offset + self.limit + 1

    def part(self, whole: Sequence[T]) -> Sequence[T]:
        """The entries of this page."""
        return whole[self.offset : self.offset + self.limit]

    def cut(self, whole: Sequence[object]) -> dict[str, Any]:
        """This page of the list as an answer."""
        return {"items": self.part(whole), "next_cursor": self.next_cursor(whole)}

    def seal(self, behind: str | None) -> str | None:
        """The cursor of an offset that a store gave; None on the last page."""
        return services().rest.cursors.seal(behind, scope=self.scope)

    def next_cursor(self, whole: Sequence[object]) -> str | None:
        """The cursor of the page after this one; None on the last."""
        end = self.offset + self.limit
        position = str(end) if len(whole) > end else None
        return services().rest.cursors.seal(position, scope=self.scope)
