"""Products, variants, media, collections, inventory and locations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.catalog import CATEGORY_NAMES
from sandbox.shopify.counting import QUANTITY_NAMES
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.fields import stock_of
from sandbox.shopify.ids import gid, level_gid, number_of
from sandbox.shopify.nested import LEVEL_FIELDS, by_item, levels_at, narrowed
from sandbox.shopify.paging import Sorted, by_id, listed, page
from sandbox.shopify.resolvers.support import (
    Fields,
    connection,
    const,
    context_of,
    counted,
    first_of,
    ids,
    legacy_ids,
    metafields,
    of,
    shop_of,
    with_shop,
)
from sandbox.shopify.rows import (
    Collection,
    InventoryItem,
    InventoryLevel,
    Location,
    MediaImage,
    Product,
    ProductOption,
    ProductVariant,
)
from sandbox.shopify.shop import Shop


def _variants(product: Product, shop: Shop) -> list[ProductVariant]:
    return shop.books.variants.pick(product.variant_ids)


def _product(variant: ProductVariant, shop: Shop) -> Product:
    return shop.books.products[variant.product_id]


def _prices(product: Product, shop: Shop) -> dict[str, int]:
    prices = [variant.price for variant in _variants(product, shop)] or [0]
    return {"minVariantPrice": min(prices), "maxVariantPrice": max(prices)}


def _total_stock(product: Product, shop: Shop) -> int:
    return sum(stock_of(shop.books, variant) or 0 for variant in _variants(product, shop))


def is_for_sale(variant: ProductVariant, shop: Shop) -> bool:
    """`availableForSale`: not counted, may be oversold, or in stock somewhere."""
    stock = stock_of(shop.books, variant)
    return stock is None or variant.inventory_policy == "CONTINUE" or stock > 0


def category_node(key: str) -> dict[str, Any]:
    """A node of the product taxonomy."""
    full = CATEGORY_NAMES[key]
    steps = key.split("-")
    parent = "-".join(steps[:-1])
    ancestors = ["-".join(steps[:end]) for end in range(len(steps) - 1, 0, -1)]
    return {
        "__typename": "TaxonomyCategory",
        "id": gid("TaxonomyCategory", key),
        "name": full.rsplit(" > ", 1)[-1],
        "fullName": full,
        "level": len(steps),
        "isRoot": len(steps) == 1,
        "isLeaf": len(steps) > 1,
        "isArchived": False,
        "parentId": gid("TaxonomyCategory", parent) if parent else None,
        "ancestorIds": [gid("TaxonomyCategory", each) for each in ancestors],
        "childrenIds": [],
    }


def _category(product: Product) -> dict[str, Any] | None:
    return category_node(product.category) if product.category else None


def _description(source: Product, arguments: Arguments, _run: Run) -> str:
    limit = arguments.get("truncateAt")
    text = source.description
    return text if limit is None or len(text) <= limit else text[: max(0, limit - 3)] + "..."


def _picture(variant: ProductVariant, shop: Shop) -> MediaImage | None:
    media = _product(variant, shop).media
    return next((each for each in media if each.id == variant.media_id), None)


def _pictures(variant: ProductVariant, shop: Shop) -> list[MediaImage]:
    picture = _picture(variant, shop)
    return [picture] if picture else []


def first_picture(product: Product) -> MediaImage | None:
    """The product's main picture."""
    return product.media[0] if product.media else None


def _selected(variant: ProductVariant, shop: Shop) -> list[dict[str, Any]]:
    options = _product(variant, shop).options
    return [
        {"name": option.name, "value": choice, "option": option}
        for option, choice in zip(options, variant.choices, strict=True)
    ]


def _option_value(selected: dict[str, Any]) -> Any:
    option: ProductOption = selected["option"]
    return next(value for value in option.values if value.name == selected["value"])


def _media(source: Product, arguments: Arguments, _run: Run) -> Any:
    return listed(source.media, arguments)


def _collection_products(source: Collection, arguments: Arguments, run: Run) -> Any:
    return listed(shop_of(run).books.products.pick(source.product_ids), arguments)


def _has_product(source: Collection, arguments: Arguments, _run: Run) -> bool:
    return number_of(arguments["id"], "Product") in source.product_ids


def _levels(source: InventoryItem, arguments: Arguments, run: Run) -> Any:
    rows = list(source.levels.values())
    text = arguments.get("query")
    if text:
        rows = list(narrowed(context_of(run), "inventoryLevels", rows, text, LEVEL_FIELDS))
    return listed(rows, arguments)


def _item_level(source: InventoryItem, arguments: Arguments, _run: Run) -> Any:
    return source.levels.get(number_of(arguments["locationId"], "Location") or 0)


def _location_levels(source: Location, arguments: Arguments, run: Run) -> Any:
    context, text = context_of(run), arguments.get("query")
    found = levels_at(context, source.id, reverse=bool(arguments.get("reverse")))
    if text:
        rows = narrowed(context, "inventoryLevels", found.rows, text, LEVEL_FIELDS)
        found = Sorted(rows, [by_item(row) for row in rows], by_item, found.reverse)
    return page(found, arguments)


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


def _cursor(kind: str) -> Fields:
    return {"defaultCursor": of(lambda row: f"{kind}-{by_id(row)[1]}")}


CATALOG: Resolvers = {
    "Product": {
        **legacy_ids("Product"),
        **metafields(),
        **_cursor("product"),
        "description": _description,
        "descriptionHtml": of(lambda row: f"<p>{row.description}</p>"),
        "category": of(_category),
        "options": first_of(lambda row: row.options),
        "variants": connection(_variants),
        "variantsCount": counted(lambda row, _shop: len(row.variant_ids)),
        "media": _media,
        "mediaCount": counted(lambda row, _shop: len(row.media)),
        "featuredMedia": of(first_picture),
        "collections": connection(
            lambda row, shop: shop.books.collections.pick(row.collection_ids)
        ),
        "hasOnlyDefaultVariant": of(lambda row: row.options[0].name == "Title"),
        "hasOutOfStockVariants": with_shop(
            lambda row, shop: any(
                stock_of(shop.books, variant) == 0 for variant in _variants(row, shop)
            )
        ),
        "hasVariantsThatRequiresComponents": const(False),
        "isGiftCard": const(False),
        "priceRangeV2": with_shop(_prices),
        "totalInventory": with_shop(_total_stock),
        "tracksInventory": with_shop(
            lambda row, shop: any(
                stock_of(shop.books, variant) is not None for variant in _variants(row, shop)
            )
        ),
        "templateSuffix": const(None),
        "onlineStoreUrl": with_shop(
            lambda row, shop: _store_url(row, shop) if row.published_at else None
        ),
        "onlineStorePreviewUrl": with_shop(lambda row, shop: _store_url(row, shop)),
        "requiresSellingPlan": const(False),
    },
    "ProductOption": {
        **ids("ProductOption"),
        "values": of(lambda row: [value.name for value in row.values]),
        "optionValues": of(lambda row: row.values),
    },
    "ProductOptionValue": {**ids("ProductOptionValue"), "hasVariants": const(True)},
    "ProductVariant": {
        **legacy_ids("ProductVariant"),
        **metafields(),
        **_cursor("variant"),
        "displayName": with_shop(lambda row, shop: f"{_product(row, shop).title} - {row.title}"),
        "selectedOptions": with_shop(_selected),
        "inventoryItem": with_shop(lambda row, shop: shop.books.items[row.item_id]),
        "inventoryQuantity": with_shop(lambda row, shop: stock_of(shop.books, row) or 0),
        "sellableOnlineQuantity": with_shop(lambda row, shop: stock_of(shop.books, row) or 0),
        "availableForSale": with_shop(is_for_sale),
        "requiresComponents": const(False),
        "product": with_shop(_product),
        "image": with_shop(_picture),
        "media": connection(_pictures),
    },
    "SelectedOption": {"optionValue": of(_option_value)},
    "MediaImage": {
        **ids("MediaImage"),
        "image": of(lambda row: row),
        "mediaContentType": const("IMAGE"),
        "status": const("READY"),
        "fileStatus": const("READY"),
        "mimeType": const("image/jpeg"),
        "preview": of(lambda row: row),
        "updatedAt": of(lambda row: row.created_at),
    },
    "MediaPreviewImage": {"image": of(lambda row: row), "status": const("READY")},
    "Image": {
        "id": of(lambda row: gid("ImageSource", row.id)),
        "altText": of(lambda row: row.alt),
        "url": of(lambda row: row.url),
    },
    "Collection": {
        **legacy_ids("Collection"),
        "description": const(""),
        "descriptionHtml": const(""),
        "products": _collection_products,
        "productsCount": counted(lambda row, _shop: len(row.product_ids)),
        "sortOrder": const("BEST_SELLING"),
        "hasProduct": _has_product,
        "templateSuffix": const(None),
    },
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
    "InventoryChange": {
        "item": with_shop(lambda row, shop: shop.books.items.get(row.item_id)),
        "location": with_shop(lambda row, shop: shop.books.locations.get(row.location_id)),
        "quantityAfterChange": of(lambda row: row.quantity_after),
    },
}
"""Resolvers of the catalog and of stock."""


def _store_url(product: Product, shop: Shop) -> str:
    return f"https://{shop.options.shop_domain}/products/{product.handle}"


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
