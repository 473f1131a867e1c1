"""Two connections that tell one field differently: the lead is followed, and it is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.catalog import Product, Source, Variant
from domain.events import Entity
from domain.ids import ConnectionId, PlatformId
from domain.owners import OWNERS, OwnedField, Owner
from storage import catalog_reads, conflicts, merchants
from storage.engine import Database, open_database
from storage.merchants import Merchant, PosConnection
from sync.apply import Arrival, apply_records
from tests.unit.sync.proof_house import CONNECTION, MERCHANT, NOW

OTHER = replace(CONNECTION, id=ConnectionId("con_2"), account_id="shop-2")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """A merchant with two connections."""
    opened = open_database(sqlite_url)
    with opened.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MERCHANT,
                name="Northwind",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=NOW,
            ),
        )
        merchants.add_connection(tx, CONNECTION)
        merchants.add_connection(tx, OTHER)
    yield opened
    opened.close()


def tell(
    database: Database,
    connection: PosConnection,
    title: str,
    *,
    barcode: str | None = None,
    revision: int = 1,
) -> None:
    """One product with one variant of SKU MUG, as a connection knows it."""
    mug = Variant(
        platform_id=PlatformId(f"v-{connection.id}"), name="Regular", sku="MUG", barcode=barcode
    )
    product = Product(
        platform_id=PlatformId(f"p-{connection.id}"),
        title=title,
        variants=(mug,),
        revision=revision,
    )
    now = NOW + timedelta(seconds=revision)
    arrival = Arrival(connection=connection, source=Source.POLL, now=now)
    with database.write() as tx:
        apply_records(tx, arrival, Entity.PRODUCT, [product])


def noted(database: Database) -> list[tuple[OwnedField, str, str]]:
    """Open conflicts: the field, what counts, and what the other says."""
    with database.read() as tx:
        rows = conflicts.page(tx, MERCHANT).rows
    return [(one.field, one.winner_value, one.loser_value) for one in rows]


def test_the_lead_listing_is_followed_and_the_other_noted_once(database: Database) -> None:
    tell(database, CONNECTION, "White mug", barcode="4006381333931")
    tell(database, OTHER, "Mug, white", barcode="4006381333932")
    tell(database, OTHER, "Mug, white", barcode="4006381333932", revision=2)

    with database.read() as tx:
        found = catalog_reads.variant(tx, MERCHANT, "MUG")
        rows = conflicts.page(tx, MERCHANT).rows
    assert found is not None
    assert found.title == "White mug"
    assert sorted(noted(database)) == [
        (OwnedField.BARCODE, "4006381333931", "4006381333932"),
        (OwnedField.TITLE, "White mug", "Mug, white"),
    ]
    assert {one.times for one in rows} == {2}


def test_what_agrees_again_is_closed(database: Database) -> None:
    tell(database, CONNECTION, "White mug")
    tell(database, OTHER, "Mug, white")

    tell(database, OTHER, "WHITE MUG", revision=2)

    assert noted(database) == []
    with database.read() as tx:
        (closed,) = conflicts.page(tx, MERCHANT, resolved_too=True).rows
    assert closed.resolved_at is not None


def test_what_only_one_of_them_tells_is_no_conflict(database: Database) -> None:
    tell(database, CONNECTION, "White mug", barcode="4006381333931")
    tell(database, OTHER, "White mug")

    assert noted(database) == []


def test_every_field_has_one_owner() -> None:
    assert set(OWNERS) == set(OwnedField)
    assert {OWNERS[each] for each in (OwnedField.STOCK, OwnedField.PRICE)} == {Owner.PLACE}
