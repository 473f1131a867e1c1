"""The shop's tables, with ids, what was touched since the seed, and indexes for exact lookups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

import orjson

from sandbox.shopify.records import load_row
from sandbox.shopify.rows import (
    BulkOperation,
    Claim,
    Collection,
    Customer,
    DraftOrder,
    InventoryAdjustmentGroup,
    InventoryItem,
    InventoryTransfer,
    Job,
    Location,
    Metafield,
    Order,
    Product,
    ProductVariant,
    WebhookSubscription,
)

JsonObject = dict[str, Any]


class Keyed(Protocol):
    """A row with a key of its own."""

    @property
    def id(self) -> Any:
        """Number or text that no other row of the table has."""


Row = TypeVar("Row", bound=Keyed)


class Table(Generic[Row]):
    """Rows by id, in order of creation. Remembers what differs from the seeded shop."""

    def __init__(self, kind: type[Row]) -> None:
        """An empty table of `kind`."""
        self._kind = kind
        self._rows: dict[Any, Row] = {}
        self._touched: set[Any] = set()
        self._removed: set[Any] = set()
        self._written: dict[Any, str] = {}
        """Touched rows as JSON texts, for as long as they do not change again."""
        self.version = 0
        """Grows with every change."""

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        """All rows, oldest first."""
        return iter(self._rows.values())

    def get(self, key: Any) -> Row | None:
        """One row, or None."""
        return self._rows.get(key)

    def __getitem__(self, key: Any) -> Row:
        """One row that must exist."""
        return self._rows[key]

    def pick(self, keys: Iterable[Any]) -> list[Row]:
        """The rows of those keys that exist, in the given order."""
        rows = self._rows
        return [rows[key] for key in keys if key in rows]

    def add(self, row: Row) -> Row:
        """Take in a new row."""
        self._rows[row.id] = row
        self.touch(row)
        return row

    def touch(self, row: Row) -> None:
        """Note that a row has changed."""
        self._touched.add(row.id)
        self._written.pop(row.id, None)
        self.version += 1

    def remove(self, key: Any) -> Row | None:
        """Take a row out; gives it."""
        self._touched.discard(key)
        self._written.pop(key, None)
        self._removed.add(key)
        self.version += 1
        return self._rows.pop(key, None)

    def settle(self) -> None:
        """Take the present rows as the seeded ones, which a snapshot need not hold."""
        self._touched.clear()
        self._written.clear()
        self._removed.clear()

    def dump(self) -> JsonObject:
        """What differs from the seeded shop: rows as JSON texts, written again only if changed."""
        for key in self._touched - self._written.keys():
            text = orjson.dumps(self._rows[key], option=orjson.OPT_NON_STR_KEYS)
            self._written[key] = text.decode()
        return {"rows": list(self._written.values()), "removed": list(self._removed)}

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave, on top of the seeded rows."""
        for key in saved["removed"]:
            self.remove(key)
        for entry in saved["rows"]:
            self.add(load_row(self._kind, orjson.loads(entry)))
        self._rows = dict(sorted(self._rows.items(), key=lambda pair: pair[0]))


_FIRST_IDS = {
    "Location": 84_100_000_001,
    "Collection": 441_200_000_001,
    "Product": 9_105_000_000_001,
    "ProductVariant": 47_310_000_000_001,
    "InventoryItem": 49_350_000_000_001,
    "MediaImage": 36_900_000_000_001,
    "Customer": 7_720_000_000_001,
    "Order": 6_150_000_000_001,
    "DraftOrder": 1_190_000_000_001,
}
_FIRST_ID = 15_400_000_000_001


class Books:
    """Everything the shop knows."""

    def __init__(self) -> None:
        """Empty books."""
        self.locations = Table(Location)
        self.collections = Table(Collection)
        self.products = Table(Product)
        self.variants = Table(ProductVariant)
        self.items = Table(InventoryItem)
        self.customers = Table(Customer)
        self.orders = Table(Order)
        self.drafts = Table(DraftOrder)
        self.metafields = Table(Metafield)
        self.groups = Table(InventoryAdjustmentGroup)
        self.transfers = Table(InventoryTransfer)
        self.jobs = Table(Job)
        self.bulk = Table(BulkOperation)
        self.subscriptions = Table(WebhookSubscription)
        self.claims: dict[str, Claim] = {}
        self.metafield_ids: dict[tuple[str, int], list[int]] = {}
        """By owner's type and id."""
        self._next: dict[str, int] = {}

    def new_id(self, kind: str) -> int:
        """A number that no record of the kind has."""
        number = self._next.get(kind) or _FIRST_IDS.get(kind, _FIRST_ID)
        self._next[kind] = number + 1
        return number

    def hang(self, metafield: Metafield) -> Metafield:
        """Take in a new metafield under its owner."""
        owner = (metafield.owner_type, metafield.owner_id)
        self.metafield_ids.setdefault(owner, []).append(metafield.id)
        return self.metafields.add(metafield)

    def unhang(self, metafield: Metafield) -> None:
        """Take a metafield off its owner."""
        owner = (metafield.owner_type, metafield.owner_id)
        self.metafield_ids[owner].remove(metafield.id)
        self.metafields.remove(metafield.id)

    @property
    def tables(self) -> dict[str, Table[Any]]:
        """All tables by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Table)}

    @property
    def version(self) -> int:
        """Grows with every change of any table."""
        return sum(table.version for table in self.tables.values()) + len(self.claims)

    def settle(self) -> None:
        """Take the present state as the seeded one."""
        for table in self.tables.values():
            table.settle()

    def dump(self) -> JsonObject:
        """What differs from the seeded shop, and the counters."""
        return {
            "tables": {name: table.dump() for name, table in self.tables.items()},
            "claims": list(self.claims.values()),
            "next": self._next,
        }

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        tables = self.tables
        for name, entry in saved["tables"].items():
            tables[name].load(entry)
        self.metafield_ids.clear()
        for metafield in self.metafields:
            owner = (metafield.owner_type, metafield.owner_id)
            self.metafield_ids.setdefault(owner, []).append(metafield.id)
        self.claims = {entry["key"]: load_row(Claim, entry) for entry in saved["claims"]}
        self._next = dict(saved["next"])
