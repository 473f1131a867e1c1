"""Two piles of (id, revision) compared without holding either: 256 digests and counts of each.

The digest of a bucket is a sum, so it does not matter in which order records come, and records that
are told twice in a row are left out by the caller. Pure; no clock, no storage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

BUCKETS = 256
_WORD = 2**64


class Key(NamedTuple):
    """What names a record within one entity of one connection."""

    platform_id: str
    location_id: str = ""
    """Of a stock level: where; empty elsewhere."""

    @property
    def bucket(self) -> int:
        """The pile it belongs to."""
        return _hash(f"{self.platform_id}\n{self.location_id}") % BUCKETS


class Told(NamedTuple):
    """A record as one side tells it."""

    key: Key
    revision: int | None
    parts: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What both sides can tell of a record, and is therefore compared."""

    revisions: bool
    parts: bool


@dataclass(slots=True)
class Buckets:
    """Counts and digests of one side."""

    terms: Terms
    counts: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    sums: list[int] = field(default_factory=lambda: [0] * BUCKETS)

    def add(self, told: Told) -> None:
        """Take one record in."""
        number = told.key.bucket
        revision = told.revision if self.terms.revisions else None
        parts = told.parts if self.terms.parts else None
        text = f"{told.key.platform_id}\n{told.key.location_id}\n{revision}\n{parts}"
        self.counts[number] += 1
        self.sums[number] = (self.sums[number] + _hash(text)) % _WORD

    def add_all(self, told: Iterable[Told]) -> None:
        """Take many in."""
        for one in told:
            self.add(one)

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts)

    def differing(self, other: Buckets) -> frozenset[int]:
        """The piles whose counts or digests are not the same."""
        return frozenset(
            number
            for number in range(BUCKETS)
            if (self.counts[number], self.sums[number])
            != (other.counts[number], other.sums[number])
        )


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
