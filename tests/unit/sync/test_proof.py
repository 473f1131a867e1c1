"""Proofs over a shop in memory: what differs is found, asked for and mended, or told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from domain.calls import SystemClock
from domain.capabilities import Capability, Declaration, Support
from domain.catalog import Source
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import CartLine
from domain.ports.pos import CensusPage
from storage import stock, tables
from storage.proofs import ProofState
from sync.apply import Arrival, apply_records
from sync.proof import Listing, Prover
from tests.contract.suite.sim import any_cart, draft, key
from tests.fakes.pos import MemoryPos
from tests.unit.sync.proof_house import CONNECTION, NOW, House, line, open_house


@dataclass(frozen=True)
class ForgetfulPos(MemoryPos):
    """A platform whose census leaves some out, and counts them all the same."""

    untold: frozenset[PlatformId] = frozenset()

    def _census(self, entity: Entity) -> Iterator[CensusPage]:
        for page in super()._census(entity):
            told = tuple(one for one in page.entries if one.platform_id not in self.untold)
            yield CensusPage(entries=told, total=page.total)


@dataclass(frozen=True)
class BlindPos(MemoryPos):
    """A platform without a census."""

    capabilities: ClassVar[Mapping[Capability, Declaration]] = {
        **MemoryPos.capabilities,
        Capability.PRODUCT_CENSUS: Declaration(
            support=Support.NONE, note="it cannot", source="tests"
        ),
    }


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """Books that have everything once."""
    with open_house(sqlite_url) as made:
        yield made


def test_a_run_that_lost_nothing_is_proved_without_a_question(house: House) -> None:
    calls = len(house.shop.requests)

    proof = house.prove(Entity.PRODUCT)

    assert (proof.state, proof.alarms) == (ProofState.PROVED, ())
    assert proof.findings["ours"] == proof.findings["theirs"] == len(house.shop.products)
    assert [one["route"] for one in house.shop.requests[calls:]] == ["census.product"]


def test_only_records_of_differing_buckets_are_asked_for(house: House) -> None:
    first, second = sorted(house.shop.products)[:2]
    house.shop.products[first] = replace(house.shop.products[first], revision=10**12)
    with house.database.write() as tx:
        tx.execute(
            tables.product_records.delete().where(tables.product_records.c.platform_id == second)
        )
    calls = len(house.shop.requests)

    proof = house.prove(Entity.PRODUCT)

    assert proof.state is ProofState.REPAIRED
    found = proof.findings
    assert (found["missing"], found["outdated"], found["repaired"]) == (1, 1, 2)
    assert [one["route"] for one in house.shop.requests[calls:]].count("product") == 2
    assert house.ids(Entity.PRODUCT) == set(house.shop.products)


def test_a_dry_run_tells_what_differs_and_changes_nothing(house: House) -> None:
    gone = sorted(house.shop.products)[0]
    del house.shop.products[gone]

    proof = house.prove(Entity.PRODUCT, repair=False)

    assert proof.state is ProofState.DIFFERS
    assert proof.findings["named"] == [[gone, ""]]
    assert gone in house.ids(Entity.PRODUCT)


@pytest.mark.parametrize("entity", [Entity.PRODUCT, Entity.CUSTOMER])
def test_what_is_gone_over_there_is_asked_for_by_id_and_buried(
    house: House, entity: Entity
) -> None:
    rows = house.shop.products if entity is Entity.PRODUCT else house.shop.customers
    gone = sorted(rows)[0]
    del rows[gone]

    proof = house.prove(entity)

    assert (proof.state, proof.findings["ended"]) == (ProofState.REPAIRED, 1)
    assert gone not in house.ids(entity)
    assert house.prove(entity).state is ProofState.PROVED


def test_a_count_that_is_told_no_longer_becomes_unknown_and_not_zero(house: House) -> None:
    item, place = next(at for at, one in sorted(house.shop.stock.items()) if one.available)
    del house.shop.stock[item, place]

    house.prove(Entity.STOCK)

    with house.database.read() as tx:
        levels = stock.levels_of(tx, CONNECTION.merchant_id, _skus(house, item), now=NOW)
    (level,) = [
        one for rows in levels.values() for one in rows if one.location_platform_id == place
    ]
    assert level.pos_available is None
    assert level.available is None
    assert house.prove(Entity.STOCK).state is ProofState.PROVED


def _skus(house: House, item: PlatformId) -> list[str]:
    with house.database.read() as tx:
        rows = tx.execute(
            tables.listings.select().where(tables.listings.c.inventory_platform_id == item)
        )
        return [row.sku for row in rows]


def test_a_census_that_loses_records_is_told_and_buries_nothing(house: House) -> None:
    untold = PlatformId(sorted(house.shop.products)[0])
    forgetful = replace(house, pos=ForgetfulPos(line(house.shop), untold=frozenset({untold})))

    proof = forgetful.prove(Entity.PRODUCT)

    assert untold in house.ids(Entity.PRODUCT)
    assert (proof.findings["untold_by_census"], proof.findings["ended"]) == (1, 0)
    told = " ".join(proof.alarms)
    assert "loses records" in told
    assert f"counts {len(house.shop.products)}" in told, "its own count says otherwise"


def test_what_neither_the_run_nor_the_census_meets_is_buried_unasked(house: House) -> None:
    gone = sorted(house.shop.customers)[0]
    del house.shop.customers[gone]
    calls = len(house.shop.requests)

    proof = house.full_sync()["customer"]

    assert proof.findings["ended"] == 1
    asked = [one["route"] for one in house.shop.requests[calls:]]
    assert "customer" not in asked


def test_news_that_came_while_the_census_was_read_is_no_difference(house: House) -> None:
    product = house.shop.products[sorted(house.shop.products)[0]]
    newer = replace(product, revision=10**12)
    arrival = Arrival(connection=CONNECTION, source=Source.WEBHOOK, now=SystemClock().now())
    with house.database.write() as tx:
        apply_records(tx, arrival, Entity.PRODUCT, [newer])

    proof = house.prove(Entity.PRODUCT)

    assert (proof.state, proof.findings["newer_here"]) == (ProofState.PROVED, 1)


def test_an_order_that_its_platform_tells_no_longer_is_marked_and_kept(house: House) -> None:
    (item, place), _ = next(one for one in sorted(house.shop.stock.items()) if one[1].available)
    cart = replace(
        any_cart(),
        location_platform_id=place,
        lines=(CartLine(variant_platform_id=item, quantity=1),),
    )
    made = house.pos.create_order(draft(cart), key=key("order"))
    house.prove(Entity.ORDER)
    order = house.shop.orders.pop(made.platform_id)

    proof = house.prove(Entity.ORDER)

    assert (proof.state, proof.findings["ended"]) == (ProofState.REPAIRED, 1)
    assert made.platform_id not in house.ids(Entity.ORDER)
    assert _vanished(house) == [True]
    house.shop.orders[made.platform_id] = order
    assert house.prove(Entity.ORDER).state is ProofState.REPAIRED
    assert _vanished(house) == [False], "told again, it is an order like any other"


def _vanished(house: House) -> list[bool]:
    with house.database.read() as tx:
        return [row.vanished_at is not None for row in tx.execute(tables.orders.select())]


@pytest.mark.parametrize(
    ("records", "pages", "size", "is_odd"),
    [
        (0, 1, 0, False),
        (7, 1, 7, False),
        (100, 1, 100, True),
        (300, 3, 100, True),
        (301, 4, 100, False),
        (24, 2, 12, True),
    ],
)
def test_a_listing_that_ends_on_a_full_page_may_have_another(
    records: int, pages: int, size: int, is_odd: bool
) -> None:
    listing = Listing(records=records, pages=pages, page_size=size)

    assert listing.ends_on_a_full_page is is_odd


def test_without_a_census_a_full_last_page_raises_an_alarm(house: House) -> None:
    proof = Prover(house.database, SystemClock()).prove(
        BlindPos(line(house.shop)),
        CONNECTION,
        Entity.PRODUCT,
        beat=lambda: None,
        listing=Listing(records=200, pages=2, page_size=100),
    )

    assert proof.state is ProofState.UNPROVED
    assert proof.alarms == (
        "200 is a multiple of the page size 100, there is no census to compare it with",
    )
