"""What every adapter's census needs: entries out of raw records, none lost for a bad field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from adapters.guard import READING_FAILED
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage
from mapping.engine import MappingError

PER_PAGE = 500
"""Entries handed out together where a platform's own pages had to be put together first."""


def census_page(
    raws: Iterable[Any],
    read: Callable[[Any], CensusEntry],
    *,
    id_field: str = "id",
    total: int | None = None,
) -> CensusPage:
    """The entries of one page; of a record whose revision cannot be read, that it exists."""
    entries = (_entry(raw, read, id_field) for raw in raws)
    return CensusPage(entries=tuple(one for one in entries if one is not None), total=total)


def _entry(raw: Any, read: Callable[[Any], CensusEntry], id_field: str) -> CensusEntry | None:
    try:
        return read(raw)
    except (*READING_FAILED, MappingError):
        named = raw.get(id_field) if isinstance(raw, Mapping) else None
        return None if named is None else CensusEntry(platform_id=PlatformId(str(named)))


class Families:
    """Products whose variants a platform lists as records of their own, put together."""

    def __init__(self) -> None:
        """Nothing met yet."""
        self._members: dict[str, set[str]] = {}
        self._revisions: dict[str, int] = {}

    def add(self, product_id: str, member: str | None, revision: int) -> None:
        """One record of a product; `member` is the variant it is, None where it is none."""
        members = self._members.setdefault(product_id, set())
        if member is not None:
            members.add(member)
        self._revisions[product_id] = max(self._revisions.get(product_id, 0), revision)

    def pages(self, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[CensusPage]:
        """The products in pages, whole."""
        entries = [
            CensusEntry(
                platform_id=PlatformId(product_id),
                revision=self._revisions[product_id],
                parts=len(members),
            )
            for product_id, members in self._members.items()
            if wanted(product_id)
        ]
        for start in range(0, len(entries), PER_PAGE):
            yield CensusPage(entries=tuple(entries[start : start + PER_PAGE]))
