"""Items, stock and customers read from scripted answers: pages, marks, grids, spoiled records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.counterpoint.adapter import CounterpointAdapter, open_adapter
from adapters.counterpoint.client import ROWS
from adapters.platform import AdapterSettings
from domain.errors import MalformedResponseError
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.report import MappingReport
from tests.contract.counterpoint_contract import sample
from tests.unit.adapters_counterpoint.conftest import FixedClock
from tests.unit.adapters_counterpoint.lines import ScriptedLine, refusal

CATEGORIES = {"Categories": [sample("GET_ItemCategory_CategoryCode.response")["Category"]]}
DATE = "Sat, 21 Nov 2026 11:00:00 GMT"


def item(number: str, **columns: Any) -> dict[str, Any]:
    """An item."""
    return {"ITEM_NO": number, "DESCR": f"Item {number}", "ITEM_TYP": "I", "STAT": "A", **columns}


def stock(number: str, **columns: Any) -> dict[str, Any]:
    """A stock row."""
    row = {"ITEM_NO": number, "LOC_ID": "MAIN", "QTY_AVAIL": 3}
    return {**row, "RS_UTC_DT": "2026-11-21T10:00:00.0000000", **columns}


def ids(pages: Iterator[Page[Any]]) -> list[str]:
    """What the pages bring, by id."""
    return [one.platform_id for page in pages for one in page.records]


def test_a_full_page_is_followed_by_the_next_and_a_short_one_is_the_last(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    full = [item(f"A{number:03}") for number in range(ROWS)]
    line.on("items.list", {"Items": full}, {"Items": [item("B")]}).on("categories.list", CATEGORIES)

    found = ids(adapter.products())

    asked = [one.params["Page"] for one in line.sent if one.operation == "items.list"]
    assert len(found) == ROWS + 1
    assert asked == ["1", "2"]


def test_a_full_last_page_is_followed_by_an_empty_one(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    full = [item(f"A{number:03}") for number in range(ROWS)]
    line.on("items.list", {"Items": full}, {"Items": []}).on("categories.list", CATEGORIES)

    pages = list(adapter.products())

    assert [len(page.records) for page in pages] == [ROWS, 0]
    assert pages[-1].high_water is not None


def test_a_page_that_comes_again_is_malformed_and_what_came_before_is_kept(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    full = [item(f"A{number:03}") for number in range(ROWS)]
    line.on("items.list", {"Items": full}).on("categories.list", CATEGORIES)
    walk = adapter.products()

    first = next(walk)
    with pytest.raises(MalformedResponseError, match="page 2 is page 1 once more"):
        next(walk)

    assert len(first.records) == ROWS


def test_a_server_that_does_not_page_is_read_at_once(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    everything = [item(f"A{number:04}") for number in range(3 * ROWS)]
    line.on("items.list", {"Items": everything}).on("categories.list", CATEGORIES)

    assert len(ids(adapter.products())) == 3 * ROWS


def test_the_next_delta_begins_by_the_servers_clock_less_an_overlap(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.headers = {"date": DATE}
    line.on("items.list", {"Items": []}).on("categories.list", CATEGORIES)

    (page,) = adapter.products()

    assert page.high_water == "2026-11-21T10:55:00"


def test_without_the_servers_clock_ours_is_trusted_less(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("customers.list", {"Customers": []})

    (page,) = adapter.customers()

    assert page.high_water == "2026-11-21T11:45:00"  # a quarter of an hour before noon


def test_a_mark_never_goes_back(adapter: CounterpointAdapter, line: ScriptedLine) -> None:
    line.on("customers.list", {"Customers": []})

    (page,) = adapter.customers(since="2026-11-21T11:59:00")

    assert page.high_water == "2026-11-21T11:59:00"
    assert line.sent[0].params["StartDate"] == "2026-11-21T11:59:00"


def test_the_servers_cache_is_flushed_once_per_run(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    full = [item(f"A{number:03}") for number in range(ROWS)]
    line.on("items.list", {"Items": full}, {"Items": []}).on("categories.list", CATEGORIES)

    first, _ = adapter.products()
    flushed = [one.headers.get("ServerCache") for one in line.sent if "Page" in one.params]
    line.sent.clear()
    line.on("items.list", {"Items": []})
    list(adapter.products(cursor=first.cursor))

    assert flushed == ["no-cache", None]
    assert not [one for one in line.sent if one.headers]


def test_a_resumed_walk_keeps_the_mark_it_began_with(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.headers = {"date": DATE}
    full = [item(f"A{number:03}") for number in range(ROWS)]
    line.on("items.list", {"Items": full}).on("categories.list", CATEGORIES)
    first = next(adapter.products())
    line.headers = {"date": "Sat, 21 Nov 2026 19:00:00 GMT"}
    line.on("items.list", {"Items": [item("B")]})

    (last,) = adapter.products(cursor=first.cursor)

    assert last.high_water == "2026-11-21T10:55:00"
    assert line.sent[-2].params["Page"] == "2"


def test_a_full_run_reads_the_stock_once_for_all_grid_items(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    grids = [item("SHIRT", TRK_METH="G"), item("PANTS", TRK_METH="G")]
    cell = {"DIM_1_UPR": "BLACK", "DIM_2_UPR": "L", "DIM_3_UPR": "*"}
    rows = [stock("SHIRT", IM_INV_CELL=[cell]), stock("PANTS", IM_INV_CELL=[cell, cell])]
    line.on("items.list", {"Items": grids}).on("inventory.list", {"IM_INV": rows})
    line.on("categories.list", CATEGORIES)

    shirt, pants = (one for page in adapter.products() for one in page.records)

    assert line.operations.count("inventory.list") == 1
    assert [one.platform_id for one in shirt.variants] == ["SHIRT::BLACK::L::*"]
    assert len(pants.variants) == 1


def test_a_delta_asks_for_the_stock_of_the_grid_items_in_it(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("items.list", {"Items": [item("SHIRT", TRK_METH="G"), item("MUG")]})
    line.on("inventory.item", {"IM_INV": [stock("SHIRT", IM_INV_CELL=[{"DIM_1_UPR": "XL"}])]})
    line.on("categories.list", CATEGORIES)

    shirt, mug = (
        one for page in adapter.products(since="2026-11-21T00:00:00") for one in page.records
    )

    assert line.operations.count("inventory.item") == 1
    assert (len(shirt.variants), len(mug.variants)) == (1, 1)


def test_keys_with_spaces_and_slashes_are_paths_all_the_same(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("items.get", refusal(404, "ERROR_RECORD_NOT_FOUND"))

    page = adapter.product(PlatformId("9/16 BOLT #4"))

    assert page.records == ()
    assert line.sent[0].path == "/Item/9%2F16%20BOLT%20%234"


def test_categories_are_told_by_name(adapter: CounterpointAdapter, line: ScriptedLine) -> None:
    shirt = item("SHIRT", CATEG_COD="APPAREL", SUBCAT_COD="MENS")
    line.on("items.get", {"IM_ITEM": shirt}).on("categories.list", CATEGORIES)

    (product,) = adapter.product(PlatformId("SHIRT")).records

    assert product.categories == ("Apparel items", "Apparel - Mens")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"ITEM_NO": "BAD"},
        {"ITEM_NO": "BAD", "DESCR": None},
        item("BAD", PRC_1=[1]),
        item("BAD", RS_UTC_DT="yesterday"),
        item("BAD", PRC_1="1" + "0" * 400),
        item("BAD", PRC_1=1e308),
    ],
    ids=["missing", "null", "wrong type", "no time", "huge text", "huge number"],
)
def test_a_spoiled_record_is_set_aside_and_loses_nothing_else(
    adapter: CounterpointAdapter, line: ScriptedLine, spoiled: dict[str, Any]
) -> None:
    body = {"Items": [item("A"), spoiled, item("B")]}
    line.on("items.list", body).on("categories.list", CATEGORIES)

    (page,) = adapter.products()

    assert [one.platform_id for one in page.records] == ["A", "B"]
    (fault,) = page.quarantined
    assert fault.platform_id == "BAD"
    assert fault.remedy
    assert page.high_water is not None


def test_a_customer_that_cannot_be_read_shows_nothing_personal(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("customers.list", {"Customers": [{"CUST_NO": "1", "FST_NAM": ["Jordan"]}]})

    (page,) = adapter.customers()

    (fault,) = page.quarantined
    assert (fault.platform_id, fault.path) == ("1", "FST_NAM")
    assert "Jordan" not in fault.value


def test_an_answer_is_read_under_a_word_as_under_its_tables_name(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("items.get", {"Item": item("MUG")}).on("categories.list", CATEGORIES)
    line.on("inventory.item", {"Inventory": [stock("MUG")]})

    (product,) = adapter.product(PlatformId("MUG")).records
    (page,) = adapter.stock(inventory_ids=[PlatformId("MUG")])

    assert product.platform_id == "MUG"
    assert len(page.records) == 1


@pytest.mark.parametrize(
    "body", [{}, {"A": [], "B": []}, {"Items": None}, {"Items": "none"}, {"Items": [1]}]
)
def test_an_answer_without_its_list_is_malformed(
    adapter: CounterpointAdapter, line: ScriptedLine, body: dict[str, Any]
) -> None:
    line.on("items.list", body)

    with pytest.raises(MalformedResponseError, match="Items"):
        next(adapter.products())


def test_one_row_without_its_list_is_read(adapter: CounterpointAdapter, line: ScriptedLine) -> None:
    line.on("inventory.item", {"IM_INV": stock("MUG")})

    (page,) = adapter.stock(inventory_ids=[PlatformId("MUG")])

    assert [one.inventory_platform_id for one in page.records] == ["MUG"]


def test_a_company_without_locations_has_no_stock_and_still_a_mark(
    line: ScriptedLine, report: MappingReport
) -> None:
    adapter = open_adapter(line, AdapterSettings(clock=FixedClock(), report=report))
    line.on("locations.list", {"IM_LOC": []})

    (page,) = adapter.stock()

    assert (page.records, page.high_water) == ((), "2026-11-21T11:45:00")


def test_the_stock_of_one_cell_is_not_that_of_its_item(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    cells = [{"DIM_1_UPR": "L", "QTY_AVAIL": 1}, {"DIM_1_UPR": "M", "QTY_AVAIL": 2}]
    line.on("inventory.item", {"IM_INV": [stock("SHIRT", IM_INV_CELL=cells)]})

    (page,) = adapter.stock(inventory_ids=[PlatformId("SHIRT::M::*::*")])

    ((found),) = page.records
    assert (found.inventory_platform_id, found.available) == ("SHIRT::M::*::*", 2)
