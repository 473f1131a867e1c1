"""The Square stand-in as a whole: routing, authorization, idempotency, and its parts joined."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender
from sandbox.square.calls import Call, Route
from sandbox.square.contract import VERSION
from sandbox.square.errors import SquareError
from sandbox.square.idempotency import Keys
from sandbox.square.limits import AdaptiveBucket
from sandbox.square.notices import GAPS_S, headers_of_retry
from sandbox.square.oauth import unauthorized
from sandbox.square.parts import Parts
from sandbox.square.routes import Router, routes
from sandbox.square.store import State
from sandbox.square.validation import check_body, check_query

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")
_FAILURE_CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "CONFLICT",
    429: "RATE_LIMITED",
    500: "INTERNAL_SERVER_ERROR",
    502: "BAD_GATEWAY",
    503: "SERVICE_UNAVAILABLE",
    504: "GATEWAY_TIMEOUT",
}


def create_shop(options: Options | None = None) -> Shop:
    """The Square shop as a WSGI application; `.control` steers it, `.close()` saves its state."""
    chosen = options or Options()
    return Shop(Square(chosen), chosen)


class Square:
    """One seller behind Square's API; implements the kit's Platform."""

    name = "square"

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
        self._state = State()
        self.parts = Parts(
            options=options,
            seed=seed_shop(options.seed_variants, options.seed),
            state=self._state,
            clock=self.clock,
            sender=self.sender,
        )
        self._keys = Keys(self._state, self.clock)
        self._router = Router(routes(self.parts))
        self._bucket = AdaptiveBucket()
        self.parts.write_history()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._state.revision

    def labels(self, request: Request) -> Sequence[str]:
        """The route template, e.g. `GET /v2/orders/{order_id}`."""
        found = self._router.find(request.method, request.path)
        return [found[0].operation] if found else [f"{request.method} {request.path}"]

    def handle(self, request: Request) -> Answer:
        """Answer one request as Square would."""
        if request.path == "/oauth2/authorize":
            return self._authorize(request)
        version = request.headers.get("square-version", VERSION)
        try:
            if not _VERSION.fullmatch(version):
                detail = "Square-Version must look like YYYY-MM-DD."
                raise SquareError("INVALID_SQUARE_VERSION_FORMAT", detail)
            answer = self._routed(request)
        except SquareError as error:
            answer = json_answer(error.body, status=error.status)
            if error.code == "RATE_LIMITED":
                answer = Answer(
                    status=429, body=answer.body, headers=answer.headers, throttled=True
                )
        answer.headers["Square-Version"] = version
        return answer

    def _authorize(self, request: Request) -> Answer:
        if request.method == "POST":
            return self.parts.oauth.decide(request)
        return self.parts.oauth.consent_page(request)

    def _routed(self, request: Request) -> Answer:
        found = self._router.find(request.method, request.path)
        if found is None:
            if self._router.knows(request.path):
                detail = f"{request.method} is not allowed here."
                raise SquareError("METHOD_NOT_ALLOWED", detail, status=405)
            raise SquareError("NOT_FOUND", "Resource not found.", status=404)
        route, params = found
        client_id = self._authorized(route, request)
        if route.auth == "seller" and self._options.limits and not self._bucket.take():
            raise _rate_limited()
        query = request.query
        check_query(route.operation, query)
        body = self._body(route, request)
        call = Call(params=params, query=query, body=body, client_id=client_id)
        if route.operation == "POST /oauth2/revoke":
            authorization = request.headers.get("authorization", "")
            return json_answer(self.parts.oauth.revoke(call, authorization))
        if route.operation == "POST /oauth2/token/status":
            return json_answer(self.parts.oauth.status(request.headers.get("authorization", "")))
        return self._keys.once(route, call, client_id)

    def _authorized(self, route: Route, request: Request) -> str:
        """The calling application. Raises: SquareError 401, 403."""
        authorization = request.headers.get("authorization", "")
        if route.auth == "client":
            return self._options.client_id
        if route.auth == "application":
            if authorization != f"Bearer {self._options.app_token}":
                raise unauthorized()
            return self._options.client_id
        grant = self.parts.oauth.grant_of(authorization)
        lacking = [scope for scope in route.scopes if scope not in grant["scopes"]]
        if lacking:
            detail = (
                "The merchant has not given your application sufficient permissions to do that. "
                "The merchant must authorize your application for the following scopes: "
            )
            text = detail + " ".join(lacking)
            raise SquareError("INSUFFICIENT_SCOPES", text, status=403)
        client_id: str = grant["client_id"]
        return client_id

    def _body(self, route: Route, request: Request) -> JsonObject:
        if request.method in ("GET", "DELETE"):
            return {}
        try:
            body = request.json()
        except BadJsonError as error:
            raise SquareError("EXPECTED_JSON_BODY", str(error)) from error
        return check_body(route.operation, body, sparse=route.sparse)

    def throttle(self, _request: Request) -> Answer:
        """429 as Square words it."""
        return json_answer(_rate_limited().body, status=429, headers={"Square-Version": VERSION})

    def failure(self, _request: Request, status: int) -> Answer:
        """An error of a given status in Square's shape."""
        code = _FAILURE_CODES.get(status, "INTERNAL_SERVER_ERROR")
        error = SquareError(code, "An internal error has occurred.", status=status)
        return json_answer(error.body, status=status, headers={"Square-Version": VERSION})

    def actions(self) -> Mapping[str, Action]:
        """The till and the books."""
        return self.parts.books.actions()

    def tick(self) -> None:
        """Authorizations expire, bank payments clear, refunds complete."""
        self.parts.payments.tick()
        self.parts.refunds.tick()

    def dump(self) -> JsonObject:
        """Everything that differs from the seed."""
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
        """Back to the seeded shop; grants and subscriptions go too."""
        self._state.clear()
        self.parts.catalog.reload()
        self.parts.write_history()


def _rate_limited() -> SquareError:
    return SquareError("RATE_LIMITED", "Rate limit exceeded. Please retry later.", status=429)
