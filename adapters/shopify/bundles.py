"""Components of bundles, asked for by variant: most shops have few, and a bulk export cannot nest
them (connections go two levels deep)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from adapters.shopify.client import ShopifyClient
from adapters.shopify.errors import malformed
from adapters.wire import JsonObject

_VARIANTS_PER_QUERY = 10
_ONE_BUNDLE = 63
"""Points of a variant with its components; the vendor allows a bundle thirty."""


def with_components(client: ShopifyClient, products: Sequence[JsonObject]) -> list[JsonObject]:
    """The products, with the components of those variants that require some put in."""
    bundles = {
        str(variant["id"]): variant
        for product in products
        for variant in _variants(product)
        if variant.get("requiresComponents") is True and "id" in variant
    }
    if not bundles:
        return list(products)
    found = dict(components(client, list(bundles)))
    return [_filled(product, found) for product in products]


def _variants(product: JsonObject) -> Iterable[JsonObject]:
    """Variants as far as they can be seen; what is malformed is the mapping's to name."""
    found = product.get("variants")
    listed = found.get("nodes") if isinstance(found, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def components(client: ShopifyClient, ids: Sequence[str]) -> Iterator[tuple[str, JsonObject]]:
    """What each of these bundles consists of, by its id."""
    for start in range(0, len(ids), _VARIANTS_PER_QUERY):
        part = list(ids[start : start + _VARIANTS_PER_QUERY])
        data = client.query("BundleComponents", cost=_ONE_BUNDLE * len(part), ids=part)
        for node in data["nodes"]:
            if not node:
                continue  # deleted meanwhile
            listed = node["productVariantComponents"]
            if listed["pageInfo"]["hasNextPage"]:
                raise malformed("BundleComponents", "the rest of a bundle's components")
            yield str(node["id"]), listed


def _filled(product: JsonObject, found: dict[str, JsonObject]) -> JsonObject:
    variants = list(_variants(product))
    if not any(str(one.get("id")) in found for one in variants):
        return product
    filled = [
        {**one, "productVariantComponents": found[str(one["id"])]}
        if str(one.get("id")) in found
        else one
        for one in variants
    ]
    return {**product, "variants": {**product["variants"], "nodes": filled}}
