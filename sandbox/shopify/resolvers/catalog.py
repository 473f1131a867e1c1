"""Products, variants, media and collections."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.catalog import CATEGORY_NAMES
from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.fields import stock_of
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.paging import by_id, listed
from sandbox.shopify.resolvers.support import (
    Fields,
    connection,
    const,
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
        "hasVariantsThatRequiresComponents": with_shop(
            lambda row, shop: any(variant.components for variant in _variants(row, shop))
        ),
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
        "requiresComponents": of(lambda row: bool(row.components)),
        "productVariantComponents": connection(lambda row, _shop: row.components),
        "product": with_shop(_product),
        "image": with_shop(_picture),
        "media": connection(_pictures),
    },
    "ProductVariantComponent": {
        **ids("ProductVariantComponent"),
        "productVariant": with_shop(lambda row, shop: shop.books.variants[row.variant_id]),
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
}
"""Resolvers of the catalog."""


def _store_url(product: Product, shop: Shop) -> str:
    return f"https://{shop.options.shop_domain}/products/{product.handle}"
