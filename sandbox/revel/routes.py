"""What is served where: resources by Tastypie's rules, the web-order surface, the cart calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer
from sandbox.revel.carts import Carts, totals
from sandbox.revel.catalog import Catalog
from sandbox.revel.errors import cart_fault, not_found, page, tastypie
from sandbox.revel.orders import ORDER_FIELDS, Orders, all_in_one, brief
from sandbox.revel.store import State
from sandbox.revel.tastypie import listing, selected

_STAMPS = {"created_date", "updated_date", "resource_uri", "id", "uuid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One collection: where its rows are, which fields it knows, what it may be ordered by."""

    table: str
    fields: frozenset[str]
    orderings: frozenset[str] | None = None
    shown: Callable[[JsonObject], JsonObject] = dict
    has_detail: bool = True


_ESTABLISHMENT = Resource(
    table="Establishment",
    fields=frozenset({"name", "ach_payments_enabled"} | _STAMPS),
    has_detail=False,
)
_ORDERED = frozenset({"updated_date", "pickup_time", "running_tax_number", "id", "created_date"})
RESOURCES: Mapping[str, Resource] = {
    "/resources/Establishment/": _ESTABLISHMENT,
    "/enterprise/Establishment/": _ESTABLISHMENT,
    "/products/ProductCategory/": Resource(
        table="ProductCategory", fields=frozenset({"name", "parent", "active", "sorting"} | _STAMPS)
    ),
    "/resources/Product/": Resource(
        table="Product",
        fields=frozenset(
            {"name", "barcode", "sku", "category", "active", "establishment", "display_online"}
            | {"attribute_parent", "attribute_type", "price", "cost", "description", "sorting"}
            | {"course_number", "dining_options"}
            | _STAMPS
        ),
        orderings=frozenset({"sorting", "id"}),
    ),
    "/resources/Inventory/": Resource(
        table="Inventory",
        fields=frozenset({"product", "quantity_in_hand", "quantity_in_layaway"} | _STAMPS),
    ),
    "/resources/Customer/": Resource(
        table="Customer",
        fields=frozenset(
            {"first_name", "last_name", "email", "phone_number", "active", "ref_number"} | _STAMPS
        ),
    ),
    "/resources/Order/": Resource(
        table="Order", fields=ORDER_FIELDS, orderings=_ORDERED, shown=brief
    ),
    "/resources/OrderAllInOne/": Resource(
        table="Order", fields=ORDER_FIELDS | {"final_total"}, orderings=_ORDERED, shown=all_in_one
    ),
}
_DETAIL = re.compile(r"(/\w+/\w+/)(\d+)/")
_WEB_BY_PRODUCT = ("/weborders/attributes/", "/weborders/modifiers/")
_WEB = ("/weborders/products/", "/weborders/system_settings/", *_WEB_BY_PRODUCT)
_CARTS = ("/specialresources/cart/calculate/", "/specialresources/cart/submit/")


def label(request: Request) -> str:
    """The route template, e.g. `GET /resources/Product/{id}/`."""
    found = _DETAIL.fullmatch(request.path)
    path = f"{found.group(1)}{{id}}/" if found else request.path
    return f"{request.method} {path}"


def surface(path: str) -> str:
    """Which permission of a key a path needs: `resources` or `weborders`."""
    return "weborders" if path.startswith(("/weborders/", "/specialresources/")) else "resources"


class Router:
    """Answers requests that are authorized."""

    def __init__(self, *, state: State, catalog: Catalog, carts: Carts, orders: Orders) -> None:
        """Serve these parts."""
        self._state = state
        self._catalog = catalog
        self._carts = carts
        self._orders = orders

    def answer(self, request: Request) -> Answer:
        """The vendor's answer. Raises: RevelError."""
        path = request.path
        if not path.endswith("/"):
            if request.method == "GET":
                return Answer(status=301, headers={"Location": f"{path}/"})
            path = f"{path}/"
        if path in _CARTS:
            return self._cart(request, path)
        if path in _WEB:
            return self._web(request, path)
        if path in RESOURCES:
            return self._list(request, RESOURCES[path])
        found = _DETAIL.fullmatch(path)
        if found and found.group(1) in RESOURCES:
            return self._detail(request, RESOURCES[found.group(1)], int(found.group(2)))
        raise page(404, "Not Found")

    def _list(self, request: Request, resource: Resource) -> Answer:
        if request.method != "GET":
            return Answer(status=405)
        rows = [resource.shown(row) for row in self._state.all(resource.table)]
        return json_answer(
            listing(
                request.path,
                rows,
                request.query,
                fields=resource.fields,
                orderings=resource.orderings,
            )
        )

    def _detail(self, request: Request, resource: Resource, number: int) -> Answer:
        row = self._state.get(resource.table, number) if resource.has_detail else None
        if row is None:
            raise not_found()
        if request.method == "PATCH" and resource.shown is brief:
            try:
                body = request.json()
            except BadJsonError as error:
                raise tastypie(str(error)) from error
            return json_answer(brief(self._orders.patch(row, body)))
        if request.method != "GET":
            return Answer(status=405)
        return json_answer(selected(resource.shown(row), request.query))

    def _cart(self, request: Request, path: str) -> Answer:
        if request.method != "POST":
            return Answer(status=405)
        try:
            body = request.json()
        except BadJsonError as error:
            raise cart_fault(str(error)) from error
        if path.endswith("submit/"):
            return json_answer(self._orders.submit(body))
        return json_answer({"status": "OK", "data": totals(self._carts.read(body))})

    def _web(self, request: Request, path: str) -> Answer:
        query = request.query
        if request.method != "GET":
            return Answer(status=405)
        wanted = query.get("product" if path in _WEB_BY_PRODUCT else "establishment", "")
        if not wanted.isdecimal():
            return json_answer({"status": "ERROR", "errorMsg": "A required parameter is missing"})
        if path.endswith("attributes/"):
            found: object = self._catalog.attributes(int(wanted))
        elif path.endswith("modifiers/"):
            found = self._catalog.modifiers(int(wanted))
        elif self._state.get("Establishment", int(wanted)) is None:
            return json_answer({"status": "ERROR", "errorMsg": "No such establishment"})
        elif path.endswith("products/"):
            return self._web_products(int(wanted), query)
        else:
            found = {"currency_symbol": "$", "cannot_order_with_empty_inventory": True}
        return json_answer({"status": "OK", "errorMsg": "", "data": found})

    def _web_products(self, place: int, query: Mapping[str, str]) -> Answer:
        rows = self._catalog.web_products(place)
        asked = query.get("limit", "0"), query.get("page", "1")
        if not all(one.isdecimal() for one in asked):
            return json_answer({"status": "ERROR", "errorMsg": "A parameter is not a number"})
        limit, number = int(asked[0]) or len(rows), max(1, int(asked[1]))
        shown = rows[limit * (number - 1) : limit * number]
        meta = {"count": len(rows), "limit": limit, "page": number}
        return json_answer({"status": "OK", "errorMsg": "", "data": shown, "meta": meta})
