"""The Clover stand-in as a whole: routing, authorization, limits, and its parts joined."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from sandbox.clover.cards import public_key_required
from sandbox.clover.errors import CloverError, EcommerceError, not_found, unauthorized
from sandbox.clover.limits import LimitError, Limits
from sandbox.clover.parts import Parts
from sandbox.clover.routes import Router, routes
from sandbox.clover.store import State
from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender

_OAUTH = "/oauth/v2/"


def create_shop(options: Options | None = None) -> Shop:
    """The Clover shop as a WSGI application; `.control` steers it, `.close()` saves its state."""
    chosen = options or Options()
    return Shop(Clover(chosen), chosen)


class Clover:
    """One merchant behind Clover's APIs, all on one host; implements the kit's Platform."""

    name = "clover"

    def __init__(self, options: Options) -> None:
        """Seed the shop."""
        self._options = options
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(clock=self.clock, gaps_s=(), timeout_s=10.0)
        self._state = State()
        self.parts = Parts(
            options=options,
            seed=seed_shop(options.seed_variants, options.seed),
            state=self._state,
            clock=self.clock,
            sender=self.sender,
        )
        self._router = Router(routes(self.parts))
        self.limits = Limits()
        self.parts.write()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._state.revision

    def labels(self, request: Request) -> Sequence[str]:
        """The route template, e.g. `GET /v3/merchants/{mId}/orders/{orderId}`."""
        found = self._router.find(request.method, request.path)
        return [found[0].label] if found else [f"{request.method} {request.path}"]

    def admit(self, request: Request) -> Answer | None:
        """Begin a request, or refuse it for a limit."""
        token = request.headers.get("authorization")
        if not self._options.limits or token is None:
            return None
        try:
            self.limits.enter(token)
        except LimitError as error:
            return json_answer(error.body, status=429, headers=error.headers)
        return None

    def release(self, request: Request) -> None:
        """End a request that was admitted."""
        token = request.headers.get("authorization")
        if self._options.limits and token is not None:
            self.limits.leave(token)

    def handle(self, request: Request) -> Answer:
        """Answer one request as Clover would."""
        try:
            if request.path.startswith(_OAUTH):
                return self._oauth(request)
            if request.path == "/v1/tokens" and request.method == "POST":
                return self._tokenize(request)
            return self._routed(request)
        except CloverError as error:
            return json_answer(error.body, status=error.status)
        except BadJsonError:
            return json_answer({"message": "Invalid JSON"}, status=400)

    def _oauth(self, request: Request) -> Answer:
        oauth = self.parts.oauth
        if request.path == f"{_OAUTH}authorize":
            return (
                oauth.decide(request) if request.method == "POST" else oauth.consent_page(request)
            )
        if request.method == "POST" and request.path == f"{_OAUTH}token":
            return json_answer(oauth.token(request.json()))
        if request.method == "POST" and request.path == f"{_OAUTH}refresh":
            return json_answer(oauth.refresh(request.json()))
        raise not_found()

    def _tokenize(self, request: Request) -> Answer:
        public_key_required(request.headers.get("apikey"), self.parts.public_key)
        return json_answer(self.parts.cards.tokenize(request.json()))

    def _routed(self, request: Request) -> Answer:
        found = self._router.find(request.method, request.path)
        if found is None:
            if self._router.knows(request.path):
                raise CloverError(405, "405 Method Not Allowed")
            raise not_found()
        route, ids = found
        authorization = request.headers.get("authorization", "")
        self.parts.oauth.check(authorization, route.permission)
        if ids.get("mId", self.parts.merchant.id) != self.parts.merchant.id:
            raise unauthorized()
        return json_answer(route.endpoint(request, ids))

    def throttle(self, _request: Request) -> Answer:
        """429 as Clover words it."""
        error = LimitError("tokenLimit", 16)
        return json_answer(error.body, status=429, headers=error.headers)

    def failure(self, request: Request, status: int) -> Answer:
        """An error of a given status in Clover's shape."""
        if request.path.startswith("/v1/"):
            body = EcommerceError(status, "unexpected", "Try again later", kind="api_error").body
        else:
            body = {"message": f"{status} error"}
        return json_answer(body, status=status)

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self.parts.books.actions()

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
        self.parts.catalog.reload()
        self.sender.load(state["deliveries"])

    def reset(self) -> None:
        """Back to the seeded shop; grants go too."""
        self._state.clear()
        self.parts.write()
