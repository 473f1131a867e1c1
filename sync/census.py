"""Reading a census: everything folded in a first reading, some buckets kept in a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from domain.capabilities import Support
from domain.events import Entity
from domain.ports.pos import CENSUS_OF, CensusEntry, CensusPage, PosAdapter
from sync.buckets import Buckets, Key, Told

Beat = Callable[[], None]
"""Called after each page; may raise to stop."""

_RECENT = 2_000
"""Pages of some platforms overlap: an entry that was among the last so many is told twice."""


def has_census(pos: PosAdapter, entity: Entity) -> bool:
    """Whether the platform can be asked a second way."""
    capability = CENSUS_OF.get(entity)
    return capability is not None and pos.capabilities[capability].support is not Support.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What a first reading tells."""

    buckets: Buckets
    total: int | None
    """How many there are by the platform's own count, where it tells one."""
    reaches_back_to: datetime | None


def read_census(pos: PosAdapter, entity: Entity, beat: Beat) -> Witness:
    """Fold a whole census; memory stays flat. Raises PlatformError."""
    buckets = Buckets()
    total: int | None = None
    back: datetime | None = None
    for page in _pages(pos, entity, beat):
        total = page.total if page.total is not None else total
        back = page.reaches_back_to or back
        buckets.add_all(map(_told, page.entries))
    return Witness(buckets=buckets, total=total, reaches_back_to=back)


def entries_in(
    pos: PosAdapter, entity: Entity, wanted: Set[int], beat: Beat
) -> dict[Key, CensusEntry]:
    """The entries of some buckets, by a reading of its own. Raises PlatformError."""
    found: dict[Key, CensusEntry] = {}
    for page in _pages(pos, entity, beat):
        for entry in page.entries:
            key = _told(entry).key
            if key.bucket in wanted:
                found[key] = entry
    return found


def _pages(pos: PosAdapter, entity: Entity, beat: Beat) -> Iterator[CensusPage]:
    """Pages whose entries come once each, though the platform's pages may overlap."""
    recent: dict[Key, None] = {}
    for page in pos.census(entity):
        fresh = []
        for entry in page.entries:
            key = _told(entry).key
            if key not in recent:
                recent[key] = None
                fresh.append(entry)
        while len(recent) > _RECENT:
            del recent[next(iter(recent))]
        yield CensusPage(
            entries=tuple(fresh), total=page.total, reaches_back_to=page.reaches_back_to
        )
        beat()


def _told(entry: CensusEntry) -> Told:
    key = Key(entry.platform_id, entry.location_id or "")
    return Told(key, entry.revision, entry.parts)
