"""The Toast stand-in as a whole: routing, tokens and scopes, limits, and its parts joined."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.people import TIMEZONE
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender
from sandbox.toast.access import Access
from sandbox.toast.books import Books
from sandbox.toast.errors import ToastError, bad_request, error_answer, error_body, not_found
from sandbox.toast.history import write_history
from sandbox.toast.limits import Limits
from sandbox.toast.menu import published
from sandbox.toast.notices import GAPS_S, Notices, headers_of_retry
from sandbox.toast.orders import Orders
from sandbox.toast.pricing import Pricing
from sandbox.toast.restaurant import CONFIG, GUID, MANAGEMENT_GROUP, information
from sandbox.toast.shapes import stamp
from sandbox.toast.stock import Stock

_STORE = "downtown"
_LOGIN = "POST /authentication/v1/authentication/login"


def create_shop(options: Options | None = None) -> Shop:
    """The café as a WSGI application; `.control` steers it, `.close()` saves its state."""
    chosen = options or Options()
    return Shop(Toast(chosen), chosen)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its template, the scopes it needs, and who does the work."""

    operation: str
    scopes: tuple[str, ...]
    work: Callable[[Mapping[str, str], Request, Any], Any]

    def fits(self, method: str, parts: Sequence[str]) -> dict[str, str] | None:
        """The path's parameters where it is this route."""
        own_method, _, path = self.operation.partition(" ")
        segments = path.split("/")
        if own_method != method or len(segments) != len(parts):
            return None
        found: dict[str, str] = {}
        for segment, part in zip(segments, parts, strict=True):
            if segment.startswith("{"):
                found[segment[1:-1]] = part
            elif segment != part:
                return None
        return found


class Toast:
    """One restaurant behind Toast's APIs; implements the kit's Platform."""

    name = "toast"

    def __init__(self, options: Options) -> None:
        """Seed the shop."""
        self._options = options
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(
            clock=self.clock,
            gaps_s=GAPS_S,
            retry_headers=headers_of_retry,
            factor=options.webhook_retry_factor,
            timeout_s=10.0,
        )
        self.seed = seed_shop(max(0, options.seed_variants - 20), options.seed)
        self.notices = Notices(self.clock, self.sender)
        self._seeded()
        self._routes = tuple(self._served())

    def _seeded(self) -> None:
        self._revision = 0
        self.access = Access(self._options, self.clock)
        self.limits = Limits(self.clock)
        self.menus = published(self.seed, _STORE)
        self.published_at = stamp(self.clock.now())
        self.stock = Stock(self.menus, self.notices.stock)
        pricing = Pricing(self.menus, self.stock)
        self.orders = Orders(clock=self.clock, pricing=pricing, tell=self.notices.order)
        write_history(self.orders, self.seed, self.menus, self.clock)
        self.stock.reset()
        self.books = Books(self)

    @property
    def revision(self) -> int:
        """Grows with every request that may have changed something."""
        return self._revision

    def _served(self) -> list[Route]:
        read, own = ("orders:read", "orders.channel:read"), "/orders/v2/orders"
        one = f"{own}/{{guid}}"
        return [
            Route(_LOGIN, (), lambda _p, _r, body: self.access.login(body)),
            Route(
                "GET /restaurants/v1/restaurants/{guid}",
                ("restaurants:read",),
                lambda params, _r, _b: self._restaurant(params["guid"]),
            ),
            Route(
                "GET /restaurants/v1/groups/{guid}/restaurants",
                ("restaurants:read",),
                lambda params, _r, _b: _own(params["guid"], MANAGEMENT_GROUP, [{"guid": GUID}]),
            ),
            Route("GET /menus/v2/metadata", ("menus:read",), lambda _p, _r, _b: self._metadata()),
            Route(
                "GET /menus/v2/menus",
                ("menus:read",),
                lambda _p, _r, _b: self.menus.document(GUID, self.published_at, TIMEZONE),
            ),
            Route("GET /stock/v1/inventory", ("stock:read",), self._inventory),
            Route(
                "POST /stock/v1/inventory/search",
                ("stock:read",),
                lambda _p, _r, body: self.stock.search(body),
            ),
            Route(
                "PUT /stock/v1/inventory/update",
                ("stock:write",),
                lambda _p, _r, body: self.stock.update(body),
            ),
            *(
                Route(f"GET /config/v2/{noun}", ("config:read",), _listing(rows))
                for noun, rows in CONFIG.items()
            ),
            Route("POST /orders/v2/prices", read[:1], lambda _p, _r, b: self.orders.prices(b)),
            Route(f"POST {own}", ("orders.orders:write",), lambda _p, _r, b: self.orders.post(b)),
            Route(f"GET {one}", read, lambda params, _r, _b: self._order(params["guid"])),
            Route(
                "GET /orders/v2/ordersBulk",
                read,
                lambda _p, request, _b: self._guests(self.orders.bulk(request.query)),
            ),
            Route(
                f"POST {one}/checks/{{check}}/payments",
                ("orders.payments:write",),
                lambda params, _r, body: self.orders.pay(params["guid"], params["check"], body),
            ),
            Route(
                f"POST {one}/void",
                ("orders.channel:void",),
                lambda params, _r, body: self.orders.void(params["guid"], body),
            ),
        ]

    def _find(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        parts = request.path.split("/")
        for route in self._routes:
            params = route.fits(request.method, parts)
            if params is not None:
                return route, params
        return None

    def labels(self, request: Request) -> Sequence[str]:
        """The route template, e.g. `GET /orders/v2/orders/{guid}`."""
        found = self._find(request)
        return [found[0].operation] if found else [f"{request.method} {request.path}"]

    def handle(self, request: Request) -> Answer:
        """Answer one request as Toast would."""
        found = self._find(request)
        if found is None:
            return error_answer(not_found("Resource"))
        route, params = found
        headers: Mapping[str, str] = {}
        try:
            if route.operation != _LOGIN:
                headers = self._admitted(route, request)
            worked = route.work(params, request, _body(request))
        except ToastError as error:
            answer = error_answer(error)
            answer.headers.update(headers)
            return answer
        if request.method != "GET":
            self._revision += 1
        return json_answer(worked, headers=dict(headers))

    def _admitted(self, route: Route, request: Request) -> Mapping[str, str]:
        """Raises: ToastError 401, 403, 429."""
        self.access.check(request.headers.get("authorization", ""), route.scopes)
        restaurant = request.headers.get("toast-restaurant-external-id")
        if restaurant is None:
            raise bad_request("Toast-Restaurant-External-ID header is required", code=10014)
        if restaurant != GUID:
            raise ToastError(403, "The client has no access to this restaurant", code=10017)
        if not self._options.limits:
            return {}
        may, headers = self.limits.take(route.operation)
        if not may:
            raise ToastError(429, "Too many requests", code=10029, headers=headers)
        return headers

    def _restaurant(self, guid: str) -> JsonObject:
        store = next(one for one in self.seed.stores if one.key == _STORE)
        found: JsonObject = _own(guid, GUID, information(store, self.seed.name))
        return found

    def _metadata(self) -> JsonObject:
        return {"restaurantGuid": GUID, "lastUpdated": self.published_at}

    def _inventory(self, _params: Mapping[str, str], request: Request, _body: Any) -> Any:
        return self.stock.listed(request.query.get("status"))

    def _order(self, guid: str) -> JsonObject:
        return self._guests([self.orders.get(guid)])[0]

    def _guests(self, orders: list[JsonObject]) -> list[JsonObject]:
        """Phone and e-mail only with `guest.pi:read`."""
        if "guest.pi:read" in self.access.scopes:
            return orders
        shown = copy.deepcopy(orders)
        for order in shown:
            for check in order["checks"]:
                if check["customer"]:
                    check["customer"] |= {"phone": None, "email": None}
        return shown

    def throttle(self, _request: Request) -> Answer:
        """429 as Toast words it."""
        headers = {"Retry-After": "1", "X-Toast-RateLimit-By": "GLOBAL"}
        headers |= {"X-Toast-RateLimit-Remaining": "0", "X-Toast-RateLimit-Reset": "0"}
        return json_answer(error_body(429, 10029, "Too many requests"), status=429, headers=headers)

    def failure(self, _request: Request, status: int) -> Answer:
        """An error of a given status in Toast's shape."""
        return error_answer(ToastError(status, "An unexpected internal error occurred"))

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self.books.actions()

    def tick(self) -> None:
        """Nothing falls due by itself: tokens are judged when they are used."""

    def dump(self) -> JsonObject:
        """Everything that differs from the seed."""
        return {
            "platform": self.name,
            "seed": [self._options.seed_variants, self._options.seed],
            "orders": self.orders.rows,
            "stock": {guid: str(left) for guid, left in self.stock.counts.items()},
            "menus": self.menus.menus,
            "published_at": self.published_at,
            "subscriptions": self.notices.subscriptions,
            "revoked": self.access.revoked,
            "ahead_s": self.clock.ahead_s,
            "deliveries": self.sender.dump(),
        }

    def load(self, state: JsonObject) -> None:
        """Take up what `dump` gave. Raises: ValueError for another platform's file."""
        if state.get("platform") != self.name:
            raise ValueError("the state file belongs to another platform")
        if state["seed"] != [self._options.seed_variants, self._options.seed]:
            raise ValueError(f"the state file was made with another seed: {state['seed']}")
        self.orders.restore(state["orders"])
        self.stock.restore(state["stock"])
        self.menus.restore(state["menus"])
        self.published_at = state["published_at"]
        self.notices.subscriptions = state["subscriptions"]
        self.access.revoked = state["revoked"]
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))
        self.sender.load(state["deliveries"])

    def reset(self) -> None:
        """Back to the seeded shop; subscriptions go too."""
        self.notices.subscriptions = []
        self._seeded()


def _own(guid: str, known: str, answer: Any) -> Any:
    if guid != known:
        raise not_found("Restaurant")
    return answer


def _listing(rows: Sequence[JsonObject]) -> Callable[[Any, Any, Any], list[JsonObject]]:
    return lambda _params, _request, _body: list(rows)


def _body(request: Request) -> Any:
    if request.method == "GET" or not request.body:
        return {}
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ToastError(415, "Content-Type must be application/json")
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"The body is not JSON: {error}") from error
