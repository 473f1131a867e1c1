"""`/v1/products`: finding what is sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import UsualAnswer
from app.api.catalog_answers import (
    AuditAnswer,
    ChoicesAnswer,
    FacetsAnswer,
    ProductDetailAnswer,
    ProductPageAnswer,
)
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.queries import AuditQuery, ChoiceQuery, FacetQuery, ProductQuery, UsualQuery
from app.api.services import Scope, services
from app.commerce.facets import Facets
from app.commerce.model import ProductMatch
from app.commerce.narrowing import Narrowed, narrow, require_options
from app.commerce.search import FoundProduct, ProductWish
from app.commerce.usual import Usual
from domain.ids import CustomerId

resource = Resource("Products", "Finding what is sold.")


@resource.operation(
    "GET", "/products", scope=Scope.CATALOG_READ, query=ProductQuery, answer=ProductPageAnswer
)
def find_products(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Products that fit the query, best first; without a query, the whole catalog."""
    if wanted["query"]:
        return _found(caller, wanted)
    rest = services().rest
    scope = f"{caller.merchant_id} products"
    position = rest.cursors.open(wanted["cursor"], scope=scope)
    items, behind = rest.listing.page(caller.merchant_id, cursor=position, limit=wanted["limit"])
    return {
        "items": _assembled(caller, items),
        "next_cursor": rest.cursors.seal(behind, scope=scope),
    }


@resource.operation(
    "GET",
    "/products/<product_id>",
    scope=Scope.CATALOG_READ,
    answer=ProductDetailAnswer,
    problems=(types.NOT_FOUND,),
)
def read_product(caller: Caller, product_id: str) -> dict[str, Any]:
    """One product with all its variants."""
    found = services().discovery.variants_of(caller.merchant_id, product_id)
    variants = services().rest.listing.with_parts(caller.merchant_id, found)
    return {
        "product_id": product_id,
        "title": next((variant.title for variant in variants), ""),
        "brand": next((variant.brand for variant in variants), None),
        "variants": variants,
    }


@resource.operation(
    "GET", "/products/facets", scope=Scope.CATALOG_READ, query=FacetQuery, answer=FacetsAnswer
)
def read_facets(caller: Caller, wanted: dict[str, Any]) -> Facets:
    """What products can be narrowed down by: categories, brands, tags, options, prices."""
    return services().search.facets(caller.merchant_id, _wish(caller, wanted))


@resource.operation(
    "GET",
    "/products/<product_id>/choices",
    scope=Scope.CATALOG_READ,
    query=ChoiceQuery,
    answer=ChoicesAnswer,
    problems=(types.NOT_FOUND,),
)
def read_choices(caller: Caller, chosen: dict[str, str], product_id: str) -> Narrowed:
    """From a product to one variant, step by step: what to ask for next, and near misses."""
    variants = services().discovery.variants_of(caller.merchant_id, product_id)
    require_options(variants, chosen)
    return narrow(variants, chosen)


@resource.operation(
    "GET", "/catalog/audit", scope=Scope.CATALOG_READ, query=AuditQuery, answer=AuditAnswer
)
def audit_catalog(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """How ready each product is for being sold by voice, and what would mend it."""
    report = services().audit.report(caller.merchant_id)
    grade = wanted["grade"]
    page = OffsetPage.open(
        f"{caller.merchant_id} audit {grade or ''}", wanted["cursor"], wanted["limit"]
    )
    flawed = [each for each in report.flawed if grade in (None, each.grade)]
    return {
        "products": report.products,
        "grades": report.grades,
        "flaws": report.flaws,
        "items": page.part(flawed),
        "next_cursor": page.next_cursor(flawed),
    }


@resource.operation(
    "GET",
    "/customers/<customer_id>/usual",
    scope=Scope.CUSTOMERS_READ,
    query=UsualQuery,
    answer=UsualAnswer,
    problems=(types.NOT_FOUND,),
)
def read_usual(caller: Caller, wanted: dict[str, Any], customer_id: str) -> Usual:
    """What a shopper orders again and again, as it can be had now; ask before ordering it."""
    return services().usual.usual(
        caller.merchant_id,
        CustomerId(customer_id),
        words=wanted["query"],
        limit=wanted["limit"],
    )


def _found(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    asked = {name: str(wanted[name]) for name in _NAMED if wanted[name] is not None}
    page = OffsetPage.open(
        f"{caller.merchant_id} products {sorted(asked.items())}", wanted["cursor"], wanted["limit"]
    )
    wish = replace(_wish(caller, wanted), limit=page.reach)
    answer = services().search.search(caller.merchant_id, wish)
    bounds = {"min_price": answer.least, "max_price": answer.most}
    matches = _assembled(caller, [each.match for each in answer.items])
    items = (replace(each, match=one) for each, one in zip(answer.items, matches, strict=True))
    return {
        **page.cut([_shown(each) for each in items]),
        "understood": {**asdict(answer.understood), **bounds},
    }


def _wish(caller: Caller, wanted: dict[str, Any]) -> ProductWish:
    return ProductWish(
        query=wanted["query"] or "",
        attributes={name: wanted[name] for name in ("size", "color") if wanted[name]},
        category=wanted["category"],
        brand=wanted["brand"],
        least=_amount(wanted["min_price"]),
        most=_amount(wanted["max_price"]),
        in_stock_near=wanted["in_stock_near"],
        channel=caller.channel,
    )


def _assembled(caller: Caller, matches: Sequence[ProductMatch]) -> list[ProductMatch]:
    """The products with what their bundles take, which one read tells of them all."""
    variants = [variant for match in matches for variant in match.variants]
    whole = iter(services().rest.listing.with_parts(caller.merchant_id, variants))
    return [replace(one, variants=tuple(islice(whole, len(one.variants)))) for one in matches]


_NAMED = ("query", "size", "color", "category", "brand", "min_price", "max_price", "in_stock_near")


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shown(found: FoundProduct) -> dict[str, Any]:
    told = {each.name: getattr(found, each.name) for each in fields(found) if each.name != "match"}
    match = found.match
    return {**{each.name: getattr(match, each.name) for each in fields(match)}, **told}
