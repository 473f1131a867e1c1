"""Search indexes over the tables: what can be searched by which field, and how far they lag.

Shopify's search is fed from the database some time after a write; `orders(query:…)` does not find
an order that was just created, while `order(id:)` does (fact sheet §9, §13).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.shopify.books import Table
from sandbox.shopify.paging import Sorted, SortKey, in_order
from sandbox.shopify.search import Query, parse_query

Getter = Callable[[Any], Any]
_KEPT_LISTS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """One searchable field: its kind (see `parse_query`) and how to read it from a row."""

    kind: str
    read: Getter
    exact: bool = False
    """Kept in the index for direct lookups."""


class Index:
    """Searches one table.

    `note` must be told of every changed row. With a lag the index goes on showing a row as it was
    last indexed until the lag has passed.
    """

    def __init__(
        self,
        table: Table[Any],
        fields: Mapping[str, Searchable],
        *,
        clock: Callable[[], float],
        now: Callable[[], str],
        lag_s: float | None = None,
    ) -> None:
        """Index `table` by `fields`; `default` is the bag of words of free text.

        With `lag_s` (even 0) a copy of each row's searchable values is kept; without, values are
        read from the row itself, which suits large tables.
        """
        self._table = table
        self._fields = fields
        self._kinds = {name: each.kind for name, each in fields.items()}
        self._clock = clock
        self._now = now
        self.lag_s = lag_s or 0.0
        self._copies = lag_s is not None
        self._documents: dict[Any, dict[str, Any]] = {}
        """Copies of searchable values; without copies only those of the exact fields."""
        self._postings: dict[tuple[str, str], dict[Any, None]] = {}
        self._pending: deque[tuple[float, Any]] = deque()
        self._version = 0
        self._built = True
        self._lists: OrderedDict[tuple[Any, ...], Sorted] = OrderedDict()

    def note(self, row: Any) -> None:
        """A row is new or has changed."""
        self._pending.append((self._clock() + self.lag_s, row.id))

    def drop(self, key: Any) -> None:
        """A row is gone; deletions show at once."""
        self._forget(key)

    def forget(self) -> None:
        """Start over at the next search, for tables that are large and seldom searched."""
        self._built = False

    def rebuild(self) -> None:
        """Take in the whole table without waiting."""
        self._built = True
        self._pending.clear()
        self._documents.clear()
        self._postings.clear()
        for row in self._table:
            self._take_in(row)

    def search(self, text: str | None) -> tuple[Sequence[Any], Query | None]:
        """Rows that match, in no particular order; without a text all rows, as they are now."""
        if not text or not text.strip():
            return list(self._table), None
        self._catch_up()
        query = parse_query(text, self._kinds, now=self._now())
        keys = (key for key in self._candidates(query) if key in self._documents)
        if self._copies:
            found = [key for key in keys if query.matches(self._documents[key].get)]
            return self._table.pick(found), query
        rows = self._table.pick(keys)
        return [row for row in rows if query.matches(self._reader(row))], query

    def _reader(self, row: Any) -> Callable[[str], Any]:
        fields = self._fields

        def read(name: str) -> Any:
            known = fields.get(name)
            return None if known is None else known.read(row)

        return read

    def ordered(
        self, text: str | None, sort: str, key: SortKey, *, reverse: bool
    ) -> tuple[Sorted, Query | None]:
        """Matching rows in order; kept while nothing changes, so that paging stays cheap."""
        if text:
            self._catch_up()
        state = (text, sort, reverse, self._version, self._table.version)
        kept = self._lists.get(state)
        if kept is not None:
            self._lists.move_to_end(state)
            return kept, parse_query(text, self._kinds, now=self._now()) if text else None
        rows, query = self.search(text)
        kept = in_order(rows, key, reverse=reverse)
        self._lists[state] = kept
        if len(self._lists) > _KEPT_LISTS:
            self._lists.popitem(last=False)
        return kept, query

    def _candidates(self, query: Query) -> Iterable[Any]:
        best: Mapping[Any, None] | None = None
        for name, value in query.exact:
            listed = self._listed(name, value)
            if listed is not None and (best is None or len(listed) < len(best)):
                best = listed
        return list(self._documents) if best is None else list(best)

    def _listed(self, name: str, value: str) -> Mapping[Any, None] | None:
        """Keys of the rows that have a value; None when that is not known without looking."""
        last = value.rsplit("/", 1)[-1]
        if name == "id" and last.isdecimal():
            return {int(last): None}
        if not self._fields[name].exact or "," in value:
            return None
        word = last if self._fields[name].kind == "id" else value
        return self._postings.get((name, word), {})

    def _catch_up(self) -> None:
        if not self._built:
            self.rebuild()
        now = self._clock()
        while self._pending and self._pending[0][0] <= now:
            key = self._pending.popleft()[1]
            row = self._table.get(key)
            if row is not None:
                self._forget(key)
                self._take_in(row)

    def _take_in(self, row: Any) -> None:
        document = {
            name: each.read(row)
            for name, each in self._fields.items()
            if self._copies or each.exact
        }
        self._documents[row.id] = document
        self._version += 1
        for name, each in self._fields.items():
            if each.exact:
                for value in _each(document[name]):
                    self._postings.setdefault((name, str(value).lower()), {})[row.id] = None

    def _forget(self, key: Any) -> None:
        document = self._documents.pop(key, None)
        if document is None:
            return
        self._version += 1
        for name, each in self._fields.items():
            if each.exact:
                for value in _each(document[name]):
                    self._postings.get((name, str(value).lower()), {}).pop(key, None)


def _each(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
