"""Tokens, versions, scopes, cost, and the words in which a bad document is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.web import Request
from tests.contract.sandbox_shopify.client import Client

Open = Callable[..., Client]
SHOP = "{ shop { name } }"


class TestTokens:
    def test_an_unknown_token_is_refused_with_a_text(self, app: Client) -> None:
        app.token = "shpat_unknown"

        body = app.send(SHOP)

        assert app.last.status == 401
        assert isinstance(body["errors"], str)

    def test_a_token_expires(self, opened: Open) -> None:
        app = opened(token_seconds=60)
        pair = app.platform.oauth._pair(["read_products"])
        app.token = pair["access_token"]
        app.data(SHOP)

        app.advance(61)

        app.send(SHOP)
        assert app.last.status == 401

    def test_every_answer_names_the_request_and_the_version(self, app: Client) -> None:
        app.send(SHOP)

        assert app.last.headers["X-Request-Id"]
        assert app.last.headers["X-Shopify-API-Version"] == "2026-10"


class TestVersions:
    @pytest.mark.parametrize(
        ("wanted", "served"),
        [("2026-07", "2026-07"), ("2025-10", "2026-01"), ("2019-04", "2026-01"),
         ("unstable", "unstable"), ("2027-01", "2027-01")],
    )  # fmt: skip
    def test_a_retired_version_falls_forward_and_only_a_header_tells(
        self, opened: Open, wanted: str, served: str
    ) -> None:
        app = opened(version=wanted)

        assert app.data(SHOP) == {"shop": {"name": "Northwind Outfitters"}}
        assert app.last.headers["X-Shopify-API-Version"] == served

    @pytest.mark.parametrize("wanted", ["2028-01", "2026-02", "nonsense"])
    def test_a_version_that_never_was_is_not_found(self, opened: Open, wanted: str) -> None:
        app = opened(version=wanted)

        body = app.send(SHOP)

        assert app.last.status == 404
        assert body == {"errors": "Not Found"}

    def test_the_shop_lists_its_versions(self, app: Client) -> None:
        versions = app.one("{ publicApiVersions { handle supported displayName } }")

        supported = [v["handle"] for v in versions if v["supported"]]
        assert supported == ["2026-01", "2026-04", "2026-07", "2026-10"]

    def test_deprecated_fields_are_named_in_a_header(self, app: Client) -> None:
        app.data("{ customers(first: 1) { nodes { email } } }")

        assert app.last.headers["X-Shopify-API-Deprecated-Reason"] == "Customer.email"


class TestScopes:
    def test_a_missing_scope_nulls_the_field(self, opened: Open) -> None:
        app = opened(scopes=["read_products"])

        body = app.send('{ shop { name } customer(id: "gid://shopify/Customer/1") { id } }')

        assert body["data"] == {"shop": {"name": "Northwind Outfitters"}, "customer": None}
        error = body["errors"][0]
        assert error["extensions"]["code"] == "ACCESS_DENIED"
        assert error["extensions"]["requiredAccess"] == "`read_customers` access scope."
        assert error["path"] == ["customer"]
        assert error["message"].startswith("Access denied for customer field.")

    def test_a_mutation_without_its_scope_does_nothing(self, opened: Open) -> None:
        app = opened(scopes=["read_draft_orders"])

        body = app.send(
            'mutation { draftOrderCreate(input: {lineItems: [{title: "x", quantity: 1}]}) '
            "{ draftOrder { id } } }"
        )

        assert body["data"] == {"draftOrderCreate": None}
        assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
        assert app.control("GET drafts") == {"drafts": []}

    def test_writing_includes_reading(self, opened: Open) -> None:
        app = opened(scopes=["write_customers"])

        assert app.one("{ customers(first: 1) { nodes { id } } }")["nodes"]

    def test_nested_records_need_their_own_scope(self, opened: Open) -> None:
        app = opened(scopes=["read_products"])

        body = app.send(
            "{ products(first: 1) { nodes { title variants(first: 1) { nodes { "
            "inventoryItem { inventoryLevels(first: 1) { nodes { id } } } } } } } }"
        )

        assert {error["extensions"]["code"] for error in body["errors"]} == {"ACCESS_DENIED"}
        assert body["errors"][0]["path"][-1] == "inventoryLevels"

    def test_granted_scopes_are_listed(self, opened: Open) -> None:
        app = opened(scopes=["write_orders"])

        found = app.one("{ currentAppInstallation { accessScopes { handle } } }")

        handles = {each["handle"] for each in found["accessScopes"]}
        assert handles == {"read_orders", "write_orders"}

    def test_orders_older_than_sixty_days_need_read_all_orders(self, opened: Open) -> None:
        narrow, wide = opened(scopes=["read_orders"]), opened()
        query = "{ orders(first: 100) { nodes { id createdAt } } }"

        hidden = {o["id"] for o in wide.one(query)["nodes"]} - {
            o["id"] for o in narrow.one(query)["nodes"]
        }

        assert len(hidden) == 1
        by_id = "query($id: ID!) { order(id: $id) { id } }"
        assert narrow.data(by_id, {"id": hidden.pop()}) == {"order": None}


class TestCost:
    QUERY = "{ products(first: 10) { nodes { title variants(first: 5) { nodes { sku } } } } }"

    def test_requested_cost_is_counted_from_the_query_and_actual_from_the_answer(
        self, opened: Open
    ) -> None:
        app = opened(limits=True)

        cost = app.send(self.QUERY)["extensions"]["cost"]

        assert cost["requestedQueryCost"] == 2 + 10 * (1 + 2 + 5 * 1)
        assert 0 < cost["actualQueryCost"] < cost["requestedQueryCost"]
        assert cost["throttleStatus"]["maximumAvailable"] == 2000.0
        assert cost["throttleStatus"]["restoreRate"] == 100.0

    @pytest.mark.parametrize(
        ("query", "cost"),
        [
            ("{ shop { name id } }", 1),
            ("{ products(first: 5) { edges { node { title } } pageInfo { hasNextPage } } }", 7),
            ("{ products(first: 2) { nodes { priceRangeV2 { minVariantPrice { amount } } } } }", 8),
            ("mutation { draftOrderDelete(input: {id: \"gid://shopify/DraftOrder/1\"}) "
             "{ deletedId userErrors { message } } }", 10),
        ],
    )  # fmt: skip
    def test_costs_follow_the_published_weights(self, app: Client, query: str, cost: int) -> None:
        assert app.send(query)["extensions"]["cost"]["requestedQueryCost"] == cost

    def test_a_size_in_a_variable_counts_as_well(self, app: Client) -> None:
        query = "query($n: Int!) { products(first: $n) { nodes { id } } }"

        sizes = [3, 50, 3]
        costs = [app.send(query, {"n": n})["extensions"]["cost"] for n in sizes]

        assert [cost["requestedQueryCost"] for cost in costs] == [5, 52, 5]

    def test_an_empty_bucket_answers_200_without_data_until_it_refills(self, opened: Open) -> None:
        app = opened(limits=True, maximum_points=30, restore_points=0.01)
        query = "{ products(first: 18) { nodes { id } } }"
        app.data(query)

        body = app.send(query)

        assert app.last.status == 200
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
        assert body["extensions"]["cost"]["actualQueryCost"] is None
        assert app.last.headers["X-Sandbox-Throttled"] == "1"
        app.advance(2000)
        app.data(query)

    def test_what_was_not_used_is_given_back(self, opened: Open) -> None:
        app = opened(limits=True, restore_points=0.01)

        status = app.send('{ customers(first: 200, query: "phone:+0") { nodes { id } } }')

        cost = status["extensions"]["cost"]
        assert cost["requestedQueryCost"] == 202
        assert cost["actualQueryCost"] == 2
        assert cost["throttleStatus"]["currentlyAvailable"] == 1998

    def test_a_query_above_a_thousand_points_is_never_run(self, opened: Open) -> None:
        app = opened(limits=True)

        error = app.error(
            "{ products(first: 100) { nodes { variants(first: 10) { nodes { id } } } } }"
        )

        assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
        assert error["extensions"]["maxCost"] == 1000

    def test_without_limits_nothing_is_refused(self, app: Client) -> None:
        body = app.send(
            "{ products(first: 250) { nodes { variants(first: 100) { nodes { id } } } } }"
        )

        assert body["data"]["products"]["nodes"]


class TestDocuments:
    @pytest.mark.parametrize(
        ("query", "code", "words"),
        [
            ("{ shop { foo } }", "undefinedField", "Field 'foo' doesn't exist on type 'Shop'"),
            ("{ shop }", "selectionMismatch", "Field must have selections"),
            ("{ shop { name { x } } }", "selectionMismatch", "can't be made on scalars"),
            ("{ product { id } }", "missingRequiredArguments", "missing required arguments: id"),
            ("{ shop(x: 1) { id } }", "argumentNotAccepted", "doesn't accept argument 'x'"),
            ("query($a: Int) { shop { id } }", "variableNotUsed", "$a is declared but not used"),
            ("{ product(id: $x) { id } }", "variableNotDefined", "$x is used but not declared"),
            ("query q($i: String) { product(id: $i) { id } }", "variableMismatch",
             "Type mismatch on variable $i (String / ID!)"),
            ("mutation { draftOrderCalculate(input: {foo: 1}) { userErrors { message } } }",
             "argumentNotAccepted", "InputObject 'DraftOrderInput' doesn't accept argument 'foo'"),
            ("mutation { draftOrderCalculate(input: {lineItems: [{}]}) { userErrors { field } } }",
             "missingRequiredInputObjectAttribute", "'quantity' on InputObject"),
            ('{ product(id: "12") { id } }', "argumentLiteralsIncompatible",
             "Invalid global id '12'"),
            ("{ shop { name ", "parseError", "syntax error"),
            ("{ products { nodes { id } } }", "BAD_REQUEST", "you must provide one of first or"),
            ("{ products(first: 251) { nodes { id } } }", "BAD_REQUEST", "between 0 and 250"),
            ('{ products(first: 1, after: "zzz") { nodes { id } } }', "BAD_REQUEST",
             "Invalid cursor for current pagination sort."),
            ('{ product(id: "gid://shopify/Order/1") { id } }', "RESOURCE_NOT_FOUND", "Invalid id"),
        ],
    )  # fmt: skip
    def test_a_bad_document_is_refused_in_the_vendors_words(
        self, app: Client, query: str, code: str, words: str
    ) -> None:
        error = app.error(query)

        assert error["extensions"]["code"] == code
        assert words in error["message"]
        assert app.last.status == 200

    def test_a_bad_variable_is_told_with_its_problems(self, app: Client) -> None:
        error = app.error(
            "mutation($i: DraftOrderInput!) { draftOrderCalculate(input: $i) "
            "{ userErrors { message } } }",
            {"i": {"lineItems": [{"variantId": "12"}], "foo": 1, "tags": [1]}},
        )

        assert error["extensions"]["code"] == "INVALID_VARIABLE"
        problems = {
            ".".join(map(str, p["path"])): p["explanation"] for p in error["extensions"]["problems"]
        }
        assert problems == {
            "foo": "Field is not defined on DraftOrderInput",
            "lineItems.0.variantId": "Invalid global id '12'",
            "lineItems.0.quantity": "Expected value to not be null",
            "tags.0": "Could not coerce value 1 to String",
        }

    def test_exactly_one_field_of_a_one_of_input_is_taken(self, app: Client) -> None:
        query = (
            "query($c: CustomerIdentifierInput!) { customerByIdentifier(identifier: $c) { id } }"
        )

        error = app.error(query, {"c": {"emailAddress": "a@b.c", "phoneNumber": "+1"}})

        (problem,) = error["extensions"]["problems"]
        assert "requires exactly one argument" in problem["explanation"]

    @pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}", b'{"query": 3}'])
    def test_a_body_without_a_query_is_a_bad_request(self, app: Client, body: bytes) -> None:
        request = Request(
            method="POST",
            path="/admin/api/2026-10/graphql.json",
            headers={"x-shopify-access-token": app.token},
            body=body,
        )

        answer = app.platform.handle(request)

        assert answer.status == 400
        assert "query" in json.loads(answer.body)["errors"]

    def test_a_named_operation_is_picked(self, app: Client) -> None:
        text = "query A { shop { name } } query B { shop { id } }"

        assert app.send(text, operationName="B")["data"] == {
            "shop": {"id": "gid://shopify/Shop/68817551001"}
        }
        assert "errors" in app.send(text)

    def test_include_and_skip_follow_their_variables(self, app: Client) -> None:
        query = "query($x: Boolean!) { shop { name @include(if: $x) id @skip(if: $x) } }"

        assert set(app.one(query, {"x": True})) == {"name"}
        assert set(app.one(query, {"x": False})) == {"id"}

    def test_fragments_and_aliases_are_merged(self, app: Client) -> None:
        found = app.one(
            "query { p: products(first: 1) { ...F nodes { title } } } "
            "fragment F on ProductConnection { nodes { id ... on Product { t: title } } }"
        )

        assert set(found["nodes"][0]) == {"id", "t", "title"}

    def test_an_interface_tells_its_type(self, app: Client) -> None:
        variant = app.variant("NK-AIRMAX90-BLK-10")["id"]

        found = app.one(
            "query($id: ID!) { node(id: $id) { __typename id ... on ProductVariant { sku } } }",
            {"id": variant},
        )

        assert found == {"__typename": "ProductVariant", "id": variant, "sku": "NK-AIRMAX90-BLK-10"}

    def test_the_schema_can_be_asked_about_itself(self, app: Client) -> None:
        found = app.one('{ __type(name: "Job") { fields { name } } }')

        assert {field["name"] for field in found["fields"]} == {"id", "done"}

    def test_input_lists_are_limited(self, app: Client) -> None:
        error = app.error(
            "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            {"ids": ["gid://shopify/Product/1"] * 251},
        )

        assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"

    def test_unknown_paths_are_not_found(self, app: Client) -> None:
        for path in ("/admin/api/2026-10/products.json", "/", "/admin"):
            answer = app.platform.handle(Request(method="GET", path=path))
            assert answer.status == 404


class TestNames:
    @pytest.mark.parametrize(
        ("query", "labels"),
        [
            ("mutation Pay { orderClose(input: {id: \"gid://shopify/Order/1\"}) "
             "{ userErrors { field } } }", ["mutation orderClose", "orderClose", "Pay"]),
            ("{ shop { name } products(first: 1) { nodes { id } } }",
             ["query shop", "query products", "shop", "products"]),
        ],
    )  # fmt: skip
    def test_calls_are_named_by_their_root_fields(
        self, app: Client, query: str, labels: list[str]
    ) -> None:
        request = Request(
            method="POST",
            path="/admin/api/2026-10/graphql.json",
            body=json.dumps({"query": query}).encode(),
        )

        assert list(app.platform.labels(request)) == labels

    def test_throttles_and_failures_are_worded_as_the_vendor_does(self, app: Client) -> None:
        request = Request(method="POST", path="/admin/api/2026-10/graphql.json")

        throttled: Any = json.loads(app.platform.throttle(request).body)
        busy = app.platform.failure(request, 429)
        down = app.platform.failure(request, 503)

        assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
        assert busy.headers["Retry-After"] == "2.0"
        assert isinstance(json.loads(down.body)["errors"], str)
