"""What the instance remembers: vendor-shaped rows by resource and id, and Revel's own times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kit.clock import Clock
from sandbox.kit.people import TIMEZONE
from sandbox.kit.web import JsonObject

ZONE = ZoneInfo(TIMEZONE)
RESOURCES = (
    "Establishment",
    "ProductCategory",
    "Product",
    "Inventory",
    "Customer",
    "Order",
)


def written(moment: datetime) -> str:
    """A moment as Revel writes it: the establishment's local time, whole seconds, no zone."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S")


class State:
    """Rows by resource and id, in order of ids; `side` holds what is no resource."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self._clock = clock
        self.revision = 0
        self.rows: dict[str, dict[int, JsonObject]] = {name: {} for name in RESOURCES}
        self.side: dict[str, Any] = {}

    def add(self, resource: str, row: JsonObject) -> JsonObject:
        """Keep a row under the next id, which it gets with its `resource_uri`."""
        kept = self.rows[resource]
        number = row.get("id") or max(kept, default=0) + 1
        kept[number] = {"id": number, **row}
        self.revision += 1
        return kept[number]

    def touch(self, row: JsonObject) -> JsonObject:
        """A row has changed now."""
        row["updated_date"] = written(self._clock.now())
        self.revision += 1
        return row

    def all(self, resource: str) -> Iterable[JsonObject]:
        """Every row of a resource, oldest first."""
        return self.rows[resource].values()

    def get(self, resource: str, number: int) -> JsonObject | None:
        """One row, or None."""
        return self.rows[resource].get(number)

    def clear(self) -> None:
        """Back to empty."""
        for kept in self.rows.values():
            kept.clear()
        self.side.clear()
        self.revision += 1

    def dump(self) -> JsonObject:
        """Everything, as JSON values."""
        return {
            "rows": {name: list(kept.values()) for name, kept in self.rows.items()},
            "side": self.side,
        }

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        for name, kept in self.rows.items():
            kept.clear()
            kept.update({row["id"]: row for row in saved["rows"][name]})
        self.side.clear()
        self.side.update(saved["side"])
        self.revision += 1
