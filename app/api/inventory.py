"""`/v1/inventory` and `/v1/locations`: what stands where, and how fresh that is."""

from __future__ import annotations

from typing import Any

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import InventoryAnswer, LocationListAnswer
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.requests import InventoryQuery
from app.api.services import Scope, services
from domain.catalog import Location
from domain.ids import LocationId

resource = Resource("Inventory", "What stands where, and how fresh that is.")


@resource.operation(
    "GET",
    "/inventory",
    scope=Scope.STOCK_READ,
    query=InventoryQuery,
    answer=InventoryAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU),
)
def read_inventory(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Stock of one SKU (asked of the POS if the cache is old), or of a product's variants."""
    if wanted["product_id"]:
        return _of_product(caller, wanted)
    found = services().stock.availability(
        caller.merchant_id,
        wanted["sku"],
        quantity=wanted["quantity"],
        near=wanted["near"],
        call=caller.call,
    )
    return {"items": [found], "next_cursor": None}


@resource.operation("GET", "/locations", scope=Scope.STOCK_READ, answer=LocationListAnswer)
def list_locations(caller: Caller) -> dict[str, Any]:
    """The merchant's active stores."""
    stores = services().stock.locations(caller.merchant_id)
    return {"items": [_location(location_id, store) for location_id, store in stores]}


def _of_product(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    scope = f"{caller.merchant_id} inventory {wanted['product_id']}"
    page = OffsetPage.open(scope, wanted["cursor"], wanted["limit"])
    variants = services().discovery.variants_of(caller.merchant_id, wanted["product_id"])
    stock = services().stock
    items = [
        stock.availability(
            caller.merchant_id, variant.sku, quantity=wanted["quantity"], near=wanted["near"]
        )
        for variant in page.part(variants)
    ]
    return {"items": items, "next_cursor": page.next_cursor(variants)}


def _location(location_id: LocationId, store: Location) -> dict[str, Any]:
    return {
        "location_id": location_id,
        "name": store.name,
        "address": store.address,
        "phone": store.phone,
        "timezone": store.timezone,
        "currency": store.currency,
        "latitude": store.latitude,
        "longitude": store.longitude,
        "offers_pickup": store.offers_pickup,
    }
