"""The catalog as a Shopify merchant keeps it, searched and paged as the vendor does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.seed import seed_shop
from tests.contract.sandbox_shopify.client import JORDAN, PLENTY, Client

Open = Callable[..., Client]


def skus(app: Client, query: str) -> list[str]:
    found = app.one(
        "query($q: String) { productVariants(first: 250, query: $q) { nodes { sku } } }",
        {"q": query},
    )
    return [node["sku"] for node in found["nodes"]]


def titles(app: Client, query: str, **extra: Any) -> list[str]:
    found = app.one(
        "query($q: String, $s: ProductSortKeys, $r: Boolean) { products(first: 250, query: $q, "
        "sortKey: $s, reverse: $r) { nodes { title } } }",
        {"q": query, "s": extra.get("sort", "ID"), "r": extra.get("reverse", False)},
    )
    return [node["title"] for node in found["nodes"]]


class TestMerchandise:
    def test_both_tills_sell_the_same_skus(self, app: Client) -> None:
        wanted = set(seed_shop(120).by_sku)

        assert set(skus(app, "")) == wanted

    def test_sizes_are_named_the_vendors_way(self, app: Client) -> None:
        query = """query($q: String!) { productVariants(first: 1, query: $q) { nodes {
            selectedOptions { name value } product { options { name values } } } } }"""

        (nike,) = app.one(query, {"q": "sku:NK-AIRMAX90-BLK-10"})["nodes"]
        (adidas,) = app.one(query, {"q": "sku:AD-SAMBA-WHT-10"})["nodes"]

        assert {"name": "Size", "value": "10"} in nike["selectedOptions"]
        assert {"name": "Shoe size", "value": "US 10"} in adidas["selectedOptions"]
        assert adidas["product"]["options"][1]["values"][0] == "US 7"

    def test_a_product_without_choices_has_the_default_title(self, app: Client) -> None:
        found = app.one(
            '{ productVariants(first: 1, query: "sku:SVC-REPAIR") { nodes { title '
            "selectedOptions { name value } product { hasOnlyDefaultVariant productType } } } }"
        )

        (variant,) = found["nodes"]
        assert variant["title"] == "Default Title"
        assert variant["selectedOptions"] == [{"name": "Title", "value": "Default Title"}]
        assert variant["product"] == {"hasOnlyDefaultVariant": True, "productType": "Services"}

    def test_large_shops_have_products_of_more_than_a_hundred_variants(self, opened: Open) -> None:
        app = opened(seed_variants=600)

        found = app.one(
            '{ products(first: 5, query: "title:Measure") { nodes { variantsCount { count } '
            "variants(first: 250) { nodes { sku } } } } }"
        )

        counts = [node["variantsCount"]["count"] for node in found["nodes"]]
        assert counts == [120, 120]
        assert len(found["nodes"][0]["variants"]["nodes"]) == 120

    def test_products_have_states_policies_and_things_that_are_not_counted(
        self, opened: Open
    ) -> None:
        app = opened(seed_variants=1000)

        assert titles(app, "status:draft")
        assert titles(app, "status:archived")
        tracked = app.one('{ productVariants(first: 3, query: "managed:false") { nodes { '
                          "inventoryItem { tracked } inventoryQuantity } } }")["nodes"]  # fmt: skip
        policies = {
            node["inventoryPolicy"]
            for node in app.one("{ productVariants(first: 250) { nodes { inventoryPolicy } } }")[
                "nodes"
            ]
        }
        assert [node["inventoryItem"]["tracked"] for node in tracked] == [False] * 3
        assert policies == {"DENY", "CONTINUE"}

    def test_media_are_images_with_addresses(self, app: Client) -> None:
        (product,) = app.one(
            "{ products(first: 1, query: \"title:'Air Max'\") { nodes { media(first: 5) { nodes { "
            "mediaContentType alt ... on MediaImage { id image { url width altText } } } } "
            "category { fullName } collections(first: 3) { nodes { title } } } } }"
        )["nodes"]

        first = product["media"]["nodes"][0]
        assert first["mediaContentType"] == "IMAGE"
        assert first["image"]["url"].startswith("https://")
        assert product["category"]["fullName"] == "Apparel & Accessories > Shoes"
        assert product["collections"]["nodes"] == [{"title": "Shoes"}]

    def test_stock_is_told_by_location_and_state(self, app: Client) -> None:
        item = app.variant(PLENTY)["inventoryItem"]

        found = app.one(
            "query($id: ID!) { inventoryItem(id: $id) { tracked inventoryLevels(first: 5) { nodes {"
            ' id location { name } quantities(names: ["available", "on_hand", "reserved"]) '
            "{ name quantity } } } } }",
            {"id": item["id"]},
        )

        levels = {node["location"]["name"]: node for node in found["inventoryLevels"]["nodes"]}
        assert set(levels) == {"Capitol Hill", "Tacoma Warehouse"}
        shown = {q["name"]: q["quantity"] for q in levels["Capitol Hill"]["quantities"]}
        assert shown["available"] == shown["on_hand"] > 0
        assert "?inventory_item_id=" in levels["Capitol Hill"]["id"]
        by_id = "query($id: ID!) { inventoryLevel(id: $id) { location { name } } }"
        level = app.one(by_id, {"id": levels["Capitol Hill"]["id"]})
        assert level == {"location": {"name": "Capitol Hill"}}

    def test_stock_of_a_location_can_be_swept_by_time(self, app: Client) -> None:
        app.advance(100)
        since = app.platform.shop.now()
        app.control("POST sell", {"sku": PLENTY, "location": "Capitol Hill"})
        query = """query($id: ID!, $q: String) { location(id: $id) { inventoryLevels(first: 250,
            query: $q) { nodes { item { sku } } pageInfo { hasNextPage } } } }"""
        place = {"id": app.location("Capitol Hill")}

        swept = app.one(query, {**place, "q": f"updated_at:>='{since}'"})["inventoryLevels"]
        whole = app.one(query, place)["inventoryLevels"]

        assert swept["nodes"] == [{"item": {"sku": PLENTY}}]
        assert len(whole["nodes"]) > 100

    def test_a_closed_location_is_listed_on_request_only(self, app: Client) -> None:
        app.control("POST location", {"location": "Tacoma Warehouse", "active": False})

        usual = app.one("{ locations(first: 5) { nodes { name } } }")
        every = app.one("{ locations(first: 5, includeInactive: true) { nodes { isActive } } }")

        assert usual["nodes"] == [{"name": "Capitol Hill"}]
        assert [node["isActive"] for node in every["nodes"]] == [True, False]
        order = app.order()
        (part,) = order["fulfillmentOrders"]["nodes"]
        assert part["assignedLocation"]["name"] == "Capitol Hill"

    def test_an_item_that_is_no_longer_counted_is_always_for_sale(self, app: Client) -> None:
        app.control("POST track", {"sku": PLENTY, "tracked": False})

        found = app.one(
            f'{{ productVariants(first: 1, query: "sku:{PLENTY}") {{ nodes {{ availableForSale '
            "inventoryItem { tracked } } } }"
        )

        assert found["nodes"] == [{"availableForSale": True, "inventoryItem": {"tracked": False}}]


class TestSearch:
    def test_a_sku_is_found_exactly_whatever_its_case(self, app: Client) -> None:
        assert skus(app, f"sku:{PLENTY.lower()}") == [PLENTY]
        assert skus(app, "sku:NK-AIRMAX90") == []

    def test_a_prefix_ends_with_a_star(self, app: Client) -> None:
        found = skus(app, "sku:NK-AIRMAX90*")

        assert len(found) == 12

    @pytest.mark.parametrize(
        ("query", "matches"),
        [
            ("vendor:Nike", lambda title: title.startswith("Nike")),
            ("vendor:Nike OR vendor:Adidas", lambda title: title.split()[0] in ("Nike", "Adidas")),
            ("vendor:Nike title:pegasus", lambda title: title == "Nike Pegasus 41"),
            ("vendor:Nike AND -title:pegasus", lambda title: title == "Nike Air Max 90"),
            ("vendor:Nike NOT title:pegasus", lambda title: title == "Nike Air Max 90"),
            ("(vendor:Nike OR vendor:Adidas) title:samba", lambda title: "Samba" in title),
            ('"air max"', lambda title: title == "Nike Air Max 90"),
            ("air ma*", lambda title: title == "Nike Air Max 90"),
            ("tag:nike", lambda title: title.startswith("Nike")),
            ("tag_not:nike vendor:Nike", lambda _title: False),
            ("product_type:Shoes vendor:Hoka", lambda title: title.startswith("Hoka")),
            ("price:>140 vendor:Nike", lambda title: title == "Nike Pegasus 41"),
            ("handle:nike-air-max-90", lambda title: title == "Nike Air Max 90"),
        ],
    )
    def test_terms_are_joined_as_the_vendor_does(
        self, app: Client, query: str, matches: Callable[[str], bool]
    ) -> None:
        found = titles(app, query)

        assert set(found) == {title for title in titles(app, "") if matches(title)}

    def test_an_unknown_field_is_ignored_and_reported(self, app: Client) -> None:
        body = app.send(
            '{ products(first: 250, query: "nonsense:1 vendor:Nike") { nodes { id } } }'
        )

        assert len(body["data"]["products"]["nodes"]) == 2
        (note,) = body["extensions"]["search"]
        assert note["warnings"][0] == {
            "field": "nonsense",
            "message": "Invalid search field for this query.",
            "code": "invalid_field",
        }

    def test_a_sweep_by_update_time_finds_what_changed(self, app: Client) -> None:
        app.advance(100)
        since = app.platform.shop.now()
        assert titles(app, f"updated_at:>='{since}'") == []

        app.control("POST price", {"sku": PLENTY, "amount": 9900})

        assert titles(app, f"updated_at:>='{since}'") == ["Nike Air Max 90"]
        assert app.variant(PLENTY)["price"] == "99.00"

    def test_a_customer_is_found_by_phone_and_email(self, app: Client) -> None:
        query = "query($q: String!) { customers(first: 5, query: $q) { nodes { displayName } } }"

        for text in ("phone:+12065550123", f"email:{JORDAN}", "phone:'+12065550123'", "rivera"):
            assert app.one(query, {"q": text})["nodes"] == [{"displayName": "Jordan Rivera"}]

    def test_a_customer_is_found_by_identifier(self, app: Client) -> None:
        query = (
            "query($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { id } }"
        )

        by_phone = app.one(query, {"i": {"phoneNumber": "+12065550123"}})
        by_email = app.one(query, {"i": {"emailAddress": JORDAN.upper()}})
        nobody = app.one(query, {"i": {"phoneNumber": "+12065559999"}})

        assert by_phone == by_email
        assert nobody is None

    def test_counts_count(self, app: Client) -> None:
        count = app.one('{ productVariantsCount(query: "sku:NK-AIRMAX90*") { count precision } }')
        limited = app.one("{ productVariantsCount(limit: 5) { count precision } }")

        assert count == {"count": 12, "precision": "EXACT"}
        assert limited == {"count": 5, "precision": "AT_LEAST"}


class TestPaging:
    QUERY = """query($after: String, $s: ProductSortKeys, $r: Boolean) {
        products(first: 7, after: $after, sortKey: $s, reverse: $r) { nodes { id title }
        edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    @pytest.mark.parametrize("sort", ["ID", "TITLE", "UPDATED_AT", "VENDOR"])
    @pytest.mark.parametrize("reverse", [False, True], ids=["up", "down"])
    def test_pages_meet_without_gap_or_overlap(self, app: Client, sort: str, reverse: bool) -> None:
        seen: list[str] = []
        after = None
        while True:
            page = app.one(self.QUERY, {"after": after, "s": sort, "r": reverse})
            seen += [node["id"] for node in page["nodes"]]
            assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]

        assert len(seen) == len(set(seen)) == len(app.platform.shop.books.products)

    def test_paging_backwards_gives_the_end(self, app: Client) -> None:
        ids = [n["id"] for n in app.one("{ products(first: 250) { nodes { id } } }")["nodes"]]

        last = app.one("{ products(last: 3) { nodes { id } pageInfo { hasPreviousPage } } }")

        assert [node["id"] for node in last["nodes"]] == ids[-3:]
        assert last["pageInfo"]["hasPreviousPage"]

    def test_a_product_that_is_gone_does_not_break_its_cursor(self, app: Client) -> None:
        first = app.one(self.QUERY, {"s": "ID"})
        gone = first["nodes"][-1]["id"].rsplit("/", 1)[-1]

        app.control(f"DELETE products/{gone}")
        second = app.one(self.QUERY, {"s": "ID", "after": first["pageInfo"]["endCursor"]})

        assert not {n["id"] for n in second["nodes"]} & {n["id"] for n in first["nodes"]}

    def test_lists_inside_records_are_paged_too(self, app: Client) -> None:
        query = """query($after: String) { product(id: "%s") { variants(first: 5, after: $after) {
            nodes { sku } pageInfo { hasNextPage endCursor } } } }"""
        product = app.one("{ products(first: 1) { nodes { id } } }")["nodes"][0]["id"]
        seen: list[str] = []
        after = None
        while True:
            page = app.one(query % product, {"after": after})["variants"]
            seen += [node["sku"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]

        assert len(seen) == len(set(seen)) == 12


class TestCustomers:
    SET = """mutation($i: CustomerSetInput!, $by: CustomerSetIdentifiers) {
        customerSet(input: $i, identifier: $by) { customer { id firstName tags defaultPhoneNumber {
        phoneNumber } defaultEmailAddress { emailAddress } addressesV2(first: 3) { nodes { city
        provinceCode country } } } userErrors { field code } } }"""

    def test_a_customer_is_created_once_by_phone(self, app: Client) -> None:
        given = {"phone": "+12065550177", "firstName": "Ada", "tags": ["b", "a, b"]}

        first = app.does(self.SET, {"i": given, "by": {"phone": "+12065550177"}})
        again = app.does(
            self.SET, {"i": {**given, "firstName": "Eve"}, "by": {"phone": "+12065550177"}}
        )

        assert first["customer"]["id"] == again["customer"]["id"]
        assert again["customer"]["firstName"] == "Eve"
        assert first["customer"]["tags"] == ["a", "b"]

    def test_addresses_are_completed(self, app: Client) -> None:
        given = {
            "email": "ada@example.com",
            "addresses": [{"city": "Seattle", "province": "Washington", "countryCode": "US"}],
        }

        found = app.does(self.SET, {"i": given})["customer"]

        (address,) = found["addressesV2"]["nodes"]
        assert address == {"city": "Seattle", "provinceCode": "WA", "country": "United States"}

    @pytest.mark.parametrize(
        ("given", "by", "code"),
        [
            ({"phone": "+12065550123"}, None, "TAKEN"),
            ({"email": "nonsense"}, None, "INVALID"),
            ({"phone": "12"}, None, "INVALID"),
            ({"firstName": "x"}, {"phone": "+12065550177"}, "MISSING_FIELD_REQUIRED"),
            ({"phone": "+12065550178"}, {"phone": "+12065550177"}, "INPUT_MISMATCH"),
            ({"firstName": "x"}, {"id": "gid://shopify/Customer/1"}, "NOT_FOUND"),
        ],
    )
    def test_a_wrong_customer_is_refused(self, app: Client, given: Any, by: Any, code: str) -> None:
        assert app.refusal(self.SET, {"i": given, "by": by})["code"] == code

    def test_a_shopper_has_cards_and_purchases(self, app: Client) -> None:
        found = app.one(
            'query { customerByIdentifier(identifier: {phoneNumber: "+12065550123"}) { '
            "numberOfOrders lastOrder { name } amountSpent { amount } "
            "orders(first: 10, sortKey: CREATED_AT, reverse: true) { nodes { name lineItems("
            "first: 5) { nodes { sku } } } } paymentMethods(first: 2) { nodes { instrument { "
            "... on CustomerCreditCard { brand lastDigits } } mandates(first: 1) { nodes { id } } "
            "} } } }"
        )

        newest = found["orders"]["nodes"][0]
        assert newest["name"] == found["lastOrder"]["name"]
        assert newest["lineItems"]["nodes"][0]["sku"] == "SV-PROLOGUE-12OZ-WHOLEBEAN"
        card = found["paymentMethods"]["nodes"][0]
        assert card["instrument"] == {"brand": "visa", "lastDigits": "1111"}
        assert card["mandates"]["nodes"]
