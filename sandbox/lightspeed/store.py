"""What the shop remembers: flat records whose values are text, as Lightspeed sends them."""

from __future__ import annotations

from collections.abc import ValuesView
from typing import Any

from sandbox.kit.web import JsonObject

NAMES = (
    "items",
    "matrices",
    "attribute_sets",
    "categories",
    "manufacturers",
    "images",
    "item_components",
    "item_shops",
    "customers",
    "shops",
    "registers",
    "employees",
    "payment_types",
    "tax_categories",
    "tax_category_classes",
    "sales",
    "sale_lines",
    "sale_payments",
    "inventory_sales",
    "special_orders",
    "grants",
    "codes",
)


class Table:
    """Records by id, in order of arrival."""

    def __init__(self, state: State, id_field: str) -> None:
        """`id_field` gets the next number when a record is added."""
        self._state = state
        self.id_field = id_field
        self._rows: dict[str, JsonObject] = {}
        self._last = 0

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._rows)

    def get(self, key: str) -> JsonObject | None:
        """The record itself (not a copy), or None."""
        return self._rows.get(str(key))

    def rows(self) -> ValuesView[JsonObject]:
        """All records, oldest first."""
        return self._rows.values()

    def where(self, **wanted: str) -> list[JsonObject]:
        """The records with these values."""
        return [
            row for row in self._rows.values() if all(row.get(k) == v for k, v in wanted.items())
        ]

    def add(self, row: JsonObject) -> JsonObject:
        """Add a record under the next number."""
        self._last += 1
        row = {self.id_field: str(self._last), **row}
        return self.put(str(self._last), row)

    def begin_at(self, number: int) -> None:
        """Let the next record have this number."""
        self._last = number - 1

    def put(self, key: str, row: JsonObject) -> JsonObject:
        """Add or replace a record under a key of one's own."""
        self._rows[key] = row
        self._state.touch()
        return row

    def remove(self, key: str) -> None:
        """Forget a record."""
        self._rows.pop(key, None)
        self._state.touch()

    def dump(self) -> JsonObject:
        """The table as JSON values."""
        return {"last": self._last, "rows": list(self._rows.items())}

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        self._last = saved["last"]
        self._rows = dict(saved["rows"])


def _id_field(name: str) -> str:
    special = {
        "matrices": "itemMatrixID",
        "attribute_sets": "itemAttributeSetID",
        "categories": "categoryID",
        "tax_categories": "taxCategoryID",
        "tax_category_classes": "taxCategoryClassID",
    }
    if name in special:
        return special[name]
    first, *rest = name.removesuffix("s").split("_")
    return first + "".join(part.capitalize() for part in rest) + "ID"


class State:
    """All tables of one shop."""

    def __init__(self) -> None:
        """Start empty."""
        self.revision = 0
        self.tables = {name: Table(self, _id_field(name)) for name in NAMES}

    def __getitem__(self, name: str) -> Table:
        """One table."""
        return self.tables[name]

    def touch(self) -> None:
        """Something has changed."""
        self.revision += 1

    def dump(self) -> JsonObject:
        """Everything, as JSON values."""
        return {name: table.dump() for name, table in self.tables.items()}

    def load(self, saved: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        for name, table in self.tables.items():
            table.load(saved[name])

    def clear(self) -> None:
        """Back to empty."""
        for table in self.tables.values():
            table.load({"last": 0, "rows": []})
        self.touch()
