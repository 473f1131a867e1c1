"""What the shop remembers, and the one version number that grows with every change.

Source: x-series-api.lightspeedhq.com/docs/pagination: one growing number per retailer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.kit.web import JsonObject

FIRST_VERSION = 1_000_000
TABLES = (
    "outlets",
    "registers",
    "users",
    "payment_types",
    "taxes",
    "outlet_taxes",
    "products",
    "inventory",
    "customers",
    "sales",
    "adjustments",
    "consignments",
    "consignment_products",
    "webhooks",
    "grants",
    "codes",
)


class Store:
    """Tables of vendor-shaped records by id; `put` stamps the record with the next version."""

    def __init__(self) -> None:
        """Start empty."""
        self.tables: dict[str, dict[str, JsonObject]] = {name: {} for name in TABLES}
        self.version = FIRST_VERSION
        self.revision = 0

    def __getitem__(self, table: str) -> dict[str, JsonObject]:
        return self.tables[table]

    def put(self, table: str, key: str, row: JsonObject) -> JsonObject:
        """Add or replace a record under the next version number."""
        self.version += 1
        row["version"] = self.version
        self.tables[table][key] = row
        self.touch()
        return row

    def keep(self, table: str, key: str, row: JsonObject) -> JsonObject:
        """Add or replace a record that is no versioned resource (grants, codes, webhooks)."""
        self.tables[table][key] = row
        self.touch()
        return row

    def remove(self, table: str, key: str) -> None:
        """Forget a record; nothing happens when there is none."""
        self.tables[table].pop(key, None)
        self.touch()

    def touch(self) -> None:
        """Something has changed."""
        self.revision += 1

    def by_version(self, table: str) -> Iterator[JsonObject]:
        """Records in the order of their versions."""
        return iter(sorted(self.tables[table].values(), key=lambda row: row["version"]))

    def dump(self) -> JsonObject:
        """Everything, as JSON values."""
        return {"tables": self.tables, "version": self.version}

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        self.tables = {name: dict(saved["tables"].get(name, {})) for name in TABLES}
        self.version = saved["version"]
        self.touch()

    def clear(self) -> None:
        """Back to empty."""
        self.load({"tables": {}, "version": FIRST_VERSION})


def listed(row: JsonObject, *hidden: str) -> dict[str, Any]:
    """A record as an answer shows it: without what only the shop knows."""
    return {key: value for key, value in row.items() if key not in hidden}
