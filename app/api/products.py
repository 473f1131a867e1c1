"""`/v1/products`: finding what is sold."""

from __future__ import annotations

from typing import Any

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import ProductDetailAnswer, ProductPageAnswer
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.requests import ProductQuery
from app.api.services import Scope, services

resource = Resource("Products", "Finding what is sold.")


@resource.operation(
    "GET", "/products", scope=Scope.CATALOG_READ, query=ProductQuery, answer=ProductPageAnswer
)
def find_products(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Products whose words fit the query, best first; without a query, the whole catalog."""
    if wanted["query"]:
        return _found(caller, wanted)
    rest = services().rest
    scope = f"{caller.merchant_id} products"
    position = rest.cursors.open(wanted["cursor"], scope=scope)
    items, behind = rest.listing.page(caller.merchant_id, cursor=position, limit=wanted["limit"])
    return {"items": items, "next_cursor": rest.cursors.seal(behind, scope=scope)}


@resource.operation(
    "GET",
    "/products/<product_id>",
    scope=Scope.CATALOG_READ,
    answer=ProductDetailAnswer,
    problems=(types.NOT_FOUND,),
)
def read_product(caller: Caller, product_id: str) -> dict[str, Any]:
    """One product with all its variants."""
    variants = services().discovery.variants_of(caller.merchant_id, product_id)
    return {
        "product_id": product_id,
        "title": next((variant.title for variant in variants), ""),
        "brand": next((variant.brand for variant in variants), None),
        "variants": variants,
    }


def _found(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    attributes = {name: wanted[name] for name in ("size", "color") if wanted[name]}
    page = OffsetPage.open(
        f"{caller.merchant_id} products {wanted['query']} {sorted(attributes.items())}",
        wanted["cursor"],
        wanted["limit"],
    )
    found = services().discovery.find(
        caller.merchant_id, wanted["query"], attributes=attributes, limit=page.reach
    )
    return page.cut(found)
