"""The shop as the resolvers see it: books, clock, search indexes, timers and what was emitted."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.shopify.books import Books, Table
from sandbox.shopify.fields import (
    collection_fields,
    customer_fields,
    draft_fields,
    item_fields,
    location_fields,
    order_fields,
    product_fields,
    variant_fields,
)
from sandbox.shopify.indexes import Index, Searchable
from sandbox.shopify.options import ShopifyOptions
from sandbox.shopify.paging import Sorted
from sandbox.shopify.rows import (
    Collection,
    Customer,
    DraftOrder,
    InventoryItem,
    Location,
    Order,
    Product,
    ProductVariant,
)
from sandbox.shopify.timers import Timers
from sandbox.shopify.times import iso_at

SHOP_ID = 68_817_551_001
APP_ID = 145_203_200_001
SHOP_NAME = "Northwind Outfitters"
SHOP_EMAIL = "hello@northwind.example"
DEVELOPMENT_ORDERS_PER_MINUTE = 5

Listener = Callable[[str, Any], None]
"""(topic such as `orders/create`, row it is about)."""


class OrderRate:
    """Development stores may create five orders a minute through `orderCreate`."""

    def __init__(self) -> None:
        """Nothing created yet."""
        self._times: deque[float] = deque()

    def allows(self, now: float) -> bool:
        """Whether one more is allowed now; counts it if so."""
        while self._times and self._times[0] <= now - 60:
            self._times.popleft()
        if len(self._times) >= DEVELOPMENT_ORDERS_PER_MINUTE:
            return False
        self._times.append(now)
        return True


class Shop:
    """One merchant's store. Everything runs under the platform's lock."""

    def __init__(self, options: ShopifyOptions, clock: Clock) -> None:
        """An empty store; `catalog.stock_shelves` fills it."""
        self.options = options
        self.clock = clock
        self.books = Books()
        self.timers = Timers(clock.timestamp)
        self.draft_delay_s = options.draft_delay_s
        self.job_delay_s = options.job_delay_s
        self.promotion_percent = 0.0
        """What every order gets off that accepts automatic discounts."""
        self.on_event: Listener = _ignore
        self.order_rate = OrderRate()
        self.indexes = self._build_indexes()
        self.level_lists: dict[tuple[int, bool, str | None, int], Sorted] = {}
        """Stock by location, direction, search and the version of the items it was taken at."""
        self._parents: dict[tuple[str, int | None], int] = {}
        self._orders_of: dict[int, dict[int, None]] = {}

    def now(self) -> str:
        """The present time as Shopify writes it."""
        return iso_at(self.clock.timestamp())

    def later(self, seconds: float) -> float:
        """The timestamp `seconds` from now."""
        return self.clock.timestamp() + seconds

    def new_id(self, kind: str) -> int:
        """A number no record of the kind has."""
        return self.books.new_id(kind)

    def new_uuid(self) -> str:
        """An id of the kind jobs have."""
        return str(uuid.uuid4())

    def added(self, row: Any) -> Any:
        """Take a new row into its table and index."""
        self._table_of(row).add(row)
        self._note(row)
        return row

    def changed(self, row: Any) -> None:
        """A row has changed now: stamp, remember and index it."""
        row.updated_at = self.now()
        self._table_of(row).touch(row)
        self._note(row)

    def removed(self, row: Any) -> None:
        """Take a row out of its table and index."""
        self._table_of(row).remove(row.id)
        index = self.indexes.get(type(row))
        if index is not None:
            index.drop(row.id)

    def order_with(self, kind: str, number: int | None) -> Order | None:
        """The order that a transaction, fulfillment, refund … belongs to, by type and number."""
        return self.books.orders.get(self._parents.get((kind, number)))

    def orders_of(self, customer_id: int) -> list[Order]:
        """A customer's orders, oldest first."""
        return self.books.orders.pick(sorted(self._orders_of.get(customer_id, ())))

    def emit(self, topic: str, row: Any) -> None:
        """Something happened that subscribers may want to hear of."""
        self.on_event(topic, row)

    def reindex(self) -> None:
        """Take the books into the indexes as they are, without lag."""
        self._parents.clear()
        self._orders_of.clear()
        for order in self.books.orders:
            self._adopt(order)
        for kind, index in self.indexes.items():
            if kind in (Order, DraftOrder, Customer, Location, Collection):
                index.rebuild()
            else:
                index.forget()

    def _note(self, row: Any) -> None:
        if isinstance(row, Order):
            self._adopt(row)
        index = self.indexes.get(type(row))
        if index is not None:
            index.note(row)

    def _adopt(self, order: Order) -> None:
        if order.customer_id is not None:
            self._orders_of.setdefault(order.customer_id, {})[order.id] = None
        for children in (
            order.lines,
            order.transactions,
            order.fulfillment_orders,
            order.fulfillments,
            order.refunds,
            order.returns,
        ):
            for child in children:
                self._parents[type(child).__name__, child.id] = order.id
        for each in order.returns:
            for line in each.lines:
                self._parents["ReturnLineItem", line.id] = order.id

    def _table_of(self, row: Any) -> Table[Any]:
        books = self.books
        tables: dict[type[Any], Table[Any]] = {
            Product: books.products,
            ProductVariant: books.variants,
            InventoryItem: books.items,
            Customer: books.customers,
            Order: books.orders,
            DraftOrder: books.drafts,
            Location: books.locations,
            Collection: books.collections,
        }
        return tables[type(row)]

    def _build_indexes(self) -> dict[type[Any], Index]:
        books = self.books
        lag = self.options.search_lag_s
        return {
            Product: self._index(books.products, product_fields(books)),
            ProductVariant: self._index(books.variants, variant_fields(books)),
            InventoryItem: self._index(books.items, item_fields(books)),
            Location: self._index(books.locations, location_fields()),
            Collection: self._index(books.collections, collection_fields()),
            Customer: self._index(books.customers, customer_fields(books)),
            Order: self._index(books.orders, order_fields(books), lag),
            DraftOrder: self._index(books.drafts, draft_fields(), lag),
        }

    def _index(
        self, table: Table[Any], fields: dict[str, Searchable], lag_s: float | None = None
    ) -> Index:
        return Index(table, fields, clock=self.clock.timestamp, now=self.now, lag_s=lag_s)


def _ignore(_topic: str, _row: Any) -> None:
    return None
