"""Holds requests to Vend, and the stand-in's answers, against the vendor's published contracts.

The operations of 2026-07 rule; what they leave out (outlets, taxes, registers, users, customers) is
looked up in the vendor's Postman collection, which has the same paths under version 2.0.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from tests.contracts_path import contracts_dir

API = "/api/2026-07"
_UNLISTED = {("GET", "/user"): "the user of the token; in the vendor's OpenAPI 2026-07 (GetUser)"}
_BODIES = {
    "POST /inventory": {"after", "before", "size", "sort_direction", "product_id"},
    "POST /webhooks": {"active", "type", "url"},
    "PUT /webhooks/{id}": {"active", "type", "url"},
}
"""Fields of requests whose schema the contract names no fields for (inventory: OpenAPI 2026-07)."""
_SALE = {"id", "source", "state", "attributes", "customer_id", "date", "invoice_number"}
_SALE |= {"short_code", "note", "line_items", "payments"}


@cache
def _operations() -> Any:
    return json.loads((contracts_dir("vend") / "x-series-2026-07.operations.json").read_text())


@cache
def _collection_paths() -> frozenset[tuple[str, str]]:
    text = (contracts_dir("vend") / "x-series.postman_collection.json").read_text()
    found: set[tuple[str, str]] = set()

    def walk(items: Any) -> None:
        for item in items:
            if "item" in item:
                walk(item["item"])
                continue
            url = item["request"]["url"]
            raw = url if isinstance(url, str) else url.get("raw", "")
            path = raw.split("retail.lightspeed.app", 1)[-1].split("?", 1)[0]
            found.add((item["request"]["method"], re.sub(r":[\w-]+", "{}", path)))

    walk(json.loads(text)["item"])
    return frozenset(found)


def request_faults(sent: dict[str, Any]) -> list[str]:
    """Everything in a recorded request that the vendor's contract does not know."""
    if sent["path"] in ("/connect", "/api/1.0/token"):
        return _token_faults(sent) if sent["path"].endswith("token") else []
    if not sent["path"].startswith(f"{API}/"):
        return [f"{sent['path']} is not below {API}"]
    method, path = sent["method"], sent["path"].removeprefix(API)
    query = {name: values[0] for name, values in parse_qs(sent["query"]).items()}
    body = json.loads(sent["body"]) if sent["body"] else {}
    operation = _operation(method, path)
    if operation is None:
        return _faults_by_collection(method, path)
    name = f"{method} {operation['path']}"
    faults = _query_faults(operation, query)
    if name in ("POST /sales", "PUT /sales/{sale_id}"):
        return faults + _sale_faults(body, is_new=method == "POST")
    return faults + [f"body.{one} is unknown" for one in set(body) - _BODIES.get(name, set())]


def _token_faults(sent: dict[str, Any]) -> list[str]:
    sample = json.loads(
        (contracts_dir("vend") / "samples/documented/token_refresh.json").read_text()
    )
    known = {*sample["request"]["form"], "code", "redirect_uri"}
    form = parse_qs(sent["body"])
    faults = [f"form.{name} is unknown" for name in set(form) - known]
    return faults + (["parameters in the URL"] if sent["query"] else [])


def _operation(method: str, path: str) -> Any:
    for operation in _operations()["operations"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation["path"])
        if method in operation["method"].split("|") and re.fullmatch(pattern, path):
            return operation
    return None


def _faults_by_collection(method: str, path: str) -> list[str]:
    if (method, path) in _UNLISTED:
        return []
    shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27,}\d*", "{}", path)
    known = any(
        (method, f"/api/{version}{shape}") in _collection_paths() for version in ("2.0", "2.1")
    )
    return [] if known else [f"Vend has no {method} {path}"]


def _query_faults(operation: Any, query: dict[str, str]) -> list[str]:
    known = operation.get("query") or ()
    if isinstance(known, dict):
        kind = query.get("type", "")
        names = {"type", *known["paging"], *known.get(kind, ())}
    else:
        names = set(known)
    plain = {name.split(" ", 1)[0] for name in names}
    return [f"query {name} is unknown" for name in set(query) - plain]


def _sale_faults(body: dict[str, Any], *, is_new: bool) -> list[str]:
    schemas, enums = _operations()["schemas"], _operations()["enums"]
    known = _SALE if is_new else _SALE - {"id"}
    faults = [f"sale.{name} is unknown" for name in set(body) - known]
    if body.get("state") not in enums["sale.state"]:
        faults.append(f"state {body.get('state')!r} is no word of Vend's")
    source = body.get("source") or {}
    faults += [
        f"source.{name} is unknown" for name in set(source) - set(schemas["SaleRequestSource"])
    ]
    if not source.get("author_id"):
        faults.append("source.author_id is required")
    line_fields = {*schemas["LineItem"], "id", "_metadata.sequence", "_metadata.fulfillment_method"}
    for line in body.get("line_items", ()):
        faults += [f"line_items.{one} is unknown" for one in _leaves(line) - _flat(line_fields)]
        faults += [f"{one} is no decimal" for one in _not_numeric(line)]
    for payment in body.get("payments", ()):
        known_fields = {*schemas["Payment"], "id"}
        faults += [f"payments.{one} is unknown" for one in _leaves(payment) - _flat(known_fields)]
        if not isinstance(payment.get("amount"), int | float):
            faults.append("payments.amount is no JSON number")
    return faults


def _flat(fields: set[str]) -> set[str]:
    """`attributes[{name,value}]` as its leaves."""
    found = set()
    for one in fields:
        head, _, inner = one.partition("[{")
        found |= {f"{head}.{leaf}" for leaf in inner.rstrip("}]").split(",")} if inner else {one}
    return found


def _leaves(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            leaf
            for name, inner in value.items()
            for leaf in _leaves(inner, f"{path}.{name}" if path else name)
        }
    if isinstance(value, list):
        return {leaf for inner in value for leaf in _leaves(inner, path)}
    return {path}


def _not_numeric(line: dict[str, Any]) -> list[str]:
    """Prices and taxes are decimals as text (docs/sales_101_date_versioned), or numbers."""
    values = {**line.get("pricing", {}), "tax": line.get("tax", {}).get("amount")}
    return [
        name for name, value in values.items() if not re.fullmatch(r"-?\d+(\.\d+)?", str(value))
    ]


def answer_faults(route: str, answer: Any) -> list[str]:
    """What an answer of the stand-in holds that the vendor's contract does not know."""
    check = _ANSWERS.get(route.replace(API, ""))
    return check(answer) if check else []


def _sale_answer(answer: Any) -> list[str]:
    known = {one.split(".", 1)[0] for one in _operations()["schemas"]["Sale"]}
    return [f"sale.{name} is unknown" for name in set(answer["data"]) - known]


def _sales_answer(answer: Any) -> list[str]:
    faults = [fault for one in answer["data"] for fault in _sale_answer({"data": one})]
    return faults + (
        [] if set(answer["version"]) == {"min", "max"} else ["version is not min, max"]
    )


def _inventory_answer(answer: Any) -> list[str]:
    name = "samples/documented/2026-07_inventory_list.json"
    (sample, *_) = json.loads((contracts_dir("vend") / name).read_text())["response"]["body"]
    known = {*sample, "average_cost", "deleted_at"}
    return [f"inventory.{name} is unknown" for row in answer for name in set(row) - known]


def _webhook_answer(answer: Any) -> list[str]:
    name = "samples/documented/webhook_subscription.json"
    sample = json.loads((contracts_dir("vend") / name).read_text())["response"]["body"]["data"]
    rows = answer["data"] if isinstance(answer["data"], list) else [answer["data"]]
    return [f"webhook.{name} differs" for row in rows for name in set(row) ^ set(sample)]


_ANSWERS = {
    "GET /sales": _sales_answer,
    "GET /sales/{sale_id}": _sale_answer,
    "POST /sales": _sale_answer,
    "PUT /sales/{sale_id}": _sale_answer,
    "POST /inventory": _inventory_answer,
    "GET /inventory/{product_id}": _inventory_answer,
    "GET /webhooks": _webhook_answer,
    "POST /webhooks": _webhook_answer,
}
