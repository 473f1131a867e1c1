"""Stock by store: how many, how old the figure is, and who told it."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup
from sqlalchemy import select

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import named, text, when
from app.console.words import quantity
from domain.catalog import Source
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow

_LEVELS = tables.inventory_levels.c
_LISTINGS = tables.listings.c
_STOCK = (
    select(
        _LISTINGS.merchant_id,
        _LISTINGS.sku,
        _LISTINGS.name,
        _LISTINGS.connection_id,
        _LEVELS.listing_id,
        (_LEVELS.listing_id + "@" + _LEVELS.location_id).label("key"),
        _LEVELS.location_id,
        _LEVELS.pos_available,
        _LEVELS.held,
        _LEVELS.safety,
        _LEVELS.source,
        _LEVELS.as_of,
    )
    .join_from(tables.listings, tables.inventory_levels, _LEVELS.listing_id == _LISTINGS.id)
    .where(_LISTINGS.deleted_at.is_(None))
    .subquery("stock")
)
PLACE = Filter(name="location_id", title="Store")
"""Filled with the merchant's own."""


def _ledger(row: AnyRow, scene: Scene) -> Markup:
    address = url_for("console.ledger", merchant=scene.merchant_id, sku=row.sku, at=row.location_id)
    return Markup('<a href="{}">{}</a>').format(address, row.sku)


STOCK = ListPage(
    name="stock",
    title="Stock by store",
    hint="What each till counts at each store, with its age and who told it. A SKU leads to its "
    "ledger.",
    empty="No till has told a count yet. Connect a platform, then: voicetill sync.",
    browse=Browse(
        table=_STOCK,
        key="key",
        columns=(
            "sku",
            "name",
            "location_id",
            "pos_available",
            "held",
            "safety",
            "source",
            "as_of",
            "connection_id",
        ),
        sorts={"sku": "asc"},
        filters=("location_id", "source", "connection_id"),
        searched=("sku", "name"),
    ),
    columns=(
        Column(title="SKU", cell=_ledger, sort="sku"),
        Column(title="Variant", cell=text("name")),
        Column(title="Store", cell=named("location_id")),
        Column(
            title="Till's count",
            cell=lambda row, _scene: quantity(row.pos_available),
            numeric=True,
        ),
        Column(title="Held", cell=lambda row, _scene: quantity(row.held), numeric=True),
        Column(
            title="Kept back",
            cell=lambda row, _scene: "as usual" if row.safety is None else quantity(row.safety),
            numeric=True,
        ),
        Column(title="Source", cell=text("source")),
        Column(title="As of", cell=when("as_of")),
    ),
    filters=(
        PLACE,
        Filter(
            name="source", title="Source", choices=[(each.value, each.value) for each in Source]
        ),
    ),
    search="SKU or name",
)
