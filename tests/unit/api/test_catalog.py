"""Products, stock and stores over REST."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.commerce.rules import Rules
from domain.catalog import CounterOnly
from domain.ids import CustomerId, LocationId, OrderId, ProductSku
from storage.bought import BoughtLine
from storage.store_rules import StoreRule
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, Api


def test_a_query_finds_products_with_price_and_options(api: Api) -> None:
    answer = api.get("/v1/products", query="nike air max", size="10")

    (product,) = answer.get_json()["items"]
    assert answer.status_code == 200
    assert product["fits"] is True
    assert product["variants"][0]["sku"] == "AM90-BLK-10"
    assert product["variants"][0]["price"] == {
        "amount": 15099,
        "currency": "USD",
        "display": "$150.99",
    }


def test_the_whole_catalog_comes_page_by_page(api: Api) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = api.get("/v1/products", limit="2", **cursor).get_json()
        seen += [item["product_id"] for item in page["items"]]
        cursor = {"cursor": page["next_cursor"]}

    assert len(seen) == len(set(seen)) == 5
    assert page["next_cursor"] is None


def test_found_products_page_too(api: Api) -> None:
    first = api.get("/v1/products", query="mug", limit="3").get_json()
    second = api.get("/v1/products", query="mug", limit="3", cursor=first["next_cursor"]).get_json()

    assert len(first["items"]) == 3
    assert len(second["items"]) == 1
    assert second["next_cursor"] is None


def test_a_listing_goes_on_while_the_master_key_is_exchanged(
    api: Api, services: FakeServices
) -> None:
    cursor = api.get("/v1/products", limit="2").get_json()["next_cursor"]
    services.sealing.insert(0, b"n" * 32)

    page = api.get("/v1/products", limit="2", cursor=cursor)

    assert page.status_code == 200
    services.sealing.pop()
    assert api.get("/v1/products", limit="2", cursor=cursor).status_code == 422


def test_a_cursor_of_another_list_is_refused(api: Api, other: Api) -> None:
    cursor = api.get("/v1/products", limit="2").get_json()["next_cursor"]

    for answer in (
        other.get("/v1/products", limit="2", cursor=cursor),
        api.get("/v1/products", query="mug", cursor=cursor),
        api.get("/v1/products", cursor=cursor[:-1] + ("A" if cursor[-1] != "A" else "B")),
        api.get("/v1/products", cursor="Mw"),
        api.get("/v1/products", cursor="not a cursor"),
    ):
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["pointer"] == "cursor"


def test_a_product_shows_all_its_variants(api: Api) -> None:
    product = api.get("/v1/products/prod_nike_air_max").get_json()

    assert product["title"] == "Nike Air Max"
    assert {variant["sku"] for variant in product["variants"]} == {"AM90-BLK-10", "AM90-RED-9"}


def test_another_merchants_product_does_not_exist(other: Api) -> None:
    assert other.get("/v1/products/prod_nike_air_max").status_code == 404


def test_stock_says_where_it_is_from_and_how_old(api: Api) -> None:
    (found,) = api.get("/v1/inventory", sku="AM90-BLK-10", near="loc_m_acme_2").get_json()["items"]

    first = found["stores"][0]
    assert (first["location_id"], first["available"]) == ("loc_m_acme_2", "8")
    assert (first["source"], first["age_s"]) == ("webhook", 30)
    assert first["as_of"] == "2026-11-21T08:59:30Z"
    assert found["live"] is True


def test_unknown_stock_is_null_and_not_zero(api: Api) -> None:
    (found,) = api.get("/v1/inventory", sku="AM90-RED-9").get_json()["items"]

    assert found["stores"][0]["available"] is None
    assert found["stores"][1]["available"] == "0"


def test_a_slow_pos_leaves_a_disclaimer(api: Api, services: FakeServices) -> None:
    services.shop.is_slow = True

    (found,) = api.get("/v1/inventory", sku="AM90-BLK-10").get_json()["items"]

    assert (found["live"], found["disclaimer"]) == (False, True)


def test_a_products_stock_pages_over_its_variants(api: Api) -> None:
    first = api.get("/v1/inventory", product_id="prod_nike_air_max", limit="1").get_json()
    second = api.get(
        "/v1/inventory", product_id="prod_nike_air_max", limit="1", cursor=first["next_cursor"]
    ).get_json()

    skus = [page["items"][0]["variant"]["sku"] for page in (first, second)]
    assert skus == ["AM90-BLK-10", "AM90-RED-9"]
    assert second["next_cursor"] is None


def test_stock_is_asked_by_product_or_sku_but_not_both(api: Api) -> None:
    assert api.get("/v1/inventory").status_code == 422
    assert api.get("/v1/inventory", sku="A", product_id="B").status_code == 422


def test_an_unknown_sku_is_a_problem_of_its_own(api: Api) -> None:
    answer = api.get("/v1/inventory", sku="NOPE")

    assert answer.status_code == 404
    assert answer.get_json()["type"] == "/problems/unknown-sku"
    assert answer.get_json()["sku"] == "NOPE"


def test_stores_are_listed(api: Api) -> None:
    items = api.get("/v1/locations").get_json()["items"]

    assert [item["name"] for item in items] == ["Downtown", "Airport"]
    assert items[0]["location_id"] == "loc_m_acme_1"


def test_goods_for_the_counter_say_why(api: Api, services: FakeServices) -> None:
    goods = services.shop.variants[ACME]
    sku = ProductSku("AM90-BLK-10")
    before = api.get("/v1/inventory", sku=sku).get_json()
    goods[sku] = replace(goods[sku], counter_only=CounterOnly.SERIAL_NUMBER)

    told = api.get("/v1/inventory", sku=sku).get_json()

    assert before["items"][0]["variant"]["counter_only"] is None
    assert told["items"][0]["variant"]["counter_only"] == "serial-number"


def test_the_price_in_a_query_is_understood(api: Api) -> None:
    answer = api.get("/v1/products", query="nike air max under $150").get_json()

    (product,) = answer["items"]
    assert [each["sku"] for each in product["variants"]] == ["AM90-RED-9"]
    assert (product["price_from"]["amount"], product["price_to"]["amount"]) == (14999, 14999)
    assert answer["understood"]["max_price"] == "150"
    assert (
        api.get("/v1/products", query="nike air max", max_price="149.98").get_json()["items"] == []
    )


def test_results_can_be_said_and_told_apart(api: Api) -> None:
    items = api.get("/v1/products", query="mug", limit="3").get_json()["items"]

    assert [item["speech_name"] for item in items] == ["Mug 0", "Mug 1", "Mug 2"]
    assert [item["difference"] for item in items] == ["0", "1", "2"]
    assert all(item["in_stock"] for item in items)
    assert items[0]["stores"][0]["available"] == "5"


def test_only_what_a_store_near_has_is_found(api: Api) -> None:
    def found(near: str) -> list[str]:
        answer = api.get("/v1/products", query="mug", in_stock_near=near).get_json()
        return [item["title"] for item in answer["items"]]

    assert found("loc_m_acme_1") == ["Mug 0", "Mug 1", "Mug 2", "Mug 3"]
    assert found("loc_m_acme_2") == []
    moon = api.get("/v1/products", query="mug", in_stock_near="moon")
    assert moon.status_code == 422
    assert moon.get_json()["errors"][0]["pointer"] == "in_stock_near"


def test_a_least_price_beyond_the_most_is_refused(api: Api) -> None:
    answer = api.get("/v1/products", query="mug", min_price="100", max_price="20.5")

    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"pointer": "query/min_price", "detail": "More than `max_price`."}
    ]


def test_a_choice_of_what_a_product_has_no_choice_of_is_refused(api: Api) -> None:
    answer = api.get("/v1/products/prod_nike_air_max/choices", chosen="colour:black")

    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"pointer": "query/chosen", "detail": "use color or size"}
    ]


def test_refinements_need_a_query(api: Api) -> None:
    for name in ("size", "category", "max_price", "in_stock_near"):
        assert api.get("/v1/products", **{name: "1"}).status_code == 422


def test_the_catalog_can_be_narrowed_down_by_its_facets(api: Api) -> None:
    whole = api.get("/v1/products/facets").get_json()
    mugs = api.get("/v1/products/facets", query="mug").get_json()

    assert whole["options"]["size"] == {"10": 1, "9": 1}
    assert whole["price_to"]["amount"] == 15099
    assert mugs["options"] == {}
    assert (whole["is_complete"], mugs["is_complete"]) == (True, True)
    assert mugs["products"] == len(api.get("/v1/products", query="mug").get_json()["items"])


def test_facets_are_narrowed_down_by_what_products_are(api: Api) -> None:
    def sizes(**asked: str) -> object:
        return api.get("/v1/products/facets", **asked).get_json()["options"].get("size", {})

    assert sizes(size="10") == {"10": 1}
    assert sizes(query="air max", size="9") == {"9": 1}
    assert sizes(max_price="5") == {}
    assert sizes(brand="nobody") == {}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"min_price": "9", "max_price": "2"}, "query/min_price"),
        ({"in_stock_near": "nowhere at all"}, "in_stock_near"),
        ({"max_price": "cheap"}, "query/max_price"),
    ],
    ids=["more-than-the-most", "no-place", "no-amount"],
)
def test_facets_refuse_what_cannot_be_meant(api: Api, asked: dict[str, str], pointer: str) -> None:
    refused = api.get("/v1/products/facets", **asked)

    assert refused.status_code == 422
    assert pointer in refused.get_data(as_text=True)


def test_a_variant_is_chosen_step_by_step(api: Api) -> None:
    path = "/v1/products/prod_nike_air_max/choices"
    asked = api.get(path).get_json()
    missed = api.get(path, chosen="size:9.5").get_json()
    chosen = api.get(path, chosen="size:10, color:black").get_json()

    assert (asked["option"], asked["values"]) == ("size", ["9", "10"])
    assert missed["not_made"] == [{"option": "size", "value": "9.5", "near": ["9", "10"]}]
    assert chosen["option"] is None
    assert [each["sku"] for each in chosen["variants"]] == ["AM90-BLK-10"]
    assert api.get(path, chosen="10").status_code == 422


def test_the_shoppers_home_store_is_near(api: Api, services: FakeServices) -> None:
    services.homes[ACME, CustomerId("cus_1")] = LocationId("loc_m_acme_2")

    (found,) = api.get("/v1/inventory", sku="AM90-BLK-10", customer_id="cus_1").get_json()["items"]

    assert found["stores"][0]["location_id"] == "loc_m_acme_2"
    assert found["nearness"] == "store"


def test_stores_without_enough_can_be_left_out(api: Api) -> None:
    (found,) = api.get(
        "/v1/inventory", sku="AM90-BLK-10", quantity="4", in_stock_only="true"
    ).get_json()["items"]

    assert [store["location_id"] for store in found["stores"]] == ["loc_m_acme_2"]


def test_a_store_tells_when_an_order_is_ready(api: Api, services: FakeServices) -> None:
    usual = StoreRule(location_id=None, pickup_minutes=120)
    services.rules.rules = Rules(stores={None: usual}, stocks={})

    (found,) = api.get("/v1/inventory", sku="AM90-BLK-10").get_json()["items"]

    first = found["stores"][0]
    assert (first["is_open"], first["ready_at"]) == (None, "2026-11-21T11:00:00Z")


def test_words_that_are_no_place_are_refused(api: Api) -> None:
    assert api.get("/v1/inventory", sku="AM90-BLK-10", near="the moon").status_code == 422


def test_what_helps_a_store_that_has_too_few_is_told(api: Api) -> None:
    def told(**wanted: str) -> dict[str, list[str]]:
        answer = api.get("/v1/inventory/alternatives", location_id="loc_m_acme_1", **wanted)
        body = answer.get_json()
        return {
            "stores": [each["location_id"] for each in body["stores"]],
            "variants": [each["sku"] for each in body["variants"]],
        }

    assert told(sku="AM90-BLK-10", quantity="4") == {"stores": ["loc_m_acme_2"], "variants": []}
    assert told(sku="AM90-RED-9")["variants"] == ["AM90-BLK-10"]
    assert api.get("/v1/inventory/alternatives", sku="AM90-BLK-10").status_code == 422


def test_a_shoppers_usual_is_proposed(api: Api, services: FakeServices) -> None:
    services.bought[ACME, CustomerId("cus_1")] = [
        BoughtLine(
            order_id=OrderId("ord_1"),
            at=services.clock.now() - timedelta(days=3),
            sku=ProductSku("MUG-1"),
            name="Mug 1",
            quantity=Decimal(2),
            modifiers=(),
            location_id=LocationId("loc_m_acme_1"),
        )
    ]

    answer = api.get("/v1/customers/cus_1/usual", query="my usual mug").get_json()

    (item,) = answer["items"]
    assert answer["is_clear"] is True
    assert (item["variant"]["sku"], item["quantity"], item["stead"]) == ("MUG-1", 2, "same")
    assert item["available"] is True
    assert api.get("/v1/customers/cus_2/usual").status_code == 404


def test_the_catalog_is_audited_page_by_page(api: Api) -> None:
    first = api.get("/v1/catalog/audit", limit="1").get_json()
    second = api.get("/v1/catalog/audit", limit="1", cursor=first["next_cursor"]).get_json()

    assert first["products"] == 5
    assert sum(first["grades"].values()) == 5
    assert first["flaws"]["no-category"] == 5
    assert first["items"][0]["findings"][0]["fix"]
    assert first["items"][0]["product_id"] != second["items"][0]["product_id"]
    assert api.get("/v1/catalog/audit", grade="Z").status_code == 422
