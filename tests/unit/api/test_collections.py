"""The Postman and Bruno collections hold every operation, as their formats want it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tools import contract, request_collections

DOCUMENT = contract.load()
OPERATIONS = {each.name: each for each in contract.operations(DOCUMENT)}
RENDERED = request_collections.render(DOCUMENT)
POSTMAN: dict[str, Any] = json.loads(RENDERED[request_collections.POSTMAN])
BLOCK = re.compile(r"^([\w:-]+) \{\n((?:  .*\n|\n)*)\}\n", re.MULTILINE)


def blocks(text: str) -> dict[str, str]:
    """A .bru file's blocks by name; nothing may stand between them."""
    assert BLOCK.sub("", text).strip() == ""
    return dict(BLOCK.findall(text))


def test_the_committed_collections_are_those_of_the_document() -> None:
    kept = {
        path.relative_to(request_collections.FOLDER).as_posix()
        for path in request_collections.FOLDER.rglob("*")
        if path.is_file()
    }

    assert kept == RENDERED.keys(), "run: make collections"
    for name, text in RENDERED.items():
        committed = (request_collections.FOLDER / name).read_text(encoding="utf-8")
        assert committed == text, f"{name}: run make collections"


def test_the_postman_collection_holds_every_operation_once() -> None:
    names = [item["name"] for folder in POSTMAN["item"] for item in folder["item"]]

    assert POSTMAN["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert sorted(names) == sorted(OPERATIONS)


def test_each_postman_request_asks_as_the_document_says() -> None:
    for folder in POSTMAN["item"]:
        for item in folder["item"]:
            operation, request = OPERATIONS[item["name"]], item["request"]
            assert request["method"] == operation.method
            path = "/" + "/".join(
                "{" + part[1:] + "}" if part.startswith(":") else part
                for part in request["url"]["path"]
            )
            assert path == operation.path
            filled = {each["key"] for each in request["url"].get("variable", [])}
            assert filled == {each["name"] for each in operation.path_parameters}
            headers = {each["key"] for each in request["header"]}
            assert ("Idempotency-Key" in headers) is operation.is_write
            assert ("body" in request) is (operation.body is not None)
            if "body" in request:
                assert isinstance(json.loads(request["body"]["raw"]), dict)


@pytest.mark.parametrize("kind", ["folder.bru", "collection.bru", "local.bru"])
def test_bruno_finds_what_it_reads_first(kind: str) -> None:
    assert any(name.endswith(kind) for name in RENDERED)
    assert json.loads(RENDERED["bruno/bruno.json"])["type"] == "collection"


def test_each_bruno_request_asks_as_the_document_says() -> None:
    found = {}
    for name, text in RENDERED.items():
        operation = OPERATIONS.get(name.rpartition("/")[2].removesuffix(".bru"))
        if operation is None:
            continue
        told = blocks(text)
        found[operation.name] = told
        assert f"name: {operation.name}" in told["meta"]
        assert operation.method.lower() in told
        assert ("Idempotency-Key" in told.get("headers", "")) is operation.is_write
        for parameter in operation.path_parameters:
            assert f":{parameter['name']}" in told[operation.method.lower()]
            assert f"{parameter['name']}: " in told["params:path"]
        if operation.body is not None:
            assert isinstance(json.loads(told["body:json"]), dict)

    assert found.keys() == OPERATIONS.keys()


def test_no_collection_bears_a_key() -> None:
    for text in RENDERED.values():
        assert not re.search(r"vt_(live|test)_\w", text)
