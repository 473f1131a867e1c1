"""The Counterpoint stand-in as a whole: a small, unmetered server without a single webhook."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from email.utils import format_datetime

from sandbox.counterpoint.access import Access
from sandbox.counterpoint.books import Books
from sandbox.counterpoint.customers import Customers
from sandbox.counterpoint.documents import Documents
from sandbox.counterpoint.errors import CounterpointError, unknown
from sandbox.counterpoint.inventory import Inventory
from sandbox.counterpoint.items import Items
from sandbox.counterpoint.places import Setup
from sandbox.counterpoint.routes import Call, Server, checked_query
from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender


def create_shop(options: Options | None = None) -> Shop:
    """The Counterpoint shop as a WSGI application; the APIKey is the options' client secret."""
    chosen = options or Options()
    return Shop(Counterpoint(chosen), chosen)


class Counterpoint:
    """One company behind its REST server; implements the kit's Platform."""

    name = "counterpoint"

    def __init__(self, options: Options) -> None:
        """Seed the company."""
        self._options = options
        self._seed = seed_shop(options.seed_variants, options.seed)
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(clock=self.clock, gaps_s=())
        self.revision = 0
        self.access = Access(options)
        self._server = self._seeded()

    def _seeded(self) -> Server:
        setup = Setup(self._seed, self.clock)
        items = Items(self._seed, self.clock)
        inventory = Inventory(self._seed, items, setup.places, self.clock)
        documents = Documents(setup=setup, items=items, inventory=inventory, clock=self.clock)
        customers = Customers(self._seed, self.clock)
        return Server(
            setup=setup,
            items=items,
            inventory=inventory,
            customers=customers,
            documents=documents,
        )

    def labels(self, request: Request) -> Sequence[str]:
        """The endpoint's template, e.g. `GET /Item/{ItemNo}`."""
        found = self._server.router.find(request.method, request.path)
        return [found[0].operation] if found else [f"{request.method} {request.path}"]

    def handle(self, request: Request) -> Answer:
        """Answer one request as the vendor's server would."""
        try:
            answer = self._routed(request)
        except CounterpointError as error:
            answer = error.answer()
        answer.headers["Date"] = format_datetime(self.clock.now(), usegmt=True)
        return answer

    def _routed(self, request: Request) -> Answer:
        found = self._server.router.find(request.method, request.path)
        if found is None:
            return Answer(status=404, body=_IIS_404, headers={"Content-Type": "text/html"})
        route, params = found
        self.access.check(request, route.operation, needs_key=route.needs_key)
        if request.headers.get("servercache", "").lower() == "no-cache":
            self._server.cache_flushes += 1
        query = checked_query(route, request.query)
        call = Call(params=params, query=query, body=_body(request))
        answer = route.endpoint(call)
        if request.method != "GET":
            self.revision += 1
        return answer if isinstance(answer, Answer) else json_answer(answer)

    def throttle(self, _request: Request) -> Answer:
        """The server knows no limit; a relay in front of it may answer 503."""
        return Answer(status=503, body=b"Service Unavailable", headers={"Retry-After": "0"})

    def failure(self, _request: Request, status: int) -> Answer:
        """An error of a given status in the server's shape."""
        return unknown("An error has occurred.", status=status).answer()

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return Books(server=lambda: self._server, access=self.access, touch=self._touch).actions()

    def _touch(self) -> None:
        self.revision += 1

    def tick(self) -> None:
        """Nothing falls due by itself."""

    def dump(self) -> JsonObject:
        """The tables as they are."""
        server = self._server
        return {
            "platform": self.name,
            "seed": [self._options.seed_variants, self._options.seed],
            "items": server.items.rows,
            "inventory": server.inventory.rows,
            "customers": server.customers.rows,
            "documents": server.documents.rows,
            "posted": server.documents.posted,
            "made": server.documents.made,
            "access": self.access.dump(),
            "ahead_s": self.clock.ahead_s,
        }

    def load(self, state: JsonObject) -> None:
        """Take up what `dump` gave. Raises: ValueError for another platform's file."""
        if state.get("platform") != self.name:
            raise ValueError("the state file belongs to another platform")
        if state["seed"] != [self._options.seed_variants, self._options.seed]:
            raise ValueError(f"the state file was made with another seed: {state['seed']}")
        server = self._server
        server.items.rows.update(state["items"])
        server.inventory.rows.update(state["inventory"])
        server.customers.rows.update(state["customers"])
        server.documents.rows.update(state["documents"])
        server.documents.posted.extend(state["posted"])
        server.documents.made = state["made"]
        self.access.load(state["access"])
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))

    def reset(self) -> None:
        """Back to the seeded company."""
        self.access.reset()
        self._server = self._seeded()


def _body(request: Request) -> JsonObject:
    if request.method == "GET":
        return {}
    try:
        return request.json()
    except BadJsonError as error:
        raise unknown(str(error)) from error


_IIS_404 = b"<!DOCTYPE html><html><head><title>404 - Not Found</title></head><body></body></html>"
