"""Asking a platform for single records, and storing what it says: the repairs of a proof.

Everything goes through the one apply step, so a repair is guarded by revision like any news and
leaves its ledger rows. What the platform knows no more is buried; an order is only marked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Connection

from domain.calls import Clock
from domain.capabilities import Capability, Support
from domain.catalog import Source, StockLevel
from domain.events import Deleted, Entity
from domain.ids import PlatformId
from domain.ports.pos import Page, PosAdapter
from storage import proofs
from storage.engine import Database
from storage.merchants import PosConnection
from sync.apply import Arrival, apply_deletion, apply_page, apply_records
from sync.buckets import Key
from sync.census import Beat

_TOGETHER = 50
"""Counts asked for in one question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform said of one record."""

    key: Key
    exists: bool
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """Repairs one entity of one connection."""

    database: Database
    clock: Clock
    connection: PosConnection
    pos: PosAdapter
    beat: Beat
    label: str
    """The delivery that the ledger names as the source of what is repaired."""

    def can_ask(self, entity: Entity) -> bool:
        """Whether the platform tells a single record of this kind."""
        if entity is not Entity.CUSTOMER:
            return True
        return self.pos.capabilities[Capability.CUSTOMER_BY_ID].support is not Support.NONE

    def ask(self, entity: Entity, keys: Collection[Key]) -> Iterator[Answer]:
        """Ask for these records and store them. Raises PlatformError."""
        if entity is Entity.STOCK:
            yield from self._counts(keys)
            return
        for key in keys:
            page = _ASK[entity](self.pos, PlatformId(key.platform_id))
            self._store(entity, page)
            if entity is Entity.ORDER and page.records:
                self._write(partial(proofs.reappeared, connection=self.connection, key=key[0]))
            self.beat()
            active = any(getattr(one, "active", True) for one in page.records)
            exists = bool(page.records or page.quarantined)
            yield Answer(key, exists, active or bool(page.quarantined))

    def bury(self, entity: Entity, gone: Mapping[Key, int]) -> None:
        """End what is gone on the platform, each at the revision we hold."""
        if entity is Entity.ORDER:
            ids = [key.platform_id for key in gone]
            self._write(
                lambda tx: proofs.mark_vanished(tx, self.connection, ids, now=self.clock.now())
            )
        elif entity is Entity.STOCK:
            self._write(lambda tx: self._forget_counts(tx, gone))
        else:
            for key, revision in gone.items():
                self._bury_one(entity, key, revision)

    def _bury_one(self, entity: Entity, key: Key, revision: int) -> None:
        told = Deleted(entity=entity, platform_id=PlatformId(key.platform_id), revision=revision)
        self._write(lambda tx: apply_deletion(tx, self._arrival(), told))

    def _forget_counts(self, tx: Connection, gone: Mapping[Key, int]) -> None:
        """A count that the platform does not tell any more is unknown, which is not zero."""
        unknown = [
            StockLevel(
                inventory_platform_id=PlatformId(key.platform_id),
                location_platform_id=PlatformId(key.location_id),
                available=None,
                as_of=self.clock.now(),
                revision=revision,
            )
            for key, revision in gone.items()
        ]
        apply_records(tx, self._arrival(), Entity.STOCK, unknown)

    def _counts(self, keys: Collection[Key]) -> Iterator[Answer]:
        """Asked together first, and what is not told then, alone: some platforms look many ids up
        by going through the very listing that lost them."""
        told = self._told([key.platform_id for key in keys], _TOGETHER)
        silent = [key.platform_id for key in keys if not _is_in(key, told)]
        told |= self._told(silent, 1)
        for key in keys:
            yield Answer(key, _is_in(key, told))

    def _told(self, ids: Iterable[str], together: int) -> set[Key]:
        """Ask for the counts of these ids, and store them; which were told."""
        unique, told = list(dict.fromkeys(ids)), set[Key]()
        for start in range(0, len(unique), together):
            some = [PlatformId(one) for one in unique[start : start + together]]
            for page in self.pos.stock(inventory_ids=some):
                self._store(Entity.STOCK, page)
                told.update(_keys_of(page.records))
                told.update(Key(one.platform_id or "") for one in page.quarantined)
                self.beat()
        return told

    def _store(self, entity: Entity, page: Page[Any]) -> None:
        if page.records or page.quarantined:
            self._write(lambda tx: apply_page(tx, self._arrival(), entity, page))

    def _arrival(self) -> Arrival:
        return Arrival(
            connection=self.connection,
            source=Source.POLL,
            now=self.clock.now(),
            delivery_id=self.label,
        )

    def _write(self, work: Callable[[Connection], object]) -> None:
        self.database.transact(work)


def _is_in(key: Key, told: Set[Key]) -> bool:
    """Whether a count was told, or set aside as unreadable."""
    return key in told or Key(key.platform_id) in told


def _keys_of(levels: Iterable[StockLevel]) -> Iterator[Key]:
    for one in levels:
        yield Key(one.inventory_platform_id, one.location_platform_id)


_Ask: TypeAlias = Callable[[PosAdapter, PlatformId], Page[Any]]


def _product(pos: PosAdapter, platform_id: PlatformId) -> Page[Any]:
    return pos.product(platform_id)


def _customer(pos: PosAdapter, platform_id: PlatformId) -> Page[Any]:
    return pos.customer(platform_id)


def _order(pos: PosAdapter, platform_id: PlatformId) -> Page[Any]:
    found = pos.order(platform_id)
    return Page(records=() if found is None else (found,))


_ASK: Mapping[Entity, _Ask] = {
    Entity.PRODUCT: _product,
    Entity.CUSTOMER: _customer,
    Entity.ORDER: _order,
}
