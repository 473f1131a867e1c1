"""A connection fills a field its own way: looked at, switched on, synced, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.mapping_tools import overriding
from domain.calls import Call
from domain.errors import InvalidInputError
from domain.ids import ConnectionId
from mapping.overrides import Override, stored
from storage import audit
from tests.integration.sync.house import MERCHANT, House, open_house, open_till

SELLER_NOTE = Override(kind="product", attribute="brand", path="item_data.description_plaintext",
    convert="optional_text")  # fmt: skip
NO_NUMBER = Override(kind="variant", attribute="sku", path="id", convert="lower")


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected with one Square shop."""
    with open_till("square") as till, open_house(sqlite_url, tmp_path, [till]) as opened:
        opened.connect("square")
        yield opened


@pytest.fixture
def connection(house: House) -> ConnectionId:
    """The house's only connection."""
    return house.connections["square"]


def brands(house: House, connection: ConnectionId) -> set[str | None]:
    """The brands that the connection's catalog has now."""
    adapter = house.services.directory.open(connection, Call.within(60))
    return {one.brand for page in adapter.products() for one in page.records}


def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    house: House, connection: ConnectionId
) -> None:
    row = overriding.connection_of(house.services, connection)
    before = brands(house, connection)

    run = overriding.over_live(house.services, row, [SELLER_NOTE])

    assert run.samples > 0
    assert run.faults == 0
    assert {one.attribute for one in run.differences} == {"brand"}
    assert brands(house, connection) == before


def test_an_override_is_used_once_it_is_switched_on_until_it_is_taken_away(
    house: House, connection: ConnectionId
) -> None:
    services = house.services
    usual = brands(house, connection)

    overriding.switch_on(services, overriding.connection_of(services, connection), SELLER_NOTE)
    own = brands(house, connection)
    kept = stored(overriding.connection_of(services, connection).settings)
    overriding.remove(services, overriding.connection_of(services, connection), SELLER_NOTE.name)

    assert kept == (SELLER_NOTE,)
    assert own != usual
    assert brands(house, connection) == usual
    with services.database.read() as tx:
        told = [one for one in audit.entries(tx, MERCHANT) if one.action == "mapping.changed"]
    assert len(told) == 2


def test_a_nested_record_is_overridden_too(house: House, connection: ConnectionId) -> None:
    services = house.services
    overriding.switch_on(services, overriding.connection_of(services, connection), NO_NUMBER)

    adapter = services.directory.open(connection, Call.within(60))
    variants = [v for page in adapter.products() for one in page.records for v in one.variants]

    assert all(one.sku == one.platform_id.lower() for one in variants)


def test_an_override_that_breaks_records_says_so_before_it_is_switched_on(
    house: House, connection: ConnectionId
) -> None:
    row = overriding.connection_of(house.services, connection)
    broken = Override(kind="product", attribute="title", path="item_data.nothing_there")

    run = overriding.over_live(house.services, row, [broken])

    assert run.faults == run.samples > 0


def test_one_that_cannot_work_is_never_stored(house: House, connection: ConnectionId) -> None:
    row = overriding.connection_of(house.services, connection)
    wrong = Override(kind="product", attribute="brand", path="x", convert="integer")

    with pytest.raises(InvalidInputError):
        overriding.switch_on(house.services, row, wrong)
    with pytest.raises(InvalidInputError):
        overriding.remove(house.services, row, "product.brand")
    assert "mapping" not in overriding.connection_of(house.services, connection).settings


def test_a_payload_serves_as_sample() -> None:
    payload = {"objects": [{"type": "ITEM", "id": "I", "version": 1, "item_data": {
        "name": "Mug", "variations": [], "description_plaintext": "By Acme"}}]}  # fmt: skip

    run = overriding.over_samples("square", [SELLER_NOTE], payload)

    (one,) = run.differences
    assert (one.record, one.attribute, one.before, one.after) == (
        "objects[0]", "brand", "None", "By Acme")  # fmt: skip
