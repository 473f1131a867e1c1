"""NCR Counterpoint's rows in the unified schema: the tables. API 2.4.

Source: the endpoints and bodies of the vendor's API guide (2024-07). Every table needs the context
`zone` (the store's time zone); those with amounts `currency`; items also `categories` (code to
name) and `cells` (item number to the cells of a grid item); locations `stores` and `tills`.
Documents have a file of their own and are handed on here; request bodies are in
`counterpoint_requests`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.catalog import Location, Product, StockLevel, Variant
from domain.customers import Customer
from mapping.converters import identifier, lower, optional_text, text
from mapping.engine import Field, Map
from mapping.options import options_from_name
from mapping.platforms import counterpoint_ignored as ignored
from mapping.platforms import counterpoint_words as words
from mapping.platforms.counterpoint_documents import ORDER, ORDER_LINE
from mapping.platforms.counterpoint_ignored import UNREAD
from mapping.platforms.counterpoint_words import Cell, Store

__all__ = [
    "BODIES",
    "CELL_STOCK",
    "COMPANY",
    "CUSTOMER",
    "LOCATION",
    "ORDER",
    "ORDER_LINE",
    "PRODUCT",
    "STOCK",
    "STORE",
    "UNREAD",
    "VARIANT",
]

_ADDRESS = ("ADRS_1", "ADRS_2", "CITY", "STATE", "ZIP_COD", "CNTRY")
_CHANGED = ("RS_UTC_DT", "LST_MAINT_DT")

STORE = Map(
    Store,
    fields=(
        Field("address", _ADDRESS, words.address, default=None),
        Field("phone", "PHONE_1", words.phone, default=None),
    ),
    ignored=ignored.STORE,
)


def _address_of(location: Any, stores: Mapping[str, Store]) -> Any:
    return stores[location].address if location in stores else None


def _phone_of(location: Any, stores: Mapping[str, Store]) -> str | None:
    return stores[location].phone if location in stores else None


def _is_staffed(location: Any, tills: Mapping[str, Any]) -> bool:
    """Whether a till of ours stands there, so that goods can be fetched."""
    return location in tills


def _zone_name(_location: Any, zone: Any) -> str | None:
    name = getattr(zone, "key", None)
    return None if name == "UTC" else name


def _home_currency(_location: Any, currency: str) -> str:
    return currency


LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "LOC_ID", identifier),
        Field("name", ("DESCR", "LOC_ID"), words.title),
        Field("address", "LOC_ID", _address_of, context=("stores",)),
        Field("phone", "LOC_ID", _phone_of, context=("stores",)),
        Field("timezone", "LOC_ID", _zone_name, context=("zone",)),
        Field("currency", "LOC_ID", _home_currency, context=("currency",)),
        Field("offers_pickup", "LOC_ID", _is_staffed, context=("tills",)),
        Field("revision", ("RS_UTC_DT", "LST_MAINT_DT"), words.revision, 0, ("zone",)),
    ),
    ignored=ignored.LOCATION,
)

_VARIANT_PATHS = (
    *("ITEM_NO", "LONG_DESCR", "DESCR", "BARCOD", "PRC_1", "PROMPT_FOR_PRC", "REG_PRC"),
    *("ITEM_TYP", "IS_TXBL", "STAT", *_CHANGED),
)


VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "ITEM_NO", identifier),
        Field("sku", "ITEM_NO", identifier),
        Field("barcode", "BARCOD", words.code, default=None),
        Field("price", ("PRC_1", "PROMPT_FOR_PRC"), words.item_price, None, ("currency",)),
        Field("compare_at_price", ("REG_PRC", "PRC_1"), words.regular_price, None, ("currency",)),
        Field("options", ("LONG_DESCR", "DESCR"), words.options),
        Field("tracked", "ITEM_TYP", words.is_counted, default=True),
        Field("taxable", "IS_TXBL", words.is_not_no, default=True),
        Field("active", "STAT", words.is_active, default=True),
        Field("revision", _CHANGED, words.revision, default=1, context=("zone",)),
    ),
    constants={"name": "Regular"},
)


def _variants(*values: Any) -> tuple[Variant, ...]:
    """The item itself, or the cells of a grid item, which the stock rows name."""
    *fields, tracking, currency, zone, cells = values
    raw = {
        name: value for name, value in zip(_VARIANT_PATHS, fields, strict=True) if value is not None
    }
    item = VARIANT.read(raw, context={"currency": currency, "zone": zone})
    if tracking != "G":
        return (item,)
    return tuple(
        _cell_variant(raw["ITEM_NO"], item, one) for one in cells.get(item.platform_id, ())
    )


def _cell_variant(item_no: str, item: Variant, cell: Cell) -> Variant:
    """One cell. The API names neither a code nor a barcode for it, so it has none of its own."""
    return Variant(
        platform_id=words.unit_id(item_no, cell),
        name=cell.label,
        price=item.price,
        compare_at_price=item.compare_at_price,
        options=options_from_name(cell.label),
        tracked=item.tracked,
        taxable=item.taxable,
        active=item.active,
        revision=item.revision,
    )


PRODUCT = Map(
    Product,
    fields=(
        Field("platform_id", "ITEM_NO", identifier),
        Field("title", ("LONG_DESCR", "DESCR"), words.title),
        Field(
            "description",
            ("EC_ITEM_DESCR.HTML_DESCR", "ADDL_DESCR_1", "ADDL_DESCR_2", "ADDL_DESCR_3"),
            words.description,
            default=None,
        ),
        Field("categories", ("CATEG_COD", "SUBCAT_COD"), words.categories, (), ("categories",)),
        Field(
            "variants",
            (*_VARIANT_PATHS, "TRK_METH"),
            _variants,
            context=("currency", "zone", "cells"),
        ),
        Field(
            "counter_only",
            ("TRK_METH", "SER_NO_REQ_FOR_SAL", "IS_WEIGHED"),
            words.counter_only,
            default=None,
        ),
        Field("active", "STAT", words.is_active, default=True),
        Field("revision", _CHANGED, words.revision, default=1, context=("zone",)),
    ),
    ignored=ignored.ITEM,
)

_STOCK_FIELDS = (
    Field("location_platform_id", "LOC_ID", identifier),
    Field("available", ("QTY_AVAIL", "QTY_ON_HND", "QTY_COMMIT"), words.available, default=None),
    Field("as_of", _CHANGED, words.moment, context=("zone",)),
    Field("revision", _CHANGED, words.revision, context=("zone",)),
)
STOCK = Map(
    StockLevel,
    fields=(Field("inventory_platform_id", "ITEM_NO", identifier), *_STOCK_FIELDS),
    ignored=ignored.INVENTORY,
)


def _cell_id(item_no: Any, first: Any, second: Any, third: Any) -> str:
    dims = [text(one) if one is not None else words.NO_DIMENSION for one in (first, second, third)]
    return words.unit_id(identifier(item_no), Cell(*dims))


CELL_STOCK = Map(
    StockLevel,
    fields=(
        Field(
            "inventory_platform_id", ("ITEM_NO", "DIM_1_UPR", "DIM_2_UPR", "DIM_3_UPR"), _cell_id
        ),
        *_STOCK_FIELDS,
    ),
    ignored=ignored.INVENTORY,
)


def cells_of(row: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """The cells in a stock row of a grid item, each with the row's place and time of change."""
    shared = {name: row[name] for name in ("ITEM_NO", "LOC_ID", *_CHANGED) if name in row}
    return [{**shared, **cell, **_changed(row)} for cell in row.get("IM_INV_CELL") or ()]


def _changed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _CHANGED if name in row}


CUSTOMER = Map(
    Customer,
    fields=(
        Field("platform_id", "CUST_NO", identifier),
        Field("given_name", "FST_NAM", optional_text, default=None),
        Field("family_name", "LST_NAM", optional_text, default=None),
        Field("email", "EMAIL_ADRS_1", lower, default=None),
        Field("phone", ("PHONE_1", "PHONE_2"), words.phone, default=None),
        Field("address", _ADDRESS, words.address, default=None),
        Field("active", "ALLOW_ORDS", words.is_not_no, default=True),
        Field("revision", _CHANGED, words.revision, default=1, context=("zone",)),
    ),
    ignored=ignored.CUSTOMER,
)


def _company_name(*, name: str) -> str:
    return name


COMPANY = Map(_company_name, fields=(Field("name", "NAM", text),), ignored=ignored.COMPANY)

BODIES: Mapping[str, Map[Any]] = {
    "IM_LOC": LOCATION,
    "PS_STR": STORE,
    "Items": PRODUCT,
    "Item": PRODUCT,
    "IM_ITEM": PRODUCT,
    "IM_INV": STOCK,
    "IM_INV_CELL": CELL_STOCK,
    "Customers": CUSTOMER,
    "Customer": CUSTOMER,
    "AR_CUST": CUSTOMER,
    "PS_DOC_HDR": ORDER,
    "PS_DOC_LIN": ORDER_LINE,
    "SY_COMP": COMPANY,
}
"""The table of each top-level name of a body; the other names are in `UNREAD`."""


def sample_context(_payload: Any, _currency: str) -> Mapping[str, Any]:
    """What a run would know beside a payload: no stores, tills, categories or cells of grids."""
    return {"stores": {}, "tills": {}, "categories": {}, "cells": {}}
