"""Checks requests to Toast, and its answers, against the vendor's own API documents.

Swagger 2.0 (orders, menus, restaurants, authentication) and OpenAPI 3.0 (stock). What the
documents call "Response only" is not required of a request, and a request holds no field that they
do not know. The configuration API and logins are known by path alone where no document is here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from adapters.wire import HttpRequest
from tests.contracts_path import contracts_dir

Schema = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DOCUMENTS = ("authentication", "menus", "orders", "partners", "restaurants", "stock")
_UNDOCUMENTED = (
    "/config/v2/diningOptions",
    "/config/v2/alternatePaymentTypes",
)
"""Of the configuration API; its document is not among the contracts."""
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_IDENTITY = frozenset({"guid", "entityType"})
"""Required of every reference by the document, and made by Toast for what is new."""
_SPECIAL = "SPECIAL_REQUEST"
_MAPS = frozenset(
    {"modifierGroupReferences", "modifierOptionReferences", "preModifierGroupReferences"}
    | {"daySchedules"}
)
"""Objects whose keys are ids; the documents describe them as if they were the record itself."""


@cache
def _document(name: str) -> Schema:
    text = (contracts_dir("toast") / f"toast-{name}.yaml").read_text()
    found: Schema = yaml.load(text, Loader=_LOADER)
    return found


@cache
def _operations() -> list[tuple[str, re.Pattern[str], str, Schema]]:
    found = []
    for name in _DOCUMENTS:
        document = _document(name)
        base = document.get("basePath") or f"/{name}"
        for path, operations in document["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", f"{base}{path}"))
            found += [
                (method.upper(), pattern, name, operation)
                for method, operation in operations.items()
            ]
    return found


def _operation_of(method: str, path: str) -> tuple[str, Schema] | None:
    fits = [
        (pattern.pattern.count("[^/]+"), name, operation)
        for known, pattern, name, operation in _operations()
        if known == method and pattern.fullmatch(path)
    ]
    return min(fits, key=lambda one: one[0])[1:] if fits else None


def faults_of(request: HttpRequest) -> list[str]:
    """Everything in a request that the vendor's documents do not know."""
    if request.path in _UNDOCUMENTED and request.method == "GET":
        return []
    operation = _operation_of(request.method, request.path)
    assert operation is not None, f"Toast has no {request.method} {request.path}"
    name, described = operation
    parameters = described.get("parameters", [])
    known = {one["name"] for one in parameters if one["in"] == "query"}
    faults = [f"query {one} is unknown" for one in set(request.params) - known]
    headers = {one.lower() for one in request.headers}
    faults += [
        f"header {one['name']} is missing"
        for one in parameters
        if one["in"] == "header" and one.get("required") and one["name"].lower() not in headers
    ]
    schema = _body_schema(described)
    if schema is None:
        return faults + (["this operation takes no body"] if request.json else [])
    return faults + _check(request.json, schema, name, "body", asked=True)


def faults_of_answer(method: str, path: str, body: Any) -> list[str]:
    """Everything in a 200 answer that the vendor's documents do not allow."""
    operation = _operation_of(method, path)
    if operation is None:
        return []
    name, described = operation
    answer = described["responses"]["200"]
    schema = answer.get("schema") or answer.get("content", {}).get("application/json", {}).get(
        "schema"
    )
    if schema is None:
        return []
    if (method, path) == ("POST", "/orders/v2/orders"):
        schema = {"$ref": "#/definitions/Order"}  # as its example has it, not `OrderResponse`
    return _check(body, schema, name, "answer", asked=False)


def faults_of_record(value: Any, document: str, definition: str) -> list[str]:
    """Everything in one record of an answer that its definition does not allow."""
    schema = {"$ref": f"#/definitions/{definition}"}
    return _check(value, schema, document, definition, asked=False)


def fields_of(document: str, definition: str) -> list[str]:
    """The fields of a definition, those of what it refers to included."""
    root = "components/schemas" if "components" in _document(document) else "definitions"
    properties, _ = _members({"$ref": f"#/{root}/{definition}"}, document)
    return sorted(properties)


def _body_schema(operation: Schema) -> Schema | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        found: Schema = content["schema"]
        return found
    for one in operation.get("parameters", []):
        if one["in"] == "body":
            schema: Schema = one["schema"]
            return schema
    return None


def _resolved(schema: Schema, document: str) -> Schema:
    while "$ref" in schema:
        node: Any = _document(document)
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        schema = node
    return schema


def _members(schema: Schema, document: str) -> tuple[Schema, set[str]]:
    schema = _resolved(schema, document)
    properties: Schema = dict(schema.get("properties", {}))
    required = set(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        inner, needed = _members(part, document)
        properties |= inner
        required |= needed
    return properties, required


def _check(value: Any, schema: Schema, document: str, path: str, *, asked: bool) -> list[str]:
    schema = _resolved(schema, document)
    properties, required = _members(schema, document)
    if properties:
        return _check_object(value, properties, required, document, path, asked=asked)
    expected = _TYPES.get(schema.get("type", ""))
    if expected and (
        not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected)
    ):
        return [f"{path} should be {schema['type']}, is {value!r}"]
    words = {str(one) for one in schema.get("enum", ())}
    yes_or_no = words == {"True", "False"}  # YES and NO, read by YAML 1.1 as booleans
    if words and isinstance(value, str) and value not in words and not yes_or_no:
        return [f"{path}: {value!r} is no word of Toast's"]
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        return [f"{path} is longer than {schema['maxLength']}"]
    if isinstance(value, list) and "items" in schema:
        return [
            fault
            for number, item in enumerate(value)
            for fault in _check(item, schema["items"], document, f"{path}[{number}]", asked=asked)
        ]
    return []


def _check_object(
    value: Any, properties: Schema, required: set[str], document: str, path: str, *, asked: bool
) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} should be an object, is {value!r}"]
    faults = [f"{path}.{name} is no field of Toast's" for name in set(value) - set(properties)]
    if asked:
        needed = required - _IDENTITY
        if value.get("selectionType") == _SPECIAL:
            needed -= {"item"}  # null for special requests, says the document's `Selection`
        faults += [f"{path}.{name} is required" for name in needed - set(value)]
        faults += [
            f"{path}.{name} is response only"
            for name in set(value) & set(properties)
            if properties[name].get("x-toast-read-only") and name != "entityType"
        ]
    for name, inner in value.items():
        if name in _MAPS and isinstance(inner, dict):
            continue
        if name in properties and (inner is not None or asked):
            faults += _check(inner, properties[name], document, f"{path}.{name}", asked=asked)
    return faults
