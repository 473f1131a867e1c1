"""Mapping in the console: dropped fields are told, samples explained, own fields tried first."""

from __future__ import annotations

import re

import orjson
import pytest

from mapping.overrides import stored
from storage import merchants
from storage.operators import Role
from tests.unit.console.conftest import House

PAGE = "/console/mer_1/mapping/con_1"
ITEM = {
    "type": "ITEM",
    "id": "I1",
    "version": 3,
    "updated_at": "2026-11-20T12:00:00Z",
    "is_deleted": False,
    "present_at_all_locations": True,
    "item_data": {"name": "Mug", "description_plaintext": "By Hand", "product_type": "REGULAR"},
}
BRAND = {
    "field": "product.brand",
    "path": "item_data.description_plaintext",
    "convert": "optional_text",
    "sample": orjson.dumps(ITEM).decode(),
}


def own(house: House) -> list[str]:
    with house.services.database.read() as tx:
        return [each.name for each in stored(merchants.connection(tx, "con_1").settings)]


def test_the_page_tells_what_is_read_from_where_and_what_is_dropped_and_why(house: House) -> None:
    page = house.signed_in().get(PAGE).get_data(as_text=True)

    assert "item_data.name" in page
    assert "Dropped on purpose" in page
    assert "always ITEM" in page or re.search(r"product: \d+ mapped, [1-9]\d* dropped", page)


def test_a_payload_is_explained_field_by_field_and_what_is_none_is_refused(house: House) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    told = browser.post(f"{PAGE}/check", {"payload": orjson.dumps(ITEM).decode()})
    refused = browser.post(f"{PAGE}/check", {"payload": "{"})

    assert "Mug" in told.get_data(as_text=True)
    assert "dropped" in told.get_data(as_text=True)
    assert refused.status_code == 422
    assert "paste one JSON object" in refused.get_data(as_text=True)


def test_an_own_field_is_tried_first_switched_on_by_the_same_form_and_taken_away(
    house: House,
) -> None:
    browser = house.signed_in()

    tried = browser.post(f"{PAGE}/try", BRAND).get_data(as_text=True)
    assert "1 change in 1 sample record" in tried
    assert "By Hand" in tried
    assert own(house) == []

    browser.post(f"{PAGE}/try", BRAND | {"sure": "yes"})
    assert own(house) == ["product.brand"]
    assert "mapping.changed" in browser.get("/console/mer_1/audit?q=olga").get_data(as_text=True)

    browser.post(f"{PAGE}/remove", {"field": "product.brand"})
    assert own(house) == []


@pytest.mark.parametrize(
    "wrong", [{"field": "product.platform_id"}, {"path": "a b"}, {"convert": "no_such"}]
)
def test_an_own_field_that_cannot_be_is_named_and_the_form_keeps_what_was_typed(
    house: House, wrong: dict[str, str]
) -> None:
    answer = house.signed_in().post(f"{PAGE}/try", BRAND | {"sure": "yes"} | wrong)

    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.get_data(as_text=True)
    assert own(house) == []


def test_another_merchants_connection_has_no_mapping_here(house: House) -> None:
    browser = house.signed_in()

    assert browser.get("/console/mer_1/mapping/con_2").status_code == 404
    assert browser.post("/console/mer_1/mapping/con_2/try", BRAND).status_code == 404
