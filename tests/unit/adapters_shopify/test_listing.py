"""Products, stock, customers and locations: every page resumable, bad records set aside."""

import json
from decimal import Decimal
from typing import Any

import pytest

from adapters.listing import Bookmark
from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from adapters.wire import HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    RejectedError,
    UnavailableError,
)
from domain.events import Entity
from domain.ids import PlatformId
from domain.money import Money
from tests.unit.adapters_shopify import raws
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on

SHOP = {"currencyCode": "USD"}


def adapter_on(line: ScriptedLine, **settings: Any) -> ShopifyAdapter:
    return ShopifyAdapter(client=client_on(line), settings=AdapterSettings(**settings))


def products(*nodes: raws.Raw, after: str | None = None) -> raws.Raw:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"shop": SHOP, "products": {"nodes": list(nodes), "pageInfo": info}}


def level(available: int = 5, **changes: Any) -> raws.Raw:
    return {
        "updatedAt": "2026-11-20T09:59:00Z",
        "quantities": [{"name": "available", "quantity": available}],
        **changes,
    }


def at_location(*nodes: raws.Raw, after: str | None = None) -> raws.Raw:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"location": {"inventoryLevels": {"nodes": list(nodes), "pageInfo": info}}}


def test_a_product_is_read_with_its_variants() -> None:
    line = ScriptedLine({"Products": products(raws.product())})

    (page,) = adapter_on(line).products()

    (product,) = page.records
    (variant,) = product.variants
    assert product.title == "Nike Air Max 90"
    assert product.categories == ("Sneakers", "Shoes")
    assert product.images[0].url == "https://cdn.example.com/1.jpg"
    assert variant.price == Money(12999, "USD")
    assert variant.options == {"color": "Black", "size": "10"}
    assert variant.inventory_platform_id == raws.ITEM


def test_every_page_can_be_resumed_and_the_last_names_the_next_delta() -> None:
    line = ScriptedLine(
        {"Products": [products(raws.product(1), after="c1"), products(raws.product(2))]}
    )
    first, last = adapter_on(line).products()

    assert first.high_water is None
    assert last.cursor is None
    assert last.high_water == "2026-11-20T10:00:00Z"

    resumed = ScriptedLine({"Products": products(raws.product(2))})
    (again,) = adapter_on(resumed).products(cursor=first.cursor)

    assert resumed.variables("Products")["after"] == "c1"
    assert again == last


def test_without_a_clock_the_newest_record_of_the_first_page_is_the_mark() -> None:
    older = raws.product(1, updatedAt="2026-11-01T00:00:00Z")
    newer = raws.product(2, updatedAt="2026-11-19T00:00:00Z")
    line = ScriptedLine({"Products": products(newer, older)})
    line.date = None

    (page,) = adapter_on(line).products(since="2026-10-01T00:00:00Z")

    assert page.high_water == "2026-11-19T00:00:00Z"


def test_a_delta_without_a_clock_and_without_changes_begins_again_where_it_did() -> None:
    line = ScriptedLine({"Products": products()})
    line.date = None

    (page,) = adapter_on(line).products(since="2026-11-20T10:00:00Z")

    assert page.high_water == "2026-11-20T10:00:00Z"


def test_a_location_that_is_gone_has_no_levels() -> None:
    line = ScriptedLine({"LevelsAtLocation": {"location": None}})

    (page,) = adapter_on(line, location_ids=(raws.CAPITOL,)).stock()

    assert page.records == ()
    assert page.cursor is None


def test_a_delta_asks_for_what_changed_and_looks_back_a_little() -> None:
    line = ScriptedLine({"Products": products()})

    list(adapter_on(line).products(since="2026-11-20T10:00:00Z"))

    assert line.variables("Products")["filter"] == "updated_at:>='2026-11-20T09:58:00Z'"


def test_a_product_with_many_variants_is_read_whole() -> None:
    head = raws.product()
    head["variants"]["pageInfo"] = {"hasNextPage": True, "endCursor": "v1"}
    rest = {
        "product": {
            "variants": {
                "nodes": [raws.variant(n) for n in (302, 303)],
                "pageInfo": raws.LAST_PAGE,
            }
        }
    }
    line = ScriptedLine({"Products": products(head), "ProductVariants": rest})

    (page,) = adapter_on(line).products()

    assert len(page.records[0].variants) == 3
    assert line.variables("ProductVariants")["after"] == "v1"


def test_a_product_that_cannot_be_mapped_is_set_aside_and_the_rest_goes_on() -> None:
    bad = raws.product(1, variants=[raws.variant(price="12.345")])
    line = ScriptedLine({"Products": products(bad, raws.product(2))})

    (page,) = adapter_on(line).products()

    (quarantined,) = page.quarantined
    assert [product.platform_id for product in page.records] == ["gid://shopify/Product/2"]
    assert quarantined.entity is Entity.PRODUCT
    assert quarantined.path == "variants.nodes[0].price"
    assert quarantined.value == "12.345"
    assert json.loads(quarantined.raw)["id"] == "gid://shopify/Product/1"


def test_a_product_that_is_gone_is_an_empty_page() -> None:
    line = ScriptedLine({"ProductById": {"shop": SHOP, "product": None}})

    page = adapter_on(line).product(PlatformId("gid://shopify/Product/9"))

    assert page.records == ()


def test_the_only_variant_of_a_product_has_no_name_and_no_options() -> None:
    only = raws.variant(
        title="Default Title", selectedOptions=[{"name": "Title", "value": "Default Title"}]
    )
    line = ScriptedLine({"Products": products(raws.product(variants=[only]))})

    (page,) = adapter_on(line).products()

    assert page.records[0].variants[0].name == ""
    assert page.records[0].variants[0].options == {}


def test_stock_is_listed_location_by_location() -> None:
    item = {"id": raws.ITEM, "tracked": True}
    line = ScriptedLine(
        {
            "LevelsAtLocation": [
                at_location(level(5, item=item), after="l1"),
                at_location(level(4, item=item)),
                at_location(level(3, item=item)),
            ]
        }
    )
    pages = list(adapter_on(line, location_ids=(raws.CAPITOL, raws.TACOMA)).stock())

    assert [page.records[0].available for page in pages] == [5, 4, 3]
    assert [page.records[0].location_platform_id for page in pages] == [
        raws.CAPITOL, raws.CAPITOL, raws.TACOMA,
    ]  # fmt: skip
    assert [page.cursor is None for page in pages] == [False, False, True]
    assert pages[-1].high_water == "2026-11-20T10:00:00Z"

    resumed = ScriptedLine({"LevelsAtLocation": at_location(level(3, item=item))})
    adapter = adapter_on(resumed, location_ids=(raws.CAPITOL, raws.TACOMA))
    (again,) = adapter.stock(cursor=pages[1].cursor)

    assert resumed.variables("LevelsAtLocation")["location"] == raws.TACOMA
    assert again == pages[2]


def test_locations_are_asked_for_where_they_are_not_known() -> None:
    listed = {"locations": {"nodes": [{"id": raws.CAPITOL}], "pageInfo": raws.LAST_PAGE}}
    line = ScriptedLine({"LocationIds": listed, "LevelsAtLocation": at_location()})

    list(adapter_on(line).stock())

    assert line.variables("LevelsAtLocation")["location"] == raws.CAPITOL


def test_an_untracked_item_has_an_unknown_stock_and_not_zero() -> None:
    item = {"id": raws.ITEM, "tracked": False}
    line = ScriptedLine({"LevelsAtLocation": at_location(level(0, item=item))})

    (page,) = adapter_on(line, location_ids=(raws.CAPITOL,)).stock()

    assert page.records[0].available is None


def test_stock_of_named_items_is_read_in_groups() -> None:
    here = level(7, location={"id": raws.CAPITOL})

    def found(variables: dict[str, Any]) -> raws.Raw:
        return {
            "nodes": [
                {
                    "id": item,
                    "tracked": True,
                    "inventoryLevels": {"nodes": [here], "pageInfo": raws.LAST_PAGE},
                }
                for item in variables["ids"]
            ]
        }

    line = ScriptedLine({"LevelsOfItems": found})
    ids = [PlatformId(f"gid://shopify/InventoryItem/{n}") for n in range(30)]

    pages = list(adapter_on(line).stock(inventory_ids=ids))

    assert [len(page.records) for page in pages] == [25, 5]
    assert pages[0].records[0].available == Decimal(7)
    (again,) = adapter_on(line).stock(inventory_ids=ids, cursor=pages[0].cursor)
    assert again == pages[1]


def test_an_item_that_is_gone_has_no_levels() -> None:
    line = ScriptedLine({"LevelsOfItems": {"nodes": [None]}})

    (page,) = adapter_on(line).stock(inventory_ids=[PlatformId(raws.ITEM)])

    assert page.records == ()


def test_a_customer_is_found_by_phone_or_email_once() -> None:
    customer = {
        "id": "gid://shopify/Customer/1",
        "firstName": "Jordan",
        "lastName": "Rivera",
        "updatedAt": "2026-11-01T00:00:00Z",
        "defaultEmailAddress": {"emailAddress": "Jordan.Rivera@example.com"},
        "defaultPhoneNumber": {"phoneNumber": "+12065550123"},
        "defaultAddress": None,
    }
    line = ScriptedLine({"CustomerByPhoneOrEmail": {"phone": customer, "email": customer}})

    (found,) = adapter_on(line).find_customers(
        phone="+12065550123", email="jordan.rivera@example.com"
    )

    assert found.email == "jordan.rivera@example.com"
    assert found.phone == "+12065550123"


@pytest.mark.parametrize(
    ("wanted", "operation"),
    [
        ({"phone": "+12065550123"}, "CustomerByPhone"),
        ({"email": "a@example.com"}, "CustomerByEmail"),
    ],
)
def test_a_customer_nobody_knows_is_nobody(wanted: dict[str, str], operation: str) -> None:
    line = ScriptedLine({operation: {next(iter(wanted)): None}})

    assert adapter_on(line).find_customers(**wanted) == ()


def test_asking_for_nobody_asks_nothing() -> None:
    line = ScriptedLine({})

    assert adapter_on(line).find_customers() == ()


def test_cards_behind_a_mandate_can_be_charged() -> None:
    mandate = {"id": "gid://shopify/PaymentMandate/77", "resourceType": "CREDENTIAL_ON_FILE"}
    card = {
        "__typename": "CustomerCreditCard",
        "brand": "visa",
        "lastDigits": "4242",
        "expiryMonth": 4,
        "expiryYear": 2029,
    }
    methods = [
        {"instrument": card, "mandates": {"nodes": [mandate]}},
        {"instrument": {"__typename": "BankAccount"}, "mandates": {"nodes": [mandate]}},
    ]
    line = ScriptedLine({"CustomerCards": {"customer": {"paymentMethods": {"nodes": methods}}}})

    (stored,) = adapter_on(line).stored_cards(PlatformId("gid://shopify/Customer/1"))

    assert stored.token == mandate["id"]
    assert stored.last4 == "4242"


def test_a_location_is_read_with_the_shops_time_and_currency() -> None:
    raw = {
        "id": raws.CAPITOL,
        "name": "Capitol Hill",
        "isActive": True,
        "updatedAt": "2026-11-01T00:00:00Z",
        "address": {
            "address1": "1 Pike St",
            "address2": None,
            "city": "Seattle",
            "provinceCode": "WA",
            "zip": "98101",
            "countryCode": "US",
            "phone": "+12065550100",
            "latitude": 47.61,
            "longitude": -122.33,
        },
        "localPickupSettingsV2": {"pickupTime": "ONE_HOUR"},
    }
    listed = {
        "shop": {"currencyCode": "USD", "ianaTimezone": "America/Los_Angeles"},
        "locations": {"nodes": [raw], "pageInfo": raws.LAST_PAGE},
    }

    (page,) = adapter_on(ScriptedLine({"Locations": listed})).locations()

    (location,) = page.records
    assert location.timezone == "America/Los_Angeles"
    assert location.latitude == Decimal("47.61")
    assert location.offers_pickup


def test_ping_tells_which_scopes_are_missing() -> None:
    handles = ["write_products", "read_inventory", "read_locations", "write_orders"]
    shop = {
        "id": "gid://shopify/Shop/1",
        "name": "Northwind",
        "myshopifyDomain": "northwind.myshopify.com",
        "currencyCode": "USD",
    }
    scopes = {"accessScopes": [{"handle": one} for one in handles]}
    line = ScriptedLine({"Ping": {"shop": shop, "currentAppInstallation": scopes}})

    account = adapter_on(line).ping()

    assert account.platform_id == "northwind.myshopify.com"
    assert "read_products" not in account.missing_scopes, "a write scope includes reading"
    assert "write_draft_orders" in account.missing_scopes


STARTED = {
    "bulkOperationRunQuery": {
        "bulkOperation": {
            "id": "gid://shopify/BulkOperation/1",
            "status": "CREATED",
            "createdAt": "2026-11-20T10:00:00Z",
        },
        "userErrors": [],
    }
}
PING = {
    "shop": {
        "id": "gid://shopify/Shop/1",
        "name": "N",
        "myshopifyDomain": "n.myshopify.com",
        "currencyCode": "USD",
    },
    "currentAppInstallation": {"accessScopes": []},
}


class TestBulk:
    def progress(self, status: str, url: str | None = None, error: str | None = None) -> raws.Raw:
        return {
            "bulkOperation": {
                "id": "gid://shopify/BulkOperation/1",
                "status": status,
                "errorCode": error,
                "createdAt": "2026-11-20T10:00:00Z",
                "url": url,
            }
        }

    def line(self, products: int = 3) -> ScriptedLine:
        line = ScriptedLine(
            {
                "Ping": PING,
                "BulkStart": STARTED,
                "BulkProgress": [
                    self.progress("RUNNING"),
                    self.progress("COMPLETED", "https://storage.example.com/bulk.jsonl"),
                ],
            }
        )
        for number in range(products):
            head = raws.product(number)
            owner = {"__parentId": head["id"]}
            media = head.pop("media")["nodes"][0]
            del head["variants"]
            records = [head, {**media, **owner}]
            records += [{**raws.variant(number * 10 + n), **owner} for n in range(2)]
            line.lines += [json.dumps(record).encode() for record in records]
        return line

    def test_a_full_listing_runs_as_one_export(self) -> None:
        line = self.line()

        first, last = adapter_on(line, bulk_export=True).products()

        assert first.records == ()
        assert [len(product.variants) for product in last.records] == [2, 2, 2]
        assert last.records[0].images[0].alt == "Side view"
        assert last.high_water == "2026-11-20T10:00:00Z"
        assert not line.sent[-1].authenticated

    def test_the_job_is_taken_up_again_where_it_was_left(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("adapters.shopify.bulk.PARENTS_PER_PAGE", 2)
        whole = self.line()
        _, first, last = adapter_on(whole, bulk_export=True).products()

        resumed = self.line()
        (again,) = adapter_on(resumed, bulk_export=True).products(cursor=first.cursor)

        assert len(first.records) == 2
        assert again.records == last.records
        assert "BulkStart" not in resumed.operations

    def test_the_caller_can_come_back_to_a_job_that_is_still_running(self) -> None:
        line = ScriptedLine(
            {
                "Ping": PING,
                "BulkStart": STARTED,
                "BulkProgress": self.progress("RUNNING"),
            },
            seconds=0.05,
        )
        pages = adapter_on(line, bulk_export=True).products()

        cursor = next(pages).cursor
        with pytest.raises(UnavailableError):
            next(pages)

        assert Bookmark.read(cursor).cursor == "gid://shopify/BulkOperation/1"

    def test_a_failed_job_names_its_reason(self) -> None:
        line = self.line()
        line.answers["BulkProgress"] = [self.progress("FAILED", error="ACCESS_DENIED")]

        with pytest.raises(RejectedError, match="ACCESS_DENIED"):
            list(adapter_on(line, bulk_export=True).products())

    def test_an_empty_export_has_no_file(self) -> None:
        line = self.line()
        line.answers["BulkProgress"] = [self.progress("COMPLETED")]

        _, last = adapter_on(line, bulk_export=True).products()

        assert last.records == ()

    def test_a_child_without_its_parent_is_malformed(self) -> None:
        line = self.line(1)
        line.lines = line.lines[1:]

        with pytest.raises(MalformedResponseError):
            list(adapter_on(line, bulk_export=True).products())

    def test_stock_is_exported_as_well(self) -> None:
        line = self.line(0)
        item = {"id": raws.ITEM, "tracked": True}
        there = {"id": "gid://shopify/InventoryLevel/1?inventory_item_id=401",
                 "location": {"id": raws.CAPITOL}, "__parentId": raws.ITEM}  # fmt: skip
        line.lines = [json.dumps(one).encode() for one in (item, {**level(9), **there})]

        _, last = adapter_on(line, bulk_export=True).stock()

        assert last.records[0].available == 9
        assert "Ping" not in line.operations


def test_a_lost_permission_stops_the_listing() -> None:
    line = ScriptedLine({"Products": HttpResponse(status=403, headers={}, body=b"{}")})

    with pytest.raises(NotAuthorizedError):
        list(adapter_on(line).products())
