"""What the shop remembers: tables of vendor-shaped records, and how they are saved."""

from __future__ import annotations

from collections.abc import Iterator, ValuesView
from typing import Any

import orjson

from sandbox.kit.web import JsonObject

KEPT_KEYS = 200_000
"""Idempotency answers remembered; the oldest are forgotten first."""
KEPT_EVENTS = 20_000


class Table:
    """Records by id, in order of arrival. Change a record, then `put` it again.

    Each record is rendered for a snapshot only after it has changed, so saving stays cheap.
    """

    def __init__(self, state: State, *, keep: int | None = None) -> None:
        """`keep`: forget the oldest above this number."""
        self._state = state
        self._keep = keep
        self._rows: dict[str, JsonObject] = {}
        self._rendered: dict[str, orjson.Fragment] = {}

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._rows)

    def __contains__(self, key: str) -> bool:
        """Whether there is a record with this id."""
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        """Ids, oldest first."""
        return iter(self._rows)

    def get(self, key: str) -> JsonObject | None:
        """The record itself (not a copy), or None."""
        return self._rows.get(key)

    def rows(self) -> ValuesView[JsonObject]:
        """All records, oldest first."""
        return self._rows.values()

    def put(self, key: str, row: JsonObject) -> JsonObject:
        """Add or replace a record, or note that it has changed."""
        self._rows[key] = row
        self._rendered.pop(key, None)
        if self._keep is not None and len(self._rows) > self._keep:
            self.remove(next(iter(self._rows)))
        self._state.touch()
        return row

    def remove(self, key: str) -> None:
        """Forget a record; nothing happens when there is none."""
        self._rows.pop(key, None)
        self._rendered.pop(key, None)
        self._state.touch()

    def clear(self) -> None:
        """Forget all."""
        self._rows.clear()
        self._rendered.clear()

    def dump(self) -> dict[str, orjson.Fragment]:
        """The records as prepared JSON."""
        for key, row in self._rows.items():
            if key not in self._rendered:
                self._rendered[key] = orjson.Fragment(orjson.dumps(row))
        return {key: self._rendered[key] for key in self._rows}

    def load(self, rows: dict[str, JsonObject]) -> None:
        """Take up records that `dump` gave."""
        self.clear()
        self._rows.update(rows)


class State:
    """All that changes in a shop. What the seed gives anyway is not in here."""

    TABLES = (
        "orders",
        "payments",
        "refunds",
        "customers",
        "cards",
        "subscriptions",
        "grants",
        "codes",
        "keys",
        "events",
        "items",
        "counts",
        "nonces",
        "changes",
        "payment_keys",
        "loyalty_accounts",
        "loyalty_rewards",
        "loyalty_events",
        "transfers",
        "plans",
        "recurring",
        "invoices",
        "gift_cards",
    )

    def __init__(self) -> None:
        """Start empty."""
        self.revision = 0
        self.orders = Table(self)
        self.payments = Table(self)
        self.refunds = Table(self)
        self.customers = Table(self)
        self.cards = Table(self)
        self.subscriptions = Table(self)
        self.grants = Table(self)
        self.codes = Table(self)
        self.keys = Table(self, keep=KEPT_KEYS)
        self.events = Table(self, keep=KEPT_EVENTS)
        self.items = Table(self)
        """Catalog items that differ from the seed."""
        self.counts = Table(self)
        """Stock that differs from the seed, by `variation|location`."""
        self.nonces = Table(self)
        self.changes = Table(self)
        """Inventory changes made, as Square lists them."""
        self.payment_keys = Table(self, keep=KEPT_KEYS)
        """Payment ids by the idempotency key that made them."""
        self.loyalty_accounts = Table(self)
        self.loyalty_rewards = Table(self)
        self.loyalty_events = Table(self, keep=KEPT_EVENTS)
        self.transfers = Table(self)
        self.plans = Table(self)
        self.recurring = Table(self)
        """Subscriptions of customers; `subscriptions` are those to webhooks."""
        self.invoices = Table(self)
        self.gift_cards = Table(self)
        self.marks: dict[str, Any] = {}

    def touch(self) -> None:
        """Something has changed."""
        self.revision += 1

    def dump(self) -> JsonObject:
        """Everything, as JSON values."""
        tables = {name: self._table(name).dump() for name in self.TABLES}
        return {"tables": tables, "marks": self.marks}

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        for name in self.TABLES:
            self._table(name).load(saved["tables"].get(name, {}))
        self.marks = saved["marks"]

    def clear(self) -> None:
        """Back to empty."""
        for name in self.TABLES:
            self._table(name).clear()
        self.marks = {}
        self.touch()

    def _table(self, name: str) -> Table:
        table: Table = getattr(self, name)
        return table
