"""The catalog walk: what items refer to is resolved, what is broken is set apart."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.square.adapter import SquareAdapter
from domain.errors import RejectedError
from domain.ids import PlatformId
from mapping.report import MappingReport
from tests.unit.adapters_square.lines import ScriptedLine, refusal

TIME = "2026-11-20T10:00:00.000Z"


def item(number: int, **content: Any) -> dict[str, Any]:
    variation = {
        "type": "ITEM_VARIATION",
        "id": f"V{number}",
        "version": number,
        "item_variation_data": {
            "item_id": f"I{number}",
            "name": "Regular",
            "price_money": {"amount": 100, "currency": "USD"},
        },
    }
    return {
        "type": "ITEM",
        "id": f"I{number}",
        "version": number,
        "item_data": {"name": f"Item {number}", "variations": [variation], **content},
    }


def category(identifier: str, name: str) -> dict[str, Any]:
    return {"type": "CATEGORY", "id": identifier, "category_data": {"name": name}}


@pytest.fixture
def catalog(line: ScriptedLine) -> ScriptedLine:
    """An empty catalog; tests script the rest."""
    return line.on("catalog.search", {"latest_time": TIME}).on("catalog.list_side", {})


def test_an_empty_catalog_is_one_empty_page_with_a_mark(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    catalog.on("catalog.list", {})

    (page,) = adapter.products()

    assert page.records == ()
    assert page.high_water == TIME


def test_what_the_listing_missed_is_fetched_once_per_page_and_never_again(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    first = [item(1, categories=[{"id": "C1"}, {"id": "GONE"}]), item(2, tax_ids=["T1"])]
    catalog.on("catalog.list", {"objects": first, "cursor": "2"}, {"objects": [
        item(3, categories=[{"id": "C1"}, {"id": "GONE"}])
    ]})  # fmt: skip
    tax = {"type": "TAX", "id": "T1", "tax_data": {"name": "Sales", "percentage": "10.35"}}
    catalog.on("catalog.batch_retrieve", {"objects": [category("C1", "Coffee"), tax]})

    pages = list(adapter.products())

    asked = [r.json for r in catalog.sent if r.operation == "catalog.batch_retrieve"]
    assert asked == [{"object_ids": ["C1", "GONE", "T1"]}]
    products = [one for page in pages for one in page.records]
    assert [one.categories for one in products] == [("Coffee",), (), ("Coffee",)]
    assert [v.taxable for one in products for v in one.variants] == [False, True, False]


def test_a_record_that_cannot_be_mapped_is_set_apart_and_the_rest_goes_on(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    nameless = item(1)
    del nameless["item_data"]["name"]
    unpriced = item(2)
    unpriced["item_data"]["variations"][0]["item_variation_data"]["price_money"] = {"amount": "x"}
    catalog.on("catalog.list", {"objects": [nameless, unpriced, item(3)]})

    (page,) = adapter.products()

    assert [one.platform_id for one in page.records] == ["I3"]
    faults = {fault.platform_id: fault for fault in page.quarantined}
    assert faults["I1"].path == "item_data.name"
    assert faults["I1"].remedy == "give the item a name in Square"
    assert faults["I2"].path.endswith("item_variation_data.price_money")
    assert b'"id":"I2"' in faults["I2"].raw


def test_a_broken_tax_is_set_apart_and_does_not_stop_the_run(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    tax = {"type": "TAX", "id": "T1", "tax_data": {"name": "Sales", "percentage": "ten"}}
    catalog.on("catalog.list_side", {"objects": [tax]})
    catalog.on("catalog.list", {"objects": [item(1, tax_ids=["T1"])]})
    catalog.on("catalog.batch_retrieve", {})

    (page,) = adapter.products()

    assert [one.platform_id for one in page.records] == ["I1"]
    assert [fault.path for fault in page.quarantined] == ["tax_data.percentage"]


def test_an_unknown_field_is_counted_and_breaks_nothing(
    catalog: ScriptedLine, adapter: SquareAdapter, report: MappingReport
) -> None:
    catalog.on("catalog.list", {"objects": [item(1, hologram_url="x")]})

    (page,) = adapter.products()

    assert len(page.records) == 1
    assert report.unknown == {"item_data.hologram_url": 1}


def test_a_stale_cursor_starts_the_listing_again_once(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    catalog.on(
        "catalog.list",
        {"objects": [item(1)], "cursor": "old"},
        refusal(400, "INVALID_CURSOR"),
        {"objects": [item(1), item(2)]},
    )

    pages = list(adapter.products())

    assert [[one.platform_id for one in page.records] for page in pages] == [["I1"], ["I1", "I2"]]


def test_a_cursor_that_stays_stale_is_an_error(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    stale = refusal(400, "INVALID_CURSOR")
    catalog.on(
        "catalog.list",
        {"objects": [item(1)], "cursor": "a"},
        stale,
        {"objects": [item(1)], "cursor": "b"},
        stale,
    )

    with pytest.raises(RejectedError):
        list(adapter.products())


def test_the_mark_of_a_resumed_walk_is_from_before_it_began(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    catalog.on("catalog.list", {"objects": [item(1)], "cursor": "2"}, {"objects": [item(2)]})
    first = next(iter(adapter.products()))
    catalog.on("catalog.search", {"latest_time": "2026-11-20T11:00:00.000Z"})

    (rest,) = adapter.products(cursor=first.cursor)

    assert rest.high_water == TIME
    assert catalog.sent[-1].params["cursor"] == "2"


def test_a_changed_variation_brings_its_item(line: ScriptedLine, adapter: SquareAdapter) -> None:
    variation = item(7)["item_data"]["variations"][0]
    other = item(8)["item_data"]["variations"][0]
    line.on(
        "catalog.search",
        {"objects": [variation, other], "related_objects": [item(7)], "latest_time": TIME},
    )
    line.on("catalog.batch_retrieve", {"objects": [item(8)]})

    (page,) = adapter.products(since="2026-11-19T00:00:00.000Z")

    assert [one.platform_id for one in page.records] == ["I7", "I8"]
    assert page.high_water == TIME


def test_a_deleted_item_without_data_is_a_tombstone(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    gone = {"type": "ITEM", "id": "I9", "version": 12, "is_deleted": True}
    line.on("catalog.search", {"objects": [gone], "latest_time": TIME})

    (page,) = adapter.products(since="2026-11-19T00:00:00.000Z")

    (product,) = page.records
    assert (product.platform_id, product.active, product.revision) == ("I9", False, 12)
    assert product.variants == ()


def test_the_newest_version_of_item_and_variations_is_the_revision(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    record = item(1)
    record["item_data"]["variations"][0]["version"] = 99
    catalog.on("catalog.list", {"objects": [record]})

    (page,) = adapter.products()

    assert page.records[0].revision == 99


def test_locations_are_asked_for_only_when_an_item_is_sold_at_some_of_them(
    catalog: ScriptedLine, adapter: SquareAdapter
) -> None:
    local = item(1)
    local["item_data"]["variations"][0] |= {
        "present_at_all_locations": False,
        "present_at_location_ids": ["L1"],
    }
    catalog.on("catalog.list", {"objects": [local]})
    catalog.on(
        "locations.list", {"locations": [{"id": "L1", "name": "A"}, {"id": "L2", "name": "B"}]}
    )

    (page,) = adapter.products()

    assert page.records[0].variants[0].absent_at == ("L2",)
    assert catalog.operations.count("locations.list") == 1


def test_a_variations_id_leads_to_its_item(line: ScriptedLine, adapter: SquareAdapter) -> None:
    variation = item(1)["item_data"]["variations"][0]
    line.on("catalog.get", {"object": variation, "related_objects": [item(1)]})

    page = adapter.product(PlatformId("V1"))

    assert [one.platform_id for one in page.records] == ["I1"]


def test_counts_of_many_variations_are_asked_for_in_groups_and_can_be_resumed(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    count = {
        "catalog_object_id": "V1",
        "location_id": "L1",
        "state": "IN_STOCK",
        "quantity": "-2.5",
        "calculated_at": "2026-11-20T10:00:00.123Z",
    }
    line.on("inventory.counts", {"counts": [count]}, {})
    ids = [PlatformId(f"V{number}") for number in range(1500)]

    pages = list(adapter.stock(inventory_ids=ids))
    resumed = list(adapter.stock(inventory_ids=ids, cursor=pages[0].cursor))

    asked = [len(request.json["catalog_object_ids"]) for request in line.sent if request.json]
    assert asked == [1000, 500, 500]
    level = pages[0].records[0]
    assert str(level.available) == "-2.5"
    assert level.revision == 1795168800123000
    assert pages[-1].cursor is None
    assert pages[-1].high_water == resumed[-1].high_water == "2026-11-20T09:58:00.123Z"


def test_an_ended_tracking_is_unknown_and_not_zero(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    untracked = {
        "catalog_object_id": "V1",
        "location_id": "L1",
        "state": "UNTRACKED",
        "quantity": "0",
        "calculated_at": "2026-11-20T10:00:00Z",
    }
    line.on("inventory.counts", {"counts": [untracked]})

    (page,) = adapter.stock()

    assert page.records[0].available is None


def test_a_count_that_cannot_be_read_is_set_apart_under_its_variation(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("inventory.counts", {"counts": [{"catalog_object_id": "V1", "quantity": "1"}]})

    (page,) = adapter.stock()

    assert page.records == ()
    assert page.quarantined[0].platform_id == "V1"
