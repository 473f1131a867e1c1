"""Checks requests to Square against the vendor's published operations and object model.

The object model and operations of 2026-09-16 rule; the OpenAPI document of 2025-08-20 adds the
types of request fields that the newer model leaves unnamed, and length limits.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from adapters.wire import HttpRequest
from tests.contracts_path import contracts_dir

Schema = dict[str, Any]
_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


@cache
def _file(name: str) -> Any:
    return json.loads((contracts_dir("square") / name).read_text())


def _model(name: str) -> Schema:
    """A type of the object model, else of the older OpenAPI document."""
    newer = _file("object_model_2026-09-16.schema.json")["$defs"]
    older = _file("openapi_2025-08-20.json")["components"]["schemas"]
    found: Schema = newer.get(name) or older[name]
    return found


@cache
def _operations() -> list[tuple[str, re.Pattern[str], Schema]]:
    found = []
    for operation in _file("operations_2026-09-16.json")["operations"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation["path"])
        found.append((operation["method"], re.compile(pattern), operation))
    return found


def operation_of(request: HttpRequest) -> Schema:
    """The published operation that a request calls; fixed paths win over those with an id."""
    fits = [
        operation
        for method, pattern, operation in _operations()
        if method == request.method and pattern.fullmatch(request.path)
    ]
    assert fits, f"Square has no {request.method} {request.path}"
    return min(fits, key=lambda operation: len(operation["path_params"]))


def faults_of(request: HttpRequest) -> list[str]:
    """Everything in a request that the vendor's contract does not know."""
    operation = operation_of(request)
    faults = [
        f"query {name} is unknown" for name in set(request.params) - set(operation["query"] or ())
    ]
    body = request.json or {}
    if body and operation["body"] is None:
        faults.append("this operation takes no body")
    fields = operation["body"] or ()
    faults += [f"body.{name} is unknown" for name in set(body) - set(fields)]
    faults += [f"body.{name} is required" for name in set(operation["required"]) - set(body)]
    types = _body_types(operation)
    for name, value in body.items():
        if name in types:
            faults += _check(value, types[name], f"body.{name}")
    return faults


def _body_types(operation: Schema) -> Schema:
    document = _file("openapi_2025-08-20.json")
    described = document["paths"].get(operation["path"], {}).get(operation["method"].lower(), {})
    content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref")
    if reference is None:
        return {}
    name = reference.rsplit("/", 1)[-1]
    properties: Schema = {**_older(name), **_model(name).get("properties", {})}
    return properties


def _older(name: str) -> Schema:
    schemas = _file("openapi_2025-08-20.json")["components"]["schemas"]
    found: Schema = schemas.get(name, {}).get("properties", {})
    return found


def _check(value: Any, schema: Schema, path: str) -> list[str]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return (
            _check_object(value, name, path)
            if "properties" in _model(name)
            else _check(value, _model(name), path)
        )
    if "allOf" in schema:
        return [fault for part in schema["allOf"] for fault in _check(value, part, path)]
    expected = _TYPES.get(schema.get("type", ""))
    if expected and (not isinstance(value, expected) or (expected is int and value is True)):
        return [f"{path} should be {schema['type']}, is {value!r}"]
    faults = []
    if "enum" in schema and isinstance(value, str) and value not in schema["enum"]:
        faults.append(f"{path}: {value!r} is no word of Square's")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        faults.append(f"{path} is longer than {schema['maxLength']}")
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            faults += _check(item, schema["items"], f"{path}[{index}]")
    return faults


def _check_object(value: Any, name: str, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} should be {name}, is {value!r}"]
    model = _model(name)
    limits = _older(name)
    faults = [
        f"{path}.{key} is no field of {name}" for key in set(value) - set(model["properties"])
    ]
    faults += [f"{path}.{key} is required" for key in set(model.get("required", ())) - set(value)]
    for key, inner in value.items():
        schema = model["properties"].get(key)
        if schema is None:
            continue
        longest = limits.get(key, {}).get("maxLength")
        faults += _check(
            inner, schema | ({"maxLength": longest} if longest else {}), f"{path}.{key}"
        )
    return faults
