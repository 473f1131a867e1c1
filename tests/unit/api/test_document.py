"""The OpenAPI document is valid, committed, and readable without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.openapi import document_bytes
from app.api.problem_types import PROBLEM_TYPES
from app.api.services import Scope
from tests.unit.api.test_access import OPERATIONS

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document_bytes())
    return loaded


def test_the_document_bytes_is_the_one_of_this_code() -> None:
    assert document_bytes() == COMMITTED.read_bytes(), "run: make openapi"


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_is_told_with_its_scope_and_key(document: dict[str, Any]) -> None:
    told = {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    }

    assert set(told) == {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule)) for method, rule, _ in OPERATIONS
    }
    for (method, _), operation in told.items():
        (requirement,) = operation["security"]
        assert requirement["apiKey"][0] in set(Scope)
        assert operation["summary"]
        names = [p["name"] for p in operation.get("parameters", [])]
        assert ("Idempotency-Key" in names) is (method != "GET")


def test_every_problem_an_operation_names_has_an_example(document: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/examples/([\w-]+)"', json.dumps(document)))

    assert named <= set(document["components"]["examples"]) == set(PROBLEM_TYPES)


def test_the_page_needs_nothing_from_elsewhere(http: FlaskClient) -> None:
    page = http.get("/docs")

    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "<script" not in text
    assert " style=" not in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for _, rule, _ in OPERATIONS:
        assert re.sub(r"<(\w+)>", r"{\1}", rule) in text


def test_the_page_gives_a_line_to_try(http: FlaskClient) -> None:
    text = http.get("/docs").get_data(as_text=True)

    assert "curl -sS -X POST" in text
    assert "AM90-BLK-10" in text
    assert "Idempotency-Key" in text


def test_links_on_the_pages_lead_somewhere(http: FlaskClient) -> None:
    for start in ("/", "/docs", "/problems", "/problems/out-of-stock"):
        text = http.get(start).get_data(as_text=True)
        for link in set(re.findall(r'href="(/[^"#]*)"', text)):
            assert http.get(link, buffered=True).status_code == 200, link
        for anchor in set(re.findall(r'href="#([^"]+)"', text)):
            assert f'id="{anchor}"' in text, anchor


def test_every_problem_has_a_readable_page(http: FlaskClient) -> None:
    for kind in PROBLEM_TYPES.values():
        page = http.get(kind.uri)
        assert page.status_code == 200
        assert kind.code in page.get_data(as_text=True)
    assert http.get("/problems/nothing").status_code == 404


def test_the_document_is_served_as_committed(http: FlaskClient) -> None:
    assert http.get("/openapi.json").get_data() == document_bytes()
