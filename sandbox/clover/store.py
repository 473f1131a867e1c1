"""What the shop remembers: tables of vendor-shaped records that are saved whole."""

from __future__ import annotations

from typing import Any

import orjson

from sandbox.kit.web import JsonObject

TABLES = (
    "items",
    "groups",
    "attributes",
    "options",
    "categories",
    "tags",
    "tax_rates",
    "modifier_groups",
    "stocks",
    "customers",
    "orders",
    "payments",
    "refunds",
    "charges",
    "tenders",
    "order_types",
    "tokens",
    "grants",
    "codes",
    "keys",
    "prints",
)


class State:
    """All that changes in a shop: rows by id, in order of arrival."""

    def __init__(self) -> None:
        """Start empty."""
        self.revision = 0
        self.marks: dict[str, Any] = {}
        self.items: dict[str, JsonObject] = {}
        self.groups: dict[str, JsonObject] = {}
        self.attributes: dict[str, JsonObject] = {}
        self.options: dict[str, JsonObject] = {}
        self.categories: dict[str, JsonObject] = {}
        self.tags: dict[str, JsonObject] = {}
        self.tax_rates: dict[str, JsonObject] = {}
        self.modifier_groups: dict[str, JsonObject] = {}
        self.stocks: dict[str, JsonObject] = {}
        self.customers: dict[str, JsonObject] = {}
        self.orders: dict[str, JsonObject] = {}
        self.payments: dict[str, JsonObject] = {}
        self.refunds: dict[str, JsonObject] = {}
        self.charges: dict[str, JsonObject] = {}
        self.tenders: dict[str, JsonObject] = {}
        self.order_types: dict[str, JsonObject] = {}
        self.tokens: dict[str, JsonObject] = {}
        """Card tokens: single-use ones and those kept for a customer."""
        self.grants: dict[str, JsonObject] = {}
        self.codes: dict[str, JsonObject] = {}
        self.keys: dict[str, JsonObject] = {}
        """Answers by idempotency key."""
        self.prints: dict[str, JsonObject] = {}

    def table(self, name: str) -> dict[str, JsonObject]:
        """One table by name."""
        rows: dict[str, JsonObject] = getattr(self, name)
        return rows

    def touch(self) -> None:
        """Something has changed."""
        self.revision += 1

    def dump(self) -> JsonObject:
        """Everything, as JSON values of its own."""
        tables = {name: self.table(name) for name in TABLES}
        copied: JsonObject = orjson.loads(orjson.dumps({"tables": tables, "marks": self.marks}))
        return copied

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        self.clear()
        for name in TABLES:
            self.table(name).update(saved["tables"].get(name, {}))
        self.marks.update(saved["marks"])

    def clear(self) -> None:
        """Back to empty."""
        for name in TABLES:
            self.table(name).clear()
        self.marks.clear()
        self.touch()
