"""Every operation and every problem has an example, and every example fits its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.api.openapi import document_bytes
from app.api.problem_types import PROBLEM_TYPES

DOCUMENT: dict[str, Any] = json.loads(document_bytes())
OPERATIONS: dict[str, dict[str, Any]] = {
    told["operationId"]: {"shared": item.get("parameters", []), **told}
    for item in DOCUMENT["paths"].values()
    for method, told in item.items()
    if method != "parameters"
}


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each body that an operation takes or gives, by what it is."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield "asked", content
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            yield status, content


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_body_of_an_operation_has_an_example_that_fits(name: str) -> None:
    for what, content in bodies(OPERATIONS[name]):
        examples = content.get("examples") or {"the one": {"value": content.get("example")}}
        for which, told in examples.items():
            if "$ref" not in told:  # a problem's; it has a test of its own
                assert faults(content["schema"], told["value"]) == [], (what, which)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_parameter_has_an_example_that_fits(name: str) -> None:
    operation = OPERATIONS[name]

    for parameter in [*operation["shared"], *operation.get("parameters", [])]:
        assert faults(parameter["schema"], parameter["example"]) == [], parameter["name"]


@pytest.mark.parametrize("code", PROBLEM_TYPES)
def test_every_problem_has_an_example_with_all_its_members(code: str) -> None:
    kind, body = PROBLEM_TYPES[code], DOCUMENT["components"]["examples"][code]["value"]

    assert faults(DOCUMENT["components"]["schemas"]["Problem"], body) == []
    assert body["status"] == kind.status
    assert all(body[name] is not None for name in kind.members)


def test_every_operation_tells_at_least_one_answer_and_problem() -> None:
    for name, operation in OPERATIONS.items():
        statuses = {int(status) for status in operation["responses"]}
        assert any(status < 300 for status in statuses), name
        assert any(status >= 400 for status in statuses), name
