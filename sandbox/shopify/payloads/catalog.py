"""Bodies about products, inventory and locations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.catalog import CATEGORY_NAMES
from sandbox.shopify.fields import stock_of
from sandbox.shopify.ids import gid, level_gid
from sandbox.shopify.money import money_text
from sandbox.shopify.payloads.shared import JsonObject, local
from sandbox.shopify.rows import (
    InventoryItem,
    InventoryLevel,
    Location,
    MediaImage,
    Product,
    ProductVariant,
)
from sandbox.shopify.shop import Shop

WHOLE_VARIANTS = 100
"""Beyond these only `variant_gids` are sent (fact sheet §12)."""


def product_body(shop: Shop, row: Product) -> JsonObject:
    """`products/create` and `products/update`."""
    variants = shop.books.variants.pick(row.variant_ids)
    images = [_image(row, each, place, variants) for place, each in enumerate(row.media, start=1)]
    return {
        "admin_graphql_api_id": gid("Product", row.id),
        "body_html": f"<p>{row.description}</p>",
        "created_at": local(row.created_at),
        "handle": row.handle,
        "id": row.id,
        "product_type": row.product_type,
        "published_at": local(row.published_at),
        "template_suffix": None,
        "title": row.title,
        "updated_at": local(row.updated_at),
        "vendor": row.vendor,
        "status": row.status.lower(),
        "published_scope": "global",
        "tags": ", ".join(row.tags),
        "variants": [_variant(shop, each) for each in variants[:WHOLE_VARIANTS]],
        "options": [
            {
                "name": option.name,
                "id": option.id,
                "product_id": row.id,
                "position": option.position,
                "values": [value.name for value in option.values],
            }
            for option in row.options
        ],
        "images": images,
        "image": images[0] if images else None,
        "media": [_media(row, each, place) for place, each in enumerate(row.media, start=1)],
        "variant_gids": [
            {
                "admin_graphql_api_id": gid("ProductVariant", each.id),
                "updated_at": each.updated_at.replace("Z", ".000Z"),
            }
            for each in variants
        ],
        "has_variants_that_requires_components": False,
        "category": _category(row),
    }


def _category(row: Product) -> JsonObject | None:
    if row.category is None:
        return None
    full = CATEGORY_NAMES[row.category]
    return {
        "admin_graphql_api_id": gid("TaxonomyCategory", row.category),
        "name": full.rsplit(" > ", 1)[-1],
        "full_name": full,
    }


def _variant(shop: Shop, row: ProductVariant) -> JsonObject:
    stock = stock_of(shop.books, row) or 0
    options: list[Any] = [*row.choices, None, None, None]
    price = row.compare_at_price
    return {
        "admin_graphql_api_id": gid("ProductVariant", row.id),
        "barcode": row.barcode,
        "compare_at_price": None if price is None else money_text(price),
        "created_at": local(row.created_at),
        "id": row.id,
        "inventory_policy": row.inventory_policy.lower(),
        "position": row.position,
        "price": money_text(row.price),
        "product_id": row.product_id,
        "sku": row.sku,
        "taxable": row.taxable,
        "title": row.title,
        "updated_at": local(row.updated_at),
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "image_id": row.media_id,
        "inventory_item_id": row.item_id,
        "inventory_quantity": stock,
        "old_inventory_quantity": stock,
    }


def _image(
    product: Product, row: MediaImage, place: int, variants: list[ProductVariant]
) -> JsonObject:
    return {
        "id": row.id,
        "product_id": product.id,
        "position": place,
        "created_at": local(row.created_at),
        "updated_at": local(row.created_at),
        "alt": row.alt,
        "width": row.width,
        "height": row.height,
        "src": row.url,
        "variant_ids": [each.id for each in variants if each.media_id == row.id],
        "admin_graphql_api_id": gid("ProductImage", row.id),
    }


def _media(product: Product, row: MediaImage, place: int) -> JsonObject:
    return {
        "id": row.id,
        "product_id": product.id,
        "position": place,
        "created_at": local(row.created_at),
        "updated_at": local(row.created_at),
        "alt": row.alt or "",
        "status": "READY",
        "media_content_type": "IMAGE",
        "preview_image": {
            "width": row.width,
            "height": row.height,
            "src": row.url,
            "status": "READY",
        },
        "variant_ids": [],
        "admin_graphql_api_id": gid("MediaImage", row.id),
    }


def level_body(_shop: Shop, row: InventoryLevel) -> JsonObject:
    """`inventory_levels/update`: nothing but what is available."""
    return {
        "inventory_item_id": row.item_id,
        "location_id": row.location_id,
        "available": row.available,
        "updated_at": local(row.updated_at),
        "admin_graphql_api_id": level_gid(row.location_id, row.item_id),
    }


def item_body(shop: Shop, row: InventoryItem) -> JsonObject:
    """`inventory_items/update`."""
    variant = shop.books.variants[row.variant_id]
    return {
        "id": row.id,
        "sku": variant.sku,
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "requires_shipping": variant.requires_shipping,
        "cost": money_text(row.unit_cost or 0),
        "country_code_of_origin": None,
        "province_code_of_origin": None,
        "harmonized_system_code": None,
        "tracked": row.tracked,
        "country_harmonized_system_codes": [],
        "weight_value": variant.grams,
        "weight_unit": "g",
        "admin_graphql_api_id": gid("InventoryItem", row.id),
    }


def location_body(_shop: Shop, row: Location) -> JsonObject:
    """`locations/*`."""
    return {
        "id": row.id,
        "name": row.name,
        "address1": row.address1,
        "address2": "",
        "city": row.city,
        "zip": row.zip,
        "province": row.province,
        "country": row.country_code,
        "phone": row.phone,
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "country_code": row.country_code,
        "country_name": row.country,
        "province_code": row.province_code,
        "legacy": False,
        "active": row.is_active,
        "admin_graphql_api_id": gid("Location", row.id),
    }
