"""The catalog of the Square stand-in: listing, delta search, retrieval, changes."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.square import ids
from tests.contract.sandbox_square.caller import COFFEE, LATTE, REPAIR, SHOE, Caller
from tests.contract.sandbox_square.model import answer_problems

ALL_TYPES = "ITEM,IMAGE,CATEGORY,MODIFIER_LIST,TAX,DISCOUNT,ITEM_OPTION,MEASUREMENT_UNIT"


def everything(square: Caller, types: str = ALL_TYPES) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = square.get(f"/v2/catalog/list?types={types}{cursor}")
        found += page.get("objects", [])
        if "cursor" not in page:
            return found
        cursor = f"&cursor={page['cursor']}"


def variation(square: Caller, variation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = square.get(f"/v2/catalog/object/{variation_id}")["object"]
    return found


def test_every_kind_of_object_is_as_the_object_model_says(square: Caller) -> None:
    found = everything(square)
    kinds = {each["type"]: each for each in found}
    sample = [*found[::23], *kinds.values()]

    assert set(kinds) == {"ITEM", "IMAGE", "CATEGORY", "MODIFIER_LIST", "TAX", "ITEM_OPTION"}
    assert answer_problems("GET /v2/catalog/list", {"objects": sample}) == []


def test_listing_in_pages_gives_each_object_once(square: Caller) -> None:
    found = everything(square)
    items = [each for each in found if each["type"] == "ITEM"]
    variations = [v for item in items for v in item["item_data"]["variations"]]

    assert len({each["id"] for each in found}) == len(found)
    assert len(variations) == 300


def test_a_cursor_of_other_types_is_refused(square: Caller) -> None:
    cursor = square.get("/v2/catalog/list?types=ITEM")["cursor"]
    refused = square.call("GET", f"/v2/catalog/list?types=IMAGE&cursor={cursor}")
    garbage = square.call("GET", "/v2/catalog/list?types=ITEM&cursor=garbage!")

    assert refused.code == garbage.code == "INVALID_CURSOR"


def test_an_unknown_type_or_parameter_is_refused(square: Caller) -> None:
    assert square.call("GET", "/v2/catalog/list?types=SHOE").code == "INVALID_ENUM_VALUE"
    assert square.call("GET", "/v2/catalog/list?kinds=ITEM").code == "UNKNOWN_QUERY_PARAMETER"


def test_sizes_are_options_on_some_items_and_words_in_the_name_on_others(square: Caller) -> None:
    with_options = variation(square, SHOE)["item_variation_data"]
    in_name = variation(square, ids.fixed("variation", "AD-SAMBA-WHT-9"))["item_variation_data"]

    assert len(with_options["item_option_values"]) == 2
    assert with_options["name"] == "Black, 10"
    assert "item_option_values" not in in_name
    assert in_name["name"] == "White / 9"


def test_the_catalog_has_the_awkward_cases_of_real_sellers(square: Caller) -> None:
    items = everything(square, "ITEM")
    variations = [v for item in items for v in item["item_data"]["variations"]]
    data = [v["item_variation_data"] for v in variations]
    overrides = [row for each in data for row in each.get("location_overrides", ())]

    assert any("absent_at_location_ids" in item for item in items)
    assert any("modifier_list_info" in item["item_data"] for item in items)
    assert any("tax_ids" not in item["item_data"] for item in items)
    assert any(each["pricing_type"] == "VARIABLE_PRICING" for each in data)
    assert {"price_money", "track_inventory", "sold_out"} <= {k for row in overrides for k in row}
    assert "price_money" not in variation(square, REPAIR)["item_variation_data"]


def test_another_price_at_one_location_is_charged_there(square: Caller) -> None:
    line = {"catalog_object_id": LATTE, "quantity": "1"}
    downtown = square.order(line, key="a")
    bellevue = square.order(line, key="b", location_id=square.location_named("Bellevue"))

    assert downtown["line_items"][0]["base_price_money"]["amount"] == 550
    assert bellevue["line_items"][0]["base_price_money"]["amount"] == 575


def test_a_delta_search_gives_only_what_changed_after_its_begin_time(square: Caller) -> None:
    body = {"object_types": ["ITEM"], "include_deleted_objects": True}
    start = square.post("/v2/catalog/search", {**body, "limit": 1})["latest_time"]
    nothing = square.post("/v2/catalog/search", {**body, "begin_time": start})
    square.control("POST price", {"sku": "NW-MUG-WHT", "amount": 2100})
    changed = square.post("/v2/catalog/search", {**body, "begin_time": start})
    again = square.post("/v2/catalog/search", {**body, "begin_time": changed["latest_time"]})

    assert "objects" not in nothing
    assert [item["item_data"]["name"] for item in changed["objects"]] == ["Northwind Camp Mug"]
    assert "objects" not in again


def test_a_change_raises_the_versions_of_item_and_variation_only(square: Caller) -> None:
    mug, navy = (ids.fixed("variation", f"NW-MUG-{color}") for color in ("WHT", "NVY"))
    before = {each: variation(square, each)["version"] for each in (mug, navy)}
    square.control("POST price", {"sku": "NW-MUG-WHT", "amount": 2100})

    assert variation(square, mug)["version"] > before[mug]
    assert variation(square, navy)["version"] == before[navy]
    assert variation(square, mug)["item_variation_data"]["price_money"]["amount"] == 2100


def test_a_search_for_variations_finds_the_changed_ones(square: Caller) -> None:
    start = square.post("/v2/catalog/search", {"limit": 1})["latest_time"]
    square.control("POST price", {"sku": "NW-MUG-WHT", "amount": 2100})
    body = {"object_types": ["ITEM_VARIATION"], "begin_time": start}
    found = square.post("/v2/catalog/search", body)["objects"]

    assert [each["item_variation_data"]["sku"] for each in found] == ["NW-MUG-WHT"]


def test_a_deleted_item_leaves_the_list_and_shows_in_the_delta(square: Caller) -> None:
    start = square.post("/v2/catalog/search", {"limit": 1})["latest_time"]
    square.control("POST delete", {"sku": "NW-MUG-WHT"})
    mug = ids.fixed("variation", "NW-MUG-WHT")
    body = {"object_types": ["ITEM"], "begin_time": start}
    shown = square.post("/v2/catalog/search", {**body, "include_deleted_objects": True})

    assert "objects" not in square.post("/v2/catalog/search", body)
    assert shown["objects"][0]["is_deleted"] is True
    assert square.call("GET", f"/v2/catalog/object/{mug}").code == "NOT_FOUND"
    names = [item["item_data"]["name"] for item in everything(square, "ITEM")]
    assert "Northwind Camp Mug" not in names


def test_related_objects_come_along_when_asked_for(square: Caller) -> None:
    got = square.get(f"/v2/catalog/object/{SHOE}?include_related_objects=true")
    kinds = {each["type"] for each in got["related_objects"]}

    assert kinds == {"ITEM", "IMAGE", "CATEGORY", "TAX", "ITEM_OPTION"}


def test_batch_retrieve_leaves_unknown_ids_out(square: Caller) -> None:
    body = {"object_ids": [COFFEE, "UNKNOWN", SHOE], "include_related_objects": True}
    got = square.post("/v2/catalog/batch-retrieve", body)

    assert [each["id"] for each in got["objects"]] == [COFFEE, SHOE]
    assert got["related_objects"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"exact_query": {"attribute_name": "sku", "attribute_value": "NW-MUG-WHT"}}, 1),
        ({"prefix_query": {"attribute_name": "sku", "attribute_prefix": "NW-MUG-"}}, 3),
        (
            {
                "set_query": {
                    "attribute_name": "sku",
                    "attribute_values": ["NW-MUG-WHT", "HF-32-BLK"],
                }
            },
            2,
        ),
        ({"text_query": {"keywords": ["nw-mug"]}}, 3),
    ],
    ids=["exact", "prefix", "set", "text"],
)
def test_queries_find_variations(square: Caller, query: dict[str, Any], expected: int) -> None:
    body = {"object_types": ["ITEM_VARIATION"], "query": query}
    assert len(square.post("/v2/catalog/search", body)["objects"]) == expected


def test_a_search_limit_above_1000_is_refused(square: Caller) -> None:
    assert square.call("POST", "/v2/catalog/search", {"limit": 1001}).code == "VALUE_TOO_HIGH"


def test_locations_and_merchant_are_those_of_the_seller(square: Caller) -> None:
    places = square.get("/v2/locations")["locations"]
    merchant = square.get("/v2/merchants/me")["merchant"]

    assert [place["name"] for place in places] == ["Downtown", "Ballard", "Bellevue"]
    assert square.get("/v2/locations/main")["location"]["id"] == merchant["main_location_id"]
    assert square.get("/v2/merchants")["merchant"] == [merchant]
    assert square.call("GET", "/v2/locations/NOWHERE").code == "NOT_FOUND"
    assert square.get("/v2/catalog/info")["limits"]["search_max_page_limit"] == 1000
