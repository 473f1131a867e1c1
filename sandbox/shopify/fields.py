"""Searchable fields per record, with the names Shopify documents for `query:` (schema 2026-10)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.shopify.books import Books
from sandbox.shopify.indexes import Searchable
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
from sandbox.shopify.search import words
from sandbox.shopify.totals import financial_status, fulfillment_status, return_status, totals

Fields = dict[str, Searchable]


def _field(kind: str, read: Callable[[Any], Any], *, exact: bool = False) -> Searchable:
    return Searchable(kind=kind, read=read, exact=exact)


def _common() -> Fields:
    return {
        "id": _field("id", lambda row: row.id),
        "created_at": _field("time", lambda row: row.created_at),
        "updated_at": _field("time", lambda row: row.updated_at),
    }


def _bag(*texts: str | None) -> set[str]:
    return {word for text in texts if text for word in words(text)}


def _dollars(cents: int) -> Decimal:
    return Decimal(cents) / 100


def product_fields(books: Books) -> Fields:
    """Search fields of products."""

    def variants(row: Product) -> list[ProductVariant]:
        return books.variants.pick(row.variant_ids)

    def total_stock(row: Product) -> int:
        return sum(stock_of(books, variant) or 0 for variant in variants(row))

    return _common() | {
        "default": _field(
            "bag",
            lambda row: _bag(
                row.title, row.vendor, row.product_type, *row.tags, *_skus(variants(row))
            ),
        ),
        "barcode": _field("string", lambda row: [v.barcode for v in variants(row)], exact=True),
        "sku": _field("string", lambda row: _skus(variants(row)), exact=True),
        "price": _field("money", lambda row: [_dollars(v.price) for v in variants(row)]),
        "variant_id": _field("id", lambda row: list(row.variant_ids)),
        "variant_title": _field("text", lambda row: " ".join(v.title for v in variants(row))),
        "category_id": _field("string", lambda row: row.category),
        "collection_id": _field("id", lambda row: list(row.collection_ids)),
        "handle": _field("string", lambda row: row.handle, exact=True),
        "inventory_total": _field("number", total_stock),
        "product_type": _field("string", lambda row: row.product_type),
        "published_at": _field("time", lambda row: row.published_at),
        "published_status": _field("string", lambda row: _published(row)),
        "status": _field("string", lambda row: row.status),
        "tag": _field("tag", lambda row: list(row.tags), exact=True),
        "title": _field("text", lambda row: row.title),
        "vendor": _field("string", lambda row: row.vendor),
        "gift_card": _field("boolean", lambda _row: False),
        "tracks_inventory": _field(
            "boolean", lambda row: any(books.items[v.item_id].tracked for v in variants(row))
        ),
    }


def _skus(variants: list[ProductVariant]) -> list[str]:
    return [variant.sku for variant in variants if variant.sku]


def _published(row: Product) -> str:
    return "published" if row.published_at else "unpublished"


def stock_of(books: Books, variant: ProductVariant) -> int | None:
    """Pieces available at all locations together; None when the item is not tracked."""
    item = books.items[variant.item_id]
    if not item.tracked:
        return None
    return sum(level.available for level in item.levels.values())


def variant_fields(books: Books) -> Fields:
    """Search fields of variants."""

    def product(row: ProductVariant) -> Product:
        return books.products[row.product_id]

    def choice(place: int) -> Callable[[ProductVariant], str | None]:
        return lambda row: row.choices[place] if place < len(row.choices) else None

    return _common() | {
        "default": _field("bag", lambda row: _bag(product(row).title, row.title, row.sku)),
        "sku": _field("string", lambda row: row.sku, exact=True),
        "barcode": _field("string", lambda row: row.barcode, exact=True),
        "product_id": _field("id", lambda row: row.product_id, exact=True),
        "product_ids": _field("string", lambda row: str(row.product_id)),
        "title": _field("text", lambda row: row.title),
        "option1": _field("string", choice(0)),
        "option2": _field("string", choice(1)),
        "option3": _field("string", choice(2)),
        "vendor": _field("string", lambda row: product(row).vendor),
        "product_type": _field("string", lambda row: product(row).product_type),
        "product_status": _field("string", lambda row: product(row).status),
        "tag": _field("tag", lambda row: list(product(row).tags)),
        "taxable": _field("boolean", lambda row: row.taxable),
        "inventory_quantity": _field("number", lambda row: stock_of(books, row)),
        "location_id": _field("id", lambda row: list(books.items[row.item_id].levels)),
        "managed": _field("boolean", lambda row: books.items[row.item_id].tracked),
        "collection": _field("string", lambda row: list(map(str, product(row).collection_ids))),
    }


def item_fields(books: Books) -> Fields:
    """Search fields of inventory items."""

    def sku(row: InventoryItem) -> str | None:
        variant = books.variants.get(row.variant_id)
        return variant.sku if variant else None

    return _common() | {"sku": _field("string", sku, exact=True)}


def location_fields() -> Fields:
    """Search fields of locations."""
    read: dict[str, Callable[[Location], Any]] = {
        "address1": lambda row: row.address1,
        "city": lambda row: row.city,
        "country": lambda row: row.country_code,
        "province": lambda row: row.province_code,
        "zip": lambda row: row.zip,
        "active": lambda row: str(row.is_active).lower(),
        "pickup_in_store": lambda row: "enabled" if row.pickup else "disabled",
    }
    return _common() | {
        "default": _field("bag", lambda row: _bag(row.name, row.city, row.address1)),
        "name": _field("text", lambda row: row.name),
        "location_id": _field("id", lambda row: row.id),
        **{name: _field("string", getter) for name, getter in read.items()},
    }


def collection_fields() -> Fields:
    """Search fields of collections."""

    def about(row: Collection) -> set[str]:
        return _bag(row.title)

    return {
        "id": _field("id", lambda row: row.id),
        "updated_at": _field("time", lambda row: row.updated_at),
        "default": _field("bag", about),
        "title": _field("text", lambda row: row.title),
        "handle": _field("string", lambda row: row.handle),
        "product_id": _field("id", lambda row: list(row.product_ids)),
    }


def customer_fields(books: Books) -> Fields:
    """Search fields of customers."""

    def orders(row: Customer) -> list[Order]:
        return [order for order in books.orders if order.customer_id == row.id]

    def full_name(row: Customer) -> str:
        return f"{row.first_name or ''} {row.last_name or ''}"

    return _common() | {
        "default": _field("bag", lambda row: _bag(full_name(row), row.email, row.phone)),
        "customer_date": _field("time", lambda row: row.created_at),
        "email": _field("string", lambda row: row.email, exact=True),
        "phone": _field("string", lambda row: row.phone, exact=True),
        "first_name": _field("string", lambda row: row.first_name),
        "last_name": _field("string", lambda row: row.last_name),
        "country": _field("string", lambda row: [a.country for a in row.addresses]),
        "state": _field("string", lambda row: row.state),
        "tag": _field("tag", lambda row: list(row.tags), exact=True),
        "orders_count": _field("number", lambda row: len(orders(row))),
    }


def _names(order: Order) -> list[str]:
    return [order.name, order.name.removeprefix("#")]


def _locations(order: Order) -> list[int]:
    return [each.location_id for each in order.fulfillment_orders]


def _order_status(order: Order) -> str:
    if order.cancelled_at:
        return "cancelled"
    return "closed" if order.closed_at else "open"


def _delivery(order: Order) -> list[str]:
    names = {"SHIPPING": "shipping", "PICK_UP": "pick-up", "LOCAL": "local"}
    return [names.get(each.method, each.method.lower()) for each in order.fulfillment_orders]


def order_fields(books: Books) -> Fields:
    """Search fields of orders."""

    def customer_words(row: Order) -> set[str]:
        customer = books.customers.get(row.customer_id)
        name = f"{customer.first_name} {customer.last_name}" if customer else None
        return _bag(row.name, row.email, name, *(line.title for line in row.lines))

    return _common() | {
        "default": _field("bag", customer_words),
        "name": _field("string", _names, exact=True),
        "confirmation_number": _field("string", lambda row: row.confirmation_number),
        "current_total_price": _field("money", lambda row: _dollars(totals(row).current_total)),
        "customer_id": _field("id", lambda row: row.customer_id, exact=True),
        "delivery_method": _field("string", _delivery),
        "discount_code": _field("string", lambda row: list(row.discount_codes)),
        "email": _field("string", lambda row: row.email, exact=True),
        "financial_status": _field("string", financial_status),
        "fulfillment_status": _field("string", _fulfillment_word),
        "fulfillment_location_id": _field("id", _locations),
        "location_id": _field("id", _locations),
        "gateway": _field("string", lambda row: [t.gateway for t in row.transactions]),
        "payment_id": _field("string", lambda row: [t.payment_id for t in row.transactions]),
        "po_number": _field("string", lambda row: row.po_number),
        "processed_at": _field("time", lambda row: row.processed_at),
        "return_status": _field("string", return_status),
        "sku": _field("string", lambda row: [line.sku for line in row.lines], exact=True),
        "source_identifier": _field("string", lambda row: row.source_identifier, exact=True),
        "source_name": _field("string", lambda row: row.source_name),
        "status": _field("string", _order_status),
        "tag": _field("tag", lambda row: list(row.tags), exact=True),
        "test": _field("boolean", lambda row: row.test),
    }


def _fulfillment_word(order: Order) -> list[str]:
    status = fulfillment_status(order).lower()
    return {"fulfilled": ["fulfilled", "shipped"], "partially_fulfilled": ["partial"]}.get(
        status, [status, "unshipped"]
    )


def draft_fields() -> Fields:
    """Search fields of drafts."""

    def about(row: DraftOrder) -> set[str]:
        return _bag(f"#D{row.number}", row.email, row.note, *(line.title for line in row.lines))

    return _common() | {
        "default": _field("bag", about),
        "customer_id": _field("id", lambda row: row.customer_id, exact=True),
        "source": _field("string", lambda row: row.source_name),
        "status": _field("string", lambda row: row.status),
        "tag": _field("tag", lambda row: list(row.tags), exact=True),
    }
