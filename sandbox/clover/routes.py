"""Which path is answered by which part, and the permission it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sandbox.clover.catalog import SIDES
from sandbox.clover.errors import not_found
from sandbox.clover.parts import Parts
from sandbox.clover.query import Query, elements, expansions
from sandbox.kit.web import JsonObject, Request

Endpoint = Callable[[Request, dict[str, str]], JsonObject]
_MERCHANT = "/v3/merchants/{mId}"
_HIDDEN_FIELDS = {"tenders": "tenders", "order_types": "order_types"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation."""

    method: str
    path: str
    endpoint: Endpoint
    permission: str | None = None

    @property
    def label(self) -> str:
        """`GET /v3/merchants/{mId}/items`."""
        return f"{self.method} {self.path}"


class Router:
    """Finds routes; fixed paths win over those with an id."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Compile every path."""
        self._routes = [
            (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.path)), route)
            for route in routes
        ]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route of a call with the ids in its path."""
        for pattern, route in self._routes:
            match = pattern.fullmatch(path)
            if match is not None and route.method == method:
                return route, match.groupdict()
        return None

    def knows(self, path: str) -> bool:
        """Whether any method is served at a path."""
        return any(pattern.fullmatch(path) for pattern, _ in self._routes)


def routes(parts: Parts) -> Iterator[Route]:
    """Every operation served below the two APIs."""
    yield from _merchant(parts)
    yield from _inventory(parts)
    yield from _people_and_orders(parts)
    yield from _ecommerce(parts)


def _merchant(parts: Parts) -> Iterator[Route]:
    merchant, marks = parts.merchant, parts.state.marks

    def properties() -> JsonObject:
        return merchant.properties(
            tracks_stock=marks["trackStock"], updates_stock=marks["updateStock"]
        )

    def read(request: Request, _ids: dict[str, str]) -> JsonObject:
        expand = expansions(request.query.get("expand"), ("address", "properties", "openingHours"))
        record = merchant.record(parts.host(request))
        if "address" in expand:
            record["address"] = merchant.address()
        if "properties" in expand:
            record["properties"] = properties()
        if "openingHours" in expand:
            record["openingHours"] = {"elements": [merchant.opening_hours()]}
        return record

    yield Route(method="GET", path=_MERCHANT, endpoint=read, permission="MERCHANT_R")
    yield Route(
        method="GET",
        path=f"{_MERCHANT}/properties",
        endpoint=lambda _request, _ids: properties(),
        permission="MERCHANT_R",
    )
    for name, table in _HIDDEN_FIELDS.items():
        yield Route(
            method="GET",
            path=f"{_MERCHANT}/{name}",
            endpoint=_listing(parts, name, table),
            permission="MERCHANT_R" if name == "tenders" else "ORDERS_R",
        )


def _listing(parts: Parts, name: str, table: str) -> Endpoint:
    def listed(request: Request, _ids: dict[str, str]) -> JsonObject:
        query = Query(request, filters={}, expandable=())
        rows = query.select(parts.state.table(table).values(), created="id")
        return elements(rows, f"{parts.base(request)}/{name}")

    return listed


def _inventory(parts: Parts) -> Iterator[Route]:
    catalog = parts.catalog

    def route(method: str, path: str, endpoint: Endpoint) -> Route:
        permission = "INVENTORY_R" if method == "GET" else "INVENTORY_W"
        return Route(
            method=method, path=f"{_MERCHANT}/{path}", endpoint=endpoint, permission=permission
        )

    yield route("GET", "items", lambda r, _: catalog.list_items(r, parts.base(r)))
    yield route("GET", "items/{itemId}", lambda r, i: catalog.get_item(r, i["itemId"]))
    yield route("GET", "item_groups/{id}", lambda _, i: catalog.get_group(i["id"]))
    yield route("GET", "item_stocks/{itemId}", lambda _, i: catalog.get_stock(i["itemId"]))
    yield route(
        "POST", "item_stocks/{itemId}", lambda r, i: catalog.post_stock(i["itemId"], r.json())
    )
    for name in SIDES:
        yield route("GET", name, _side(parts, name))


def _side(parts: Parts, name: str) -> Endpoint:
    return lambda request, _: parts.catalog.list_side(name, request, parts.base(request))


def _people_and_orders(parts: Parts) -> Iterator[Route]:
    customers, orders = parts.customers, parts.orders

    def route(method: str, path: str, permission: str, endpoint: Endpoint) -> Route:
        return Route(
            method=method, path=f"{_MERCHANT}/{path}", endpoint=endpoint, permission=permission
        )

    yield route(
        "GET", "customers", "CUSTOMERS_R", lambda r, _: customers.list_customers(r, parts.base(r))
    )
    yield route(
        "GET", "customers/{id}", "CUSTOMERS_R", lambda r, i: customers.get_customer(r, i["id"])
    )
    yield route(
        "POST",
        "atomic_order/orders",
        "ORDERS_W",
        lambda r, _: orders.create_atomic(r.json(), parts.base(r)),
    )
    yield route(
        "POST", "atomic_order/checkouts", "ORDERS_R", lambda r, _: orders.checkout(r.json())
    )
    yield route("GET", "orders", "ORDERS_R", lambda r, _: orders.list_orders(r, parts.base(r)))
    yield route(
        "GET",
        "orders/{orderId}",
        "ORDERS_R",
        lambda r, i: orders.get_order(r, i["orderId"], parts.base(r)),
    )
    yield route(
        "POST",
        "orders/{orderId}",
        "ORDERS_W",
        lambda r, i: orders.update(i["orderId"], r.json(), parts.base(r)),
    )
    yield route(
        "DELETE",
        "orders/{orderId}",
        "ORDERS_W",
        lambda r, i: orders.delete(i["orderId"], parts.base(r)),
    )
    yield route(
        "POST",
        "orders/{orderId}/payments",
        "PAYMENTS_W",
        lambda r, i: orders.record_payment(i["orderId"], r.json()),
    )
    yield route("POST", "print_event", "ORDERS_W", lambda r, _: orders.print_event(r.json()))
    yield route("GET", "payments/{payId}", "PAYMENTS_R", lambda _, i: _payment(parts, i["payId"]))
    yield route("GET", "payments", "PAYMENTS_R", _listing(parts, "payments", "payments"))


def _payment(parts: Parts, payment_id: str) -> JsonObject:
    found = parts.state.payments.get(payment_id)
    if found is None:
        raise not_found()
    return found


def _ecommerce(parts: Parts) -> Iterator[Route]:
    shop = parts.ecommerce

    def route(method: str, path: str, endpoint: Endpoint) -> Route:
        return Route(method=method, path=path, endpoint=endpoint, permission="ECOMMERCE")

    yield route("POST", "/v1/charges", lambda r, _: shop.charge(r))
    yield route("GET", "/v1/charges", lambda r, _: shop.list_charges(r))
    yield route("GET", "/v1/charges/{chargeId}", lambda _, i: shop.get_charge(i["chargeId"]))
    yield route(
        "POST", "/v1/charges/{chargeId}/capture", lambda r, i: shop.capture(r, i["chargeId"])
    )
    yield route("POST", "/v1/orders/{orderId}/pay", lambda r, i: shop.pay(r, i["orderId"]))
    yield route("POST", "/v1/refunds", lambda r, _: shop.refund(r))
    yield route("GET", "/v1/refunds", lambda r, _: shop.list_refunds(r))
    yield route("GET", "/pakms/apikey", lambda _, _i: {"apiAccessKey": parts.public_key})
