"""Bulk operations: what may be asked, and the lines that come back."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.web import Request
from tests.contract.sandbox_shopify.client import Client

Open = Callable[..., Client]
RUN = """mutation($q: String!, $g: Boolean!) { bulkOperationRunQuery(query: $q, groupObjects: $g) {
  bulkOperation { id status } userErrors { field message code } } }"""
POLL = """query($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount
  fileSize url completedAt type } }"""
CATALOG = """{ products { edges { node { id title variants { edges { node { id sku inventoryItem {
  id inventoryLevels { edges { node { id quantities(names: ["available"]) { quantity } } } } } } } }
  } } } }"""


def finished(app: Client, operation: str, patience_s: float = 60.0) -> Any:
    """The operation when it has ended."""
    deadline = time.monotonic() + patience_s
    pause = threading.Event()
    while time.monotonic() < deadline:
        found = app.one(POLL, {"id": operation})
        if found["status"] not in ("CREATED", "RUNNING", "CANCELING"):
            return found
        pause.wait(0.01)
    raise AssertionError("the bulk operation did not end")


def run(app: Client, query: str, *, grouped: bool = False) -> Any:
    payload = app.does(RUN, {"q": query, "g": grouped})
    assert payload["bulkOperation"]["status"] == "CREATED"
    return finished(app, payload["bulkOperation"]["id"])


def lines(app: Client, operation: Any) -> list[Any]:
    path = operation["url"].removeprefix("http://127.0.0.1:9999")
    answer = app.platform.handle(Request(method="GET", path=path))
    assert answer.status == 200
    assert len(answer.body) == int(operation["fileSize"])
    return [json.loads(line) for line in answer.body.splitlines()]


def test_children_are_lines_with_their_parents_id(app: Client) -> None:
    done = run(app, CATALOG)

    found = lines(app, done)
    ids = {line["id"] for line in found}
    books = app.platform.shop.books
    levels = sum(len(item.levels) for item in books.items)
    assert done["status"] == "COMPLETED"
    assert done["type"] == "QUERY"
    assert int(done["rootObjectCount"]) == len(books.products)
    assert int(done["objectCount"]) == len(found)
    assert len(found) == len(books.products) + len(books.variants) + levels
    assert all(line["__parentId"] in ids for line in found if "__parentId" in line)
    variants = [line for line in found if "sku" in line]
    assert "inventoryLevels" not in variants[0]["inventoryItem"]


@pytest.mark.parametrize("grouped", [True, False], ids=["grouped", "not grouped"])
def test_children_follow_their_parent_only_on_request(app: Client, grouped: bool) -> None:
    found = lines(app, run(app, "{ products { nodes { id variants { nodes { id } } } } }",
                           grouped=grouped))  # fmt: skip

    assert ("__parentId" in found[1]) is grouped


def test_a_search_narrows_the_export(app: Client) -> None:
    found = lines(
        app, run(app, '{ products(query: "vendor:Nike") { edges { node { id title } } } }')
    )

    assert {line["title"] for line in found} == {"Nike Air Max 90", "Nike Pegasus 41"}


def test_the_result_is_kept_for_a_week(app: Client) -> None:
    payload = app.does(RUN, {"q": "{ locations { nodes { id name } } }", "g": False})
    operation = payload["bulkOperation"]["id"]
    assert finished(app, operation)["url"]

    app.advance(7 * 86400 + 60)

    assert app.one(POLL, {"id": operation})["url"] is None


def test_an_empty_export_has_no_file(app: Client) -> None:
    done = run(app, '{ products(query: "vendor:Nobody") { edges { node { id } } } }')

    assert (done["status"], done["url"], done["objectCount"]) == ("COMPLETED", None, "0")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ shop { name } }", "at least one connection"),
        ("{ products { edges { node { foo } } } }", "Field 'foo' doesn't exist"),
        ("{ products { edges { node { title variants { edges { node { id } } } } } } }",
         "must select the 'id' field"),
        ("mutation { bulkOperationCancel(id: \"gid://shopify/BulkOperation/1\") { userErrors "
         "{ field } } }", "must be a single query"),
        ("{ products { nodes { id } } orders { nodes { id } } }", "exactly one top-level field"),
        ("{ products { nodes { id collections { nodes { id products { nodes { id variants { nodes "
         "{ id } } } } } } } } }", "nesting depth"),
        ("{ products ", "syntax error"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_refused(app: Client, query: str, words: str) -> None:
    error = app.refusal(RUN, {"q": query, "g": False})

    assert error["field"] == ["query"]
    assert error["code"] == "INVALID"
    assert words in error["message"]


def test_five_may_run_at_once(opened: Open) -> None:
    app = opened(bulk_delay_s=30)
    query = {"q": "{ locations { nodes { id } } }", "g": False}
    started = [app.does(RUN, query)["bulkOperation"]["id"] for _ in range(5)]

    assert app.refusal(RUN, query)["code"] == "LIMIT_REACHED"
    cancel = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"  # noqa: E501
    assert app.does(cancel, {"id": started[0]})["bulkOperation"]["status"] == "CANCELING"


def test_a_cancelled_export_ends_as_such(opened: Open) -> None:
    app = opened(bulk_delay_s=3)  # longer than the machine may pause
    operation = app.does(RUN, {"q": CATALOG, "g": False})["bulkOperation"]["id"]

    app.data(
        "mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }",
        {"id": operation},
    )

    assert finished(app, operation)["status"] == "CANCELED"
    again = app.refusal(
        "mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }",
        {"id": operation},
    )
    assert "cannot be canceled" in again["message"]


def test_a_missing_scope_fails_the_export(opened: Open) -> None:
    app = opened(scopes=["read_products"])

    done = run(app, "{ products { nodes { id variants { nodes { id inventoryItem { "
                    "inventoryLevels { nodes { id } } } } } } } }")  # fmt: skip

    assert (done["status"], done["errorCode"]) == ("FAILED", "ACCESS_DENIED")


def test_exporting_costs_no_more_than_a_mutation(opened: Open) -> None:
    app = opened(limits=True)

    body = app.send(RUN, {"q": CATALOG, "g": False})

    assert body["extensions"]["cost"]["requestedQueryCost"] == 10
