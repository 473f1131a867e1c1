"""The Revel stand-in as a whole: keys, limits, and its parts joined."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender
from sandbox.revel.books import Books
from sandbox.revel.carts import Carts
from sandbox.revel.catalog import Catalog, seed_catalog
from sandbox.revel.errors import RevelError, page, unauthorized
from sandbox.revel.notices import GAPS_S, Notices
from sandbox.revel.orders import Orders
from sandbox.revel.people import seed_customers
from sandbox.revel.routes import Router, label, surface
from sandbox.revel.store import State

INSTANCE = "northwind"
"""The subdomain: `northwind.revelup.com`."""
_PER_S, _BURST = 5.0, 30.0
"""Revel publishes no limit; third parties keep to 300 requests a minute for a key."""


def create_shop(options: Options | None = None) -> Shop:
    """The Revel instance as a WSGI application; `.control` steers it, `.close()` saves its state.

    Its API key and secret are `client_id` and `client_secret`, webhooks are signed with
    `app_token`.
    """
    chosen = options or Options()
    return Shop(Revel(chosen), chosen)


class Revel:
    """One merchant's instance; implements the kit's Platform."""

    name = "revel"

    def __init__(self, options: Options) -> None:
        """Seed the instance."""
        self._options = options
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(
            clock=self.clock, gaps_s=GAPS_S, factor=options.webhook_retry_factor, timeout_s=10.0
        )
        self._state = State(self.clock)
        self._catalog = Catalog(self._state)
        notices = Notices(
            state=self._state, sender=self.sender, instance=INSTANCE, secret=options.app_token
        )
        self._carts = Carts(self._catalog)
        self._orders = Orders(
            state=self._state,
            clock=self.clock,
            catalog=self._catalog,
            carts=self._carts,
            notices=notices,
        )
        self._router = Router(
            state=self._state, catalog=self._catalog, carts=self._carts, orders=self._orders
        )
        self._books = Books(
            state=self._state, catalog=self._catalog, orders=self._orders, notices=notices
        )
        self._tokens, self._at = _BURST, time.monotonic()
        self._seed()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._state.revision

    def labels(self, request: Request) -> Sequence[str]:
        """The route template."""
        return [label(request)]

    def handle(self, request: Request) -> Answer:
        """Answer one request as Revel would."""
        try:
            self._authorize(request)
            if self._options.limits and not self._take():
                return self.throttle(request)
            return self._router.answer(request)
        except RevelError as error:
            return error.answer

    def _authorize(self, request: Request) -> None:
        """Check key, secret and the key's permissions. Raises: RevelError."""
        given = request.headers.get("api-authentication")
        query = request.query
        if given is None and "api_key" in query:
            given = f"{query['api_key']}:{query.get('api_secret', '')}"
        side = self._state.side
        is_known = given == f"{self._options.client_id}:{self._options.client_secret}"
        needed = surface(request.path)
        if not is_known or side.get("revoked"):
            raise unauthorized() if needed == "resources" else page(403, "Forbidden")
        if needed in side.get("withheld", ()):
            raise unauthorized() if needed == "resources" else page(403, "Forbidden")

    def _take(self) -> bool:
        now = time.monotonic()
        self._tokens = min(_BURST, self._tokens + (now - self._at) * _PER_S)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def throttle(self, _request: Request) -> Answer:
        """429 with the seconds to wait."""
        return Answer(status=429, headers={"Retry-After": "1"}, throttled=True)

    def failure(self, _request: Request, status: int) -> Answer:
        """An error as Tastypie words it."""
        message = "Sorry, this request could not be processed. Please try again later."
        return json_answer({"error_message": message}, status=status)

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self._books.actions()

    def tick(self) -> None:
        """Nothing falls due by itself."""

    def dump(self) -> JsonObject:
        """The whole state."""
        return {
            "platform": self.name,
            "seed": [self._options.seed_variants, self._options.seed],
            "state": self._state.dump(),
            "ahead_s": self.clock.ahead_s,
            "deliveries": self.sender.dump(),
        }

    def load(self, state: JsonObject) -> None:
        """Take up what `dump` gave. Raises: ValueError for another platform's file."""
        if state.get("platform") != self.name:
            raise ValueError("the state file belongs to another platform")
        if state["seed"] != [self._options.seed_variants, self._options.seed]:
            raise ValueError(f"the state file was made with another seed: {state['seed']}")
        self._state.load(state["state"])
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))
        self.sender.load(state["deliveries"])

    def reset(self) -> None:
        """Back to the seeded instance; registered addresses go too."""
        self._state.clear()
        self._seed()

    def _seed(self) -> None:
        seed = seed_shop(self._options.seed_variants, self._options.seed)
        seed_catalog(self._state, seed)
        seed_customers(self._state, seed, self.clock)
        places = self._state.side["stores"]
        now = self.clock.now()
        past = sorted(
            (
                (order.days_ago, number, order)
                for number, person in enumerate(seed.customers, 1)
                for order in person.orders
                if order.store in places
            ),
            key=lambda entry: (-entry[0], entry[1]),
        )
        for days_ago, customer, order in past:
            place = places[order.store]
            items = [
                {"product": row["id"], "quantity": quantity}
                for sku, quantity in order.lines
                if (row := self._catalog.by_sku(sku, place)) is not None
            ]
            if items:
                cart = self._carts.read({"establishmentId": place, "items": items})
                self._orders.remember(cart, now - timedelta(days=days_ago), customer)
