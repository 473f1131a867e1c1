"""The Vend stand-in as a whole: routing, authorization, limits, and its parts joined."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request
from sandbox.kit.webhooks import Sender
from sandbox.vend.catalog import Catalog
from sandbox.vend.consignments import Consignments
from sandbox.vend.contract import BASE, CURSOR, LISTED, SEARCH_SCOPES, Call, Endpoint, Route
from sandbox.vend.control import Books
from sandbox.vend.customers import Customers, Search
from sandbox.vend.errors import VendError
from sandbox.vend.history import History
from sandbox.vend.hooks import GAPS_S, Hooks
from sandbox.vend.inventory import Inventory
from sandbox.vend.limits import Window
from sandbox.vend.oauth import OAuth
from sandbox.vend.retailer import OWNER_ID, Retailer
from sandbox.vend.returning import Returning
from sandbox.vend.sales import Sales, show
from sandbox.vend.store import Store

_TOKEN = "/api/1.0/token"  # noqa: S105 (a path, not a secret)
_THROTTLED_S = 1.0
"""How long an injected throttle asks to wait."""


def create_shop(options: Options | None = None) -> Shop:
    """The Vend shop as a WSGI application; `.control` steers it, `.close()` saves its state."""
    chosen = options or Options()
    return Shop(Vend(chosen), chosen)


class Vend:
    """One retailer behind X-Series; implements the kit's Platform."""

    name = "vend"

    def __init__(self, options: Options) -> None:
        """Seed the shop."""
        self._options = options
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(
            clock=self.clock, gaps_s=GAPS_S, factor=options.webhook_retry_factor, timeout_s=5.0
        )
        seed = seed_shop(options.seed_variants, options.seed)
        self._store = Store()
        store = self._store
        self._retailer = Retailer(seed, store)
        self._catalog = Catalog(seed, store, self.clock)
        self._inventory = Inventory(seed, store, self._catalog, self.clock)
        self._consignments = Consignments(store, self._inventory, self.clock)
        self._customers = Customers(seed, store)
        self._sales = Sales(store, self._inventory, self.clock)
        self._returning = Returning(self._sales, self.clock)
        self._search = Search(store, show)
        self._hooks = Hooks(options, store, self.clock, self.sender)
        self._oauth = OAuth(options, store, self.clock)
        self._history = History(seed, store, self._sales, self.clock)
        self._inventory.told = self._hooks.inventory
        self._sales.told = self._hooks.sale
        self._books = Books(
            seed=seed,
            store=store,
            clock=self.clock,
            catalog=self._catalog,
            customers=self._customers,
            inventory=self._inventory,
            sales=self._sales,
            hooks=self._hooks,
            oauth=self._oauth,
            consignments=self._consignments,
        )
        self._window = Window(self.clock, registers=len(seed.stores))
        self._routes = {route.operation: route for route in self._all_routes()}
        self._open()

    def _open(self) -> None:
        self._retailer.open()
        self._catalog.open()
        self._inventory.open()
        self._customers.open()
        self._history.write()

    def _all_routes(self) -> Iterator[Route]:
        """Scopes and queries: OpenAPI 2026-07."""
        retailer, catalog, stock = self._retailer, self._catalog, self._inventory
        yield _route("GET /retailer", retailer.get, "retailer:read", "payment_types:read")
        yield _route("GET /outlets", retailer.outlets, "outlets:read", query=LISTED)
        yield _route("GET /outlets/{outlet_id}", retailer.outlet, "outlets:read")
        yield _route("GET /registers", retailer.registers, "registers:read", query=LISTED)
        yield _route("GET /taxes", retailer.taxes, "taxes:read", query=CURSOR)
        yield _route(
            "GET /outlet_taxes", retailer.outlet_taxes, "outlets:read", query=LISTED | {"outlet_id"}
        )
        yield _route(
            "GET /payment_types",
            retailer.payment_types,
            "payment_types:read",
            query=LISTED | {"outlet_id", "currency", "only_lspay"},
        )
        yield _route("GET /users", retailer.users, "users:read", query=CURSOR)
        yield _route("GET /user", retailer.user, "users:read")
        names = {"sku", "name", "family_name", "include_images", "includes[]"}
        yield _route("GET /products", catalog.list_products, "products:read", query=LISTED | names)
        yield _route("GET /products/{product_id}", catalog.get, "products:read")
        yield _route("POST /inventory", stock.list_records, "inventory:read")
        yield _route(
            "GET /inventory/{product_id}",
            stock.of_product,
            "inventory:read",
            query=CURSOR | {"variants", "include_deleted", "order_direction"},
        )
        yield _route("GET /stock_adjustments", stock.adjustments, "inventory:write", query=CURSOR)
        yield _route("POST /stock_adjustments", stock.adjust, "inventory:write")
        yield from self._transfers()
        yield from self._people_and_sales()

    def _transfers(self) -> Iterator[Route]:
        moved, path = self._consignments, "/consignments"
        reads, writes = "consignments:read", "consignments:write:stock_transfer"
        wanted = CURSOR | {"type", "status", "outlet_id"}
        yield _route(f"GET {path}", moved.list_all, reads, query=wanted)
        yield _route(f"POST {path}", moved.create, writes)
        yield _route(f"GET {path}/{{consignment_id}}", moved.get, reads)
        yield _route(f"DELETE {path}/{{consignment_id}}", moved.delete, writes)
        goods = f"{path}/{{consignment_id}}/products"
        yield _route(f"GET {goods}", moved.list_goods, reads, query=CURSOR)
        yield _route(f"POST {goods}", moved.add_goods, writes)

    def _people_and_sales(self) -> Iterator[Route]:
        people, sales, hooks = self._customers, self._sales, self._hooks
        yield _route("GET /customers", people.list_customers, "customers:read", query=LISTED)
        yield _route("GET /customers/{customer_id}", people.get, "customers:read")
        yield _route("GET /search", self._search.find)
        yield _route("GET /sales", sales.list_sales, "sales:read", query=CURSOR)
        yield _route("POST /sales", sales.create, "sales:write")
        yield _route("GET /sales/{sale_id}", sales.get, "sales:read")
        yield _route("PUT /sales/{sale_id}", sales.update, "sales:write")
        yield _route(
            "POST /sales/{sale_id}/actions/return",
            self._returning.begin,
            "sales:write",
            "users:read",
        )
        yield _route("GET /webhooks", hooks.list_hooks, "webhooks")
        yield _route("POST /webhooks", hooks.create, "webhooks")
        yield _route("GET /webhooks/{webhook_id}", hooks.get, "webhooks")
        yield _route("PUT /webhooks/{webhook_id}", hooks.update, "webhooks")
        yield _route("DELETE /webhooks/{webhook_id}", hooks.delete, "webhooks")

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._store.revision

    def labels(self, request: Request) -> Sequence[str]:
        """The route template, e.g. `GET /api/2026-07/sales/{sale_id}`."""
        found = self._find(request)
        if found is None:
            return [f"{request.method} {request.path}"]
        method, _, path = found[0].operation.partition(" ")
        return [f"{method} {BASE}{path}"]

    def handle(self, request: Request) -> Answer:
        """Answer one request as X-Series would."""
        if request.path == "/connect":
            page = self._oauth.decide if request.method == "POST" else self._oauth.page
            return page(request)
        try:
            if request.path == _TOKEN and request.method == "POST":
                return self._oauth.token(request)
            answer = self._routed(request)
        except VendError as error:
            answer = error.answer()
        if answer.status != 429:
            answer.headers.update(self._window.headers())
        return answer

    def _routed(self, request: Request) -> Answer:
        found = self._find(request)
        if found is None:
            raise VendError(404, "no such resource")
        route, params = found
        grant = self._oauth.grant_of(request.headers.get("authorization", ""))
        if self._options.limits and not self._window.take():
            refused = self._window.refusal()
            return Answer(status=429, body=refused.body, headers=refused.headers, throttled=True)
        query = request.query
        _check_scopes(route, query, grant)
        if route.operation != "GET /search" and set(query) - route.query:
            raise VendError(400, f"unknown parameter {sorted(set(query) - route.query)[0]}")
        call = Call(params=params, query=query, body=_body(request), user_id=OWNER_ID)
        return route.endpoint(call)

    def _find(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        if not request.path.startswith(f"{BASE}/"):
            return None
        parts = request.path.removeprefix(BASE).split("/")
        for operation, route in self._routes.items():
            method, _, path = operation.partition(" ")
            params = _match(path.split("/"), parts) if method == request.method else None
            if params is not None:
                return route, params
        return None

    def throttle(self, _request: Request) -> Answer:
        """429 as the vendor words it."""
        return self._window.refusal(wait_s=_THROTTLED_S)

    def failure(self, _request: Request, status: int) -> Answer:
        """An error of a given status in the vendor's shape."""
        return VendError(status, "The request could not be completed.").answer()

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self._books.actions()

    def tick(self) -> None:
        """Nothing falls due by itself."""

    def dump(self) -> JsonObject:
        """The whole shop."""
        return {
            "platform": self.name,
            "store": self._store.dump(),
            "ahead_s": self.clock.ahead_s,
            "deliveries": self.sender.dump(),
        }

    def load(self, state: JsonObject) -> None:
        """Take up what `dump` gave. Raises: ValueError for another platform's file."""
        if state.get("platform") != self.name:
            raise ValueError("the state file belongs to another platform")
        self._store.load(state["store"])
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))
        self.sender.load(state["deliveries"])

    def reset(self) -> None:
        """Back to the seeded shop; grants and webhooks go too."""
        self._store.clear()
        self._open()


def _route(
    operation: str,
    endpoint: Endpoint,
    *scopes: str,
    query: frozenset[str] | set[str] = frozenset(),
) -> Route:
    return Route(
        operation=operation,
        endpoint=endpoint,
        scopes=scopes,
        query=frozenset(query),
    )


def _match(segments: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(segments) != len(parts):
        return None
    params: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{"):
            params[segment[1:-1]] = part
        elif segment != part:
            return None
    return params


def _check_scopes(route: Route, query: dict[str, str], grant: JsonObject) -> None:
    needed = route.scopes
    if route.operation == "GET /search":
        needed = tuple(scope for kind, scope in SEARCH_SCOPES.items() if query.get("type") == kind)
    lacking = [scope for scope in needed if scope not in grant["scopes"]]
    if lacking:
        names = ", ".join(lacking)
        raise VendError(403, f"The access token is missing the required permission(s): {names}.")


def _body(request: Request) -> JsonObject:
    if request.method in ("GET", "DELETE"):
        return {}
    try:
        return request.json()
    except BadJsonError as error:
        raise VendError(400, f"malformed JSON: {error}") from error
