"""Records that a listing loses at the edges of its pages, at the sizes that platforms have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from domain.catalog import StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from storage.proofs import ProofState
from tests.fakes.pos import MemoryPos
from tests.unit.sync.proof_house import House, line, open_house

T = TypeVar("T")
_RECORDS = 520
"""Products, variants and counts: more than the largest page."""


@dataclass(frozen=True)
class LosingPos(MemoryPos):
    """Its listings leave out every record at a multiple of `edge`; look-ups and the census not."""

    edge: int = 0

    def products(self, **asked: Any) -> Iterator[Page[Any]]:
        """Without those at the edges."""
        return self._losing(super().products(**asked))

    def stock(self, **asked: Any) -> Iterator[Page[StockLevel]]:
        """Without those at the edges, unless asked for by name."""
        pages = super().stock(**asked)
        return pages if asked.get("inventory_ids") else self._losing(pages)

    def _losing(self, pages: Iterator[Page[T]]) -> Iterator[Page[T]]:
        told = 0
        for page in pages:
            rows = enumerate(page.records, start=told + 1)
            told += len(page.records)
            yield replace(page, records=tuple(one for at, one in rows if at % self.edge))


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    with open_house(sqlite_url) as made:
        _widen(made)
        yield made


def _widen(house: House) -> None:
    """Many products of one variant, each counted in one store."""
    shop = house.shop
    product = next(one for one in shop.products.values())
    variant = product.variants[0]
    level = next(one for one in shop.stock.values())
    for number in range(_RECORDS):
        its_id = PlatformId(f"item-{number:04}")
        only = replace(variant, platform_id=its_id, inventory_platform_id=its_id, sku=f"W-{number}")
        shop.products[its_id] = replace(product, platform_id=its_id, variants=(only,))
        count = replace(level, inventory_platform_id=its_id, available=Decimal(number))
        shop.stock[its_id, level.location_platform_id] = count


@pytest.mark.parametrize("edge", [50, 100, 250, 500])
def test_every_record_lost_at_an_edge_is_found_and_brought(house: House, edge: int) -> None:
    losing = replace(house, pos=LosingPos(line(house.shop), edge=edge))

    proofs = losing.full_sync()

    for entity in (Entity.PRODUCT, Entity.STOCK):
        assert proofs[entity.value].state is ProofState.REPAIRED
        assert proofs[entity.value].findings["repaired"] >= _RECORDS // edge
        assert proofs[entity.value].alarms
    assert losing.ids(Entity.PRODUCT) == set(losing.shop.products)
    assert losing.prove(Entity.STOCK).state is ProofState.PROVED
