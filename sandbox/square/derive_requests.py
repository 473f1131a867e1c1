"""Derives `requests.json` from Square's published contracts; not needed at run time.

Usage: python -m sandbox.square.derive_requests CONTRACTS/square > sandbox/square/requests.json

The object model of 2026-09-16 rules names and types; the OpenAPI document of 2025-08-20 adds
length limits and the category of each error code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Node = dict[str, Any]

VERSION = "2026-09-16"
SERVED = (
    "GET /v2/merchants",
    "GET /v2/merchants/{merchant_id}",
    "GET /v2/locations",
    "GET /v2/locations/{location_id}",
    "GET /v2/catalog/info",
    "GET /v2/catalog/list",
    "POST /v2/catalog/search",
    "GET /v2/catalog/object/{object_id}",
    "POST /v2/catalog/batch-retrieve",
    "GET /v2/inventory/{catalog_object_id}",
    "POST /v2/inventory/counts/batch-retrieve",
    "POST /v2/inventory/changes/batch-create",
    "GET /v2/customers",
    "POST /v2/customers",
    "POST /v2/customers/search",
    "GET /v2/customers/{customer_id}",
    "PUT /v2/customers/{customer_id}",
    "DELETE /v2/customers/{customer_id}",
    "GET /v2/cards",
    "POST /v2/cards",
    "GET /v2/cards/{card_id}",
    "POST /v2/cards/{card_id}/disable",
    "POST /v2/orders",
    "POST /v2/orders/batch-retrieve",
    "POST /v2/orders/calculate",
    "POST /v2/orders/search",
    "GET /v2/orders/{order_id}",
    "PUT /v2/orders/{order_id}",
    "POST /v2/orders/{order_id}/pay",
    "GET /v2/payments",
    "POST /v2/payments",
    "POST /v2/payments/cancel",
    "GET /v2/payments/{payment_id}",
    "PUT /v2/payments/{payment_id}",
    "POST /v2/payments/{payment_id}/cancel",
    "POST /v2/payments/{payment_id}/complete",
    "GET /v2/refunds",
    "POST /v2/refunds",
    "GET /v2/refunds/{refund_id}",
    "GET /v2/loyalty/programs/{program_id}",
    "POST /v2/loyalty/programs/{program_id}/calculate",
    "POST /v2/loyalty/accounts/search",
    "GET /v2/loyalty/accounts/{account_id}",
    "POST /v2/loyalty/accounts/{account_id}/accumulate",
    "POST /v2/loyalty/accounts/{account_id}/adjust",
    "POST /v2/loyalty/rewards",
    "GET /v2/loyalty/rewards/{reward_id}",
    "DELETE /v2/loyalty/rewards/{reward_id}",
    "POST /v2/loyalty/events/search",
    "POST /v2/transfer-orders",
    "GET /v2/transfer-orders/{transfer_order_id}",
    "DELETE /v2/transfer-orders/{transfer_order_id}",
    "POST /v2/transfer-orders/{transfer_order_id}/cancel",
    "GET /v2/gift-cards",
    "GET /v2/gift-cards/{id}",
    "POST /v2/gift-cards/from-nonce",
    "POST /v2/subscriptions",
    "GET /v2/subscriptions/{subscription_id}",
    "PUT /v2/subscriptions/{subscription_id}",
    "DELETE /v2/subscriptions/{subscription_id}/actions/{action_id}",
    "POST /v2/subscriptions/{subscription_id}/cancel",
    "POST /v2/subscriptions/{subscription_id}/pause",
    "POST /v2/subscriptions/{subscription_id}/resume",
    "GET /v2/invoices/{invoice_id}",
    "GET /v2/webhooks/event-types",
    "GET /v2/webhooks/subscriptions",
    "POST /v2/webhooks/subscriptions",
    "GET /v2/webhooks/subscriptions/{subscription_id}",
    "PUT /v2/webhooks/subscriptions/{subscription_id}",
    "DELETE /v2/webhooks/subscriptions/{subscription_id}",
    "POST /v2/webhooks/subscriptions/{subscription_id}/signature-key",
    "POST /v2/webhooks/subscriptions/{subscription_id}/test",
    "POST /v2/events",
    "POST /oauth2/revoke",
    "POST /oauth2/token",
    "POST /oauth2/token/status",
)

_NEWER_TYPES = {("POST /v2/transfer-orders", "transfer_order"): "CreateTransferOrderData"}
"""Request fields of operations that the older document does not have, by the model's types."""
_LIMITS = {"minLength": "min", "maxLength": "max", "minimum": "low", "maximum": "high"}


class Contracts:
    """The published documents, and what has been taken from them so far."""

    def __init__(self, folder: Path) -> None:
        """Read the three documents that matter."""
        self.model = _read(folder / "object_model_2026-09-16.schema.json")["$defs"]
        self.open_api = _read(folder / "openapi_2025-08-20.json")
        self.operations = {
            f"{entry['method']} {entry['path']}": entry
            for entry in _read(folder / "operations_2026-09-16.json")["operations"]
        }
        self.older = self.open_api["components"]["schemas"]
        self.objects: dict[str, Node] = {}
        self.enums: list[list[str]] = []

    def derived(self) -> Node:
        """Everything `requests.json` holds."""
        return {
            "version": VERSION,
            "operations": {name: self._operation(name) for name in SERVED},
            "objects": dict(sorted(self.objects.items())),
            "enums": self.enums,
            "categories": dict(self._categories()),
            "events": dict(self._events()),
        }

    def _operation(self, name: str) -> Node:
        entry = self.operations[name]
        found: Node = {}
        method, path = name.split(" ")
        older = self.open_api["paths"].get(path, {}).get(method.lower(), {})
        scopes = [scope for rule in older.get("security", []) for scope in rule.get("oauth2") or []]
        if scopes:
            found["scopes"] = scopes
        if entry["query"]:
            found["query"] = entry["query"]
        if entry["body"]:
            fields = self._body(name, entry, older)
            required = [field for field in entry["required"] if field in fields]
            found["body"] = {"fields": fields, "required": required}
        return found

    def _body(self, operation: str, entry: Node, older: Node) -> dict[str, Node]:
        content = older.get("requestBody", {}).get("content", {})
        ref = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        name = ref.rpartition("/")[2]
        old = self.older.get(name, {}).get("properties", {})
        new = self.model.get(name, {}).get("properties", {})
        named = {
            field: {"$ref": f"#/$defs/{kind}"}
            for (of, field), kind in _NEWER_TYPES.items()
            if of == operation
        }
        return {
            field: self._node(
                new.get(field) or old.get(field) or named.get(field, {}), old.get(field, {})
            )
            for field in entry["body"]
        }

    def _node(self, schema: Node, older: Node) -> Node:
        """A compact node: t = s i n b a m o any, with limits where the older document has any."""
        if "$ref" in schema:
            return self._reference(schema["$ref"].rpartition("/")[2], older)
        if "enum" in schema:
            return {"t": "s", "enum": self._enum(schema["enum"])}
        node = self._plain(schema, older)
        node.update({short: older[long] for long, short in _LIMITS.items() if long in older})
        return node

    def _plain(self, schema: Node, older: Node) -> Node:
        kind = schema.get("type")
        if kind == "array":
            of = self._node(schema.get("items", {}), older.get("items", {}))
            return {"t": "a", "of": of}
        if kind == "object":
            values = schema.get("additionalProperties", {})
            return {"t": "m"} if isinstance(values, dict) and values.get("type") else {"t": "any"}
        short = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}
        return {"t": short.get(str(kind), "any")}

    def _reference(self, name: str, older: Node) -> Node:
        target = self.model.get(name) or self.older.get(name, {})
        if "enum" in target:
            return {"t": "s", "enum": self._enum(target["enum"])}
        if target.get("type") == "string" or "properties" not in target:
            return self._node({key: target[key] for key in ("type",) if key in target}, older)
        if name not in self.objects:
            self.objects[name] = {}
            self.objects[name] = self._object(name, target)
        return {"t": "o", "of": name}

    def _object(self, name: str, target: Node) -> Node:
        older = self.older.get(name, {}).get("properties", {})
        fields = {}
        for field, schema in target["properties"].items():
            old = older.get(field, {})
            read_only: Node = {"t": "any", "read_only": True}
            fields[field] = read_only if old.get("readOnly") else self._node(schema, old)
        required = self.older.get(name, target).get("required", [])
        return {"fields": fields, "required": required}

    def _enum(self, values: list[str]) -> int:
        if values not in self.enums:
            self.enums.append(values)
        return self.enums.index(values)

    def _categories(self) -> Iterator[tuple[str, str]]:
        for element in self.older["ErrorCode"]["x-enum-elements"]:
            yield element["name"], element.get("error-category", "INVALID_REQUEST_ERROR")

    def _events(self) -> Iterator[tuple[str, list[str]]]:
        yield from _events_of(self.open_api)


def _events_of(open_api: Node) -> list[tuple[str, list[str]]]:
    found = []
    for schema in open_api["components"]["schemas"].values():
        hook = schema.get("x-webhook")
        if hook:
            found.append((str(hook["event"]), list(hook.get("scopes") or [])))
    return sorted(found)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def derive(folder: Path) -> Node:
    """The compact request schemas that the contracts in `folder` imply."""
    return Contracts(folder).derived()


def render(derived: Node) -> str:
    """The text of `requests.json`: one line per operation, object and event, for readable diffs."""
    parts = []
    for name, value in derived.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {json.dumps(key)}: {_line(row)}" for key, row in value.items())
            parts.append(f" {json.dumps(name)}: {{\n{rows}\n }}")
        elif isinstance(value, list):
            rows = ",\n".join(f"  {_line(row)}" for row in value)
            parts.append(f" {json.dumps(name)}: [\n{rows}\n ]")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    sys.stdout.write(render(derive(Path(sys.argv[1]))))
