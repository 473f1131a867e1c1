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
    """What one side tells of its records beside their ids."""

    revisions: bool
    parts: bool


@dataclass(slots=True)
class Buckets:
    """Counts and digests of one side.

    Ids, revisions and parts are added up apart, so that one reading serves whatever the other side
    turns out to tell.
    """

    counts: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    ids: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    revisions: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    parts: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    terms: Terms = Terms(revisions=False, parts=False)
    """What any of its records told."""

    def add_all(self, told: Iterable[tuple[tuple[str, str], int | None, int | None]]) -> None:
        """Take many in, each a `Told` or as bare as one."""
        any_revision, any_part = self.terms.revisions, self.terms.parts
        for (platform_id, location_id), revision, parts in told:
            digest = _hash(f"{platform_id}\n{location_id}")
            number = digest % BUCKETS
            self.counts[number] += 1
            self.ids[number] = (self.ids[number] + digest) % _WORD
            if revision is not None:
                any_revision = True
                self.revisions[number] = (self.revisions[number] + _of(digest, revision)) % _WORD
            if parts is not None:
                any_part = True
                self.parts[number] = (self.parts[number] + _of(digest, parts)) % _WORD
        self.terms = Terms(revisions=any_revision, parts=any_part)

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts)

    def differing(self, other: Buckets) -> frozenset[int]:
        """The piles whose counts, or digests of what the other side tells, are not the same."""
        compared = [(self.counts, other.counts), (self.ids, other.ids)]
        if other.terms.revisions:
            compared.append((self.revisions, other.revisions))
        if other.terms.parts:
            compared.append((self.parts, other.parts))
        return frozenset(
            number
            for number in range(BUCKETS)
            if any(ours[number] != theirs[number] for ours, theirs in compared)
        )


def _of(digest: int, number: int) -> int:
    """A digest of a record and one number of it. Python's hash of whole numbers, unlike that of
    text, is the same everywhere."""
    return hash((digest, number))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
