"""Checks requests to Clover, and the stand-in's answers, against the vendor's documents.

The OpenAPI documents derived from Clover's reference rule where they know a path; they lack atomic
orders, stock records, tenders, the small inventory lists and paying an order: those are checked
against the vendor's own object classes and the reference pages named below (read 2026-11-20).
"""

from __future__ import annotations

import ipaddress
import json
import re
import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import yaml

from adapters.wire import HttpRequest
from tests.contracts_path import contracts_dir

Schema = dict[str, Any]
Pairs = Sequence[tuple[str, str]]

_MERCHANT = "/v3/merchants/{mId}"
_PAGING = frozenset({"limit", "offset", "orderBy"})
"""docs.clover.com: paginating-elements, sorting-collections; the document names them on some."""
_UNLISTED: dict[str, Schema] = {
    # reference/merchantgetmerchant; openingHours: docs/api-reference-overview
    f"GET {_MERCHANT}": {"expand": {"address", "properties", "openingHours"}},
    # reference/ordercreateatomicorder, reference/ordercheckoutatomicorder
    f"POST {_MERCHANT}/atomic_order/orders": {"cart": True},
    f"POST {_MERCHANT}/atomic_order/checkouts": {"cart": True},
    # docs/querying-inventory
    f"GET {_MERCHANT}/item_stocks/{{itemId}}": {},
    f"POST {_MERCHANT}/item_stocks/{{itemId}}": {"body": {"quantity": (int, float)}},
    # reference: the small lists of the inventory
    f"GET {_MERCHANT}/item_groups": {"list": True},
    f"GET {_MERCHANT}/item_groups/{{id}}": {},
    f"GET {_MERCHANT}/attributes": {"list": True},
    f"GET {_MERCHANT}/modifier_groups": {"list": True, "expand": {"modifiers", "items"}},
    f"GET {_MERCHANT}/tax_rates": {"list": True},
    f"GET {_MERCHANT}/tenders": {"list": True},
    # docs/printing-orders-rest-api
    f"POST {_MERCHANT}/print_event": {"body": {"orderRef": dict}},
    # reference/getapikey
    "GET /pakms/apikey": {},
    # reference/postordersidpay
    "POST /v1/orders/{orderId}/pay": {
        "payer": True,
        "body": {
            "source": str,
            "amount": int,
            "currency": str,
            "ecomind": str,
            "external_reference_id": str,
        },
    },
}
_CARD = frozenset({"brand", "number", "exp_month", "exp_year", "cvv"})
"""docs/create-a-card-token."""
_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
_BODIES = {
    ("POST", f"{_MERCHANT}/orders/{{orderId}}/payments"): "Payment",  # the text says so
}
_REFUND = {"reason": {"type": "string"}, "external_reference_id": {"type": "string"}}
"""docs/ecommerce-refunding-payments and reference/createrefund; the document names four fields."""


@cache
def document(name: str) -> Any:
    """One of the two OpenAPI documents."""
    return yaml.safe_load((contracts_dir("clover") / name).read_text())


@cache
def classes() -> dict[str, Schema]:
    """Clover's own object classes: class to fields."""
    text = (contracts_dir("clover") / "object-model.json").read_text()
    found: dict[str, Schema] = json.loads(text)["objects"]
    return found


@cache
def _operations() -> list[tuple[str, str, re.Pattern[str], Schema]]:
    found = []
    for name in ("platform-rest-v3.openapi.yaml", "ecommerce-v1.openapi.yaml"):
        for path, methods in document(name)["paths"].items():
            for method, operation in methods.items():
                pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
                found.append((method.upper(), path, pattern, {**operation, "_from": name}))
    return found


def faults_of(request: HttpRequest, query: Pairs) -> list[str]:
    """Everything in a request that the vendor's documents do not know."""
    for method, path, pattern, operation in _operations():
        if method == request.method and pattern.fullmatch(request.path):
            return _documented(request, query, path, operation)
    for name, rule in _UNLISTED.items():
        method, _, path = name.partition(" ")
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
        if method == request.method and pattern.fullmatch(request.path):
            return _unlisted(request, query, rule)
    return [f"Clover has no {request.method} {request.path}"]


def _documented(request: HttpRequest, query: Pairs, path: str, operation: Schema) -> list[str]:
    named = {one["name"]: one for one in operation.get("parameters", ())}
    faults = []
    for name, value in query:
        if name == "filter":
            faults += _filter_faults(value, named.get("filter", {}))
        elif name == "expand":
            faults += _expand_faults(value, _listed(named.get("expand", {})))
        elif name not in named and name not in _PAGING:
            faults.append(f"query {name} is unknown")
    if "x-forwarded-for" in named:
        faults += _payer_faults(request)
    return faults + _key_faults(request) + _body_faults(request, path, operation)


def _unlisted(request: HttpRequest, query: Pairs, rule: Schema) -> list[str]:
    faults = []
    for name, value in query:
        if name == "expand":
            faults += _expand_faults(value, rule.get("expand", set()))
        elif not (rule.get("list") and name in _PAGING):
            faults.append(f"query {name} is unknown")
    if rule.get("payer"):
        faults += _payer_faults(request)
    body = request.json or {}
    assert isinstance(body, dict)
    if rule.get("cart"):
        return faults + _cart_faults(body)
    known = rule.get("body", {})
    faults += [f"body.{name} is unknown" for name in set(body) - set(known)]
    return faults + [
        f"body.{name} has the wrong type"
        for name, value in body.items()
        if name in known and not isinstance(value, known[name])
    ]


def _listed(parameter: Schema) -> set[str]:
    """The names between the brackets of a parameter's description."""
    found = re.search(r"\[([^\]]*)\]", parameter.get("description", ""))
    return {one.strip() for one in found.group(1).split(",")} if found else set()


def _filter_faults(value: str, parameter: Schema) -> list[str]:
    match = re.match(r"([A-Za-z_.]+)(>=|<=|!=|=|>|<)", value)
    if match is None:
        return [f"filter {value} cannot be read"]
    known = _listed(parameter)
    return [] if match.group(1) in known else [f"filter field {match.group(1)} is unknown"]


def _expand_faults(value: str, known: set[str]) -> list[str]:
    names = value.split(",")
    faults = [f"expand {name} is unknown" for name in names if name.partition(".")[0] not in known]
    return faults + (["more than three expansions"] if len(names) > 3 else [])


def _payer_faults(request: HttpRequest) -> list[str]:
    try:
        ipaddress.ip_address(request.headers.get("x-forwarded-for", ""))
    except ValueError:
        return ["x-forwarded-for is missing"]
    return []


def _key_faults(request: HttpRequest) -> list[str]:
    """An idempotency key must be a version 4 UUID (docs/ecommerce-accepting-payments)."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return []
    try:
        return [] if uuid.UUID(key).version == 4 else ["the idempotency key is of another version"]
    except ValueError:
        return ["the idempotency key is no UUID"]


def _body_faults(request: HttpRequest, path: str, operation: Schema) -> list[str]:
    body = request.json or {}
    assert isinstance(body, dict)
    if path == "/v1/tokens":  # described, with a sample, where the document has no schema
        card = body.get("card", {})
        return [
            *fields_against(body, {"card": {"type": "object"}}, "body"),
            *sorted(set(card) - _CARD),
        ]
    if "requestBody" not in operation:
        return ["this operation takes no body"] if body else []
    content = operation["requestBody"]["content"]["application/json"]["schema"]
    name = _BODIES.get((request.method, path)) or content["$ref"].rsplit("/", 1)[-1]
    schema = document(operation["_from"])["components"]["schemas"][name]
    properties = {**schema["properties"], **(_REFUND if name == "Refund" else {})}
    return fields_against(body, properties, "body")


def fields_against(record: Schema, properties: Schema, where: str) -> list[str]:
    """Fields that a schema does not know, or types otherwise."""
    faults = [f"{where}.{name} is unknown" for name in set(record) - set(properties)]
    for name, value in record.items():
        schema = properties.get(name, {})
        expected = _TYPES.get(schema.get("type", ""))
        if expected is list and isinstance(value, dict) and isinstance(value.get("elements"), list):
            continue  # a nested list in its envelope, as the SDK's own sample has it
        if expected and (not isinstance(value, expected) or (expected is int and value is True)):
            faults.append(f"{where}.{name} should be {schema['type']}, is {value!r}")
        elif "enum" in schema and value not in schema["enum"]:
            faults.append(f"{where}.{name}: {value!r} is no word of Clover's")
    return faults


def _cart_faults(body: Schema) -> list[str]:
    cart = body.get("orderCart")
    if set(body) != {"orderCart"} or not isinstance(cart, dict):
        return ["orderCart is required"]
    faults = [f"orderCart.{name} is unknown" for name in set(cart) - set(classes()["order.Order"])]
    if len(cart.get("externalReferenceId", "")) > 32:
        faults.append("externalReferenceId is longer than 32")
    for line in cart["lineItems"]:
        faults += _names_faults(line, "order.LineItem", "lineItem")
        for one in line.get("modifications", ()):
            faults += _names_faults(one, "order.Modification", "modification")
    return faults


def _names_faults(record: Schema, kind: str, where: str) -> list[str]:
    return [f"{where}.{name} is unknown" for name in set(record) - set(classes()[kind])]


def unknown_fields(records: Iterable[Schema], *kinds: str) -> set[str]:
    """Fields of records that neither of these classes nor the reference's schemas have."""
    known: set[str] = {"href"}
    schemas = document("platform-rest-v3.openapi.yaml")["components"]["schemas"]
    for kind in kinds:
        known |= set(classes().get(kind, ()))
        known |= set(schemas.get(kind.rpartition(".")[2], {}).get("properties", ()))
    return {name for record in records for name in record} - known
