"""Envelopes and version cursors, and answers that are not what Vend documents."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.vend.client import VendClient
from domain.errors import AmbiguousOutcomeError, MalformedResponseError, RejectedError
from tests.unit.adapters_vend.lines import EMPTY, ScriptedLine, page


def test_a_list_is_walked_behind_its_last_version_until_it_is_empty() -> None:
    first, second = (
        page({"id": "a", "version": 3}, {"id": "b", "version": 9}),
        page({"id": "c", "version": 12}),
    )
    line = ScriptedLine().on("list", first, second, EMPTY)

    pages = list(VendClient(line).pages("/products", "list", {"deleted": "true"}, after=2))

    assert [[one["id"] for one in each.records] for each in pages] == [["a", "b"], ["c"]]
    assert [request.params.get("after") for request in line.sent] == ["2", "9", "12"]
    assert all(request.params["deleted"] == "true" for request in line.sent)


def test_a_list_without_an_envelope_version_goes_on_by_its_records() -> None:
    line = ScriptedLine().on("list", {"data": [{"id": "t", "version": 5}]}, {"data": []})

    assert len(VendClient(line).everything("/taxes", "list")) == 1
    assert line.sent[1].params["after"] == "5"


def test_a_sale_keeps_its_version_in_its_metadata() -> None:
    line = ScriptedLine().on("list", {"data": [{"id": "s", "_metadata": {"version": 8}}]}, EMPTY)

    (only,) = VendClient(line).pages("/sales", "list")

    assert only.version == 8


@pytest.mark.parametrize("version", [4, 3])
def test_a_cursor_that_does_not_grow_is_refused_and_not_walked_for_ever(version: int) -> None:
    line = ScriptedLine().on("list", page({"id": "a", "version": version}))

    with pytest.raises(MalformedResponseError, match="repeat"):
        list(VendClient(line).pages("/products", "list", after=4))


def test_a_bare_array_is_walked_with_its_paging_in_the_body() -> None:
    rows = [{"product_id": "p", "version": 7}]
    line = ScriptedLine().on("stock", rows, [])

    pages = list(VendClient(line).array_pages("/inventory", "stock", after=3, size=5000))

    assert [each.records for each in pages] == [rows]
    assert [request.json for request in line.sent] == [
        {"size": 5000, "sort_direction": "asc", "after": 3},
        {"size": 5000, "sort_direction": "asc", "after": 7},
    ]
    assert all(request.repeatable for request in line.sent)


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [{"id"',
        b"<html>We will be back soon</html>",
        b"",
        b"null",
        {},
        {"data": None},
        {"data": {}},
        {"data": ["a"]},
        {"data": [{"id": "a"}]},
        [],
    ],
    ids=["cut", "html", "empty", "null", "no data", "null data", "an object", "texts",
         "no version", "a bare array"],
)  # fmt: skip
def test_a_list_that_is_none_is_malformed(body: Any) -> None:
    line = ScriptedLine().on("list", body)

    with pytest.raises(MalformedResponseError):
        list(VendClient(line).pages("/products", "list"))


@pytest.mark.parametrize("body", [{"error": "Oops"}, {"error": {"code": 3, "message": "Oops"}}])
def test_an_error_inside_a_success_is_a_refusal(body: Any) -> None:
    line = ScriptedLine().on("get", body)

    with pytest.raises(RejectedError, match="Oops"):
        VendClient(line).get("/retailer", "get")


def test_a_record_in_a_list_of_one_is_taken_out() -> None:
    line = ScriptedLine().on("user", {"data": [{"id": "u1"}]})

    assert VendClient(line).get("/user", "user") == {"id": "u1"}


def test_what_vend_does_not_know_is_none_and_other_refusals_are_told() -> None:
    line = ScriptedLine().on("get", (404, {"error": "Not Found"}), (422, {"error": "No"}))
    client = VendClient(line)

    assert client.find("/sales/x", "get") is None
    with pytest.raises(RejectedError):
        client.find("/sales/x", "get")


def test_a_write_is_never_repeated_by_itself_and_unreadable_means_in_doubt() -> None:
    line = ScriptedLine().on("write", b"<html>")

    with pytest.raises(AmbiguousOutcomeError):
        VendClient(line).write("POST", "/sales", "write", {"state": "parked"})

    assert not line.sent[0].repeatable
    assert not line.sent[0].keyed
