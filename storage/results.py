"""What applying a batch of platform records did, and pages of stored ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyResult:
    """Counts of records, in the units they were handed over in (products, levels, orders …)."""

    inserted: int = 0
    updated: int = 0
    stale: int = 0
    """Older than what is stored, or equal to it: nothing was written."""
    deleted: int = 0
    pending: int = 0
    """Kept until the record they belong to arrives (stock only)."""
    skus: frozenset[str] = frozenset()
    """Unified keys whose stored facts changed, for caches to forget."""

    def __add__(self, other: ApplyResult) -> ApplyResult:
        return ApplyResult(
            inserted=self.inserted + other.inserted,
            updated=self.updated + other.updated,
            stale=self.stale + other.stale,
            deleted=self.deleted + other.deleted,
            pending=self.pending + other.pending,
            skus=self.skus | other.skus,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """One page of stored rows; ask again with `cursor` for the next."""

    rows: tuple[T, ...]
    cursor: str | None = None
    """None on the last page."""
