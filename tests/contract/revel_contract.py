"""Checks requests to Revel, and its answers, against the documents derived from its reference.

The OpenAPI document (v2025.3.0) covers four resources; what it does not cover is held against the
shapes that public client code and Revel's open-source storefront use. A field lookup
(`updated_date__gte`) counts by its field, as the document's introduction says.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft7Validator

from tests.contracts_path import contracts_dir

Schema = dict[str, Any]
LOOKUPS = {"exact", "iexact", "contains", "icontains", "in", "lt", "lte", "gt", "gte", "range"}
CHECKED = 5
"""Records of a page that are held against the schema: they are all made alike."""
BEYOND = {
    "GET /products/ProductCategory/": {"limit", "offset"},
    "GET /resources/Inventory/": {"limit", "offset", "order_by", "updated_date", "product"},
    "GET /resources/OrderAllInOne/": {
        *("limit", "offset", "order_by", "establishment", "customer", "created_date"),
        *("updated_date", "call_name"),
    },
    "GET /resources/OrderAllInOne/{id}/": set(),
    "GET /weborders/products/": {"establishment", "limit", "page"},
    "GET /weborders/attributes/": {"product"},
    "GET /weborders/modifiers/": {"product"},
    "GET /weborders/system_settings/": {"establishment"},
    "POST /specialresources/cart/calculate/": set(),
    "POST /specialresources/cart/submit/": set(),
}
"""Calls outside the OpenAPI document, with the parameters they may carry."""
_FILTERABLE = {"Product": {"id", "attribute_parent", "updated_date"}}
"""Fields of a resource that are filtered by lookups, beyond its listed parameters."""
CART_FIELDS = {
    "": {"skin", "establishmentId", "items", "orderInfo", "paymentInfo"},
    "orderInfo": {"dining_option", "asap", "call_name", "notes", "pickup_time", "customer"},
    "paymentInfo": {"type", "amount", "tip", "first_name", "last_name", "phone", "email"},
}
"""Bodies as the fact sheet and the storefront's documentation of its own requests have them."""


@cache
def document() -> Schema:
    """The OpenAPI document."""
    found: Schema = yaml.safe_load((contracts_dir("revel") / "open-api.openapi.yaml").read_text())
    return found


@cache
def sample(name: str) -> Any:
    """One of the samples beside the documents."""
    return json.loads((contracts_dir("revel", "samples") / name).read_text())


def faults_of(method: str, route: str, query: dict[str, str], body: Any) -> list[str]:
    """Everything in a request that neither document knows."""
    if f"{method} {route}" in BEYOND:
        return [*_unknown(query, BEYOND[f"{method} {route}"]), *_cart_faults(route, body)]
    path = route.removeprefix("/resources")
    described = document()["paths"].get(path, {}).get(method.lower())
    if described is None or not route.startswith("/resources/"):
        return [f"{method} {route} is not documented"]
    resource = path.strip("/").split("/")[0]
    params = [_resolved(one) for one in described.get("parameters", ())]
    known = {one["name"] for one in params} | _FILTERABLE.get(resource, set())
    return [
        *_unknown(query, known),
        *_unordered(query, params),
        *(_body_faults(body, resource) if body is not None else ()),
    ]


def answer_faults(route: str, answer: Any) -> list[str]:
    """What an answer of a documented resource breaks of its schema.

    References may be paths: the constructed sample page shows what the schema calls an integer.
    """
    validator = _validator(route)
    if validator is None:
        return []
    if isinstance(answer, dict) and "objects" in answer:
        answer = {**answer, "objects": answer["objects"][:CHECKED]}
    return [
        f"{'.'.join(map(str, one.path))}: {one.message}" for one in validator.iter_errors(answer)
    ]


@cache
def _validator(route: str) -> Any:
    described = document()["paths"].get(route.removeprefix("/resources"), {}).get("get")
    if described is None or not route.startswith("/resources/"):
        return None
    content = described["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft7Validator(_inlined(content))


def _unknown(query: dict[str, str], known: set[str]) -> list[str]:
    faults = []
    for name in query:
        field, _, lookup = name.partition("__")
        if field not in known:
            faults.append(f"query {name} is unknown")
        elif lookup and lookup not in LOOKUPS:
            faults.append(f"lookup {lookup} is unknown")
    return faults


def _unordered(query: dict[str, str], params: list[Schema]) -> list[str]:
    """`order_by` is one of the documented words; a leading minus descends."""
    for one in params:
        words = one["schema"].get("enum")
        given = query.get("order_by")
        if one["name"] == "order_by" and words and given is not None:
            allowed = {*words, *(f"-{word}" for word in words)}
            return [] if given in allowed else [f"order_by {given} is not documented"]
    return []


def _body_faults(body: Schema, resource: str) -> list[str]:
    known = document()["components"]["schemas"][resource]["properties"]
    return [f"body.{name} is no field of {resource}" for name in set(body) - set(known)]


def _cart_faults(route: str, body: Any) -> list[str]:
    if "/cart/" not in route:
        return []
    like = sample("cart_submit.with_modifier.request.json")["body"]
    faults = [f"body.{name} is unknown" for name in set(body) - CART_FIELDS[""]]
    for part in ("orderInfo", "paymentInfo"):
        extra = set(body.get(part, {})) - CART_FIELDS[part]
        faults += [f"body.{part}.{name} is unknown" for name in extra]
    for item in body["items"]:
        faults += _unlike(item, like["items"][0], "items")
        for modifier in item["modifieritems"]:
            faults += _unlike(modifier, like["items"][0]["modifieritems"][0], "modifieritems")
    return faults


def _unlike(given: Schema, like: Schema, where: str) -> list[str]:
    """Fields and types that the sample does not show."""
    faults = [f"{where}.{name} is not in the sample" for name in set(given) - set(like)]
    for name, value in given.items():
        shown = like.get(name)
        if None not in (shown, value) and type(shown) is not type(value):
            faults.append(f"{where}.{name} should look like {shown!r}, is {value!r}")
    return faults


def _resolved(node: Schema) -> Schema:
    if "$ref" not in node:
        return node
    found: Any = document()
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _inlined(node: Any) -> Any:
    """A JSON Schema out of an OpenAPI 3.0 one: references, `nullable`, and paths for integers."""
    if isinstance(node, list):
        return [_inlined(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {
        name: _inlined(value)
        for name, value in _resolved(node).items()
        if name not in ("example", "format", "nullable") and not name.startswith("x-")
    }
    kind = found.get("type")
    if isinstance(kind, str):
        kinds = [kind, *(["string"] if kind == "integer" and _is_reference(node) else [])]
        found["type"] = [*kinds, *(["null"] if node.get("nullable") else [])]
    return found


def _is_reference(node: Schema) -> bool:
    """Integers that are foreign keys: by their description, or by being what the sample shows."""
    return "Foreign key" in str(node.get("description")) or node.get("example") in (1, 42)
