"""`/v1/inventory` and `/v1/locations`: what stands where, and how fresh that is."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from app.api import problem_types as types
from app.api.access import Caller
from app.api.catalog_answers import AlternativesAnswer, InventoryAnswer, LocationListAnswer
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.queries import AlternativesQuery, InventoryQuery
from app.api.services import Scope, services
from app.commerce.nearby import StoreOffer
from domain.catalog import Location
from domain.ids import CustomerId, LocationId, ProductSku

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
    found = _offers(caller, wanted["sku"], wanted, live=True)
    return {"items": [found], "next_cursor": None}


@resource.operation(
    "GET",
    "/inventory/alternatives",
    scope=Scope.STOCK_READ,
    query=AlternativesQuery,
    answer=AlternativesAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU),
)
def read_alternatives(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """What helps where a store has too few: other stores, other variants, similar products."""
    found = services().substitutes.alternatives(
        caller.merchant_id,
        wanted["sku"],
        at=LocationId(wanted["location_id"]),
        quantity=wanted["quantity"],
        channel=caller.channel,
    )
    told = {each.name: getattr(found, each.name) for each in fields(found)}
    return {**told, "stores": [_store(each) for each in found.stores]}


@resource.operation("GET", "/locations", scope=Scope.STOCK_READ, answer=LocationListAnswer)
def list_locations(caller: Caller) -> dict[str, Any]:
    """The merchant's active stores."""
    stores = services().stock.locations(caller.merchant_id)
    return {"items": [_location(location_id, store) for location_id, store in stores]}


def _of_product(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    scope = f"{caller.merchant_id} inventory {wanted['product_id']}"
    page = OffsetPage.open(scope, wanted["cursor"], wanted["limit"])
    variants = services().discovery.variants_of(caller.merchant_id, wanted["product_id"])
    items = [_offers(caller, each.sku, wanted, live=False) for each in page.part(variants)]
    return {"items": items, "next_cursor": page.next_cursor(variants)}


def _offers(
    caller: Caller, sku: ProductSku, wanted: dict[str, Any], *, live: bool
) -> dict[str, Any]:
    nearby = services().nearby
    near = wanted["near"]
    if near is None and wanted["customer_id"] is not None:
        near = nearby.home(caller.merchant_id, CustomerId(wanted["customer_id"]))
    found = nearby.offers(
        caller.merchant_id,
        sku,
        quantity=wanted["quantity"],
        near=near,
        channel=caller.channel,
        call=caller.call if live else None,
    )
    stores = found.stores
    if wanted["in_stock_only"]:
        stores = tuple(each for each in stores if each.stock.can_sell(wanted["quantity"]))
    return {
        "variant": found.availability.variant,
        "live": found.availability.live,
        "disclaimer": found.availability.disclaimer,
        "nearness": found.nearness,
        "stores": [_store(each) for each in stores],
    }


def _store(offer: StoreOffer) -> dict[str, Any]:
    stock = {each.name: getattr(offer.stock, each.name) for each in fields(offer.stock)}
    told = {each.name: getattr(offer, each.name) for each in fields(offer) if each.name != "stock"}
    return {**stock, **told}


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
