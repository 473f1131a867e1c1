"""A platform that exports is asked for stock before its products are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from domain.capabilities import Capability, Declaration, Support
from domain.catalog import Product, StockLevel
from domain.errors import UnavailableError
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from storage import merchants, migrate
from storage.engine import open_database
from storage.proofs import ProofState
from sync.full_sync import FullSync, SyncProgress
from tests.fakes.clock import FakeClock
from tests.fakes.pos import CAPABILITIES, MemoryPos
from tests.fakes.pos_shop import MemoryShop
from tests.integration.storage.shop import a_merchant
from tests.unit.sync.proof_house import CONNECTION, House, line

_EXPORTS = Declaration(support=Support.NATIVE, source="this test")
_JOB = "export-1"


@dataclass(frozen=True)
class ExportingPos(MemoryPos):
    """One whose platform prepares its counts and hands the job's name out first."""

    capabilities: ClassVar[Mapping[Capability, Declaration]] = {
        **CAPABILITIES,
        Capability.BULK_EXPORT: _EXPORTS,
    }
    asked: list[str] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    """What is raised, once each, instead of an export."""

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """In pages."""
        self.asked.append("products")
        return super().products(since=since, cursor=cursor)

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """As an export."""
        if since is not None or inventory_ids is not None:
            yield from super().stock(since=since, inventory_ids=inventory_ids, cursor=cursor)
            return
        if cursor is None:
            if self.refuses:
                raise UnavailableError(self.refuses.pop(), platform="memory", operation="export")
            self.asked.append("export begun")
            yield Page(records=(), cursor=_JOB)
        if cursor in (None, _JOB):
            self.asked.append("export read")
        yield from super().stock(cursor=None if cursor == _JOB else cursor)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Empty books beside a shop that exports."""
    url = f"sqlite:///{tmp_path / 'books.db'}"
    migrate.upgrade(url)
    database = open_database(url)
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant(CONNECTION.merchant_id))
        merchants.add_connection(tx, CONNECTION)
    shop = MemoryShop.seeded(60)
    return House(database=database, shop=shop, pos=ExportingPos(line(shop)))


def asked(house: House) -> list[str]:
    """What the platform was asked, in order."""
    assert isinstance(house.pos, ExportingPos)
    return house.pos.asked


def test_the_export_of_stock_is_begun_before_products_are_read_and_read_once(house: House) -> None:
    proofs = house.full_sync()

    assert asked(house) == ["export begun", "products", "export read"]
    assert proofs["stock"].state is ProofState.PROVED
    assert house.ids(Entity.STOCK)


@pytest.mark.parametrize(("minutes", "begun"), [(5, 1), (45, 2)], ids=["lately", "long ago"])
def test_an_export_begun_by_a_run_that_was_stopped_is_used_while_it_is_fresh(
    house: House, minutes: int, begun: int
) -> None:
    clock = FakeClock()

    def stop(_progress: SyncProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        FullSync(house.database, house, clock).run(CONNECTION.id, stop)
    clock.advance(minutes=minutes)
    summary = FullSync(house.database, house, clock).run(CONNECTION.id, lambda _progress: None)

    assert asked(house).count("export begun") == begun
    assert asked(house).count("export read") == 1
    assert summary.proofs["stock"].state is ProofState.PROVED


def test_an_export_that_cannot_be_begun_is_asked_for_again_in_its_turn(house: House) -> None:
    assert isinstance(house.pos, ExportingPos)
    house.pos.refuses.append("five exports are being made already")

    proofs = house.full_sync()

    assert asked(house) == ["products", "export begun", "export read"]
    assert proofs["stock"].state is ProofState.PROVED
