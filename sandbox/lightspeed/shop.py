"""The Lightspeed stand-in as a whole: routing, rights, rate limits, and its parts joined."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender
from sandbox.lightspeed.books import Books
from sandbox.lightspeed.catalog import Catalog
from sandbox.lightspeed.endpoints import Endpoints
from sandbox.lightspeed.errors import Refusal, missing, refusal_answer
from sandbox.lightspeed.history import History
from sandbox.lightspeed.limits import Limiter, cost_of
from sandbox.lightspeed.lines import Lines
from sandbox.lightspeed.oauth import RIGHTS, OAuth, lacking
from sandbox.lightspeed.people import People
from sandbox.lightspeed.query import Entity, read_list, relations_asked, render
from sandbox.lightspeed.sales import Sales
from sandbox.lightspeed.seller import ACCOUNT_ID, Seller
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import as_list, flag

_BASE = f"/API/V3/Account/{ACCOUNT_ID}"
_PATH = re.compile(rf"{_BASE}/(\w+)(?:/(\w+))?(?:/(\w+))?\.json")


def create_shop(options: Options | None = None) -> Shop:
    """The Lightspeed account as a WSGI application; `.control` steers it."""
    chosen = options or Options()
    return Shop(Lightspeed(chosen), chosen)


class Lightspeed:
    """One account behind Lightspeed's API; implements the kit's Platform."""

    name = "lightspeed"

    def __init__(self, options: Options) -> None:
        """Seed the account."""
        self._options = options
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(clock=self.clock, gaps_s=())
        seed = seed_shop(options.seed_variants, options.seed)
        self._state = State()
        self._seller = Seller(seed, self._state, self.clock)
        self._catalog = Catalog(seed, self._state, self.clock, self._seller)
        self._people = People(seed, self._state, self.clock)
        self._lines = Lines(state=self._state, clock=self.clock, catalog=self._catalog)
        self._sales = Sales(
            state=self._state, clock=self.clock, catalog=self._catalog, lines=self._lines
        )
        self._history = History(
            seed=seed, state=self._state, clock=self.clock, seller=self._seller, sales=self._sales
        )
        self._oauth = OAuth(
            options=options, state=self._state, clock=self.clock, business=seed.name
        )
        self._books = Books(
            state=self._state,
            seller=self._seller,
            catalog=self._catalog,
            people=self._people,
            lines=self._lines,
            sales=self._sales,
            oauth=self._oauth,
        )
        self._write()
        self._endpoints = Endpoints(self._state, self._seller, self._people)
        registers = len(self._state["registers"])
        self._limiter = Limiter(registers, enforced=options.limits)

    def _write(self) -> None:
        self._seller.write()
        self._catalog.write()
        self._history.write(self._people.write(), self._catalog)

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._state.revision

    def labels(self, request: Request) -> Sequence[str]:
        """`GET Sale`, `GET Sale/{id}`, `POST Sale/{id}/refund`, or method and path."""
        match = _PATH.fullmatch(request.path)
        if match is None:
            return [f"{request.method} {request.path}"]
        entity, key, action = match.groups()
        template = entity + ("/{id}" if key else "") + (f"/{action}" if action else "")
        return [f"{request.method} {template}"]

    def handle(self, request: Request) -> Answer:
        """Answer one request as Lightspeed would."""
        if request.path.startswith("/auth/oauth/"):
            return self._oauth.handle(request)
        if not request.path.startswith("/API/"):
            return refusal_answer(404, "Not found.")
        try:
            rights = self._oauth.rights_of(request.headers.get("authorization", ""))
        except Refusal as refusal:
            return refusal.answer()
        return self._limited(request, rights)

    def _limited(self, request: Request, rights: frozenset[str]) -> Answer:
        match = _PATH.fullmatch(request.path)
        entity, _, action = match.groups() if match else ("", "", "")
        try:
            body = request.json() if request.method in ("POST", "PUT") else {}
        except BadJsonError:
            return refusal_answer(400, "Invalid JSON payload.")
        cost = cost_of(request, entity or "Account", action or "", body)
        headers, refused = self._limiter.take(cost)
        if refused is not None:
            answer = _throttled(refused)
        else:
            try:
                answer = json_answer(self._answered(request, rights, body))
            except Refusal as refusal:
                answer = refusal.answer()
        return replace(answer, headers={**answer.headers, **headers})

    def _answered(self, request: Request, rights: frozenset[str], body: JsonObject) -> JsonObject:
        if request.path == "/API/Session.json":
            return self._session(rights)
        if request.path == "/API/V3/Account.json":
            link = {"@attributes": {"href": f"/API/V3/Account/{ACCOUNT_ID}"}}
            account = {"accountID": ACCOUNT_ID, "name": self._seller.name, "link": link}
            return {"@attributes": {"count": "1"}, "Account": account}
        if request.path == f"{_BASE}.json":
            return self._account()
        match = _PATH.fullmatch(request.path)
        if match is None:
            raise missing("Resource")
        name, key, action = match.groups()
        entity = self._endpoints.by_name.get(name)
        if entity is None:
            raise missing(name)
        if request.method == "GET":
            return self._read(request, entity, key, rights)
        return self._written(request, entity, (key, action), rights, body)

    def _read(
        self, request: Request, entity: Entity, key: str | None, rights: frozenset[str]
    ) -> JsonObject:
        lacking(rights, entity.scopes, entity.name)
        if key is None:
            host = request.headers.get("host", "api.lightspeedapp.com")
            return read_list(entity, request.query_string, f"http://{host}{request.path}")
        loaded = relations_asked(request.query, entity)
        row = next((row for row in entity.rows() if row[entity.id_field] == key), None)
        if row is None:
            raise missing(entity.name)
        return {"@attributes": {"count": "1"}, entity.name: render(row, entity, loaded)}

    def _written(
        self,
        request: Request,
        entity: Entity,
        target: tuple[str | None, str | None],
        rights: frozenset[str],
        body: JsonObject,
    ) -> JsonObject:
        key, action = target
        what = f"{request.method} {entity.name}" + ("/" + action if action else "")
        if entity.name == "Sale":
            loaded = relations_asked(request.query, entity)
            row = self._sale(what, key, rights, body)
            written = self._endpoints.sale_as_written(row) | render(row, entity, loaded)
            return {"@attributes": {"count": "1"}, "Sale": written}
        if entity.name == "SaleLine" and action is None:
            row = self._line(what, key, rights, body)
            loaded = relations_asked(request.query, entity)
            return {"@attributes": {"count": "1"}, "SaleLine": render(row, entity, loaded)}
        raise Refusal(f"{request.method} is not allowed on {entity.name}.", status=405)

    def _sale(
        self, what: str, key: str | None, rights: frozenset[str], body: JsonObject
    ) -> JsonObject:
        lacking(rights, ("register",), "Sale")
        if any(
            str(line.get("unitQuantity", "")).startswith("-")
            for line in as_list(body.get("SaleLines"), "SaleLine")
        ) or what.endswith("/refund"):
            lacking(rights, ("register_refund",), "refunds")
        if what == "POST Sale" and key is None:
            return self._sales.create(body)
        if key is None:
            raise Refusal("An id is needed.", status=405)
        sale = self._sales.one(key)
        if what == "POST Sale/refund":
            return self._sales.refund(sale, body)
        if what == "PUT Sale":
            if str(body.get("voided", "false")).lower() == "true":
                lacking(rights, ("admin_void_sale",), "voiding sales")
            return self._sales.update(sale, body)
        if what == "DELETE Sale":
            return self._sales.archive(sale)
        raise Refusal("Not allowed on Sale.", status=405)

    def _line(
        self, what: str, key: str | None, rights: frozenset[str], body: JsonObject
    ) -> JsonObject:
        lacking(rights, ("register",), "SaleLine")
        lacking(rights, ("register_layaway",), "layaways and special orders")
        if what == "POST SaleLine" and key is None:
            return self._lines.reserve(body)
        if key is None:
            raise Refusal("An id is needed.", status=405)
        line = self._lines.one(key)
        return self._lines.delete(line) if what == "DELETE SaleLine" else self._changed(line, body)

    def _changed(self, line: JsonObject, body: JsonObject) -> JsonObject:
        return self._lines.change(line, body)

    def _session(self, rights: frozenset[str]) -> JsonObject:
        return {
            "sessionID": "",
            "sessionCookie": "PHPSESSID=; path=/",
            "employeeID": "1",
            "systemCustomerID": ACCOUNT_ID,
            "systemUserID": "170236",
            "systemAPIClientID": "25578",
            "systemAPIKeyID": "1757062",
            "ecomUrl": "",
            "shopCount": str(len(self._state["shops"])),
            "Employee": {"employeeID": "1", "firstName": "Robin", "lastName": "Blake"},
            "Rights": {right: flag(right in rights) for right in RIGHTS},
        }

    def _account(self) -> JsonObject:
        return {
            "@attributes": {"systemCustomerID": ACCOUNT_ID},
            "status": "customer",
            "name": self._seller.name,
            "employeeCount": str(len(self._state["employees"])),
            "employeeLimit": "30",
            "uniqueSubscriptionIdentifier": "ABC123456",
            "defaultCurrency": {"code": self._seller.currency, "symbol": "$"},
            "purchasingCurrencies": "",
        }

    def throttle(self, _request: Request) -> Answer:
        """429 as Lightspeed words it."""
        answer = _throttled("api-leaky-bucket")
        headers = {"X-LS-API-RateLimit-Type": "api-leaky-bucket", "Retry-After": "1"}
        return replace(answer, headers={**answer.headers, **headers})

    def failure(self, _request: Request, status: int) -> Answer:
        """An error of a given status in Lightspeed's shape."""
        return refusal_answer(status, "An unexpected error has occurred.")

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self._books.actions()

    def tick(self) -> None:
        """Nothing here happens by itself: Lightspeed ends no reservation."""

    def dump(self) -> JsonObject:
        """The whole account."""
        return {
            "platform": self.name,
            "seed": [self._options.seed_variants, self._options.seed],
            "state": self._state.dump(),
            "ahead_s": self.clock.ahead_s,
        }

    def load(self, state: JsonObject) -> None:
        """Take up what `dump` gave. Raises: ValueError for another platform's file."""
        if state.get("platform") != self.name:
            raise ValueError("the state file belongs to another platform")
        if state["seed"] != [self._options.seed_variants, self._options.seed]:
            raise ValueError(f"the state file was made with another seed: {state['seed']}")
        self._state.load(state["state"])
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))
        self._catalog.reload()

    def reset(self) -> None:
        """Back to the seeded account; grants go too."""
        self._state.clear()
        self._write()


def _throttled(kind: str) -> Answer:
    message = "Rate limit exceeded" if kind == "api-leaky-bucket" else "burst rate limit exceeded"
    return replace(refusal_answer(429, message, "RateLimitException"), throttled=True)
