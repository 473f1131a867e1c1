"""Inventory items, levels, adjustments and locations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.counting import QUANTITY_NAMES
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.ids import gid, level_gid, number_of
from sandbox.shopify.nested import LEVEL_FIELDS, levels_at, narrowed
from sandbox.shopify.paging import listed, page
from sandbox.shopify.resolvers.support import (
    connection,
    const,
    context_of,
    counted,
    ids,
    legacy_ids,
    metafields,
    of,
    shop_of,
    with_shop,
)
from sandbox.shopify.rows import (
    InventoryItem,
    InventoryLevel,
    Location,
    ProductVariant,
)
from sandbox.shopify.shop import Shop


def _levels(source: InventoryItem, arguments: Arguments, run: Run) -> Any:
    rows = list(source.levels.values())
    text = arguments.get("query")
    if text:
        rows = list(narrowed(context_of(run), "inventoryLevels", rows, text, LEVEL_FIELDS))
    return listed(rows, arguments)


def _item_level(source: InventoryItem, arguments: Arguments, _run: Run) -> Any:
    return source.levels.get(number_of(arguments["locationId"], "Location") or 0)


def _location_levels(source: Location, arguments: Arguments, run: Run) -> Any:
    text, is_reversed = arguments.get("query"), bool(arguments.get("reverse"))
    return page(levels_at(context_of(run), source.id, text, reverse=is_reversed), arguments)


def _location_level(source: Location, arguments: Arguments, run: Run) -> Any:
    number = number_of(arguments["inventoryItemId"], "InventoryItem")
    item = shop_of(run).books.items.get(number)
    return item.levels.get(source.id) if item else None


def _quantities(source: InventoryLevel, arguments: Arguments, _run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in arguments["names"]:
        if name not in QUANTITY_NAMES:
            text = f"The inventory quantity name '{name}' is not valid."
            raise FieldError(text, "BAD_REQUEST")
        found.append(
            {
                "id": gid("InventoryQuantity", f"{source.location_id}-{source.item_id}-{name}"),
                "name": name,
                "quantity": getattr(source, name),
                "updatedAt": source.updated_at,
            }
        )
    return found


_BELONGS = {name: ["on_hand"] for name in QUANTITY_NAMES if name not in ("on_hand", "incoming")}

_TITLES = {
    "quality_control": "Quality control",
    "on_hand": "On hand",
    "safety_stock": "Safety stock",
}


def inventory_properties() -> dict[str, Any]:
    """`inventoryProperties`: which quantities there are and what adds up to what."""
    return {
        "quantityNames": [
            {
                "name": name,
                "displayName": _TITLES.get(name, name.capitalize()),
                "isInUse": True,
                "belongsTo": _BELONGS.get(name, []),
                "comprises": sorted(_BELONGS) if name == "on_hand" else [],
            }
            for name in QUANTITY_NAMES
        ]
    }


def _variant_of(item: InventoryItem, shop: Shop) -> ProductVariant:
    return shop.books.variants[item.variant_id]


def _location_address(location: Location) -> dict[str, Any]:
    return {
        "address1": location.address1,
        "address2": None,
        "city": location.city,
        "country": location.country,
        "countryCode": location.country_code,
        "formatted": [
            location.address1,
            f"{location.city} {location.province_code} {location.zip}",
            location.country,
        ],
        "latitude": location.latitude,
        "longitude": location.longitude,
        "phone": location.phone,
        "province": location.province,
        "provinceCode": location.province_code,
        "zip": location.zip,
    }


def _pickup(location: Location) -> dict[str, str] | None:
    if not location.pickup:
        return None
    return {"instructions": "Bring your confirmation e-mail.", "pickupTime": "TWO_HOURS"}


def _has_unfulfilled(location: Location, shop: Shop) -> bool:
    return any(
        each.location_id == location.id and each.status in ("OPEN", "IN_PROGRESS")
        for order in shop.books.orders
        for each in order.fulfillment_orders
    )


def _changes(source: Any, arguments: Arguments) -> list[Any]:
    items = {number_of(each, "InventoryItem") for each in arguments.get("inventoryItemIds") or ()}
    places = {number_of(each, "Location") for each in arguments.get("locationIds") or ()}
    names = set(arguments.get("quantityNames") or ())
    return [
        change
        for change in source.changes
        if (not items or change.item_id in items)
        and (not places or change.location_id in places)
        and (not names or change.name in names)
    ]


INVENTORY: Resolvers = {
    "InventoryItem": {
        **legacy_ids("InventoryItem"),
        "sku": with_shop(lambda row, shop: _variant_of(row, shop).sku),
        "requiresShipping": with_shop(lambda row, shop: _variant_of(row, shop).requires_shipping),
        "inventoryLevels": _levels,
        "inventoryLevel": _item_level,
        "locationsCount": counted(lambda row, _shop: len(row.levels)),
        "variant": with_shop(_variant_of),
        "variants": connection(lambda row, shop: [_variant_of(row, shop)]),
        "measurement": of(lambda row: row),
        "countryCodeOfOrigin": const(None),
        "provinceCodeOfOrigin": const(None),
        "harmonizedSystemCode": const(None),
        "duplicateSkuCount": const(0),
    },
    "InventoryItemMeasurement": {
        "id": of(lambda row: gid("InventoryItemMeasurement", row.id)),
        "weight": with_shop(lambda row, shop: _variant_of(row, shop).grams),
    },
    "InventoryLevel": {
        "id": of(lambda row: level_gid(row.location_id, row.item_id)),
        "item": with_shop(lambda row, shop: shop.books.items[row.item_id]),
        "location": with_shop(lambda row, shop: shop.books.locations[row.location_id]),
        "quantities": _quantities,
        "isActive": const(True),
        "canDeactivate": of(lambda row: row.committed == 0 and row.reserved == 0),
    },
    "Location": {
        **legacy_ids("Location"),
        **metafields(),
        "address": of(_location_address),
        "addressVerified": const(True),
        "isPrimary": of(lambda row: row.rank == 0),
        "activatable": of(lambda row: not row.is_active),
        "deactivatable": of(lambda row: row.is_active),
        "deletable": const(False),
        "deactivatedAt": const(None),
        "shipsInventory": of(lambda row: row.is_active),
        "isFulfillmentService": const(False),
        "hasActiveInventory": const(True),
        "hasUnfulfilledOrders": with_shop(_has_unfulfilled),
        "localPickupSettingsV2": of(_pickup),
        "inventoryLevels": _location_levels,
        "inventoryLevel": _location_level,
    },
    "InventoryAdjustmentGroup": {
        **ids("InventoryAdjustmentGroup"),
        "app": const(None),
        "changes": lambda source, arguments, _run: _changes(source, arguments),
    },
    "InventoryTransfer": {
        **ids("InventoryTransfer"),
        "totalQuantity": of(lambda row: sum(line.quantity for line in row.lines)),
    },
    "InventoryChange": {
        "item": with_shop(lambda row, shop: shop.books.items.get(row.item_id)),
        "location": with_shop(lambda row, shop: shop.books.locations.get(row.location_id)),
        "quantityAfterChange": of(lambda row: row.quantity_after),
    },
}
"""Resolvers of stock and of the places that hold it."""
